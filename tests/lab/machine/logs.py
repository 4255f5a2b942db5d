"""Keeps what a failed run left: the consoles of Xen, dom0 and the guests, and its output."""

import io
import shutil
import tarfile
import time
from pathlib import PurePosixPath

from paths import LOGS
from say import LabError

KEPT = 40
FETCH = "dmesg >/var/log/dmesg; tar cf - -C /var/log ."


def _fetch_dom0_logs(machine, folder):
    archive = bytearray()
    try:
        machine.channel.run(FETCH, 15, archive.extend, lambda _: None)
        with tarfile.open(fileobj=io.BytesIO(bytes(archive))) as tar:
            for entry in tar:
                name = PurePosixPath(entry.name)
                if entry.isfile() and ".." not in name.parts:
                    target = folder / "dom0" / name
                    target.parent.mkdir(parents=True, exist_ok=True)
                    target.write_bytes(tar.extractfile(entry).read())
    except (LabError, OSError, tarfile.TarError) as error:
        (folder / "dom0-logs-missing").write_text(f"dom0 gave no logs: {error}\n")


def keep_logs(name, run, machine=None, output=None):
    """Returns the folder with the logs of the run NAME; MACHINE if its dom0 still answers."""
    LOGS.mkdir(exist_ok=True)
    for old in sorted(LOGS.iterdir(), key=lambda p: p.stat().st_mtime)[:-KEPT]:
        shutil.rmtree(old, ignore_errors=True)
    folder = LOGS / f"{name}-{time.strftime('%Y%m%d-%H%M%S')}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for log in ("console.log", "qemu.log"):
        if (run / log).exists():
            shutil.copy(run / log, folder)
    if output is not None:
        (folder / "output").write_bytes(output)
    if machine:
        _fetch_dom0_logs(machine, folder)
    return folder
