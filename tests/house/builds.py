# SPDX-FileCopyrightText: the conntrack authors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Builds and tarballs that tests make for themselves, somewhere else."""

import hashlib
import os
import subprocess

from house import TOP

import tool

EPOCH = 1700000000
# One after the other; the machine may have other things to do.
SECONDS = 25 * tool.SECONDS
INHERITED = ("MAKEFLAGS", "MFLAGS", "MAKELEVEL", "MAKEOVERRIDES", "CFLAGS", "LDFLAGS", "TAR_OPTIONS", "GZIP")


def call(*words, **settings):
    """Run what must succeed, without what the make around us says; its output."""
    kept = {name: value for name, value in os.environ.items() if name not in INHERITED}
    options = {key: settings.pop(key) for key in ("cwd", "umask") if key in settings}
    done = subprocess.run(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          timeout=SECONDS, check=False, env={**kept, "SOURCE_DATE_EPOCH": str(EPOCH), **settings}, **options)
    if done.returncode:
        raise RuntimeError(f"{' '.join(map(str, words))}: {done.stdout[-2000:]}")
    return done.stdout


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def configure(directory, *arguments):
    """A new build DIRECTORY of this tree."""
    directory.mkdir(parents=True)
    call(str(TOP / "configure"), "-q", *arguments, cwd=directory)
    return directory


def tarball(directory, **settings):
    """The tarball that a build DIRECTORY makes."""
    call("make", "-s", "-C", str(directory), "dist-gzip", **settings)
    made = list(directory.glob("*.tar.gz"))
    if len(made) != 1:
        raise RuntimeError(f"not one tarball: {made}")
    return made[0]
