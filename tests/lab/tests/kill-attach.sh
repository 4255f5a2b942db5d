# lab: guests
# lab: timeout 600
# Killed at any point of attach, xpt undo leaves the guest without the device, and dom0 with it.
for guest in h1 p1; do
	n=$([ $guest = h1 ] && echo -2 || echo 0) # every fourth point; tests/script has them all
	while n=$((n + 4)); [ $n -lt 40 ]; do
		if kill_at_fsync $n xpt attach $guest 00:05.0; then break; fi
		expect_ok xpt undo
		expect_device 00:05.0 e1000e d0
		wait_for guest_lacks $guest 8086:10d3
	done
	expect_ok test $n -gt 5
	wait_for guest_sees $guest 8086:10d3
	expect_ok xpt detach --release $guest 00:05.0
done
