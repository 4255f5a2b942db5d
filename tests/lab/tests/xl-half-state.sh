# lab: guests
# A refused xl pci-attach leaves the device visible in an HVM guest, and xl cannot take it back. xpt sees it and does.
xl pci-assignable-add 00:07.0
expect_fail 1 xl pci-attach h1 00:07.0
wait_for 20 guest_sees h1 8086:10d3
expect_fail 1 xl pci-detach h1 00:07.0
expect_ok xpt show 00:07.0
expect_grep 'h1'
expect_ok xpt detach h1 00:07.0
wait_for 20 guest_lacks h1 8086:10d3
expect_ok xpt release 00:07.0
expect_device 00:07.0 e1000e d0
