"""Output arrives while a script runs, whole and unchanged; time limits hold; Xen may die."""

import hashlib
import time

from session import Request, perform


class Ear:
    """Notes what came, and when."""

    def __init__(self):
        self.data = b""
        self.times = []

    def __call__(self, data):
        self.data += data
        self.times.append(time.monotonic())


def run(script, **options):
    out, err = Ear(), Ear()
    start = time.monotonic()
    outcome = perform(Request(script=script, name="lab-stream", **options), out, err)
    return outcome, out, err, start


def test_streams_while_it_runs():
    outcome, out, err, _ = run("echo one; echo two >&2; seq 300000 | sha256sum >/dev/null; echo three; exit 7")
    assert outcome.status == 7, outcome
    assert (out.data, err.data) == (b"one\nthree\n", b"two\n"), (out.data, err.data)
    assert out.times[-1] - out.times[0] > 0.2, out.times


def test_carries_megabytes_unchanged():
    outcome, out, err, _ = run(
        "head -c 5000000 /dev/urandom >/run/x; cat /run/x; sha256sum /run/x >&2")
    assert outcome.status == 0, outcome
    assert hashlib.sha256(out.data).hexdigest() == err.data.split()[0].decode()


def test_keeps_the_time_limit():
    outcome, out, _, start = run("trap '' TERM; echo before; while :; do :; done", timeout=3)
    assert outcome.status == 124, outcome
    assert out.data == b"before\n", out.data
    assert time.monotonic() - start < 40


def test_survives_the_end_of_xen():
    outcome, out, _, _ = run("echo last; sleep 1; echo b >/proc/sysrq-trigger; sleep 60", timeout=90)
    assert outcome.status == 1, outcome
    assert out.data == b"last\n", out.data
    assert (outcome.logs / "console.log").stat().st_size > 0


if __name__ == "__main__":
    for test in (test_streams_while_it_runs, test_carries_megabytes_unchanged,
                 test_keeps_the_time_limit, test_survives_the_end_of_xen):
        print(f"{test.__name__}", flush=True)
        test()
