"""Kernel modules: those that a list of names needs, copied bare of debug information."""

import re
import shutil

from say import LabError, command


def _catalogue(folder):
    """Module name -> paths of it and of all it depends on."""
    paths = {}
    for line in (folder / "modules.dep").read_text().splitlines():
        own, _, others = line.partition(":")
        name = re.sub(r"\.ko.*", "", own.rsplit("/", 1)[-1]).replace("-", "_")
        paths[name] = [own, *others.split()]
    return paths


def copy_modules(packages, root, names):
    """Copies modules NAMES of the packages' kernel into ROOT and indexes them for modprobe."""
    source = next((packages / "lib/modules").iterdir())
    if not (source / "modules.dep").exists():
        command(["depmod", "-b", packages, source.name], "index the kernel's modules")
    catalogue = _catalogue(source)
    builtin = (source / "modules.builtin").read_text().replace("-", "_")
    target = root / "usr/lib/modules" / source.name
    target.mkdir(parents=True)
    for name in (n.replace("-", "_") for n in names):
        if name not in catalogue and f"/{name}.ko" not in builtin:
            raise LabError(f"the kernel {source.name} has no module {name}")
        for path in catalogue.get(name, []):
            shutil.copy(source / path, target)
    command(["strip", "--strip-debug", "-R", ".BTF", *target.glob("*.ko")], "strip modules")
    for index in ("modules.builtin", "modules.builtin.modinfo", "modules.order"):
        shutil.copy(source / index, target)
    command(["depmod", "-b", root, source.name], "index the copied modules")
