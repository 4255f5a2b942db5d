# lab: dom0 "xen-pciback.hide=(0000:00:05.0)"
# A device hidden at boot, which xl cannot take back, is released to dom0's driver.
# The lab loads xen-pciback without dom0's options, and late: done here as a distribution's boot does it.
echo 0000:00:05.0 > /sys/bus/pci/drivers/e1000e/unbind
rmmod xen_pciback
modprobe xen-pciback "$(sed -n 's/.*xen-pciback\.\(hide=[^ ]*\).*/\1/p' /proc/cmdline)"
expect_equal pciback "$(device_driver 00:05.0)"
expect_equal true "$(xpt list --json 00:05.0 | jq .devices[0].hidden_at_boot)"
expect_fail 1 xl pci-assignable-remove -r 00:05.0
expect_ok xpt release 00:05.0
expect_equal e1000e "$(device_driver 00:05.0)"
