# lab: guests
xl_hard() { xl vcpu-list "$1" | awk 'NR == 2 { print $7 }'; }

step "every CPU list means what it means to xl"
for list in all nodes:all all,nodes:all 'all,^nodes:0,all' 0 3 0-2 1-1 '0-3,^2' 'all,^0' 'all,^3' node:1 \
	nodes:0-1 'all,^node:1' 'nodes:1,^3' 'node:0,2' '^0,1' 0,1,2,3; do
	xl vcpu-pin h1 0 "$list"
	theirs=$(xl_hard h1)
	xl vcpu-pin h1 0 all
	expect_ok xpt pin -q h1 0 "$list"
	expect_output "$theirs" "hard affinity after $list" xl_hard h1
done

step "a list that means nothing is refused, and changes nothing"
xpt pin -q h1 0 1-2
for list in foo '^0' '0-' '2-1' '1,' 4 99999999999 node:2 nodes: '^all' 1.5 0x1; do
	expect_fail 2 xpt pin h1 0 "$list"
done
expect_output 1-2 "hard affinity after wrong lists" xpt vcpus -n -o hard h1

step "hard and soft affinity, one left alone"
expect_ok xpt pin h1 0 -/0-1
expect_output "1-2 0-1 1-2 1" "affinities" words xpt vcpus -n -o hard,soft,effective,preferred h1
expect_ok xpt pin --soft h1 all 2
expect_output "1-2 2" "affinities" words xpt vcpus -n -o hard,soft h1
expect_ok xpt vcpu-pin h1 0 - 1
expect_output "1-2 1" "affinities" words xpt vcpus -n -o hard,soft h1

step "several domains at once, or none of them"
expect_ok xpt pin h1 all 0 "Domain 0" 1 node:1 p1 0 3
expect_output "0 3" "hard affinities" words xpt vcpus -n -o hard h1 p1
expect_fail 1 xpt pin h1 all 2 p1 5 1
expect_output "0 3" "hard affinities after a missing vCPU" words xpt vcpus -n -o hard h1 p1

step "from a file"
printf '# both\nh1 all 1 0-1\np1\t0  2\n' >/tmp/pins
expect_ok xpt pin --file /tmp/pins
expect_output "1 2" "hard affinities" words xpt vcpus -n -o hard h1 p1

step "back to everywhere"
expect_ok xpt pin --reset h1 p1 0
expect_output "all all all all" "hard affinities" words xpt vcpus -n -o hard

step "what a cpupool narrows is told, and what it makes impossible is refused"
xl cpupool-numa-split
expect_ok xpt pin h1 0 1-2
expect_grep "it may run on CPUs 1: the cpupool Pool-node0 has only CPUs 0-1"
expect_fail 1 xpt pin h1 0 2-3
expect_grep "xpt pool move"
