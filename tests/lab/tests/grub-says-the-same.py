"""What xpt says will boot is what the distribution's GRUB boots, with the words that xpt says arrive."""

import json
import os
import subprocess
import tempfile
from pathlib import Path

import grub
from paths import TOP

ENV = b"# GRUB Environment Block\n"
HOSTS = TOP / "tests/golden/hosts"
DEBIAN = (HOSTS / "boot-debian/boot/grub/grub.cfg").read_text()
XEN = "Debian GNU/Linux, with Xen hypervisor"
ADVANCED = "Advanced options for Debian GNU/Linux (with Xen hypervisor)"


def env(text):
    return (ENV + text.encode()).ljust(1024, b"#")


def debian(default):
    return DEBIAN.replace(f'set default="{XEN}"', f'set default="{default}"')


def entry(title, line="x=1"):
    return (f"menuentry '{title}' --id 'id-{title}' {{\n\tmultiboot2 /xen.gz {line}\n"
            "\tmodule2 /vmlinuz ro\n\tmodule2 /initrd\n}\n")


def menu(default, *entries):
    return f"set default='{default}'\n" + "".join(entries)


SUBMENUS = (entry("linux"), "submenu 'Advanced' --id 'adv' {\n", entry("x"), "submenu 'More' {\n", entry("y"),
            entry("z"), "}\n}\nsubmenu 'Second' --id 'adv' {\n", entry("w"), "}\n")
SAVED = ("load_env\nif [ \"${next_entry}\" ]; then\nset default=\"${next_entry}\"\nset next_entry=\n"
         "save_env next_entry\nelse\nset default=\"${saved_entry}\"\nfi\n" + entry("a") + entry("b"))

# name, grub.cfg, grubenv
CASES = (
    ("Debian as it is", DEBIAN, None),
    ("Debian, next_entry", DEBIAN, env("next_entry=0\n")),
    ("Debian, saved", debian("${saved_entry}"), env(f"saved_entry={ADVANCED}>0>1\n")),
    ("Debian, the submenu's id, which two have", debian(
        "gnulinux-advanced-11111111-2222-3333-4444-555555555555>"
        "xen-gnulinux-6.1.0-56-amd64-advanced-11111111-2222-3333-4444-555555555555"), None),
    ("a title", menu("b", entry("a"), entry("b")), None),
    ("an id", menu("id-b", entry("a"), entry("b")), None),
    ("out of range", menu("9", entry("a"), entry("b")), None),
    ("nothing called so", menu("none", entry("a"), entry("b")), None),
    ("digits first", menu("1 bogus", entry("a"), entry("b"), entry("1 bogus")), None),
    ("octal", menu("010", *(entry(str(i) + "x") for i in range(12))), None),
    ("a path of titles", menu("Advanced>More>1", *SUBMENUS), None),
    ("a path of numbers", menu("1>1>0", *SUBMENUS), None),
    ("an id of two submenus", menu("adv>id-w", *SUBMENUS), None),
    ("saved", SAVED, env("saved_entry=b\n")),
    ("saved, of nothing", SAVED, env("")),
    ("once", SAVED, env("saved_entry=b\nnext_entry=id-a\n")),
    ("a title with >", menu("a>>b", entry("c"), entry("a>b")), None),
    ("semicolon", menu("0", entry("a", "rmrr=0x1=a;0x2=b dom0_mem=1G")), None),
    ("semicolon in quotes", menu("0", entry("a", "rmrr=\"0x1=a;0x2=b\" dom0_mem=1G")), None),
    ("parentheses", menu("0", entry("a", "hide=(0000:04:00.0)(05:*.*)")), None),
    ("variables", "set x='1 2'\nset y=\n" + menu("0", entry("a", "p $x ${y} \"$x\" '$x' z")), None),
    ("a comment, a line that goes on", menu("0", entry("a", "b \\\n c#d # e")), None),
    ("functions", "function f { set default=1; }\nf\n" + entry("a") + entry("b"), None),
    ("conditions", "set default=0\nif [ \"a\" = \"b\" -o -n \"x\" ]; then\nset default=1\nelif true; then\n"
     "set default=2\nfi\n" + entry("a") + entry("b") + entry("c"), None),
    ("not", "set default=0\nif [ ! -z \"$nothing\" ]; then\nset default=1\nelse\nset default=2\nfi\n" +
     entry("a") + entry("b") + entry("c"), None),
)


# What xpt tells of it besides.
TRAPS = {"Debian, the submenu's id, which two have": "boot-same-name", "semicolon": "boot-line-cut"}


def capture(folder, grub_cfg, grubenv):
    """A host of nothing but its loader's files."""
    lines = ["xpt-capture 1", "value etc/debian_version 12", "absent sys/firmware/efi", "list sys/bus/pci/devices"]
    for path in ("etc/xensource-inventory", "boot/grub2/grub.cfg", "boot/extlinux.conf", "boot/extlinux/extlinux.conf",
                 "boot/efi/EFI/xenserver/grub.cfg", "boot/efi/EFI/xen/xen.cfg", "boot/efi/EFI/qubes/xen.cfg",
                 "boot/efi/xen.cfg", "boot/grub/custom.cfg", "etc/udev/rules.d/10-xpt-hide.rules"):
        lines.append(f"absent {path}")
    (folder / "boot/grub").mkdir(parents=True)
    (folder / "boot/grub/grub.cfg").write_text(grub_cfg)
    if grubenv is None:
        lines.append("absent boot/grub/grubenv")
    else:
        (folder / "boot/grub/grubenv").write_bytes(grubenv)
    (folder / "manifest").write_text("\n".join(lines) + "\n")


def says(folder):
    """The id of the entry that boots, the words that arrive, and the causes that are told."""
    done = subprocess.run([TOP / "tools/xpt", "boot", "--json", "--host", folder], capture_output=True, text=True,
                          timeout=60, check=False)
    said = json.loads(done.stdout)
    found = said["boot"]
    chosen = [e for e in found["entries"] if e["next"]]
    assert len(chosen) == 1, (done.stdout, done.stderr)
    lines = [(found[key] or "").replace('"', "") for key in ("xen_command_line", "kernel_command_line")]
    booted = chosen[0]["id"] or chosen[0]["title"], *(" ".join(line.split()) for line in lines)
    return booted, [finding["cause"] for finding in said["findings"]]


def test(work, number, case):
    name, grub_cfg, grubenv = case
    folder = work / str(number)
    capture(folder / "host", grub_cfg, grubenv)
    said, told = says(folder / "host")
    booted = grub.boot(folder / "grub", grub_cfg, grubenv)
    got = booted.chosen.replace(">>", "\0").split(">")[-1].replace("\0", ">"), booted.xen, booted.dom0
    assert said == got, f"{name}: xpt says {said}, GRUB booted {got}"
    assert TRAPS.get(name, told[0]) in told, f"{name}: xpt tells {told}"
    print(f"same  {name}: {got[0]}", flush=True)


if __name__ == "__main__":
    os.environ["LC_ALL"] = "C"
    with tempfile.TemporaryDirectory() as temporary:
        for i, one in enumerate(CASES):
            test(Path(temporary), i, one)
    print(f"measured: what xpt said boots, and with which words, GRUB booted, of {len(CASES)} menus {len(CASES)}")
