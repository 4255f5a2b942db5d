# lab: guests
# lab: timeout 600
# A USB device goes to an HVM guest by its port and comes back, however it was plugged in between; what dom0 needs stays.
# usb PATH COLUMNS: without asking a device model, as most of what it tells has been asked before
usb() {
	xpt usb list -n -o "path,$2" | awk -v p="$1" '$1 == p { $1 = ""; print substr($0, 2) }'
}
port_of() {
	xpt usb list -n -o path,functions,controller | awk -v f="$1" -v c="$2" '$2 == f && $3 == c { print $1 }'
}
# The lab's guests have no driver for xHCI: what QEMU's bus shows them.
model_shows() { xl qemu-monitor-command h1 "info usb" | grep -q HARDDRIVE; }
model_hides() { ! model_shows; }
has_driver() { test "$(readlink "/sys/bus/usb/devices/$1:1.0/driver" | sed 's,.*/,,')" = "$2"; }
mouse=$(port_of mouse 0000:00:14.0)
stick=$(port_of storage 0000:00:15.0)

step "what is in the way"
expect_fail 1 xpt attach h1 usb1
expect_grep 'is a hub'
expect_fail 1 xpt attach p1 "$stick"
expect_grep 'p1 is a pv domain'
expect_fail 1 xpt attach h1 1-1.6.6
expect_fail 1 xpt detach h1 "$stick"
expect_grep 'is not attached to h1'
disk=$(basename "$(ls -d /sys/bus/usb/devices/"$stick":1.0/host*/target*/*/block/*)")
expect_ok mkswap "/dev/$disk"
expect_ok swapon "/dev/$disk"
expect_fail 1 xpt attach h1 "$stick"
expect_grep "dom0 needs $stick: disk $disk with swap"
expect_ok swapoff "/dev/$disk"
mkdir -p /etc/xpt
printf 'DENY: class=08\nALLOW:\n' >/etc/xpt/usb-policy.conf
expect_fail 1 xpt attach h1 "$stick"
expect_grep 'denies it in line 1'

step "attached, although the policy denies it; QEMU shows it to the guest"
expect_ok xpt attach --ignore-policy h1 "$stick"
rm /etc/xpt/usb-policy.conf
expect_ok xpt show "$stick"
expect_grep 'state  *attached'
expect_grep 'when h1 reboots, or is saved, libxl forgets'
wait_for model_shows
expect_ok xl usb-list h1
expect_grep "Port 1: Bus"
expect_ok xpt attach h1 "$stick"
expect_grep "is attached to h1 already"

step "a second one, reserved, goes into the same controller, and both are kept from dom0 afterwards"
expect_ok xpt reserve "$mouse"
expect_output "reserved" "the mouse" usb "$mouse" state
wait_for test ! -e "/sys/bus/usb/devices/$mouse:1.0/driver"
expect_ok xpt attach h1 "$mouse"
expect_no_grep 'controller'
expect_output 1 "controllers" sh -c 'xenstore-list /libxl/$(xl domid h1)/device/vusb | wc -l'
expect_ok xpt detach --keep h1 "$stick" "$mouse"
wait_for model_hides
expect_output "reserved" "the stick" usb "$stick" state
expect_ok test ! -e "/sys/bus/usb/devices/$stick:1.0/driver"
expect_ok xpt repair

step "and come back at once"
expect_ok xpt release "$stick" "$mouse"
wait_for has_driver "$stick" usb-storage
wait_for has_driver "$mouse" usbhid
expect_output dom0 "the stick" usb "$stick" state

step "by what it is, where one alone is that, into a controller of the version that is asked for"
serial=$(cat "/sys/bus/usb/devices/$mouse/serial")
expect_fail 1 xpt attach h1 0627:0001
expect_grep "$mouse.* are each 0627:0001"
expect_ok xpt attach --usb-version 2 h1 "0627:0001:$serial"
expect_grep "^$mouse is attached to h1"
expect_ok xpt usbctrl-attach h1 version=1
expect_ok sh -c 'xl qemu-monitor-command h1 "info qtree" | grep -E "dev: (piix3-usb-uhci|usb-ehci|nec-usb-xhci), id .xenusb" | sort'
expect_grep 'piix3-usb-uhci, id "xenusb-2"'
expect_grep 'usb-ehci, id "xenusb-1"'
expect_output "1 1" "where it is" usb "$mouse" guest_controller,guest_port
expect_ok xpt detach h1 "0627:0001:$serial"
wait_for has_driver "$mouse" usbhid

step "xl's spellings, with the numbers of lsusb and of xl usb-list"
number=$(cat "/sys/bus/usb/devices/$mouse/devnum")
expect_ok xpt usbdev-attach h1 "hostbus=00${mouse%%-*}" "hostaddr=$(printf %03d "$number")"
expect_grep "^$mouse is attached to h1"
expect_output "0 1" "where it is" usb "$mouse" guest_controller,guest_port
expect_ok xpt usbdev-detach h1 0 1
expect_grep "^$mouse is detached from h1"
wait_for has_driver "$mouse" usbhid

step "unplugged, it is in the way of xl, and detach clears it"
expect_ok xpt attach h1 "$mouse"
lab-qemu device_del mouse
wait_for test ! -e "/sys/bus/usb/devices/$mouse"
expect_fail 1 xl usbdev-attach h1 "hostbus=${stick%%-*}" "hostaddr=$(cat "/sys/bus/usb/devices/$stick/devnum")"
expect_ok xpt usb list
expect_grep "xpt repair --apply $mouse"
expect_ok xpt detach h1 "$mouse"
expect_ok xpt attach h1 "$stick"
expect_ok xpt detach h1 "$stick"

step "plugged in again, it is detached, and attached, as ever"
lab-qemu "device_add usb-mouse,id=mouse,bus=usb1.0,port=${mouse#*-}"
wait_for test -e "/sys/bus/usb/devices/$mouse:1.0/driver"
expect_ok xpt attach h1 "$mouse"
lab-qemu device_del mouse
wait_for test ! -e "/sys/bus/usb/devices/$mouse"
lab-qemu "device_add usb-mouse,id=mouse,bus=usb1.0,port=${mouse#*-}"
wait_for test -e "/sys/bus/usb/devices/$mouse:1.0/driver"
expect_output "stale h1" "the mouse" usb "$mouse" state,domain
expect_ok xpt attach h1 "$mouse"
expect_output "attached h1" "the mouse" usb "$mouse" state,domain
expect_ok xl usbdev-detach h1 0 1
wait_for has_driver "$mouse" usbhid

step "names are bound to what the devices are, and to both ports of their sockets"
expect_ok xpt name "$mouse" mouse
expect_ok xpt name "$stick" stick
expect_output "${stick#*-} ${stick#*-} found" "the socket" json '.names[1] | "\(.usb2_port) \(.usb3_port) \(.state)"' xpt name --json
expect_fail 1 xpt name 00:05.0 mouse
expect_grep 'mouse is the name of the USB device'

step "host.cfg says what it is: attached, again after it was plugged in again, and never another one in its port"
printf 'usb = [ "h1 name=mouse", "h1 %s 46f4:0001:%s" ]\n' "$stick" \
	"$(cat "/sys/bus/usb/devices/$stick/serial")" >/tmp/host.cfg
expect_ok xpt apply /tmp/host.cfg
expect_output "attached h1" "the mouse" usb "$mouse" state,domain
expect_output "attached h1" "the stick" usb "$stick" state,domain
expect_ok xpt plan /tmp/host.cfg
expect_ok xpt detach h1 stick
lab-qemu device_del mouse
wait_for test ! -e "/sys/bus/usb/devices/$mouse"
lab-qemu "device_add usb-mouse,id=stranger,serial=STRANGER,bus=usb1.0,port=${mouse#*-}"
wait_for test -e "/sys/bus/usb/devices/$mouse:1.0/driver"
expect_ok xpt apply /tmp/host.cfg
expect_output "attached h1" "the stick" usb "$stick" state,domain
wait_for has_driver "$mouse" usbhid
expect_fail 1 xpt attach h1 mouse
expect_grep "mouse was at $mouse, where another device is now"
lab-qemu device_del stranger
wait_for test ! -e "/sys/bus/usb/devices/$mouse"
expect_ok xpt plan /tmp/host.cfg
expect_grep "not plugged in: nothing to do now"
expect_fail 1 xpt attach h1 mouse
expect_grep "is not plugged in"
expect_ok xpt detach h1 mouse
expect_grep "$mouse is detached from h1; it is unplugged"

step "what came while no udevd ran QEMU does not know, until it is told"
kill "$(pidof systemd-udevd)"
lab-qemu "device_add usb-tablet,id=late,serial=LATE,bus=usb1.0,port=8"
late=${mouse%%-*}-8
wait_for test -e "/sys/bus/usb/devices/$late:1.0/driver"
expect_fail 1 xpt attach h1 "$late"
expect_grep "finds no USB device ${late%%-*}:"
/usr/lib/systemd/systemd-udevd --daemon
expect_ok udevadm trigger --action=add --subsystem-match=usb
expect_ok udevadm settle -t 10
expect_ok xpt attach h1 "$late"
expect_ok xpt detach h1 "$late"

step "a domain that libxl has no record of gets none, and the cause is told"
mv /var/lib/xen/userdata-d."$(xl domid h1)".*.libxl-json /run/
expect_fail 1 xpt attach h1 "$late"
expect_grep 'libxl has no record .*of the configuration of h1'
mv /run/userdata-d.* /var/lib/xen/
lab-qemu device_del late
wait_for test ! -e "/sys/bus/usb/devices/$late"

step "in another port it is found, and nothing is done by its name before that follows"
mouse=${mouse%%-*}-7
lab-qemu "device_add usb-mouse,id=mouse,serial=$serial,bus=usb1.0,port=7"
wait_for test -e "/sys/bus/usb/devices/$mouse:1.0/driver"
expect_fail 1 xpt apply /tmp/host.cfg
expect_grep "mouse is now $mouse"
expect_grep 'xpt name --follow mouse'
expect_ok has_driver "$mouse" usbhid
expect_ok xpt name --follow mouse
expect_ok xpt apply /tmp/host.cfg
expect_output "attached h1" "the mouse" usb "$mouse" state,domain
expect_ok xpt detach h1 mouse stick
wait_for has_driver "$mouse" usbhid

step "a controller that libxl only recorded is made real"
expect_ok lab-guest stop h1
expect_ok lab-guest start h1 --type hvm --passthrough
phantom() { ! xl qemu-monitor-command h1 "info qtree" | grep 'id "xenusb-0"'; }
expect_fail any xl usbdev-attach h1 "hostbus=${stick%%-*}" "hostaddr=$(cat "/sys/bus/usb/devices/$stick/devnum")"
expect_ok xenstore-exists "/libxl/$(xl domid h1)/device/vusb/0/type"
expect_ok phantom
expect_ok xpt usb list
expect_grep 'usb-phantom-controller'
expect_grep 'xpt repair --apply'
expect_ok xpt repair --apply
expect_fail 1 phantom
expect_ok xpt repair
expect_ok xl usbdev-attach h1 "hostbus=${stick%%-*}" "hostaddr=$(cat "/sys/bus/usb/devices/$stick/devnum")"
wait_for model_shows
expect_ok xpt detach h1 "$stick"
wait_for has_driver "$stick" usb-storage

step "what a guest left without a driver that is gone with its QEMU"
echo "$mouse:1.0" >/sys/bus/usb/drivers/usbhid/unbind
expect_ok xpt show "$mouse"
expect_grep "$mouse: no domain has it"
expect_ok xpt repair --apply
expect_ok has_driver "$mouse" usbhid

step "several, PCI and USB, or none"
expect_ok xpt attach h1 00:05.0 stick
expect_device 00:05.0 pciback "d$(xl domid h1)"
expect_output "attached h1" "the stick" usb "$stick" state,domain
expect_ok xpt detach --release h1 00:05.0 stick
expect_device 00:05.0 e1000e d0

step "killed at any point, xpt undo leaves the guest without it, unless all was done"
for n in 1 2; do
	if kill_at_fsync $n xpt attach h1 "$stick"; then fail "attach ended before fsync $n"; fi
	expect_ok xpt undo
	expect_output dom0 "the stick" usb "$stick" state
	model_hides
done
killed=0
for time in 200 500; do
	kill_after $time xpt attach h1 "$stick"
	expect_ok xpt undo
	state=$(usb "$stick" state)
	[ "$state" != attached ] || expect_ok xpt detach h1 "$stick"
	expect_output dom0 "the stick" usb "$stick" state
	wait_for model_hides
done
[ $killed != 0 ] || fail "attach was never killed"

step "QEMU is killed while the guest has them: detach and repair give dom0 what it had"
expect_ok xpt attach h1 "$stick" "$mouse"
wait_for model_shows
kill -9 "$(xenstore-read "/local/domain/$(xl domid h1)/image/device-model-pid")"
wait_for has_driver "$stick" ""
expect_ok xpt detach h1 "$stick"
wait_for has_driver "$stick" usb-storage
expect_output dom0 "the stick" usb "$stick" state
expect_fail 1 xpt attach h1 "$stick"
expect_grep "device model .* of h1 came to an end"
expect_ok xpt usb list
expect_grep "$mouse: libxl's records say that a domain has it"
expect_grep "[(]QEMU[)] came to an end"
# what it had of PCI stays unknown
expect_fail 5 xpt repair --apply
wait_for has_driver "$mouse" usbhid
expect_output dom0 "the mouse" usb "$mouse" state
expect_output "" "what the ports hold" sh -c 'xenstore-ls "/libxl/$(xl domid h1)/device/vusb" | grep -E "\"[0-9]+-[0-9.]+\"" || :'
