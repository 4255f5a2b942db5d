# Without xen-pciback: named, with the command that loads it.
rmmod xen_pciback || modprobe -r xen-pciback
expect_fail 1 xpt reserve 00:05.0
expect_grep pciback-missing
expect_grep 'modprobe xen-pciback'
expect_equal e1000e "$(device_driver 00:05.0)"
