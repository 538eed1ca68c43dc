# SPDX-License-Identifier: GPL-2.0-or-later
"""Running programs and reading what they spent."""

import contextlib
import os
import pathlib
import re
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass
from typing import Optional

PATIENCE = 900  # seconds, for any single run
QUIET = 1.5  # seconds without a new byte: nothing more will come
MAXIMUM = pathlib.Path("/proc/sys/net/netfilter/nf_conntrack_max")
COUNT = pathlib.Path("/proc/sys/net/netfilter/nf_conntrack_count")


class Failed(Exception):
    """A measurement that says nothing, because something else went wrong."""


@dataclass(frozen=True)
class Spent:
    """What one run took, in seconds and KiB; no wall clock of what waits for others."""

    wall: Optional[float]
    user: float
    system: float
    kib: int
    out: str = ""
    err: str = ""

    @property
    def cpu(self):
        return self.user + self.system

    def told(self, pattern, default=None):
        """The number in the last text of this form on stderr."""
        found = re.findall(pattern, self.err)
        if not found and default is None:
            raise Failed(f"{pattern!r} is not in {self.err!r}")
        return int(found[-1]) if found else default


class Running:
    """A command under the eyes of bench/spend, in a session of its own."""

    def __init__(self, spend, words, stdout=None):
        self.words = words
        self.out, self.err = tempfile.TemporaryFile(), tempfile.TemporaryFile()
        self.report, report = os.pipe()
        self.process = subprocess.Popen([spend, str(report), *words], stdin=subprocess.DEVNULL, pass_fds=(report,),
                                        stdout=self.out if stdout is None else stdout, stderr=self.err,
                                        start_new_session=True, env=dict(os.environ, LC_ALL="C"))
        os.close(report)

    def interrupt(self):
        os.killpg(self.process.pid, signal.SIGINT)

    def kill(self):
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def end(self):
        """Wait for it; what it spent. Anything but success is a failure."""
        try:
            self.process.wait(timeout=PATIENCE)
        except subprocess.TimeoutExpired as error:
            self.kill()
            raise Failed(f"{error}") from error
        except BaseException:
            self.kill()
            raise
        with os.fdopen(self.report) as file:
            status, wall, user, system, kib = file.read().split() or ("none", 0, 0, 0, 0)
        out, err = self.text(self.out), self.text(self.err)
        if status != "0":
            raise Failed(f"{' '.join(map(str, self.words))}: status {status}: {err.strip()}")
        return Spent(float(wall), float(user), float(system), int(kib), out, err)

    @staticmethod
    def text(file):
        with file:
            file.seek(0)
            return file.read().decode("utf-8", "replace")


class Machine:
    """The programs, and the table of the network namespace that all of this runs in."""

    def __init__(self, build, ours, reference):
        self.ours, self.reference = ours, reference
        self.bare_program, self.spend = build / "bench/bare", build / "bench/spend"
        self.filled = None

    def start(self, words, stdout=subprocess.DEVNULL):
        return Running(self.spend, words, stdout)

    def run(self, *words, stdout=subprocess.DEVNULL):
        return self.start(words, stdout).end()

    def bare(self, line, prefix=()):
        """A bare operation: what it spent, the flows, and the seconds it measured itself."""
        spent = self.run(*prefix, self.bare_program, *line.split(), stdout=None)
        flows, *seconds = spent.out.split()
        return spent, int(flows), [float(second) for second in seconds]

    def flush(self):
        self.run(self.ours, "flush")
        if self.flows():
            raise Failed("the table is not empty after a flush")

    def fill(self, flows, first=0, only4=False):
        """The table consists of flows number 0 to FLOWS afterwards, if it had FIRST of them."""
        if flows > int(MAXIMUM.read_text(encoding="ascii")):
            raise Failed(f"somebody has lowered nf_conntrack_max below {flows}")
        self.bare(f"fill {'-4' if only4 else ''} {flows - first} {first}")
        self.filled = flows, only4
        self.must_hold(flows)

    def refill(self, flows, only4=False):
        self.flush()
        self.fill(flows, 0, only4)

    def have(self, flows, only4=False):
        """The same, where the table is not like that already."""
        if self.filled != (flows, only4) or self.flows() != flows:
            self.refill(flows, only4)

    @staticmethod
    def flows():
        return int(COUNT.read_text(encoding="ascii"))

    def must_hold(self, flows):
        if self.flows() != flows:
            raise Failed(f"the table has {self.flows()} flows instead of {flows}")

    def callgrind(self, *words):
        """The instructions that a command takes; not those of the kernel."""
        spent = self.run("valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", *words)
        return spent.told(r"Collected : (\d+)")


def wait(condition, what, seconds=30.0):
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise Failed(f"waited {seconds} s for {what}")
        time.sleep(0.01)


def listens():
    """Whether someone in this namespace has joined the three groups of flows."""
    with open("/proc/net/netlink", encoding="ascii") as file:
        rows = [line.split() for line in file]
    return any(row[1] == "12" and row[3] == "00000007" for row in rows)


def settled(path, lines):
    """Wait until a file has so many lines, or does not grow any more; the lines it has."""
    count, since = 0, time.monotonic()
    with open(path, "rb") as file:
        while count < lines and time.monotonic() - since < QUIET:
            if block := file.read(1 << 20):
                count, since = count + block.count(b"\n"), time.monotonic()
            else:
                time.sleep(0.05)
    return count


@contextlib.contextmanager
def reading(words, file):
    """The write end of a pipe that WORDS read from into FILE."""
    process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=file)
    try:
        yield process.stdin
    finally:
        process.stdin.close()
        if process.wait(timeout=PATIENCE):
            raise Failed(f"{words[0]} failed")


def set_maximum(flows):
    try:
        MAXIMUM.write_text(f"{flows}\n", encoding="ascii")
    except OSError as error:
        raise Failed(f"cannot raise nf_conntrack_max to {flows}, which root of the first namespace can") from error


@contextlib.contextmanager
def room(flows):
    """
    Let the table hold so many flows. The limit is one for all namespaces and only
    the first one can set it. A process apart puts it back, even should this one
    be killed.
    """
    if not MAXIMUM.exists():
        raise Failed("no connection tracking here; `modprobe nf_conntrack' may help")
    before = MAXIMUM.read_text(encoding="ascii").strip()
    if flows <= int(before):
        yield
        return
    keeper = subprocess.Popen(["sh", "-c", 'trap "" HUP INT TERM; read -r _; echo "$1" >"$2"', "sh", before, MAXIMUM],
                              stdin=subprocess.PIPE, start_new_session=True)
    try:
        set_maximum(flows)
        yield
    finally:
        keeper.stdin.close()
        keeper.wait()
