# xl takes back what xpt reserved, and xpt what xl reserved, each to the original driver.
expect_ok xpt reserve 00:05.0
expect_ok xl pci-assignable-remove -r 00:05.0
expect_equal e1000e "$(device_driver 00:05.0)"
expect_ok xl pci-assignable-add 00:06.0
expect_ok xpt release 00:06.0
expect_equal e1000e "$(device_driver 00:06.0)"
expect_equal d0 "$(xen_owner 00:06.0)"
