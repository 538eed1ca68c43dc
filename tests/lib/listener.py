# SPDX-License-Identifier: GPL-2.0-or-later
"""A program that listens to events while the test goes on."""

import os
import shlex
import signal
import tempfile

import netns
import tool

ALL, ALL_EXPECTATIONS = 0b111, 0b111000


class Listener:
    """
    Runs from here on and hears every event from here on: GROUPS are the bits of the
    multicast groups that it must have joined. Its output goes to files, which hold
    it up as little as can be.
    """

    def __init__(self, arguments, groups=ALL, program=None, **options):
        self.out, self.err = (tempfile.TemporaryFile() for _ in range(2))
        options.setdefault("stdout", self.out)
        options.setdefault("stderr", self.err)
        options.setdefault("env", dict(os.environ, LC_ALL="C", TZ="UTC0"))
        self.process = netns.start(program or tool.binary(), *shlex.split(arguments), stdin=-3,
                                   **options)
        netns.wait(lambda: self.process.poll() is not None or self.row()[3:4] == [f"{groups:08x}"],
                   f"conntrack {arguments} to listen")

    def row(self):
        """Its event socket as the kernel lists it: the one that is in groups."""
        with open("/proc/net/netlink", encoding="ascii") as file:
            for line in file:
                words = line.split()
                if words[1] == "12" and words[2] in self.ports() and words[3] != "0" * 8:
                    return words
        return []

    def ports(self):
        """The first socket of a process has its number; others are found by their inode."""
        return {str(self.process.pid)} | {words[2] for words in self.own_sockets()}

    def own_sockets(self):
        links = set()
        directory = f"/proc/{self.process.pid}/fd"
        try:
            links = {os.readlink(f"{directory}/{fd}") for fd in os.listdir(directory)}
        except OSError:
            pass
        with open("/proc/net/netlink", encoding="ascii") as file:
            rows = [line.split() for line in file]
        return [words for words in rows if f"socket:[{words[-1]}]" in links]

    def heard(self):
        """Wait until it has taken all that waited."""
        netns.wait(lambda: self.process.poll() is not None or self.row()[4:5] == ["0"], "an empty buffer")

    def send(self, number):
        self.process.send_signal(number)

    def stop(self):
        """Stand still, certainly."""
        self.send(signal.SIGSTOP)

        def stopped():
            with open(f"/proc/{self.process.pid}/stat", encoding="ascii") as file:
                return file.read().rsplit(")", 1)[1].split()[0] == "T"
        netns.wait(stopped, "a stop")

    def said(self):
        """Its stderr until now."""
        return os.pread(self.err.fileno(), 1 << 16, 0).decode("utf-8", "surrogateescape")

    def end(self, number=signal.SIGINT):
        """End it with a signal, or None to wait; what it left behind."""
        if number is not None:
            self.send(number)
        status = self.process.wait(timeout=tool.SECONDS * 3)
        texts = []
        for file in (self.out, self.err):
            file.seek(0)
            texts.append(file.read().decode("utf-8", "surrogateescape"))
            file.close()
        return tool.Result(status, texts[0], tool.without_version(texts[1]))


def shown(count, things="flow"):
    """What is said at the end."""
    return tool.summary(f"{count} {things} events have been shown.")
