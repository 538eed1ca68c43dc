# SPDX-License-Identifier: GPL-2.0-or-later
"""What the running kernel does where kernels differ. It is asked, in a namespace of the test: no version tells."""

import functools
import socket

from netlink import ACK, FLOWS, GROUP_DESTROY, NEW, STATUS, TCP, UDP, Ctnetlink, Flow, Tuple, attributes, put_flow

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
