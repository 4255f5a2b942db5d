"""Hidden, booted from cold, handed to a guest, unhidden, booted again: Debian, where xen-pciback is a module. What xpt says
of the next boot is so, in each way in which the initramfs loads it: by xpt's own rules, softdep, init-top, or too late (as in
boot-through-grub.py)."""

# lab: timeout 600
import shutil
import sys
import tempfile
from pathlib import Path

from images import images
from packages import packages
from paths import CACHE, RECIPE
from session import Request, perform
from topology import DOM0, XEN

NAME = "hide-at-boot"
# what Debian's GRUB would have; the parameters of the lab's Xen hold what is a command's end to GRUB
MENU = f"""set default=0
set timeout=0
menuentry 'Debian GNU/Linux, with Xen hypervisor' {{
	multiboot2 /boot/xen.gz placeholder {XEN.replace('rmrr=', 'rmrr="').replace('0:0:9.0', '0:0:9.0"')}
	module2 /boot/vmlinuz placeholder {DOM0}
	module2 --nounzip /boot/initrd.img
}}
"""
OWN = "usr/share/initramfs-tools/scripts/init-top/udev"
DRIVERS = "lib/udev/rules.d/80-drivers.rules"

# dom0's files are made anew at each boot: these come from /share, and go back there
DEBIAN = """
mkdir -p /boot/grub /etc/udev/rules.d /etc/modprobe.d /etc/initramfs-tools/scripts/init-top
: >/etc/initramfs-tools/modules
echo 12 >/etc/debian_version
release=$(uname -r)
mkdir -p "/lib/modules/$release/kernel/drivers/xen/xen-pciback"
ln -sf "vmlinuz-$release" /boot/vmlinuz
cp /share/grub.cfg /boot/grub/grub.cfg
[ ! -e /share/initrd.img ] || cp /share/initrd.img /boot/initrd.img
cp /share/update-initramfs /usr/sbin/update-initramfs
chmod +x /usr/sbin/update-initramfs
# the first line of the kernel's log about the device is xen-pciback's
first() { dmesg | grep -E "(pciback|e1000e) 0000:$1:" | head -n 1 | grep -q 'seizing device' || {
	dmesg | grep "0000:$1"
	fail "xen-pciback was not the first to have $1"
} }
"""

HIDE = """
step "hide: rules of udev, and the initramfs is made again; the next boot is certain"
began=$(cut -d ' ' -f 1 /proc/uptime)
expect_ok xpt hide 00:05.0 --force-critical
expect_grep '^verified: the next boot hides 0000:00:05.0$'
expect_device 00:05.0 e1000e
expect_ok xpt boot
awk -v began="$began" '{ printf "measured: from xpt hide to the verified initramfs: %.2f s\\n", $1 - began }' /proc/uptime
expect_grep '^0000:00:05.0  now dom0, next boot reserved'
expect_grep 'the initramfs has them'
cp -r /etc/udev/rules.d /share/rules

step "an initramfs that has not the rules is not taken for it: all is brought back; if somebody else made it, it is told"
printf '#!/bin/sh\n' >/usr/sbin/update-initramfs
cp /etc/udev/rules.d/10-xpt-hide.rules /run/rules
expect_fail 1 xpt hide 00:06.0 --force-critical
expect_grep 'the initramfs of the next boot has not the rules'
expect_ok cmp /run/rules /etc/udev/rules.d/10-xpt-hide.rules
cp /share/update-initramfs /usr/sbin/update-initramfs
rm /etc/udev/rules.d/10-xpt-hide.rules
expect_ok update-initramfs -u -k all
cp /run/rules /etc/udev/rules.d/10-xpt-hide.rules
expect_ok xpt boot
expect_grep 'made before the rules'
expect_ok update-initramfs -u -k all
expect_ok xpt boot
expect_grep 'the initramfs has them'
"""

HIDDEN = """
step "override: pciback had the device before any driver, and no other device"
expect_device 00:05.0 pciback
first 00:05.0
expect_device 00:06.0 e1000e
expect_output initramfs "how xen-pciback came" json .boot.pciback_came xpt boot --json

step "boot check: it held; the device is reserved, and a guest gets it"
cp /share/rules/* /etc/udev/rules.d/
expect_ok xpt boot check --reserve
expect_device 00:05.0 pciback quarantine
expect_ok lab-guest start p1 --type pv --passthrough
expect_ok xpt attach p1 00:05.0
expect_output d1 "the owner of 00:05.0" xen_owner 00:05.0
expect_ok lab-guest lspci p1
expect_grep 8086:10d3
expect_ok xpt detach p1 00:05.0

step "unhide"
expect_ok xpt unhide 00:05.0
expect_grep 'next boot reserved -> dom0'
expect_ok test ! -e /etc/udev/rules.d/10-xpt-hide.rules

step "late: what /etc/initramfs-tools/modules loads comes behind the drivers"
sed -i '/vmlinuz/s/$/ xen-pciback.hide=(00:06.0)/' /boot/grub/grub.cfg
cp /boot/grub/grub.cfg /share/grub.cfg
echo xen-pciback >/etc/initramfs-tools/modules
expect_ok update-initramfs -u -k all
expect_ok xpt boot
expect_grep 'boot-hide-ineffective'

step "softdep: the next boot is certain"
: >/etc/initramfs-tools/modules
echo 'softdep e1000e pre: xen-pciback' >/etc/modprobe.d/pciback.conf
expect_ok update-initramfs -u -k all
expect_ok xpt boot
expect_grep '^0000:00:06.0  now dom0, next boot reserved'
expect_no_grep 'boot-hide-ineffective'
"""

SOFTDEP = """
step "unhidden: its driver has it; softdep: e1000e came behind xen-pciback, which took what hide= names"
expect_device 00:05.0 e1000e
first 00:06.0
expect_device 00:06.0 pciback

step "init-top: a script that runs before udev's makes the next boot certain"
rm /etc/modprobe.d/pciback.conf
printf '#!/bin/sh\\n/sbin/modprobe xen-pciback\\n' >/etc/initramfs-tools/scripts/init-top/pciback
expect_ok update-initramfs -u -k all
expect_ok xpt boot
expect_grep '^0000:00:06.0  now reserved, next boot reserved'
"""

INIT_TOP = """
step "init-top: xen-pciback was loaded before udev started"
first 00:06.0
expect_device 00:06.0 pciback
expect_device 00:05.0 e1000e

step "another first program than the initramfs' own may leave all that out"
sed -i '/vmlinuz/s!$! rdinit=/bin/sh!' /boot/grub/grub.cfg
expect_any xpt boot
expect_grep '0000:00:06.0  now reserved, next boot not known: rdinit= of dom0'

step "loaded anew, it came late"
rmmod xen_pciback
modprobe xen-pciback
expect_output late "how xen-pciback came" json .boot.pciback_came xpt boot --json
"""


def run(what, share, menu=None):
    prelude = ". /usr/lib/lab/lib.sh; set -eu" + DEBIAN
    outcome = perform(Request(script=prelude + what, share=share, name=NAME, boot=menu, timeout=150),
                      sys.stdout.buffer.write, sys.stderr.buffer.write)
    sys.stdout.flush()
    assert outcome.status == 0, outcome


def next_boot(folder, share):
    """A folder that GRUB boots from: the menu, and an initramfs with what update-initramfs added."""
    menu = folder / "menu"
    shutil.rmtree(menu, ignore_errors=True)
    (menu / "boot/grub").mkdir(parents=True)
    shutil.copy(share / "grub.cfg", menu / "boot/grub")
    with (menu / "boot/initrd.img").open("wb") as initramfs:
        for part in (images().dom0, share / "initrd.img"):
            initramfs.write(part.read_bytes())
    return menu


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(dir=CACHE) as temporary:
        work = Path(temporary)
        share = work / "share"
        share.mkdir()
        for source in (RECIPE / "dom0/initramfs-init", RECIPE / "dom0/update-initramfs", packages() / OWN,
                       packages() / DRIVERS):
            shutil.copy(source, share)
        (share / "grub.cfg").write_text(MENU)
        run(HIDE, share)
        for booted in (HIDDEN, SOFTDEP, INIT_TOP):
            run(booted, share, next_boot(work, share))
