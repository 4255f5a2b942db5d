# lab: guests
# The guests of the frozen host answer, with output, status and time limit.

for guest in h1 p1; do
	expect_ok lab-guest exec $guest uname -s
	expect_grep '^Linux$'
	expect_fail 3 lab-guest exec $guest 'echo gone >&2; exit 3'
	expect_grep '^gone$'
	expect_fail 124 lab-guest exec --timeout 2 $guest sleep 60
	# into a file: printed, it would be taken for why this test failed
	expect_fail 139 sh -c "lab-guest exec $guest 'kill -SEGV \$\$' >/run/lab/fault 2>&1"
	expect_grep "in $guest signal 11 ended 'kill -SEGV" /run/lab/fault
	expect_ok lab-guest exec $guest 'seq 5000 | md5sum'
	mv "$SAID" /run/lab/inside
	lab-guest exec $guest seq 5000 | md5sum >/run/lab/outside
	expect_ok cmp /run/lab/inside /run/lab/outside
	expect_ok lab-guest config $guest
	expect_grep 'passthrough="enabled"'
done
expect_ok lab-guest lspci h1
expect_grep '^00:02.0 ff80: 5853:0001'
expect_fail 1 lab-guest exec nobody true
expect_fail 1 lab-guest start g4 --type pv --line 'kernel="/nowhere"'
