# lab: guests
# A device that one guest uses is not given to another, and goes on working for the first.
expect_ok xpt attach h1 00:05.0
wait_for guest_sees h1 8086:10d3
for round in 1 2; do
	expect_fail 1 xpt attach p1 00:05.0
	expect_grep h1
done
expect_output "d$(xl domid h1)" "owner of 00:05.0" xen_owner 00:05.0
wait_for guest_link h1 52:54:00:00:00:05
xenstore-rm /libxl/pci/0000-00-05-0/domid
expect_fail 1 xpt attach p1 00:05.0
wait_for guest_link h1 52:54:00:00:00:05
