# SPDX-License-Identifier: GPL-2.0-or-later
"""
A virtual machine with a kernel of Debian. It sees the file system of this machine, with a layer of its own above that
takes what is written, so that programs and tests run in it as they are.
"""

import os
import pathlib
import re
import shlex
import shutil
import subprocess
import tempfile

from debian import Suite, Unavailable

CONSOLE = "console=ttyS0 quiet panic=-1 mitigations=off"
MEMORY = "1536M"
NEEDED = ("virtio_pci", "virtiofs", "overlay")
# Two programs have this name: that of qemu before 8, and its successor.
SERVERS = (("/usr/lib/qemu/virtiofsd", "-o", "source=/", "-o", "cache=always", "-o", "sandbox=chroot"),
           ("/usr/libexec/virtiofsd", "--shared-dir=/", "--cache=always", "--sandbox=chroot"))
INIT = r"""#!/bin/busybox sh
/bin/busybox --install -s /bin
export PATH=/bin
mount -t proc proc /proc
mount -t devtmpfs dev /dev
for module in /*.ko; do insmod $module; done
mount -t virtiofs -o ro host /host
mount -t tmpfs -o size=75% room /room
mkdir /room/upper /room/work
mount -t overlay -o lowerdir=/host,upperdir=/room/upper,workdir=/room/work over /root
cd /root
mount -t proc proc proc
mount -t sysfs sys sys
mount -t devtmpfs dev dev
mkdir -p dev/pts dev/shm
mount -t devpts devpts dev/pts
ln -s /proc/self/fd dev/fd
for number in 0 1 2; do ln -s fd/$number dev/$(echo stdin stdout stderr | cut -d ' ' -f $((number + 1))); done
for directory in run dev/shm; do mount -t tmpfs tmp $directory; done
mkdir -p lib/modules/@VERSION@
mount -o bind /host@MODULES@ lib/modules/@VERSION@
printf '#!/bin/sh\nexec /bin/chroot /root /sbin/modprobe "$@"\n' >/bin/load
chmod +x /bin/load
echo /bin/load >/proc/sys/kernel/modprobe
for module in nf_conntrack_netlink nf_nat_ftp nf_nat_tftp; do /bin/load $module; done
cp /command tmp/command
ip link set lo up
chroot /root /bin/sh /tmp/command </dev/null >/dev/ttyS0 2>&1
echo "@END@ $?" >/dev/ttyS0
poweroff -f
"""
END = "the command ended with"


def missing():
    """What this machine lacks to start another one; empty when nothing."""
    programs = [name for name in ("qemu-system-x86_64", "busybox", "cpio", "modprobe", "depmod")
                if not shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")]
    if not any(os.access(server[0], os.X_OK) for server in SERVERS):
        programs.append("virtiofsd")
    if os.uname().machine != "x86_64":
        programs.append("a processor of x86-64")
    if os.geteuid() != 0:
        programs.append("root, who shares the file system")
    return ", ".join(programs)


class Kernel:
    """The newest cloud kernel of a suite of Debian."""

    def __init__(self, suite):
        names = Suite(suite)
        packages = names.closure("linux-image-cloud-amd64", r"linux-(image|modules|binary|base)-\d")
        if not packages:
            raise Unavailable(f"{suite} has no cloud kernel")
        self.root = names.unpacked("kernel", packages)
        self.modules = next(self.root.glob("**/lib/modules/*"))
        self.version = self.modules.name
        self.image = next(path for path in self.root.glob("**/vmlinuz*") if path.is_file())
        if not (self.modules / "modules.dep").exists():
            subprocess.run(["depmod", "-b", str(self.modules.parents[2]), self.version], check=True)

    def first_modules(self):
        """The files of the modules that reach the file system, each behind what it needs."""
        files = []
        for name in NEEDED:
            shown = subprocess.run(["modprobe", "-d", str(self.modules.parents[2]), "-S", self.version,
                                    "--show-depends", name], capture_output=True, text=True, check=False).stdout
            files += re.findall(r"^insmod (\S+)", shown, re.MULTILINE)
        return dict.fromkeys(files)

    def make_initrd(self, into, command):
        for name in ("bin", "proc", "dev", "host", "room", "root"):
            (into / name).mkdir(parents=True)
        shutil.copy(shutil.which("busybox"), into / "bin/busybox")
        for number, file in enumerate(self.first_modules()):
            reader = {".xz": "xz", ".zst": "zstd"}.get(pathlib.Path(file).suffix)
            with open(into / f"{number:02}.ko", "wb") as out:
                subprocess.run([reader, "-dc", file] if reader else ["cat", file], stdout=out, check=True)
        (into / "command").write_text(command, encoding="utf-8")
        init = INIT.replace("@VERSION@", self.version).replace("@MODULES@", str(self.modules)).replace("@END@", END)
        (into / "init").write_text(init, encoding="utf-8")
        (into / "init").chmod(0o755)
        files = subprocess.run(["find", "."], cwd=into, capture_output=True, check=True).stdout
        with open(into.parent / "initrd", "wb") as out:
            subprocess.run(["cpio", "-o", "-H", "newc", "--quiet"], cwd=into, input=files, stdout=out, check=True)

    def run(self, command, seconds, processors=2):
        """What COMMAND, text of a shell, prints in the machine, and its status; None when the machine was stopped."""
        with tempfile.TemporaryDirectory() as name:
            directory = pathlib.Path(name)
            self.make_initrd(directory / "initrd.d", command)
            server = next(server for server in SERVERS if os.access(server[0], os.X_OK))
            socket = directory / "socket"
            with open(directory / "log", "wb") as log, \
                    subprocess.Popen([server[0], f"--socket-path={socket}", *server[1:]], stdout=log, stderr=log) as files:
                try:
                    return self.boot(directory, socket, files, seconds, processors)
                finally:
                    files.kill()

    def boot(self, directory, socket, files, seconds, processors):
        while not socket.exists():
            if files.poll() is not None:
                raise Unavailable((directory / "log").read_text(errors="replace").strip())
        words = shlex.split(f"qemu-system-x86_64 -M q35 -cpu max -smp {processors} -m {MEMORY} -accel tcg,thread=multi "
                            "-display none -no-reboot -nodefaults -serial stdio "
                            f"-object memory-backend-memfd,id=mem,size={MEMORY},share=on -numa node,memdev=mem "
                            f"-chardev socket,id=files,path={socket} -device vhost-user-fs-pci,chardev=files,tag=host "
                            f"-kernel {self.image} -initrd {directory / 'initrd'}") + ["-append", CONSOLE]
        try:
            done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, timeout=seconds, check=False)
            text = done.stdout.decode("utf-8", "replace").replace("\r", "")
        except subprocess.TimeoutExpired as error:
            text = (error.stdout or b"").decode("utf-8", "replace").replace("\r", "")
        before, _, status = text.partition(END)
        return before, int(status.split()[0]) if status.strip() else None
