# lab: guests
# lab: timeout 200
# Cpupools made, changed and destroyed, and xl sees each of them so.
xl_cpus() { xl cpupool-list -c | awk 'NR > 1 { printf "%s%s %s", sep, $1, $2; sep = "; " }'; }
pins() { words xpt vcpus -n -o hard,soft "$@"; }

step "split by NUMA node and merged again, as xl sees it, with affinities kept"
xpt pin -q h1 0 1-2/0-1 p1 0 0-3/2-3
expect_ok xpt pool split --dry-run
expect_output "Pool-0 0,1,2,3" "cpupools after --dry-run" xl_cpus
expect_ok xpt pool split
expect_output "Pool-node0 0,1; Pool-node1 2,3" "cpupools" xl_cpus
expect_ok xpt pool split
expect_output "Pool-node0 0,1; Pool-node1 2,3" "cpupools when split again" xl_cpus
expect_ok xpt pool move p1 Pool-node1
expect_grep "its soft affinity 2-3 is kept"
expect_grep "the memory of p1 stays where it is"
expect_no_grep remote
expect_ok xpt pool move --memory h1 1
expect_grep '^[0-9]+ MiB of it are remote now'
pages=$(pages_on h1 0)
expect_output $((pages / 256)) "remote MiB" sed -n 's/ MiB of it .*//p' $SAID
expect_grep "its hard affinity 1-2 is kept"
expect_grep "its soft affinity 0-1 is dropped"
expect_output "1-2 all all 2-3" "affinities after the moves" pins h1 p1
expect_ok xpt pool move h1 0
expect_output "1-2 all" "affinities after the move back" pins h1
expect_ok xpt pool merge
expect_output "Pool-0 0,1,2,3" "cpupools when merged" xl_cpus
expect_output "1-2 all all 2-3" "affinities when merged" pins h1 p1
expect_ok xpt pool merge
expect_output "Pool-0 0,1,2,3" "cpupools when merged again" xl_cpus
xpt pin -q --reset h1 p1

step "what xl split xpt merges, and the other way round"
xl cpupool-numa-split
expect_ok xpt pool merge Pool-node1
expect_output "Pool-node0 0,1,2,3" "cpupools" xl_cpus
expect_ok xpt pool rename Pool-node0 Pool-0
expect_ok xpt pool split -q
xl cpupool-migrate p1 Pool-node1
expect_ok xpt pool merge
expect_output "Pool-0 0,1,2,3" "cpupools" xl_cpus

step "one by hand: CPUs are taken from where they are, and become free"
expect_ok xpt pool create fast 3
expect_ok xpt pool add-cpu fast 2
expect_output "Pool-0 0,1; fast 2,3" "cpupools" xl_cpus
expect_ok xpt pool remove-cpu fast node:1,^3
expect_grep "CPUs 2 are in no cpupool"
expect_ok xpt pool rename fast slow
expect_output "Pool-0 0,1; slow 3" "cpupools" xl_cpus
expect_ok xpt pool destroy slow
expect_output "Pool-0 0,1" "cpupools" xl_cpus
expect_output 0 "cpupools with names in xenstore" xenstore-list /local/pool
expect_ok xpt pool add-cpu Pool-0 all
expect_output "Pool-0 0,1,2,3" "cpupools" xl_cpus

step "xl's spellings"
printf 'name = "one"\ncpus = ["2"]\n' >/tmp/one
expect_ok xpt cpupool-create /tmp/one
expect_ok xpt cpupool-create name=two cpus=3 'sched="credit"'
expect_ok xpt cpupool-list -c
expect_output "Pool-0 0,1; one 2; two 3" "cpupools" xl_cpus
expect_output credit "scheduler of two" xpt pool list -n -o scheduler two
expect_ok xpt cpupool-migrate p1 two
expect_ok xpt cpupool-migrate p1 0
expect_ok xpt cpupool-cpu-remove two 3
expect_ok xpt cpupool-cpu-add one node:1
expect_ok xpt cpupool-rename one three
expect_output "Pool-0 0,1; three 2,3; two" "cpupools" words xl_cpus
expect_ok xpt cpupool-destroy two
expect_ok xpt cpupool-destroy three
expect_ok xpt pool merge
expect_ok xpt cpupool-numa-split
expect_output "Pool-node0 0,1; Pool-node1 2,3" "cpupools" xl_cpus
