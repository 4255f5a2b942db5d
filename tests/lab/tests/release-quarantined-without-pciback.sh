# Half-way state: quarantined, yet with dom0's driver, whose DMA faults. Release repairs it.
xl pci-assignable-add 00:05.0
echo 0000:00:05.0 > /sys/bus/pci/drivers/pciback/unbind
echo 0000:00:05.0 > /sys/bus/pci/drivers/pciback/remove_slot
expect_output quarantine "owner of 00:05.0" xen_owner 00:05.0
expect_ok xpt list --json 00:05.0
expect_ok xpt release 00:05.0
expect_device 00:05.0 e1000e d0
