"""What the lab tells its user: errors, one line a stage, and commands that must not fail."""

import subprocess
import sys
import time
from contextlib import contextmanager


class LabError(Exception):
    """The lab itself failed: a sentence that names the thing and says what to do next."""


class NotUp(LabError):
    """A boot, a thaw or a guest did not come up in its limit: worth one more try from cold."""


class Unavailable(LabError):
    """What the distribution does not have here: a test that needs it is skipped."""


class QemuEnded(NotUp):
    """QEMU ended by itself: no verdict on Xen or a script, which is worth running again."""


def note(text):
    print(f"lab: {text}", file=sys.stderr, flush=True)


@contextmanager
def stage(title):
    """Shows TITLE while the work is done, to a terminal, and its seconds afterwards: in one piece, as others tell, too."""
    start = time.monotonic()
    line = f"  {title:<58}"
    if sys.stderr.isatty():
        print(line, end="\r", file=sys.stderr, flush=True)
    try:
        yield
    except BaseException:
        print(f"{line} failed\n", end="", file=sys.stderr, flush=True)
        raise
    print(f"{line} {time.monotonic() - start:6.1f} s\n", end="", file=sys.stderr, flush=True)


def command(argv, why, timeout=600, **options):
    """Runs ARGV and returns its output; WHY names the work in the error."""
    try:
        done = subprocess.run([str(a) for a in argv], stdin=subprocess.DEVNULL, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=timeout,
                              check=False, **options)
    except FileNotFoundError as error:
        raise LabError(f"{why}: {argv[0]} is not installed ({error.strerror})") from error
    except subprocess.TimeoutExpired as error:
        raise LabError(f"{why}: {argv[0]} did not finish in {timeout} s") from error
    if done.returncode:
        tail = "\n".join(done.stdout.splitlines()[-25:])
        raise LabError(f"{why}: {argv[0]} failed ({done.returncode})\n{tail}")
    return done.stdout
