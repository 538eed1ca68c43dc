# SPDX-License-Identifier: GPL-2.0-or-later
"""
The program for other machines and another C library: compilers and libraries of Debian, unpacked into a cache, and
builds with them. What cannot be had raises Unavailable.
"""

import os
import pathlib
import platform
import re
import subprocess

from debian import Suite, Unavailable, output

HERE = pathlib.Path(__file__).resolve().parent
LIBRARIES = ("libmnl0", "libmnl-dev", "libnfnetlink0", "libnfnetlink-dev", "libnetfilter-conntrack3",
             "libnetfilter-conntrack-dev")
# Of a compiler and of what it needs, apart from the C library that this system has in the same version.
COMPILER = r"(gcc|cpp|binutils)|libc6-.*cross|libgcc|libisl|libmpc|libmpfr|libgmp|libzstd|zlib|libbinutils|libjansson"
ROOT = ("libc6", "libc6-dev", "linux-libc-dev", "libcrypt1", "libgcc-s1", "libseccomp2", "libseccomp-dev", *LIBRARIES)


def codename():
    """The suite of this system: what its compilers need is installed in the same versions."""
    known = platform.freedesktop_os_release() if os.path.exists("/etc/os-release") else {}
    if known.get("ID") != "debian" or platform.machine() != "x86_64":
        raise Unavailable("compilers for others are those of Debian on x86-64")
    return known.get("VERSION_CODENAME", "forky")


def relative_links(root):
    """Links of packages lead to the root of a file system; these then lead to that of theirs."""
    for path in root.rglob("*"):
        if path.is_symlink() and os.readlink(path).startswith("/"):
            to = os.path.relpath(root / os.readlink(path)[1:], path.parent)
            path.unlink()
            path.symlink_to(to)


def make(directory, *words, **environment):
    """What make prints; its last lines as the reason when it fails."""
    done = subprocess.run(["make", "-C", str(directory), *words], text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, env=dict(os.environ, MAKEFLAGS="", **environment), check=False)
    return done.returncode, done.stdout


class Machine:
    """An architecture of Debian: its TRIPLE, its loader, and the emulator that runs its programs, if one must."""

    def __init__(self, name, triple, loader, emulator=None):
        self.name, self.triple, self.loader, self.emulator = name, triple, loader, emulator
        self.variables, self.options, self.environment = {}, [], {}

    def fetch(self):
        suite = Suite(codename())
        cross = self.triple.replace("i386", "i686")
        compiler = suite.unpacked(f"compiler-{self.name}", [
            name for name in suite.closure(f"gcc-{cross}", COMPILER) if name != "libc6"])
        root = Suite(codename(), self.name).unpacked("root", ROOT)
        relative_links(root)
        if self.emulator:
            self.emulator = str(suite.unpacked("qemu", ["qemu-user-static"]) / "usr/bin" / self.emulator)
        libraries = root / "usr/lib" / self.triple
        # not the newer kind of path: that of a program leads nowhere for the libraries of its libraries
        flags = (f"-Wl,--disable-new-dtags -Wl,-rpath,{libraries}:{root}/lib/{self.triple} "
                 f"-Wl,--dynamic-linker={root}{self.loader}")
        self.environment = {"LD_LIBRARY_PATH": str(compiler / "usr/lib/x86_64-linux-gnu")}
        self.variables = {"CC": f"{compiler}/usr/bin/{cross}-gcc --sysroot={root}", "LDFLAGS": flags,
                          "AR": f"{compiler}/usr/bin/{cross}-ar", "RANLIB": f"{compiler}/usr/bin/{cross}-ranlib",
                          "PKG_CONFIG_LIBDIR": f"{libraries}/pkgconfig", "PKG_CONFIG_SYSROOT_DIR": str(root)}
        self.options = [f"--host={cross}"]


class Musl:
    """
    This machine with the C library musl. Debian has no other library for it: those for its own C library run with
    musl, too, which takes itself for what they name, once what they want besides is there.
    """

    name, emulator, environment, options = "musl", None, {}, ()

    def __init__(self):
        self.variables = {}

    def fetch(self):
        suite = Suite(codename())
        musl = suite.unpacked("musl", ("musl", "musl-dev", "musl-tools"))
        root = suite.unpacked("libraries", LIBRARIES)
        libraries = root / "usr/lib/x86_64-linux-gnu"
        # the library is its own loader; the rest stands elsewhere where /lib and /usr/lib are not one
        library = next(musl.glob("**/libc.so"))
        specs = next(musl.glob("**/musl-gcc.specs")).read_text(encoding="utf-8")
        specs = re.sub(r"(?<!\S)(-L)?/usr/", rf"\1{musl}/usr/", specs)
        specs = specs.replace("/lib/ld-musl-x86_64.so.1", str(library)).replace("-L .%s", f"-L{library.parent} -L .%s")
        (musl / "specs").write_text(specs, encoding="utf-8")
        compiler = f"gcc -specs {musl}/specs -isystem {self.kernel_headers(musl)} -isystem {root}/usr/include"
        output(*compiler.split(), "-c", "-o", str(musl / "fortified.o"), str(HERE / "../foreign/fortified.c"))
        self.variables = {"CC": compiler, "LDFLAGS": f"-rdynamic {musl}/fortified.o -Wl,-rpath,{libraries}",
                          "PKG_CONFIG_LIBDIR": f"{libraries}/pkgconfig", "PKG_CONFIG_SYSROOT_DIR": str(root)}

    @staticmethod
    def kernel_headers(root):
        headers = root / "kernel"
        headers.mkdir(exist_ok=True)
        for name, path in (("linux", "linux"), ("asm-generic", "asm-generic"), ("asm", "x86_64-linux-gnu/asm")):
            if not (headers / name).exists():
                (headers / name).symlink_to(pathlib.Path("/usr/include") / path)
        return headers


MACHINES = {machine.name: machine for machine in (
    Musl(),
    Machine("i386", "i386-linux-gnu", "/lib/ld-linux.so.2"),
    Machine("s390x", "s390x-linux-gnu", "/lib/ld64.so.1", "qemu-s390x-static"),
    Machine("armhf", "arm-linux-gnueabihf", "/lib/ld-linux-armhf.so.3", "qemu-arm-static"),
)}


class Build:
    """The program, the unit tests, the fuzzers and tools, built for a MACHINE in DIRECTORY from the sources in TOP."""

    def __init__(self, machine, top, directory):
        self.machine, self.top, self.directory = machine, top, directory

    def configure(self):
        if (self.directory / "config.status").exists():
            return
        self.directory.mkdir(parents=True, exist_ok=True)
        output(str(self.top / "configure"), "-q", *self.machine.options,
               *(f"{name}={value}" for name, value in self.machine.variables.items()), cwd=self.directory,
               env=dict(os.environ, **self.machine.environment))

    def make(self, *words):
        return make(self.directory, *words, **self.machine.environment)

    def names(self, variables):
        """What the Makefile has in VARIABLES."""
        return self.make("-s", "--no-print-directory", f"--eval=names: ; @echo {variables}", "names")[1].split()

    def runner(self):
        """The directory in which programs that this machine can run have the names of those of the build."""
        if not self.machine.emulator:
            return self.directory
        into = self.directory / "emulated"
        for name in ("conntrack", "tests/replay/replay"):
            path = into / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"#!/bin/sh\nexec {self.machine.emulator} {self.directory / name} \"$@\"\n", encoding="utf-8")
            path.chmod(0o755)
        return into

    def run(self, words, seconds):
        """One test: its status, and its lines."""
        runner = self.runner()
        environment = dict(os.environ, top_srcdir=str(self.top), top_builddir=str(runner),
                           CONNTRACK=str(runner / "conntrack"))
        if self.machine.emulator:
            environment["CONNTRACK_TEST_SLOW"] = "1"
        try:
            done = subprocess.run(words, text=True, errors="replace", stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT, env=environment, cwd=self.directory, timeout=seconds,
                                  check=False)
            return done.returncode, done.stdout.splitlines()
        except subprocess.TimeoutExpired as error:
            return None, (error.stdout or b"").decode(errors="replace").splitlines()

    def test(self, name, seconds):
        """The same for a program of the build, NAME as Makefile.am has it."""
        emulator = [self.machine.emulator] if self.machine.emulator else []
        return self.run([*emulator, str(self.directory / name)], seconds)
