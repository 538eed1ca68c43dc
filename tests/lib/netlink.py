# SPDX-License-Identifier: GPL-2.0-or-later
"""ctnetlink spoken directly, so that tests need no other tool to fill, empty and read a table."""

import ipaddress
import socket
import struct
from dataclasses import dataclass, field
from typing import Optional

FLOWS, EXPECTS = 1, 2
NEW, GET, DELETE = 0, 1, 2
GET_DYING = 6
REQUEST, ACK, DUMP, EXCL, CREATE = 0x1, 0x4, 0x300, 0x200, 0x400
ERROR, DONE = 2, 3
EXPECT_OWN = (4, 5)
GROUP_NEW, GROUP_UPDATE, GROUP_DESTROY = 1, 2, 3

TCP, UDP, UDPLITE, SCTP, DCCP, ICMP, ICMPV6, GRE = 6, 17, 136, 132, 33, 1, 58, 47

STATUS = {name: 1 << bit for bit, name in enumerate((
    "EXPECTED", "SEEN_REPLY", "ASSURED", "CONFIRMED", "SRC_NAT", "DST_NAT", "SEQ_ADJUST", "SRC_NAT_DONE",
    "DST_NAT_DONE", "DYING", "FIXED_TIMEOUT", "TEMPLATE", "UNTRACKED", "HELPER", "OFFLOAD", "HW_OFFLOAD"))}

ICMP_ANSWER = {8: 0, 0: 8, 13: 14, 14: 13, 15: 16, 16: 15, 17: 18, 18: 17}
ICMPV6_ANSWER = {128: 129, 129: 128, 139: 140, 140: 139}


@dataclass(frozen=True)
class Tuple:
    """One direction. a and b are ports, GRE keys, or ICMP type and code."""

    src: str
    dst: str
    proto: int
    a: int = 0
    b: int = 0
    id: int = 0
    zone: Optional[int] = None

    def answer(self):
        if self.proto == ICMP:
            return Tuple(self.dst, self.src, self.proto, ICMP_ANSWER[self.a], self.b, self.id)
        if self.proto == ICMPV6:
            return Tuple(self.dst, self.src, self.proto, ICMPV6_ANSWER[self.a], self.b, self.id)
        return Tuple(self.dst, self.src, self.proto, self.b, self.a)


@dataclass
class Flow:
    """What is to be created, or what a dump told. None: not there."""

    orig: Tuple
    reply: Optional[Tuple] = None
    timeout: Optional[int] = None
    status: int = 0
    state: Optional[int] = None
    vtags: tuple = (0, 0)
    tcp_flags: Optional[int] = None
    tcp_wscales: Optional[tuple] = None
    mark: Optional[int] = None
    zone: Optional[int] = None
    labels: frozenset = frozenset()
    helper: Optional[str] = None
    snat: Optional[tuple] = None
    dnat: Optional[tuple] = None
    master: Optional[Tuple] = None
    id: Optional[int] = None
    use: Optional[int] = None
    start: Optional[int] = None
    counters: dict = field(default_factory=dict)
    extra: bytes = b""

    def family(self):
        return socket.AF_INET6 if ":" in self.orig.src else socket.AF_INET


@dataclass
class Expect:
    """An expectation to be created."""

    master: Tuple
    tuple: Tuple
    mask: Tuple
    timeout: int = 300
    flags: int = 0
    expect_class: int = 0
    zone: Optional[int] = None
    helper: Optional[str] = None

    def family(self):
        return socket.AF_INET6 if ":" in self.master.src else socket.AF_INET


def attr(kind, payload):
    size = 4 + len(payload)
    return struct.pack("=HH", size, kind) + payload + bytes(-size % 4)


def nest(kind, *inner):
    return attr(kind | 0x8000, b"".join(inner))


def u8(kind, value):
    return attr(kind, struct.pack("B", value))


def be16(kind, value):
    return attr(kind, struct.pack(">H", value))


def be32(kind, value):
    return attr(kind, struct.pack(">I", value & 0xFFFFFFFF))


def attributes(data):
    """Attribute type -> payload."""
    found = {}
    while len(data) >= 4:
        size, kind = struct.unpack_from("=HH", data)
        if size < 4 or size > len(data):
            raise ValueError("an attribute does not fit its message")
        found[kind & 0x3FFF] = data[4:size]
        data = data[size + -size % 4:]
    return found


def packed(address):
    return ipaddress.ip_address(address).packed


def put_tuple(kind, t):
    first = 3 if ":" in t.src else 1
    parts = [nest(1, attr(first, packed(t.src)), attr(first + 1, packed(t.dst)))]
    proto = [u8(1, t.proto)]
    if t.proto in (ICMP, ICMPV6):
        at = 4 if t.proto == ICMP else 7
        proto += [be16(at, t.id), u8(at + 1, t.a), u8(at + 2, t.b)]
    else:
        proto += [be16(2, t.a), be16(3, t.b)]
    parts.append(nest(2, *proto))
    if t.zone is not None:
        parts.append(be16(3, t.zone))
    return nest(kind, *parts)


def get_tuple(data):
    top = attributes(data)
    addresses, proto = attributes(top[1]), attributes(top[2])
    src, dst = (addresses.get(1) or addresses[3]), (addresses.get(2) or addresses[4])
    number = proto[1][0]
    values = {}
    if number in (ICMP, ICMPV6):
        at = 4 if number == ICMP else 7
        values = {"id": number16(proto[at]), "a": proto[at + 1][0], "b": proto[at + 2][0]}
    elif 2 in proto:
        values = {"a": number16(proto[2]), "b": number16(proto[3])}
    zone = number16(top[3]) if 3 in top else None
    return Tuple(str(ipaddress.ip_address(src)), str(ipaddress.ip_address(dst)), number, zone=zone, **values)


def number16(data):
    return struct.unpack(">H", data)[0]


def number32(data):
    return struct.unpack(">I", data)[0]


def number64(data):
    return struct.unpack(">Q", data)[0]


def put_nat(kind, where):
    address, port = where
    low = 4 if ":" in address else 1
    parts = [attr(low, packed(address)), attr(low + 1, packed(address))]
    if port is not None:
        parts.append(nest(3, be16(1, port), be16(2, port)))
    return nest(kind, *parts)


def put_state(flow):
    if flow.orig.proto == TCP:
        flags = struct.pack("BB", flow.tcp_flags or 0, flow.tcp_flags or 0)
        wscales = [u8(2 + i, scale) for i, scale in enumerate(flow.tcp_wscales or ())]
        return nest(4, nest(1, u8(1, flow.state), *wscales, attr(4, flags), attr(5, flags)))
    return nest(4, nest(3, u8(1, flow.state), be32(2, flow.vtags[0]), be32(3, flow.vtags[1])))


def put_flow(flow):
    parts = [put_tuple(1, flow.orig), put_tuple(2, flow.reply or flow.orig.answer()), be32(3, flow.status)]
    if flow.timeout is not None:
        parts.append(be32(7, flow.timeout))
    if flow.state is not None:
        parts.append(put_state(flow))
    if flow.mark is not None:
        parts.append(be32(8, flow.mark))
    if flow.zone is not None:
        parts.append(be16(18, flow.zone))
    if flow.labels:
        parts.append(attr(22, sum(1 << bit for bit in flow.labels).to_bytes(16, "little")))
    if flow.helper is not None:
        parts.append(nest(5, attr(1, flow.helper.encode() + b"\0")))
    if flow.snat is not None:
        parts.append(put_nat(6, flow.snat))
    if flow.dnat is not None:
        parts.append(put_nat(13, flow.dnat))
    if flow.master is not None:
        parts.append(put_tuple(14, flow.master))
    return b"".join(parts) + flow.extra


def put_expect(expect):
    parts = [put_tuple(1, expect.master), put_tuple(2, expect.tuple), put_tuple(3, expect.mask),
             be32(4, expect.timeout), be32(8, expect.flags), be32(9, expect.expect_class)]
    if expect.zone is not None:
        parts.append(be16(7, expect.zone))
    if expect.helper is not None:
        parts.append(attr(6, expect.helper.encode() + b"\0"))
    return b"".join(parts)


def get_flow(data):
    top = attributes(data)
    flow = Flow(get_tuple(top[1]), get_tuple(top[2]), status=number32(top.get(3, bytes(4))))
    for name, kind, read in (("timeout", 7, number32), ("mark", 8, number32), ("use", 11, number32),
                             ("id", 12, number32), ("zone", 18, number16)):
        if kind in top:
            setattr(flow, name, read(top[kind]))
    if 4 in top:
        get_state(flow, attributes(top[4]))
    if 5 in top:
        flow.helper = attributes(top[5])[1].rstrip(b"\0").decode()
    if 20 in top:
        flow.start = number64(attributes(top[20])[1])
    if 22 in top:
        bits = int.from_bytes(top[22], "little")
        flow.labels = frozenset(bit for bit in range(128) if bits >> bit & 1)
    if 14 in top:
        flow.master = get_tuple(top[14])
    for name, kind in (("orig", 9), ("reply", 10)):
        if kind in top:
            counts = attributes(top[kind])
            flow.counters[name] = (number64(counts[1]), number64(counts[2]))
    return flow


def get_state(flow, info):
    if 1 in info:
        tcp = attributes(info[1])
        flow.state, flow.tcp_flags = tcp[1][0], tcp[4][0] if 4 in tcp else None
    elif 3 in info:
        sctp = attributes(info[3])
        flow.state, flow.vtags = sctp[1][0], (number32(sctp[2]), number32(sctp[3]))


class Ctnetlink:
    """A ctnetlink socket of the current namespace."""

    def __init__(self):
        self.socket = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 12)
        self.socket.bind((0, 0))
        self.sequence = 0

    def close(self):
        self.socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def message(self, table, what, flags, family, payload=b"", version=0):
        self.sequence += 1
        return struct.pack("=IHHIIBBH", 20 + len(payload), table << 8 | what, flags | REQUEST, self.sequence, 0,
                           family, version, 0) + payload

    @staticmethod
    def split(data):
        while len(data) >= 16:
            size, kind, _, sequence, _ = struct.unpack_from("=IHHII", data)
            yield kind, sequence, data[16:size]
            data = data[size + -size % 4:]

    def acknowledged(self, messages):
        """Send and collect the acknowledgements: errno of each message, 0 for none."""
        errors = []
        for begin in range(0, len(messages), 64):
            part = messages[begin:begin + 64]
            self.socket.send(b"".join(part))
            left = len(part)
            while left:
                for kind, _, body in self.split(self.socket.recv(65536)):
                    if kind == ERROR:
                        errors.append(-struct.unpack_from("=i", body)[0])
                        left -= 1
        return errors

    def create(self, flows):
        """Create all FLOWS; the first refusal raises."""
        self.check(self.try_create(flows), flows)

    def try_create(self, flows):
        return self.acknowledged([self.message(FLOWS, NEW, CREATE | EXCL | ACK, f.family(), put_flow(f))
                                  for f in flows])

    def expect(self, expects):
        self.check(self.try_expect(expects), expects)

    def try_expect(self, expects):
        return self.acknowledged([self.message(EXPECTS, NEW, CREATE | ACK, e.family(), put_expect(e)) for e in expects])

    def flush(self):
        self.check(self.acknowledged([self.message(table, DELETE, ACK, 0) for table in (EXPECTS, FLOWS)]),
                   ("flush of expectations", "flush of flows"))

    @staticmethod
    def check(errors, subjects):
        for error, subject in zip(errors, subjects):
            if error:
                raise OSError(error, f"the kernel refused {subject}")

    def dump(self, family=socket.AF_UNSPEC, what=GET):
        """Every flow of the table, or of the list of the dying."""
        return [get_flow(body) for body in self.everything(FLOWS, what, family)]

    def dump_expects(self):
        """Every expectation as its attributes, without its id and the time that is left."""
        return [{kind: value for kind, value in attributes(body).items() if kind not in EXPECT_OWN}
                for body in self.everything(EXPECTS, GET, socket.AF_UNSPEC)]

    def everything(self, table, what, family, criteria=b""):
        self.socket.send(self.message(table, what, DUMP, family, criteria))
        bodies = []
        while True:
            for kind, _, body in self.split(self.socket.recv(1 << 17)):
                if kind == DONE:
                    return bodies
                if kind == ERROR:
                    raise OSError(-struct.unpack_from("=i", body)[0], "dump")
                bodies.append(body[4:])

    def clog(self, flows):
        """
        Leave FLOWS dying: a listener that insists on delivery and never reads. The
        list lasts as long as the socket that is returned.
        """
        deaf = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 12)
        deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
        deaf.setsockopt(270, 4, 1)
        deaf.bind((0, 0))
        deaf.setsockopt(270, 1, GROUP_DESTROY)
        self.create(flows)
        self.check(self.delete(flows), flows)
        return deaf

    def delete(self, flows):
        """Delete FLOWS, by id where they have one; errno of each."""
        return self.acknowledged([self.message(FLOWS, DELETE, ACK, f.family(), self.key(f)) for f in flows])

    @staticmethod
    def key(flow):
        return b"".join((put_tuple(1, flow.orig), be16(18, flow.zone) if flow.zone is not None else b"",
                         be32(12, flow.id) if flow.id is not None else b""))
