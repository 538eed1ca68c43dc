# SPDX-License-Identifier: GPL-2.0-or-later
"""
Where the answer to a random line is meant to differ from that of version 1.4.7, and why. A difference that no
rule here explains is a fault, and so is a rule that explains nothing any more.

A rule is a function whose text is the reason. Those that are

  respelled  turn the line into another one that means to the other program what this one means now;
  faulty     turn the line into others, of which the other program tells the fault that is told of this one now;
  said       give the fault of usage that is told now, word for word;
  decided    say whether the other program is wrong about such a line: the whole answer must then be the oracle's.
"""

import re
from dataclasses import replace

from lines import Item, Option
from meaning import ADDRESSES, FIELDS, NUMBERS, PORTED
from netlink import GRE, ICMP, ICMPV6, SCTP, STATUS, TCP

RULES = {"respelled": [], "faulty": [], "said": [], "decided": []}
NATS = ("src-nat", "dst-nat", "any-nat")
KEYS = ("srckey", "dstkey", "reply-key-src", "reply-key-dst")
REPLIES = ("reply-src", "reply-dst", "reply-port-src", "reply-port-dst", "reply-key-src", "reply-key-dst")
ZONES = ("zone", "orig-zone", "reply-zone")
MASKS = ("mask-src", "mask-dst")
SELECTING = (*ADDRESSES, *FIELDS, *NATS, "protonum", "mark", "state")
MAKING = ("I", "A")
DECIMAL = ("PORT", "SECONDS", "TAG", "TYPE", "CODE", "ID")
NEW_FAULTS = ("unexpected value ", "Invalid port ", "cannot combine ", "cannot use --label-add ", "unknown option `--state'",
              "unknown state ")


def rule(kind, example=None, everywhere=True, since="1.4.7"):
    """
    EXAMPLE: a line of its kind, where chance brings few. EVERYWHERE: whether each kernel has such a difference.
    SINCE: the first version that has it.
    """
    def add(function):
        function.example, function.everywhere, function.since = example, everywhere, since
        RULES[kind].append(function)
        return function
    return add


def reason(function):
    return " ".join(function.__doc__.split())


def rules_of(kind, version):
    """Those of a kind that hold for a version."""
    return [function for function in RULES[kind] if holds(function, version)]


def holds(function, version):
    return numbers(getattr(function, "since", "1.4.7")) <= numbers(version)


def numbers(version):
    return [int(part) for part in version.split(".")]


def all_rules(version):
    return [function for kind in RULES for function in rules_of(kind, version)] + [names_of_pairs, help_text]


def differs_everywhere(function):
    return getattr(function, "everywhere", True)


def examples(version):
    """Each rule that has one, with its example."""
    return [(function, function.example) for function in all_rules(version) if getattr(function, "example", None)]


def makes_one(line):
    """Whether the options tell of one flow or expectation, instead of selecting."""
    return line.verb in ("I", "A", "G") or line.table == "expect"


def names_of_pairs(text):
    """Options that belong together were named as none of them is."""
    for wrong, right in (("--reply-src-port", "--reply-port-src"), ("--reply-dst-port", "--reply-port-dst"),
                         ("--report-port-dst", "--reply-port-dst"), ("--reply-src-key", "--reply-key-src"),
                         ("--reply-dst-key", "--reply-key-dst")):
        text = text.replace(f"`{wrong}'", f"`{right}'")
    return text


def without_losses(err):
    """What a kernel acknowledges and does not keep is told now: ports and state of DCCP, labels, the longest timeouts."""
    return re.sub(r"^WARNING: (this kernel keeps no|the labels of \d+ flow|the timeout of \d+) .*\n", "", err, flags=re.M)


def help_text(case):
    """The text of help is the program's own."""
    line = case.line
    return not line.verb and not line.all() and line.rest in ([], ["--"])


names_of_pairs.example = "-G -p tcp -s 192.0.2.1 -d 192.0.2.2 --reply-port-src 1"


# --- respelled


@rule("respelled")
def attached_values(line):
    """A value attached to an option that may be without one was dropped: --src-nat=A meant any translation."""
    attached = [item for item in line.given(*NATS, "label-del") if item.attached()]
    return line.with_each(attached, lambda item: item.plain()) if attached else None


@rule("respelled")
def long_id(line):
    """--id took its number only behind an equals sign, and crashed without."""
    wrong = [item for item in line.given("id") if item.form == "long"]
    return line.with_each(wrong, lambda item: item.plain()) if wrong else None


@rule("respelled")
def protocol_named_twice(line):
    """Where the protocol was named twice options of the last one were not found."""
    named = line.given("protonum")
    values = {NUMBERS.get(item.value.lower(), item.value) for item in named}
    return line.without(named[:-1]) if len(named) > 1 and (makes_one(line) or len(values) == 1) else None


@rule("respelled")
def protocol_options_first(line):
    """Options of a protocol were known only behind -p."""
    names = [item.name for item in line.all()]
    if "protonum" not in names or not any(item.option.protocols for item in line.all()[:names.index("protonum")]):
        return None
    return line.with_items(sorted(line.all(), key=lambda item: item.name != "protonum"))


@rule("respelled")
def status_behind_mark(line):
    """A status behind a mark overwrote the value of the mark."""
    names = [item.name for item in line.all()]
    if "mark" not in names or "status" not in names[names.index("mark"):]:
        return None
    return line.with_items(sorted(line.all(), key=lambda item: item.name == "mark"))


@rule("respelled", "-I -p udp -s 192.0.2.1 -d 192.0.2.2 --sport 0x50 --dport 7 -t 60")
def numbers_in_hexadecimal(line):
    """Numbers that were only decimal are hexadecimal, too."""
    hexadecimal = [item for item in line.all() if item.option.metavar in DECIMAL and item.name != "id" and
                   re.fullmatch("0[xX][0-9a-fA-F]+", item.value)]
    return line.with_each(hexadecimal, lambda item: replace(item, value=str(int(item.value, 16)))) if hexadecimal else None


@rule("respelled", "-L -p icmp6")
def second_name_of_icmpv6(line):
    """icmp6 is another name of icmpv6."""
    named = [item for item in line.given("protonum") if "icmp6" in item.value.lower().split(",")]
    return line.with_each(named, lambda item: replace(item, value=re.sub("icmp6", "icmpv6", item.value, flags=re.I))) if named else None


@rule("respelled", "-I -p 200 -s 192.0.2.1 -d 192.0.2.2 -t 60 -u EXPECTED,ASSURED")
def expected_status(line):
    """The kernel takes EXPECTED from nobody, so a new flow is made without it."""
    def others(item):
        return replace(item, value=",".join(name for name in item.value.split(",") if not name.lower().startswith("e")) or "UNSET")

    named = [item for item in line.given("status") if re.search("(^|,)e", item.value, re.I)]
    return line.with_each(named, others) if named and line.verb in MAKING else None


@rule("respelled")
def types_of_icmp(line):
    """A type of ICMP in front of the addresses made a flow with a wrong type of the reply."""
    types = line.given("icmp-type", "icmpv6-type")
    return line.with_items(sorted(line.all(), key=lambda item: item in types)) if types and makes_one(line) else None


@rule("respelled", "-F -f IPV6,ipv4")
def families_as_lists(line):
    """Families are read in any case, and several may be named; of a list the other program took the first."""
    named = line.given("family")
    odd = [item for item in named if item.value not in ("ipv4", "ipv6")]
    lists = [item for item in odd if set(item.value.lower().split(",")) == {"ipv4", "ipv6"}]
    single = [item for item in odd if len(set(item.value.lower().split(","))) == 1]
    if not lists and not [item for item in single if item.value.lower() in ("ipv4", "ipv6")]:
        return None
    return line.with_each(single, lambda item: replace(item, value=item.value.lower().split(",")[0])).without(lists)


@rule("respelled", "-L -p tcp --state established")
def words_in_any_case(line):
    """States and UNREPLIED are read in any case."""
    def upper(item):
        value = item.value.upper() if item.name == "state" else re.sub("(?i)unreplied", "UNREPLIED", item.value)
        return replace(item, value=value)

    new = line.with_each(line.given("state", "status"), upper)
    return new if new.all() != line.all() else None


@rule("respelled", "-D expect -p udp -s 192.0.2.3 -d 192.0.2.103 --dport 5")
def expectations_by_their_end(line):
    """What an expectation is looked up by is its destination port, or key; all of both directions had to be there."""
    if line.verb not in ("G", "D") or line.table != "expect":
        return None
    named = line.given("protonum")
    proto = NUMBERS.get(named[-1].value.lower(), named[-1].value) if named else None
    needed = ("srckey", "reply-key-src", "reply-key-dst") if proto == GRE else ("sport", "reply-port-src", "reply-port-dst")
    missing = [name for name in needed if not line.given(name)] if proto == GRE or proto in PORTED else []
    zeros = [Item(Option(name, (name,), "", "PORT", ()), "0", "long", f"--{name}") for name in missing]
    return line.with_items(line.all() + zeros) if zeros else None


@rule("respelled")
def formats_of_everything(line):
    """-o is taken by every command that prints something."""
    newly = line.verb in ("V", "S", "C") or (line.verb, line.table) == ("G", "expect")
    return line.without(line.given("output")) if newly and line.given("output") else None


@rule("respelled", "-L -f ipv4 -l zero,forty", since="1.4.9")
def lists_of_labels(line):
    """Of a list of labels version 1.4.9 takes the first name and forgets the others."""
    def each(item):
        return [replace(item, value=name) for name in item.value.split(",")] if item in lists else [item]

    lists = [item for item in line.given("label", "label-add", "label-del") if "," in (item.value or "")]
    return line.with_items([one for item in line.all() for one in each(item)]) if lists else None


# --- faulty


@rule("faulty")
def options_without_their_protocol(case):
    """Options of a protocol are known without -p, so that the fault is another one."""
    names = set(case.protocol_names())
    unknown = [item for item in case.line.all() if item.option.protocols and not names & set(item.option.protocols)]
    return [case.line.without(unknown)] if unknown else []


@rule("faulty", "-L --tuple-src 192.0.2.1 -s 2001:db8::1")
def values_not_taken(case):
    """The value of an option that the command does not take is not read."""
    def harmless(item):
        return replace(item, value="zero" if "label" in item.name else address)

    line = case.line
    unread = [item for item in line.given("tuple-src", "tuple-dst", "label-add", "label-del") if item.name not in case.assigned()]
    address = re.split("[/,]", line.last("src") or line.last("dst") or "::")[0]
    both = line.given("label-add") if line.verb in MAKING and line.given("label-del") else []
    return ([line.with_each(unread, harmless)] if unread else []) + ([line.without(both)] if both else [])


@rule("faulty", "-D -l nobody -s 192.0.2.1 -d 2001:db8::1")
def labels_looked_up_last(case):
    """Names of labels are looked up when all of the line was read."""
    named = [item for item in case.line.given("label", "label-add", "label-del") if item.value is not None]
    return [case.line.with_each(named, lambda item: replace(item, value="zero"))] if named else []


@rule("faulty", "-L expect -p tcp,udp -s 192.0.2.1")
def lists_are_values(case):
    """A list is no fault of its own any more."""
    lists = [item for item in case.line.given(*SELECTING) if item.value and "," in item.value and item.name not in case.assigned()]
    return [case.line.with_each(lists, lambda item: replace(item, value=item.value.split(",")[0]))] if lists else []


@rule("faulty", "-L -p sctp --state HEARTBEAT_SENT -s host")
def unknown_states_of_sctp(case):
    """A state of SCTP that it did not know crashed the program, whatever else was wrong."""
    states = case.line.given("state") if case.theirs[0].status < 0 else []
    return [case.line.with_each(states, lambda item: replace(item, value="CLOSED"))] if states else []


@rule("faulty", "-D -p tcp -p udp --spor 5 -z")
def one_protocol_of_several(case):
    """Several protocols may be named, and an option of each is known; the other program forgot those of the first."""
    named = case.line.given("protonum")
    others = [item for item in case.line.all() if item not in named]
    return [case.line.with_items([item, *others]) for item in named] if len(named) > 1 else []


@rule("faulty", "-G -p tcp -w 5 -s 192.0.2.1 -d 192.0.2.2")
def options_newly_taken(case):
    """The command takes zones now, or selects at all, so that the fault is another one."""
    names = {"G": ZONES, "U": ZONES, "F": ("family",), "L": ("id",), "I": ZONES[:1] if case.line.table == "expect" else (),
             "C": case.arena.allowed.get(("C", case.line.table))}.get(case.line.verb, ())
    new = case.line.given(*names)
    return [case.line.without(new)] if new else []


# --- said


@rule("said")
def spelling_comes_first(case):
    """What is no option, or a command too many, is told before anything is read."""
    for item in case.line.all():
        if case.ambiguous(item.spelled):
            return f"unknown option `{item.words()[0]}'"
    last = case.line.rest[-1] if case.line.rest else ""
    if last in ("--bogus", "-Z", "--bogus=1"):
        return f"unknown option `{last}'"
    if last in ("-p", "--mark"):
        return f"option `{last}' requires an argument"
    return "Invalid commands combination" if last in ("-L", "-D", "--get", "-C", "-h") else None


@rule("said", "-D -u ASSURED,!ASSURED")
def status_contradicts(case):
    """A status bit that is to be set and to be clear selects nothing; one of both was forgotten."""
    return str(case.fault) if str(case.fault).startswith("option `--status' contradicts itself: ") else None


@rule("said", "-L -f ipv4foo")
def values_are_checked(case):
    """A value that is none of its option's is a fault of usage; it was cut, taken for 0, or a failure with status 1."""
    text = str(case.fault or "")
    odd = text == "Invalid netmask" or case.listing() or re.search(r"\s", text.partition("`")[2]) or any(
        item.value and re.match(":|.*:[0-9]*/", item.value) for item in case.line.given(*NATS))
    return case.line.identified(text, case.our_ids) if text and (text.startswith(NEW_FAULTS) or odd) else None


@rule("said", "-I -p 200 -s 192.0.2.1/24 -d 192.0.2.2 -t 60")
def prefixes_of_entries(case):
    """A prefix where one address is meant was told as an option for masks, which nobody wrote."""
    for end in ("src", "dst"):
        if end in case.assigned() and any("/" in item.value for item in case.line.given(end)):
            return f"option `--{end}' takes no prefix with this command"
    return None


@rule("said", "-U -l nobody -a 192.0.2.1")
def unknown_labels(case):
    """A name of a label is looked up when the whole line is read, and a number is a name, too."""
    return str(case.fault) if str(case.fault).startswith("unknown label ") else None


@rule("said", "-L -s host/")
def addresses_without_length(case):
    """What is no address is told without the slash that nothing follows."""
    bare = any(item.value.endswith("/") for item in case.line.given(*ADDRESSES))
    return str(case.fault) if bare and str(case.fault).startswith("Invalid IP address ") else None


@rule("said", "-D -p sctp --state FOO")
def states_of_sctp(case):
    """A state that SCTP does not have crashed the program."""
    return str(case.fault) if str(case.fault).startswith("unknown SCTP state ") else None


@rule("said", "-L -u UNREPLIEDX")
def unreplied_and_more(case):
    """UNREPLIED is a whole word; what stood behind it was not read."""
    text = str(case.fault)
    return text if re.match("Bad parameter `UNREPLIED[^,']", text) else None


@rule("said", "-L -u '!UNSET'")
def not_unset(case):
    """!UNSET asks for nothing."""
    asked = any(re.search("!un", item.value, re.I) for item in case.line.given("status"))
    return str(case.fault) if asked and str(case.fault).startswith("Bad parameter ") else None


@rule("said", "-D --time abc")
def time_is_an_option(case):
    """--time is short for --timeout only before a number, and where that is taken."""
    taken = "timeout" in case.arena.allowed[case.line.verb, case.line.table]
    odd = [item.value for item in case.line.given("timeout")
           if item.spelled == "--time" and not (taken and re.fullmatch("[0-9]{1,19}", item.value))]
    return f"unexpected value '{odd[0]}' with --time option" if odd else None


@rule("said")
def options_not_taken(case):
    """An option of a protocol is known without -p, also where the command does not take it."""
    items = [] if case.line.given("protonum") else case.line.all()
    for item in sorted(items, key=lambda item: case.order(item.name)):
        if item.option.protocols and item.name not in case.arena.allowed[case.line.verb, case.line.table]:
            return f"Illegal option `--{item.name}' with this command"
    return None


@rule("said")
def option_of_another_protocol(case):
    """The option is named in full where the protocol does not have it."""
    names = set(case.protocol_names())
    for item in sorted(case.line.all(), key=lambda item: case.order(item.name)):
        if item.option.protocols and names and not names & set(item.option.protocols):
            return f"unknown option `--{item.name}'"
    return None


@rule("said", "-I -p 200 -s 192.0.2.1/24 -d 192.0.2.2 -t 60 -o id")
def output_of_new_flows(case):
    """The faults of -I and -A begin with their output."""
    return "Illegal option `--output' with this command" if case.line.verb in MAKING and case.line.given("output") else None


@rule("said", "foo")
def words_are_commands(case):
    """A word in front is a command; what was none brought the help."""
    words = [] if case.line.verb else case.line.rest[:1]
    return f"unknown command `{words[0]}'" if words and (words == ["-"] or words[0][0] != "-") else None


@rule("said", "-u DST_NAT")
def options_without_command(case):
    """Without a command no option is read, so that nothing is to be noted about it."""
    line = case.line
    return f"Illegal option `--{line.all()[0].name}' with this command" if not line.verb and line.all() else None


@rule("said", "-F -f ipv4 foo")
def words_are_judged(case):
    """A word that is left over is a fault where something is changed; it was ignored."""
    words = [word for word in case.line.rest if word != "--"]
    if not words or not case.line.changes():
        return None
    if not case.line.takes_expression():
        return f"unexpected word `{words[0]}'"
    told = rf"filter: unknown field '{re.escape(words[0])}' at column 1\nTry `conntrack help fields' for more information\.\n"
    return re.compile(told) if words[0] != "tcp" else None


@rule("said", "-D expect -p udp -s 192.0.2.3 -d 192.0.2.103 --dport 5 foo")
def words_select_expectations(case):
    """A word behind -D expect is an expression, which selects, and there is no entry to describe; it was ignored."""
    line = case.line
    words = [word for word in line.rest if word != "--"]
    taken = case.arena.allowed[line.verb, line.table]
    describing = [item for item in line.all() if item.name in taken and item.name != "output"]
    if not words or not describing or (line.verb, line.table) != ("D", "expect"):
        return None
    return f"cannot combine `--{min(describing, key=lambda item: case.order(item.name)).name}' with an expression here"


@rule("said", "-L -z -n")
def zero_and_translation(case):
    """-z would reset the counters of flows that a filter leaves out."""
    selects = case.line.verb == "L" and case.line.given("zero") and case.line.given(*SELECTING, "status", "label")
    return "Can't use -z with filtering parameters" if selects else None


@rule("said")
def mask_without_address(case):
    """A mask of addresses needs its address, whatever the table."""
    for end in ("src", "dst"):
        if case.line.given(f"mask-{end}") and not case.line.given(end):
            return f"Can't use --mask-{end} without --{end}"
    return None


@rule("said", "-L -u SRC_NAT")
def status_names_nothing(case):
    """A list of status bits that selects nothing was refused by the kernel, or selected everything."""
    nothing = case.line.verb in ("L", "D", "C") and case.line.given("status") and case.meaning and not case.meaning.status[1]
    return "option `--status' names no status to select by" if nothing else None


@rule("said", "-I -p 200 -s 192.0.2.1 -d 192.0.2.2 -t 60 -n 192.0.2.3:80")
def ports_of_translation(case):
    """A port to translate to was dropped where the protocol has none."""
    values = case.meaning.values if case.meaning else {}
    proto = values.get("protonum")
    source, destination = ((values.get(name) or (None, None))[1] for name in ("src-nat", "dst-nat"))
    none = proto not in PORTED and (proto not in (ICMP, ICMPV6) or destination is not None)
    ports = case.line.verb in MAKING and (source is not None or destination is not None)
    return "the protocol has no ports to translate" if ports and none else None


# --- decided


@rule("decided")
def documents(case):
    """In xml values of ICMP were missing, states of SCTP had the names of TCP's, and the document was not always closed."""
    flows_shown = "xml" in case.outputs() and case.line.verb not in ("S", "V", "C")
    return flows_shown and (case.line.verb == "G" or case.line.table == "dying" or any(
        flow.orig.proto in (ICMP, ICMPV6, SCTP) for flow in case.selected()))


@rule("decided", "-L -u EXPECTED -o save")
def saved_rows(case):
    """
    A saved row had neither mark, labels, helper and flags of TCP, nor all that a translation needs; that of a deletion
    had what changes meanwhile, and that of an expectation was none.
    """
    return "save" in case.outputs()


@rule("decided", "-L -p udp --dport 41002 -o labels")
def labels_without_names(case):
    """A label without a name was left out, and with the last of them what came behind the word."""
    shown = "labels" in case.outputs() or case.line.given("label", "label-add", "label-del")
    return shown and case.line.verb not in MAKING and any(99 in flow.labels for flow in case.selected())


@rule("decided", "-L -p gre -l 7")
def labels_by_number(case):
    """A label may be named by its number."""
    labels = case.line.given("label", "label-add", "label-del")
    return any(re.search("(^|,)[0-9]", item.value) for item in labels if item.value)


@rule("decided")
def rows_of_deleted(case):
    """-D showed neither labels nor the times of the kernel."""
    return case.line.verb == "D" and ({"ktimestamp", "labels"} & set(case.outputs()) or case.line.given("label"))


@rule("decided", "-U -f ipv4 -p udp -s 192.0.2.3 --dport 69 -m 5 -o ktimestamp")
def rows_of_updated(case):
    """-U did not show the times of the kernel."""
    return case.line.verb == "U" and "ktimestamp" in case.outputs()


@rule("decided", "-L -i 5")
def lists_of_ids(case):
    """Lists select by the number of an entry, as deletions always did."""
    return case.line.verb in ("L", "C") and case.line.given("id")


@rule("decided", "-L -p gre --dstkey 0")
def keys_select(case):
    """GRE keys were not compared."""
    return case.line.given(*KEYS)


@rule("decided", "-L -c 5")
def security_marks_select(case):
    """Security marks were not compared."""
    return case.line.given("secmark")


@rule("decided")
def translation_of_ipv6(case):
    """IPv6 addresses of a translation were not compared."""
    return case.meaning.family == 10 and any(item.value for item in case.line.given(*NATS))


@rule("decided")
def translation_of_pings(case):
    """The type and the id of ICMP were compared as ports, so that every ping was translated."""
    return any(flow.orig.proto in (ICMP, ICMPV6) and not case.meaning.accepts(flow)
               for flow in case.flows() if case.accepts_without(NATS, flow)) if case.line.given(*NATS) else None


@rule("decided", "-L -j 198.51.100.16 -p udp")
def any_translation(case):
    """The address of -j was compared with the original source as well."""
    return any(item.value for item in case.line.given("any-nat")) and len(case.line.all()) > 1


@rule("decided", "-L -u 'SEEN_REPLY,!ASSURED'")
def clear_status(case):
    """Status bits that have to be clear were ignored when deleting, and matched nothing beside bits that are set."""
    return any(re.search("!|unr|uns", item.value, re.I) for item in case.line.given("status"))


@rule("decided", "-L -u EXPECTED -u SEEN_REPLY,EXPECTED")
def status_given_again(case):
    """Status bits that only a further -u named were asked for without their mask, so that nothing had them."""
    named = [set(item.value.upper().split(",")) for item in case.line.given("status")]
    return (case.line.verb, case.line.table) == ("L", "conntrack") and any(others - named[0] for others in named[1:])


@rule("decided", "-D -t 7")
def timeout_selects(case):
    """-t alone selected everything."""
    return case.line.verb == "D" and case.line.given("timeout")


@rule("decided")
def lists_and_ranges(case):
    """Options that select take lists, ranges and names of services."""
    return case.listing()


@rule("decided", "-L --mask-src 0.0.0.0 -s 192.0.2.4/31")
def masks_and_prefixes(case):
    """Of a mask and a prefix of the same address the last one counted; now it is the mask, in any order."""
    return any(case.line.given(f"mask-{end}") and any("/" in item.value for item in case.line.given(end)) for end in ("src", "dst"))


@rule("decided")
def repeated_options(case):
    """An option that selects and is given again adds to the first one; it replaced it."""
    names = [item.name for item in case.line.given(*SELECTING) if item.name not in case.assigned()]
    return len(names) != len(set(names))


@rule("decided")
def protocol_options_alone(case):
    """Options of a protocol select without -p among all protocols that have them."""
    return not case.line.given("protonum") and any(item.option.protocols for item in case.line.all())


@rule("decided", "-L -f ipv4 tcp")
def words_select(case):
    """Words behind the options are an expression."""
    return "tcp" in case.line.rest and case.line.takes_expression()


@rule("decided", "-L -p tcp foo")
def words_are_pointed_out(case):
    """A word that means nothing is pointed out where it is ignored."""
    return [word for word in case.line.rest if word != "--" and (word != "tcp" or not case.line.takes_expression())]


@rule("decided")
def zones_of_all(case):
    """Flows in a zone could neither be fetched nor changed: -G and -U refused to hear of a zone."""
    zoned = case.line.verb == "U" and any(flow.zone or flow.orig.zone or flow.reply.zone for flow in case.selected())
    return zoned or case.line.verb in ("G", "U") and case.line.given(*ZONES)


@rule("decided", "-U -p udp --sport 20002 --dport 41002 -m 5")
def updates_of_both_families(case):
    """Without a family an update failed at its first flow."""
    return case.line.verb == "U" and not case.meaning.family


@rule("decided", "-U -f ipv4 -p udp --dport 69 -m 5")
def updates_of_several(case):
    """Of several flows that were updated only some were shown."""
    return case.line.verb == "U" and len(case.selected()) > 1


@rule("decided", "-U -f ipv4 -p tcp --dport 41000 -m 5")
def updates_of_tcp(case):
    """Any update made a connection of TCP liberal."""
    return case.line.verb == "U" and any(flow.orig.proto == TCP for flow in case.selected())


@rule("decided", "-U -f ipv4 -p sctp -s 198.51.100.23 --state CLOSED")
def updates_of_sctp(case):
    """A state of SCTP was sent without its tags, which the kernel refuses."""
    given = case.line.given("state", "orig-vtag", "reply-vtag")
    return case.line.verb == "U" and given and any(flow.orig.proto == SCTP for flow in case.selected())


@rule("decided", "-U -f ipv4 -p udp -s 192.0.2.7 --dport 41006 --label-del last")
def updates_of_high_labels(case):
    """To delete a label of a number above 95 deleted all of them."""
    deleted = case.meaning.values.get("label-del", ())
    return case.line.verb == "U" and any(bit > 95 for bit in deleted) and any(flow.labels for flow in case.selected())


@rule("decided", "-U -f ipv4 -p udp -g 198.51.100.16 -m 5")
def updates_by_translation(case):
    """The address of a translation to select by was sent along, which the kernel refuses."""
    return case.line.verb == "U" and any(item.value for item in case.line.given(*NATS))


@rule("decided", "-U -f ipv4 -p udp -s 192.0.2.3 --dport 69 -u EXPECTED")
def refused_updates(case):
    """What the kernel refused was counted, and a fixed timeout was taken for a lack of privilege."""
    fixed = case.line.given("timeout") and any(flow.status & STATUS["FIXED_TIMEOUT"] for flow in case.selected())
    return case.line.verb == "U" and (fixed or case.meaning.status[0] & STATUS["EXPECTED"])


@rule("decided", "-L dying -s 192.0.2.0/24")
def dying_flows(case):
    """Masks and the status were not compared with dying flows."""
    return case.line.table == "dying" and (case.line.given("status", *MASKS) or {*MASKS} & set(case.meaning.given))


@rule("decided", "-C -f ipv6")
def counts(case):
    """Counting selects as listing does."""
    return (case.line.verb, case.line.table) == ("C", "conntrack") and case.line.given(*case.arena.allowed["C", "conntrack"])


@rule("decided")
def lookups_by_reply(case):
    """Addresses and ports of the reply tuple were no help in a lookup, and a flow that was found by them was not shown."""
    return case.line.verb == "G" and (case.line.given(*REPLIES) or case.asks_for_reply())


@rule("decided", "-G -p sctp -s 198.51.100.9 -d 192.0.2.17 --sport 23594 --dport 53 --orig-vtag 5")
def tags_of_lookups(case):
    """Tags of SCTP were not compared with the flow that was found."""
    return case.line.verb == "G" and case.line.table != "expect" and case.line.given("orig-vtag", "reply-vtag")


@rule("decided",
      "-A -p udp -s 192.0.2.7 -d 192.0.2.107 --sport 20006 --dport 41006 -t 600 -u SEEN_REPLY,ASSURED --label-add one")
def additions(case):
    """A flow that exists is updated by -A; it was left alone."""
    return case.line.verb == "A" and case.exists()


@rule("decided", "-A -p udp -s 192.0.2.3 -d 192.0.2.103 --sport 20002 --dport 41002 -t 600 --orig-zone 5")
def refused_additions(case):
    """-A counted as a success what the kernel refuses since the reply belongs to another flow."""
    return case.line.verb == "A" and not case.exists() and case.theirs[0].err.endswith("0 flow entries have been added.\n")


@rule("decided", "-I -p udplite -s 192.0.2.1 -d 192.0.2.2 --sport 5 --dport 6 -t 60 -n 192.0.2.3:80")
def translations_of_new_flows(case):
    """Ports to translate to were sent for TCP and UDP only."""
    return case.line.verb in MAKING and case.line.given("src-nat", "dst-nat")


@rule("decided")
def tuples_of_new_flows(case):
    """Ports of one direction and addresses of the other were no flow, or one without ports."""
    return case.line.verb in MAKING and case.line.given(*REPLIES)


@rule("decided", "-F -f ipv6")
def families_are_emptied(case):
    """-F emptied the whole table whatever the family."""
    return case.line.verb == "F" and case.line.table == "conntrack" and case.line.given("family")


@rule("decided", "-F expect -f ipv6")
def expectations_are_emptied(case):
    """One family of expectations can be emptied."""
    return case.line.verb == "F" and case.line.table == "expect" and case.line.given("family")


@rule("decided")
def expectations_of_both_families(case):
    """Without a family only the expectations of IPv4 were listed and counted."""
    return case.line.verb in ("L", "C") and case.line.table == "expect" and not case.line.given("family")


@rule("decided", "-C expect -f ipv6")
def expectations_counted(case):
    """Expectations of one family can be counted."""
    return case.line.verb == "C" and case.line.table == "expect" and case.line.given("family")


@rule("decided")
def expectations_removed(case):
    """Success in removing an expectation was reported as a failure."""
    return case.line.verb == "D" and case.line.table == "expect"


@rule("decided")
def expectations_of_tcp(case):
    """The tuples of an expectation of TCP were sent under another protocol's number."""
    return case.line.verb == "I" and case.line.table == "expect" and case.meaning.values.get("protonum") == TCP


@rule("decided",
      "-I expect -p udp -s 192.0.2.3 -d 192.0.2.103 --sport 30000 --dport 69 -t 60 -w 5 --tuple-src 192.0.2.3 "
      "--tuple-dst 192.0.2.103 --mask-src 255.255.255.255 --mask-dst 255.255.255.255 --tuple-port-src 0 "
      "--tuple-port-dst 1 --mask-port-src 0 --mask-port-dst 65535")
def expectations_in_zones(case):
    """An expectation may be announced by a flow in a zone."""
    return case.line.verb == "I" and case.line.table == "expect" and case.line.given("zone")


@rule("decided", "-S -o xml")
def formats_of_numbers(case):
    """Statistics, the version and an expectation that was looked up are written in the format of -o."""
    return case.line.given("output") and (case.line.verb in ("S", "V", "C") or (case.line.verb, case.line.table) == ("G", "expect"))
