"""xen-hcd, a guest's driver for the USB devices of a backend: the distribution's kernel is built without it, and its source has it."""

import re
import shutil

from say import LabError, command

DRIVER = "xen-hcd"
SOURCE = f"drivers/usb/host/{DRIVER}.c"
# of 1.3 GB no more is unpacked than this file, and nothing that stands behind it
ONE_FILE = ('dpkg-deb --fsys-tarfile "$1" | tar -xO "./usr/src/$2.tar.xz" | xz -dc |'
            ' tar -x --occurrence=1 --strip-components=4 -C "$3" "$2/$4"')


def _headers(release):
    """The packages that a module for kernel RELEASE is built with, and the name of its source's."""
    name = f"linux-headers-{release}"
    told = command(["apt-cache", "depends", name], f"look for {name}")
    needed = re.findall(r"Depends: (linux-(?:headers|kbuild)-\S+)", told)
    kbuild = next((n for n in needed if "kbuild" in n), None)
    if not kbuild:
        raise LabError(f"apt knows no {name}: run apt-get update, on Debian 12 (amd64)")
    return [name, *needed], kbuild.replace("kbuild", "source")


def _unpack(names, debs, root):
    for name in names:
        deb = next(debs.glob(f"{name}_*.deb"))
        command(["dpkg-deb", "-x", deb, root], f"unpack {deb.name}")


def wanted(release):
    """The packages that build() needs beside those of the lab."""
    headers, source = _headers(release)
    return [*headers, source]


def build(release, debs, work):
    """Builds the module of the packages in DEBS, in the folder WORK, which it makes; returns its path."""
    headers, source = _headers(release)
    module = work / "module"
    module.mkdir(parents=True)
    _unpack(headers, debs, work)
    tree = work / f"usr/src/linux-headers-{release}"
    makefile = tree / "Makefile"
    makefile.write_text(makefile.read_text().replace("/usr/src/", f"{work}/usr/src/"))
    command(["sh", "-c", ONE_FILE, "sh", next(debs.glob(f"{source}_*.deb")), source, module, SOURCE],
            f"take {SOURCE} out of {source}")
    (module / "Makefile").write_text(f"obj-m += {DRIVER}.o\n")
    command(["make", "-C", tree, f"M={module}", "modules"], f"build {DRIVER}")
    return module / f"{DRIVER}.ko"
