"""./lab shell: the caller's terminal becomes a terminal in dom0."""

import os
import shutil
import sys
import termios
import tty
from contextlib import contextmanager

from session import Request, visit

# hvc0 is Xen's console; the lab's own stream is the next one
SHELL = ("cd /root; exec sh -c 'stty rows {rows} cols {columns}; exec sh -l' "
         "</dev/hvc1 >/dev/hvc1 2>&1")
DAY = 24 * 3600


@contextmanager
def _raw_terminal(fd):
    before = termios.tcgetattr(fd)
    tty.setraw(fd)
    try:
        yield
    finally:
        termios.tcsetattr(fd, termios.TCSADRAIN, before)


def shell(request: Request):
    """Returns the exit status of the shell in dom0."""
    size = shutil.get_terminal_size()
    request.prelude = SHELL.format(rows=size.lines, columns=size.columns)
    request.timeout = DAY
    screen = sys.stdout.buffer

    def show(data):
        screen.write(data)
        screen.flush()

    keyboard = os.fdopen(os.dup(sys.stdin.fileno()), "rb", buffering=0)
    with visit(request) as visitor:
        terminal = visitor.machine.qemu.streams["terminal"]
        show(b"dom0 of a real Xen: 'exit' throws it away\r\n")
        with _raw_terminal(keyboard.fileno()):
            return visitor.run(show, show, [(terminal, show), (keyboard, terminal.sendall)])
