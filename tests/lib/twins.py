# SPDX-License-Identifier: GPL-2.0-or-later
"""The same table in two namespaces, one for each of two programs; and one in a third that nobody changes."""

import contextlib
import re
import time
from dataclasses import replace

import netlink
import netns
import tool
from flows import UNNAMED_LABEL, effective_zones
from netlink import TCP, UDP, Expect, Flow, Tuple

# What twins have of their own: counts of users, ids, and the clock.
OWN = ((re.compile(r"(\buse=|<use>|<id>|\bid=(?=\d+( labels|$))|delta-time=|<deltatime>|<start>)\d+", re.M), r"\1~"),
       (re.compile(r"\[start=[^]]*\]"), "[start=~]"))


def key(t):
    """A tuple, whatever its zone."""
    return (t.src, t.dst, t.proto, t.a, t.b, t.id)


def identity(flow):
    """What no other flow of a table has."""
    return key(flow.orig), effective_zones(flow)


def of_twins(text):
    for pattern, replacement in OWN:
        text = pattern.sub(replacement, text)
    return text


def masters():
    """Connections with helpers, and what each of them announced."""
    controls, expected = [], []
    for number in range(8):
        helper, proto, port = (("ftp", TCP, 21), ("tftp", UDP, 69))[number // 2 % 2]
        net, ones = (("192.0.2.", "255.255.255.255"), ("2001:db8::", ":".join(["ffff"] * 8)))[number % 2]
        control = Tuple(f"{net}{number + 1}", f"{net}{number + 101}", proto, 30000, port)
        controls.append(Flow(control, timeout=90000, status=14, state=3 if proto == TCP else None, helper=helper))
        expected.append(Expect(control, Tuple(control.src, control.dst, proto, 0, 40000 + number),
                               Tuple(ones, ones, proto, 0, 65535), helper=helper))
    return controls, expected


def related():
    """Connections that were announced, which have a master."""
    made, labels = [], {2: frozenset([UNNAMED_LABEL]), 6: frozenset([0, 40])}
    for number, control in enumerate(masters()[0]):
        master = control.orig
        data = Tuple(master.src, master.dst, master.proto, 20000 + number, 41000 + number)
        made.append(Flow(data, timeout=90000, status=14, state=3 if data.proto == TCP else None, mark=number % 3, master=master,
                         labels=labels.get(number, frozenset())))
    return made


class Table:
    """A table of one namespace, and how to fill it."""

    def __init__(self, where=None):
        self.where = where
        with self.entered():
            netns.track()
            netns.store_labels()
            self.netlink = netlink.Ctnetlink()
        self.filled = time.monotonic()

    def entered(self):
        return self.where.entered() if self.where else contextlib.nullcontext()

    def fill(self, made):
        """With these flows, and with what is expected by those of them that have a helper."""
        there = {key(flow.orig) for flow in made if effective_zones(flow)[0] == 0}
        self.filled = time.monotonic()
        self.netlink.flush()
        self.netlink.create(made)
        self.netlink.expect([expect for expect in masters()[1] if key(expect.master) in there])

    def run(self, program, words):
        with self.entered():
            return tool.run(program, words)

    def ids(self, made):
        """Number of a flow among MADE -> its id here."""
        numbers = {identity(flow): number for number, flow in enumerate(made)}
        return {numbers[identity(flow)]: flow.id for flow in self.netlink.dump() if identity(flow) in numbers}

    def content(self):
        """
        All there is, but for what tables have of their own; the timeouts in the same order; and the seconds since
        it was filled, which they may have run down by.
        """
        found = sorted((repr(replace(flow, id=None, use=None, start=None, timeout=None)), flow.timeout or 0)
                       for flow in self.netlink.dump())
        expects = sorted(repr(sorted(expect.items())) for expect in self.netlink.dump_expects())
        return [row for row, _ in found] + expects, [timeout for _, timeout in found], time.monotonic() - self.filled
