# Half-way state: no driver, still in pciback's list (a bind failed). Release repairs it.
echo 0000:00:05.0 > /sys/bus/pci/devices/0000:00:05.0/driver/unbind
echo 0000:00:05.0 > /sys/bus/pci/drivers/pciback/new_slot
expect_ok xpt release 00:05.0
expect_device 00:05.0 e1000e d0
expect_output '' "the slots of xen-pciback" cat /sys/bus/pci/drivers/pciback/slots
