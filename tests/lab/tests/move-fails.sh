# lab: guests
# lab: timeout 500
# Whatever fails before the copy runs, the original goes on with all it had.

state() { # GUEST
	domid=$(xl domid "$1")
	xl list | awk -v name="$1" '$1 == name { print $1, $2, $3, $4 }'
	xpt vcpus -n -o hard,soft "$1"
	xenstore-ls -f "/local/domain/$domid" | grep -v -e /console -e /memory/ -e /control/
	xenstore-ls -f "$(xenstore-read "/local/domain/$domid/vm")"
	echo "$(pages_on "$1" 0) $(pages_on "$1" 1) $(xen_owner 00:05.0)"
}

goes_on() { # GUEST BEFORE
	[ "$1" != h1 ] || settled
	expect_output "$2" "the state of $1" state "$1"
	expect_ok xl list
	expect_no_grep --moving
	now=$(guest_count "$1")
	wait_for counted_past "$1" "$now"
	expect_ok test ! -e /var/lib/xpt/journal
}

counted_past() { [ "$(guest_count "$1")" -gt "$2" ]; }

# libxl saves and restores in processes of their own
helpers() { ps -o pid,args | awk -v half="--$1" '$2 ~ /libxl-save-helper/ && index($3, half) { print $1; found = 1 } END { exit !found }'; }

kill_helper() { # SAVE-OR-RESTORE
	wait_for helpers "$1"
	kill -9 $(helpers "$1")
}

mac=$(cat /sys/bus/pci/devices/0000:00:05.0/net/*/address)
settled() { wait_for guest_link h1 "$mac"; }

expect_ok xpt attach h1 00:05.0
for guest in p1 h1; do guest_counts $guest; done
for half in save restore; do
	guest=$([ $half = save ] && echo p1 || echo h1)
	step "the half that ${half}s $guest is killed"
	node=$([ $guest = p1 ] && echo 0 || echo 1)
	settled
	before=$(state $guest)
	xpt move $guest --node $node --memory >/tmp/moved 2>&1 & moving=$!
	kill_helper $half
	status=0; wait $moving || status=$?
	cat /tmp/moved
	expect_equal 1 $status "status of the move"
	goes_on $guest "$before"
done

step "it may not stand still for so long"
before=$(state p1)
expect_fail 1 xpt move p1 --node 0 --memory --downtime-limit 1
expect_grep "downtime-limit"
goes_on p1 "$before"

step "an interrupt while it is copied"
xpt move p1 --node 0 --memory >/tmp/moved 2>&1 & moving=$!
wait_for helpers restore
kill -INT $moving || true
kill -TERM $moving
status=0; wait $moving || status=$?
cat /tmp/moved
expect_equal 1 $status "status of the move"
goes_on p1 "$before"

step "no room for the copy"
free=$(xl info -n | awk '/^numa_info/ { on = 1 } on && $1 == "0:" { print $3 }')
expect_ok lab-guest start big --memory $((free - 150)) --line 'cpus_soft="nodes:0"'
expect_fail 1 xpt move p1 --node 0 --memory
expect_grep "the copy needs .* MiB there beside the original"
goes_on p1 "$before"
