# SPDX-License-Identifier: GPL-2.0-or-later
"""What is measured, and the bars. Sizes are for tables of a million flows and scale with the table."""

from dataclasses import dataclass
from typing import Optional

SIZE = 1_000_000
SIZES = (1000, 10_000, 100_000, 300_000, 1_000_000, 2_000_000)
FLAT_FROM = 10_000  # below, most is starting a process and walking through an empty table
GROWTH = 1.10  # of a flow's cost over the bare dump, from that size on
EVERYTHING = "203.0.113.0/24"  # where all flows of IPv4 lead
SET_SIZE = 10_000
SMALL = 1000  # flows, for the memory


@dataclass(frozen=True)
class Bars:
    """wall and cpu: at most so many times the bare operation; faster: at least, than the reference."""

    wall: Optional[float] = None
    cpu: Optional[float] = None
    faster: Optional[float] = None


@dataclass(frozen=True)
class Reading:
    """
    A table read three times: bare, by this program, and by the reference where
    that can. JUDGED: the program selects where the bare dump takes everything.
    """

    name: str
    bare: str
    ours: str
    reference: Optional[str]
    bars: Bars
    piped: bool = False
    one_core: bool = False
    judged: bool = False


LIST = Reading("list", "dump", "list", "-L", Bars(1.10, 1.6, 1.9))

# The reference knows no sets: whoever has to select by one begins with all flows.
READINGS = (
    LIST,
    Reading("list-extended", "dump", "list -o extended", "-L -o extended", Bars(1.10, 1.6, 1.9)),
    Reading("list-id", "dump", "list -o id", "-L -o id", Bars(1.10, 1.6, 1.9)),
    Reading("list-xml", "dump", "list -o xml", "-L -o xml", Bars(1.15, faster=2.2)),
    Reading("list-json", "dump", "list -o json", None, Bars(1.15)),
    Reading("list-csv", "dump", "list -o csv", None, Bars(1.15)),
    Reading("list-save", "dump", "list -o save", "-L -o save", Bars(1.15, faster=2.2)),
    Reading("list-pipe", "dump", "list", "-L", Bars(1.20, faster=1.8), piped=True),
    Reading("list-address", "dump -s 192.0.2.7", "list -s 192.0.2.7", "-L -s 192.0.2.7", Bars(1.10, faster=6)),
    Reading("list-service", "dump -s 192.0.2.7 -p tcp -P 443", "list -p tcp --dport 443 -s 192.0.2.7",
            "-L -p tcp --dport 443 -s 192.0.2.7", Bars(1.10)),
    Reading("list-zone", "dump -w 5", "list --zone 5", "-L --zone 5", Bars(1.10)),
    Reading("list-mark", "dump -m 16", "list -m 16", "-L -m 16", Bars(1.10)),
    Reading("list-prefix", "dump", "list -s 192.0.2.0/24", "-L -s 192.0.2.0/24", Bars(1.10, faster=1.3), judged=True),
    Reading("list-set", "dump", "list --filter-file {set}", "-L", Bars(1.10, faster=1.3), judged=True),
    Reading("list-one-core", "dump", "list", "-L", Bars(1.5), one_core=True),
)


@dataclass(frozen=True)
class Deletion:
    """Flows deleted and printed; the bare work is the dump of those and the deletion."""

    name: str
    selection: str  # of the bare operations
    ours: str
    reference: str
    bars: Bars


DELETIONS = (
    Deletion("delete", "-4", f"delete -d {EVERYTHING}", f"-D -d {EVERYTHING}", Bars(1.15, faster=4)),
    Deletion("delete-udp", "-4 -p udp", f"delete -d {EVERYTHING} -p udp", f"-D -d {EVERYTHING} -p udp",
             Bars(1.15, faster=4)),
)


@dataclass(frozen=True)
class Loading:
    """A saved table of so many lines, as a share of the size."""

    name: str
    share: float
    bars: Bars


LOADINGS = (
    Loading("load", 0.3, Bars(1.5, faster=4)),
    Loading("load-small", 0.1, Bars(1.5, faster=4)),
)


@dataclass(frozen=True)
class Watching:
    """So many flows created at full speed while events go to a file, or through a slow pipe into one."""

    name: str
    share: float
    through: tuple = ()


WATCHINGS = (
    Watching("event-file", 0.5),
    Watching("event-pipe", 0.5, ("pv", "-q", "-L", "20m")),
)


@dataclass(frozen=True)
class Counting:
    """Instructions, as callgrind counts them, on a table of a share of the size."""

    name: str
    ours: str
    reference: str
    bar: Optional[float]


INSTRUCTIONS_SHARE = 0.02
INSTRUCTIONS = (
    Counting("instructions-count", "-C", "-C", 1.0),
    Counting("instructions-version", "version", "-V", 1.0),
)
# Only when they are asked for: each takes a while.
MORE_INSTRUCTIONS = (
    Counting("instructions-list", "list", "-L", None),
    Counting("instructions-xml", "list -o xml", "-L -o xml", None),
    Counting("instructions-save", "list -o save", "-L -o save", None),
    Counting("instructions-prefix", "list -s 192.0.2.0/24", "-L -s 192.0.2.0/24", None),
)

# In this order: each leaves the table as the next one needs it.
MEMORY = {
    "list": "list",
    "count": "count -p tcp",
    "save": "list -o save",
    "delete": f"delete -d {EVERYTHING}",
    "load": "load {save}",
}
# "event" keeps up to 128 MiB of what its reader has not taken.
MEMORY_MIB = {**dict.fromkeys(MEMORY, 12), "event": 12 + 128}

NAMES = ("scale", *(work.name for work in READINGS + DELETIONS + LOADINGS + WATCHINGS + INSTRUCTIONS), "memory")


def set_of_addresses():
    """An expression with so many addresses: half of the hosts of one network, the others of IPv6."""
    addresses = [f"192.0.2.{host}" for host in range(0, 256, 2)]
    addresses += [f"2001:db8:0:{host * 6:x}::1" for host in range(SET_SIZE - len(addresses))]
    return "src " + ",\n    ".join(addresses) + "\n"
