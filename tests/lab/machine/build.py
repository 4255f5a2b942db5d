"""xpt itself, built in the tree, and what "make check" says about it."""

import os
import re
import signal
import subprocess
import sys
import time

from lock import prefer
from paths import CACHE, TOP
from payload import built_xpt
from say import LabError, command, note, stage

CHECK_LIMIT = 1800
# of its session, the last of all
CHECK_NICE = 19


def has_sources():
    return (TOP / "configure.ac").exists()


def _configure():
    if not (TOP / "configure").exists():
        with stage("autoreconf"):
            command(["autoreconf", "-fi"], "make ./configure", cwd=TOP)
    if not (TOP / "Makefile").exists():
        with stage("configure"):
            command(["./configure"], "configure xpt", cwd=TOP)


def build():
    """Brings xpt up to date."""
    _configure()
    with stage("building xpt"):
        command(["make", "-s", "-j2"], "build xpt", cwd=TOP, timeout=1200)


def build_if_missing():
    """For run and shell, which take the xpt that is there: their users call make."""
    if not has_sources() or built_xpt():
        return
    try:
        build()
    except LabError as error:
        note(f"{error}\nlab: dom0 goes without xpt")


def _results(since):
    """(name, result) of every test whose result file is newer than SINCE."""
    for path in sorted(TOP.rglob("*.trs")):
        if CACHE in path.parents or path.stat().st_mtime < since:
            continue
        name = str(path.relative_to(TOP).with_suffix(""))
        for result, case in re.findall(r"^:test-result: (\w+) ?(.*)", path.read_text(), re.M):
            yield f"{name} {case}".strip(), result


class Check:
    """make check, in a session of its own that gets what the lab leaves of the CPUs."""

    def __init__(self):
        self._start = int(time.time())
        self._log = CACHE / "make-check.log"
        with self._log.open("wb") as file:
            self._process = subprocess.Popen(
                ["nice", "-n", "19", "make", "-j2", "check"], cwd=TOP, stdin=subprocess.DEVNULL,
                stdout=file, stderr=subprocess.STDOUT, start_new_session=True)
        prefer(self._process.pid, CHECK_NICE)

    def results(self):
        """Waits for its (name, result) pairs, a failed build among them."""
        with stage("make check"):
            status = self._wait()
        results = list(_results(self._start))
        failed = [name for name, result in results if result in ("FAIL", "ERROR", "XPASS")]
        if status and not failed or not results:
            print("\n".join(self._log.read_text(errors="replace").splitlines()[-40:]), file=sys.stderr)
            results.append((f"make check (status {status}, {len(results)} results)", "FAIL"))
        return results

    def _wait(self):
        try:
            return self._process.wait(CHECK_LIMIT)
        except subprocess.TimeoutExpired:
            return f"none in {CHECK_LIMIT} s more"

    def end(self):
        """Leaves none of its processes behind."""
        try:
            os.killpg(self._process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self._process.wait()
