# lab: guests
# lab: timeout 500
# Debug key u tells before and after where the memory is; a process of the guest counts on all the while.

moves() { # GUEST NODE
	old=$(xl domid "$1") record=$(xenstore-read "/local/domain/$(xl domid "$1")/vm")
	total=$(($(pages_on "$1" 0) + $(pages_on "$1" 1)))
	guest_counts "$1"
	lab-guest exec "$1" 'echo kept >/run/kept'
	counted=$(guest_count "$1")
	expect_ok xpt move "$1" --node "$2" --memory
	new=$(xl domid "$1")
	expect_grep "is domain $new now"
	expect_ok test "$new" != "$old"
	expect_output "$record" "its uuid" xenstore-read "/local/domain/$new/vm"
	expect_output "$1" "its name below $record" xenstore-read "$record/name"
	expect_output 0 "pages left on the other node" pages_on "$1" $((1 - $2))
	expect_ok test "$(pages_on "$1" "$2")" -ge $((total - 64))
	expect_output kept "its tmpfs" lab-guest exec "$1" cat /run/kept
	wait_for counts_on "$1" "$counted"
	expect_ok xl list
	expect_no_grep --moving
}

counts_on() { [ "$(guest_count "$1")" -gt "$(($2 + 1))" ]; }

step "PV"
moves p1 0

step "HVM"
moves h1 1

step "the copy has the affinities"
expect_output "all 2-3" "affinity" words xpt vcpus -n -o hard,soft h1

step "and back: JSON tells the new id and the times"
expect_ok xpt move p1 --node 1 --memory --json
cp $SAID /tmp/moved
expect_ok jq -e ".copy.domain_id == $(xl domid p1) and .copy.downtime_ms > 0 and .copy.total_ms >= .copy.downtime_ms" /tmp/moved
