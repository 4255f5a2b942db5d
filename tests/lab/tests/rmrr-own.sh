# lab: guests
# A device with an RMRR of its own goes to a PV guest.
expect_ok xpt attach p1 00:09.0
wait_for guest_sees p1 8086:10d3
expect_ok xpt detach p1 00:09.0
