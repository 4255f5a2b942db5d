# lab: guests
# lab: timeout 400
# Killed while libxl is at work, xpt undo finds what it left in the device model, in xenstore and in Xen.
killed=0
for guest in h1 p1; do
	times=$([ $guest = h1 ] && echo 100 180 260 || echo 50 90 130)
	for time in $times; do
		xpt reserve 00:05.0
		kill_after $time xpt attach $guest 00:05.0
		expect_ok xpt undo
		owner=$(xen_owner 00:05.0)
		if [ "$owner" = "d$(xl domid $guest)" ]; then expect_ok xpt detach $guest 00:05.0; fi
		wait_for guest_lacks $guest 8086:10d3
		expect_output quarantine "owner after $time ms" xen_owner 00:05.0
		expect_output '' "xl's list for $guest" xl pci-list $guest
	done
done
expect_ok test $killed -gt 2
