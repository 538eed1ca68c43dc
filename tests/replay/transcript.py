# SPDX-License-Identifier: GPL-2.0-or-later
"""
What the program answers from a recording, as text: for each run a line
"$ ARGUMENTS", its stdout, its stderr behind "2> ", and "= STATUS".
"""

import os
import pathlib
import re

import tool

HERE = pathlib.Path(__file__).resolve().parent
RUNNING = re.compile(r"(delta-time=|<deltatime>)\d+")


def replayer():
    """The program that plays recordings, from the build that is tested."""
    return str(pathlib.Path(tool.binary()).parent / "tests/replay/replay")


def runs(path):
    """(arguments, text) of each run in a transcript."""
    for part in re.split(r"^\$ ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        arguments, text = part.split("\n", 1)
        yield arguments, text


def errors():
    """What the C library of the build says of each error, where it says something else than this system's."""
    said = tool.run(replayer(), "").rows()
    return {os.strerror(number): text for number, text in enumerate(said, 1) if os.strerror(number) != text}


def expected(text, said):
    """TEXT of a transcript in the words of a C library that SAID another thing of some errors."""
    for ours, theirs in said.items():
        text = re.sub(rf": {re.escape(ours)}$", lambda _, text=theirs: f": {text}", text, flags=re.MULTILINE)
    return text


def written(result):
    """RESULT as a transcript has it; what depends on the clock is masked."""
    err = "".join(f"2> {line}\n" for line in result.err.splitlines())
    return RUNNING.sub(r"\1~", result.out) + err + f"= {result.status}\n"


def play(recording, arguments):
    return tool.run(replayer(), f"{recording} {arguments}", cwd=HERE)
