# lab: guests

step "every CPU list means what it means to xl"
for list in all nodes:all all,nodes:all 'all,^nodes:0,all' 0 3 0-2 1-1 '0-3,^2' 'all,^0' 'all,^3' node:1 \
	nodes:0-1 'all,^node:1' 'nodes:1,^3' 'node:0,2' '^0,1' 0,1,2,3; do
	xl vcpu-pin h1 0 "$list"
	theirs=$(xl vcpu-list h1 | awk 'NR == 2 { print $7 }')
	xl vcpu-pin h1 0 all
	expect_ok xpt pin -q h1 0 "$list"
	expect_equal "$theirs" "$(xl vcpu-list h1 | awk 'NR == 2 { print $7 }')" "hard affinity after $list"
done

step "a list that means nothing is refused, and changes nothing"
xpt pin -q h1 0 1-2
for list in foo '^0' '0-' '2-1' '1,' 4 99999999999 node:2 nodes: '^all' 1.5 0x1; do
	expect_fail 2 xpt pin h1 0 "$list"
done
expect_equal 1-2 "$(xpt vcpus -n -o hard h1)" "hard affinity after wrong lists"

step "hard and soft affinity, one left alone"
expect_ok xpt pin h1 0 -/0-1
expect_equal "1-2 0-1 1-2 1" "$(xpt vcpus -n -o hard,soft,effective,preferred h1 | tr -s ' ')" "affinities"
expect_ok xpt pin --soft h1 all 2
expect_equal "1-2 2" "$(xpt vcpus -n -o hard,soft h1 | tr -s ' ')" "affinities"
expect_ok xpt vcpu-pin h1 0 - 1
expect_equal "1-2 1" "$(xpt vcpus -n -o hard,soft h1 | tr -s ' ')" "affinities"

step "several domains at once, or none of them"
expect_ok xpt pin h1 all 0 "Domain 0" 1 node:1 p1 0 3
expect_equal "0 3" "$(echo $(xpt vcpus -n -o hard h1 p1))" "hard affinities"
expect_fail 1 xpt pin h1 all 2 p1 5 1
expect_equal "0 3" "$(echo $(xpt vcpus -n -o hard h1 p1))" "hard affinities after a missing vCPU"

step "from a file"
printf '# both\nh1 all 1 0-1\np1\t0  2\n' >/tmp/pins
expect_ok xpt pin --file /tmp/pins
expect_equal "1 2" "$(echo $(xpt vcpus -n -o hard h1 p1))" "hard affinities"

step "back to everywhere"
expect_ok xpt pin --reset h1 p1 0
expect_equal "all all all all" "$(echo $(xpt vcpus -n -o hard))" "hard affinities"

step "what a cpupool narrows is told, and what it makes impossible is refused"
xl cpupool-numa-split
expect_ok xpt pin h1 0 1-2
expect_grep "it may run on CPUs 1: the cpupool Pool-node0 has only CPUs 0-1"
expect_fail 1 xpt pin h1 0 2-3
expect_grep "xpt pool move"
