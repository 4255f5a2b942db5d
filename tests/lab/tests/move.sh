# lab: guests

affinities() { words xpt vcpus -n -o hard,soft "$1"; }

xpt pin --reset -q p1 # libxl prefers a node for each new domain

step "its vCPUs run there first, its memory stays, and that is told"
before=$(pages_on p1 0)
expect_ok xpt move p1 --node 0 --dry-run
expect_output "all all" "affinity after a dry run" affinities p1
expect_ok xpt move p1 --node 0
expect_grep "its memory stays where it is"
expect_output "all 0-1" "affinity" affinities p1
xl_nodes() { xl list -n "$1" | awk 'NR == 2 { print $NF }'; }
expect_output 0 "node affinity" xl_nodes p1
expect_output "$before" "pages on node 0" pages_on p1 0

step "what is pinned stays pinned"
xpt pin -q p1 0 1
expect_ok xpt move p1 --node 1
expect_output "2-3 2-3" "affinity" affinities p1

step "there already"
expect_ok xpt move p1 --node 1
expect_output "2-3 2-3" "affinity" affinities p1

step "a cpupool that covers the node is used"
xpt pin --reset -q p1
xl cpupool-numa-split
expect_ok xpt move p1 --node 1
expect_output "Pool-node1" "cpupool" xpt vcpus -n -o pool p1
expect_ok xpt move p1 --node 0
expect_output "Pool-node0" "cpupool" xpt vcpus -n -o pool p1

step "what makes no sense is refused"
expect_fail 1 xpt move p1 --node 7
expect_grep "no node 7"
expect_fail 2 xpt move p1 --node x
expect_fail 2 xpt move p1
expect_fail 1 xpt move nobody --node 1
expect_fail 1 xpt move Domain-0 --node 1 --memory
