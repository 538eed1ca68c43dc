# SPDX-License-Identifier: GPL-2.0-or-later
"""One line given to two programs, each with a table of its own or both with one that stays; and what explains a difference."""

import copy
import re
from dataclasses import replace

import explained
import flows
import netns
import tool
import twins
from lines import allowed_options, known_options
from making import assigned_by
from meaning import FIELDS, NUMBERS, PORT_NAMES, Fault, number, words
from oracle import Oracle, meaning_of, notices
from parity import rows_differ
from values import NAMES

MANY, FEW, DYING = 120, 40, 30
# What may have been meant stands below what was not understood; what can hardly be meant in front of the answer.
NEAREST = re.compile(rf"(^(?:{re.escape(tool.PREFIX)}|WARNING: ignoring -a, ).*\n)Did you mean .*\?\n", re.M)
FOREIGN = re.compile(r"^WARNING: .* (is an IPv6 address, which no IPv4 flow has|is a protocol of .*, which no flow of).*\n", re.M)
PAIR = "It is enough that one direction is the same in its zone: `list --orig-zone' or `--reply-zone' shows it.\n"
ONE = "A flow has one zone, for both directions or for one of them.\n"
NOTHING = "WARNING: there is nothing to set, so nothing is updated\n"


class Arena:
    """Three namespaces: a table that stays, and twins that are filled anew for every change."""

    def __init__(self):
        self.ours, self.reference = tool.binary(), tool.reference()
        self.version = re.search(r"v(\d+(\.\d+)*)", tool.run(self.reference, ["-V"]).out)[1]
        self.frozen = twins.Table()
        self.left, self.right = (twins.Table(netns.Peer(name)) for name in ("left", "right"))
        self.deaf = self.untouched = None
        self.many, self.few, self.ids, self.keys, self.last_ids = [], [], {}, {}, {}
        self.options, self.allowed = known_options(self.ours, self.reference), allowed_options(self.ours)
        self.order = [option.name for option in self.options]
        self.commands = [row.split("\t")[2] for row in tool.run(self.ours, ["complete", "commands"]).rows()]

    def prepare(self, seed):
        """Tables of everything, the same ones for the same seed."""
        controls, expected = twins.masters()
        if self.deaf:
            self.deaf.close()
        generator = flows.Generator(seed)
        made = generator.many(MANY)
        self.few = made[:FEW] + generator.twins(made[:FEW]) + controls + twins.related()
        self.many = self.few + made[FEW:] + generator.twins(made[FEW:])
        self.frozen.netlink.flush()
        self.deaf = self.frozen.netlink.clog(flows.Generator(f"{seed} dying").many(DYING))
        self.frozen.netlink.create(self.many)
        self.frozen.netlink.expect(expected)
        self.ids = self.frozen.ids(self.many)
        self.keys = {number: twins.identity(flow) for number, flow in enumerate(self.many)}
        self.left.fill(self.few)
        self.untouched = self.left.content()

    def ask(self, line, program):
        """The answer, and what the table then holds if the line changes it."""
        if not line.changes():
            self.last_ids = self.ids
            return self.frozen.run(program, line.words(self.ids)), None
        table = self.left if program == self.reference else self.right
        table.fill(self.few)
        self.last_ids = table.ids(self.few)
        return table.run(program, line.words(self.last_ids)), table.content()


class Case:
    """A line, what it means, and what the programs made of it."""

    def __init__(self, arena, line):
        self.arena, self.line = arena, line
        self.meaning = self.fault = None
        try:
            self.meaning = meaning_of(line, arena)
        except Fault as fault:
            self.fault = fault
        self.ours, self.table = arena.ask(line, arena.ours)
        self.ours = replace(self.ours, err=self.without_hints(self.ours.err))
        self.our_ids = arena.last_ids
        self.theirs = arena.ask(line, arena.reference)
        self.oracle, self.dumped = None, []
        self.respelled, self.names = line, []

    def without_hints(self, err):
        """The fault or the answer alone, where a hint beside it is in its place."""
        if self.line.verb == "U" and not self.line.given(*self.assigned()):
            err = err.replace(NOTHING, "")
        return FOREIGN.sub("", NEAREST.sub(r"\1", err)).replace(PAIR, "").replace(ONE, "")

    def outputs(self):
        return self.meaning.values.get("output", ())

    def listing(self):
        """Whether an option that selects has a list, a range or the name of a service."""
        assigned = self.assigned()
        values = [(item, word) for item in self.line.given(*explained.SELECTING, *explained.MASKS) if item.value is not None and
                  item.name not in assigned for word in words(item.value)]
        return any("," in item.value or item.name in FIELDS and "-" in word or item.name in PORT_NAMES and word.isalpha()
                   for item, word in values)

    def flows(self):
        return self.dumped

    def selected(self):
        """Flows that the line is about, if it selects."""
        if self.line.verb not in ("L", "D", "U", "C"):
            return self.dumped
        return [flow for flow in self.dumped if self.meaning.accepts(flow)]

    def accepts_without(self, names, flow):
        """Whether the line selects FLOW, these options aside."""
        other = copy.copy(self.meaning)
        other.tests = {name: tests for name, tests in self.meaning.tests.items() if name not in names}
        return other.accepts(flow)

    def exists(self):
        """Whether the flow that is to be added is there."""
        return self.oracle.complete() and self.oracle.existing(self.oracle.new_flow()) is not None

    def asks_for_reply(self):
        """Whether the tuple that is looked up is the reply of a flow."""
        asked = twins.key(self.oracle.new_flow().orig) if self.oracle.complete() else None
        return any(twins.key(flow.reply) == asked for flow in self.dumped)

    def protocol_names(self):
        """Of -p; empty without."""
        found = []
        named = self.line.given("protonum")
        assigned = self.line.verb in ("I", "A", "G") or self.line.table == "expect"
        for item in named[-1:] if assigned else named:
            for text in words(item.value):
                value = NUMBERS.get(text.lower(), number(text, 255))
                found.append(NAMES.get(value, text))
        return found

    def ambiguous(self, spelled):
        """Whether a long name fits several options, and is none of them."""
        options = [option.names for option in self.arena.options] + [[name] for name in self.arena.commands]
        fits = [names for names in options if any(("--" + name).startswith(spelled) for name in names)]
        return spelled.startswith("--") and not any(spelled[2:] in names for names in options) and len(fits) > 1

    def assigned(self):
        return assigned_by(self.line.verb, self.line.table)

    def order(self, name):
        return self.arena.order.index(name)

    def differs(self, answer, corrected=False):
        """What is different about ours, in words; None."""
        theirs, table = answer
        if (theirs.status, theirs.err) != (self.ours.status, explained.without_losses(self.ours.err)):
            return f"wanted: {theirs}\nours: {self.ours}"
        if table and not same_content(*map(self.without_chance, (table, self.table), (self.table, table))):
            return "tables:\n" + "\n".join(sorted(set(table[0]) ^ set(self.table[0])))
        if self.line.table == "expect":
            # the other program did not pad the fraction with zeros
            theirs, ours = (replace(result, out=re.sub(rf"^\[[0-9]+\.{fraction}\]\t(.*)", r"\1 [at]", result.out, flags=re.M))
                            for result, fraction in ((theirs, "[0-9 ]{6}"), (self.ours, "[0-9]{6}")))
        else:
            ours = self.ours
        if theirs.out == ours.out or self.line.verb == "V" and tool.without_version(ours.out) == tool.without_version(
                theirs.out):
            return None
        if self.line.changes():
            return rows_differ(*(twins.of_twins(text).splitlines() for text in (theirs.out, ours.out)), False)
        wanted = theirs.rows()
        orders = [wanted, sorted(wanted, key=self.second_family)]
        if corrected:
            return rows_differ(wanted, ours.rows(), False)
        verdicts = [rows_differ(rows, ours.rows(), True) for rows in orders]
        return None if None in verdicts else verdicts[0]

    def without_chance(self, table, other):
        """
        The kernel chooses another port, by chance, for a translated flow whose reply would be that of another one,
        unless it is told which: TABLE without the port where the one flow that is made has a different one in OTHER.
        """
        rows, odd = table[0], set(table[0]) - set(other[0])
        if self.line.verb not in explained.MAKING or len(odd) != 1 or not self.line.given("src-nat", "dst-nat"):
            return table
        if self.meaning.values.get("src-nat", (None, None))[1] is not None:
            return table
        row = odd.pop()
        changed = re.search(r"orig=Tuple\(.*?, a=(\d+),.*?reply=Tuple\(.*?, b=(\d+)", row)
        if changed[1] == changed[2]:
            return table
        hidden = re.sub(r"(reply=Tuple\(.*?, b=)\d+", r"\1~", row)
        return [hidden if one == row else one for one in rows], *table[1:]

    @staticmethod
    def second_family(row):
        """Rows of IPv6 behind those of IPv4, and what frames them where it is."""
        return 0 if row.startswith(("<?", "<conntrack>", "<expect>")) else 2 if row.startswith("</") else int(
            bool(re.search(r"(src=|<src>| -s )[0-9a-f]*:", row)))

    def rules(self, kind):
        return explained.rules_of(kind, self.arena.version)

    def about(self, line):
        other = copy.copy(self)
        other.line = line
        return other

    def says(self, text):
        """Whether ours is a fault of usage in these words, behind what was to be noted, and nothing was done."""
        err = self.ours.err
        for line in notices(self.line).splitlines(keepends=True):
            err = err[len(line):] if err.startswith(line) else err
        if self.ours.status != 2 or self.ours.out or self.table and not same_content(self.arena.untouched, self.table):
            return False
        if isinstance(text, re.Pattern):
            return bool(re.fullmatch(re.escape(tool.PREFIX) + text.pattern, err))
        return err == tool.usage(text)

    def same_seconds(self):
        """Whether what ticks is the same as well; None where there is nothing of the kind."""
        ticks = self.line.verb == "L" and self.line.table != "expect" and self.ours.rows()
        return self.theirs[0].out == self.ours.out if ticks else None

    def explain(self):
        """Names of the rules that explain a difference, none where there is none; and what is wrong nevertheless, as a text."""
        verdict = self.differs(self.theirs)
        if verdict is None:
            return [], self.wrong_alike()
        if explained.help_text(self) and self.ours == self.arena.frozen.run(self.arena.ours, ["help"]):
            return ["help_text"], None
        return self.explain_spelling() or self.explain_fault() or self.explain_answer() or ([], verdict)

    def wrong_alike(self):
        """Where the other program is known to be wrong, to answer as it does is wrong as well."""
        answer = self.explain_answer() if self.ours.status != 2 else None
        return answer and answer[1]

    def explain_spelling(self):
        """The other program understands the line when it is written in another way."""
        answer = self.theirs
        for rule in self.rules("respelled"):
            new = rule(self.respelled)
            if new:
                self.respelled, self.names = new, self.names + [rule.__name__]
                answer = self.arena.ask(self.respelled, self.arena.reference)
                if self.differs(answer) is None:
                    return self.names, None
        renamed = explained.names_of_pairs(answer[0].err)
        if renamed != answer[0].err and self.differs((replace(answer[0], err=renamed), answer[1])) is None:
            return [*self.names, "names_of_pairs"], None
        return None

    def explain_fault(self):
        """A fault of usage is told that was none, or in front of another one."""
        for rule in self.rules("said"):
            text = rule(self)
            if text and self.says(text):
                return [rule.__name__], None
        for names, line in self.lines_of_faults():
            result, table = self.arena.ask(line, self.arena.reference)
            answer = (replace(result, err=explained.names_of_pairs(result.err)), table)
            if result.status == 2 and self.differs(answer) is None:
                return names, None
        return None

    def lines_of_faults(self):
        """What one rule, or two together, make of the line, or of what it was respelled to."""
        once = []
        for case in (self, self.about(self.respelled)):
            for rule in self.rules("faulty"):
                once += [([rule.__name__], line) for line in rule(case)]
        yield from once
        for names, line in once:
            for rule in self.rules("faulty"):
                yield from ((names + [rule.__name__], other) for other in rule(self.about(line)))

    def explain_answer(self):
        """The other program is wrong: the oracle tells what is right."""
        if self.meaning is None:
            return None
        self.oracle = Oracle(self.arena, self.line, self.meaning, self.respelled)
        self.dumped = self.oracle.dumped()
        names = self.names + [rule.__name__ for rule in self.rules("decided") if rule(self)]
        answer = self.oracle.answer() if names else None
        return (names, self.differs(answer, corrected=True)) if answer else None


def same_content(theirs, ours):
    """Where a machine pauses one of both runs down further."""
    late = 2 + max(theirs[2], ours[2])
    return theirs[0] == ours[0] and all(abs(a - b) <= late for a, b in zip(theirs[1], ours[1]))
