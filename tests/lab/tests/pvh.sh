# A PVH guest is refused by name before anything is touched, and one without the driver for USB devices before dom0 loses the device.
printf 'name="light"\ntype="pvh"\nmemory=160\nkernel="/usr/lib/lab/guest/vmlinux"\nramdisk="/usr/lib/lab/guest/initramfs"\n' >/tmp/light.cfg
echo 'usbctrl=["type=qusb,version=2,ports=4"]' >>/tmp/light.cfg
expect_ok xl create -q -p /tmp/light.cfg
expect_fail 1 xpt attach light 00:05.0
expect_grep domain-type-unsupported
expect_device 00:05.0 e1000e d0

step "libxl would report success; the guest has no xen-hcd that connects, so dom0 keeps the mouse"
mouse=$(xpt usb list -n -o path,functions | awk '$2 == "mouse" { print $1 }')
expect_fail 1 xpt attach light "$mouse"
expect_grep "the driver xen-hcd of light has not connected"
expect_output usbhid "driver of the mouse" sh -c 'readlink "/sys/bus/usb/devices/$1:1.0/driver" | sed "s,.*/,,"' sh "$mouse"
expect_ok xl usb-list light
expect_no_grep 'Bus'
expect_ok xpt repair
expect_output "nothing to undo" "what is left" xpt undo
