"""One QEMU process: its start, its monitor, its end. It never outlives the lab."""

import ctypes
import json
import os
import re
import shlex
import signal
import socket
import subprocess
import time

from emulator import emulator
from lock import prefer
from paths import CACHE
from say import LabError, QemuEnded
from topology import STREAMS, boot_arguments, fixed_arguments

PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None)
# in a CPU's hidden flags: it runs a guest of Xen (QEMU's HF_GUEST_MASK)
IN_GUEST = 1 << 21
# Before what others build: the limits of tests count real seconds.
SESSION_NICE = -10


def die_with_parent():
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


class Qemu:
    """QEMU runs in the cache folder with relative paths, so frozen hosts survive a move."""

    def __init__(self, run, ram, share, images, variant, incoming=False):
        self._log = run / "qemu.log"
        self.streams = {}
        theirs = {}
        for name in (*STREAMS, "qmp"):
            self.streams[name], theirs[name] = socket.socketpair()
        blanks = {name: end.fileno() for name, end in theirs.items()}
        blanks.update(run=run.relative_to(CACHE), share="on" if share else "off")
        if ram:
            blanks.update(ram=ram.relative_to(CACHE))
        own = emulator(variant)
        argv = [own.program, *(part.format_map(blanks) for part in fixed_arguments(bool(ram))),
                *own.arguments, *boot_arguments(images, variant), *shlex.split(variant.qemu),
                *(["-incoming", "defer"] if incoming else [])]
        with self._log.open("wb") as log:
            # pylint: disable=subprocess-popen-preexec-fn  (the lab has one thread)
            self._process = subprocess.Popen(
                argv, cwd=CACHE, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                env={**os.environ, **own.environment}, start_new_session=True,
                pass_fds=[end.fileno() for end in theirs.values()], preexec_fn=die_with_parent)
        prefer(self._process.pid, SESSION_NICE)
        for end in theirs.values():
            end.close()
        self._monitor = self.streams["qmp"].makefile("rwb")
        self._read_reply("QMP")
        self.qmp("qmp_capabilities")

    def _read_reply(self, wanted, timeout=60):
        self.streams["qmp"].settimeout(timeout)
        try:
            for line in self._monitor:
                reply = json.loads(line)
                if wanted in reply or "error" in reply:
                    return reply
        except TimeoutError as error:
            raise LabError(f"QEMU's monitor does not answer in {timeout} s") from error
        except OSError:
            pass
        raise QemuEnded(f"QEMU ended: {self.last_words()}")

    def qmp(self, verb, timeout=60, **arguments):
        request = {"execute": verb, "arguments": arguments}
        try:
            self._monitor.write(json.dumps(request).encode() + b"\n")
            self._monitor.flush()
        except OSError as error:
            raise QemuEnded(f"QEMU ended: {self.last_words()}") from error
        reply = self._read_reply("return", timeout)
        if "error" in reply:
            raise LabError(f"QEMU refuses {verb}: {reply['error']['desc']}")
        return reply["return"]

    def monitor(self, line):
        """A line for QEMU's human monitor; what it prints (nothing when all is well)."""
        return self.qmp("human-monitor-command", **{"command-line": line}).replace("\r", "")

    def stop_outside_guests(self):
        """Stops the CPUs while none runs a guest of Xen: QEMU 7.2 saves such a CPU, but refuses it
        when it is to be restored. Whether it found such a moment."""
        for _ in range(200):
            self.qmp("stop")
            flags = re.findall(r"HFL=([0-9a-f]+)", self.monitor("info registers -a"))
            if not any(int(word, 16) & IN_GUEST for word in flags):
                return True
            self.qmp("cont")
            time.sleep(0.02)
        return False

    def has_ended(self):
        return self._process.poll() is not None

    def own_crash(self):
        """The signal that QEMU, which closed its streams, died of; None when it ended by itself,
        for Xen or dom0 rebooted or powered off."""
        try:
            status = self._process.wait(10)
        except subprocess.TimeoutExpired:
            return None
        return signal.Signals(-status).name if status < 0 else None

    def last_words(self):
        said = [line for line in self._log.read_text(errors="replace").splitlines()
                if not line.endswith("has no peer")]
        return "\n".join(said[-10:]) or "it said nothing"

    def end(self):
        """Throws the machine away: its state is worth nothing."""
        try:
            os.killpg(self._process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self._process.wait()
        for end in self.streams.values():
            end.close()
