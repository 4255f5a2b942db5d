# lab: dom0 "xen-pciback.hide=(00:05.0)"
# lab: timeout 200
# What was promised for this boot is compared with what is, and made good: as where xen-pciback comes late, and as
# where it is built in. The menu is made here, of what this dom0 was booted with.
mkdir -p /boot/grub /lib/modules/lab
printf "PRODUCT_BRAND='XCP-ng'\n" >/etc/xensource-inventory
echo kernel/drivers/xen/xen-pciback/xen-pciback.ko >/lib/modules/lab/modules.builtin
xen=$(xl info xen_commandline)
dom0=$(cat /proc/cmdline)

# menu DOM0-LINE
menu() {
	cat >/boot/grub/grub.cfg <<CFG
set default=0
menuentry 'XCP-ng' {
	multiboot2 /boot/xen.gz $(echo "$xen" | sed 's/rmrr=[^ ]*/"&"/')
	module2 /boot/vmlinuz-lab $1
}
CFG
}

syslogd -n -O /tmp/log &
wait_for test -S /dev/log
is_logged() { grep -q "xpt: boot check: $1" /tmp/log; }

step "the boot is as the menu says, and the driver was there before xen-pciback"
menu "$dom0"
expect_device 00:05.0 e1000e
expect_fail 1 xpt boot check
expect_grep '^BLOCKED .*\[boot-hide-missed\]'
expect_grep 'hide= of this boot is to hide 0000:00:05.0'
wait_for is_logged 'not as promised: '
expect_no_grep 'boot-not-arrived|boot-unknown|unreadable'

step "it is reserved, and quarantined; once more there is nothing to do"
expect_ok xpt boot check --reserve
expect_grep '^0000:00:05.0 is reserved \(was e1000e\)'
expect_device 00:05.0 pciback quarantine
wait_for is_logged 'made good: '
expect_ok xpt boot check --reserve
wait_for is_logged 'this boot is as it was promised'
expect_grep '^ok .*0000:00:05.0 is reserved'
expect_output PASS "verdict" json .verdict xpt boot check --json

step "xen-pciback is first, as where it is built in: nobody quarantines"
expect_ok xpt release 00:05.0
echo 0000:00:05.0 >/sys/bus/pci/drivers/e1000e/unbind
rmmod xen_pciback
modprobe xen-pciback "$(sed -n 's/.*xen-pciback\.\(hide=[^ ]*\).*/\1/p' /proc/cmdline)"
expect_device 00:05.0 pciback d0
expect_fail 1 xpt boot check
expect_grep '^RISK .*\[boot-hide-not-quarantined\]'
expect_ok xpt boot check --reserve
expect_device 00:05.0 pciback quarantine

step "another entry was booted: what the menu hides is reserved, what else did not arrive is told"
menu "$(echo "$dom0" | sed 's/(00:05.0)/&(00:06.0)/') nolvm"
expect_fail 1 xpt boot check
expect_grep "hide= of the boot loader's menu is to hide 0000:00:06.0"
expect_grep 'dom0 was booted without .*$'
expect_grep 'nolvm'
expect_fail 1 xpt boot check --reserve
expect_grep '\[boot-not-arrived\]'
expect_grep '^0000:00:06.0 is reserved'
expect_device 00:06.0 pciback quarantine
expect_ok xpt release 00:06.0

step "what xpt changed since this boot waits for the next one"
menu "$dom0"
expect_ok xpt boot set dom0 'xen-pciback.hide=(00:05.0)(00:06.0)'
expect_ok xpt boot check --reserve
expect_grep 'comes with the next one'
expect_device 00:06.0 e1000e
expect_ok xpt boot undo
expect_ok xpt boot check
expect_no_grep 'with the next one'

step "what somebody took out of hide= by hand is forgotten: another card that is hidden there by hand later is meant"
mkdir -p /etc/xpt
cat >/etc/xpt/hidden <<'CARDS'
hidden = [
	"0000:00:06.0 path=0000:00:06.0 id=8086:10d3 subsystem=8086:0000 revision=00 serial=52-54-00-ff-ff-99-99-99",
]
CARDS
expect_ok xpt boot check
expect_ok test -e /etc/xpt/hidden
expect_ok xpt boot check --reserve
expect_grep 'hide= names no longer are forgotten'
expect_fail 1 test -e /etc/xpt/hidden
menu "$(echo "$dom0" | sed 's/(00:05.0)/&(00:06.0)/')"
expect_fail 1 xpt boot check
expect_grep "hide= of the boot loader's menu is to hide 0000:00:06.0"
expect_no_grep 'boot-hide-other'
menu "$dom0"

step "a device that nothing names, seized all the same"
echo pciback >/sys/bus/pci/devices/0000:00:06.0/driver_override
echo 0000:00:06.0 >/sys/bus/pci/drivers/e1000e/unbind
echo 0000:00:06.0 >/sys/bus/pci/drivers/pciback/new_slot
echo 0000:00:06.0 >/sys/bus/pci/drivers_probe
echo >/sys/bus/pci/devices/0000:00:06.0/driver_override
expect_device 00:06.0 pciback d0
expect_fail 1 xpt boot check --reserve
expect_grep '\[boot-seized\]'
expect_device 00:06.0 pciback d0

step "each device is named"
expect_ok xpt release 00:06.0
menu "$(echo "$dom0" | sed 's/(00:05.0)/&(00:06.0)(00:07.0)/')"
expect_fail 1 xpt boot check
expect_grep '0000:00:06.0'
expect_grep '0000:00:07.0'

step "a capture is not changed, JSON is not mixed with what is done"
expect_fail 2 xpt boot check --reserve --json
