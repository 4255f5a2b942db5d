"""One QEMU at a time on a machine, and which session goes first: emulation in parallel makes each run miss its time limits.

Two files make the lock fair: who waits for the turn holds the queue, so the one that gives the
turn back cannot take it again before those who waited.
"""

import fcntl
import os
import sys
from contextlib import contextmanager
from pathlib import Path

from say import LabError, note

FOLDER = Path("/run/lock") if Path("/run/lock").is_dir() else Path("/tmp")


def _open(name):
    path = FOLDER / name
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    except OSError as error:
        raise LabError(f"cannot open the machine's lab lock {path}: {error.strerror}") from error


def _take(fd, turn):
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.pread(turn, 400, 0).decode(errors="replace").strip()
        note(f"waiting for {holder or 'another lab'} to finish")
        fcntl.flock(fd, fcntl.LOCK_EX)


def prefer(pid, nice):
    """Sets what nice(1) is among sessions, by which Linux shares the CPUs first (autogroup), for the session of PID.
    Only root may go before others; where it cannot be, tests are slower beside a build."""
    try:
        Path(f"/proc/{pid}/autogroup").write_text(str(nice))
    except OSError:
        pass


@contextmanager
def machine_lock():
    queue, turn = _open("xpt-lab.queue"), _open("xpt-lab.turn")
    try:
        _take(queue, turn)
        _take(turn, turn)
        os.close(queue)
        queue = -1
        os.ftruncate(turn, 0)
        os.pwrite(turn, f"pid {os.getpid()} (lab {' '.join(sys.argv[1:])[:200]})".encode(), 0)
        yield
    finally:
        if queue >= 0:
            os.close(queue)
        os.close(turn)
