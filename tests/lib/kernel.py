# SPDX-License-Identifier: GPL-2.0-or-later
"""What the running kernel does where kernels differ. It is asked, in a namespace of the test: no version tells."""

import functools
import socket

from netlink import (ACK, DCCP, FLOWS, GET, GROUP_DESTROY, NEW, STATUS, TCP, UDP, Ctnetlink, Flow, Tuple, attributes, be16,
                     be32, nest, put_flow, u8)

HERE, THERE = "192.0.2.249", "192.0.2.250"


@functools.cache
def fixed_timeouts_hold():
    """Whether an update of a fixed timeout is refused (EPERM); Linux 5.10 sets it."""
    fixed = Flow(Tuple(HERE, THERE, UDP, 1, 1), status=STATUS["CONFIRMED"] | STATUS["FIXED_TIMEOUT"], timeout=600)
    with Ctnetlink() as kernel:
        kernel.create([fixed])
        fixed.timeout = 500
        refused = kernel.acknowledged([kernel.message(FLOWS, NEW, ACK, socket.AF_INET, put_flow(fixed))])[0]
        kernel.delete([fixed])
    return refused != 0


@functools.cache
def keeps_ports(proto):
    """Whether flows of UDPlite (until 7.1) or DCCP (until 6.17) have ports."""
    flow = Flow(Tuple(HERE, THERE, proto, 1, 2), status=STATUS["CONFIRMED"], timeout=600)
    with Ctnetlink() as kernel:
        kernel.create([flow])
        kept = next(found.orig for found in kernel.dump() if found.orig.src == HERE)
        kernel.delete([Flow(kept)])
    return kept.b == 2


@functools.cache
def keeps_states_of_dccp():
    """Whether a flow of DCCP has a state of its own."""
    flow = Flow(Tuple(HERE, THERE, DCCP, 1, 2), status=STATUS["CONFIRMED"], timeout=600, extra=nest(4, nest(2, u8(1, 3), u8(2, 0))))
    with Ctnetlink() as kernel:
        kernel.create([flow])
        found = [attributes(body) for body in kernel.everything(FLOWS, GET, socket.AF_INET)]
        kernel.flush()
    return any(2 in attributes(top[4]) for top in found if 4 in top)


def narrowed(*criteria):
    """How many of two flows a dump with CRITERIA returns: one has zone 7 and the status ASSURED, the other neither."""
    flows = [Flow(Tuple(HERE, THERE, UDP, 1, 2), status=STATUS["CONFIRMED"] | STATUS["SEEN_REPLY"], timeout=600),
             Flow(Tuple(HERE, THERE, UDP, 3, 4), status=STATUS["CONFIRMED"] | STATUS["SEEN_REPLY"] | STATUS["ASSURED"],
                  timeout=600, zone=7)]
    with Ctnetlink() as kernel:
        kernel.create(flows)
        count = len(kernel.everything(FLOWS, GET, socket.AF_INET, b"".join(criteria)))
        kernel.flush()
    return count


@functools.cache
def narrows_by_status():
    """Whether a dump takes CTA_STATUS with CTA_STATUS_MASK (from 5.15 or so)."""
    return narrowed(be32(3, STATUS["ASSURED"]), be32(26, STATUS["ASSURED"])) == 1


@functools.cache
def narrows_by_zone():
    """Whether a dump takes CTA_ZONE (from 6.8)."""
    return narrowed(be16(18, 7)) == 1


@functools.cache
def told_of_an_end():
    """The attributes of the event of a flow's end. To be asked first before anybody else listens."""
    flow = Flow(Tuple(HERE, THERE, TCP, 1, 1), status=STATUS["CONFIRMED"], timeout=600, state=3)
    with Ctnetlink() as kernel, Ctnetlink() as listener:
        listener.socket.setsockopt(270, 1, GROUP_DESTROY)
        kernel.create([flow])
        kernel.delete([flow])
        for _, _, body in listener.split(listener.socket.recv(65536)):
            return attributes(body[4:])
    return {}


def ends_have_state():
    """Whether the event of an end has state and timeout; those of Linux 5.10 have not."""
    return 4 in told_of_an_end()


def events_have_times():
    """Whether events carry the moment when they happened (from 6.18, with nf_conntrack_timestamp)."""
    return 27 in told_of_an_end()
