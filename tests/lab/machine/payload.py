"""What goes into a thawed dom0, as a tar on its tools disk, and what comes back from /share."""

import io
import os
import re
import shutil
import tarfile
from pathlib import Path

from images import images
from paths import RECIPE, TOP
from say import LabError, command
from topology import DISKS

LIBRARY_FOLDER = "usr/lib/x86_64-linux-gnu"
COMMANDS = ("lab-guest", "lab-qemu")
# head: busybox's tar would read the disk to its end, and of a pipe it takes six times as long as of a file
UNPACK = "date -s @{now} >/dev/null && mkdir -p /share && {tar}"
FROM_FILE = "head -c {size} /dev/vda >/run/tools.tar && tar xf /run/tools.tar -C / && rm /run/tools.tar"
FROM_PIPE = "head -c {size} /dev/vda | tar x -C /"
# dom0's memory need not hold twice what is shared
FILE_MAX = 16 << 20


def unpack(size, now):
    """The script for dom0, whose tools disk holds a tar of SIZE bytes."""
    tar = FROM_FILE if size <= FILE_MAX else FROM_PIPE
    return UNPACK.format(now=now, tar=tar.format(size=size))


def built_xpt():
    """The xpt that make built, or None. Behind libtool's wrapper script lies the program."""
    for name in ("tools/.libs/xpt", "tools/xpt"):
        path = TOP / name
        if path.is_file() and path.read_bytes()[:4] == b"\x7fELF":
            return path
    return None


def _libraries(program):
    """Shared libraries of PROGRAM that dom0 does not have."""
    in_dom0 = set(images().libraries.read_text().split())
    found = command(["ldd", program], "find xpt's libraries",
                    env={**os.environ, "LD_LIBRARY_PATH": str(TOP / ".libs")})
    missing = re.findall(r"(\S+) => not found", found)
    if missing:
        raise LabError(f"{program.name} needs {missing[0]}, which is not built: run make")
    for name, path in re.findall(r"(\S+) => (/\S+)", found):
        if name not in in_dom0 and not name.startswith("ld-linux"):
            yield name, Path(path)


def _without_debug_information(program, folder):
    """A copy in FOLDER: the tools disk is slow, and four fifths of what make builds is for debuggers."""
    copy = folder / program.name
    command(["strip", "--strip-debug", "-o", copy, program], f"strip {program.name}")
    return copy


def _as_installed(entry):
    entry.uid = entry.gid = 0
    if entry.name.startswith("usr/local/bin/"):
        entry.mode = 0o755
    return entry


class Payload:
    """Files for dom0, by their path there. Copies that it needs lie in FOLDER."""

    def __init__(self, folder):
        self._files = {f"usr/local/bin/{c}": RECIPE / "dom0" / c for c in COMMANDS}
        self._files["usr/lib/lab/lib.sh"] = RECIPE / "lib.sh"
        self._texts = {}
        xpt = built_xpt()
        if xpt:
            self._files["usr/local/bin/xpt"] = _without_debug_information(xpt, folder)
            self._files.update((f"{LIBRARY_FOLDER}/{name}", _without_debug_information(path, folder))
                               for name, path in _libraries(xpt))

    def add_text(self, path, text):
        self._texts[path] = text

    def add_folder(self, path, folder):
        for found in sorted(folder.rglob("*")):
            self._files[f"{path}/{found.relative_to(folder)}"] = found

    def write(self, disk):
        """Fills DISK, whose size stays because the frozen dom0 knows it; returns the tar's size."""
        size = DISKS["tools.img"]
        try:
            with disk.open("wb") as file, tarfile.open(fileobj=file, mode="w", dereference=True) as tar:
                for path, source in self._files.items():
                    tar.add(source, path, recursive=False, filter=_as_installed)
                for path, text in self._texts.items():
                    entry = tarfile.TarInfo(path)
                    entry.size = len(text.encode())
                    tar.addfile(entry, io.BytesIO(text.encode()))
        except OSError as error:
            raise LabError(f"cannot fill the tools disk: {error}") from error
        used = disk.stat().st_size
        if used > size:
            raise LabError(f"--share holds more than {size >> 20} MiB: share a smaller folder")
        with disk.open("r+b") as file:
            file.truncate(size)
        return used


def snapshot(folder):
    """What each file of FOLDER looks like now: only what dom0 changed is written back."""
    return {str(p.relative_to(folder)): (p.stat().st_size, int(p.stat().st_mtime))
            for p in folder.rglob("*") if p.is_file()}


def take_back(archive, folder, before):
    """Writes the new and changed files of ARCHIVE, a tar of dom0's /share, to FOLDER."""
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        for entry in tar:
            name = os.path.normpath(entry.name)
            if name.startswith(("..", "/")):
                continue
            target = folder / name
            if entry.isdir():
                target.mkdir(parents=True, exist_ok=True)
            elif entry.isfile() and before.get(name) != (entry.size, int(entry.mtime)):
                with target.open("wb") as file:
                    shutil.copyfileobj(tar.extractfile(entry), file)
                target.chmod(entry.mode & 0o777)
