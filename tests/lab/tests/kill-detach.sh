# lab: guests
# lab: timeout 600
# Killed at any point of detach, xpt undo or detach again ends with the device where it was asked to go.
for guest in h1 p1; do
	expect_ok xpt attach $guest 00:05.0
	wait_for guest_sees $guest 8086:10d3
	n=$([ $guest = h1 ] && echo -2 || echo -1) # every third point; tests/script has them all
	while n=$((n + 3)); [ $n -lt 20 ]; do
		if kill_at_fsync $n xpt detach --release $guest 00:05.0; then break; fi
		expect_ok xpt undo
		expect_any xpt attach $guest 00:05.0
		wait_for guest_sees $guest 8086:10d3
	done
	expect_ok test $n -gt 3
	wait_for guest_lacks $guest 8086:10d3
	expect_device 00:05.0 e1000e d0
done
