# lab: guests

affinities() { xpt vcpus -n -o hard,soft "$1" | tr -s ' '; }

xpt pin --reset -q p1 # libxl prefers a node for each new domain

step "its vCPUs run there first, its memory stays, and that is told"
before=$(pages_on p1 0)
expect_ok xpt move p1 --node 0 --dry-run
expect_equal "all all" "$(affinities p1)" "affinity after a dry run"
expect_ok xpt move p1 --node 0
expect_grep "its memory stays where it is"
expect_equal "all 0-1" "$(affinities p1)" "affinity"
expect_equal 0 "$(xl list -n p1 | awk 'NR == 2 { print $NF }')" "node affinity"
expect_equal "$before" "$(pages_on p1 0)" "pages on node 0"

step "what is pinned stays pinned"
xpt pin -q p1 0 1
expect_ok xpt move p1 --node 1
expect_equal "2-3 2-3" "$(affinities p1)" "affinity"

step "there already"
expect_ok xpt move p1 --node 1
expect_equal "2-3 2-3" "$(affinities p1)" "affinity"

step "a cpupool that covers the node is used"
xpt pin --reset -q p1
xl cpupool-numa-split
expect_ok xpt move p1 --node 1
expect_equal "Pool-node1" "$(xpt vcpus -n -o pool p1)" "cpupool"
expect_ok xpt move p1 --node 0
expect_equal "Pool-node0" "$(xpt vcpus -n -o pool p1)" "cpupool"

step "what makes no sense is refused"
expect_fail 1 xpt move p1 --node 7
expect_grep "no node 7"
expect_fail 2 xpt move p1 --node x
expect_fail 2 xpt move p1
expect_fail 1 xpt move nobody --node 1
expect_fail 1 xpt move Domain-0 --node 1 --memory
