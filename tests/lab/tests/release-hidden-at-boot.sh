# lab: dom0 "xen-pciback.hide=(00:05.0)"
# A device hidden at boot, which xl cannot take back, is released to dom0's driver.
# The lab loads xen-pciback without dom0's options, and late: done here as a distribution's boot does it.
echo 0000:00:05.0 > /sys/bus/pci/drivers/e1000e/unbind
rmmod xen_pciback
modprobe xen-pciback "$(sed -n 's/.*xen-pciback\.\(hide=[^ ]*\).*/\1/p' /proc/cmdline)"
expect_device 00:05.0 pciback
expect_output true "hidden at boot" json '.devices[0].hidden_at_boot' xpt list --json 00:05.0
expect_fail 1 xl pci-assignable-remove -r 00:05.0
expect_ok xpt release 00:05.0
expect_device 00:05.0 e1000e
