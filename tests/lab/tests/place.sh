# lab: timeout 400
# A guest that was placed next to a device starts there: its vCPUs, and its memory by debug key u.

# elsewhere NAME: its pages that are not on node 1
elsewhere() {
	xl debug-keys u
	xl dmesg | awk -v wanted="$(xl domid "$1")" '
		/(Domain |d)[0-9]+ \(total: [0-9]+\):/ { sub(/.*(Domain |d)/, ""); here = $1 == wanted; if (here) { total = $3 + 0; on = 0 } next }
		here && /Node 1: / { sub(/.*Node 1: /, ""); on = $1 }
		END { print total ? total - on : "nothing told" }'
}

# check_place NAME: vCPUs where the lines say, and how much memory is not
check_place() {
	expect_output "2-3 1 2-3 1" "CPUs and nodes of the vCPUs of $1" words xpt vcpus -n -o effective,node "$1"
	xl vcpu-list "$1"
	elsewhere=$(elsewhere "$1")
	echo "pages of $1 that are not on node 1: $elsewhere"
}

write_config() {
	printf 'name = "%s"\ntype = "%s"\nmemory = %s\nvcpus = 2\npci = [ "41:00.0" ]\n' "$@" >/tmp/"$1".cfg
	expect_ok xpt place --config /tmp/"$1".cfg --why
	expect_grep '^node 1: CPUs 2-3 of cpupool Pool-0'
	expect_grep 'next to 0000:41:00.0'
	expect_ok xpt place --config /tmp/"$1".cfg --lines
}

expect_ok xpt reserve 41:00.0

step "HVM: exactly"
write_config exact hvm 256
expect_output 3 "lines" wc -l <$SAID
lab-guest start exact --type hvm --memory 256 --vcpus 2 --pci 41:00.0 --line "$(cat $SAID)"
check_place exact
[ "$elsewhere" -lt 100 ] || fail "memory of exact is on the other node"
guest_sees exact 8086:10d3
expect_ok xpt place exact
expect_grep 'next to 0000:41:00.0; its memory is on node 1'
expect_grep 'runs there already'
lab-guest stop exact

step "PV: by preference, and there is room"
write_config preferred pv 160
expect_output 2 "lines" wc -l <$SAID
lab-guest start preferred --type pv --memory 160 --vcpus 2 --pci 41:00.0 --line "$(cat $SAID)"
check_place preferred
# The DMA buffers of its kernel lie in low memory, which node 0 has: 4 MiB.
[ "$elsewhere" -lt 2048 ] || fail "memory of preferred is on the other node"

step "brought to the other node, its memory stays, and that is said"
expect_ok xpt place preferred --nodes 0 --memory 160 --apply
expect_grep '^all vCPUs of preferred run on CPUs 0-1'
expect_grep '^xpt move preferred --node 0 --memory'
expect_output '0-1 0-1' "CPUs of preferred" words xpt vcpus -n -o effective preferred
elsewhere=$(elsewhere preferred)
[ "$elsewhere" -lt 2048 ] || fail "memory of preferred moved"

step "a place that has no room is refused with what is missing"
expect_fail 1 xpt place --memory 64G --vcpus 2
expect_grep 'nodes 0-1: .* GiB free, .* GiB missing'
