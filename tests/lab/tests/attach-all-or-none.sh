# lab: guests
# One device that Xen would refuse spoils the command: the good one stays with dom0 and its driver.
expect_fail 1 xpt attach h1 00:05.0 00:07.0
expect_grep 00:07.0
expect_device 00:05.0 e1000e d0
expect_ok guest_lacks h1 8086:10d3
