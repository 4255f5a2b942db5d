# Several devices are reserved in one go, or none: a bridge among them spoils all.
expect_ok xpt reserve 00:05.0 00:06.0
expect_equal 'pciback pciback' "$(device_driver 00:05.0) $(device_driver 00:06.0)"
expect_ok xpt release 00:05.0 00:06.0
expect_fail 1 xpt reserve 00:05.0 00:0a.0
expect_grep bridge
expect_equal e1000e "$(device_driver 00:05.0)"
