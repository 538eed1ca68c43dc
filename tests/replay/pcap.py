# SPDX-License-Identifier: GPL-2.0-or-later
"""Recordings of netlink, written message by message."""

import struct

REQUEST, MULTI, DUMP_INTR, DUMP = 0x1, 0x2, 0x10, 0x300
ERROR, DONE = 2, 3


def message(kind, flags, body):
    size = 16 + len(body)
    return struct.pack("=IHHII", size, kind, flags, 1, 1) + body + bytes(-size % 4)


def head(family):
    return struct.pack("=BBH", family, 0, 0)


class Recording:
    """A pcap file of link type 253; close() by leaving the "with"."""

    def __init__(self, path):
        self.file = open(path, "wb")
        self.file.write(struct.pack("=IHHIIII", 0xA1B23C4D, 2, 4, 0, 0, 1 << 18, 253))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.file.close()

    def datagram(self, request, *messages):
        data = struct.pack(">HH10xH", 4 if request else 0, 824, 12) + b"".join(messages)
        self.file.write(struct.pack("=IIII", 1700000000, 0, len(data), len(data)) + data)

    def ask(self, kind, family):
        self.datagram(True, message(kind, REQUEST | DUMP, head(family)))

    def dump(self, kind, family, bodies, flags=MULTI, code=0):
        """A dump request for KIND (a GET), its answers, and the end with CODE."""
        self.ask(kind, family)
        for body in bodies:
            self.datagram(False, message(kind & ~0xFF, flags, body))
        self.datagram(False, message(DONE, flags, struct.pack("=i", code)))

    def acknowledge(self, kind, family, *messages):
        """A plain request for KIND, its MESSAGES, and the ack."""
        self.datagram(True, message(kind, REQUEST, head(family)))
        self.datagram(False, *messages, message(ERROR, 0, bytes(20)))

    def refuse(self, kind, family, errno):
        self.ask(kind, family)
        self.datagram(False, message(ERROR, 0, struct.pack("=i", -errno) + bytes(16)))
