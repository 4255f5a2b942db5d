# lab: guests
# lab: timeout 600
# Killed in the middle of a move, xpt undo leaves one of the two instances, running and whole.
for guest in p1 h1; do guest_counts $guest; done
node=0
for guest in p1 h1; do
	for tenths in $([ $guest = h1 ] && echo 25 50 || echo 12 25); do
		node=$((1 - node))
		timeout -s KILL ${tenths%?}.${tenths#?} xpt move $guest --node $node --memory || true
		sleep 1
		expect_ok xpt undo
		expect_equal 1 "$(xl list | grep -c "^$guest")" "instances of $guest after $tenths tenths"
		expect_equal $guest "$(xenstore-read "$(xenstore-read "/local/domain/$(xl domid $guest)/vm")/name")"
		now=$(guest_count $guest)
		wait_for 20 eval "[ \$(guest_count $guest) -gt $now ]"
		expect_ok test ! -e /var/lib/xpt/journal
	done
done
step "and it can still be moved"
for guest in p1 h1; do
	expect_ok xpt move $guest --node 0 --memory
	expect_equal 0 "$(pages_on $guest 1)" "pages on the other node"
done
