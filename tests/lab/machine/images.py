"""What is booted: Xen, the kernel, and the initramfs of dom0 and of the guests."""

import gzip
import shutil
from functools import lru_cache

import guest_kernel
from elf import copy_libraries, is_elf
from modules import copy_modules
from packages import XEN, made_once, packages
from paths import RECIPE, key_of, recipe_files
from say import command

RECIPE_OF_IMAGES = ("dom0/init", "dom0/agent", "dom0/expire", "guest", "machine/images.py", "machine/elf.py",
                    "machine/modules.py", "machine/guest_kernel.py")
XEN_FOLDER = f"usr/lib/xen-{XEN}"
XEN_TOOLS = ("xl", "xenstored", "xenconsoled", "xenconsole", "xen-init-dom0", "libxl-save-helper",
             "xenstore-control", "lsevtchn", "xenctx", "xen-hvmctx", "xenpm", "xen-diag")
STORAGE_AND_INPUT = ("nvme", "xhci-pci", "ehci-pci", "uhci-hcd", "usb-storage", "sd_mod",
                     "crct10dif_generic", "usbhid", "hid-generic", "ftdi_sio", "usbserial")
DOM0_MODULES = ("xenfs", "xen-evtchn", "xen-gntdev", "xen-gntalloc", "xen-privcmd", "xen-pciback",
                "xen-blkback", "xen-netback", "bochs", "virtio_pci", "virtio_console", "virtio_blk",
                "e1000e", "e1000", "igb", "igbvf", *STORAGE_AND_INPUT, "ext4", "bridge", "bonding", "8021q",
                "unix_diag")
GUEST_MODULES = ("xen-pcifront", "xen-hcd", "e1000e", "e1000", *STORAGE_AND_INPUT)
# What no tool of dom0 needs but xpt does; libarchive, libnl-route-3 and libgcc_s are loaded at run time only.
XPT_LIBRARIES = ("libjson-c.so.5", "libsmartcols.so.1", "libpcre2-8.so.0", "libarchive.so.13",
                 "libxenlight.so.4.17", "libxlutil.so.4.17", "libgcc_s.so.1",
                 "libnl-route-3.so.200")


class Images:
    """The files of one build, in one folder of the cache."""

    def __init__(self, folder):
        self.folder = folder
        self.xen = folder / "xen"
        self.kernel = folder / "vmlinux"
        self.dom0 = folder / "dom0.cpio"
        self.libraries = folder / "dom0-libraries"


def _empty_root(root, source):
    for folder in ("usr/bin", "usr/sbin", "usr/lib", "usr/lib64", "proc", "sys", "dev", "run",
                   "tmp", "etc", "root", "var/lib", "var/log"):
        (root / folder).mkdir(parents=True)
    for name in ("bin", "sbin", "lib", "lib64"):
        (root / name).symlink_to(f"usr/{name}")
    (root / "var/run").symlink_to("/run")
    (root / "var/lock").symlink_to("/run/lock")
    shutil.copy(source / "bin/busybox", root / "usr/bin/busybox")


def _add_applets(root):
    """busybox stands in for every command that has no program of its own."""
    busybox = root / "usr/bin/busybox"
    for name in command([busybox, "--list"], "list busybox's commands").split():
        if not any((root / folder / name).exists() for folder in ("usr/bin", "usr/sbin")):
            (root / "usr/bin" / name).symlink_to("busybox")


def _copy(source, root, *paths):
    for path in paths:
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source / path, target)


def _pack(root, cpio):
    command(["sh", "-c", 'cd "$1" && find . | LC_ALL=C sort | cpio -o -H newc -R 0:0 --quiet > "$2"',
             "sh", root, cpio], f"pack {cpio.name}")


def _programs(root):
    folders = (root / "usr/bin", root / "usr/sbin", root / "usr/libexec", root / XEN_FOLDER / "bin")
    return [p for folder in folders if folder.exists() for p in sorted(folder.iterdir())
            if p.is_file() and not p.is_symlink() and is_elf(p)]


def _build_guest(source, root, cpio):
    _empty_root(root, source)
    _copy(source, root, "usr/bin/lspci", "usr/bin/setpci")
    _add_applets(root)
    copy_libraries(source, root, _programs(root))
    copy_modules(source, root, GUEST_MODULES)
    for name in ("init", "hotplug"):
        shutil.copy(RECIPE / "guest" / name, root / name)
        (root / name).chmod(0o755)
    _pack(root, cpio)


def _add_kmod(source, root):
    _copy(source, root, "bin/kmod")
    for name in ("modprobe", "insmod", "rmmod", "lsmod", "modinfo", "depmod"):
        (root / "usr/sbin" / name).symlink_to("/bin/kmod")


def _add_xen(source, root):
    _copy(source, root, *(f"{XEN_FOLDER}/bin/{tool}" for tool in XEN_TOOLS),
          f"{XEN_FOLDER}/boot/hvmloader", "usr/libexec/xen-qemu-system-i386",
          "usr/share/seabios/bios-256k.bin",
          *(f"usr/share/qemu/{f}" for f in ("linuxboot.bin", "linuxboot_dma.bin", "kvmvapic.bin",
                                            "keymaps/en-us")))
    for tool in (source / "usr/bin").glob("xenstore*"):
        shutil.copy(tool, root / "usr/bin" / tool.name)
    (root / "etc/xen").mkdir()
    (root / "etc/xen/xl.conf").touch()
    for folder in ("lib/xen", "lib/xenstored", "log/xen/console"):
        (root / "var" / folder).mkdir(parents=True)


def _build_dom0(source, root, images, guest):
    _empty_root(root, source)
    _add_xen(source, root)
    _add_kmod(source, root)
    _copy(source, root, "usr/bin/lspci", "usr/bin/setpci", "usr/share/misc/pci.ids", "usr/bin/gojq",
          "usr/bin/strace", "usr/bin/flock", "bin/udevadm", "bin/ip")
    # jq spends a third of a second on its own definitions here, before it reads anything
    (root / "usr/bin/jq").symlink_to("gojq")
    (root / "usr/lib/systemd").mkdir()
    (root / "usr/lib/systemd/systemd-udevd").symlink_to("/bin/udevadm")
    _add_applets(root)
    xen_libraries = f"{XEN_FOLDER}/lib/x86_64-linux-gnu"
    copy_libraries(source, root, _programs(root), (xen_libraries,), XPT_LIBRARIES)
    copy_modules(source, root, DOM0_MODULES)
    for name in ("init", "agent", "expire"):
        shutil.copy(RECIPE / "dom0" / name, root / name)
        (root / name).chmod(0o755)
    shutil.copytree(guest, root / "usr/lib/lab/guest")
    images.libraries.write_text("\n".join(
        p.name for p in (root / "usr/lib/x86_64-linux-gnu").iterdir()))
    _pack(root, images.dom0)


def _build(source, images):
    images.folder.mkdir(parents=True)
    images.xen.write_bytes(gzip.decompress((source / f"boot/xen-{XEN}-amd64.gz").read_bytes()))
    vmlinuz = next((source / "boot").glob("vmlinuz-*"))
    guest = images.folder / "guest"
    guest.mkdir()
    _build_guest(source, images.folder / "guest-root", guest / "initramfs")
    guest_kernel.build(vmlinuz, guest)
    shutil.copy(guest / "vmlinux", images.kernel)
    _build_dom0(source, images.folder / "dom0-root", images, guest)
    for leftover in ("guest-root", "dom0-root", "guest"):
        shutil.rmtree(images.folder / leftover)


@lru_cache(maxsize=1)
def images():
    source = packages()
    return Images(made_once("images", images_key(source), "building the initramfs of dom0 and of the guests",
                            lambda folder: _build(source, Images(folder))))


def images_key(source):
    return key_of(source.parent.name, *recipe_files(*RECIPE_OF_IMAGES))
