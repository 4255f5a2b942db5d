# lab: guests
# --relaxed accepts the shared RMRR, says what the risk is, and works.
expect_ok xpt attach --relaxed p1 00:07.0
expect_grep 'shared-reserved-memory|0000:00:08.0'
wait_for guest_sees p1 8086:10d3
expect_output "d$(xl domid p1)" "owner of 00:07.0" xen_owner 00:07.0
expect_ok xpt detach --release p1 00:07.0
expect_device 00:07.0 e1000e
