"""The distribution's own GRUB, asked which entry it takes and what would arrive on the command lines.

The menu runs in GRUB itself, from a memory disk; only the commands that load Xen and dom0 print what they
are given instead. Less than a second a run.
"""

import io
import re
import shutil
import subprocess
import tarfile
from dataclasses import dataclass

from packages import _download, made_once
from paths import key_of
from say import LabError, command
from topology import QEMU

# the last two: libraries of grub-script-check and grub-editenv
WANTED = ("grub-common", "grub2-common", "grub-pc-bin", "xen-hypervisor-common", "libdevmapper1.02.1", "libselinux1")
MODULES = ("memdisk", "tar", "normal", "configfile", "echo", "test", "loadenv", "serial", "terminal",
           "halt", "biosdisk", "sleep", "true", "terminfo")
# functions stand in for commands whose modules are not in the image
HEAD = """serial --unit=0
terminfo -g 250x50 serial vt100
terminal_output serial
function search { true; }
function multiboot2 { echo "[chosen] $chosen"; echo "[xen] $@"; }
function module2 { echo "[module] $@"; halt; }
function multiboot { multiboot2 "$@"; }
function module { module2 "$@"; }
function linux { echo "[chosen] $chosen"; echo "[linux] $@"; halt; }
"""
TAIL = "\nset timeout=0\nset timeout_style=hidden\n"


@dataclass
class Booted:
    """What GRUB took: the entry's path of ids, whether it loads Xen, and the words of both lines."""

    chosen: str = ""
    xen: str = ""
    dom0: str = ""


def _fetch(folder):
    (folder / "debs").mkdir(parents=True)
    _download(list(WANTED), folder / "debs")
    for deb in sorted((folder / "debs").glob("*.deb")):
        command(["dpkg-deb", "-x", deb, folder / "root"], f"unpack {deb.name}")


def unpacked():
    """The folder that holds the packages of GRUB, unpacked."""
    return made_once("grub", key_of(*WANTED), "fetching GRUB", _fetch) / "root"


def _memory_disk(path, files):
    with tarfile.open(path, "w", format=tarfile.USTAR_FORMAT) as tar:
        for name, data in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            tar.addfile(entry, io.BytesIO(data))


def _image(root, work, files, more=()):
    disk, core, kernel = work / "disk.tar", work / "core.img", work / "grub-kernel"
    _memory_disk(disk, files)
    modules = root / "usr/lib/grub/i386-pc"
    command([root / "usr/bin/grub-mkimage", "-O", "i386-pc", "-d", modules, "-m", disk, "-o", core,
             "-p", "(memdisk)/boot/grub", *MODULES, *more], "make GRUB's image")
    kernel.write_bytes((modules / "lnxboot.img").read_bytes() + core.read_bytes())
    return kernel


def _words(line, name):
    """What a command was given, behind its options and its file."""
    found = re.search(rf"^\[{name}\] (.*)$", line, re.M)
    words = found.group(1).split() if found else []
    while words and words[0].startswith("-"):
        words.pop(0)
    return " ".join(words[1:])


def boot(work, grub_cfg, grubenv=None, others=None):
    """Runs the menu; WORK is a folder that may be filled."""
    work.mkdir(parents=True, exist_ok=True)
    files = {"boot/grub/grub.cfg": (HEAD + grub_cfg + TAIL).encode()}
    if grubenv is not None:
        files["boot/grub/grubenv"] = grubenv
    files.update({f"boot/grub/{name}": text.encode() for name, text in (others or {}).items()})
    kernel = _image(unpacked(), work, files)
    try:
        done = subprocess.run(
            [QEMU, "-accel", "tcg", "-m", "64", "-nodefaults", "-display", "none", "-serial", "stdio",
             "-no-reboot", "-kernel", kernel], stdin=subprocess.DEVNULL, capture_output=True,
            timeout=60, check=False)
    except subprocess.TimeoutExpired as error:
        raise LabError(f"GRUB does not end: {(error.stdout or b'')[-500:]!r}") from error
    said = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", done.stdout.decode(errors="replace")).replace("\r", "")
    chosen = re.search(r"^\[chosen\] (.*)$", said, re.M)
    if not chosen:
        raise LabError(f"GRUB booted nothing: {said[-500:]!r}")
    if "[linux]" in said:
        return Booted(chosen.group(1), "", _words(said, "linux"))
    return Booted(chosen.group(1), _words(said, "xen"), _words(said, "module"))


# From the menu on the disk: what it loads lies beside it.
DISK_HEAD = """serial --unit=0
terminal_output serial
set prefix=(hd0)/boot/grub
set root=hd0
configfile (hd0)/boot/grub/grub.cfg
"""
DISK_MODULES = ("ext2", "part_msdos", "multiboot2", "gzio", "search", "search_label", "linux", "boot", "minicmd")


def bootable(work, menu, images):
    """QEMU's arguments that boot from cold through GRUB. MENU is a folder with boot/grub/grub.cfg, whose entries load
    /boot/xen.gz, /boot/vmlinuz and /boot/initrd.img: the lab's own, where MENU has none. They stand behind the lab's, so
    they count."""
    if not (menu / "boot/grub/grub.cfg").is_file():
        raise LabError(f"{menu} holds no boot/grub/grub.cfg to boot from")
    work.mkdir(parents=True, exist_ok=True)
    tree = work / "tree"
    shutil.rmtree(tree, ignore_errors=True)
    shutil.copytree(menu, tree)
    for name, source in (("xen.gz", images.xen), ("vmlinuz", images.kernel), ("initrd.img", images.dom0)):
        if not (tree / "boot" / name).exists():
            (tree / "boot" / name).hardlink_to(source)
    disk = work / "boot.img"
    disk.unlink(missing_ok=True)
    command(["mke2fs", "-q", "-t", "ext2", "-d", tree, disk, "320M"], "make the disk that GRUB boots from")
    kernel = _image(unpacked(), work, {"boot/grub/grub.cfg": DISK_HEAD.encode()}, DISK_MODULES)
    (work / "nothing").write_bytes(b"\0")
    return (f"-kernel {kernel} -append menu -initrd {work / 'nothing'} "
            f"-drive if=none,id=menu,file={disk},format=raw -device ide-hd,drive=menu,bus=ide.0")
