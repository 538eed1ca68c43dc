# SPDX-License-Identifier: GPL-2.0-or-later
"""The manual page and the program's own tables, in a form in which they can be compared."""

import re

import tool

PAGE = tool.source_dir() / "man/conntrack.8"


def table(question):
    """The answer of `conntrack complete QUESTION` as rows of columns."""
    result = tool.run(tool.binary(), f"complete {question}")
    if result.status:
        raise RuntimeError(f"complete {question}: {result}")
    return [line.split("\t") for line in result.rows()]


def column(question, number=0):
    return [row[number] for row in table(question)]


class Options:
    """Long names with their argument, and letters with the first name of their option."""

    def __init__(self):
        self.arguments, self.letters = {}, {}

    def add(self, letter, names, argument):
        self.arguments.update((name, argument) for name in names)
        if letter:
            self.letters[letter] = names[0]

    def faults(self, wanted):
        """What differs from WANTED, in both directions."""
        for mine, theirs, dashes in ((self.arguments, wanted.arguments, "--"), (self.letters, wanted.letters, "-")):
            for key in sorted(mine.keys() | theirs.keys()):
                if mine.get(key) != theirs.get(key):
                    yield f"{dashes}{key}: {mine.get(key)!r}, in the tables {theirs.get(key)!r}"


def option_table(question):
    options = Options()
    for name, letter, argument, _ in table(question):
        options.add(letter.strip("-"), [name], argument.strip("-"))
    return options


def sections():
    """Lines of the page by title of section."""
    found, lines = {}, []
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        if line.startswith(".Sh "):
            lines = found.setdefault(line[4:], [])
        else:
            lines.append(line)
    return found


def argument_text(words):
    """Op Ar ADDRESS Ns Bq : Ns Ar PORT -> [ADDRESS[:PORT]]"""
    text, close = "", ""
    for word in words:
        if word in ("Op", "Bq"):
            text, close = text + "[", close + "]"
        elif word not in ("Ar", "Ns"):
            text += word
    return text + close


def option_groups(item):
    """An .It line holds options separated by commas; those that share an argument are one."""
    letter, names = None, []
    for part in item.removeprefix(".It ").split(" , "):
        words = part.split()
        if words[0] != "Fl":
            raise RuntimeError(f"no option: {item}")
        if words[1].startswith("-"):
            names.append(words[1][1:])
        else:
            letter = words[1]
        if words[2:]:
            yield letter, names, argument_text(words[2:])
            letter, names = None, []
    if names:
        yield letter, names, ""


def documented_options():
    options = Options()
    for line in sections()["OPTIONS"]:
        if line.startswith(".It Fl "):
            for group in option_groups(line):
                options.add(*group)
    return options


def examples(subsection=None):
    """Those of the whole section, or of what begins with a title of its own."""
    lines = sections()["EXAMPLES"]
    if subsection:
        lines = lines[lines.index(f".Ss {subsection}"):]
    return [line[4:] for line in lines if line.startswith(".Dl ")]


def macros(name):
    """Every argument of macro NAME in the page."""
    lines = (line for line in PAGE.read_text(encoding="utf-8").splitlines() if re.match(r"\.\w", line))
    return {word for line in lines for word in re.findall(rf"\b{name} ([^ ]+)", line)}
