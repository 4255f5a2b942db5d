# lab: guests
# detach --release gives the device back to dom0's driver.
expect_ok xpt attach h1 00:05.0
wait_for 20 guest_sees h1 8086:10d3
expect_ok xpt detach --release h1 00:05.0
expect_device 00:05.0 e1000e d0
