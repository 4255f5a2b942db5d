# lab: guests
# Two devices go to one guest in one command, and come back in one.
expect_ok xpt attach p1 00:05.0 00:06.0
wait_for guest_sees_count p1 8086:10d3 2
expect_ok xpt detach --release p1 00:05.0 00:06.0
wait_for guest_lacks p1 8086:10d3
for device in 00:05.0 00:06.0; do expect_device $device e1000e; done
