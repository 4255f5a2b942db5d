"""Which QEMU runs the machine: the distribution's, or a newer one of its backports, which is fetched, never installed."""

import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path

from packages import made_once
from paths import key_of
from say import LabError, Unavailable, command
from topology import CPU, QEMU

WANTED = ("qemu-system-x86", "qemu-system-common", "qemu-system-data", "seabios")


@dataclass
class Emulator:
    program: Path
    arguments: list = field(default_factory=list)
    environment: dict = field(default_factory=dict)


def _release():
    """The archive and the release that this machine is installed from."""
    told = command(["apt-get", "indextargets", "--format", "$(REPO_URI) $(CODENAME)", "Created-By: Packages"],
                   "ask apt for its archives")
    found = re.search(r"^(\S+) ([a-z]+)$", told, re.M)
    if not found:
        raise LabError("apt knows no archive: run apt-get update, on Debian 12 (amd64)")
    return found.groups()


def _fetch(folder):
    archive, release = _release()
    debs = folder / "debs"
    for name in ("lists/partial", "cache/archives/partial", "debs"):
        (folder / name).mkdir(parents=True)
    sources = folder / "sources.list"
    sources.write_text(f"deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] {archive} "
                       f"{release}-backports main\n")
    apt = ["apt-get", "-q", "-o", f"Dir::Etc::sourcelist={sources}", "-o", "Dir::Etc::sourceparts=-",
           "-o", f"Dir::State::lists={folder / 'lists'}", "-o", f"Dir::Cache={folder / 'cache'}",
           "-o", "APT::Sandbox::User=root"]
    try:
        command([*apt, "update"], "ask for the backports")
        command([*apt, "download", *(f"{name}/{release}-backports" for name in WANTED)], "fetch the newer QEMU", cwd=debs)
    except LabError as error:
        raise Unavailable(f"the backports of {release} at {archive} do not give a newer QEMU: {error}") from error
    for deb in sorted(debs.glob("*.deb")):
        command(["dpkg-deb", "-x", deb, folder / "root"], f"unpack {deb.name}")
    for name in ("lists", "cache", "debs"):
        shutil.rmtree(folder / name)


def _newer():
    root = made_once("qemu", key_of(*WANTED), "fetching a newer QEMU", _fetch) / "root"
    # its emulation of x2APIC is one that Xen 4.17 does not start with
    return Emulator(root / "usr/bin" / QEMU,
                    ["-L", f"{root}/usr/share/qemu", "-L", f"{root}/usr/share/seabios", "-cpu", f"{CPU},-x2apic"],
                    {"QEMU_MODULE_DIR": f"{root}/usr/lib/x86_64-linux-gnu/qemu"})


def emulator(variant):
    """Raises Unavailable where the backports do not have it."""
    if variant.newer_qemu:
        return _newer()
    found = shutil.which(QEMU)
    if not found:
        raise LabError(f"{QEMU} is not installed: run ./lab, which installs it")
    return Emulator(Path(found))
