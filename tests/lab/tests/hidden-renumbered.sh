# lab: dom0 "xen-pciback.hide=(0000:03:00.0)"
# lab: timeout 300
# lab: qemu "-device pcie-root-port,id=early,bus=pcie.0,chassis=30,slot=30,addr=0x4 -device pcie-pci-bridge,id=card,bus=early"
# A root port with a bridge, added before all others: the network card that was hidden at 03:00.0 is at 05:00.0, and what is at
# 03:00.0 now is a bridge. The note below was written by xpt hide on the host without them; the menu is made here.
mkdir -p /boot/grub /lib/modules/lab /etc/xpt
printf "PRODUCT_BRAND='XCP-ng'\n" >/etc/xensource-inventory
echo kernel/drivers/xen/xen-pciback/xen-pciback.ko >/lib/modules/lab/modules.builtin
cat >/boot/grub/grub.cfg <<CFG
set default=0
menuentry 'XCP-ng' {
	multiboot2 /boot/xen.gz $(xl info xen_commandline | sed 's/rmrr=[^ ]*/"&"/')
	module2 /boot/vmlinuz-lab $(cat /proc/cmdline)
}
CFG
cat >/etc/xpt/hidden <<'CARDS'
hidden = [
	"0000:03:00.0 path=0000:00:0b.0/00.0 id=8086:10d3 subsystem=8086:0000 revision=00 serial=52-54-00-ff-ff-12-34-58",
]
CARDS
driver=$(basename "$(readlink /sys/bus/pci/devices/0000:04:01.0/driver)")

step "the next boot would take what is below the bridge"
expect_ok xpt boot
expect_grep '\[boot-hide-other\]'
expect_grep 'hide= names 0000:03:00.0'
expect_grep 'xpt hide 0000:05:00.0'
expect_fail 1 xpt hide 03:00.0
expect_grep 'for another card'

step "xen-pciback comes first, as where it is built in, and takes a card that nobody meant"
echo 0000:04:01.0 >"/sys/bus/pci/drivers/$driver/unbind"
if [ -d /sys/module/xen_pciback ]; then rmmod xen_pciback; fi
modprobe xen-pciback 'hide=(0000:03:00.0)'
expect_device 0000:04:01.0 pciback d0
expect_device 0000:05:00.0 e1000e
expect_fail 1 xpt boot check
expect_grep '^BLOCKED .*\[boot-seized-other\]'
expect_grep 'took 0000:04:01.0 for it'
expect_grep '^BLOCKED .*\[boot-hide-missed\]'
expect_grep 'hide= of this boot, for it at 0000:03:00.0, is to hide 0000:05:00.0'

step "the one goes back to its driver, the other is reserved"
expect_fail 1 xpt boot check --reserve
expect_device 0000:04:01.0 "$driver"
expect_device 0000:05:00.0 pciback quarantine

step "what xpt proposes, done: in this boot nothing is taken back from it, and the note is of the right address"
expect_ok xpt unhide 03:00.0
expect_ok xpt hide 05:00.0
expect_grep 'xen-pciback.hide=\(0000:05:00.0\)'
expect_ok grep '^."0000:05:00.0 .*serial=52-54-00-ff-ff-12-34-58' /etc/xpt/hidden
expect_fail 1 xpt boot check --reserve
expect_device 0000:04:01.0 "$driver"
expect_device 0000:05:00.0 pciback quarantine
expect_ok xpt boot
expect_no_grep '\[boot-hide-other\]'

step "undone, the note is as it was before"
expect_ok xpt boot undo
expect_fail 1 grep 0000:05:00.0 /etc/xpt/hidden
expect_ok grep '^."0000:03:00.0' /etc/xpt/hidden

step "a note that nobody can read is not taken for none"
echo 'hidden = [ "0000:03:00.0 nic0" ]' >/etc/xpt/hidden
expect_fail 5 xpt boot check --reserve
expect_grep 'whether it is the card that hide= was written for'
expect_no_grep 'boot-hide-missed'
expect_device 0000:04:01.0 "$driver"
expect_fail 3 xpt hide 05:00.0
expect_grep '/etc/xpt/hidden line 1'

step "what travels together is hidden together, and comes back together"
rm /etc/xpt/hidden
expect_ok xpt hide --group 00:07.0
expect_grep '\(0000:00:07.0\)\(0000:00:08.0\)'
expect_ok xpt unhide --group 00:08.0
expect_no_grep 'xen-pciback.hide='
