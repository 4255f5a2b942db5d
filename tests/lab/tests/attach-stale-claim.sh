# lab: guests
# A claim key left by a dead domain hides a device from xl for ever; attach drops it and goes on.
expect_ok xpt reserve 00:05.0
xenstore-write /libxl/pci/0000-00-05-0/domid 77
expect_fail 1 xl pci-attach p1 00:05.0
xenstore-write /libxl/pci/0000-00-05-0/domid 77
expect_ok xpt attach p1 00:05.0
wait_for 20 guest_sees p1 8086:10d3
