# Without xen-pciback: named, with the command that loads it.
rmmod xen_pciback || modprobe -r xen-pciback
expect_fail 1 xpt reserve 00:05.0
expect_grep pciback-missing
expect_grep 'modprobe xen-pciback'
expect_device 00:05.0 e1000e
