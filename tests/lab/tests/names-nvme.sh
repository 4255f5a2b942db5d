# lab: device "nvme,id=disk1,bus=hotplug1,serial=LAB-A"
# lab: timeout 240
# A name of an NVMe disk is bound to its serial number, which only dom0's driver tells.
disk=0000:04:00.0
serial_is() {
	grep -q "^$2" "/sys/bus/pci/devices/$1"/nvme/nvme*/serial
}
wait_for serial_is $disk LAB-A

step "named by its serial number"
expect_ok xpt name $disk disk0
expect_grep 'nvme=LAB-A"' /etc/xpt/names
expect_ok xpt name --list
expect_grep "^disk0 +found +$disk +$disk +serial .*LAB-A"
expect_no_grep 'not confirmed'

step "reserved, it does not report it: not blocked, and not called confirmed"
expect_ok xpt reserve disk0
expect_ok xpt name --list
expect_grep "^disk0 +found +$disk +$disk +path"
expect_grep "disk0 is not confirmed by its NVMe serial number: .*pciback has the device"
expect_ok xpt check disk0
expect_grep 'name-unconfirmed'
expect_ok xpt name $disk disk0
expect_grep 'nvme=LAB-A"' /etc/xpt/names
expect_ok xpt release disk0
wait_for serial_is $disk LAB-A

step "another disk of the kind in its slot: nothing is done, and both are shown"
lab-qemu device_del disk1
wait_for sh -c "! test -e /sys/bus/pci/devices/$disk"
expect_ok xpt name --list
expect_grep '^disk0 +gone'
lab-qemu device_add nvme,id=disk2,bus=hotplug1,serial=LAB-B
wait_for serial_is $disk LAB-B
expect_fail 1 xpt reserve disk0
expect_grep 'where another device is now'
expect_grep LAB-A
expect_grep LAB-B
expect_device $disk nvme

step "the disk is in another slot: found by its serial number, and followed"
lab-qemu device_add nvme,id=disk3,bus=hotplug2,serial=LAB-A
wait_for serial_is 0000:05:00.0 LAB-A
expect_fail 1 xpt reserve disk0
expect_grep 'disk0 is now 0000:05:00.0'
expect_ok xpt name --follow disk0
expect_grep 'its serial number is the same'
expect_ok xpt reserve disk0
expect_device 0000:05:00.0 pciback quarantine
expect_device $disk nvme
