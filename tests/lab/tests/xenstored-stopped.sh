# lab: guests
# With xenstored hanging, xpt answers in bounded time and touches nothing.
killall -STOP xenstored
before=$(cut -d. -f1 /proc/uptime)
expect_fail any xpt attach h1 00:05.0
after=$(cut -d. -f1 /proc/uptime)
killall -CONT xenstored
expect_grep xenstored
expect_ok test $((after - before)) -lt 40
expect_device 00:05.0 e1000e d0
expect_ok xpt attach h1 00:05.0
