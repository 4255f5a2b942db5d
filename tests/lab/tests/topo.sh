# lab: guests
# lab: timeout 200
step "Topology: two nodes with their CPUs, and devices where Xen has them"
expect_ok xpt topo
expect_grep '^node 0 '
expect_grep '^node 1 '
expect_grep '21:00.0 .*Ethernet'
expect_grep '^node unknown'
expect_no_grep REMOTE
xpt topo --json >/tmp/topo.json
expect_output "0-1 2-3" "CPUs of the nodes" jq -r '[.nodes[].cpus] | join(" ")' /tmp/topo.json
expect_output "10 20 20 10" "distances" jq -r '[.nodes[].distances[]] | join(" ")' /tmp/topo.json
expect_output 0 "node of 21:00.0" jq '.devices[] | select(.address == "0000:21:00.0").node' /tmp/topo.json
expect_output 1 "node of 41:00.0" jq '.devices[] | select(.address == "0000:41:00.0").node' /tmp/topo.json
expect_output null "node of 00:05.0" jq '.devices[] | select(.address == "0000:00:05.0").node' /tmp/topo.json
xl info -n | awk '$1 == "numa_info" { exit } $1 ~ /^[0-9]+:$/ { print $1, $4, $3, $2 }' >/tmp/xl.cpus
jq -r '.cpus[] | "\(.cpu): \(.node) \(.socket) \(.core)"' /tmp/topo.json >/tmp/xpt.cpus
[ -s /tmp/xl.cpus ] || fail "xl info -n names no CPU"
expect_output "$(cat /tmp/xl.cpus)" "CPUs, by xl and by xpt" cat /tmp/xpt.cpus

step "Memory of each domain: adds up, and is what debug key u says"
xl dmesg -c >/dev/null
xl debug-keys u
xl dmesg | sed 's/^(XEN) *//' >/tmp/u
xpt topo --memory --json >/tmp/memory.json
for id in $(jq -r '.domains[].id' /tmp/memory.json); do
	for node in 0 1; do
		wanted=$(awk -v header="Domain $id " -v line="Node $node:" '
			index($0, "Domain ") == 1 { on = index($0, header) == 1 }
			on && index($0, line) == 1 { print $3 * 4 }' /tmp/u)
		got=$(jq ".domains[] | select(.id == $id).node_memory_kib[$node]" /tmp/memory.json)
		[ -n "$wanted" ] || fail "debug key u does not report domain $id on node $node"
		# dom0 and its balloon go on working between the two questions
		[ $((got - wanted)) -le 2048 ] && [ $((wanted - got)) -le 2048 ] ||
			fail "domain $id on node $node: $got KiB, but u says $wanted"
	done
done
for name in h1 p1; do
	sum=$(jq "[.domains[] | select(.name == \"$name\").node_memory_kib[]] | add" /tmp/memory.json)
	all=$(jq ".domains[] | select(.name == \"$name\").memory_kib" /tmp/memory.json)
	[ "$sum" -le "$all" ] && [ "$sum" -ge $((all * 95 / 100)) ] || fail "$name: $sum of $all KiB are on nodes"
done
expect_output '"not asked for"' "memory without --memory" jq '.domains[0].node_memory_kib_reason' /tmp/topo.json

step "A device of node 1 in a guest on node 0 stands out, and no longer once the guest runs there"
xl vcpu-pin h1 all 0-1 0-1
expect_ok xpt attach h1 41:00.0
expect_ok xpt topo
expect_grep 'remote-device'
expect_grep '0000:41:00.0 .*REMOTE: .*with h1'
expect_grep 'xpt pin h1 all node:1'
xl vcpu-pin h1 all 2-3 2-3
expect_ok xpt topo --json
expect_no_grep remote-device

step "Memory that a pin left behind stands out"
expect_ok xpt topo --memory
expect_grep 'remote-memory'
expect_grep 'REMOTE MEMORY'

step "An affinity that a cpupool narrows stands out"
xl vcpu-pin h1 all 0-1
xl vcpu-pin p1 all 0-3
xl cpupool-cpu-remove Pool-0 3
xl vcpu-pin h1 all 1-3
expect_ok xpt topo
expect_grep 'ineffective-affinity'
expect_grep 'NOT AS SET'
xl cpupool-cpu-add Pool-0 3
expect_ok xpt detach --release h1 41:00.0

step "A picture without Graphviz: the source is there, the drawing says what to install"
expect_ok xpt topo --dot
expect_grep '^digraph topology'
expect_fail 3 xpt topo --svg
expect_grep 'install graphviz'
