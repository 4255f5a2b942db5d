# Reserving what is reserved, and releasing what is released, succeed and change nothing.
expect_ok xpt reserve 00:05.0
expect_ok xpt reserve 00:05.0
expect_device 00:05.0 pciback quarantine
expect_ok xpt release 00:05.0
expect_ok xpt release 00:05.0
expect_device 00:05.0 e1000e
