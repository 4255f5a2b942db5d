"""Which shared libraries a program needs, found among the unpacked packages."""

import re
import shutil
from pathlib import Path

from say import LabError, command

LOADER = "ld-linux-x86-64.so.2"
FOLDERS = ("lib/x86_64-linux-gnu", "usr/lib/x86_64-linux-gnu", "lib64")


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
            shutil.copy(found, target / name)
            files.append(found)
        wanted = needed_by(files) - seen
