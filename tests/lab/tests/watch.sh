# lab: guests
# lab: timeout 300
# The watch re-applies when a guest starts again, and remembers what it did over its own death.
cat >/tmp/host.cfg <<'TEXT'
pools = [ "name=Pool-0 cpus=node:0", "name=numa1 cpus=node:1 domains=p1" ]
pins = [ "p1 0 3", "h1 0 1" ]
TEXT
syslogd -n -O /tmp/notified &
wait_for test -S /dev/log

start_watch() {
	NOTIFY_SOCKET=/dev/log xpt watch "$@" /tmp/host.cfg >>/tmp/watched 2>&1 &
	watch=$!
}

stop_watch() {
	kill "-$1" $watch
	status=0
	wait $watch || status=$?
}

of_p1() { words xpt vcpus -n -o pool,hard p1; }
is_placed() { [ "$(of_p1)" = "numa1 3" ]; }
is_said() { grep -qE -- "$1" /tmp/watched; }
times_said() { grep -cE -- "$1" /tmp/watched; }
is_said_twice() { [ "$(times_said "$1")" = 2 ]; }

tells_of_trouble() {
	xpt watch --status >/tmp/status || true
	grep -qE "^the watch runs; .*; trouble: .*$1" /tmp/status
}

step "at its start it makes the host as desired, and says that it is ready"
start_watch
wait_for grep -q READY=1 /tmp/notified
expect_output "numa1 3" "p1" of_p1
expect_grep '^vCPU 0 of h1: pin to CPUs 1' /tmp/watched
expect_ok xpt watch --status
expect_grep '^the watch runs; '
expect_grep '^done     vCPU 0 of h1: hard 1'

step "and again when the guest starts again"
lab-guest stop p1
expect_ok lab-guest start p1 --passthrough
wait_for is_placed
wait_for is_said_twice '^p1: move to the cpupool numa1'

step "killed, it remembers what it had done: a change by hand meanwhile is told, and left"
stop_watch KILL
expect_fail 1 xpt watch --status
expect_grep 'came to an end'
xl vcpu-pin h1 0 0
start_watch
wait_for is_said '^vCPU 0 of h1: changed by hand, and left so: hard 0; /tmp/host.cfg line 2 wants: hard 1'
kill -HUP $watch
wait_for is_said 'read again'
sleep 2
expect_output 1 "times that the change was told" times_said 'changed by hand'
expect_output 0 "affinity of h1" words xpt vcpus -n -o hard h1
expect_ok xpt watch --status
expect_grep '^left     vCPU 0 of h1: hard 0, .*; wanted: hard 1 [(]/tmp/host.cfg line 2[)]'

step "files that are wrong now do not end what they said before"
cp /tmp/host.cfg /tmp/host.good
echo 'pins = [ "h1" ]' >/tmp/host.cfg
kill -HUP $watch
wait_for is_said 'stay as they were read before: /tmp/host.cfg line 1'
wait_for tells_of_trouble 'stay as they were read before: /tmp/host.cfg line 1'
expect_fail 1 xpt watch --status
cp /tmp/host.good /tmp/host.cfg

step "while xenstored does not answer it waits, and goes on afterwards"
killall -STOP xenstored
kill -HUP $watch
wait_for is_said 'xenstore'
wait_for tells_of_trouble 'xenstore'
expect_fail 1 xpt watch --status
killall -CONT xenstored
wait_for is_said 'everything is as the files say again'
wait_for xpt watch --status
expect_ok kill -0 $watch

step "it ends when it is told to"
stop_watch TERM
expect_equal 0 $status "status of the watch"
expect_grep STOPPING=1 /tmp/notified
expect_fail 3 xpt watch --status --json
expect_grep '^ *"error": '

step "with --enforce the change is put back"
start_watch --enforce --json
wait_for is_said '"event":"applied","subject":"vCPU 0 of h1"'
expect_output 1 "affinity of h1" words xpt vcpus -n -o hard h1
stop_watch TERM

step "once: what was changed is told and left; a file that is not there is an error"
xl vcpu-pin p1 0 2
expect_ok xpt watch --once /tmp/host.cfg
expect_grep '^vCPU 0 of p1: changed by hand'
expect_ok xpt watch --once --enforce /tmp/host.cfg
expect_ok is_placed
expect_fail 3 xpt watch --once /tmp/none.cfg
cat /tmp/watched
