# SPDX-License-Identifier: GPL-2.0-or-later
"""What the options of a line make: a new flow, or another one of a flow that is there."""

from dataclasses import replace

import flows
import netlink
from meaning import NEW_VALUES, UNREAD
from netlink import ICMP, ICMPV6, SCTP, STATUS, TCP, Tuple
from values import L4_OPTIONS, REPLY_OPTIONS, STATES

LIBERAL, CLOSED = 0x0A, 0x0E
KEPT = STATUS["ASSURED"] | STATUS["SEEN_REPLY"] | STATUS["FIXED_TIMEOUT"]


ADDED = tuple("""src dst reply-src reply-dst protonum timeout status mark zone orig-zone reply-zone src-nat dst-nat label-add
    sport dport reply-port-src reply-port-dst icmp-type icmp-code icmp-id icmpv6-type icmpv6-code icmpv6-id
    srckey dstkey reply-key-src reply-key-dst state orig-vtag reply-vtag role""".split())
LOOKED_UP = tuple(name for name in ADDED if name not in ("timeout", "status", "mark", "src-nat", "dst-nat", "label-add", "role"))
TUPLE = tuple(name for name in LOOKED_UP if name not in ("zone", "orig-zone", "reply-zone", "state", "orig-vtag", "reply-vtag"))
EXPECTED_OF = {"G": TUPLE, "D": TUPLE, "I": (*ADDED, "mask-src", "mask-dst", *UNREAD)}


def assigned_by(verb, table="conntrack"):
    """The options that say a value instead of selecting by it."""
    if table == "expect":
        return EXPECTED_OF.get(verb, ())
    return {"I": ADDED, "A": ADDED, "G": LOOKED_UP, **NEW_VALUES}.get(verb, ())


def swapped(tag):
    """Tags of SCTP are in network order, whatever is typed."""
    return int.from_bytes(tag.to_bytes(4, "little"), "big")


def usual_flags(state):
    """Of a connection of TCP that is made by hand."""
    return CLOSED if STATES[TCP][state] in ("TIME_WAIT", "CLOSE", "SYN_SENT2") else LIBERAL


class Making:
    """What one line makes, by its meaning."""

    def __init__(self, meaning):
        self.meaning = meaning

    def complete(self):
        """Whether all is there that a flow needs; what is missing is told by both programs alike."""
        values = self.meaning.values
        return "protonum" in values and (("src" in values and "dst" in values) or ("reply-src" in values and "reply-dst" in values))

    def new_flow(self):
        """The flow that a line of -I, -A or -G describes."""
        values = self.meaning.values
        back = self.reply_options()
        orig = self.new_tuple(back)
        try:
            turned = orig.answer()
        except KeyError:
            turned = replace(orig, src=orig.dst, dst=orig.src)    # the kernel will not have it
        snat, dnat = values.get("src-nat"), values.get("dst-nat")
        ends = {"src": None if dnat else self.pick("reply-src"), "dst": None if snat else self.pick("reply-dst"),
                "a": None if dnat else self.pick(back[0]), "b": None if snat else self.pick(back[1])}
        reply = replace(turned, zone=values.get("reply-zone"), **{name: value for name, value in ends.items() if value is not None})
        flow = netlink.Flow(orig, reply, timeout=values.get("timeout"), zone=values.get("zone"), snat=snat, dnat=dnat,
                            status=STATUS["CONFIRMED"] | self.meaning.status[0] & KEPT, mark=values.get("mark", (None,))[0],
                            labels=frozenset(values.get("label-add", ())))
        self.add_state(flow)
        return self.with_nat_ports(flow)

    def pick(self, *names):
        """The first of these values that was given; None."""
        return next((self.meaning.values[name] for name in names if name in self.meaning.values), None)

    def reply_options(self):
        proto = self.meaning.values["protonum"]
        return ("none", "none") if proto in (ICMP, ICMPV6) else REPLY_OPTIONS.get(proto, ("reply-port-src", "reply-port-dst"))

    def new_tuple(self, back):
        """The original tuple; what was not said of it mirrors the reply."""
        proto = self.meaning.values["protonum"]
        own = (*L4_OPTIONS.get(proto, ("sport", "dport")), "none")
        l4 = [self.pick(own[0], back[1]), self.pick(own[1], back[0]), self.pick(own[2])]
        return Tuple(self.pick("src", "reply-dst"), self.pick("dst", "reply-src"), proto,
                     *([0, 0, 0] if proto in flows.PORTLESS else [part or 0 for part in l4]), self.meaning.values.get("orig-zone"))

    def add_state(self, flow):
        values = self.meaning.values
        if "state" in values and flow.orig.proto in (TCP, SCTP):
            flow.state = values["state"]
            flow.tcp_flags = usual_flags(flow.state) if flow.orig.proto == TCP else None
            flow.vtags = tuple(swapped(values.get(name, 0)) for name in ("orig-vtag", "reply-vtag"))

    def with_nat_ports(self, flow):
        """A port of the reply beside a translation is the port that it translates to."""
        for end, said, old in (("snat", self.pick("reply-port-dst"), flow.orig.a),
                                ("dnat", self.pick("reply-port-src"), flow.orig.b)):
            where = getattr(flow, end)
            if where and where[1] is None and said is not None and said != old:
                setattr(flow, end, (where[0], said))
        return flow

    def refusal(self, flow):
        """Why the kernel will not have it, if so."""
        if "timeout" in self.meaning.values and flow.status & STATUS["FIXED_TIMEOUT"]:
            return "the timeout of the entry is fixed"
        return "Device or resource busy" if self.meaning.status[0] & ~flow.status & STATUS["EXPECTED"] else None

    def revised(self, flow, found):
        """FLOW with the new values; None where that is no change to FOUND, which is the same as the kernel has it."""
        values, new = self.meaning.values, replace(flow, status=found.status & ~(STATUS["SRC_NAT"] | STATUS["DST_NAT"]))
        differs = False
        if "mark" in values:
            mark, mask = values["mark"]
            new.mark = ((found.mark or 0) & ~mask ^ mark) & 0xFFFFFFFF
            differs |= new.mark != (found.mark or 0)
        if self.meaning.status[0] & ~found.status:
            new.status |= self.meaning.status[0] & KEPT
            differs = True
        if "timeout" in values:
            new.timeout = values["timeout"]
            differs = True
        differs |= self.revise_protocol(new, found)
        differs |= self.revise_labels(new, found)
        new.status = flow.status | new.status & KEPT
        return new if differs else None

    def revise_protocol(self, new, found):
        values, state = self.meaning.values, self.meaning.values.get("state")
        if found.orig.proto == TCP and state is not None and state != found.state:
            new.state = state
            new.tcp_flags = usual_flags(state)
            return True
        if found.orig.proto == SCTP:
            new.vtags = tuple(swapped(values[name]) if name in values else old
                              for name, old in zip(("orig-vtag", "reply-vtag"), found.vtags))
            new.state = found.state if state is None else state
            return (new.state, new.vtags) != (found.state, found.vtags)
        return False

    def revise_labels(self, new, found):
        values = self.meaning.values
        if "label-add" in values:
            new.labels = frozenset(found.labels | values["label-add"])
            return True
        if "label-del" in values and found.labels:
            new.labels = frozenset() if values["label-del all"] else frozenset(found.labels - values["label-del"])
            return True
        return False

    def translated_alike(self, found):
        for name, where, port in (("src-nat", found.reply.dst, found.reply.b), ("dst-nat", found.reply.src, found.reply.a)):
            wanted = self.meaning.values.get(name)
            if wanted and (wanted[0] != where or wanted[1] not in (None, port)):
                return False
        return True
