# A device without a driver is reserved as well; released, dom0's own driver takes it.
echo 0000:00:05.0 > /sys/bus/pci/devices/0000:00:05.0/driver/unbind
expect_equal none "$(device_driver 00:05.0)"
expect_ok xpt reserve 00:05.0
expect_equal pciback "$(device_driver 00:05.0)"
expect_ok xpt release 00:05.0
expect_equal e1000e "$(device_driver 00:05.0)"
