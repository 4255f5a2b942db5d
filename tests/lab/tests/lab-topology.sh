# The frozen host is the one that README.md draws.

step "NICs, their drivers, and what Xen knows of them"
for address in 00:05.0 00:06.0 00:07.0 00:08.0 00:09.0 03:00.0 03:00.1 21:00.0 41:00.0; do
	expect_device $address e1000e d0
done
for address in 02:01.0 02:02.0; do
	expect_device $address e1000
done

step "two NUMA nodes; Xen knows the node of the NICs behind the expander bridges"
expect_ok xl info -n
expect_grep '^nr_nodes +: 2'
expect_grep '^0000:21:00.0 +0'
expect_grep '^0000:41:00.0 +1'

step "VT-d with interrupt remapping"
expect_ok xl dmesg
expect_grep 'Intel VT-d Interrupt Remapping enabled'
expect_grep 'I/O virtualisation enabled'

step "reserved memory: 00:07.0 and 00:08.0 share, 00:09.0 has its own"
expect_grep 'RMRR: +\[0x7ffe0000,0x7ffe0fff\]|7ffe0000'

step "USB: storage on both controllers, keyboard, mouse, tablet"
expect_device 00:14.0 xhci_hcd
expect_device 00:15.0 xhci_hcd
wait_for test -e /sys/block/sdb
expect_ok cat /sys/class/input/input*/name
for name in Keyboard Mouse Tablet; do expect_grep "$name"; done
