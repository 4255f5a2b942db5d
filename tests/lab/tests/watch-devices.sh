# lab: guests
# lab: timeout 600
# Devices of a guest's configuration come back when it starts again, and wait while it is paused; USB devices of host.cfg come
# back when they are plugged in again, too.
printf 'name = "p1"\npci = [ "00:05.0" ]\n' >/tmp/p1.cfg
printf 'name = "h1"\npci = [ "00:07.0" ]\n' >/tmp/h1.cfg

xpt watch /tmp/p1.cfg /tmp/h1.cfg >/tmp/watched 2>&1 &
watch=$!

step "one that cannot have its device does not keep the other from its own"
wait_for guest_sees p1 8086:10d3
wait_for grep -q '^xpt: h1: .*0000:00:07.0' /tmp/watched
expect_output d0 "the owner of 00:07.0" xen_owner 00:07.0

step "it comes back with the guest"
lab-guest stop p1
expect_ok lab-guest start p1 --passthrough
wait_for guest_sees p1 8086:10d3
kill $watch
wait $watch
cat /tmp/watched

step "while the guest is paused it waits"
expect_ok xpt detach p1 00:05.0
xl pause p1
xpt watch --enforce /tmp/p1.cfg >/tmp/watched 2>&1 &
watch=$!
wait_for grep -q '^0000:00:05.0: waits: ' /tmp/watched
expect_output quarantine "the owner of 00:05.0" xen_owner 00:05.0
xl unpause p1
wait_for guest_sees p1 8086:10d3
kill $watch
wait $watch
cat /tmp/watched

step "a USB device comes back whenever it is plugged in again"
mouse=$(xpt usb list -n -o path,functions,controller | awk '$2 == "mouse" && $3 == "0000:00:14.0" { print $1 }')
usb() { xpt usb list -n -o path,state,domain | awk -v p="$mouse" '$1 == p { print $2, $3 }'; }
is_attached() { test "$(usb)" = "attached h1"; }
is_gone() { test ! -e "/sys/bus/usb/devices/$mouse"; }
has_driver() { test -e "/sys/bus/usb/drivers/usbhid/$mouse:1.0"; }
serial=$(cat "/sys/bus/usb/devices/$mouse/serial")
expect_ok xpt name "$mouse" mouse
printf 'usb = [ "h1 name=mouse" ]\n' >/tmp/host.cfg
# what it said, also where this test fails
trap 'cat /tmp/watched' EXIT
xpt watch /tmp/host.cfg >/tmp/watched 2>&1 &
watch=$!
wait_for is_attached
lab-qemu device_del mouse
wait_for grep -q '^USB device .* waits: not plugged in; /tmp/host.cfg line 1 wants' /tmp/watched
lab-qemu "device_add usb-mouse,id=mouse,serial=$serial,bus=usb1.0,port=${mouse#*-}"
wait_for is_attached

step "and with the guest, which is without it after its own reboot but for the watch, but is no stranger"
expect_ok lab-guest stop h1
wait_for grep -q '^domain h1: waits: not running' /tmp/watched
expect_ok lab-guest start h1 --type hvm --passthrough --line 'on_reboot="restart"'
wait_for is_attached
before=$(xl domid h1)
has_rebooted() { test "$(xl domid h1)" != "$before"; }
expect_ok sh -c "! lab-guest exec --timeout 5 h1 'reboot -f'"
wait_for has_rebooted
wait_for is_attached
lab-qemu device_del mouse
wait_for is_gone
lab-qemu "device_add usb-mouse,id=mouse,serial=STRANGER,bus=usb1.0,port=${mouse#*-}"
wait_for grep -q '^USB device .* waits: not plugged in; another device is in its port' /tmp/watched
expect_ok has_driver
kill $watch
wait $watch
cat /tmp/watched
