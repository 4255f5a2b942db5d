# Half-way state: in pciback, never quarantined (a toolstack died). Release repairs it.
echo 0000:00:05.0 > /sys/bus/pci/devices/0000:00:05.0/driver/unbind
echo 0000:00:05.0 > /sys/bus/pci/drivers/pciback/new_slot
echo 0000:00:05.0 > /sys/bus/pci/drivers/pciback/bind
expect_ok xpt release 00:05.0
expect_equal 'e1000e d0' "$(device_driver 00:05.0) $(xen_owner 00:05.0)"
expect_equal '' "$(cat /sys/bus/pci/drivers/pciback/slots)"
