# lab: guests
# lab: timeout 400
# Killed at any point of a split or a merge, xpt undo leaves cpupools and affinities as they were.
xl_cpus() { xl cpupool-list -c | awk 'NR > 1 { printf "%s%s %s", sep, $1, $2; sep = "; " }'; }
state() {
	xl_cpus
	words xpt vcpus -n -o domain,pool,hard,soft
}

# kill_everywhere COMMAND...: at each point, and undone; in the end it is done
kill_everywhere() {
	before=$(state)
	n=-1 # every third point; tests/script has them all
	while n=$((n + 3)); [ $n -lt 60 ]; do
		if kill_at_fsync $n "$@" -q; then break; fi
		expect_ok xpt undo
		expect_output "$before" "the state after kill $n" state
	done
	expect_ok test $n -gt 3
}

xpt pin -q h1 0 1-2/1 p1 0 0-3/2-3
kill_everywhere xpt pool split
expect_output "Pool-node0 0,1; Pool-node1 2,3" "cpupools" xl_cpus
xpt pool move -q p1 1
kill_everywhere xpt pool move h1 1
kill_everywhere xpt pool merge
expect_output "Pool-0 0,1,2,3" "cpupools" xl_cpus

step "two at once: one after the other, or the second is told that things have changed"
for round in 1 2; do
	xpt pool split -q >/tmp/a 2>&1 & a=$!
	xpt pool create one 2 >/tmp/b 2>&1 & b=$!
	wait $a && ra=0 || ra=$?
	wait $b && rb=0 || rb=$?
	cat /tmp/a /tmp/b
	echo "statuses $ra $rb"
	expect_ok test $ra -le 1 -a $rb -le 1
	expect_ok xpt pool merge -q
	expect_output "Pool-0 0,1,2,3" "cpupools" xl_cpus
done
