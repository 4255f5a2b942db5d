"""Scripts into dom0, their output out while they run: the other end of dom0/agent."""

import base64
import selectors
import time
import uuid

from say import LabError, NotUp, QemuEnded

TIMED_OUT = 124
CHUNK = 1 << 16


class Gone(LabError):
    """The machine went away under a script: Xen rebooted, or QEMU ended."""


class _Stream:
    """Bytes up to a token, passed on as they come."""

    def __init__(self, token, sink):
        self._token = token
        self._sink = sink
        self._held = b""
        self.ended = False

    def feed(self, data):
        text = self._held + data
        body, token, _ = text.partition(self._token)
        self.ended = bool(token)
        # the token's first bytes may be the last that have come
        keep = 0 if token else self._possible_token(body)
        self._held = body[len(body) - keep:]
        self._sink(body[:len(body) - keep])

    def _possible_token(self, text):
        for size in range(min(len(self._token) - 1, len(text)), 0, -1):
            if text.endswith(self._token[:size]):
                return size
        return 0


class Channel:
    """Runs one script at a time over the streams of a QEMU."""

    def __init__(self, qemu):
        self._qemu = qemu
        self._lines = b""

    def wait_until_ready(self, seconds):
        """Waits for the agent's first words after a boot."""
        control = self._qemu.streams["control"]
        limit = time.monotonic() + seconds
        while b"ready " not in self._lines:
            control.settimeout(max(0.1, limit - time.monotonic()))
            try:
                data = control.recv(CHUNK)
            except TimeoutError:
                data = b""
            if not data:
                why = self._qemu.last_words() if self._qemu.has_ended() else "no word from dom0"
                raise NotUp(f"Xen and dom0 did not come up in {seconds} s: {why}")
            self._lines += data
        self._lines = b""

    def run(self, script, seconds, output, errors, others=(), is_hopeless=lambda: False):
        """Runs SCRIPT in dom0 for at most SECONDS; returns its exit status.

        OUTPUT and ERRORS get bytes as they come. OTHERS are (source, handler) pairs to serve
        meanwhile: handler(data) gets what arrives from each source. IS_HOPELESS is asked while
        nothing arrives.
        """
        token = uuid.uuid4().hex.encode()
        sockets = self._qemu.streams
        request = b"run %s %d %s\n" % (token, seconds, base64.b64encode(script.encode()))
        sockets["control"].sendall(request)
        out, err = _Stream(token, output), _Stream(token, errors)
        status = []
        handlers = [(sockets["control"], lambda data: self._take_status(data, token, status)),
                    (sockets["output"], out.feed), (sockets["errors"], err.feed), *others]
        limit = time.monotonic() + seconds + 20
        with selectors.DefaultSelector() as selector:
            for source, handler in handlers:
                selector.register(source, selectors.EVENT_READ, handler)
            while not (status and out.ended and err.ended):
                if time.monotonic() > limit or not self._serve(selector) and is_hopeless():
                    return TIMED_OUT
        return status[0]

    def _serve(self, selector):
        """Whether anything arrived within a second."""
        ready = selector.select(timeout=1)
        for key, _ in ready:
            data = (key.fileobj.recv(CHUNK) if hasattr(key.fileobj, "recv")
                    else key.fileobj.read(CHUNK))
            if data:
                key.data(data)
            elif hasattr(key.fileobj, "recv"):
                crash = self._qemu.own_crash()
                if crash:
                    raise QemuEnded(f"QEMU itself died of {crash}")
                raise Gone("the machine went down under the script: Xen or dom0 rebooted or "
                           "powered off (see its console log)")
            else:
                selector.unregister(key.fileobj)
        return bool(ready)

    def _take_status(self, data, token, status):
        *lines, self._lines = (self._lines + data).split(b"\n")
        for line in lines:
            words = line.split()
            if words[:2] == [b"done", token]:
                status.append(int(words[2]))
