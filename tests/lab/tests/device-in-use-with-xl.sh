# lab: guests
# Why xpt asks Xen: xl's second try lets another guest have the memory of a device in use.
lab-guest start p2 --type pv --passthrough
expect_ok xpt attach p1 00:05.0
wait_for guest_sees p1 8086:10d3
expect_fail 1 xl pci-attach p2 00:05.0
expect_fail 1 xl pci-attach p2 00:05.0
xl debug-keys q
xl dmesg | sed -n '/General information for domain '"$(xl domid p2)"':/,/General information/p' > /tmp/q
expect_ok grep -q 'I/O Memory *{ *f' /tmp/q
