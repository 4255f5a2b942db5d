# lab: guests
# lab: timeout 180
# USB devices by port: what they are, and who has them by what really happened to them.
usb() {
	json ".usb_devices[] | select(.path == \"$1\") | $2" xpt usb list --json
}
port_of() {
	xpt usb list -n -o path,functions,controller | awk -v f="$1" -v c="$2" '$2 == f && $3 == c { print $1 }'
}
has_driver() { test "$(readlink "/sys/bus/usb/devices/$1:1.0/driver" | sed 's,.*/,,')" = "$2"; }
keyboard=$(port_of keyboard 0000:00:14.0)
mouse=$(port_of mouse 0000:00:14.0)
tablet=$(port_of input 0000:00:15.0)
stick=$(port_of storage 0000:00:15.0)

step "what is there"
expect_output "$(find /sys/bus/usb/devices/ -mindepth 1 ! -name '*:*' | wc -l)" "USB devices" json '.usb_devices | length' xpt usb list --json
expect_output dom0 "state of the keyboard" usb "$keyboard" .state
expect_output '["usb-storage"]' "drivers of the stick" usb "$stick" '.drivers | tojson'
expect_output "$(cat "/sys/bus/usb/devices/$stick/serial")" "serial of the stick" usb "$stick" .serial

step "what the policy says"
expect_output null "policy of the stick" usb "$stick" .policy
mkdir -p /etc/xensource
printf 'DENY: class=03 subclass=01\nALLOW:\n' >/etc/xensource/usb-policy.conf
expect_output "deny 1" "policy of the keyboard" usb "$keyboard" '"\(.policy) \(.policy_line)"'
expect_output "allow 2" "policy of the stick" usb "$stick" '"\(.policy) \(.policy_line)"'
printf 'DENY\n' >/etc/xensource/usb-policy.conf
expect_ok xpt usb list --json
expect_grep 'etc/xensource/usb-policy.conf line 1: .*is expected, not .*DENY'

step "what a guest has, and what nobody has"
expect_ok xl usbctrl-attach h1 version=3 ports=4
expect_ok xl usbdev-attach h1 "hostbus=${keyboard%%-*}" "hostaddr=$(cat "/sys/bus/usb/devices/$keyboard/devnum")"
expect_ok xl usbdev-attach h1 "hostbus=${mouse%%-*}" "hostaddr=$(cat "/sys/bus/usb/devices/$mouse/devnum")"
echo "$stick:1.0" >/sys/bus/usb/drivers/usb-storage/unbind
echo 0 >"/sys/bus/usb/devices/$tablet/authorized"
expect_output "attached h1 xen-qemu-system" "the keyboard" usb "$keyboard" '"\(.state) \(.domain) \(.programs[0] | split(" ")[0])"'
expect_output unbound "the stick" usb "$stick" .state
expect_output unauthorized "the tablet" usb "$tablet" .state

step "the controller stays in dom0, as the guest has what is plugged into it"
expect_fail 1 xpt reserve 00:14.0
expect_grep "h1 has $keyboard, which is plugged into 0000:00:14.0"

step "unplugged, and still in libxl's records"
lab-qemu device_del mouse
wait_for test ! -e "/sys/bus/usb/devices/$mouse"
expect_output "gone h1" "the mouse" usb "$mouse" '"\(.state) \(.domain)"'
expect_fail 1 xl usbdev-attach h1 "hostbus=${stick%%-*}" "hostaddr=$(cat "/sys/bus/usb/devices/$stick/devnum")"
expect_grep "cannot determine if device is assigned"
expect_output unbound "the stick" usb "$stick" .state

step "plugged in again: dom0 has it, and libxl's records do not know"
lab-qemu "device_add usb-mouse,id=mouse,bus=usb1.0,port=${mouse#*-}"
wait_for test -e "/sys/bus/usb/devices/$mouse:1.0/driver"
expect_output "stale h1" "the mouse" usb "$mouse" '"\(.state) \(.domain)"'

step "detached, it is dom0's again"
expect_ok xl usbdev-detach h1 0 1
wait_for test -e "/sys/bus/usb/devices/$keyboard:1.0/driver"
wait_for has_driver "$keyboard" usbhid
expect_output dom0 "state of the keyboard" usb "$keyboard" .state

step "given by QEMU alone, as xenopsd does it: the domain is named, and neither the device nor its controller is taken from it"
qemu() { xl qemu-monitor-command h1 "$1"; }
expect_ok qemu "device_add usb-ehci,id=ehci"
expect_ok qemu "device_add usb-host,id=vusb$keyboard,bus=ehci.0,hostbus=${keyboard%%-*},hostport=${keyboard#*-}"
wait_for has_driver "$keyboard" usbfs
expect_output "attached h1" "the keyboard" usb "$keyboard" '"\(.state) \(.domain)"'
expect_ok xpt show "$keyboard"
expect_grep "of h1 takes whatever is plugged into $keyboard"
expect_fail 1 xpt detach h1 "$keyboard"
expect_grep "h1 has $keyboard: its device model"
expect_fail 1 xpt reserve 00:14.0
expect_grep "h1 has $keyboard, which is plugged into 0000:00:14.0"
expect_ok qemu "device_del vusb$keyboard"
wait_for has_driver "$keyboard" usbhid

step "xl create refuses of usbdev= what check --config refuses"
printf '%s\n' 'name="h9"' 'type="hvm"' 'memory=64' 'vga="none"' 'vnc=0' 'sdl=0' 'usbctrl=["version=3"]' \
	'usbdev=["hostbus=1,hostaddr=99"]' >/tmp/h9.cfg
expect_fail 1 xpt check --config /tmp/h9.cfg
expect_grep 'no device is number 99 of USB bus 1 now'
expect_fail 3 xl create -p /tmp/h9.cfg
expect_grep 'USB device is not assignable'
