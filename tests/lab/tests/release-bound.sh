# A released device is back with the driver it came from, and Xen says that dom0 owns it.
expect_ok xpt reserve 00:05.0
expect_ok xpt release 00:05.0
expect_equal e1000e "$(device_driver 00:05.0)"
expect_equal d0 "$(xen_owner 00:05.0)"
expect_equal '' "$(cat /sys/bus/pci/drivers/pciback/slots)"
expect_equal '(null)' "$(cat /sys/bus/pci/devices/0000:00:05.0/driver_override)"
expect_equal '' "$(xenstore-ls /libxl/pci/0000-00-05-0 2>/dev/null)"
