# xl takes back what xpt reserved, and xpt what xl reserved, each to the original driver.
expect_ok xpt reserve 00:05.0
expect_ok xl pci-assignable-remove -r 00:05.0
expect_device 00:05.0 e1000e
expect_ok xl pci-assignable-add 00:06.0
expect_ok xpt release 00:06.0
expect_device 00:06.0 e1000e d0
