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
	expect_equal "$record" "$(xenstore-read "/local/domain/$new/vm")" "its uuid"
	expect_equal "$1" "$(xenstore-read "$record/name")" "its name below $record"
	expect_equal 0 "$(pages_on "$1" $((1 - $2)))" "pages left on the other node"
	expect_ok test "$(pages_on "$1" "$2")" -ge $((total - 64))
	expect_equal kept "$(lab-guest exec "$1" cat /run/kept)" "its tmpfs"
	wait_for 20 counts_on "$1" "$counted"
	expect_equal '' "$(xl list | grep -e --moving || true)"
}

counts_on() { [ "$(guest_count "$1")" -gt "$(($2 + 1))" ]; }

step "PV, there and back"
moves p1 0
moves p1 1

step "HVM"
moves h1 1

step "the copy has the affinities"
expect_equal "all 2-3" "$(xpt vcpus -n -o hard,soft h1 | tr -s ' ')" "affinity"

step "JSON tells the new id and the times"
expect_ok xpt move p1 --node 0 --memory --json
cp $SAID /tmp/moved
expect_ok jq -e ".copy.domain_id == $(xl domid p1) and .copy.pause_ms > 0 and .copy.total_ms >= .copy.pause_ms" /tmp/moved
