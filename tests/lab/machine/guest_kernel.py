"""The guests' kernel, unpacked and placed so that emulated guests start in seconds.

PV and PVH guests load the plain ELF. An HVM guest gets a real-mode stub as its kernel: it enters
the real one, which the device model has put into guest memory together with the initramfs, so no
kernel byte passes through emulated port I/O.
"""

import lzma
import struct

from elf import without_zeros
from paths import RECIPE
from say import LabError, command

# Where guest/stub.S and lab-guest put the pieces in guest memory.
KERNEL_AT = 0x1000000
BOOT_PARAMS_AT = 0x7000000
INITRAMFS_AT = 0x8000000
BOOT_PARAMS_SIZE = 4096


def _plain_elf(image):
    start = image.find(b"\xfd7zXZ\0")
    if start < 0:
        raise LabError("the distribution's kernel is not packed with xz: teach guest_kernel.py")
    return without_zeros(lzma.LZMADecompressor().decompress(image[start:]))


def _boot_params(image, initramfs_size):
    """The kernel's setup header in an otherwise empty page, filled in as a boot loader does."""
    page = bytearray(BOOT_PARAMS_SIZE)
    end = 0x202 + image[0x201]
    page[0x1f1:end] = image[0x1f1:end]
    struct.pack_into("<H", page, 0x1fa, 0xffff)                 # vid_mode: normal
    page[0x210:0x212] = b"\xff\x01"                             # unknown loader, loaded high
    struct.pack_into("<I", page, 0x214, KERNEL_AT)
    struct.pack_into("<II", page, 0x218, INITRAMFS_AT, initramfs_size)
    struct.pack_into("<I", page, 0x228, BOOT_PARAMS_AT + BOOT_PARAMS_SIZE)  # command line
    return bytes(page)


def build(vmlinuz, folder):
    """Fills FOLDER, which holds the initramfs, with what lab-guest needs to start guests."""
    image = vmlinuz.read_bytes()
    (folder / "vmlinux").write_bytes(_plain_elf(image))
    setup_size = ((image[0x1f1] or 4) + 1) * 512
    (folder / "protected-mode").write_bytes(image[setup_size:])
    (folder / "boot-params").write_bytes(_boot_params(image, (folder / "initramfs").stat().st_size))
    command(["as", "--32", RECIPE / "guest/stub.S", "-o", folder / "stub.o"], "assemble stub.S")
    command(["ld", "-m", "elf_i386", "-Ttext", "0", "--oformat", "binary", "-o", folder / "stub",
             folder / "stub.o"], "link stub.S")
    (folder / "stub.o").unlink()
