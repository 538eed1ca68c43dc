# SPDX-License-Identifier: GPL-2.0-or-later
"""Two programs, the same arguments, the same frozen table: the answers must be the same."""

import re
import shlex
import tomllib
from dataclasses import dataclass, field

import tool

# Numbers that run with the clock, each behind what announces it.
TICKING = re.compile(r"(^(?:ipv[46] +\d+ )?\S+ +\d+ |^-[AD] -t |^(?=\d+ proto=)|delta-time=|<timeout>|<deltatime>)"
                     r"(\d+)")
TOLERANCE = 2
FAMILY = re.compile(r"(^| )(-f|--family|-[sdrq]|--(orig-|reply-)?(src|dst)|--(orig|reply)-src|-[ngj] [0-9a-f[])")
SELECTING = re.compile(r"(^| )(-[pmuwlngjc]|--(dport|sport|state|mark|status|zone|label|orig-zone|reply-zone|src-nat|"
                       r"dst-nat|any-nat))")
COUNT = re.compile(r"\b\d+ (flow entries|expectations) have been")


def frozen(row):
    """The row without what ticks, and what ticks."""
    numbers = []

    def take(match):
        numbers.append(int(match[2]))
        return match[1] + "~"

    return TICKING.sub(take, row), numbers


def same_row(a, b):
    (text_a, ticks_a), (text_b, ticks_b) = frozen(a), frozen(b)
    return text_a == text_b and len(ticks_a) == len(ticks_b) and all(
        abs(x - y) <= TOLERANCE for x, y in zip(ticks_a, ticks_b))


def rows_differ(theirs, ours, ordered):
    """Nothing, or the first difference in words."""
    if not ordered:
        theirs, ours = sorted(theirs, key=frozen), sorted(ours, key=frozen)
    for number, (a, b) in enumerate(zip(theirs, ours), 1):
        if not same_row(a, b):
            return f"row {number}\ntheirs: {a}\nours:   {b}"
    if len(theirs) != len(ours):
        rest = (theirs if len(theirs) > len(ours) else ours)[min(len(theirs), len(ours))]
        return f"{len(theirs)} rows of theirs, {len(ours)} of ours; first one without a partner:\n{rest}"
    return None


def may_reorder(arguments):
    """A filter without a family may be asked as two dumps."""
    return bool(SELECTING.search(arguments)) and not FAMILY.search(arguments)


@dataclass
class Difference:
    """An intended difference: which arguments, why, and how theirs becomes what ours should be."""

    arguments: str
    reason: str
    test: str
    instead: str = ""
    keep: str = ""
    drop: str = ""
    replace: list = field(default_factory=list)
    ours: list = field(default_factory=list)
    status: list = field(default_factory=list)
    stderr: str = ""
    unordered: bool = False
    seen: bool = False
    real: bool = False

    def adapt(self, theirs):
        """What ours should have answered where the other program answered THEIRS."""
        rows = [row for row in theirs.out.splitlines(keepends=True)
                if re.search(self.keep, row) and not (self.drop and re.search(self.drop, row))]
        out = "".join(rows)
        for pattern, text in self.replace:
            out = re.sub(pattern, text, out, flags=re.MULTILINE)
        err = self.stderr or theirs.err
        if self.keep or self.drop:
            err = COUNT.sub(rf"{len(rows)} \1 have been", err)
        if self.status and theirs.status != self.status[0]:
            return tool.Result(f"theirs was to be {self.status[0]}", out, err)
        return tool.Result(self.status[1] if self.status else theirs.status, out, err)

    def adapt_ours(self, ours):
        out = ours.out
        for pattern, text in self.ours:
            out = re.sub(pattern, text, out, flags=re.MULTILINE)
        return tool.Result(ours.status, out, ours.err)


class Parity:
    """Compares row after row; finish() holds the list of differences to its word."""

    def __init__(self, tap, test, differences):
        self.tap = tap
        self.reference, self.binary = tool.reference(), tool.binary()
        with open(differences, "rb") as file:
            known = [Difference(**entry) for entry in tomllib.load(file)["difference"]]
        self.differences = [d for d in known if d.test == test]

    @staticmethod
    def verdict(theirs, ours, ordered):
        if theirs.status != ours.status:
            return f"theirs: {theirs}\nours: {ours}"
        if theirs.err != ours.err:
            return f"theirs: {theirs.err}\nours:   {ours.err}"
        if theirs.out == ours.out:
            return None
        if not theirs.out.endswith("\n") == ours.out.endswith("\n"):
            return "the end of the last line differs"
        return rows_differ(theirs.rows(), ours.rows(), ordered)

    def compare(self, arguments):
        """One claim; the reference's answer, for more."""
        known = [d for d in self.differences if re.search(d.arguments, arguments)]
        instead = next((d.instead for d in known if d.instead), None)
        theirs = tool.run(self.reference, arguments)
        ours = tool.run(self.binary, arguments)
        ordered = not may_reorder(arguments)
        plain = self.verdict(theirs, ours, ordered)
        for difference in known:
            difference.seen = True
            difference.real |= plain is not None
        expected = tool.run(self.reference, instead) if instead else theirs
        for difference in known:
            expected, ours = difference.adapt(expected), difference.adapt_ours(ours)
        ordered = ordered and not any(d.unordered for d in known)
        verdict = self.verdict(expected, ours, ordered) if known else plain
        self.tap.ok(verdict is None, shlex.join(["conntrack"]) + " " + arguments, verdict or "",
                    *(f"(expected to differ: {d.reason})" for d in known))
        return expected

    def finish(self):
        for d in self.differences:
            self.tap.ok(d.seen, f"difference {d.arguments} has a row to show it")
            self.tap.ok(d.real, f"difference {d.arguments} still differs", d.reason)
