# Reserving what is reserved, and releasing what is released, succeed and change nothing.
expect_ok xpt reserve 00:05.0
expect_ok xpt reserve 00:05.0
expect_equal pciback "$(device_driver 00:05.0)"
expect_equal quarantine "$(xen_owner 00:05.0)"
expect_ok xpt release 00:05.0
expect_ok xpt release 00:05.0
expect_equal e1000e "$(device_driver 00:05.0)"
