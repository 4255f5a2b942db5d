# lab: timeout 300
# A PVH guest is refused a PCI device by name before anything is touched. It gets USB devices once its driver for them has connected, and not before.
usb() { xpt usb list -n -o path,state,domain | awk -v p="$1" '$1 == p { print $2, $3 }'; }
stick=$(xpt usb list -n -o path,functions | awk '$2 == "storage" { print $1; exit }')
disk_of() { basename "$(ls -d "/sys/bus/usb/devices/$stick:1.0"/host*/target*/*/block/*)"; }
has_driver() { test -e "/sys/bus/usb/drivers/usb-storage/$stick:1.0"; }
printf '%s\n' 'name="light"' 'type="pvh"' 'memory=160' 'kernel="/usr/lib/lab/guest/vmlinux"' 'ramdisk="/usr/lib/lab/guest/initramfs"' \
	'extra="console=hvc0 quiet mitigations=off apparmor=0 audit=0 rodata=off cryptomgr.notests"' \
	'usbctrl=["type=qusb,version=2,ports=4"]' >/tmp/light.cfg
expect_ok xl create -q -p /tmp/light.cfg
expect_fail 1 xpt attach light 00:05.0
expect_grep domain-type-unsupported
expect_device 00:05.0 e1000e d0

step "libxl would report success; the guest's xen-hcd has not connected, so dom0 keeps the stick"
expect_fail 1 xpt attach light "$stick"
expect_grep "the driver xen-hcd of light has not connected"
expect_output "dom0 -" "the stick" usb "$stick"
expect_ok xl usb-list light
expect_no_grep 'Bus'
expect_ok xpt repair
expect_output "nothing to undo" "what is left" xpt undo

step "once it has, the guest reads the stick, and dom0 has it again when it is detached"
echo 'said by dom0' | dd of="/dev/$(disk_of)" bs=512 conv=sync 2>/dev/null
sync
xl unpause light
connected() { test "$(xenstore-read "/local/domain/$(xl domid light)/device/vusb/0/state")" = 4; }
wait_for connected
expect_ok xpt attach light "$stick"
expect_output "attached light" "the stick" usb "$stick"
expect_ok xl usb-list light
expect_grep "Port 1: Bus"
reads() { lab-guest exec light 'head -c 12 /dev/sda' | grep 'said by dom0'; }
wait_for reads
expect_ok xpt usb list
expect_grep "the backend of light follows the port"
expect_ok xpt repair
expect_ok xpt detach light "$stick"
wait_for has_driver
expect_output "dom0 -" "the stick" usb "$stick"

step "killed at any point, xpt undo leaves the guest without it, unless all was done"
for n in 1 2; do
	if kill_at_fsync $n xpt attach light "$stick"; then fail "attach ended before fsync $n"; fi
	expect_ok xpt undo
	wait_for has_driver
	expect_output "dom0 -" "the stick" usb "$stick"
done
killed=0
kill_after 10 xpt attach light "$stick"
[ $killed != 0 ] || fail "attach was never killed"
expect_ok xpt undo
state=$(usb "$stick")
[ "$state" = "dom0 -" ] || expect_ok xpt detach light "$stick"
wait_for has_driver
expect_ok xpt repair
