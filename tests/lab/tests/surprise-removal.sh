# lab: guests
# lab: device "e1000e,bus=hotplug1,id=pulled,mac=52:54:00:00:00:77"
# A device that is pulled out while a guest uses it: xpt says so, and detach cleans up what is left.
wait_for 20 sh -c 'lspci -Dn | grep -c 8086:10d3 | grep -qx 10'
pulled=$(grep -l 52:54:00:00:00:77 /sys/bus/pci/devices/*/net/*/address | cut -d/ -f6)
expect_ok xpt attach h1 "$pulled"
wait_for 20 guest_sees h1 8086:10d3
lab-qemu device_del pulled
wait_for 20 test ! -e "/sys/bus/pci/devices/$pulled"
expect_ok xpt list
expect_any xpt show "$pulled"
expect_any xpt attach p1 "$pulled"
expect_any xpt detach h1 "$pulled"
expect_ok xpt list --json
xl pci-list h1; xenstore-ls /libxl/pci; xenstore-ls /local/domain/0/backend/pci; xen_owner "$pulled"; lab-guest lspci h1
fail look
