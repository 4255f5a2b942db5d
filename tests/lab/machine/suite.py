"""./lab test: make check, and beside it every script of tests/ in a pristine host of its own."""

import multiprocessing
import os
import re
import resource
import shlex
import shutil
import subprocess
import sys
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import build
from channel import TIMED_OUT
from lock import turns
from paths import CACHE, RECIPE, make_cache
from qemu import die_with_parent
from say import LabError, Unavailable, note
from session import Request, perform
from topology import Variant

TESTS = RECIPE / "tests"
CHECK = "check"
SKIPPED = 77
GUEST_NOT_UP = 75
# Xen 4.17 panicked twice in a row where a guest that has just started changes its cpupool.
RETRIES = 2
# Processes of guests find their memory changed now and then: lab-guest exec tells of one that a fault ended.
CRASHED_IN_GUEST = re.compile(rb"^lab-guest: (in \S+ signal \d+ ended '.*)", re.M)
# Of dom0's likewise: the loader of programs finds that what it counted a moment ago is another number now.
CRASHED_AT_START = re.compile(rb"^(Inconsistency detected by ld\.so: .*)", re.M)
PRELUDE = "exec sh -eu -c '. /usr/lib/lab/lib.sh; . /run/lab/script'"
HOST_SCRIPT_LIMIT = 120
# So many tests of a run may fail and then pass: races that are not yet understood, in xpt, in libxl or in the lab, are
# told by their first failure, and counted apart. What fails twice, or more of them, fails the run.
UNSTEADY_MAX = 2
TAIL_LINES = 40
SLOWEST = 10
MEASURED = "measured: "  # begins a line that is shown of a test that passed, too
RESULTS = {"PASS": "pass", "XFAIL": "pass", "SKIP": "skip"}


@dataclass
class Test:
    """A shell script for dom0 and what it needs, or a Python script for this machine."""
    path: Path
    wants: dict = field(default_factory=dict)

    @property
    def name(self):
        return self.path.stem

    @property
    def host_script(self):
        """What checks, on this machine, the files that the test left in /share."""
        return self.path.with_suffix(".host")


@dataclass
class Attempt:
    """What came of one run of a test."""
    name: str
    result: str
    lines: list
    logs: Path
    took: float
    cpu: float

    @property
    def reason(self):
        """The line that says shortest why it is no pass, in brackets."""
        if self.result == "pass":
            return ""
        if self.result == "skip":
            return f"  ({self.lines[-1] if self.lines else 'no reason told'})"
        told = [line for line in self.lines if line.startswith("FAILED: ")]
        return f"  ({(told or self.lines)[-1].removeprefix('FAILED: ')})"


@dataclass
class Tally:
    """What came of the tests so far."""
    counts: Counter = field(default_factory=Counter)
    failures: list = field(default_factory=list)
    took: Counter = field(default_factory=Counter)  # seconds, with all attempts
    cpu: Counter = field(default_factory=Counter)  # the CPU's seconds of it


def _wants(path):
    """The lines "# lab: KEY [VALUE]" of a test."""
    wants = {"device": [], "timeout": ["180"]}
    for line in re.findall(r"^# lab: (.*)", path.read_text(), re.M):
        key, *value = shlex.split(line)
        if key not in ("guests", "fresh", "timeout", "xen", "qemu", "dom0", "device", "newer-qemu"):
            raise LabError(f"{path.name}: unknown line '# lab: {line}'")
        if key == "device":
            wants[key] += value
        else:
            wants[key] = value
    return wants


def all_tests():
    paths = sorted([*TESTS.glob("*.sh"), *TESTS.glob("*.py")])
    return {path.stem: Test(path, _wants(path)) for path in paths}


def _variant(test):
    """What must differ from the default host: tests that want the same follow each other, as few such hosts are kept."""
    return ["newer-qemu" in test.wants, *(test.wants.get(key, []) for key in ("qemu", "xen", "dom0"))]


def _boot_cold_if_alone(tests):
    """A host that one test alone wants is not worth freezing."""
    uses = Counter(str(_variant(test)) for test in tests)
    for test in tests:
        if uses[str(_variant(test))] == 1:
            test.wants.setdefault("fresh", [])


def _request(test, share):
    word = {key: " ".join(value) for key, value in test.wants.items() if key != "device"}
    return Request(script=test.path.read_text(), name=test.name, prelude=PRELUDE, share=share,
                   guests="guests" in word, fresh="fresh" in word, timeout=int(word["timeout"]),
                   devices=test.wants["device"],
                   variant=Variant(**{k: word.get(k, "") for k in ("qemu", "xen", "dom0")},
                                   newer_qemu="newer-qemu" in word))


def _run_here(argv, said, timeout):
    environment = {**os.environ, "PYTHONPATH": str(RECIPE / "machine")}
    try:
        done = subprocess.run(argv, stdin=subprocess.DEVNULL, check=False, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, timeout=timeout, env=environment)
    except subprocess.TimeoutExpired as error:
        said.extend(error.stdout or b"")
        return TIMED_OUT, None
    said.extend(done.stdout)
    return done.returncode, None


def _why_again(outcome, said):
    """What ended a test and is no verdict on xpt, or None."""
    if outcome.status == GUEST_NOT_UP:
        return "a guest did not come up"
    if outcome.trouble:
        return outcome.trouble
    crashed = CRASHED_IN_GUEST.search(said) or CRASHED_AT_START.search(said)
    if outcome.status not in (0, SKIPPED) and crashed:
        return crashed[1].decode(errors="replace")
    # dom0/expire; a script of the test's own may name xpt without running it: that counts as xpt
    ran = re.findall(rb"^lab:   (.*)", said.rpartition(b"lab: at the time limit ran:")[2], re.M)
    if outcome.status == TIMED_OUT and ran and not any(b"xpt" in command for command in ran):
        return f"hung in '{ran[-1].decode(errors='replace').strip()}', which is not xpt's"
    return None


def _run_in_dom0(test, said):
    share = None
    if test.host_script.exists():
        share = CACHE / f"share-{test.name}"
        shutil.rmtree(share, ignore_errors=True)
        share.mkdir(parents=True)
    request = _request(test, share)
    begin = 0
    outcome = perform(request, said.extend, said.extend)
    for _ in range(RETRIES):
        why = _why_again(outcome, said[begin:])
        if not why:
            break
        said.extend(f"lab: {why}: trying again from cold\n".encode())
        note(f"{test.name}: {why}, see {outcome.logs}: trying again from cold")
        request.fresh = True
        begin = len(said)
        outcome = perform(request, said.extend, said.extend)
    checked = (outcome.status, outcome.logs)
    if outcome.status == 0 and share:
        checked = _run_here([test.host_script, share], said, HOST_SCRIPT_LIMIT)
    if share:
        shutil.rmtree(share)
    return checked


def _run(test):
    """Returns the result, what the test said, and where its logs are."""
    said = bytearray()
    if test.path.suffix == ".py":
        status, logs = _run_here([sys.executable, test.path], said, int(test.wants["timeout"][0]))
    else:
        status, logs = _run_in_dom0(test, said)
    result = {0: "pass", SKIPPED: "skip"}.get(status, "FAIL")
    if result == "FAIL":
        limit = " (time limit)" if status == TIMED_OUT else ""
        said.extend(f"exit status {status}{limit}\n".encode())
    return result, said.decode(errors="replace"), logs


def _cpu_used():
    """Seconds of all that ended and was waited for: of each machine, when its test is over."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _attempt(test):
    start, cpu = time.monotonic(), _cpu_used()
    try:
        result, said, logs = _run(test)
    except Unavailable as error:
        result, said, logs = "skip", f"{error}\n".splitlines()[0], None
    except LabError as error:
        result, said, logs = "FAIL", f"{error}\n", None
    return Attempt(test.name, result, said.splitlines(), logs, time.monotonic() - start, _cpu_used() - cpu)


def _attempts(test):
    """In a process of its own: one, or two where the first failed."""
    first = _attempt(test)
    return [first, _attempt(test)] if first.result == "FAIL" else [first]


def _tell(attempt):
    print(f"{attempt.result}  {attempt.took:6.1f} s  {attempt.name}{attempt.reason}")
    shown = [line for line in attempt.lines if line.startswith(MEASURED)] if attempt.result == "pass" else []
    if attempt.result == "FAIL":
        shown = attempt.lines[-TAIL_LINES:]
    if attempt.result == "FAIL" and attempt.logs:
        shown.append(f"consoles and logs: {attempt.logs}")
    print("".join(f"    | {line}\n" for line in shown), end="", flush=True)


@contextmanager
def _check_beside(wanted, tally):
    """Runs make check beside the tests, if it is WANTED; it is waited for behind them."""
    if not wanted:
        yield
        return
    check = build.Check()
    try:
        yield
        start = time.monotonic()
        for name, result in check.results():
            told = RESULTS.get(result, "FAIL")
            tally.counts[told] += 1
            print(f"{told}             {name}", flush=True)
        tally.took[CHECK] = time.monotonic() - start
    finally:
        check.end()


def _verdict(attempts, tally):
    """Of a test that was tried again when it failed: that counts while UNSTEADY_MAX allows it."""
    first, last = attempts[0], attempts[-1]
    if first.result != "FAIL":
        return first.result
    failure = f"failed: {first.name}{first.reason}"
    if last.result == "pass" and tally.counts["unsteady"] < UNSTEADY_MAX:
        tally.failures.append(f"passed only when tried again: {failure}")
        return "unsteady"
    tally.failures.append(failure)
    return "FAIL"


def _add(attempts, tally):
    for attempt in attempts:
        _tell(attempt)
        tally.took[attempt.name] += attempt.took
        tally.cpu[attempt.name] += attempt.cpu


def _run_once(tests, pool, tally):
    for attempts in pool.imap_unordered(_attempts, tests):
        _add(attempts, tally)
        tally.counts[_verdict(attempts, tally)] += 1


def _run_often(tests, repeat, pool, tally):
    for test in tests:
        results = Counter()
        for attempt in pool.imap_unordered(_attempt, [test] * repeat):
            _add([attempt], tally)
            results[attempt.result] += 1
        tally.counts.update(results)
        print(f"      {test.name}: {results['FAIL']} of {repeat} failed", flush=True)


def _run_tests(tests, repeat, tally):
    """As many at a time as the lab has turns."""
    with multiprocessing.get_context("fork").Pool(turns(), die_with_parent) as pool:
        if repeat == 1:
            _run_once(tests, pool, tally)
        else:
            _run_often(tests, repeat, pool, tally)


def _report_time(tally):
    """Where to look first when it takes too long."""
    slowest = ", ".join(f"{name} {tally.took[name]:.0f} s ({cpu:.0f})" for name, cpu in tally.cpu.most_common(SLOWEST))
    print(f"slowest, by CPU: {slowest}\nall together: {tally.took.total():.0f} s, {tally.cpu.total():.0f} s of CPU")


def _report(tally):
    counts = tally.counts
    others = "".join(f", {counts[kind]} {word}" for kind, word in
                     (("unsteady", "only when tried again"), ("skip", "skipped")) if counts[kind])
    print("".join(f"{line}\n" for line in tally.failures), end="")
    print(f"{counts['pass']} passed, {counts['FAIL']} failed{others}", flush=True)


def _choose(names, tests):
    unknown = [name for name in names if name not in tests and name != CHECK]
    if unknown:
        raise LabError(f"no test is called {unknown[0]}: ./lab test --list names them")
    if not names:
        _boot_cold_if_alone(tests.values())
        return build.has_sources(), sorted(tests.values(), key=_variant)
    return CHECK in names, [tests[name] for name in names if name != CHECK]


def test(names, list_only=False, repeat=1):
    """Returns the exit status of ./lab test."""
    tests = all_tests()
    if list_only:
        print("\n".join([CHECK, *tests]))
        return 0
    with_check, chosen = _choose(names, tests)
    make_cache()
    tally = Tally()
    if build.has_sources():
        build.build()
    with _check_beside(with_check, tally):
        _run_tests(chosen, repeat, tally)
    if not names:
        _report_time(tally)
    _report(tally)
    return 1 if tally.counts["FAIL"] or not tally.counts["pass"] else 0
