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
	for device in 00:05.0 00:06.0; do expect_device $device pciback; done
	expect_ok xpt release 00:05.0 00:06.0
	for device in 00:05.0 00:06.0; do expect_device $device e1000e; done
done
