# lab: guests
# lab: timeout 300
# A passed-through device goes along with an HVM guest. A PV guest would not survive it, and is refused.
mac=$(cat /sys/bus/pci/devices/0000:00:05.0/net/*/address)

step "HVM"
expect_ok xpt attach h1 00:05.0
wait_for guest_link h1 "$mac"
expect_ok xpt move h1 --node 1 --memory
expect_output "d$(xl domid h1)" "owner" xen_owner 00:05.0
expect_output 0 "pages left on the other node" pages_on h1 0
wait_for guest_link h1 "$mac"
expect_ok xpt detach --release h1 00:05.0

step "PV"
before=$(xl domid p1)
expect_ok xpt attach p1 00:06.0
expect_fail 1 xpt move p1 --node 0 --memory
expect_grep "keeps the interrupts"
expect_output "$before" "its id" xl domid p1
wait_for guest_sees p1 8086:10d3

step "PV that had a device"
expect_ok xpt detach p1 00:06.0
expect_fail 1 xpt move p1 --node 0 --memory
expect_grep "reboot it first"
expect_output "$before" "its id" xl domid p1
