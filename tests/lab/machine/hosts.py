"""Xen hosts: booted once, frozen, and thawed as pristine copies.

A frozen host is a folder: the RAM files ram0 and ram1, QEMU's device state, and the console log
so far. Thawing maps the RAM copy-on-write, so any number of runs start from the same bytes.
"""

import shlex
import shutil
import time
from contextlib import contextmanager
from pathlib import Path

from channel import Channel
from emulator import emulator
from images import images
from lock import turns
from packages import remove_stale
from paths import CACHE, RECIPE, key_of, recipe_files
from qemu import Qemu
from say import LabError, NotUp, QemuEnded, command, note, stage
from topology import DISKS, Variant

BOOT_LIMIT = 150
GUESTS_LIMIT = 300
THAW_LIMIT = 60
# with those that run meanwhile
VARIANTS_KEPT = 3 + turns()
# The emulated machine now and then loses a CPU of dom0 for good (seen once in some hundred tests). The kernel says it
# after 21 s, and each minute again.
KERNEL_STALLED = "rcu_preempt detected stalls"
DEFAULT = Variant()
QUIET_DOWN = "sync; sleep 1; echo 3 >/proc/sys/vm/drop_caches"


class NotFreezable(LabError):
    """QEMU cannot freeze one of the machine's devices."""


class Machine:
    """A running QEMU with Xen and dom0 in it."""

    def __init__(self, run, ram, share, variant, incoming=False):
        self.run_folder = run
        self.console = run / "console.log"
        self.qemu = Qemu(run, ram, share, images(), variant, incoming)
        self.channel = Channel(self.qemu)

    def stands_still(self):
        """Whether dom0 lost a CPU."""
        return self.console.exists() and self.console.read_text(errors="replace").count(KERNEL_STALLED) > 1

    def command(self, script, seconds, why):
        """Runs a script of the lab's own in dom0; returns its output."""
        said = bytearray()
        status = self.channel.run(script, seconds, said.extend, said.extend, is_hopeless=self.stands_still)
        if status:
            tail = said.decode(errors="replace").strip()[-2000:]
            raise NotUp(f"{why}: failed in dom0 ({status})\n{tail}")
        return bytes(said)


def _ignore_ram(qemu):
    qemu.qmp("migrate-set-capabilities",
             capabilities=[{"capability": "x-ignore-shared", "state": True}])


def _wait_for(question, is_over, seconds, what):
    limit = time.monotonic() + seconds
    while not is_over(answer := question()):
        if time.monotonic() > limit:
            raise NotUp(f"{what} took more than {seconds} s")
        time.sleep(0.01)
    return answer


def freeze(machine, folder):
    """Stops MACHINE, whose RAM lies in FOLDER, and adds the rest of its state."""
    qemu = machine.qemu
    if not qemu.stop_outside_guests():
        raise NotUp("a guest of the host never rests: it cannot be frozen")
    _ignore_ram(qemu)
    qemu.qmp("migrate-set-parameters", **{"max-bandwidth": 1 << 40})
    state = shlex.quote(str(folder.relative_to(CACHE) / "state"))
    try:
        qemu.qmp("migrate", uri=f"exec:cat > {state}")
    except QemuEnded:
        raise
    except LabError as error:
        raise NotFreezable(str(error)) from error
    answer = _wait_for(lambda: qemu.qmp("query-migrate"),
                       lambda a: a.get("status") in ("completed", "failed", "cancelled"),
                       120, "freezing the host")
    if answer["status"] != "completed":
        raise NotFreezable(f"QEMU could not freeze the host: {answer.get('error-desc', 'no reason')}")
    shutil.copy(machine.console, folder / "console.log")


def _make_disks(run):
    for name, size in DISKS.items():
        path = run / name
        if not path.exists():
            path.touch()
        with path.open("r+b") as disk:
            disk.truncate(size)


@contextmanager
def _running(machine):
    try:
        yield machine
    finally:
        machine.qemu.end()


@contextmanager
def boot(run, ram, variant):
    """A host booted from cold; its memory lies in the folder RAM if that is given, so that it can be frozen."""
    _make_disks(run)
    with _running(Machine(run, ram, True, variant)) as machine:
        machine.channel.wait_until_ready(BOOT_LIMIT)
        yield machine


@contextmanager
def thaw(run, frozen, variant, ram=None):
    """A copy of a frozen host; its RAM lies in the folder RAM if that is given."""
    _make_disks(run)
    shutil.copy(frozen / "console.log", run / "console.log")
    with _running(Machine(run, ram or frozen, ram is not None, variant, incoming=True)) as machine:
        _ignore_ram(machine.qemu)
        state = shlex.quote(str(frozen.relative_to(CACHE) / "state"))
        try:
            machine.qemu.qmp("migrate-incoming", uri=f"exec:cat {state}")
            _wait_for(lambda: machine.qemu.qmp("query-status"),
                      lambda a: a["status"] != "inmigrate", THAW_LIMIT, "thawing the host")
            machine.qemu.qmp("cont")
        except LabError as error:
            raise NotUp(f"the frozen host {frozen.name} does not thaw: {error}") from error
        yield machine


def _start_guests(machine):
    tools = "".join(f"cat >/usr/local/bin/{tool.name} <<'LAB-END'\n{tool.read_text()}LAB-END\n"
                    f"chmod +x /usr/local/bin/{tool.name}\n" for tool in [RECIPE / "dom0/lab-guest"])
    machine.command(tools, 30, "put lab-guest into dom0")
    machine.command((RECIPE / "dom0/frozen-guests").read_text(), GUESTS_LIMIT, "start guests h1 and p1")


def _build(target, run, title, make):
    """Makes the frozen host TARGET; one that does not come up is tried once more."""
    building = Path(f"{target}.new")
    for is_last in (False, True):
        shutil.rmtree(building, ignore_errors=True)
        building.mkdir(parents=True)
        (run / "console.log").unlink(missing_ok=True)
        try:
            with stage(title):
                make(building)
            break
        except NotUp as error:
            if is_last:
                raise
            note(f"{error}: trying once more")
    building.rename(target)


def _freeze_base(target, run, variant):
    def make(building):
        with boot(run, building, variant) as machine:
            machine.command(QUIET_DOWN, 60, "quiet dom0 down")
            freeze(machine, building)
    _build(target, run, "booting Xen and freezing the host", make)


def _freeze_guests(target, run, base, variant):
    def make(building):
        command(["cp", "--sparse=always", "--reflink=auto", base / "ram0", base / "ram1", building],
                "copy the frozen host's memory")
        with thaw(run, base, variant, ram=building) as machine:
            _start_guests(machine)
            machine.command(QUIET_DOWN, 60, "quiet dom0 down")
            freeze(machine, building)
        # QEMU saves a CPU in a guest, which it does not take back
        with thaw(run, building, variant):
            pass
    _build(target, run, "starting guests h1 and p1 and freezing again", make)


def _names(variant):
    binary = emulator(variant).program.resolve().stat()
    base = key_of(images().folder.name, binary.st_size, int(binary.st_mtime), variant,
                  *recipe_files("machine/topology.py"))
    guests = key_of(base, *recipe_files("dom0/lab-guest", "dom0/frozen-guests"))
    kind = "default" if variant == DEFAULT else "variant"
    return CACHE / f"host-{kind}-{base}", CACHE / f"guests-{kind}-{guests}"


def _make_room(base, guests, variant):
    if variant == DEFAULT:
        remove_stale("host-default-*", keep=base)
        remove_stale("guests-default-*", keep=guests)
        return
    for kind in ("host-variant-*", "guests-variant-*"):
        by_age = sorted(CACHE.glob(kind), key=lambda p: p.stat().st_mtime, reverse=True)
        for old in by_age[VARIANTS_KEPT - 1:]:
            shutil.rmtree(old, ignore_errors=True)


def _frozen(run, variant, with_guests):
    """Raises NotFreezable if it cannot be."""
    base, guests = _names(variant)
    refused = Path(f"{base}.not-freezable")
    if refused.exists():
        raise NotFreezable(refused.read_text())
    if not base.exists():
        _make_room(base, guests, variant)
        try:
            _freeze_base(base, run, variant)
        except NotFreezable as error:
            shutil.rmtree(f"{base}.new", ignore_errors=True)
            refused.write_text(str(error))
            raise
    base.touch()
    if not with_guests:
        return base
    if not guests.exists():
        _make_room(base, guests, variant)
        _freeze_guests(guests, run, base, variant)
    guests.touch()
    return guests


def frozen_host(run, variant, with_guests):
    """The folder of the frozen host, made when it is missing; None if it cannot be."""
    try:
        return _frozen(run, variant, with_guests)
    except NotFreezable as error:
        note(f"booting from cold each time: {error}")
        return None


@contextmanager
def host(run, variant, frozen, with_guests=False):
    """A running host for one script: thawed from the folder FROZEN, or booted from cold if that is None."""
    if frozen:
        with thaw(run, frozen, variant) as machine:
            yield machine
        return
    with boot(run, None, variant) as machine:
        if with_guests:
            _start_guests(machine)
        yield machine
