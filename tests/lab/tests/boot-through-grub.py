"""What xpt changes and promises arrives: dom0 edits a menu, and a host is booted from cold through it. It has interrupts for
no guest, and few for dom0: what xpt irqs says fits is what fits, and the logs say so (irqs-as-told.sh: few of the host)."""

# lab: timeout 400
import json
import shutil
import sys
import tempfile
from pathlib import Path

from paths import CACHE
from session import Request, perform
from topology import DOM0, XEN

MENU = f"""set default=1
set timeout=0
menuentry 'XCP-ng (Serial)' {{
	multiboot2 /boot/xen.gz
	module2 /boot/vmlinuz ro
	module2 /boot/initrd.img
}}
menuentry 'XCP-ng' {{
	multiboot2 /boot/xen.gz {XEN.replace('rmrr=', 'rmrr="').replace('0:0:9.0', '0:0:9.0"')} extra_guest_irqs=7 bogus=1
	module2 /boot/vmlinuz {DOM0} nolvm
	module2 /boot/initrd.img
}}
"""

# 56 more entries, of devices that are not there, and what makes a line of more than 1200 bytes of it
MORE = "".join(f"(0000:0a:{device:02x}.{function})" for device in range(7) for function in range(8))
TAIL = "tail=" + "x" * 360
HANDED_ON = 1023  # bytes of dom0's line that Xen 4.17 hands on

CHANGE = f"""mkdir -p /boot/grub
printf "PRODUCT_BRAND='XCP-ng'\\n" >/etc/xensource-inventory
cp /share/boot/grub/grub.cfg /boot/grub/grub.cfg
xpt boot set xen extra_guest_irqs=0,4 'dma_bits=32' || exit 1
xpt boot set dom0 'xen-pciback.hide=(0000:00:05.0)(0000:00:06.*)' || exit 1
xpt boot delete dom0 nolvm || exit 1
sed -i 's/(0000:00:06\\.\\*)/&{MORE} {TAIL}/' /boot/grub/grub.cfg
xpt boot --json >/share/said.json || [ $? -lt 2 ] || exit 1
cp /boot/grub/grub.cfg /share/boot/grub/grub.cfg
"""

ARRIVED = """xl info xen_commandline >/share/xen
cat /proc/cmdline >/share/dom0
mkdir -p /boot/grub
printf "PRODUCT_BRAND='XCP-ng'\\n" >/etc/xensource-inventory
cp /share/boot/grub/grub.cfg /boot/grub/grub.cfg
xpt boot check --json >/share/missed.json
xpt boot check --reserve
xpt boot check --json >/share/checked.json
sed -i 's/dma_bits=32/dma_bits=31/' /boot/grub/grub.cfg
xpt boot check >/share/another || [ $? = 1 ]
rm /etc/xensource-inventory

. /usr/lib/lab/lib.sh
set -eu
step "no guest gets an interrupt"
expect_output 0 "the limit" json .irqs.limit xpt irqs --json
lab-guest start p --type pv --passthrough
expect_ok xpt check --domain p 00:05.0
expect_grep '^RISK .*\\[guest-irqs-short\\]'
expect_ok xpt attach p 00:05.0
wait_for sh -c 'dmesg | grep "map irq failed -28 for [1-9][0-9]\\? domain"'
expect_output 0 "what the guest has" json '.irqs.domains[0].taken' xpt irqs p --json

step "dom0 is short of them, too"
dmesg | grep 'map irq failed -28 for 32752 domain' >/dev/null || fail "dom0 had enough"
expect_fail 1 xpt explain
expect_grep 'driver-irqs-exhausted'
"""


def run(script, share, name, **options):
    outcome = perform(Request(script=script, share=share, name=name, **options),
                      lambda data: sys.stdout.buffer.write(data), lambda data: sys.stderr.buffer.write(data))
    assert outcome.status == 0, outcome


def findings_of(report, cause):
    return [each for each in json.loads(report.read_text())["findings"] if each["cause"] == cause]


def words(text):
    return text.replace('"', "").split()


def named(report, cause):
    """The devices of the findings of this cause, in order; "-" of one without a device."""
    return sorted(device for each in findings_of(report, cause) for device in each.get("devices") or ["-"])


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(dir=CACHE) as temporary:
        share = Path(temporary) / "share"
        (share / "boot/grub").mkdir(parents=True)
        (share / "boot/grub/grub.cfg").write_text(MENU)
        run(CHANGE, share, "boot-through-grub")
        said = json.loads((share / "said.json").read_text())["boot"]
        menu = Path(temporary) / "menu"
        (menu / "boot/grub").mkdir(parents=True)
        shutil.copy(share / "boot/grub/grub.cfg", menu / "boot/grub/grub.cfg")
        run(ARRIVED, share, "boot-through-grub", boot=menu, timeout=150)
        assert findings_of(share / "said.json", "boot-line-long"), "xpt did not say that the line is too long"
        for key, name in (("xen_command_line", "xen"), ("kernel_command_line", "dom0")):
            arrived = (share / name).read_text()
            promised = words(" ".join(words(said[key]))[:HANDED_ON if name == "dom0" else None])
            assert promised == words(arrived), f"xpt said {said[key]}, there arrived {arrived}"
            print(f"{name}: {arrived}", flush=True)
        assert f"{MORE} tail=x" in arrived and len(said["kernel_command_line"]) > 1200
        # nothing loads xen-pciback before the drivers in the lab's dom0: hide= arrives, and takes nothing
        hidden = ["0000:00:05.0", "0000:00:06.0"]
        assert named(share / "missed.json", "boot-hide-missed") == hidden
        assert named(share / "checked.json", "boot-hide-held") == hidden
        assert ["tail=" in json.dumps(each)
                for each in findings_of(share / "checked.json", "boot-not-arrived")] == [True]
        assert ["bogus" in each["because"] for each in findings_of(share / "checked.json", "option-unknown")] == [True]
        assert "dma_bits=31" in (share / "another").read_text()
