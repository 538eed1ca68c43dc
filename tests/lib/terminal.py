# SPDX-License-Identifier: GPL-2.0-or-later
"""A program on a terminal of a certain size."""

import fcntl
import os
import pty
import select
import shlex
import struct
import subprocess
import termios
import time

import netns
import tool


class Terminal:
    """Runs from here on; stdout is the terminal, stderr is not."""

    def __init__(self, arguments, columns, rows=24, **env):
        self.leader, follower = pty.openpty()
        fcntl.ioctl(self.leader, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        env = dict({name: value for name, value in os.environ.items() if name != "COLUMNS"},
                   LC_ALL="C", TZ="UTC0", TERM="dumb", **env)
        self.process = netns.start(tool.binary(), *shlex.split(arguments), stdin=follower, stdout=follower,
                                   stderr=subprocess.PIPE, env=env, start_new_session=True)
        os.close(follower)
        self.shown = ""

    def read(self, until=None):
        """Read on until UNTIL, a test of what was shown, or the end."""
        deadline = time.monotonic() + tool.SECONDS
        while until is None or not until(self.shown):
            if not select.select([self.leader], [], [], max(0, deadline - time.monotonic()))[0]:
                raise TimeoutError(f"shown so far: {self.shown!r}")
            try:
                piece = os.read(self.leader, 65536)
            except OSError:
                break
            if not piece:
                break
            self.shown += piece.decode().replace("\r\n", "\n")
        return self.shown

    def end(self):
        """All that was shown, and what was said on stderr besides."""
        self.read()
        os.close(self.leader)
        said = self.process.communicate(timeout=tool.SECONDS)[1].decode()
        return self.shown, tool.without_version(said)


def show(arguments, columns, **env):
    return Terminal(arguments, columns, **env).end()
