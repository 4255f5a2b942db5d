"""xpt itself, built in the tree, and what "make check" says about it."""

import re
import subprocess
import sys
import time

from paths import CACHE, TOP
from payload import built_xpt
from say import LabError, command, note, stage


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


def check():
    """Runs make check; returns its (name, result) pairs, a failed build among them."""
    start = int(time.time())
    log = CACHE / "make-check.log"
    with stage("make check"), log.open("wb") as file:
        done = subprocess.run(["make", "-j2", "check"], cwd=TOP, stdin=subprocess.DEVNULL,
                              stdout=file, stderr=subprocess.STDOUT, check=False, timeout=1800)
    results = list(_results(start))
    failed = [name for name, result in results if result in ("FAIL", "ERROR", "XPASS")]
    if done.returncode and not failed or not results:
        print("\n".join(log.read_text(errors="replace").splitlines()[-40:]), file=sys.stderr)
        results.append((f"make check (status {done.returncode}, {len(results)} results)", "FAIL"))
    return results
