# SPDX-License-Identifier: GPL-2.0-or-later
"""Private network namespaces. Nothing here ever touches the namespace a test was started in."""

import atexit
import contextlib
import ctypes
import os
import subprocess
import sys
import time

import tool
from tap import skip_all

MARK = "CONNTRACK_TEST_OUTSIDE"
CLONE_NEWNET = 0x40000000
libc = ctypes.CDLL(None, use_errno=True)


def current():
    return os.readlink("/proc/self/ns/net")


def isolate():
    """Continue in a network and mount namespace of our own, by executing the test again."""
    outside = os.environ.get(MARK)
    if outside and outside != current():
        return
    os.environ["CONNTRACK"] = tool.binary()
    flags = "-nm" if os.geteuid() == 0 else "-Urnm"
    if subprocess.run(["unshare", flags, "true"], stderr=subprocess.DEVNULL, timeout=tool.SECONDS).returncode:
        skip_all("no private network namespace to be had")
    os.environ[MARK] = current()
    sys.stdout.flush()
    os.execvp("unshare", ["unshare", flags, sys.executable, "-B", *sys.argv])


def command(*words, **options):
    """Run a command that must succeed; its stdout."""
    done = subprocess.run(words, capture_output=True, text=True, timeout=tool.SECONDS, **options)
    if done.returncode:
        raise RuntimeError(f"{' '.join(words)}: {done.stderr.strip()}")
    return done.stdout


def ip(line):
    return command("ip", *line.split())


def nft(rules):
    return command("nft", "-f", "-", input=rules)


def sysctl(name, value):
    with open("/proc/sys/" + name.replace(".", "/"), "w", encoding="ascii") as file:
        file.write(str(value))


def track(accounting=True, timestamps=True):
    """Let this namespace track connections."""
    ip("link set lo up")
    sysctl("net.netfilter.nf_conntrack_acct", int(accounting))
    sysctl("net.netfilter.nf_conntrack_timestamp", int(timestamps))
    nft("table inet track { chain every { type filter hook input priority 0; ct state new accept; }; }")


def store_labels():
    """The kernel keeps labels only while some rule in the namespace sets one."""
    nft("table inet labels { chain unused { ct label set 127; }; }")


def wait(condition, what, seconds=float(tool.SECONDS)):
    """The first true value of CONDITION(); an error after SECONDS."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise TimeoutError(f"waited {seconds} s for {what}")
        time.sleep(0.01)


def start(*words, **options):
    """A process that is ended with the test at the latest."""
    process = subprocess.Popen(words, **options)
    atexit.register(stop, process)
    return process


def stop(process):
    if process.poll() is None:
        process.kill()
        process.wait(tool.SECONDS)


def set_file(path, text):
    """Give PATH another content within this mount namespace only."""
    directory = os.path.dirname(path)
    base = directory
    while not os.path.isdir(base):
        base = os.path.dirname(base)
    if not os.path.ismount(base):
        room = f"/tmp/conntrack-test-{os.getpid()}"
        os.mkdir(room)
        command("mount", "-t", "tmpfs", "none", room)
        os.mkdir(room + "/upper")
        os.mkdir(room + "/work")
        command("mount", "-t", "overlay", "-o", f"lowerdir={base},upperdir={room}/upper,workdir={room}/work",
                "none", base)
        command("umount", "-l", room)
        os.rmdir(room)
    os.makedirs(directory, exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


class Peer:
    """A second namespace, joined to this one by a veth pair."""

    def __init__(self, name, here=(), there=()):
        self.holder = start("unshare", "-n", "cat", stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
        path = f"/proc/{self.holder.pid}/ns/net"
        wait(lambda: os.readlink(path) != current(), "the second namespace")
        self.file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        ip(f"link add {name} type veth peer name {name} netns {self.holder.pid}")
        self.connect(name, here)
        with self.entered():
            ip("link set lo up")
            self.connect(name, there)

    @staticmethod
    def connect(name, addresses):
        ip(f"link set {name} up")
        for address in addresses:
            ip(f"address add {address} dev {name} {'nodad' if ':' in address else ''}")

    @contextlib.contextmanager
    def entered(self):
        """Sockets and processes made inside belong to the other namespace."""
        home = os.open("/proc/thread-self/ns/net", os.O_RDONLY | os.O_CLOEXEC)
        self.enter(self.file)
        try:
            yield self
        finally:
            self.enter(home)
            os.close(home)

    @staticmethod
    def enter(file):
        if libc.setns(file, CLONE_NEWNET):
            raise OSError(ctypes.get_errno(), "setns")
