# lab: guests
# Attach, detach and attach again work, for either kind of guest.
for guest in h1 p1; do
	for round in 1 2; do
		expect_ok xpt attach $guest 00:05.0
		wait_for 20 guest_sees $guest 8086:10d3
		expect_ok xpt detach $guest 00:05.0
		wait_for 20 guest_lacks $guest 8086:10d3
	done
done
