# A domain created without passthrough can never get a device: refused with the line to put into its configuration.
lab-guest start plain --type pv
expect_fail 1 xpt attach plain 00:05.0
expect_grep passthrough-off
expect_grep 'passthrough="enabled"'
expect_device 00:05.0 e1000e d0
