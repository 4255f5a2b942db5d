# Two xpt at once on one device: one after the other, and the end is what the last one says.
for round in 1 2 3; do
	xpt reserve 00:05.0 > /tmp/a 2>&1 & a=$!
	xpt reserve 00:05.0 00:06.0 > /tmp/b 2>&1 & b=$!
	wait $a && ra=0 || ra=$?
	wait $b && rb=0 || rb=$?
	cat /tmp/a /tmp/b
	echo "statuses $ra $rb"
	[ $ra = 0 ] || [ $rb = 0 ] || fail "neither was done"
	[ $ra = 0 ] || expect_grep 'changed since it was looked at' /tmp/a
	[ $rb = 0 ] || expect_grep 'changed since it was looked at' /tmp/b
	expect_ok xpt reserve 00:05.0 00:06.0
	expect_equal 'pciback pciback' "$(device_driver 00:05.0) $(device_driver 00:06.0)"
	expect_ok xpt release 00:05.0 00:06.0
	expect_equal 'e1000e e1000e' "$(device_driver 00:05.0) $(device_driver 00:06.0)"
done
