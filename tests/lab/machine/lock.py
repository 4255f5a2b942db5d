"""As many machines at a time as there is a CPU and memory for: each is one busy thread.

Files make the lock fair: who waits for a turn holds the queue, so the one that gives its
turn back cannot take it again before those who waited.
"""

import fcntl
import os
import sys
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path

from paths import CACHE
from say import LabError, note

FOLDER = Path("/run/lock") if Path("/run/lock").is_dir() else Path("/tmp")
MACHINE_GIB = 4
LOOK_AGAIN = 0.1


def turns():
    """How many machines may run at a time on this computer."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return max(1, min(len(os.sched_getaffinity(0)), memory // (MACHINE_GIB << 30)))


def _open(path):
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    except OSError as error:
        raise LabError(f"cannot open the lab's lock {path}: {error.strerror}") from error


def _try(fd):
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _holder(fd):
    return os.pread(fd, 400, 0).decode(errors="replace").strip() or "another lab"


def _one_of(files):
    """The index of the first that is free."""
    told = False
    while True:
        for number, fd in enumerate(files):
            if _try(fd):
                return number
        if not told:
            note(f"waiting for {_holder(files[0])} to finish")
            told = True
        time.sleep(LOOK_AGAIN)


def prefer(pid, nice):
    """Sets what nice(1) is among sessions, by which Linux shares the CPUs first (autogroup), for the session of PID.
    Only root may go before others; where it cannot be, tests are slower beside a build."""
    try:
        Path(f"/proc/{pid}/autogroup").write_text(str(nice))
    except OSError:
        pass


def _turn_files():
    return [FOLDER / f"xpt-lab.turn{number}" for number in range(turns())]


@contextmanager
def _held(path):
    fd = _open(path)
    try:
        fcntl.flock(fd, fcntl.LOCK_EX)
        yield
    finally:
        os.close(fd)


@contextmanager
def machine_lock():
    """Holds a turn, whose number no other machine has meanwhile."""
    files = [_open(path) for path in _turn_files()]
    try:
        with _held(FOLDER / "xpt-lab.queue"):
            number = _one_of(files)
        turn = files[number]
        os.ftruncate(turn, 0)
        os.pwrite(turn, f"pid {os.getpid()} (lab {' '.join(sys.argv[1:])[:200]})".encode(), 0)
        yield number
    finally:
        for fd in files:
            os.close(fd)


@contextmanager
def all_machines():
    """Holds all turns."""
    with ExitStack() as stack:
        stack.enter_context(_held(FOLDER / "xpt-lab.queue"))
        for path in _turn_files():
            stack.enter_context(_held(path))
        yield


def cache_lock():
    """Held by who makes what the cache keeps."""
    return _held(CACHE / "lock")
