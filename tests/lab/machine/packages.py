"""The distribution's packages that Xen, dom0 and the guests are made of: fetched, never installed."""

import re
import shutil

from paths import CACHE, key_of
from say import LabError, command, stage
import usb_frontend

XEN = "4.17"
WANTED = (
    f"xen-hypervisor-{XEN}-amd64", f"xen-utils-{XEN}", "xen-utils-common", "xenstore-utils",
    "qemu-system-xen", "qemu-system-data", "seabios", "busybox-static", "kmod", "udev",
    "util-linux", "iproute2", "pciutils", "pci.ids", "gojq", "strace",
    "libjson-c5", "libsmartcols1", "libpcre2-8-0", "libarchive13", "libnl-route-3-200",
)
KERNEL = "linux-image-amd64"
NO_EXTRAS = ("--no-recommends", "--no-suggests", "--no-conflicts", "--no-breaks",
             "--no-replaces", "--no-enhances")
# Libraries of programs that the lab leaves out (login, Perl, Python, sound and video).
UNWANTED = re.compile(r"lib(perl|python|pam|db5|gdbm|krb5|gssapi|k5|nsl|tirpc|sqlite|semanage"
                      r"|sepol|newt|slang|textwrap|debian|readline)")


def _real_kernel():
    names = re.findall(r"Depends: (linux-image-\d\S+)", command(
        ["apt-cache", "depends", KERNEL], "find the distribution's kernel"))
    if not names:
        raise LabError(f"apt knows no {KERNEL}: run apt-get update, on Debian 12 (amd64)")
    return names[0]


def _with_libraries(names):
    graph = command(["apt-cache", "depends", "--recurse", *NO_EXTRAS, *names],
                    "find the libraries that Xen's tools need")
    libraries = {n for n in re.findall(r"^(\w\S*)", graph, re.M)
                 if n.startswith("lib") and not UNWANTED.match(n)}
    policy = command(["apt-cache", "policy", "libc6", "zlib1g", *sorted(libraries)], "ask apt")
    real = re.findall(r"^(\S+):\n  Installed: .*\n  Candidate: (?!\(none\))", policy, re.M)
    return sorted(set(names) | set(real))


def _download(names, folder):
    argv = ["apt-get", "-q", "-o", "APT::Sandbox::User=root", "download", *names]
    try:
        command(argv, "fetch packages", cwd=folder)
    except LabError:
        command(["apt-get", "-q", "update"], "refresh apt's lists")
        command(argv, "fetch packages", cwd=folder)


def _fetch_and_unpack(target):
    if "xen-hypervisor" not in command(["apt-cache", "search", "--names-only", WANTED[0]],
                                       "look for Xen"):
        raise LabError(f"apt has no {WANTED[0]}: the lab needs Debian 12's main archive (amd64)")
    debs = target / "debs"
    debs.mkdir(parents=True)
    kernel = _real_kernel()
    _download(_with_libraries([*WANTED, kernel]), debs)
    root = target / "root"
    root.mkdir()
    for deb in sorted(debs.glob("*.deb")):
        command(["dpkg-deb", "-x", deb, root], f"unpack {deb.name}")
    shutil.rmtree(debs)
    _add_module(target, kernel.removeprefix("linux-image-"))


def _add_module(target, release):
    """Where depmod(8) looks for what the kernel came without."""
    debs, work = target / "module-debs", target / "module"
    debs.mkdir()
    _download(usb_frontend.wanted(release), debs)
    module = usb_frontend.build(release, debs, work)
    extra = target / "root/lib/modules" / release / "extra"
    extra.mkdir()
    shutil.copy(module, extra)
    for folder in (debs, work):
        shutil.rmtree(folder)


def packages():
    """The folder that holds the unpacked packages, fetched when this recipe never was."""
    key = key_of(XEN, *WANTED, KERNEL, UNWANTED.pattern, usb_frontend.SOURCE)
    return made_once("packages", key, "fetching Xen, dom0's kernel and tools", _fetch_and_unpack) / "root"


def made_once(kind, key, title, make):
    """The folder KIND-KEY of the cache, filled by MAKE(folder) when it is not there; those of other keys go."""
    folder = CACHE / f"{kind}-{key}"
    if not folder.exists():
        with stage(title):
            remove_stale(f"{kind}-*", keep=folder)
            building = folder.with_name(f"{folder.name}.new")
            shutil.rmtree(building, ignore_errors=True)
            make(building)
            building.rename(folder)
    return folder


def remove_stale(pattern, keep):
    """Removes what older recipes left in the cache under PATTERN."""
    for old in CACHE.glob(pattern):
        if old != keep:
            shutil.rmtree(old, ignore_errors=True)
