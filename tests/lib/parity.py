# SPDX-License-Identifier: GPL-2.0-or-later
"""
Two programs, the same arguments: the answers must be the same. Both read one frozen table, or each works on
a table of its own in twin namespaces, where order, ids and use counts are nobody's fault.
"""

import contextlib
import re
import time
import tomllib
from dataclasses import dataclass, field

import tool

# Numbers that run with the clock, each behind what announces it.
TICKING = re.compile(r"(^(?:ipv[46] +\d+ )?\S+ +\d+ |^-[ADI] (?:expect )?-t |^(?=\d+ proto=)|delta-time=|<timeout>|<deltatime>)"
                     r"(\d+)")
TOLERANCE = 2
# Numbers that twins have of their own.
NUMBERED = ((re.compile(r"(\buse=|<use>|<id>)\d+"), r"\1~"), (re.compile(r"(?<=\buse=~ id=)\d+"), "~"))
FRAME = re.compile("<[?]xml|</?(conntrack|expect)>$")
FAMILY = re.compile(r"(^| )(-[fsdrq]|--family|--(orig-|reply-)?(src|dst)|-[ngj] [0-9a-f[]+)(?=[ =.:]|$)")
SELECTING = re.compile(r"(^| )(-[pmuwlngjc]|--(proto|protonum|dport|sport|state|mark|status|zone|label|orig-zone|reply-zone|src-nat|"
                       r"dst-nat|any-nat))")
ALTERNATIVE = re.compile(r"(^| )(-j|--any-nat)")
COUNT_OF = re.compile(r"(\d+) [a-z ]+ have been")
COUNT = re.compile(r"\b\d+ (flow entries|expectations) have been")


def frozen(row):
    """The row without what ticks, and what ticks."""
    numbers = []

    def take(match):
        numbers.append(int(match[2]))
        return match[1] + "~"

    return TICKING.sub(take, row), numbers


def same_row(a, b, tolerance):
    (text_a, ticks_a), (text_b, ticks_b) = frozen(a), frozen(b)
    return text_a == text_b and len(ticks_a) == len(ticks_b) and all(
        abs(x - y) <= tolerance for x, y in zip(ticks_a, ticks_b))


def rows_differ(theirs, ours, ordered, tolerance=TOLERANCE):
    """Nothing, or the first difference in words."""
    if not ordered:
        theirs, ours = sorted(theirs, key=frozen), sorted(ours, key=frozen)
    for number, (a, b) in enumerate(zip(theirs, ours), 1):
        if not same_row(a, b, tolerance):
            return f"row {number}\ntheirs: {a}\nours:   {b}"
    if len(theirs) != len(ours):
        rest = (theirs if len(theirs) > len(ours) else ours)[min(len(theirs), len(ours))]
        return f"{len(theirs)} rows of theirs, {len(ours)} of ours; first one without a partner:\n{rest}"
    return None


def may_reorder(arguments):
    """A filter without a family, or with an alternative, may be asked as two dumps."""
    if ALTERNATIVE.search(arguments):
        return True
    return bool(SELECTING.search(arguments)) and not FAMILY.search(arguments)


@dataclass
class Difference:
    """An intended difference: which arguments, why, and how theirs becomes what ours should be."""

    arguments: str
    reason: str
    test: str
    instead: list = field(default_factory=list)
    keep: str = ""
    drop: str = ""
    replace: list = field(default_factory=list)
    ours: list = field(default_factory=list)
    status: list = field(default_factory=list)
    stderr: str = ""
    ours_stderr: list = field(default_factory=list)
    unordered: bool = False
    seen: bool = False
    real: bool = False

    def adapt(self, theirs):
        """What ours should have answered where the other program answered THEIRS."""
        kept = [row for row in theirs.out.splitlines(keepends=True) if FRAME.match(row) or (
            re.search(self.keep, row) and not (self.drop and re.search(self.drop, row)))]
        rows = [row for row in kept if not FRAME.match(row)]
        out = "".join(kept) if rows else ""
        for pattern, text in self.replace:
            out = re.sub(pattern, text, out, flags=re.MULTILINE)
        err = self.stderr or theirs.err
        if self.keep or self.drop:
            err = COUNT.sub(rf"{len(rows)} \1 have been", err)
        if self.status and theirs.status != self.status[0]:
            return tool.Result(f"theirs was to be {self.status[0]}", out, err)
        return tool.Result(self.status[1] if self.status else theirs.status, out, err)

    def adapt_ours(self, ours):
        out, err = ours.out, ours.err
        for pattern, text in self.ours:
            out = re.sub(pattern, text, out, flags=re.MULTILINE)
        for pattern, text in self.ours_stderr:
            err = re.sub(pattern, text, err, flags=re.MULTILINE)
        return tool.Result(ours.status, out, err)


class Parity:
    """
    Compares row after row; finish() holds the list of differences to its word. With TWIN, a Peer, the other
    program runs there.
    """

    def __init__(self, tap, test, differences, twin=None):
        self.tap, self.twin = tap, twin
        self.tolerance = TOLERANCE
        self.reference, self.binary = tool.reference(), tool.binary()
        with open(differences, "rb") as file:
            known = [Difference(**entry) for entry in tomllib.load(file)["difference"]]
        self.differences = [d for d in known if d.test == test]

    def verdict(self, theirs, ours, ordered):
        if theirs.status != ours.status:
            return f"theirs: {theirs}\nours: {ours}"
        if theirs.err != ours.err:
            return f"theirs: {theirs.err}\nours:   {ours.err}"
        if theirs.out == ours.out:
            return None
        if not theirs.out.endswith("\n") == ours.out.endswith("\n"):
            return "the end of the last line differs"
        return rows_differ(theirs.rows(), ours.rows(), ordered, self.tolerance)

    def theirs(self, arguments):
        with self.twin.entered() if self.twin else contextlib.nullcontext():
            return self.comparable(tool.run(self.reference, arguments))

    def ours(self, arguments):
        return self.comparable(tool.run(self.binary, arguments))

    def comparable(self, result):
        """Without the numbers that twins may have of their own."""
        if not self.twin:
            return result
        out = result.out
        for pattern, text in NUMBERED:
            out = pattern.sub(text, out)
        return tool.Result(result.status, out, result.err)

    def ask_instead(self, questions):
        """The answers to all QUESTIONS as one; what frames a document comes once."""
        answers = [self.theirs(question) for question in questions]
        rows = [row for answer in answers for row in answer.out.splitlines(keepends=True)]
        total = sum(int(COUNT_OF.search(answer.err)[1]) for answer in answers)
        err = COUNT.sub(rf"{total} \1 have been", answers[0].err)
        return tool.Result(max(answer.status for answer in answers), "".join(dict.fromkeys(rows)), err)

    def compare(self, arguments):
        """One claim; the reference's answer, for more."""
        found = [(d, re.search(d.arguments, arguments)) for d in self.differences]
        known = [d for d, match in found if match]
        instead = next(([match.expand(text) for text in d.instead] for d, match in found if match and d.instead), None)
        begin = time.monotonic()
        theirs = self.theirs(arguments)
        ours = self.ours(arguments)
        self.tolerance = max(self.tolerance, TOLERANCE + int(time.monotonic() - begin))
        ordered = not (self.twin or may_reorder(arguments))
        plain = self.verdict(theirs, ours, ordered)
        for difference in known:
            difference.seen = True
            difference.real |= plain is not None
        expected = self.ask_instead(instead) if instead else theirs
        for difference in known:
            expected, ours = difference.adapt(expected), difference.adapt_ours(ours)
        ordered = ordered and not any(d.unordered for d in known)
        verdict = self.verdict(expected, ours, ordered) if known else plain
        self.tap.ok(verdict is None, f"conntrack {arguments}", verdict or "",
                    *(f"(expected to differ: {d.reason})" for d in known))
        return expected

    def finish(self):
        for d in self.differences:
            self.tap.ok(d.seen, f"difference {d.arguments} has a row to show it")
            self.tap.ok(d.real, f"difference {d.arguments} still differs", d.reason)
