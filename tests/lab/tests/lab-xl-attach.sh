# lab: guests
# Real devices reach running guests, and come back: the lab itself, with Xen's own tools.

for pair in "h1 00:05.0" "p1 00:06.0"; do
	guest=${pair% *} address=${pair#* }
	expect_ok xl pci-assignable-add "$address"
	expect_device "$address" pciback quarantine
	expect_ok xl pci-attach "$guest" "$address"
	expect_output "d$(xl domid "$guest")" "owner of $address" xen_owner "$address"
	wait_for guest_sees "$guest" 8086:10d3
	wait_for lab-guest exec "$guest" test -e /sys/class/net/eth0
	expect_ok xl pci-detach "$guest" "$address"
	wait_for guest_lacks "$guest" 8086:10d3
	expect_ok xl pci-assignable-remove -r "$address"
	expect_device "$address" e1000e
done
