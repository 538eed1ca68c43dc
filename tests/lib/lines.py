# SPDX-License-Identifier: GPL-2.0-or-later
"""
Random command lines of the historic options: what each option is, the program under test tells itself; which
of them version 1.4.7 knows, it is asked.
"""

import random
import re
import shlex
from dataclasses import dataclass, field, replace
from typing import Optional

import tool
import values

PROTOCOLS = ("tcp", "udp", "udplite", "sctp", "dccp", "icmp", "icmpv6", "gre")
VERBS = {"L": "dump", "G": "get", "D": "delete", "I": "create", "A": "add", "U": "update", "F": "flush", "C": "counter",
         "S": "stats", "V": "version"}
# Those that no line here is about have names, too.
SWITCHES = (*VERBS.values(), "event", "load-file", "help")
FILES = "FILE"
# How often each command and table is tried.
WEIGHTS = {"L": 30, "D": 14, "U": 14, "I": 10, "A": 7, "G": 9, "C": 2, "F": 2, "S": 1, "V": 1, "": 1,
           "L dying": 3, "L unconfirmed": 1, "L expect": 2, "C expect": 1, "G expect": 2, "D expect": 2, "I expect": 2,
           "F expect": 1, "S expect": 1}
CHANGING = "IAUDF"


@dataclass(frozen=True)
class Option:
    """A row of the program's table that the other program has, too: on every line, or with these protocols."""

    name: str
    names: tuple
    letter: str
    metavar: str
    protocols: tuple = ()

    def takes(self):
        return self.metavar != "-"

    def optional(self):
        return self.metavar.startswith("[")


@dataclass(frozen=True)
class Item:
    """An option on a line. Its form is letter, glued, long or equals."""

    option: Option
    value: Optional[str]
    form: str
    spelled: str

    @property
    def name(self):
        return self.option.name

    def attached(self):
        return self.value is not None and self.form in ("glued", "equals")

    def words(self):
        if self.value is None:
            return [self.spelled]
        if self.form == "glued":
            return [self.spelled + self.value]
        return [f"{self.spelled}={self.value}"] if self.form == "equals" else [self.spelled, self.value]

    def plain(self):
        """The same, spelled as every version understands it."""
        letter = self.option.letter
        if letter.isalpha():
            return replace(self, form="letter", spelled=f"-{letter}")
        return replace(self, form="long", spelled=f"--{self.name}")


@dataclass
class Line:
    """A command line: its command as words, and what stands in front of and behind it."""

    verb: str
    table: str
    command: list
    before: list = field(default_factory=list)
    items: list = field(default_factory=list)
    rest: list = field(default_factory=list)

    def all(self):
        return self.before + self.items

    def given(self, *names):
        return [item for item in self.all() if item.name in names]

    def without(self, items):
        gone = set(map(id, items))      # others may be equal to them
        return self.with_items([item for item in self.all() if id(item) not in gone])

    def with_each(self, items, change):
        """CHANGE made to those of its items that are among ITEMS."""
        return self.with_items([change(item) if item in items else item for item in self.all()])

    def last(self, name):
        """The last value of an option that is there; None."""
        found = self.given(name)
        return found[-1].value if found else None

    def words(self, ids=None):
        """As the programs get it; IDS stand for the flows that ids were asked of."""
        parts = [*(item.words() for item in self.before), self.command, *(item.words() for item in self.items), self.rest]
        return [self.identified(word, ids) for part in parts for word in part]

    @staticmethod
    def identified(word, ids):
        return re.sub(f"{values.ID_OF}([0-9]+)", lambda match: str((ids or {}).get(int(match[1]), match[0])), word)

    def takes_expression(self):
        return self.verb in ("L", "C", "D") or self.verb == "U" and self.table != "expect"

    def changes(self):
        return self.verb in CHANGING and self.verb != ""

    def with_items(self, items):
        return replace(self, before=[], items=items)


def known_options(program, reference):
    """The rows of PROGRAM's own table of options that REFERENCE knows as well; those of files are beyond chance."""
    found = {}
    for line in tool.run(program, ["complete", "options"]).rows():
        name, letter, metavar, text = line.split("\t")
        if metavar == FILES:
            continue
        if (metavar, text) in found:
            found[metavar, text].append(name)
        elif (protocols := knowing(reference, name, metavar != "-")) is not None:
            found[metavar, text] = [letter.strip("-"), protocols, name]
    return [Option(names[0], tuple(names), letter, metavar, protocols)
            for (metavar, _), (letter, protocols, *names) in found.items()]


def knowing(reference, name, takes):
    """The protocols with which NAME is an option, () for all lines; None where it is none, or but the beginning of one."""
    word = f"--{name}" + "=1" * takes
    said = tool.run(reference, ["-F", word]).err
    if "unknown option" not in said:
        other = re.search("Illegal option `--([^']*)'", said)
        return () if "combination" not in said and (not other or other[1] == name) else None
    knows = tuple(protocol for protocol in PROTOCOLS
                  if "unknown option" not in tool.run(reference, ["-F", "-p", protocol, word]).err)
    return knows or None


def read_line(options, text):
    """The line that is written in TEXT: a command by its letter, options plainly spelled, and what is left over."""
    spellings = {f"--{name}": option for option in options for name in option.names}
    spellings.update((f"-{option.letter}", option) for option in options if option.letter)
    spellings["--time"] = spellings["--timeout"]
    line, given = Line("", "conntrack", []), shlex.split(text)
    if given[0][0] == "-" and given[0] not in spellings:
        line.verb, line.command = given[0][1:], [given.pop(0)]
    if given[:1] in (["expect"], ["dying"]):
        line.table = given.pop(0)
        line.command.append(line.table)
    while given:
        word = given.pop(0)
        option = next((spellings[name] for name in (word, *spellings) if name.startswith(word) and name in spellings), None)
        if option is None or word == "-":
            line.rest.append(word)
            continue
        bare = not option.takes() or option.optional() and (not given or given[0][0] == "-")
        line.items.append(Item(option, None if bare else given.pop(0), "letter" if word[1] != "-" else "long", word))
    return line


def allowed_options(program):
    """What each command takes, by its letter and table."""
    found = {("", "conntrack"): []}
    for verb, _, table in (where.partition(" ") for where in WEIGHTS if where):
        rows = tool.run(program, ["complete", "options", verb, *table.split()]).rows()
        found[verb, table or "conntrack"] = [row.split("\t")[0] for row in rows]
    return found


class Lines:
    """Makes lines about the flows of one table."""

    WORDS = ("STATUS", "STATE", "LABELS", "[LABELS]", "FORMAT", "ROLE")

    def __init__(self, seed, options, allowed, flows):
        self.random = random.Random(seed)
        self.options = {option.name: option for option in options}
        self.allowed = allowed
        self.values = values.Values(self.random, flows)

    def line(self):
        verb, _, table = self.random.choices(list(WEIGHTS), list(WEIGHTS.values()))[0].partition(" ")
        line = Line(verb, table or "conntrack", self.command(verb, table))
        flow = self.values.subject(new=verb in ("I", "A"))
        wanted = self.basics(line, flow)
        pool = self.pool(line, flow)
        if pool and self.random.random() < (0.5 if wanted else 0.95):
            wanted += [(name, None) for name in self.random.sample(pool, min(len(pool), self.random.choice((1, 1, 2, 2, 3, 4))))]
        if self.chance(0.08):
            wanted.append((self.random.choice(list(self.options)), None))
        if wanted and self.chance(0.06):
            wanted.append((self.random.choice(wanted)[0], None))
        if wanted and self.chance(0.06):
            wanted.pop(self.random.randrange(len(wanted)))
        self.place(line, self.spoilt([self.item(name, value, flow) for name, value in wanted]))
        self.oddities(line)
        return line

    def pool(self, line, flow):
        """What else may stand on a line."""
        mine = [self.options[name] for name in self.allowed[line.verb, line.table] if name in self.options]
        return [option.name for option in mine if not option.protocols or
                values.protocol(flow) in option.protocols and self.chance(0.2)]

    def chance(self, probability):
        return self.random.random() < probability

    def command(self, verb, table):
        if not verb:
            return []
        word = [] if not table else [table if self.chance(0.6) else table[:self.random.randint(1, len(table))]]
        if not table and self.chance(0.1):
            word = ["conntrack"[:self.random.randint(1, 9)]]
        if self.chance(0.75):
            return [f"-{verb}", *word]
        name = VERBS[verb]
        return [f"--{name if self.chance(0.7) else name[:self.random.randint(3, len(name))]}", *word]

    def basics(self, line, flow):
        """What the command cannot do without."""
        if line.verb in ("I", "A") and line.table == "conntrack":
            return self.values.creation(flow)
        if line.verb == "G" and line.table == "conntrack":
            return self.values.lookup(flow, self.chance(0.15))
        if line.table == "expect" and line.verb in ("G", "D"):
            return self.values.expectation()
        if line.table == "expect" and line.verb == "I":
            return self.values.announcement()
        if line.verb in ("L", "D", "U") and self.chance(0.4):
            return self.values.selection(flow) + (self.values.revision(flow) if line.verb == "U" else [])
        return []

    def item(self, name, value, flow):
        option = self.options[name]
        if value is None and option.takes():
            value = self.values.of(option, flow)
        return self.spell(option, value)

    def spell(self, option, value):
        forms = (["letter", "letter", "glued"] if option.letter else []) + ["long", "long", "equals"]
        form = self.random.choice(forms)
        if value is None or (form == "glued" and not value):
            form = "letter" if form == "glued" else form
            form = "long" if form == "equals" and value is None else form
        if form in ("letter", "glued"):
            return Item(option, value, form, f"-{option.letter}")
        return Item(option, value, form, f"--{self.shortened(self.random.choice(option.names))}")

    def shortened(self, name):
        """Sometimes cut short, as far as that leaves one name, or two."""
        if self.chance(0.75):
            return name
        names = [other for option in self.options.values() for other in option.names]
        names += SWITCHES
        always = [option.names for option in self.options.values() if not option.protocols] + [(name,) for name in SWITCHES]
        fits = [sum(other.startswith(name[:n]) for other in names) for n in range(len(name))]
        vague = [sum(any(other.startswith(name[:n]) for other in one) for one in always) > 1 for n in range(len(name))]
        lengths = [n for n in range(1, len(name)) if name[:n] not in names and (fits[n] == 1 or vague[n] and self.chance(0.05))]
        return name[:self.random.choice(lengths)] if lengths else name

    def spoilt(self, items):
        """One line in four has a value that is none at all, or two; words are spoilt more often than numbers."""
        valued = [number for number, item in enumerate(items) if item.value is not None]
        if not valued or not self.chance(0.22):
            return items
        weights = [4 if items[number].option.metavar in self.WORDS else 1 for number in valued]
        for number in self.random.choices(valued, weights, k=self.random.choice((1, 1, 1, 2))):
            self.spoil(items, number)
        return items

    def spoil(self, items, number):
        value = self.values.malformed(items[number].option, items[number].value)
        items[number] = replace(items[number], value=value)
        if not value and items[number].form == "glued":
            items[number] = replace(items[number], form="letter")

    def place(self, line, items):
        """In any order, but mostly with the protocol in front, where the other program needs it."""
        self.random.shuffle(items)
        if self.chance(0.9):
            items.sort(key=lambda item: item.name != "protonum")
        cut = self.random.randint(1, len(items)) if items and self.chance(0.1) else 0
        line.before, line.items = items[:cut], items[cut:]

    def oddities(self, line):
        if self.chance(0.02 if line.verb else 0.4):
            line.rest = [self.random.choice(("foo", "tcp", "--", "-", "--bogus", "-Z", "-p", "--mark", "--bogus=1"))]
        elif self.chance(0.01) and line.verb:
            line.rest = [self.random.choice(("-L", "-D", "--get", "-C", "-h"))]
