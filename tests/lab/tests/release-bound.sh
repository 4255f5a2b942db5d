# A released device is back with the driver it came from, and Xen says that dom0 owns it.
expect_ok xpt reserve 00:05.0
expect_ok xpt release 00:05.0
expect_device 00:05.0 e1000e d0
expect_output '' "the slots of xen-pciback" cat /sys/bus/pci/drivers/pciback/slots
expect_output '(null)' "driver_override" cat /sys/bus/pci/devices/0000:00:05.0/driver_override
expect_output '' "the keys below it, of which xl leaves as many" xenstore-list /libxl/pci/0000-00-05-0
