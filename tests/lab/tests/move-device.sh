# lab: guests
# lab: timeout 300
# A passed-through device goes along.
mac=$(cat /sys/bus/pci/devices/0000:00:05.0/net/*/address)
for guest in p1 h1; do
	step "$guest"
	expect_ok xpt attach $guest 00:05.0
	wait_for 30 guest_sees $guest 8086:10d3
	expect_ok xpt move $guest --node $([ $guest = p1 ] && echo 0 || echo 1) --memory
	expect_equal "d$(xl domid $guest)" "$(xen_owner 00:05.0)" "owner"
	wait_for 30 guest_sees $guest 8086:10d3
	wait_for 30 guest_link $guest "$mac"
	expect_ok xpt detach --release $guest 00:05.0
done
