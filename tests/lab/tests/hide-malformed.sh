# One bad entry keeps xen-pciback from loading: host, check, reserve and the logs all name it.
# The lab loads the driver without dom0's options, as nobody else does: here it gets them, and dom0's line is one that has them.
echo "$(cat /proc/cmdline) xen-pciback.hide=(00:05.0)(82:0.0.0)" >/run/cmdline
mount --bind /run/cmdline /proc/cmdline

step "the driver runs as yet"
expect_ok xpt host
expect_grep '^RISK .*\[hide-parse-error\]'
expect_ok xpt check 00:05.0

step "the driver is not there, and the entry is the reason"
rmmod xen_pciback
expect_fail any modprobe xen-pciback "$(sed -n 's/.*xen-pciback\.\(hide=[^ ]*\).*/\1/p' /proc/cmdline)"
expect_fail 1 xpt host
expect_grep '^BLOCKED .*\[hide-parse-error\]'
expect_grep '\(82:0.0.0\)'
expect_fail 1 xpt check 00:05.0
expect_grep '\[hide-parse-error\]'
expect_fail 1 xpt reserve 00:05.0
expect_grep '\[hide-parse-error\]'
expect_device 00:05.0 e1000e

step "dom0's kernel log tells the same"
expect_fail 1 xpt explain
expect_grep '\[hide-parse-error\]'
expect_grep 'dmesg line [0-9]+: .*Error parsing pci_devs_to_hide at "\(82:0.0.0\)"'
