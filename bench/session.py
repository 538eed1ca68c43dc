# SPDX-License-Identifier: GPL-2.0-or-later
"""The measurements, one after the other, and what follows from them."""

import fnmatch
import os
import pathlib
import shlex
import sys
from dataclasses import dataclass, replace
from statistics import median
from typing import Optional

import works
from measure import Failed, listens, reading, settled, wait

BARE, OURS, REFERENCE = "bare", "conntrack", "reference"
SHOWN, DELETED = r"(\d+) flow entries have been shown", r"(\d+) flow entries have been deleted"
LOST = r"(\d+) flow events have been lost"


@dataclass(frozen=True)
class Claim:
    """A figure, and the bar that it has to keep below (or above) where there is one."""

    work: str
    flows: int
    figure: str
    value: float
    most: Optional[float] = None
    least: Optional[float] = None

    @property
    def met(self):
        """None where there is no bar; both sides as they are printed."""
        if self.most is None and self.least is None:
            return None
        value = round(self.value, 2)
        return (self.most is None or value <= self.most) and (self.least is None or value >= self.least)


@dataclass(frozen=True)
class Median:
    """A contestant's work: medians of its runs, and the peak of all."""

    work: str
    flows: int
    who: str
    runs: int
    wall: Optional[float]
    user: Optional[float] = None
    system: Optional[float] = None
    mib: Optional[float] = None

    @property
    def cpu(self):
        return self.user + self.system


def summary(work, flows, who, runs):
    wall = None if runs[0].wall is None else median(run.wall for run in runs)
    return Median(work, flows, who, len(runs), wall, median(run.user for run in runs),
                  median(run.system for run in runs), max(run.kib for run in runs) / 1024)


class Session:
    """Measures what is wanted and keeps the results."""

    def __init__(self, machine, options, directory):
        self.machine, self.options = machine, options
        self.directory = pathlib.Path(directory)
        self.claims, self.medians = [], []
        self.set_file, self.save_file, self.event_file = (self.directory / name for name in ("set", "save", "events"))
        self.set_file.write_text(works.set_of_addresses(), encoding="ascii")

    def steps(self):
        """Each measurement: its name, what does it, and of what."""
        yield "scale", self.scale, ()
        for rows, measure in ((works.READINGS, self.reading), (works.DELETIONS, self.deletion),
                              (works.LOADINGS, self.loading), (works.WATCHINGS, self.watching),
                              (works.INSTRUCTIONS, self.counting)):
            for row in rows:
                yield row.name, measure, (row,)
        for flows in (works.SMALL, 2 * self.options.size):
            yield "memory", self.memory, (flows,)

    def all(self):
        """Measure what is wanted; the messages of what could not be."""
        steps = [step for step in self.steps() if any(fnmatch.fnmatch(step[0], name) for name in self.options.only)]
        if self.options.instructions:
            steps += [(row.name, self.counting, (row,)) for row in works.MORE_INSTRUCTIONS]
        failures = []
        for number, (name, measure, arguments) in enumerate(steps, 1):
            print(f"== {number} of {len(steps)}: {name}", file=sys.stderr, flush=True)
            try:
                measure(*arguments)
            except Failed as failure:
                failures.append(f"{name}: {failure}")
        return failures

    def share(self, part):
        return max(1, round(self.options.size * part))

    def words(self, who, line):
        """The command line of a contestant, as words."""
        program = self.machine.ours if who == OURS else self.machine.reference
        return [program, *shlex.split(line.format(set=self.set_file, save=self.save_file))]

    # reading

    def read(self, row, who, prefix):
        """One run; what it spent and how many flows it showed."""
        if who == BARE:
            spent, flows, _ = self.machine.bare(row.bare, prefix)
            return spent, flows
        words = [*prefix, *self.words(who, row.ours if who == OURS else row.reference)]
        if not row.piped:
            spent = self.machine.run(*words)
            return spent, spent.told(SHOWN)
        lines = self.directory / "lines"
        with open(lines, "wb") as file, reading(["wc", "-l"], file) as pipe:
            spent = self.machine.run(*words, stdout=pipe)
        return spent, int(lines.read_text(encoding="ascii"))

    def contestants(self, row):
        return [BARE, OURS] + ([REFERENCE] if row.reference and self.machine.reference else [])

    def rounds(self, row, repeat):
        """All contestants in alternation; the runs of each."""
        prefix = ("taskset", "-c", str(min(os.sched_getaffinity(0)))) if row.one_core else ()
        runs = {who: [] for who in self.contestants(row)}
        for _ in range(repeat):
            seen = {}
            for who, spent in runs.items():
                result, seen[who] = self.read(row, who, prefix)
                spent.append(result)
            self.agree(row, seen)
        return runs

    @staticmethod
    def agree(row, seen):
        """What selects in the kernel shows what the bare operation does, what judges itself some of it."""
        if not (1 <= seen[OURS] <= seen[BARE] if row.judged else seen[OURS] == seen[BARE]):
            raise Failed(f"flows shown: {seen}")

    def keep(self, work, flows, runs):
        """Note the medians; by contestant."""
        medians = {who: summary(work, flows, who, spent) for who, spent in runs.items()}
        self.medians += medians.values()
        return medians

    def claim(self, *args, **more):
        self.claims.append(Claim(*args, **more))

    def compare(self, work, flows, got, floor, bars):
        """GOT by contestant against FLOOR seconds and the bars."""
        self.claim(work, flows, "wall / bare", got[OURS].wall / floor, most=bars.wall)
        if bars.cpu is not None:
            self.claim(work, flows, "CPU / bare", got[OURS].cpu / got[BARE].cpu, most=bars.cpu)
        if REFERENCE in got:
            self.claim(work, flows, "times faster than reference", got[REFERENCE].wall / got[OURS].wall,
                       least=bars.faster)

    def reading(self, row):
        flows = self.options.size
        self.machine.have(flows)
        got = self.keep(row.name, flows, self.rounds(row, self.options.repeat))
        self.compare(row.name, flows, got, got[BARE].wall, row.bars)

    def scale(self):
        """The cost of a flow in tables of all sizes."""
        before, got = 0, {}
        self.machine.flush()
        for flows in sorted(self.options.sizes):
            self.machine.fill(flows, before)
            before = flows
            # Short runs differ more.
            repeat = self.options.repeat * max(1, min(10, 100_000 // flows))
            got[flows] = self.keep("scale", flows, self.rounds(works.LIST, repeat))
            self.compare("scale", flows, got[flows], got[flows][BARE].wall, works.Bars())
        self.flatness({flows: medians for flows, medians in got.items() if flows >= works.FLAT_FROM})

    def flatness(self, got):
        """How what a flow costs differs between sizes; the bare dump has its own share in that."""
        if len(got) < 2:
            return
        largest = max(got)
        for who in got[largest]:
            costs = [medians[who].wall / flows for flows, medians in got.items()]
            self.claim("scale", largest, f"dearest / cheapest size, {who}", max(costs) / min(costs))
        over_bare = [got[flows][OURS].wall / got[flows][BARE].wall for flows in sorted(got)]
        self.claim("scale", largest, "growth of a flow's cost over bare", max(over_bare) / over_bare[0],
                   most=works.GROWTH)

    # changing

    def delete_bare(self, row):
        """The flows, and the seconds that a dump which throws away and the deletion take."""
        _, flows, (dumped,) = self.machine.bare(f"dump {row.selection}")
        _, gone, (_, deleted) = self.machine.bare(f"delete {row.selection}")
        if gone != flows:
            raise Failed(f"{gone} of {flows} flows deleted")
        return flows, dumped + deleted

    def deletion(self, row):
        size = self.options.size
        whos = [OURS] + ([REFERENCE] if self.machine.reference else [])
        runs, floors = {who: [] for who in whos}, []
        for _ in range(self.options.repeat):
            self.machine.refill(size, only4=True)
            flows, seconds = self.delete_bare(row)
            floors.append(seconds)
            for who in whos:
                self.machine.refill(size, only4=True)
                spent = self.machine.run(*self.words(who, row.ours if who == OURS else row.reference))
                self.machine.must_hold(size - flows)
                runs[who].append(spent)
                if spent.told(DELETED) != flows:
                    raise Failed(f"of {flows} flows: {spent.err}")
        floor = self.floor(row.name, flows, floors)
        self.compare(row.name, flows, self.keep(row.name, flows, runs), floor, row.bars)

    def floor(self, work, flows, seconds):
        """The median of what the kernel took."""
        self.medians.append(Median(work, flows, BARE, len(seconds), median(seconds)))
        return self.medians[-1].wall

    def save(self, flows, only4=False):
        """A saved table of so many flows, which are in the table as well."""
        self.machine.refill(flows, only4)
        with open(self.save_file, "wb") as file:
            self.machine.run(*self.words(OURS, "list -o save"), stdout=file)

    def loading(self, row):
        flows = self.share(row.share)
        self.save(flows)
        lines = {OURS: "load {save}", REFERENCE: "-R {save}"}
        runs, floors = {who: [] for who in lines if who == OURS or self.machine.reference}, []
        for _ in range(self.options.repeat):
            self.machine.flush()
            floors += self.machine.bare(f"fill {flows}")[2]
            for who, spent in runs.items():
                self.machine.flush()
                spent.append(self.machine.run(*self.words(who, lines[who])))
                self.machine.must_hold(flows)
        floor = self.floor(row.name, flows, floors)
        self.compare(row.name, flows, self.keep(row.name, flows, runs), floor, row.bars)

    # events

    def watch(self, who, flows, through=(), only4=False):
        """One run of events at full speed: what it spent, and the lines it wrote."""
        self.machine.flush()
        with open(self.event_file, "wb") as file:
            if not through:
                return self.heard(who, file, flows, only4)
            with reading(through, file) as pipe:
                return self.heard(who, pipe, flows, only4)

    def heard(self, who, into, flows, only4):
        running = self.machine.start(self.words(who, "-E"), into)
        try:
            wait(listens, "somebody to listen")
            self.machine.fill(flows, 0, only4)
            lines = settled(self.event_file, flows)
            running.interrupt()
        except BaseException:
            running.kill()
            raise
        return replace(running.end(), wall=None), lines

    def watching(self, row):
        flows = self.share(row.share)
        runs, lost, untold = [], [], []
        for _ in range(self.options.repeat):
            spent, lines = self.watch(OURS, flows, row.through)
            runs.append(spent)
            lost.append(flows - lines)
            untold.append(abs(flows - lines - spent.told(LOST, 0)))
        self.keep(row.name, flows, {OURS: runs})
        self.claim(row.name, flows, "events lost", max(lost), most=0)
        self.claim(row.name, flows, "events lost and not told", max(untold), most=0)
        if self.machine.reference:
            lost = flows - self.watch(REFERENCE, flows, row.through)[1]
            self.claim(row.name, flows, "events lost by reference", lost)

    # instructions and memory

    def counting(self, row):
        flows = self.share(works.INSTRUCTIONS_SHARE)
        self.machine.have(flows)
        ours = self.machine.callgrind(*self.words(OURS, row.ours))
        self.claim(row.name, flows, "instructions", ours)
        if self.machine.reference:
            theirs = self.machine.callgrind(*self.words(REFERENCE, row.reference))
            self.claim(row.name, flows, "instructions / reference", ours / theirs, most=row.bar)

    def memory(self, flows):
        peaks = {"event": self.watch(OURS, flows, only4=True)[0]}
        self.save(flows, only4=True)
        for name, line in works.MEMORY.items():
            peaks[name] = self.machine.run(*self.words(OURS, line))
        for name, spent in peaks.items():
            self.keep(f"memory-{name}", flows, {OURS: [spent]})
            self.claim(f"memory-{name}", flows, "peak MiB", spent.kib / 1024, most=works.MEMORY_MIB[name])
