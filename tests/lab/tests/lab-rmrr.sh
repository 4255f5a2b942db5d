# lab: guests
# Xen refuses a device that shares reserved memory, in the words of its documentation.

expect_ok xl pci-assignable-add 00:07.0
expect_ok xl dmesg
expect_grep "risky to assign 0000:00:07.0 with shared RMRR at 7ffe0000"
expect_fail any xl pci-attach p1 00:07.0
expect_ok xl dmesg
expect_grep "disallowed to assign 0000:00:07.0 with shared RMRR at 7ffe0000 for d$(xl domid p1)"
expect_output quarantine "owner of 00:07.0" xen_owner 00:07.0

step "a region of one device alone is no obstacle"
expect_ok xl pci-assignable-add 00:09.0
expect_ok xl pci-attach p1 00:09.0
wait_for guest_sees p1 8086:10d3
