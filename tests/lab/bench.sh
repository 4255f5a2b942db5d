# ./lab bench: xpt beside the tools it replaces, in one run on one host.

now_ms() { awk '{ printf "%d\n", $1 * 1000 }' /proc/uptime; }

# timed COMMAND: adds what it takes to $total
timed() {
	start=$(now_ms)
	eval "$1" >/dev/null 2>&1 || fail "status $?: $1"
	total=$((total + $(now_ms) - start))
}

# report WHAT OURS THEIRS: milliseconds
report() {
	printf '%-44s %6d ms %6d ms   %s\n' "$1" "$2" "$3" \
		"$(awk -v ours="$2" -v theirs="$3" 'BEGIN { printf "%.2f", ours / theirs }')"
}

# repeat TIMES COMMAND: sets $mean
repeat() {
	total=0
	for _ in $(seq "$1"); do timed "$2"; done
	mean=$((total / $1))
}

has_drivers() { lab-guest exec "$1" "[ \$(ls -d /sys/class/net/eth* | wc -l) = $2 ]"; }

# attach_and_detach TIMES GUEST ATTACH DETACH [DEVICES]: sets $attached and $detached. A PV guest whose
# device is taken while its driver still starts oopses, so the guest settles between the two.
attach_and_detach() {
	attached=0 detached=0
	for _ in $(seq "$1"); do
		total=0
		timed "$3"
		attached=$((attached + total / $1))
		wait_for has_drivers "$2" "${5:-1}"
		total=0
		timed "$4"
		detached=$((detached + total / $1))
		wait_for guest_lacks "$2" 8086:10d3
	done
}

# compare_guest KIND GUEST ADDRESS
compare_guest() {
	attach_and_detach 3 "$2" "xpt attach $2 $3" "xpt detach $2 $3"
	our_attach=$attached our_detach=$detached
	attach_and_detach 3 "$2" "xl pci-attach $2 $3" "xl pci-detach $2 $3"
	report "attach, $1 guest" "$our_attach" "$attached"
	report "detach, $1 guest" "$our_detach" "$detached"
}

printf '%-44s %9s %9s   %s\n' "" "xpt" "xl, lspci" "ratio"
repeat 10 "xpt list"
ours=$mean
repeat 10 "lspci -k; xl pci-assignable-list"
report "list: lspci -k and xl pci-assignable-list" "$ours" "$mean"
for address in 00:05.0 00:06.0; do xpt reserve $address >/dev/null; done
compare_guest HVM h1 00:05.0
compare_guest PV p1 00:06.0

# Four at once, and one after the other.
four="00:05.0 00:06.0 21:00.0 41:00.0"
one_by_one() { for device in $four; do xl "$1" h1 "$device"; done; }
xpt reserve 21:00.0 41:00.0 >/dev/null
attach_and_detach 2 h1 "xpt attach h1 $four" "xpt detach h1 $four" 4
our_attach=$attached our_detach=$detached
attach_and_detach 2 h1 "one_by_one pci-attach" "one_by_one pci-detach" 4
report "attach, four devices, HVM guest" "$our_attach" "$attached"
report "detach, four devices, HVM guest" "$our_detach" "$detached"

# vCPUs and cpupools. Each pin changes something: the two affinities take turns.
pin_each() { for i in $(seq 0 15); do xl vcpu-pin many $i $1; done; }
lab-guest start many --type pv --vcpus 16 --memory 128
xl pause many
repeat 6 "xpt pin -q many all 1-2; xpt pin -q many all 0-3"
ours=$mean
repeat 6 "pin_each 1-2; pin_each 0-3"
report "pin 16 vCPUs, twice" "$ours" "$mean"
repeat 10 "xpt vcpus"
ours=$mean
repeat 10 "xl vcpu-list"
report "list vCPUs" "$ours" "$mean"
xl_merge() { xl cpupool-destroy Pool-node1; xl cpupool-cpu-add Pool-node0 2-3; xl cpupool-rename Pool-node0 Pool-0; }
repeat 6 "xpt pool split -q; xpt pool merge -q"
ours=$mean
repeat 6 "xl cpupool-numa-split; xl_merge"
report "split by NUMA node, and merge" "$ours" "$mean"
lab-guest stop many

# The same domain moved to the other node and back by a copy, and by way of a file in dom0's memory,
# of which dom0's own files may have but half.
mkdir /tmp/saved
mount -t tmpfs -o size=300m saved /tmp/saved
compare_move() { # KIND GUEST NODE
	memory=$(xl list "$2" | awk 'NR == 2 { print $3 }')
	xpt move "$2" --node "$3" --memory --json >/tmp/moved || fail "cannot move $2"
	moved=$(jq .copy.total_ms /tmp/moved) stood=$(jq .copy.downtime_ms /tmp/moved)
	repeat 1 "xpt move $2 --node $((1 - $3)) --memory"
	whole=$mean
	repeat 1 "xl save $2 /tmp/saved/domain && xl restore /tmp/saved/domain"
	rm -f /tmp/saved/domain
	report "move, $1 of $memory MiB: save, restore" "$whole" "$mean"
	report "  of it copying" "$moved" "$mean"
	report "  of it standing still" "$stood" "$mean"
}

# A PV guest that has had a device cannot be moved any more.
lab-guest start fresh --type pv
compare_move PV fresh 0
compare_move HVM h1 1
