# lab: guests
# A PV guest sees the device that it is given, no longer sees it once it is taken back, and gets it again.
for round in 1 2; do
	expect_ok xpt attach p1 00:06.0
	wait_for guest_sees p1 8086:10d3
	expect_output "d$(xl domid p1)" "owner of 00:06.0" xen_owner 00:06.0
	expect_ok xpt detach p1 00:06.0
	wait_for guest_lacks p1 8086:10d3
	expect_device 00:06.0 pciback quarantine
done

step "one that reboots by itself has its device again, and that is no incident"
expect_ok lab-guest stop p1
expect_ok lab-guest start p1 --pci 00:06.0 --line 'on_reboot="restart"'
wait_for guest_sees p1 8086:10d3
before=$(xl domid p1)
expect_ok sh -c "! lab-guest exec p1 'reboot -f'"
wait_for sh -c "[ \$(xl domid p1) -gt $before ]"
wait_for guest_sees p1 8086:10d3
expect_ok xpt explain
expect_grep '^nothing in these logs says that something failed'
