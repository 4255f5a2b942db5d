# lab: guests
# lab: timeout 200
# What Xen would refuse, or do to a domain silently, is refused before; and what Xen refuses is undone.
xl_cpus() { xl cpupool-list -c | awk 'NR > 1 { printf "%s%s %s", sep, $1, $2; sep = "; " }'; }

step "refused before anything is done"
xpt pin -q h1 0 2-3
expect_fail 1 xpt pool split
expect_grep "xpt pin --reset h1"
expect_fail 1 xpt pool create fast 2-3
expect_grep "xpt pin --reset h1"
expect_fail 1 xpt pool remove-cpu Pool-0 0
expect_grep "CPU 0 cannot leave"
expect_fail 1 xpt pool destroy Pool-0
expect_fail 1 xpt pool move h1 nowhere
expect_grep "there are: Pool-0"
expect_fail 1 xpt pool move nobody Pool-0
expect_fail 2 xpt pool create fast 9
expect_fail 2 xpt pool create 7 3
expect_fail 2 xpt pool create fast 3 --scheduler fastest
expect_fail 1 xpt pool create Pool-0 3
xpt pin -q --reset h1
expect_output "Pool-0 0,1,2,3" "cpupools" xl_cpus

step "a cpupool keeps its last CPU while a domain is in it"
xpt pool create -q one 3
expect_fail 1 xpt pool move 0 one
expect_grep "dom0 cannot leave"
xpt pool move -q p1 one
expect_fail 1 xpt pool remove-cpu one 3
expect_grep "xpt pool move DOMAIN POOL"
expect_fail 1 xpt pool add-cpu Pool-0 3
expect_fail 1 xpt pool destroy one
expect_grep "xpt pool merge one"
expect_fail 1 xpt pool split
expect_grep "merge them first"
xpt pool create -q empty
expect_fail 1 xpt pool move p1 empty
expect_grep "has no CPUs"
xpt pool destroy -q empty
xpt pool merge -q
expect_output "Pool-0 0,1,2,3" "cpupools" xl_cpus

step "refused by Xen: a scheduler that it does not have, and nothing is left"
expect_fail 1 xpt pool create one 2-3 --scheduler arinc653
expect_grep "built without that scheduler"
expect_output "Pool-0 0,1,2,3" "cpupools" xl_cpus
expect_output 0 "cpupools with names in xenstore" xenstore-list /local/pool

step "refused by Xen: no more cpupools than two for each CPU"
for i in 1 2 3 4 5 6 7; do xpt pool create -q p$i; done
expect_fail 1 xpt pool create p8
expect_grep "as many cpupools as it allows"
expect_fail 1 xpt pool create p8 3
cpus=$(xl_cpus)
expect_equal "Pool-0 0,1,2,3" "${cpus%%;*}" "the first cpupool"
for i in 1 2 3 4 5 6 7; do xpt pool destroy -q p$i; done

step "nothing is done by halves when Xen refuses in the middle: another xl is in the way"
xpt pool split -q --dry-run
(for i in $(seq 20); do xl cpupool-cpu-remove Pool-0 3; xl cpupool-cpu-add Pool-0 3; done) >/dev/null 2>&1 &
other=$!
for round in $(seq 3); do
	if xpt pool create -q mine 2-3 2>/run/lab/why; then
		xpt pool merge -q || true
	else
		cat /run/lab/why
	fi
done
wait $other || true
xpt pool merge -q
xpt pool add-cpu -q Pool-0 all
expect_output "Pool-0 0,1,2,3" "cpupools" xl_cpus
