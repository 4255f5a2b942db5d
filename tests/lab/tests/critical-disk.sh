# The controller of a disk in use is not taken from dom0, and the use is named.
disk=$(readlink -f /sys/block/sda | sed 's,.*\(0000:00:1[0-9a-f]\.0\)/usb.*,\1,')
mkswap /dev/sda
swapon /dev/sda
expect_fail 1 xpt reserve "$disk"
expect_grep critical-device
expect_grep sda
expect_device "$disk" xhci_hcd
swapoff /dev/sda
