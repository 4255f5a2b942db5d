# lab: qemu "-smp 8,sockets=4 -numa node,nodeid=2,cpus=4-5 -numa node,nodeid=3,cpus=6-7"
# lab: timeout 200
# Four nodes of two CPUs: split, and merged one by one.
xl_cpus() { xl cpupool-list -c | awk 'NR > 1 { printf "%s%s %s", sep, $1, $2; sep = "; " }'; }
xl info -n | grep -A12 numa_info || true
xpt pool list
expect_ok xpt pool split
expect_output "Pool-node0 0,1; Pool-node1 2,3; Pool-node2 4,5; Pool-node3 6,7" "cpupools" xl_cpus
expect_ok xpt pool merge Pool-node2
expect_output "Pool-node0 0,1,4,5; Pool-node1 2,3; Pool-node3 6,7" "cpupools" xl_cpus
expect_ok xpt pool create -q two node:2
expect_output "Pool-node0 0,1; Pool-node1 2,3; two 4,5; Pool-node3 6,7" "cpupools" xl_cpus
expect_ok xpt pool merge
expect_output "Pool-0 0,1,2,3,4,5,6,7" "cpupools" xl_cpus
