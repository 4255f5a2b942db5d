"""One script in one Xen host: the way of every run, test, demo and shell."""

import base64
import shutil
import time
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import grub
from channel import TIMED_OUT, Gone
from emulator import emulator
from hosts import KERNEL_STALLED, frozen_host, host
from images import images
from lock import cache_lock, machine_lock
from logs import keep_logs
from paths import CACHE, make_cache
from payload import Payload, snapshot, take_back, unpack
from say import LabError, NotUp, QemuEnded, note
from topology import HOTPLUG_PORTS, Variant

SCRIPT = "run/lab/script"
ENTER_LIMIT = 60
HOTPLUG_LIMIT = 20
QEMU_RETRIES = 2
# Functions in which Xen 4.17 itself panics now and then. While a device is attached to a running HVM guest, with xl alone
# too: one CPU adds an I/O handler, another looks through them for a guest's port access and meets one without its
# functions. While a domain that has just started changes its cpupool: a vCPU is switched away from, and has no run queue.
KNOWN_PANICS = ("hvm_find_io_handler", "csched2_context_saved")
# The emulation of SVM now and then enters a guest with the hypervisor's registers.
GUEST_LOST = "Triple fault - invoking HVM shutdown"
# lab-guest tells so of one that had just started, and makes it again
GUEST_MADE_AGAIN = b"a fault of the emulated CPU ended"
COUNT_DEVICES = "ls -d /sys/bus/pci/devices/* /sys/bus/usb/devices/* | wc -l"


@dataclass
class Request:
    """What a script wants to run in."""
    script: str = ""
    guests: bool = False
    fresh: bool = False
    variant: Variant = Variant()
    devices: list = field(default_factory=list)
    share: Path = None
    boot: Path = None  # a folder whose menu GRUB boots, from cold
    timeout: int = 300
    name: str = "run"
    prelude: str = "exec sh /run/lab/script"


@dataclass
class Outcome:
    status: int
    logs: Path = None
    trouble: str = None  # of the machine, which is no verdict on xpt


class Visit:
    """A host at a script's service."""

    def __init__(self, machine, request, run):
        self.machine = machine
        self.run_folder = run
        self._request = request
        self._asked = b""

    def enter(self, size):
        """Makes the host as the script wants it; the tools disk holds a tar of SIZE bytes."""
        self.machine.command(unpack(size, int(time.time())), ENTER_LIMIT, "unpack the tools disk")
        ports = iter(HOTPLUG_PORTS)
        for device in self._request.devices:
            self._hotplug(device, ports)

    def _hotplug(self, device, ports):
        if "bus=" not in device:
            device = f"{device},bus={next(ports, HOTPLUG_PORTS[0])}"
        count = self.machine.command(COUNT_DEVICES, 20, "count devices")
        refusal = self.machine.qemu.monitor(f"device_add {device}").strip()
        if refusal:
            raise LabError(f"QEMU cannot plug '{device}': {refusal}")
        script = (f"tries=0; until [ $({COUNT_DEVICES}) != {int(count)} ]; do tries=$((tries + 1)); "
                  f"[ $tries -lt {HOTPLUG_LIMIT * 5} ] || exit 1; usleep 200000; done; sleep 1")
        self.machine.command(script, HOTPLUG_LIMIT + 10, f"dom0 did not notice '{device}'")

    def _answer(self, data):
        """A lab-qemu in dom0 asked for a line on QEMU's monitor."""
        *lines, self._asked = (self._asked + data).split(b"\n")
        for line in lines:
            said = self.machine.qemu.monitor(line.decode(errors="replace"))
            reply = base64.b64encode(said.encode()) or b"-"
            self.machine.qemu.streams["request"].sendall(reply + b"\n")

    def run(self, output, errors, others=()):
        streams = self.machine.qemu.streams
        return self.machine.channel.run(
            self._request.prelude, self._request.timeout, output, errors,
            [(streams["request"], self._answer), *others], self.machine.stands_still)

    def bring_back_share(self, before):
        archive = bytearray()
        self.machine.channel.run("tar cf - -C /share .", 120, archive.extend, lambda _: None)
        take_back(bytes(archive), self._request.share, before)


def _fill_tools_disk(request, run):
    """Before the host starts: a booting dom0 reads the disk's first page and keeps it."""
    payload = Payload(run)
    payload.add_text(SCRIPT, request.script)
    if request.share:
        payload.add_folder("share", request.share)
    return payload.write(run / "tools.img")


def _variant(request, run):
    """The host's, with what boots it through GRUB."""
    if not request.boot:
        return request.variant
    arguments = grub.bootable(run / "grub", request.boot, images())
    return replace(request.variant, qemu=f"{request.variant.qemu} {arguments}")


@contextmanager
def run_folder():
    """Holds a turn of the lab, with an empty folder for its machine."""
    with machine_lock() as turn:
        make_cache()
        run = CACHE / f"run-{turn}"
        shutil.rmtree(run, ignore_errors=True)
        run.mkdir()
        yield run


@contextmanager
def visit(request):
    """Holds a turn of the lab while the caller uses a host that suits REQUEST."""
    with run_folder() as run:
        try:
            with cache_lock():
                size = _fill_tools_disk(request, run)
                variant = _variant(request, run)
                emulator(variant)
                cold = request.fresh or request.boot
                frozen = None if cold else frozen_host(run, variant, request.guests)
            with host(run, variant, frozen, request.guests) as machine:
                visitor = Visit(machine, request, run)
                visitor.enter(size)
                yield visitor
        except NotUp as error:
            logs = keep_logs(request.name, run)
            raise type(error)(f"{error}\n(console logs: {logs})") from error


def _trouble(status, said, run):
    console = run / "console.log"
    text = console.read_text(errors="replace") if console.exists() else ""
    if "Panic on CPU" in text and any(function in text for function in KNOWN_PANICS):
        return "a panic of Xen that is known"
    if status == TIMED_OUT and KERNEL_STALLED in text:
        return "a CPU of dom0 stood still in the kernel"
    if text.count(GUEST_LOST) > said.count(GUEST_MADE_AGAIN):
        return "a fault of the emulated CPU ended a guest"
    return None


def _perform(request, output, errors):
    said = bytearray()

    def tell(sink, data):
        said.extend(data)
        del said[:-(1 << 20)]
        sink(data)

    before = snapshot(request.share) if request.share else None
    with visit(request) as visitor:
        machine = visitor.machine
        try:
            status = visitor.run(lambda data: tell(output, data), lambda data: tell(errors, data))
            if request.share and not (status == TIMED_OUT and machine.stands_still()):
                visitor.bring_back_share(before)
        except Gone as error:
            note(str(error))
            status, machine = 1, None
        if status == 0:
            return Outcome(0)
        run = visitor.run_folder
        trouble = _trouble(status, said, run)
        return Outcome(status, keep_logs(request.name, run, None if trouble else machine, said), trouble)


def perform(request, output, errors):
    """Runs the request's script; a host that does not come up is tried once more from cold, and a
    script under which QEMU itself ended runs again in another host."""
    retries = QEMU_RETRIES
    while True:
        try:
            return _perform(request, output, errors)
        except QemuEnded as error:
            if not retries:
                raise
            retries -= 1
            note(f"{error}\nlab: running the script again")
        except NotUp as error:
            if request.fresh:
                raise
            request.fresh = True
            note(f"{error}\nlab: trying once more from cold")
