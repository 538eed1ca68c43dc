# SPDX-License-Identifier: GPL-2.0-or-later
"""What rows of version 1.4.7 lack, put in: the row that is wanted, from its row and the flow."""

import re

import flows
from making import usual_flags
from meaning import PORTED, nat_of
from netlink import DCCP, GRE, ICMP, ICMPV6, SCTP, TCP
from values import LABEL_NAMES, NAMES, STATES, endpoint

DCCP_PORTS = " --sport 0 --dport 0 --reply-port-src 0 --reply-port-dst 0"


def label_names(flow):
    """Names where there are some; else numbers."""
    return [flows.LABELS.get(bit, str(bit)) for bit in sorted(flow.labels)]


def text_row(row, flow):
    """A label without a name was left out, even when that left the bare word."""
    return re.sub(r" labels(=\S.*)?$", " labels=" + ",".join(label_names(flow)), row) if flow.labels else row


def xml_row(row, flow):
    """ICMP has its values, SCTP the names of its own states, and labels without a name their numbers."""
    if flow.orig.proto in (ICMP, ICMPV6):
        parts = row.split("></layer4>")
        tuples = (flow.orig, flow.reply)
        row = parts[0] + "".join(f"><type>{t.a}</type><code>{t.b}</code><id>{t.id}</id></layer4>{rest}"
                                 for t, rest in zip(tuples, parts[1:]))
    if flow.orig.proto == SCTP and flow.state is not None:
        row = re.sub("<state>.*?</state>", f"<state>{STATES[SCTP][flow.state]}</state>", row)
    names = "".join(f"<label>{name}</label>" for name in label_names(flow))
    return re.sub("<labels>.*?</labels>", f"<labels>{names}</labels>", row)


def reply_addresses(flow):
    """-g and -n stand for translated ends; the port is named where the reply tuple is not given whole."""
    nat, orig, reply = nat_of(flow), flow.orig, flow.reply
    id_changed = orig.proto in (ICMP, ICMPV6) and reply.id != orig.id
    both = nat["src"] and nat["dst"]
    ported = orig.proto in (*PORTED, GRE)
    src = reply.a if nat["dst"] and ported and reply.a != orig.b and (both or reply.src == orig.dst) else None
    dst = reply.b if nat["src"] and ported and reply.b != orig.a and (both or reply.dst == orig.src) else None
    dst = reply.id if id_changed else dst
    return (f" {'-g' if nat['dst'] else '-r'} {endpoint((reply.src, src))}"
            f" {'-n' if nat['src'] or id_changed else '-q'} {endpoint((reply.dst, dst))} ")


def labels_to_load(flow, named):
    names = [flows.LABELS[bit] if named and flows.LABELS.get(bit) in LABEL_NAMES else f"bit:{bit}" for bit in sorted(flow.labels)]
    return f" --label-add {','.join(names)}" if names else ""


def tcp_flags(flow):
    return "" if flow.tcp_flags == usual_flags(flow.state) else f" --orig-flags {flow.tcp_flags} --reply-flags {flow.tcp_flags}"


def master(flow):
    t = flow.master
    return (f" --master-src {t.src} --master-dst {t.dst} --master-proto {NAMES[t.proto]}"
            f" --master-port-src {t.a} --master-port-dst {t.b}") if t else ""


def save_row(row, flow, named):
    """Mark, labels, helper, translated ports and what else a saved row lost."""
    if row.startswith("-D"):
        return re.sub(r" (-[tuc]|--state|--orig-vtag|--reply-vtag|--role) \S+", "", row)
    row = re.sub(r" -[gr] \S+ -[nq] \S+ ", reply_addresses(flow), row)
    if flow.orig.proto == DCCP:
        row += DCCP_PORTS + " --state NONE --role client"
    row += f" -m {flow.mark}" if flow.mark else ""
    row += labels_to_load(flow, named) + (f" --helper {flow.helper}" if flow.helper else "") + master(flow)
    return row + (tcp_flags(flow) if flow.orig.proto == TCP and flow.state is not None else "")


def expect_row(row):
    """An expectation as the command that makes it, from its text."""
    values = [word.partition("=")[2] for word in row.split() if "=" in word]
    proto, expected, mask, master = values[0], values[1:5], values[5:9], values[9:13]
    helper = re.search(r" helper=(\S+)", row)
    return (f"-I expect -t {row.split()[0]} -s {master[0]} -d {master[1]} -p {NAMES[int(proto)]}"
            f" --sport {master[2]} --dport {master[3]} --tuple-src {expected[0]} --tuple-dst {expected[1]}"
            f" --tuple-port-src {expected[2]} --tuple-port-dst {expected[3]} --mask-src {mask[0]} --mask-dst {mask[1]}"
            f" --mask-port-src {mask[2]} --mask-port-dst {mask[3]}" + (f" --helper {helper[1]}" if helper else ""))


def wanted_row(row, flow, outputs, named=False):
    """NAMED: names of labels are known, since an option asked for them."""
    if "save" in outputs:
        return save_row(row, flow, named)
    return xml_row(row, flow) if "xml" in outputs else text_row(row, flow)
