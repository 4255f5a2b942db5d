# lab: guests
# lab: timeout 400
# A desired state becomes so completely or not at all, and is left alone when it is so.
cat >/tmp/host.cfg <<'TEXT'
reserve = [ "00:05.0" ]
pools = [ "name=Pool-0 cpus=node:0", "name=numa1 cpus=node:1 domains=h1" ]
pins = [ "h1 0 3/2-3", "Domain-0 all node:0", "absent all 0" ]
TEXT
printf 'name = "p1"\ncpus = "0"\npci = [ "00:06.0" ]\n' >/tmp/p1.cfg

state() {
	xpt vcpus -n -o domain,vcpu,pool,hard,soft
	xl cpupool-list -c
	for device in 00:05.0 00:06.0; do
		device_driver $device
		xen_owner $device
	done
}

xl vcpu-pin h1 0 2-3 1
before=$(state)
step "what differs is shown, and nothing is done"
expect_fail 1 xpt plan /tmp/host.cfg /tmp/p1.cfg
expect_grep '^cpupool numa1: not there, wanted: CPUs 2-3 \(/tmp/host.cfg line 2\)'
expect_grep '^domain absent: not running: nothing to do now'
expect_grep '^0000:00:06.0: .*wanted: attached to p1'
expect_output "$before" "the host after plan" state

step "one bad device stops all of it before the first step"
printf 'name = "h1"\npci = [ "00:07.0" ]\n' >/tmp/bad.cfg
expect_fail 1 xpt apply /tmp/host.cfg /tmp/p1.cfg /tmp/bad.cfg
expect_grep 0000:00:07.0
expect_output "$before" "the host after a bad device" state

step "what fails at any step is undone"
n=1
while n=$((n + 11)); [ $n -lt 60 ]; do
	status=0
	strace -f --seccomp-bpf -qq -o /run/lab/strace -e trace=fsync,fdatasync \
		-e "inject=fsync,fdatasync:error=EIO:when=$n" \
		xpt apply /tmp/host.cfg /tmp/p1.cfg >$SAID 2>&1 || status=$?
	[ $status != 0 ] || break
	tail -n 1 $SAID
	expect_output "$before" "the host after failure $n" state
done
expect_ok test $n -gt 20

step "it is so, and once more changes nothing"
wait_for guest_sees p1 8086:10d3
expect_ok xpt apply /tmp/host.cfg /tmp/p1.cfg
expect_grep '^nothing changed'
expect_ok xpt apply --json /tmp/host.cfg /tmp/p1.cfg
expect_grep '"changed": false'
expect_ok xpt plan /tmp/host.cfg
expect_output "numa1 3 2-3" "pool and affinities of h1" words xpt vcpus -n -o pool,hard,soft h1
expect_output "Pool-0 0" "pool and affinity of p1" words xpt vcpus -n -o pool,hard p1
expect_device 00:05.0 pciback quarantine

step "what was changed since is put back, and only that"
xl vcpu-pin h1 0 2
expect_ok xpt apply --json /tmp/host.cfg /tmp/p1.cfg
expect_output "1 true" "steps, changed" jq -r '"\(.steps | length) \(.changed)"' $SAID
expect_output "3 2-3" "affinities of h1" words xpt vcpus -n -o hard,soft h1
