# SPDX-License-Identifier: GPL-2.0-or-later
"""The source tree as the structure checks see it."""

import os
import pathlib
import re
import sys

sys.dont_write_bytecode = True
TOP = pathlib.Path(__file__).resolve().parent.parent.parent
BUILD = pathlib.Path(os.environ.get("top_builddir", TOP / "build"))
sys.path.insert(0, str(TOP / "tests/lib"))

FLOOR = {"base": 0, "opt": 1, "model": 2, "net": 3, "filter": 3, "collect": 3, "output": 3, "cmd": 4, "main.c": 5}


def files(*patterns):
    """The files of the tree that fit one of PATTERNS, relative to its top."""
    found = {path.relative_to(TOP) for pattern in patterns for path in TOP.glob(pattern)}
    return sorted(path for path in found if (TOP / path).is_file())


def sources():
    return files("src/*.c", "src/*/*.[ch]", "include/*/*.h")


def text(path):
    return (TOP / path).read_text(encoding="utf-8")


def floor(path):
    """The floor's name: the second part of src/net/wire.c, include/net/wire.h, src/main.c."""
    return path.parts[1]


def code(path):
    """The text with comments blank and strings empty, line for line the same."""
    def blank(match):
        token = match.group()
        return token[0] * 2 if token[0] in "\"'" else "\n" * token.count("\n")

    tokens = r'"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'|/\*.*?\*/|//[^\n]*'
    keep_includes = re.sub(r'^(\s*#\s*include\s*)"([^"]*)"', r"\1<\2>", text(path), flags=re.M)
    return re.sub(tokens, blank, keep_includes, flags=re.S)


def includes(path):
    """Pairs of line number and name, for both forms of #include."""
    for number, line in enumerate(code(path).splitlines(), 1):
        match = re.match(r"\s*#\s*include\s*<([^>]*)>", line)
        if match:
            yield number, match.group(1)


def matches(paths, pattern, read=code):
    """One line of report for each line of PATHS that PATTERN is found in."""
    return [f"{path}:{number}: {line.strip()}"
            for path in paths
            for number, line in enumerate(read(path).splitlines(), 1)
            if re.search(pattern, line)]


def functions(path):
    """Name, first line and lines of each function body, braces in column 0."""
    lines = code(path).splitlines()
    start = None
    for number, line in enumerate(lines):
        if line == "{":
            start = number
        elif line == "}" and start is not None:
            yield lines[start - 1].strip(), start + 1, lines[start:number + 1]
            start = None


def check(tap, rule, offenders):
    """One result for one rule; the offenders say where it is broken."""
    offenders = list(offenders)
    tap.ok(not offenders, rule, *offenders)
