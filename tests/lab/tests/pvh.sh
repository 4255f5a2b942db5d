# A PVH guest is refused by name before anything is touched.
lab-guest start light --type pvh
expect_fail 1 xpt attach light 00:05.0
expect_grep domain-type-unsupported
expect_device 00:05.0 e1000e d0
