# SPDX-License-Identifier: GPL-2.0-or-later
"""Running the program under test and reading its answers."""

import ctypes
import os
import pathlib
import platform
import re
import shlex
import shutil
import struct
import subprocess
from dataclasses import dataclass

from tap import bail_out, skip_all

TRY = "Try `conntrack -h' or 'conntrack --help' for more information.\n"
PREFIX = "conntrack vVERSION (conntrack-tools): "
# An emulated processor takes longer for everything.
SECONDS = 80 if os.environ.get("CONNTRACK_TEST_SLOW") else 20


def source_dir():
    return pathlib.Path(__file__).resolve().parent.parent.parent


def binary():
    """The program under test, absolute: CONNTRACK, or the nearest build of it."""
    named = os.environ.get("CONNTRACK")
    places = [named] if named else ["build/conntrack", "conntrack", source_dir() / "build/conntrack"]
    for place in places:
        path = pathlib.Path(place).resolve()
        if path.is_file() and os.access(path, os.X_OK):
            return str(path)
    return bail_out(f"no program to test at {', '.join(map(str, places))}")


def has_sanitizer(program):
    """Those of memory and threads map terabytes, which no limit leaves room for."""
    code = pathlib.Path(program).read_bytes()
    return b"__asan_init" in code or b"__tsan_init" in code


def reference():
    """
    The program to compare with: the system's, where that is version 1.4.7, or the one of versions 1.4 that
    CONNTRACK_ORACLE names, which tests/tools/fetch-conntrack brings.
    """
    named = os.environ.get("CONNTRACK_ORACLE")
    path = named or shutil.which("conntrack", path="/usr/sbin:/sbin:/usr/bin")
    wanted = "1.4." if named else "1.4.7 "
    if not path:
        skip_all("no conntrack 1.4.7 to compare with")
    version = subprocess.run([path, "-V"], capture_output=True, text=True, timeout=SECONDS).stdout
    if not version.startswith(f"conntrack v{wanted}"):
        skip_all(f"{path} is not version {wanted.strip()}")
    return path


def without_version(text):
    return re.sub(r"\bconntrack v[0-9][^ ]* \(conntrack-tools\)", "conntrack vVERSION (conntrack-tools)", text)


@dataclass(frozen=True)
class Result:
    """What a run left behind; the version is masked in err."""

    status: int
    out: str
    err: str

    def rows(self):
        return self.out.splitlines()

    def __str__(self):
        return f"status {self.status}\nstdout: {self.out[:2000]}\nstderr: {self.err[:2000]}"


def run(program, arguments, **options):
    """Run PROGRAM with ARGUMENTS, a list or a line in shell quoting."""
    words = shlex.split(arguments) if isinstance(arguments, str) else list(arguments)
    options.setdefault("stdout", subprocess.PIPE)
    options.setdefault("stderr", subprocess.PIPE)
    options.setdefault("stdin", subprocess.DEVNULL)
    options.setdefault("timeout", SECONDS)
    options.setdefault("env", dict(os.environ, LC_ALL="C", TZ="UTC0"))
    done = subprocess.run([program, *words], **options)
    out, err = ((stream or b"").decode("utf-8", "surrogateescape") for stream in (done.stdout, done.stderr))
    return Result(done.returncode, out, without_version(err))


def loaded(result):
    """What the word load says besides how many lines are done, which it says once, and only where it succeeds."""
    err, told = re.subn(rf"^{re.escape(PREFIX)}\d+ lines are done\.\n", "", result.err, flags=re.M)
    fault = "" if told == (result.status == 0) else f"(lines are done: said {told} times)\n"
    return Result(result.status, result.out, fault + err)


def usage(message, hint=""):
    """The whole stderr of a usage error; what is wrong with an expression has a help of its own."""
    if hint:
        return f"{PREFIX}{message}\n{hint}\n{TRY}"
    if not re.search(r"^filter: .* at column \d", message):
        return f"{PREFIX}{message}\n{TRY}"
    topic = "fields" if re.search(r"^filter: (\S+:\d+: )?unknown field", message) else "expressions"
    return f"{PREFIX}{message}\nTry `conntrack help {topic}' for more information.\n"


def summary(message):
    return f"{PREFIX}{message}\n"


def deny_netlink():
    """
    A preexec_fn after which socket(AF_NETLINK, ...) fails with EPROTONOSUPPORT;
    None where the system call numbers are not known.
    """
    machines = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198), "riscv64": (0xC00000F3, 198)}
    if platform.machine() not in machines:
        return None
    architecture, socket_call = machines[platform.machine()]
    load, equal, give = 0x20, 0x15, 0x06
    program = b"".join(struct.pack("=HBBI", *step) for step in (
        (load, 0, 0, 4), (equal, 0, 5, architecture),
        (load, 0, 0, 0), (equal, 0, 3, socket_call),
        (load, 0, 0, 16), (equal, 0, 1, 16),
        (give, 0, 0, 0x00050000 | 93),
        (give, 0, 0, 0x7FFF0000)))
    code = ctypes.create_string_buffer(program)
    filter_ = ctypes.create_string_buffer(struct.pack("@HP", len(program) // 8, ctypes.addressof(code)))
    libc = ctypes.CDLL(None, use_errno=True)

    def deny():
        no_new_privs, set_seccomp, mode_filter = 38, 22, 2
        if libc.prctl(no_new_privs, 1, 0, 0, 0) or libc.prctl(set_seccomp, mode_filter, filter_, 0, 0):
            raise OSError(ctypes.get_errno(), "prctl")

    deny.keep = code
    return deny
