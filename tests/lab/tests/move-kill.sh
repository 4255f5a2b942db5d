# lab: guests
# lab: timeout 600
# Killed in the middle of a move, xpt undo leaves one of the two instances, running and whole.
instances() { xl list | grep -c "^$1"; }

for guest in p1 h1; do guest_counts $guest; done
node=0 killed=0
for guest in p1 h1; do
	for time in $([ $guest = h1 ] && echo 4000 || echo 1200 2500); do
		node=$((1 - node))
		kill_after $time xpt move $guest --node $node --memory
		sleep 1
		expect_ok xpt undo
		expect_output 1 "instances of $guest after $time ms" instances $guest
		record=$(xenstore-read "/local/domain/$(xl domid $guest)/vm")
		expect_output $guest "its name below $record" xenstore-read "$record/name"
		now=$(guest_count $guest)
		wait_for eval "[ \$(guest_count $guest) -gt $now ]"
		expect_ok test ! -e /var/lib/xpt/journal
	done
done
expect_ok test $killed -gt 1
step "and it can still be moved"
expect_ok xpt move p1 --node 0 --memory
expect_output 0 "pages on the other node" pages_on p1 1
