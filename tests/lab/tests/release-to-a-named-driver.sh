# --driver names the driver that gets the device; one that does not exist is refused, and nothing changes.
expect_ok xpt reserve 00:05.0
expect_fail 1 xpt release --driver nosuch 00:05.0
expect_grep nosuch
expect_device 00:05.0 pciback quarantine
expect_ok xpt release --driver e1000e 00:05.0
expect_device 00:05.0 e1000e
