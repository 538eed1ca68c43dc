# SPDX-License-Identifier: GPL-2.0-or-later
"""
The right answer to a line, where it is not the one of version 1.4.7: which flows it is about comes from the
meaning of its options, how rows look from the other program's list of everything.
"""

import re
import socket
from dataclasses import replace

import netlink
import tool
from making import KEPT, Making, assigned_by, swapped
from meaning import Meaning
from netlink import DCCP, GRE, ICMP, ICMPV6, STATUS, TCP, Tuple
from savedrows import expect_row, wanted_row
from twins import identity, key
from values import REPLY_OPTIONS

EXPECT_FRAME = ('<?xml version="1.0" encoding="utf-8"?>', "<expect>", "</expect>")
OF_TCP = re.compile(r" proto=6 src=|<layer4 protonum=\"6\"|-p tcp ")
XML_HEAD = ['<?xml version="1.0" encoding="utf-8"?>', "<conntrack>"]
ANSWERS = {ICMP: netlink.ICMP_ANSWER, ICMPV6: netlink.ICMPV6_ANSWER}
PORT_NAMES = ("sport", "dport", "reply-port-src", "reply-port-dst")
VERBS = {"L": "shown", "G": "shown", "D": "deleted", "U": "updated", "I": "created", "A": "added"}


def meaning_of(line, arena):
    """What the line says; raises the Fault that it has."""
    return Meaning(assigned=assigned_by(line.verb, line.table), keys=arena.keys).take(line.all())


def notices(line):
    """What is pointed out in passing."""
    said = ""
    for item in line.all():
        if item.name == "nat-range":
            said += "WARNING: ignoring -a, deprecated option.\n"
        if item.name in ("status", "output", "event-mask"):
            for word in item.value.split(","):
                for old in ("SRC_NAT", "DST_NAT"):
                    bare = word[1:] if item.name == "status" and word.startswith("!") else word
                    if bare and old.lower().startswith(bare.lower()):
                        said += f"WARNING: ignoring {old}, use --{old[:3].lower()}-nat instead\n"
                        break
    return said + "".join(f"WARNING: ignoring `{word}'\n" for word in line.rest if word != "--" and (
        word != "tcp" or not line.takes_expression()))


class Oracle(Making):
    """Answers for one line. ARENA has the tables and the other program."""

    def __init__(self, arena, line, meaning, respelled):
        super().__init__(meaning)
        self.arena, self.line, self.respelled = arena, line, respelled
        self.outputs = set(meaning.values.get("output", ()))

    def answer(self):
        """A Result, and for a changing command what the table then holds; None where there is no opinion."""
        name = self.line.verb.lower() + ("_expect" if self.line.table == "expect" else "")
        return getattr(self, "answer_" + name, lambda: None)()

    def dumped(self):
        """The flows that there are to be selected."""
        if not self.line.changes():
            return self.arena.frozen.netlink.dump(what=self.what())
        self.arena.left.fill(self.arena.few)
        return self.arena.left.netlink.dump()

    def what(self):
        return netlink.GET_DYING if self.line.table == "dying" else netlink.GET

    def accepts(self, flow):
        return self.meaning.accepts(flow) and (not self.wants_tcp() or flow.orig.proto == TCP)

    def wants_tcp(self):
        return "tcp" in self.line.rest and self.line.takes_expression()

    def said(self, count, status):
        return status, notices(self.line) + tool.summary(f"{count} flow entries have been {VERBS[self.line.verb]}.")

    def listing(self, table, what=netlink.GET, family=None):
        """Each flow of a table with its row as the other program shows it, corrected."""
        outputs = [name for name in self.outputs if name not in ("timestamp", "userspace")]
        named = bool(set(self.meaning.given) & {"label", "label-add", "label-del"})
        if named and "save" not in outputs:
            outputs.append("labels")
        words = ["-L"] + (["dying"] if what == netlink.GET_DYING else []) + (["-o", ",".join(outputs)] if outputs else [])
        rows = [row for row in table.run(self.arena.reference, words).rows() if row not in (*XML_HEAD, "</conntrack>")]
        dumped = table.netlink.dump(what=what)
        if len(rows) != len(dumped):
            raise RuntimeError(f"{' '.join(words)} shows {len(rows)} rows of {len(dumped)}")
        return [(flow, wanted_row(row, flow, outputs, named)) for row, flow in zip(rows, dumped)]

    def framed(self, rows):
        if "xml" not in self.outputs or not rows:
            return "".join(row + "\n" for row in rows)
        return "".join(row + "\n" for row in [*XML_HEAD, *rows, "</conntrack>"])

    def answer_l(self):
        rows = [] if self.line.table == "unconfirmed" else [
            row for flow, row in self.listing(self.arena.frozen, self.what()) if self.accepts(flow)]
        status, err = self.said(len(rows), 0)
        return tool.Result(status, self.framed(rows), err), None

    def answer_c(self):
        count = sum(self.accepts(flow) for flow in self.arena.frozen.netlink.dump())
        if not set(self.meaning.given) - {"nat-range", "output"}:    # the kernel's own number has the dying as well
            count = int(self.arena.frozen.run(self.arena.reference, ["-C"]).out)
        return tool.Result(0, self.number(count), notices(self.line)), None

    def number(self, count):
        if "xml" in self.outputs:
            return f"{XML_HEAD[0]}\n<stats>\n<count>{count}</count>\n</stats>\n"
        return f"{count}\n"

    def answer_d(self):
        self.arena.left.fill(self.arena.few)
        dumped = self.arena.left.netlink.dump()
        gone = {identity(flow) for flow in dumped if self.accepts(flow)}
        rows = [re.sub("^-A", "-D", row) for flow, row in self.listing_of_deleted() if identity(flow) in gone]
        # one that has lost its master could not be created
        errors = self.arena.left.netlink.delete([flow for flow in dumped if identity(flow) in gone])
        if any(errors):
            raise RuntimeError(f"a flow was not deleted: {errors}")
        status, err = self.said(len(rows), 0 if rows else 1)
        return tool.Result(status, "".join(row + "\n" for row in rows), err), self.arena.left.content()

    def listing_of_deleted(self):
        rows = self.listing(self.arena.left)
        if "save" not in self.outputs:
            return rows
        # a saved row of what is gone has no mark and the like
        plain = self.arena.left.run(self.arena.reference, ["-L", "-o", "save"]).rows()
        return [(flow, wanted_row("-D" + row[2:], flow, ["save"])) for row, (flow, _) in zip(plain, rows)]

    def answer_u(self):
        self.arena.left.fill(self.arena.few)
        dumped = {identity(flow): flow for flow in self.arena.left.netlink.dump() if self.accepts(flow)}
        changed, refused, after = set(), None, []
        for flow in self.arena.few:
            found = dumped.get(identity(flow))
            new = self.revised(flow, found) if found else None
            error = self.refusal(found) if new else None
            refused = refused or error
            if new and not error:
                changed.add(identity(flow))
            after.append(new if new and not error else flow)
        self.arena.left.fill(after)
        rows = [row for flow, row in self.listing(self.arena.left) if identity(flow) in changed]
        status, err = self.said(len(rows), 0 if rows and not refused else 1)
        if refused:
            err = (err if rows else notices(self.line)) + tool.summary(f"Operation failed: {refused}")
        return tool.Result(status, "".join(row + "\n" for row in rows), err), self.arena.left.content()

    def answer_g(self):
        if not self.complete():
            return None
        wanted = self.new_flow()
        zones = {name: self.meaning.values[name] for name in ("zone", "orig-zone", "reply-zone") if name in self.meaning.values}
        by_reply = "src" not in self.meaning.values
        if wanted.orig.proto in ANSWERS and wanted.orig.a not in ANSWERS[wanted.orig.proto] or (
                zones.get("zone") and ("reply-zone" if by_reply else "orig-zone") in zones):
            return tool.Result(1, "", notices(self.line) + tool.summary("Operation failed: invalid parameters")), None
        if "orig-zone" in zones and not by_reply:
            zones.pop("zone", None)
        lookup = key(self.reply_asked(wanted) if by_reply else wanted.orig)
        for flow, row in self.listing(self.arena.frozen):
            ways = ((flow.orig, "orig"), (flow.reply, "reply"))
            if any(key(t) == lookup and self.in_zone(flow, t, zones, way) for t, way in ways):
                return self.got(flow, row), None
        return tool.Result(1, "", notices(self.line) + tool.summary("Operation failed: such conntrack doesn't exist")), None

    def reply_asked(self, wanted):
        """The reply tuple: what was said of it, and else what follows from the original one."""
        values, reply = self.meaning.values, wanted.reply
        names = REPLY_OPTIONS.get(reply.proto, ("reply-port-src", "reply-port-dst"))
        return replace(reply, src=values["reply-src"], dst=values["reply-dst"], a=values.get(names[0], reply.a),
                       b=values.get(names[1], reply.b))

    def got(self, flow, row):
        status, err = self.said(int(self.describes(flow)), 0 if self.describes(flow) else 1)
        used = re.sub(r"(\buse=|<use>)(\d+)", lambda match: match[1] + str(int(match[2]) + 1), row)
        return tool.Result(status, self.framed([used]) if self.describes(flow) else "", err)

    @staticmethod
    def in_zone(flow, t, zones, way):
        """Whether the flow's zone for this direction is the one that was named."""
        return (flow.zone or t.zone or 0) == zones.get("zone", zones.get(f"{way}-zone", 0))

    def describes(self, flow):
        """What was said besides the tuple is true of FLOW."""
        values = self.meaning.values
        parts = {"reply-src": flow.reply.src, "reply-dst": flow.reply.dst, "reply-port-src": flow.reply.a,
                 "reply-port-dst": flow.reply.b, "reply-key-src": flow.reply.a, "reply-key-dst": flow.reply.b,
                 "reply-zone": flow.reply.zone or 0, "state": flow.state, "orig-vtag": swapped(flow.vtags[0]),
                 "reply-vtag": swapped(flow.vtags[1])}
        if "src" not in values:     # looked up by its reply, so that this is still to be seen
            parts.update({"dst": flow.orig.dst, "sport": flow.orig.a, "dport": flow.orig.b, "srckey": flow.orig.a,
                          "dstkey": flow.orig.b, "orig-zone": flow.orig.zone or 0})
        if flow.orig.proto == DCCP and any(values.get(name) for name in PORT_NAMES):
            return False    # it has none
        return all(value == values.get(name, value) for name, value in parts.items()) and self.accepts_rest(flow)

    def accepts_rest(self, flow):
        ids = self.meaning.tests.get("id", [lambda flow: True])
        return any(test(flow) for test in ids) and set(self.meaning.values.get("label", ())) <= flow.labels

    def existing(self, wanted):
        zones = (wanted.zone or wanted.orig.zone or 0)
        return next((flow for flow in self.arena.few if key(flow.orig) == key(wanted.orig) and
                     (flow.zone or flow.orig.zone or 0) == zones), None)

    def answer_i(self):
        if not self.complete():
            return None
        wanted = self.new_flow()
        self.arena.left.fill(self.arena.few)
        error = self.arena.left.netlink.try_create([wanted])[0]
        return self.created(error), self.arena.left.content()

    def answer_a(self):
        if not self.complete():
            return None
        wanted = self.new_flow()
        there = self.existing(wanted)
        if there and not self.zones_clash():
            return self.added_again(there)
        return self.answer_i()

    def zones_clash(self):
        """Whether another zone is named behind one that is not 0, which the kernel refuses."""
        named = [self.meaning.values[name] for name in ("zone", "orig-zone", "reply-zone") if name in self.meaning.values]
        return any(named[:-1])

    def created(self, error):
        if not error:
            status, err = self.said(1, 0)
            return tool.Result(status, "", err)
        texts = {17: "Such conntrack exists, try -U to update" if self.line.verb == "I" else "File exists",
                 22: "invalid parameters" if self.line.verb == "I" else "Invalid argument", 95: "Operation not supported",
                 16: "Device or resource busy", 2: "such conntrack doesn't exist"}
        return tool.Result(1, "", notices(self.line) + tool.summary(f"Operation failed: {texts[error]}"))

    def added_again(self, there):
        """-A of an entry that exists: an update, unless a translation or a fixed timeout is in the way."""
        self.arena.left.fill(self.arena.few)
        found = next(flow for flow in self.arena.left.netlink.dump() if identity(flow) == identity(there))
        if not self.translated_alike(found):
            return self.refused("Operation not supported")
        if found.status & STATUS["FIXED_TIMEOUT"]:
            return self.refused("the timeout of the entry is fixed")
        if "mark" in self.meaning.values:
            self.meaning.values["mark"] = (self.meaning.values["mark"][0], 0xFFFFFFFF)
        new = self.revised(there, found) or replace(there)
        held = found.status & (STATUS["SEEN_REPLY"] | STATUS["ASSURED"] | STATUS["EXPECTED"])   # the last is never sent
        clears = "status" in self.meaning.given and held & ~(self.meaning.status[0] & KEPT)
        if not (clears or {"src-nat", "dst-nat"} & set(self.meaning.values)) and new.orig.proto == TCP and new.state is not None:
            new.tcp_flags = self.new_flow().tcp_flags   # sent as for a new one
        if "label-add" in self.meaning.values:
            new.labels = frozenset(self.meaning.values["label-add"])
        self.arena.left.fill([new if flow is there else flow for flow in self.arena.few])
        status, err = self.said(1, 0)
        return tool.Result(status, "", err), self.arena.left.content()

    def refused(self, text):
        return tool.Result(1, "", notices(self.line) + tool.summary(f"Operation failed: {text}")), self.arena.left.content()

    def answer_f(self):
        kept = [flow for flow in self.arena.few if self.meaning.family not in (0, flow.family())]
        self.arena.left.fill(kept)
        return self.emptied("connection tracking"), self.arena.left.content()

    def emptied(self, table):
        of = {0: "", socket.AF_INET: " of ipv4 entries", socket.AF_INET6: " of ipv6 entries"}[self.meaning.family]
        return tool.Result(0, "", notices(self.line) + tool.summary(f"{table} table has been emptied{of}."))

    def answer_f_expect(self):
        self.arena.left.fill(self.arena.few)
        rows, timeouts, seconds = self.arena.left.content()
        ipv6 = r"\x01\r\xb8"    # of 2001:db8::, as it stands in a row
        left = {0: (), socket.AF_INET: (True,), socket.AF_INET6: (False,)}[self.meaning.family]
        kept = [row for row in rows if row[0] != "[" or (ipv6 in row) in left]
        return self.emptied("expectation"), (kept, timeouts, seconds)

    def answer_s(self):
        table = ["expect"] if self.line.table == "expect" else []
        rows = self.arena.frozen.run(self.arena.reference, ["-S", *table]).rows()
        if "xml" in self.outputs:
            cpus = [re.findall(r"(\w+)=(\d+)", row) for row in rows]
            rows = [XML_HEAD[0], "<stats>", *("<cpu number=\"%s\">%s</cpu>" % (
                cpu[0][1], "".join(f"<{name}>{value}</{name}>" for name, value in cpu[1:])) for cpu in cpus), "</stats>"]
        return tool.Result(0, "".join(row + "\n" for row in rows), notices(self.line)), None

    answer_s_expect = answer_s

    def asked(self):
        """The other program's own answer, with what is to be noted now."""
        theirs, content = self.arena.ask(self.respelled, self.arena.reference)
        err = "".join(line for line in theirs.err.splitlines(keepends=True) if not line.startswith("WARNING: "))
        return replace(theirs, err=notices(self.line) + err), content

    def answer_d_expect(self):
        """The other program's table is right, and what it said is not."""
        theirs, content = self.asked()
        if theirs.err.endswith(tool.summary("0 expectations have been shown.")):
            theirs = tool.Result(0, "", notices(self.line) + tool.summary("1 expectations have been deleted."))
        return theirs, content

    def answer_i_expect(self):
        """The announcement of a flow, made without the other program's tuples."""
        values, proto = self.meaning.values, self.meaning.values["protonum"]
        own, kind = (("srckey", "dstkey"), "key") if proto == GRE else (("sport", "dport"), "port")
        master, wanted, mask = (Tuple(values[src], values[dst], proto, values[a], values[b]) for src, dst, a, b in (
            ("src", "dst", *own), *((f"{what}-src", f"{what}-dst", f"{what}-{kind}-src", f"{what}-{kind}-dst")
                                    for what in ("tuple", "mask"))))
        self.arena.left.fill(self.arena.few)
        error = self.arena.left.netlink.try_expect([netlink.Expect(master, wanted, mask, zone=values.get("zone"))])[0]
        texts = {2: "master conntrack not found", 17: "File exists", 22: "invalid parameters", 95: "Operation not supported"}
        said = tool.summary(f"Operation failed: {texts[error]}") if error else ""
        return tool.Result(int(bool(error)), "", notices(self.line) + said), self.arena.left.content()

    def answer_v(self):
        return tool.Result(0, self.arena.frozen.run(self.arena.ours, ["-V"]).out, notices(self.line)), None

    def answer_g_expect(self):
        """The other program's answer; it has no formats, but lists in them."""
        theirs, _ = self.asked()
        if theirs.status or not self.outputs:
            return theirs, None
        words = ["-L", "expect", "-f", "ipv6" if self.meaning.family == 10 else "ipv4"]
        rows, formatted = (self.arena.frozen.run(self.arena.reference, words + more).rows() for more in (
            [], ["-o", ",".join(self.outputs)]))
        row = [row for row in formatted if row not in EXPECT_FRAME][rows.index(theirs.out.rstrip("\n"))]
        row = expect_row(row) if "save" in self.outputs else row
        frame = [*EXPECT_FRAME] if "xml" in self.outputs else ["", "", ""]
        return tool.Result(0, "".join(line + "\n" for line in (*frame[:2], row, frame[2]) if line), notices(self.line)), None

    def answer_l_expect(self):
        versions = [{2: "ipv4", 10: "ipv6"}[self.meaning.family]] if self.meaning.family else ["ipv4", "ipv6"]
        outputs = ["-o", ",".join(self.outputs)] if self.outputs else []
        answers = [self.arena.frozen.run(self.arena.reference, ["-L", "expect", "-f", version, *outputs]) for version in versions]
        told = [row for answer in answers for row in answer.rows()]
        if self.wants_tcp():
            told = [row for row in told if row in EXPECT_FRAME or OF_TCP.search(row)]
        count = sum(row not in EXPECT_FRAME for row in told)
        rows = dict.fromkeys(expect_row(row) if "save" in self.outputs else row for row in told if count or row not in EXPECT_FRAME)
        return tool.Result(0, "".join(row + "\n" for row in sorted(rows, key=lambda row: row.startswith("</expect"))),
                           notices(self.line) + tool.summary(f"{count} expectations have been shown.")), None

    def answer_c_expect(self):
        there = [netlink.get_tuple(expect[1]) for expect in self.arena.frozen.netlink.dump_expects()]
        count = sum(self.meaning.family in (0, 10 if ":" in t.src else 2) and (not self.wants_tcp() or t.proto == TCP) for t in there)
        return tool.Result(0, self.number(count), notices(self.line)), None
