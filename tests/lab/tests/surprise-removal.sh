# lab: guests
# lab: device "e1000e,bus=hotplug1,id=pulled,mac=52:54:00:00:00:77"
# A device that is pulled out while a guest uses it: xpt says so, and detach cleans up what is left.
wait_for sh -c 'lspci -Dn | grep -c 8086:10d3 | grep -qx 10'
pulled=$(grep -l 52:54:00:00:00:77 /sys/bus/pci/devices/*/net/*/address | cut -d/ -f6)
expect_ok xpt attach h1 "$pulled"
wait_for guest_sees h1 8086:10d3
lab-qemu device_del pulled
wait_for test ! -e "/sys/bus/pci/devices/$pulled"
expect_ok xpt list
expect_no_grep "$pulled"
expect_fail 1 xpt show "$pulled"
expect_grep "$pulled is gone from this host, but h1 still has it"
expect_fail 1 xpt attach p1 "$pulled"
expect_grep "xpt detach h1 $pulled"
expect_ok xpt detach h1 "$pulled"
expect_output '' "xl's list for h1" xl pci-list h1
expect_no_key /libxl/pci/0000-04-00-0/domid
wait_for guest_lacks h1 8086:10d3
expect_fail 1 xpt show "$pulled"
expect_no_grep h1

step "the port takes another device, and so does the guest"
expect_ok lab-qemu device_add e1000e,bus=hotplug1,id=again,mac=52:54:00:00:00:78
wait_for test -e "/sys/bus/pci/devices/$pulled/driver"
expect_ok xpt attach h1 "$pulled"
wait_for guest_sees h1 8086:10d3
