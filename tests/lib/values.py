# SPDX-License-Identifier: GPL-2.0-or-later
"""Values of options: taken from flows, so that they select something; made up; or wrong."""

import flows
from netlink import DCCP, GRE, ICMP, ICMPV6, SCTP, STATUS, TCP, UDP, UDPLITE

# A value that stands for the id of the flow whose number follows.
ID_OF = "@"
NAMES = {TCP: "tcp", UDP: "udp", UDPLITE: "udplite", SCTP: "sctp", DCCP: "dccp", ICMP: "icmp", ICMPV6: "icmpv6", GRE: "gre"}
L4_OPTIONS = {ICMP: ("icmp-type", "icmp-code", "icmp-id"), ICMPV6: ("icmpv6-type", "icmpv6-code", "icmpv6-id"),
              GRE: ("srckey", "dstkey")}
REPLY_OPTIONS = {GRE: ("reply-key-src", "reply-key-dst")}
STATES = {TCP: "NONE SYN_SENT SYN_RECV ESTABLISHED FIN_WAIT CLOSE_WAIT LAST_ACK TIME_WAIT CLOSE SYN_SENT2".split(),
          SCTP: "NONE CLOSED COOKIE_WAIT COOKIE_ECHOED ESTABLISHED SHUTDOWN_SENT SHUTDOWN_RECD SHUTDOWN_ACK_SENT "
                "HEARTBEAT_SENT HEARTBEAT_ACKED".split(),
          DCCP: "NONE REQUEST RESPOND PARTOPEN OPEN CLOSEREQ CLOSING TIMEWAIT IGNORE INVALID".split()}
NAMEABLE = ("ASSURED", "SEEN_REPLY", "FIXED_TIMEOUT", "EXPECTED", "OFFLOAD", "HW_OFFLOAD")
OUTPUTS = ("xml", "extended", "timestamp", "id", "ktimestamp", "labels", "userspace", "save")
LABEL_NAMES = [name for name in flows.LABELS.values() if " " not in name]

WRONG_NUMBERS = ("", "abc", "1x", "-1", "+5", " 7", "0x", "4294967296", "65536", "70000", "256", "99999999999999999999", "1,2",
                 "1-3", "08", "1.5", "0b1")
WRONG = {
    "ADDRESS": ("", "192.0.2.1/", "192.0.2.1/33", "192.0.2.300", "192.0.2", "3221225985", "0xc0000201", "010.0.0.1", "fe80::1%lo",
                "[2001:db8::1]", "2001:db8::1/129", "host.example", "192.0.2.1,192.0.2.2", "2001:DB8::1", "192.0.2.1/24x",
                "::ffff:192.0.2.1", "192.0.2.1 junk", "2001:db8:1::1/48", "192.0.2.0/24", "198.51.100.0/28,192.0.2.0/25"),
    "PROTOCOL": ("", "256", "-1", "foo", "20foo", "icmp6", "TCP", "UdP", "0x11", "017", "ipv6-icmp", "esp", "tcp,udp", "6,17",
                 "udp-lite", "0", "IP"),
    "SECONDS": WRONG_NUMBERS, "ID": WRONG_NUMBERS, "SECMARK": WRONG_NUMBERS, "ZONE": WRONG_NUMBERS + ("0x5", "05"),
    "PORT": WRONG_NUMBERS + ("http", "domain", "0x50", "10-20"), "TAG": WRONG_NUMBERS, "TYPE": WRONG_NUMBERS,
    "CODE": WRONG_NUMBERS, "KEY": WRONG_NUMBERS + ("0x20", "017"),
    "MARK[/MASK]": WRONG_NUMBERS + ("1/", "/1", "1/abc", "1/1/1", "0x10/0xf0", "1/4294967296", "1,2/3", "017/017"),
    "STATUS": ("", "ASSURED,", ",ASSURED", "foo", "!UNSET", "SRC_NAT", "DST_NAT,ASSURED", "!!ASSURED", "unreplied", "!UNREPLIED",
               "UNREPLIEDX", "a,s", "h", "ASSURED;SEEN", "SEEN_REPLY ASSURED", "!"),
    "EVENTS": ("", "NEW", "UPDATES,foo", "all", "n,d"),
    "FORMAT": ("", "xml,", "foo", "save,id", "e,i", "x,kt", "S", "save,userspace", "XML", "xml,save"),
    "FAMILY": ("", "ipv4foo", "IPV4", "inet", "ipv5", "ip", "4"),
    "LABELS": ("", "nobody", "one,nobody", "one,", "zero,one,forty", "with space", "7", "200", "-1", "ONE"),
    "[LABELS]": ("nobody", "one,nobody", "zero,one,forty", "200"),
    "STATE": ("", "established", "ESTABLISHEDX", "FOO", "SYN_SENT,CLOSE", "LISTEN", "HEARTBEAT_SENT", "3"),
    "ROLE": ("", "c", "SERV", "both", "clients"),
    "[ADDRESS[:PORT]]": ("", "192.0.2.1:", "192.0.2.1:70000", "192.0.2.1:http", ":80", "[2001:db8::1]", "[2001:db8::1]:53", "[]:80",
                         "[2001:db8::1", "192.0.2.1/24", "2001:db8::1:80", "[192.0.2.1]:80", "host:80", "192.0.2.1,192.0.2.2",
                         "192.0.2.1:1:2"),
    "BYTES": WRONG_NUMBERS, "RANGE": ("", "foo"), "FILE": ("",),
}


def l4(flow):
    """Options and values of what the original tuple has besides addresses."""
    t = flow.orig
    if t.proto in flows.PORTLESS:
        return []
    return list(zip(L4_OPTIONS.get(t.proto, ("sport", "dport")), map(str, (t.a, t.b, t.id))))


def reply_l4(flow):
    reply = flows.Generator.translated(flow)
    if reply.proto in (*flows.PORTLESS, ICMP, ICMPV6):
        return []
    return list(zip(REPLY_OPTIONS.get(reply.proto, ("reply-port-src", "reply-port-dst")), map(str, (reply.a, reply.b))))


def endpoint(where):
    address, port = where
    return address if port is None else f"[{address}]:{port}" if ":" in address else f"{address}:{port}"


def protocol(flow):
    return NAMES.get(flow.orig.proto, str(flow.orig.proto))


def status_names(flow):
    return [name for name in ("SEEN_REPLY", "ASSURED", "FIXED_TIMEOUT") if flow.status & STATUS[name]]


def tuple_of(flow):
    """Options and values of its original tuple; DCCP must have ports, though the kernel does not look at them."""
    ports = [("sport", "1"), ("dport", "2")] if flow.orig.proto == DCCP else l4(flow)
    return [("src", flow.orig.src), ("dst", flow.orig.dst), ("protonum", protocol(flow)), *ports]


def spelled(rows):
    """Options and values as part of a line."""
    return " ".join(f"--{name} {value}" for name, value in rows)


def zones_of(flow):
    """Options and values of the zones that it is in."""
    rows = [("zone", flow.zone), ("orig-zone", flow.orig.zone), ("reply-zone", flow.reply and flow.reply.zone)]
    return [(name, str(value)) for name, value in rows if value is not None]


def describe(flow):
    """Options and values that make FLOW."""
    labels = sorted(flows.LABELS[bit] for bit in flow.labels if flows.LABELS.get(bit) in LABEL_NAMES)
    rows = [*tuple_of(flow), ("timeout", str(flow.timeout)),
            ("status", ",".join(status_names(flow))), ("mark", flow.mark and str(flow.mark)), *zones_of(flow),
            ("label-add", ",".join(labels)), ("src-nat", flow.snat and endpoint(flow.snat)),
            ("dst-nat", flow.dnat and endpoint(flow.dnat))]
    if flow.orig.proto in (TCP, SCTP):
        rows.append(("state", STATES[flow.orig.proto][flow.state]))
    if flow.orig.proto == SCTP:
        rows += [("orig-vtag", str(flow.vtags[0])), ("reply-vtag", str(flow.vtags[1]))]
    if flow.orig.proto == DCCP:
        rows += [("state", "OPEN"), ("role", "client")]
    return [(name, value) for name, value in rows if value]


class Values:
    """RANDOM is shared with whoever makes the lines; FLOWS are the table's."""

    def __init__(self, random, made):
        self.random = random
        self.flows = made
        self.fresh = flows.Generator(0, helpers=False)
        self.fresh.random = random

    def chance(self, probability):
        return self.random.random() < probability

    def subject(self, new=False):
        """What a line is about: a flow of the table, or one that is to be made."""
        flow = self.fresh.one() if new and self.chance(0.75) or not self.flows else self.random.choice(self.flows)
        return self.subject(new) if new and self.loops(flow) else flow

    @staticmethod
    def loops(flow):
        """Its answers would look like itself: the kernel then chooses another port, by chance."""
        reply = flows.Generator.translated(flow)
        return reply.src == reply.dst or (reply.src, reply.dst) == (flow.orig.src, flow.orig.dst)

    def creation(self, flow):
        rows = describe(flow)
        if self.chance(0.08):
            reply = flows.Generator.translated(flow)
            rows = [row for row in rows if row[0] not in ("src", "dst")] if self.chance(0.5) else rows
            rows += [("reply-src", reply.src), ("reply-dst", reply.dst)]
        if self.chance(0.05):
            rows = [row for row in rows if row not in l4(flow)] + reply_l4(flow)
        if self.chance(0.04):
            rows.append(("status", "EXPECTED" if self.chance(0.5) else "ASSURED,exp"))
        if self.chance(0.03):
            rows.append((self.random.choice(("src-nat", "dst-nat")), endpoint((flow.orig.dst, 4000))))
        if flow.labels and flow in self.flows and self.chance(0.5):
            rows = [row for row in rows if row[0] != "label-add"] + [("label-add", ",".join(self.random.sample(LABEL_NAMES, 2)))]
        return rows

    def lookup(self, flow, reply):
        zones = zones_of(flow) if self.chance(0.7) else []
        if not reply:
            return [("src", flow.orig.src), ("dst", flow.orig.dst), ("protonum", protocol(flow)), *l4(flow), *zones]
        back = flows.Generator.translated(flow)
        return [("reply-src", back.src), ("reply-dst", back.dst), ("protonum", protocol(flow)), *reply_l4(flow), *zones]

    def selection(self, flow):
        """Some of what is true of it, with the protocol where that is needed."""
        of_l4 = l4(flow) + reply_l4(flow)
        chosen = self.random.sample(of_l4, self.random.randint(0, min(2, len(of_l4))))
        rows = [("protonum", protocol(flow)), *chosen] if chosen or self.chance(0.5) else []
        if flow.orig.proto in STATES and self.chance(0.2) and flow.state is not None:
            rows = [("protonum", protocol(flow)), *chosen, ("state", STATES[flow.orig.proto][flow.state])]
        rows += zones_of(flow) if self.chance(0.3) else []
        ends = [end for end in ("src", "dst") if self.chance(0.3)]
        masks = [(f"mask-{end}", None) for end in ends if self.chance(0.15)]
        return rows + [(end, None) for end in ends] + masks

    def revision(self, flow):
        """What an update may change of this flow, but hardly of another one."""
        rows = [(self.random.choice(("label-add", "label-del")), None)] if flow.labels and self.chance(0.5) else []
        return rows + ([("role", None)] if flow.orig.proto == DCCP and self.chance(0.5) else [])

    def expectation(self):
        number_ = self.random.randrange(8)
        net = "192.0.2." if number_ % 2 == 0 or self.chance(0.1) else "2001:db8::"
        return [("src", f"{net}{number_ + 1}"), ("dst", f"{net}{number_ + 101}"), ("protonum", self.random.choice(("tcp", "udp"))),
                ("sport", "9"), ("dport", str(40000 + number_)), ("reply-port-src", "0"), ("reply-port-dst", "0")]

    def announcement(self):
        callers = [flow.orig for flow in self.flows if flow.orig.proto == GRE]
        if callers and self.chance(0.2):
            return self.announcement_by_key(self.random.choice(callers))
        number_ = self.random.randrange(8)
        net, ones = ("192.0.2.", "255.255.255.255") if number_ % 2 == 0 else ("2001:db8::", ":".join(["ffff"] * 8))
        here, there = f"{net}{number_ + 1}", f"{net}{number_ + 101}"
        master = (("tcp", "30000", "21"), ("udp", "30000", "69"))[number_ // 2 % 2]
        return [("src", here), ("dst", there), ("protonum", master[0]), ("sport", master[1]), ("dport", master[2]),
                ("timeout", "60"), ("tuple-src", here), ("tuple-dst", there), ("mask-src", ones), ("mask-dst", ones),
                ("tuple-port-src", "0"), ("tuple-port-dst", str(self.random.randint(50000, 50003))),
                ("mask-port-src", "0"), ("mask-port-dst", "65535")]

    def announcement_by_key(self, master):
        """GRE has keys instead of ports; nobody's helper speaks it, so that the kernel refuses."""
        ones = "255.255.255.255" if ":" not in master.src else ":".join(["ffff"] * 8)
        return [("src", master.src), ("dst", master.dst), ("protonum", "gre"), ("srckey", str(master.a)), ("dstkey", str(master.b)),
                ("reply-key-src", str(master.b)), ("reply-key-dst", str(master.a)), ("timeout", "60"),
                ("tuple-src", master.src), ("tuple-dst", master.dst), ("mask-src", ones), ("mask-dst", ones),
                ("tuple-key-src", "0"), ("tuple-key-dst", hex(self.random.randrange(65536))), ("mask-key-src", "0"),
                ("mask-key-dst", "0xffff")]

    def of(self, option, flow):
        """A good value of OPTION, mostly one that is true of FLOW."""
        other = self.random.choice(self.flows) if self.flows and self.chance(0.2) else flow
        maker = getattr(self, "make_" + option.name.replace("-", "_"), None)
        if maker:
            return maker(other)
        found = dict(l4(other) + reply_l4(other)).get(option.name)
        if found is not None:
            return hex(int(found)) if self.chance(0.05) else found
        kind = getattr(self, "kind_" + "".join(c for c in option.metavar.lower() if c.isalpha()), None)
        return kind(other) if kind else str(self.random.randrange(256))

    def malformed(self, option, value):
        wrong = self.random.choice(WRONG[option.metavar])
        return wrong if self.chance(0.8) or not value else value + self.random.choice(("x", ",", ",,", "/", "-", ":1", " "))

    def make_src(self, flow):
        address = flow.orig.src
        if self.chance(0.25):
            return f"{address}/{self.random.choice((128, 64, 48, 32, 0) if ':' in address else (32, 24, 28, 31, 16, 0))}"
        return address

    def make_dst(self, flow):
        return self.make_src(flows.Flow(flow.orig.answer()))

    def make_reply_src(self, flow):
        return flows.Generator.translated(flow).src

    def make_reply_dst(self, flow):
        return flows.Generator.translated(flow).dst

    def make_mask_src(self, flow):
        if ":" in flow.orig.src:
            return self.random.choice(("ffff:ffff:ffff::", "::f", ":".join(["ffff"] * 8), "::"))
        return self.random.choice(("255.255.255.0", "0.0.0.7", "255.255.255.255", "255.0.0.3", "0.0.0.0"))

    make_mask_dst = make_mask_src

    def kind_address(self, flow):
        return flow.orig.src

    def kind_range(self, flow):
        return flow.orig.dst

    def kind_protocol(self, flow):
        name = protocol(flow)
        return self.random.choice((name, name, name, name.upper(), str(flow.orig.proto), hex(flow.orig.proto)))

    def kind_seconds(self, _):
        """One that no flow of a table has."""
        return str(self.random.choice((30, 600, 20000, 500000)) + self.random.randrange(100))

    def kind_status(self, flow):
        names = status_names(flow) + ["EXPECTED"] * bool(flow.master) if self.chance(0.6) else self.random.sample(NAMEABLE[:3], self.random.randint(1, 2))
        names = names or ["UNREPLIED" if self.chance(0.7) else "UNSET"]
        if self.chance(0.2):
            names = [name if name in ("UNREPLIED", "UNSET") or self.chance(0.5) else "!" + name for name in names]
        if self.chance(0.05):
            names = [*names, self.random.choice(NAMEABLE)]
        if self.chance(0.1):
            names = [name.lower() if "UNREPLIED" not in name else name for name in names]
        return ",".join(names)

    def kind_markmask(self, flow):
        mark, mask = flow.mark or 0, self.random.choice((0xFF, 0xF0, 1, 0xFFFFFFFF, 0xFF00, 0))
        if self.chance(0.3):
            value = self.random.choice((mark & mask, mark & mask, mark, 0x30))  # bits outside of the mask count as well
            return f"{value}/{hex(mask) if self.chance(0.5) else mask}"
        return self.random.choice((str(mark), hex(mark), str(self.random.choice(flows.MARKS)), oct(mark).replace("o", "")))

    def make_id(self, flow):
        return f"{ID_OF}{self.flows.index(flow)}" if flow in self.flows else "12345"

    def kind_secmark(self, _):
        return self.random.choice(("0", "5"))

    def kind_zone(self, flow):
        return self.random.choice((str(flow.zone or 0), str(flow.orig.zone or 0), "0", "5", "65535", "1"))

    def kind_labels(self, flow):
        mine = [flows.LABELS[bit] for bit in sorted(flow.labels) if flows.LABELS.get(bit) in LABEL_NAMES]
        names = mine if mine and self.chance(0.7) else self.random.sample(LABEL_NAMES, self.random.choice((1, 1, 2)))
        return ",".join(names)

    def make_label_del(self, flow):
        return None if self.chance(0.3) else self.kind_labels(flow)

    def kind_addressport(self, flow):
        """Of the three options for translation: none, or where a flow was translated to."""
        if self.chance(0.3):
            return None
        where = flow.snat or flow.dnat or (flow.orig.src, None)
        if self.chance(0.1):
            where = (where[0], self.random.choice((53, 8000, 1024)))
        elif self.chance(0.4):
            where = (where[0], None)
        return endpoint(where)

    def kind_state(self, flow):
        names = STATES.get(flow.orig.proto, STATES[TCP])
        return names[flow.state] if flow.state is not None and self.chance(0.6) else self.random.choice(names)

    def kind_tag(self, flow):
        return str(flow.vtags[0] if self.chance(0.5) else self.random.getrandbits(32))

    def kind_role(self, _):
        return self.random.choice(("client", "server"))

    def kind_events(self, _):
        return self.random.choice(("ALL", "NEW", "DESTROY", "NEW,UPDATES"))

    def kind_family(self, flow):
        return "ipv6" if ":" in flow.orig.src else "ipv4"

    def kind_format(self, _):
        if self.chance(0.2):
            return "save"
        names = self.random.sample(OUTPUTS[:-1], self.random.choice((1, 1, 1, 2, 3)))
        return ",".join(name if self.chance(0.9) else name[:self.random.randint(2, len(name))].upper() for name in names)

    def kind_port(self, flow):
        return self.random.choice((str(flow.orig.a), str(flow.orig.b), "53", "80", "0", "65535"))

    def kind_key(self, flow):
        return self.random.choice((str(flow.orig.a), hex(flow.orig.b), "0", "1"))

    def kind_bytes(self, _):
        return "8388608"

    def kind_file(self, _):
        return "/etc/xtables/connlabel.conf"
