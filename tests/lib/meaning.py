# SPDX-License-Identifier: GPL-2.0-or-later
"""
What the options of a line mean, said once more in other words than the program's: which flows they select, what
they make of one, and what is wrong with them.
"""

import ipaddress
import re
import socket
from dataclasses import dataclass, field

import flows
from netlink import DCCP, GRE, ICMP, ICMPV6, SCTP, STATUS, TCP, UDP, UDPLITE
from twins import identity
from values import ID_OF, NAMEABLE, NAMES, STATES

PORTED = (TCP, UDP, UDPLITE, SCTP, DCCP)
NUMBERS = {name: number for number, name in NAMES.items()}
ALL_NAMEABLE = sum(STATUS[name] for name in NAMEABLE)
STATE_FAULTS = {TCP: "unknown TCP state", SCTP: "unknown SCTP state", DCCP: "Unknown DCCP state"}
# Number fields: the largest number, and where a flow has it.
FIELDS = {
    "sport": (0xFFFF, PORTED, lambda flow: flow.orig.a), "dport": (0xFFFF, PORTED, lambda flow: flow.orig.b),
    "reply-port-src": (0xFFFF, PORTED, lambda flow: flow.reply.a),
    "reply-port-dst": (0xFFFF, PORTED, lambda flow: flow.reply.b),
    "icmp-type": (0xFF, (ICMP, ICMPV6), lambda flow: flow.orig.a), "icmp-code": (0xFF, (ICMP, ICMPV6), lambda flow: flow.orig.b),
    "icmp-id": (0xFFFF, (ICMP, ICMPV6), lambda flow: flow.orig.id),
    "icmpv6-type": (0xFF, (ICMP, ICMPV6), lambda flow: flow.orig.a),
    "icmpv6-code": (0xFF, (ICMP, ICMPV6), lambda flow: flow.orig.b),
    "icmpv6-id": (0xFFFF, (ICMP, ICMPV6), lambda flow: flow.orig.id),
    "srckey": (0xFFFF, (GRE,), lambda flow: flow.orig.a), "dstkey": (0xFFFF, (GRE,), lambda flow: flow.orig.b),
    "reply-key-src": (0xFFFF, (GRE,), lambda flow: flow.reply.a), "reply-key-dst": (0xFFFF, (GRE,), lambda flow: flow.reply.b),
    "id": (0xFFFFFFFF, None, lambda flow: flow.id), "timeout": (0xFFFFFFFF, None, lambda flow: flow.timeout),
    "zone": (0xFFFF, None, lambda flow: flow.zone or 0), "orig-zone": (0xFFFF, None, lambda flow: flow.orig.zone or 0),
    "reply-zone": (0xFFFF, None, lambda flow: flow.reply.zone or 0), "secmark": (0xFFFFFFFF, (), lambda flow: None),
}
PORT_NAMES = ("sport", "dport", "reply-port-src", "reply-port-dst")
MAX_OF = {"orig-vtag": 0xFFFFFFFF, "reply-vtag": 0xFFFFFFFF, "buffer-size": 0x7FFFFFFF,
          **{f"{what}-{kind}-{end}": 0xFFFF for what in ("mask", "tuple") for kind in ("port", "key") for end in ("src", "dst")}}
ADDRESSES = {"src": lambda flow: flow.orig.src, "dst": lambda flow: flow.orig.dst,
             "reply-src": lambda flow: flow.reply.src, "reply-dst": lambda flow: flow.reply.dst}
PREFIXED = ("src", "dst", "tuple-src", "tuple-dst")
# What only says new values is not read where it says none.
UNREAD = ("tuple-src", "tuple-dst", "label-add", "label-del", "orig-vtag", "reply-vtag", "role",
          *(f"{what}-{kind}-{end}" for what in ("mask", "tuple") for kind in ("port", "key") for end in ("src", "dst")))
HIDDEN_LETTERS = {"orig-zone": "(", "reply-zone": ")"}
NEW_VALUES = {"U": ("timeout", "status", "mark", "label-add", "label-del", "state", "orig-vtag", "reply-vtag", "role")}


class Fault(Exception):
    """A fault of usage; its text is what is said."""


def number(text, limit, octal=True):
    """As the program reads numbers; None."""
    if re.fullmatch("0[xX][0-9a-fA-F]+", text):
        value = int(text, 16)
    elif octal and re.fullmatch("0[0-7]+", text):
        value = int(text, 8)
    elif re.fullmatch("[0-9]+", text) and not (octal and len(text) > 1 and text[0] == "0"):
        value = int(text)
    else:
        return None
    return value if value <= limit else None


def address(text):
    """An address in any notation that is understood, which a scope is not; None."""
    try:
        if "%" in text:
            return None
        return ipaddress.ip_address(text)
    except ValueError:
        pass
    try:
        if re.search(r"\s", text):
            return None
        return ipaddress.ip_address(socket.inet_aton(text))
    except (OSError, ValueError):
        return None


def words(text):
    return text.split(",")


def nat_of(flow):
    """Which ends of a flow are translated."""
    reply, orig = flow.reply, flow.orig
    ported = orig.proto in PORTED and (orig.a or orig.b or reply.a or reply.b)
    source = reply.dst != orig.src or ported and reply.b != orig.a
    destination = reply.src != orig.dst or ported and reply.a != orig.b
    return {"src": bool(source and flow.status & STATUS["SRC_NAT_DONE"]),
            "dst": bool(destination and flow.status & STATUS["DST_NAT_DONE"])}


@dataclass
class Meaning:
    """
    The options of one line, taken in their order; the first that cannot be understood raises a Fault. ASSIGNED
    are the names of those that say a new value, the others select.
    """

    assigned: tuple = ()
    keys: dict = field(default_factory=dict)
    family: int = 0
    protocols: list = field(default_factory=list)
    tests: dict = field(default_factory=dict)
    values: dict = field(default_factory=dict)
    masks: dict = field(default_factory=dict)
    status: list = field(default_factory=lambda: [0, 0])
    cleared: int = 0
    labels: set = field(default_factory=set)
    given: list = field(default_factory=list)

    def take(self, items):
        protocols = [item.value for item in items if item.name == "protonum"]
        protocols = protocols[-1:] if "protonum" in self.assigned else protocols
        self.protocols = [NUMBERS.get(word.lower(), number(word, 255)) for text in protocols for word in words(text)]
        for item in items:
            self.given.append(item.name)
            if item.name in self.assigned or item.name not in UNREAD:
                self.take_one(item.name, item.value, item.option)
        self.check()
        return self

    def take_one(self, name, value, option):
        if name in ADDRESSES or name in ("tuple-src", "tuple-dst"):
            self.take_addresses(name, value)
        elif name in ("mask-src", "mask-dst"):
            self.take_mask(name, value)
        elif option.metavar == "[ADDRESS[:PORT]]":
            self.take_translation(name, value)
        elif name == "id":
            self.take_id(value, option)
        elif name in FIELDS or name in MAX_OF:
            self.take_numbers(name, value, option)
        else:
            getattr(self, "take_" + name.replace("-", "_"))(value)

    def add_test(self, name, test):
        self.tests.setdefault(name, []).append(test)

    def set_family(self, version):
        family = socket.AF_INET if version == 4 else socket.AF_INET6
        if self.family not in (0, family):
            raise Fault("mismatched address family")
        self.family = family

    def items_of(self, name, value):
        return [value] if name in self.assigned else words(value)

    def take_addresses(self, name, value):
        for text in self.items_of(name, value):
            base, slash, length = text.partition("/")
            found = address(base)
            if found is None:
                raise Fault(f"Invalid IP address `{base}'")
            self.set_family(found.version)
            if slash and name not in PREFIXED:
                raise Fault(f"CIDR notation unavailable for `--{name}'")
            bits = self.prefix(length, found.max_prefixlen) if slash else found.max_prefixlen
            if bits < found.max_prefixlen:
                self.given.append("mask-" + name[-3:])
            self.take_network(name, found, bits)

    @staticmethod
    def prefix(length, most):
        bits = number(length, most, octal=False) if "x" not in length.lower() else None
        if bits is None:
            raise Fault("Invalid netmask")
        return bits

    def take_network(self, name, found, bits):
        if name in self.assigned or name not in ADDRESSES:
            self.values[name] = str(found)
            return
        network = ipaddress.ip_network((found, bits), strict=False)
        get = ADDRESSES[name]
        self.values.setdefault("typed " + name, []).append(found)
        self.add_test(name, lambda flow: ipaddress.ip_address(get(flow)) in network)

    def take_mask(self, name, value):
        if "," in value and name not in self.assigned:
            raise Fault(f"option `--{name}' takes one mask, not `{value}'")
        for text in self.items_of(name, value):
            base, slash, _ = text.partition("/")
            found = address(base)
            if found is None:
                raise Fault(f"Invalid IP address `{base}'")
            self.set_family(found.version)
            if slash:
                raise Fault(f"CIDR notation unavailable for `--{name}'")
            self.masks[name[-3:]] = found
            self.values[name] = str(found)

    def take_translation(self, name, value):
        if value is None:
            if name not in self.assigned:
                self.add_test(name, self.translated(name, None, None))
            return
        for text in self.items_of(name, value):
            found, port = self.endpoint(name, text)
            self.values[name] = (str(found), port)
            if name not in self.assigned:
                self.add_test(name, self.translated(name, str(found), port))

    def endpoint(self, name, text):
        text, slash, _ = text.partition("/")
        bracketed = re.fullmatch(r"\[(.*?)\](.*)", text)
        port = None
        if text.startswith("["):
            if not bracketed:
                raise Fault("No closing ']' around IPv6 address")
            if not bracketed[1]:
                raise Fault("No IPv6 address specified")
            if not bracketed[2].startswith(":"):
                raise Fault(f"Invalid IP address `{text}'")
            base, port = bracketed[1], bracketed[2][1:]
        elif text.count(":") == 1:
            base, _, port = text.partition(":")
            base = base or text
        else:
            base = text
        found = address(base)
        if found is None:
            raise Fault(f"Invalid IP address `{base}'")
        if port is not None and (port == "" or not re.fullmatch("[0-9]+", port) or int(port) > 0xFFFF):
            raise Fault(f"Invalid port `{port}'" if port else "No port specified after `:'")
        self.set_family(found.version)
        if slash:
            raise Fault(f"CIDR notation unavailable for `--{name}'")
        return found, None if port is None else int(port)

    @staticmethod
    def translated(name, wanted, port):
        def one(flow, end):
            where, at = (flow.reply.dst, flow.reply.b) if end == "src" else (flow.reply.src, flow.reply.a)
            has_port = flow.orig.proto in PORTED and flow.orig.proto not in flows.PORTLESS
            return nat_of(flow)[end] and wanted in (None, where) and (port is None or has_port and port == at)

        ends = {"src-nat": ("src",), "dst-nat": ("dst",), "any-nat": ("src", "dst")}[name]
        return lambda flow: any(one(flow, end) for end in ends)

    def bad_value(self, text, option):
        if option.name in PORT_NAMES:
            raise Fault(f"Invalid port `{text}'")
        letter = HIDDEN_LETTERS.get(option.name, option.letter)
        raise Fault(f"unexpected value '{text}' with {f'-{letter}' if letter else f'--{option.name}'} option")

    def take_numbers(self, name, value, option):
        limit, protocols, get = FIELDS.get(name, (MAX_OF.get(name), (), None))
        decimal = name in PORT_NAMES or option.metavar in ("TYPE", "CODE")
        if name in self.assigned or name in MAX_OF:
            decimal = not (name.endswith("zone") or "key" in name)
            found = number(value, limit, octal=not decimal)
            if found is None:
                self.bad_value(value, option)
            self.values[name] = found
            return
        for text in words(value):
            low, dash, high = text.partition("-")
            ends = [number(end, limit, octal=not decimal) for end in ((low, high) if dash else (low,))]
            if None in ends or ends[0] > ends[-1]:
                ends = self.service(text) if name in PORT_NAMES else None
            if ends is None:
                self.bad_value(text, option)
            self.add_test(name, self.ranged(protocols, get, ends[0], ends[-1]))

    def take_id(self, value, option):
        """Some are given as the number of a flow, since the twin has an id of its own."""
        for text in words(value):
            if re.fullmatch(f"{ID_OF}[0-9]+", text):
                self.add_test("id", lambda flow, at=int(text[1:]): identity(flow) == self.keys[at])
            else:
                self.take_numbers("id", text, option)

    @staticmethod
    def service(text):
        try:
            return [socket.getservbyname(text)]
        except (OSError, UnicodeError):
            return None

    @staticmethod
    def ranged(protocols, get, low, high):
        def test(flow):
            there = protocols is None or flow.orig.proto in protocols and flow.orig.proto not in flows.PORTLESS
            value = get(flow) if there else None
            return value is not None and low <= value <= high
        return test

    def take_protonum(self, value):
        for text in self.items_of("protonum", value):
            found = NUMBERS.get(text.lower(), number(text, 255))
            if found is None:
                try:
                    found = socket.getprotobyname(text)
                except (OSError, UnicodeError):
                    raise Fault(f"`{text}' unsupported protocol") from None
            self.values["protonum"] = found
            self.add_test("protonum", lambda flow, found=found: flow.orig.proto == found)

    def take_family(self, value):
        named = set()
        for text in words(value):
            if text.lower() not in ("ipv4", "ipv6"):
                raise Fault(f"`{text}' unsupported protocol")
            named.add(int(text[3]))
        if len(named) == 1:
            self.set_family(named.pop())

    def take_mark(self, value):
        for text in self.items_of("mark", value):
            mark, slash, mask = text.partition("/")
            pair = number(mark, 0xFFFFFFFF), number(mask, 0xFFFFFFFF) if slash else 0xFFFFFFFF
            if None in pair:
                raise Fault(f"unexpected value '{text}' with -m option")
            self.values["mark"] = pair
            self.add_test("mark", lambda flow, pair=pair: (flow.mark or 0) & pair[1] == pair[0])

    def list_of(self, text, names, exact=None):
        """Name and negation of each word of a list."""
        for at, word in enumerate(words(text)):
            negated = exact is not None and word.startswith("!")
            word = word[negated:]
            name = next((name for name in names if word and name.lower().startswith(word.lower())), None)
            if exact and not negated and word.lower() == exact.lower():
                yield exact, False
            elif word and any(old.lower().startswith(word.lower()) for old in ("SRC_NAT", "DST_NAT")):
                continue
            elif name and not (negated and name == "UNSET"):
                yield name, negated
            else:
                rest = ",".join(words(text)[at:])
                raise Fault(f"Bad parameter `{rest[negated:]}'")

    def take_status(self, value):
        for name, negated in self.list_of(value, ("ASSURED", "SEEN_REPLY", "UNSET", *NAMEABLE[2:]), "UNREPLIED"):
            bits = STATUS["SEEN_REPLY"] if name == "UNREPLIED" else ALL_NAMEABLE if name == "UNSET" else STATUS[name]
            sets = not negated and name not in ("UNREPLIED", "UNSET")
            self.status[1] |= bits
            self.status[0] |= bits if sets else 0
            self.cleared |= bits if not sets else 0

    def take_output(self, value):
        names = ("xml", "extended", "timestamp", "id", "ktimestamp", "labels", "userspace", "save", "json", "jsonl", "csv", "table",
                 "mark")
        self.values.setdefault("output", []).extend(name for name, _ in self.list_of(value, names))
        chosen = set(self.values["output"])
        if "save" in chosen and chosen - {"save", "userspace"}:
            raise Fault("cannot combine save output with any other output type, use -o save only")
        if len(chosen & {"xml", "json", "jsonl", "csv", "table"}) > 1:
            raise Fault("cannot combine output formats, use one of them")

    def take_event_mask(self, value):
        list(self.list_of(value, ("ALL", "NEW", "UPDATES", "DESTROY")))

    def take_label(self, value):
        self.values.setdefault("label", []).extend(words(value))

    def take_label_add(self, value):
        if "label-del" in self.values:
            raise Fault("cannot use --label-add and --label-del at the same time")
        self.values.setdefault("label-add", []).extend(words(value))

    def take_label_del(self, value):
        if "label-add" in self.values:
            raise Fault("cannot use --label-add and --label-del at the same time")
        self.values.setdefault("label-del", []).extend([] if value is None else words(value))
        self.values["label-del all"] = value is None

    def take_state(self, value):
        mine = [proto for proto in (TCP, SCTP, DCCP) if not self.protocols or proto in self.protocols]
        if "state" in self.assigned and (len(set(self.protocols)) != 1 or not mine):
            raise Fault("unknown option `--state'")
        for typed in self.items_of("state", value):
            text = typed.upper()
            text = "SYN_SENT2" if text == "LISTEN" and TCP in mine else text
            proto = next((proto for proto in mine if text in STATES[proto]), None)
            if proto is None:
                raise Fault(f"{STATE_FAULTS[mine[0]]} `{typed}'" if self.protocols and mine else f"unknown state `{typed}'")
            self.values["state"] = STATES[proto].index(text)
            self.add_test("state", lambda flow, text=text: flow.orig.proto in (TCP, SCTP) and flow.state is not None and
                          STATES[flow.orig.proto][flow.state] == text)

    def take_role(self, value):
        if not value or not any(role.startswith(value.lower()) for role in ("client", "server")):
            raise Fault(f"Unknown DCCP role `{value}'")

    def take_zero(self, _):
        self.values["zero"] = True

    def take_nat_range(self, _):
        pass

    def check(self):
        """What is looked up when the whole line is read."""
        self.check_labels()
        both = [name for name in NAMEABLE if STATUS[name] & self.status[0] & self.cleared]
        if both and "status" not in self.assigned:
            both.sort(key=STATUS.get)
            raise Fault(f"option `--status' contradicts itself: {both[0]} is to be set and to be clear")

    def check_labels(self):
        """The number of each name."""
        bits = {name: bit for bit, name in flows.LABELS.items()}
        for option in ("label", "label-add", "label-del"):
            found = set()
            for name in self.values.get(option, ()):
                bit = bits.get(name, number(name, 127, octal=False) if "x" not in name.lower() else None)
                if bit is None:
                    raise Fault(f"unknown label '{name}'")
                found.add(bit)
            if option in self.values:
                self.values[option] = found

    def accepts(self, flow):
        """Whether the line selects FLOW, as a dump told it."""
        if self.family not in (0, flow.family()):
            return False
        tests = dict(self.tests)
        for end, mask in self.masks.items():
            typed = self.values.get("typed " + end, [])
            tests[end] = [lambda flow, one=one, mask=mask, end=end: self.masked(flow, end, one, mask) for one in typed]
        icmp = [name for name in tests if name.startswith("icmp")]
        if icmp and "protonum" not in tests:
            proto = ICMPV6 if icmp[0].startswith("icmpv6") else ICMP
            if flow.orig.proto != proto:
                return False
        return (all(any(test(flow) for test in either) for name, either in tests.items() if name not in self.assigned) and
                self.accepts_status(flow) and set(self.values.get("label", ())) <= flow.labels)

    @staticmethod
    def masked(flow, end, one, mask):
        return int(ipaddress.ip_address(ADDRESSES[end](flow))) & int(mask) == int(one) & int(mask)

    def accepts_status(self, flow):
        if "status" in self.assigned or "status" not in self.given:
            return True
        return flow.status & self.status[1] == self.status[0]
