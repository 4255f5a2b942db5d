"""ELF files: the shared libraries that a program needs, found among the unpacked packages; kernels without their zeros."""

import re
import shutil
import struct
from pathlib import Path

from say import LabError, command

LOADER = "ld-linux-x86-64.so.2"
PT_LOAD = 1
FOLDERS = ("lib/x86_64-linux-gnu", "usr/lib/x86_64-linux-gnu", "lib64")
# Half of what dom0's programs need by size: tables of libicuuc, which libxml2 needs, which libarchive needs for a format
# that nothing here reads. A library without them stands in for it.
TABLES = {"libicudata.so.72": "icudt72_dat"}


def needed_by(files):
    """The names of the libraries that FILES name themselves (not those of their libraries)."""
    if not files:
        return set()
    text = command(["readelf", "-d", *files], "read what programs need")
    return set(re.findall(r"\(NEEDED\).*\[(.*)\]", text))


def is_elf(path):
    with path.open("rb") as file:
        return file.read(4) == b"\x7fELF"


def _find(name, packages, folders):
    for folder in folders:
        path = packages / folder / name
        if path.exists():
            return path.resolve()
    raise LabError(f"no package holds the library {name}: add its package to packages.py")


def _stand_in(name, symbol, target):
    source = f"const char {symbol}[4096];"
    command(["sh", "-c", 'printf %s "$1" | cc -x c -shared -nostdlib -Wl,-soname,"$2" -o "$3" -', "sh", source, name, target],
            f"make a stand-in for {name}")


def copy_libraries(packages, root, programs, extra_folders=(), names=()):
    """Copies the libraries NAMES, and every one that they and PROGRAMS need, however indirectly, into ROOT."""
    target = root / "usr/lib/x86_64-linux-gnu"
    target.mkdir(parents=True, exist_ok=True)
    (root / "usr/lib64").mkdir(exist_ok=True)
    shutil.copy(_find(LOADER, packages, FOLDERS), root / "usr/lib64" / LOADER)
    seen = {LOADER}
    wanted = (set(names) | needed_by([Path(p) for p in programs])) - seen
    while wanted:
        seen |= wanted
        files = []
        for name in sorted(wanted):
            found = _find(name, packages, (*FOLDERS, *extra_folders))
            files.append(found)
            if name in TABLES:
                _stand_in(name, TABLES[name], target / name)
            else:
                shutil.copy(found, target / name)
        wanted = needed_by(files) - seen


def without_zeros(image):
    """IMAGE, a 64-bit executable, without its section headers and the zeros in which its last segment ends: what loads it
    fills memory with zeros, where the file is shorter."""
    headers_at, count = struct.unpack_from("<Q", image, 32)[0], struct.unpack_from("<H", image, 56)[0]
    loads = [at for at in range(headers_at, headers_at + 56 * count, 56) if struct.unpack_from("<I", image, at)[0] == PT_LOAD]
    last = max(loads, key=lambda at: struct.unpack_from("<Q", image, at + 8)[0])
    offset, size = struct.unpack_from("<Q", image, last + 8)[0], struct.unpack_from("<Q", image, last + 32)[0]
    used = len(image[offset:offset + size].rstrip(b"\0"))
    shorter = bytearray(image[:offset + used])
    struct.pack_into("<Q", shorter, last + 32, used)
    struct.pack_into("<Q", shorter, 40, 0)        # section headers: where
    struct.pack_into("<HHH", shorter, 58, 0, 0, 0)  # their size, how many, the one of names
    return bytes(shorter)
