# Two xpt at once on one device: one after the other, the second as the first left the host.
for round in 1 2 3; do
	xpt reserve 00:05.0 > /tmp/a 2>&1 & a=$!
	xpt reserve 00:05.0 00:06.0 > /tmp/b 2>&1 & b=$!
	wait $a && ra=0 || ra=$?
	wait $b && rb=0 || rb=$?
	cat /tmp/a /tmp/b
	echo "statuses $ra $rb"
	[ "$ra$rb" = 00 ] || fail "the second did not look again"
	for device in 00:05.0 00:06.0; do expect_device $device pciback; done
	expect_ok xpt release 00:05.0 00:06.0
	for device in 00:05.0 00:06.0; do expect_device $device e1000e; done
done
step "what it waits for changes the device: it looks again"
flock /run/xpt.lock sh -c 'sleep 4; xl pci-assignable-add 00:05.0' &
sleep 1
expect_ok xpt reserve 00:05.0
expect_grep 'waiting for '
expect_grep 'looking again: 0000:00:05.0 changed since it was looked at'
expect_device 00:05.0 pciback quarantine
