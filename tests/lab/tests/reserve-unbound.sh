# A device without a driver is reserved as well; released, dom0's own driver takes it.
echo 0000:00:05.0 > /sys/bus/pci/devices/0000:00:05.0/driver/unbind
expect_device 00:05.0 none
expect_ok xpt reserve 00:05.0
expect_device 00:05.0 pciback
expect_ok xpt release 00:05.0
expect_device 00:05.0 e1000e
