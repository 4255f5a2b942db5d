# lab: timeout 200
# Debian: xen-pciback is a module, and rules of udev hide. The update-initramfs here only says that it ran.
mkdir -p /boot/grub /etc/udev/rules.d
echo 12 >/etc/debian_version
release=$(uname -r)
cat >/boot/grub/grub.cfg <<CFG
menuentry 'Debian' {
	multiboot2 /xen.gz placeholder
	module2 /vmlinuz-$release placeholder root=/dev/sda1 ro
}
CFG
printf '#!/bin/sh\necho "$@" >>/run/update-initramfs\n' >/usr/sbin/update-initramfs
chmod +x /usr/sbin/update-initramfs
mkdir -p "/lib/modules/$release/kernel/drivers/xen/xen-pciback"
[ -e "/lib/modules/$release/modules.builtin" ] || : >"/lib/modules/$release/modules.builtin"
rules=/etc/udev/rules.d/10-xpt-hide.rules

step "hide: the rules are written, the initramfs is made again, and now nothing changes"
expect_ok xpt hide 00:05.0 00:06.0 --force-critical
expect_grep '^not verified: whether the next boot hides 0000:00:05.0: '
expect_grep '^-u -k all$' /run/update-initramfs
expect_device 00:05.0 e1000e d0
expect_any xpt boot
expect_grep 'rules of udev are to hide 0000:00:05.0 0000:00:06.0'

step "another card in that place is not taken"
sed -i 's/"0x10d3", ATTR{\[pci\/0000:00:06.0\]sub/"0x9999", ATTR{[pci\/0000:00:06.0]sub/' $rules
expect_grep '0x9999' $rules

step "as at boot: no driver is loaded, all devices are added; the hidden one is pciback's, and drivers leave it alone"
rmmod e1000e
udevadm control --reload
udevadm trigger --action=add --subsystem-match=pci
udevadm settle
modprobe e1000e
wait_for test -e /sys/bus/pci/devices/0000:00:07.0/driver
expect_output pciback "the driver of the hidden device" device_driver 00:05.0
expect_output e1000e "the driver of what the rule does not know" device_driver 00:06.0
expect_output e1000e "the driver of what no rule names" device_driver 00:07.0

step "rules that somebody edited are refused, and leave the next boot unknown"
expect_fail any xpt hide 00:07.0 --force-critical
expect_grep 'somebody edited'
expect_fail 5 xpt boot
rm $rules

step "unhide: the file goes with the last rule; undo brings it back"
expect_ok xpt hide 00:05.0 --force-critical
expect_ok xpt unhide 00:05.0
expect_ok test ! -e $rules
expect_ok xpt boot undo
expect_grep '^# xpt 0000:00:05.0 8086:10d3' $rules

step "dracut: it is told of the rules in a file of its own, which goes with the last rule"
rm $rules
mv /usr/sbin/update-initramfs /run/kept
mkdir -p /usr/lib/dracut /etc/dracut.conf.d
echo DRACUT_VERSION=059 >/usr/lib/dracut/dracut-version.sh
printf '#!/bin/sh\necho "$@" >>/run/dracut\n' >/usr/bin/dracut
chmod +x /usr/bin/dracut
expect_ok xpt hide 00:05.0 --force-critical
expect_grep '^--force --regenerate-all$' /run/dracut
expect_grep '^install_items\+=" /etc/udev/rules.d/10-xpt-hide.rules "$' /etc/dracut.conf.d/10-xpt-hide.conf
expect_ok xpt unhide 00:05.0
expect_ok test ! -e /etc/dracut.conf.d/10-xpt-hide.conf
expect_ok test ! -e $rules
rm -r /usr/lib/dracut /usr/bin/dracut
mv /run/kept /usr/sbin/update-initramfs
expect_ok xpt hide 00:05.0 --force-critical

step "kill -9 while the initramfs is made: undo waits for what goes on, and makes it again behind it"
printf '#!/bin/sh\nsleep 3\necho "$@" >>/run/update-initramfs\nls /etc/udev/rules.d >>/run/update-initramfs\n' >/usr/sbin/update-initramfs
rm /run/update-initramfs
cp $rules /run/before
xpt hide 00:07.0 --force-critical >/run/killed 2>&1 & killed=$!
wait_for sh -c '[ -e /run/xpt.lock ] && grep -qs update-initramfs "/proc/$(cat /run/xpt.lock)/cmdline"'
kill -9 $killed
expect_ok xpt undo
expect_grep 'waiting for .*update-initramfs -u -k all \(pid [0-9]+\)'
expect_ok cmp /run/before $rules
expect_output 2 "how often the initramfs was made" grep -c '^-u -k all$' /run/update-initramfs

step "update-initramfs fails: the rules are as they were, and it is told"
printf '#!/bin/sh\necho "No space left" >&2\nexit 1\n' >/usr/sbin/update-initramfs
expect_fail any xpt hide 00:07.0 --force-critical
expect_grep 'update-initramfs -u -k all failed: No space left'
expect_ok cmp /run/before $rules
