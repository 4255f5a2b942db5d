"""Debian's own update-grub, grub-mkconfig and grub.d of Xen run under xpt boot set and delete; GRUB boots what xpt says."""

# lab: timeout 200
import json
import shutil
import sys
import tempfile
from pathlib import Path

import grub
from packages import packages
from paths import CACHE
from session import Request, perform

NEEDED = ("etc/grub.d", "etc/default/grub.d", "usr/share/grub/grub-mkconfig_lib", "usr/sbin/update-grub",
          "usr/sbin/grub-mkconfig", "usr/bin/grub-script-check", "usr/bin/grub-editenv", "usr/bin/grub-mkrelpath",
          "lib/x86_64-linux-gnu")
# of a disk that dom0 has not
PROBE = """#!/bin/sh
for word; do
	case $word in
	--target=device) echo /dev/sda1 ;;
	--target=fs) echo ext2 ;;
	--target=fs_uuid) echo 11111111-2222-3333-4444-555555555555 ;;
	--target=partmap) echo gpt ;;
	--target=*hint*) echo hd0,gpt1 ;;
	esac
done
"""
DEFAULTS = """GRUB_DEFAULT=0
GRUB_TIMEOUT=5
GRUB_DISTRIBUTOR=Debian
GRUB_CMDLINE_LINUX_DEFAULT="quiet"
GRUB_CMDLINE_XEN_DEFAULT="dom0_mem=1G loglvl=all"
"""
SCRIPT = r"""
echo 12 >/etc/debian_version
# /lib may be a link
for folder in /share/root/*; do cp -r "$folder/." "/${folder##*/}/"; done
cp /share/grub-probe /usr/sbin/grub-probe
chmod +x /usr/sbin/grub-probe /usr/sbin/update-grub /usr/sbin/grub-mkconfig /etc/grub.d/*
mkdir -p /boot/grub
cp /share/defaults /etc/default/grub
release=$(uname -r)
echo kernel >"/boot/vmlinuz-$release"
echo image >"/boot/initrd.img-$release"
echo CONFIG_XEN_DOM0=y >"/boot/config-$release"
expect_ok update-grub
cp /boot/grub/grub.cfg /share/before.cfg
expect_ok xpt boot
expect_grep 'with Xen hypervisor'

step "set: two lines, with what is a command's end to GRUB"
expect_ok xpt boot set xen 'rmrr=0x1=0:0:5.0;0x2=0:0:6.0' iommu=force
began=$(cut -d ' ' -f 1 /proc/uptime)
expect_ok xpt boot set dom0 pci=noaer
awk -v began="$began" '{ printf "measured: from the edit to the verified menu of Debian: %.2f s\n", $1 - began }' /proc/uptime
cp /boot/grub/grub.cfg /share/set.cfg
xpt boot --json >/share/said.json || [ $? -lt 2 ] || fail "xpt boot: $?"

step "a file of grub.d that the shell does not understand: update-grub fails, and nothing is changed"
echo 'GRUB_CMDLINE_LINUX=(' >/etc/default/grub.d/broken.cfg
expect_fail any xpt boot set dom0 nolvm
expect_ok cmp /share/set.cfg /boot/grub/grub.cfg
rm /etc/default/grub.d/broken.cfg

step "delete: the menu is as it was, byte for byte"
expect_ok xpt boot delete dom0 pci
expect_ok xpt boot delete xen rmrr iommu
expect_ok test ! -e /etc/default/grub.d/zz-xpt.cfg
expect_ok cmp /share/before.cfg /boot/grub/grub.cfg
"""


def prepare(share):
    for name in NEEDED:
        source, target = grub.unpacked() / name, share / "root" / name
        if source.is_dir():
            shutil.copytree(source, target)
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, target)
    (share / "root/boot").mkdir()
    for file in (packages() / "boot").glob("xen-*"):
        shutil.copy(file, share / "root/boot")
    (share / "grub-probe").write_text(PROBE)
    (share / "defaults").write_text(DEFAULTS)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(dir=CACHE) as temporary:
        share = Path(temporary) / "share"
        share.mkdir()
        prepare(share)
        outcome = perform(Request(script=". /usr/lib/lab/lib.sh; set -eu" + SCRIPT, share=share, name="update-grub"),
                          sys.stdout.buffer.write, sys.stderr.buffer.write)
        sys.stdout.flush()
        assert outcome.status == 0, outcome
        said = json.loads((share / "said.json").read_text())["boot"]
        booted = grub.boot(Path(temporary) / "grub", (share / "set.cfg").read_text())
        for key, arrived in (("xen_command_line", booted.xen), ("kernel_command_line", booted.dom0)):
            assert said[key].replace('"', "").split() == arrived.split(), (said[key], arrived)
            print(f"{key}: {arrived}", flush=True)
        assert "rmrr=0x1=0:0:5.0;0x2=0:0:6.0" in booted.xen and "iommu=force" in booted.xen, booted
        assert "pci=noaer" in booted.dom0, booted
