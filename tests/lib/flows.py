# SPDX-License-Identifier: GPL-2.0-or-later
"""A table full of everything: flows of all kinds, the same ones for the same seed."""

import random
from dataclasses import replace

from netlink import DCCP, GRE, ICMP, ICMPV6, SCTP, STATUS, TCP, UDP, UDPLITE, Flow, Tuple

V4 = ("192.0.2.", "198.51.100.", "203.0.113.")
V6 = ("2001:db8:1::", "2001:db8:2::", "2001:db8:ffff:1:2:3:4:")
WEIGHTS = {TCP: 40, UDP: 25, ICMP: 6, ICMPV6: 6, SCTP: 6, GRE: 5, UDPLITE: 4, DCCP: 1, 50: 2, 89: 1, 200: 2}
PORTLESS = (DCCP, 50, 89, 200)
WELL_KNOWN = (22, 25, 53, 80, 123, 443, 853, 5060, 8080)
MARKS = (0, 0, 0, 1, 2, 3, 0x10, 0xFF, 0x100, 0x12340000, 0xFFFFFFFF)
LABELS = {0: "zero", 1: "one", 7: "with space", 40: "forty", 127: "last"}
UNNAMED_LABEL = 99
LABEL_MAP = "# names for the bits of a connection label\n" + "".join(f"{bit}\t{name}\n" for bit, name in LABELS.items())
ZONES = (1, 5, 65535)
HELPERS = {TCP: "ftp", UDP: "tftp"}
TIMEOUTS = (40000, 400000)


def effective_zones(flow):
    """Of the original direction and of the reply."""
    return tuple(flow.zone or (t.zone if t else None) or 0 for t in (flow.orig, flow.reply))


class Generator:
    """Makes flows that do not collide, whatever is translated."""

    def __init__(self, seed, labels=True, helpers=True):
        self.random = random.Random(seed)
        self.labels = labels
        self.helpers = helpers
        self.seen = set()

    def many(self, count):
        flows = []
        while len(flows) < count:
            flow = self.one()
            if self.fresh(flow):
                flows.append(flow)
        return flows

    def twins(self, made):
        """For some of MADE, one with the same original tuple in another zone."""
        found = [self.twin(flow) for flow in made if self.random.random() < 0.3]
        return [twin for twin in found if twin]

    def twin(self, flow):
        """With the reply in the same zone it is translated to another port, as networks that overlap are; None if it cannot be."""
        zone, zones = self.random.choice(ZONES), effective_zones(flow)
        fits = [pair for pair in ((zone, zone), (zone, 0), (0, zone), (0, 0)) if pair[0] != zones[0] and (
            pair[1] != zones[1] or flow.orig.proto in (TCP, UDP))]
        if not fits:
            return None
        orig, reply = self.random.choice(fits)
        twin = replace(flow, orig=replace(flow.orig, zone=None), reply=None, zone=None, helper=None,
                       mark=self.random.choice(MARKS), timeout=self.random.randint(*TIMEOUTS))
        self.state(twin)
        if orig == reply:
            twin.zone = orig or None
        elif orig:
            twin.orig = replace(twin.orig, zone=orig)
        else:
            twin.reply = replace(twin.orig.answer(), zone=reply)
        if reply == zones[1]:
            twin.snat = ((flow.snat or (flow.orig.src,))[0], self.random.randint(1024, 65535))
            return twin if self.fresh_reply(twin) else None
        return twin

    def fresh_reply(self, flow):
        key = self.bare(self.translated(flow))
        fresh = key not in self.seen
        self.seen.add(key)
        return fresh

    def fresh(self, flow):
        """Neither tuple may be in use, in whatever zone and direction."""
        keys = {self.bare(flow.orig), self.bare(self.translated(flow))}
        if keys & self.seen:
            return False
        self.seen |= keys
        return True

    @staticmethod
    def bare(t):
        return (t.src, t.dst, t.proto, t.a, t.b, t.id)

    @staticmethod
    def translated(flow):
        reply = flow.orig.answer()
        src, sport = flow.dnat or (reply.src, None)
        dst, dport = flow.snat or (reply.dst, None)
        return Tuple(src, dst, reply.proto, reply.a if sport is None else sport,
                     reply.b if dport is None else dport, reply.id)

    def one(self):
        proto = self.random.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
        six = proto == ICMPV6 or (proto != ICMP and self.random.random() < 0.35)
        flow = Flow(self.tuple(proto, six), timeout=self.random.randint(*TIMEOUTS))
        flow.status = STATUS["CONFIRMED"] | self.random.choice(
            (0, STATUS["SEEN_REPLY"], STATUS["SEEN_REPLY"], STATUS["SEEN_REPLY"] | STATUS["ASSURED"]))
        if self.random.random() < 0.03:
            flow.status |= STATUS["FIXED_TIMEOUT"]
        flow.mark = self.random.choice(MARKS)
        self.state(flow)
        self.zones(flow)
        self.extras(flow)
        return flow

    def address(self, six):
        if six:
            return self.random.choice(V6) + format(self.random.randint(1, 40), "x")
        return self.random.choice(V4) + str(self.random.randint(1, 40))

    def tuple(self, proto, six):
        src, dst = self.address(six), self.address(six)
        if proto == ICMP:
            return Tuple(src, dst, proto, self.random.choice((8, 8, 8, 13, 17)), 0, self.random.randrange(65536))
        if proto == ICMPV6:
            return Tuple(src, dst, proto, self.random.choice((128, 128, 139)), 0, self.random.randrange(65536))
        if proto in PORTLESS:
            return Tuple(src, dst, proto)
        if proto == GRE:
            return Tuple(src, dst, proto, self.random.randrange(8), self.random.randrange(65536))
        return Tuple(src, dst, proto, self.random.randint(1024, 65535), self.random.choice(WELL_KNOWN))

    def state(self, flow):
        if flow.orig.proto == TCP:
            flow.state = self.random.choice((1, 2, 3, 3, 3, 4, 5, 6, 7, 8, 9))
        elif flow.orig.proto == SCTP:
            flow.state = self.random.randint(1, 7)
            flow.vtags = (self.random.getrandbits(32), self.random.getrandbits(32))

    def zones(self, flow):
        kind = self.random.random()
        zone = self.random.choice(ZONES)
        if kind < 0.06:
            flow.zone = zone
        elif kind < 0.09:
            flow.orig = Tuple(**{**flow.orig.__dict__, "zone": zone})
        elif kind < 0.12:
            flow.reply = Tuple(**{**flow.orig.answer().__dict__, "zone": zone})

    def extras(self, flow):
        if self.labels and self.random.random() < 0.15:
            bits = [*LABELS, UNNAMED_LABEL]
            flow.labels = frozenset(self.random.sample(bits, self.random.randint(1, 3)))
        if self.helpers and self.random.random() < 0.05:
            flow.helper = HELPERS.get(flow.orig.proto)
        if self.random.random() < 0.25:
            self.translate(flow)

    def translate(self, flow):
        """Source, destination or both; sometimes only the port."""
        t = flow.orig
        six = ":" in t.src
        kind = self.random.choice(("src", "src", "dst", "dst", "both", "port"))
        ported = t.proto in (TCP, UDP)
        if kind == "port" and ported:
            flow.snat = (t.src, self.random.randint(1024, 65535))
            return
        if kind in ("src", "both"):
            flow.snat = (self.address(six), self.random.randint(1024, 65535) if ported else None)
        if kind in ("dst", "both"):
            flow.dnat = (self.address(six), self.random.choice((8000, 8443)) if ported else None)
