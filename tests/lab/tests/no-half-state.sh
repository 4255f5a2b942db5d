# lab: guests
# Where xl leaves the device visible to the guest, a refusal through xpt leaves no trace.
expect_ok xpt reserve 00:07.0
expect_fail 1 xpt attach h1 00:07.0
sleep 2
expect_ok guest_lacks h1 8086:10d3
expect_device 00:07.0 pciback quarantine
