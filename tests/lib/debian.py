# SPDX-License-Identifier: GPL-2.0-or-later
"""
Packages of any suite of Debian, from the archive that this system already uses. They are unpacked into a cache,
never installed. What cannot be had raises Unavailable.
"""

import os
import pathlib
import re
import shutil
import subprocess

KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"
SECONDS = 300


class Unavailable(Exception):
    """Why the packages cannot be had."""


def cache():
    """The directory that survives a clone: CONNTRACK_TEST_CACHE, or one in the user's cache."""
    named = os.environ.get("CONNTRACK_TEST_CACHE")
    base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return pathlib.Path(named or os.path.join(base, "conntrack-tests"))


def output(*words, **options):
    try:
        done = subprocess.run(words, capture_output=True, text=True, timeout=SECONDS, **options)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Unavailable(f"{words[0]}: {error}") from error
    if done.returncode:
        reason = (done.stderr.strip() or done.stdout.strip() or "failed").splitlines()[-1]
        raise Unavailable(f"{words[0]}: {reason}")
    return done.stdout


def archive():
    """The address of the archive with the main suites, as apt on this system has it."""
    for line in output("apt-get", "indextargets", "--format", "$(REPO_URI) $(ORIGIN) $(LABEL)",
                       "Created-By: Packages").splitlines():
        address, origin_and_label = line.split(" ", 1)
        if origin_and_label == "Debian Debian":
            return address
    raise Unavailable("apt knows no archive of Debian")


class Suite:
    """
    One suite, such as forky, for one ARCHITECTURE, this machine's where that is None, with an index of its own that is
    fetched once for each object.
    """

    def __init__(self, name, architecture=None):
        self.name = name
        self.home = cache() / (f"{name}-{architecture}" if architecture else name)
        apt = self.home / "apt"
        for directory in ("etc/apt/apt.conf.d", "etc/apt/preferences.d", "var/lib/apt/lists/partial",
                          "var/cache/apt/archives/partial", "var/lib/dpkg"):
            (apt / directory).mkdir(parents=True, exist_ok=True)
        status = apt / "var/lib/dpkg/status"
        status.touch()
        self.options = ("-q", "-o", f"Dir={apt}", "-o", f"Dir::State::status={status}", "-o", "APT::Sandbox::User=root",
                        "-o", "Acquire::Retries=3")
        if architecture:
            self.options += ("-o", f"APT::Architecture={architecture}", "-o", f"APT::Architectures={architecture}")
        (apt / "etc/apt/sources.list").write_text(f"deb [signed-by={KEYRING}] {archive()} {name} main\n",
                                                  encoding="utf-8")
        output("apt-get", *self.options, "update", "--error-on=any")

    def version(self, package):
        found = re.search(r"Candidate: (\S+)", output("apt-cache", *self.options, "policy", package))
        if not found or found[1] == "(none)":
            raise Unavailable(f"{self.name} has no {package}")
        return found[1]

    def closure(self, package, pattern="."):
        """PACKAGE and what it depends on, as far as the names match PATTERN."""
        lines = output("apt-cache", *self.options, "depends", "--recurse", "--no-recommends", "--no-suggests",
                       "--no-conflicts", "--no-breaks", "--no-replaces", "--no-enhances", package)
        names = re.findall(r"^(\w\S*)$", lines, re.MULTILINE)
        return [name for name in dict.fromkeys(names) if re.match(pattern, name)]

    def unpacked(self, name, packages):
        """The directory that holds the files of PACKAGES, in their newest versions."""
        names = [f"{package}={self.version(package)}" for package in packages]
        key = "_".join([name, *sorted(set(re.findall(r"=(?:\d+:)?(\S+)", " ".join(names))))])
        root = self.home / re.sub(r"[^\w.+~-]", "_", key)
        if root.is_dir():
            return root
        part = self.home / f"part-{os.getpid()}"
        shutil.rmtree(part, ignore_errors=True)
        (part / "packages").mkdir(parents=True)
        output("apt-get", *self.options, "download", *names, cwd=part / "packages")
        for package in sorted((part / "packages").iterdir()):
            output("dpkg", "-x", str(package), str(part / "root"))
        (part / "root").rename(root)
        shutil.rmtree(part)
        return root
