# SPDX-License-Identifier: GPL-2.0-or-later
"""Faults put into runs of the program, and the table of what was observed of each."""

import functools
import itertools
import os
import pathlib
import re
import shlex
import subprocess
from dataclasses import dataclass

import tool
from tap import bail_out

TABLE = tool.source_dir() / "tests/faults/outcomes.md"
SUMMARY = re.compile(r"^" + re.escape(tool.PREFIX) + r"(\d+) (?:flow entries|expectations|flow events) have been (\w+)\.$", re.M)

UNKNOWN = re.compile(r"what became of (\d+) (?:flow entries|lines) is not known\.$", re.M)
# What differs from run to run: times, ids, counters of the kernel.
CLOCK = re.compile(r"(delta-time=|<(deltatime|id|start|stop)>|\"(time|age|start|stop|timeout|id)\":|[^p]=|\[)[0-9.]+"
                   r"|<when>.*?</when>|\b\d{10}\.\d{3}\b|\b(59\d{3}|60\d{3})\b")
# Who caused an event is told where that can be found out.
PROGRAM = re.compile(r" progname=\S+|<progname>.*?</progname>")


@functools.lru_cache(maxsize=16)
def steady(text):
    """The lines of TEXT without what differs from run to run."""
    return [CLOCK.sub("~", PROGRAM.sub("", line)) for line in text.splitlines()]


def difference(got, want):
    return next((f"{a!r} instead of {b!r}" for a, b in itertools.zip_longest(steady(got), steady(want)) if a != b), None)


@dataclass(frozen=True)
class Run:
    """What a run left behind. CALLS: how often what was to fail was called."""

    status: int
    calls: int
    blocks: int
    out: str
    err: str

    def count(self):
        """The number in the summary; None where there is none."""
        match = SUMMARY.search(self.err)
        return int(match[1]) if match else None

    def total(self):
        """The number in the summary, or the one that was asked for, or that of the rows."""
        if self.count() is not None:
            return self.count()
        return int(self.out) if self.out.strip().isdigit() else len(self.out.splitlines())

    def unknown(self):
        """Of how many entries or lines it says that nothing is known."""
        match = UNKNOWN.search(self.err)
        return int(match[1]) if match else 0

    def said(self):
        """How it ended, in words that do not depend on where the fault struck."""
        lines = [line for line in self.err.splitlines() if line]
        last = re.sub(r"\d+", "N", lines[-1].removeprefix(tool.PREFIX)) if lines else "no message"
        warned = ", after a warning" if re.search("^WARNING", self.err, re.M) and not last.startswith("WARNING") else ""
        counted = ", what is not known is counted" if self.unknown() else ""
        return f"status {self.status}: {last}{warned}{counted}"

    def __str__(self):
        return f"status {self.status}\nstdout: {self.out[:1500]}\nstderr: {self.err[:1500]}"


class Injector:
    """The program, started anew with one fault for each run."""

    def __init__(self):
        path = pathlib.Path(tool.binary()).parent / "tests/faults/inject"
        if not path.is_file():
            bail_out(f"no {path}")
        environment = dict(os.environ, LC_ALL="C", TZ="UTC0")
        self.server = subprocess.Popen([path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment)

    def run(self, fault, at, arguments, listening=lambda: None):
        """LISTENING is called once the run has subscribed to all events."""
        self.begin(fault, at, arguments)
        return self.result(listening)

    def begin(self, fault, at, arguments):
        words = [fault, str(at), *shlex.split(arguments)]
        self.server.stdin.write(("\t".join(words) + "\n").encode())
        self.server.stdin.flush()

    def result(self, listening=lambda: None):
        while (line := self.server.stdout.readline()) == b"listening\n":
            listening()
        if not line:
            bail_out("the injector ended")
        status, calls, blocks, out, err = map(int, line.split())
        streams = [self.server.stdout.read(size).decode("utf-8", "surrogateescape") for size in (out, err)]
        return Run(os.waitstatus_to_exitcode(status), calls, blocks, streams[0], tool.without_version(streams[1]))

    def close(self):
        self.server.stdin.close()
        self.server.wait(tool.SECONDS)


class Outcomes:
    """One section of the table. What is observed must stand there, and something of every row be observed."""

    def __init__(self, tap, section):
        self.tap, self.section = tap, section
        self.seen = {}

    def note(self, fault, command, observed):
        self.seen.setdefault((fault, command), {})[observed] = True

    @staticmethod
    def rows(text):
        for line in text.splitlines():
            cells = [cell.strip().replace(r"\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
            if len(cells) == 3 and not set(cells[0]) <= set("-") and cells[0] != "fault":
                yield tuple(cells)

    def written(self):
        escaped = "\n".join("| " + " | ".join(cell.replace("|", r"\|") for cell in (*key, observed)) + " |"
                            for key, all_observed in self.seen.items() for observed in sorted(all_observed))
        return f"## {self.section}\n\n| fault | command | observed |\n|---|---|---|\n{escaped}\n"

    def sections(self):
        head, *parts = re.split(r"^(?=## )", TABLE.read_text(encoding="utf-8"), flags=re.M)
        return head, {part.split("\n", 1)[0][3:]: part for part in parts}

    def finish(self):
        """Show the table; with WRITE_OUTCOMES in the environment write it down as well."""
        for line in self.written().splitlines():
            self.tap.note(line)
        head, parts = self.sections()
        if os.environ.get("WRITE_OUTCOMES"):
            parts[self.section] = self.written()
            TABLE.write_text(head + "\n".join(part.rstrip("\n") + "\n" for _, part in sorted(parts.items())),
                             encoding="utf-8")
        known = {}
        for fault, command, observed in self.rows(parts.get(self.section, "")):
            known.setdefault((fault, command), set()).add(observed)
        odd = [f"{fault} | {command} | {observed}" for (fault, command), all_observed in self.seen.items()
               for observed in all_observed if observed not in known.get((fault, command), ())]
        self.tap.eq(odd, [], f"all that was observed stands in the table, section {self.section}")
        self.tap.eq(sorted(known.keys() - self.seen.keys()), [], "... and every row of it was put to the test")
