# lab: guests
# lab: timeout 240
# lab: device "e1000e,bus=hotplug1,id=used,mac=52:54:00:00:00:77"
# A device that does not come back sane from a guest goes to no other, until it is reset and reads sane.
nic=0000:04:00.0
wait_for test -e "/sys/bus/pci/devices/$nic/driver"
# The port routes the device's bus elsewhere: all bits of its config space read as set. Moved back, its BARs are empty.
lose() {
	setpci -s 00:10.0 SUBORDINATE_BUS=7e SECONDARY_BUS=7e
}
find_again() {
	setpci -s 00:10.0 SUBORDINATE_BUS=04 SECONDARY_BUS=04
}

step "a device that is sane after its use is not tainted"
expect_ok xpt attach h1 "$nic"
wait_for guest_sees h1 8086:10d3
expect_ok xpt detach h1 "$nic"
expect_no_grep "not sane"
expect_no_key /xpt/tainted/0000-04-00-0
expect_output null "what is known of it" json '.devices[0].tainted' xpt show --json "$nic"

for force in "" --force; do
	step "detach $force of a device that does not answer any more"
	expect_ok xpt attach h1 "$nic"
	lose
	expect_ok xpt detach $force h1 "$nic"
	expect_grep "$nic is not sane any more: all bits of its config space are set"
	expect_ok xpt show "$nic"
	expect_grep "tainted .*since .* UTC: all bits of its config space are set"
	expect_ok xpt list
	expect_grep "$nic has not been sane after a use since"
	expect_fail any xpt check "$nic"
	expect_grep "BLOCKED .*device-tainted"
	expect_fail 1 xpt attach h1 "$nic"
	expect_grep "xpt release $nic"
	expect_any xpt attach --accept-taint --dry-run h1 "$nic"
	expect_grep "risk in giving .*device-tainted"
	expect_no_grep BLOCKED

	step "it answers again, without its addresses"
	find_again
	expect_fail 1 xpt attach h1 "$nic"
	expect_grep device-tainted

	step "pciback's reset brings it back, and ends that"
	expect_ok xpt release "$nic"
	expect_device "$nic" e1000e d0
	expect_no_key /xpt/tainted/0000-04-00-0
	expect_ok xpt attach h1 "$nic"
	wait_for guest_sees h1 8086:10d3
	expect_ok xpt detach --release h1 "$nic"
done

step "another device in its place is not tainted"
expect_ok xpt attach h1 "$nic"
lose
expect_ok xpt detach h1 "$nic"
find_again
lab-qemu device_del used
wait_for test ! -e "/sys/bus/pci/devices/$nic"
expect_ok lab-qemu device_add e1000e,bus=hotplug1,id=again,mac=52:54:00:00:00:78
wait_for test -e "/sys/bus/pci/devices/$nic/driver"
expect_ok xpt show "$nic"
expect_no_grep "since .* UTC"
expect_ok xpt attach h1 "$nic"
wait_for guest_sees h1 8086:10d3
expect_ok xpt detach --release h1 "$nic"
expect_no_key /xpt/tainted/0000-04-00-0
