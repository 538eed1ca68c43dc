# SPDX-License-Identifier: GPL-2.0-or-later
"""Requests to ctnetlink with nothing but Python, for the findings about the kernel."""

import socket
import struct

FLOWS, EXPECTATIONS = 1, 2
NEW, GET, DELETE = 0, 1, 2
ACK, DUMP, CREATE = 0x4, 0x300, 0x600
ORIG, REPLY, MARK, TIMEOUT, ID, LABELS, FILTER = 1, 2, 8, 7, 12, 22, 25


def attr(kind, data):
    return struct.pack("HH", 4 + len(data), kind) + data + bytes(-len(data) % 4)


def nest(kind, *parts):
    return attr(kind | 0x8000, b"".join(parts))


def number(kind, value):
    return attr(kind, struct.pack("!I", value))


def packed(address):
    return socket.inet_pton(socket.AF_INET6 if ":" in address else socket.AF_INET, address)


def addresses(source, destination=None):
    kind = 3 if ":" in source else 1
    parts = [attr(kind, packed(source))]
    if destination:
        parts.append(attr(kind + 1, packed(destination)))
    return nest(1, *parts)


def udp(kind, source, destination, sport, dport):
    return nest(kind, addresses(source, destination),
                nest(2, attr(1, b"\x11"), attr(2, struct.pack("!H", sport)), attr(3, struct.pack("!H", dport))))


class Ctnl:
    def __init__(self):
        self.socket = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 12)
        self.socket.bind((0, 0))

    def ask(self, kind, flags, *attrs, family=socket.AF_INET, table=FLOWS):
        """Send a request; its errno (0: none) and the attributes of each answer by type."""
        body = struct.pack("BBH", family, 0, 0) + b"".join(attrs)
        self.socket.send(struct.pack("IHHII", 16 + len(body), table << 8 | kind, 1 | flags, 1, 0) + body)
        rows = []
        while True:
            data = self.socket.recv(1 << 16)
            while data:
                size, what = struct.unpack_from("IH", data)
                if what == 2:
                    return -struct.unpack_from("i", data, 16)[0], rows
                if what == 3:
                    return 0, rows
                rows.append(self.split(data[20:size]))
                data = data[(size + 3) & ~3:]

    @staticmethod
    def split(data):
        found = {}
        while data:
            size, kind = struct.unpack_from("HH", data)
            found[kind & 0x3fff] = data[4:size]
            data = data[(size + 3) & ~3:]
        return found

    def create(self, source, destination, sport, dport, *more):
        family = socket.AF_INET6 if ":" in source else socket.AF_INET
        return self.ask(NEW, ACK | CREATE, udp(ORIG, source, destination, sport, dport),
                        udp(REPLY, destination, source, dport, sport), number(TIMEOUT, 600), *more,
                        family=family)[0]

    def entries(self, *attrs, family=socket.AF_INET):
        errnum, rows = self.ask(GET, DUMP, *attrs, family=family)
        assert errnum == 0, errnum
        return rows
