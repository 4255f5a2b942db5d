#!/bin/sh
# Helpers for the lab's tests, read into each test in dom0 under "set -eu".
# Expectations print what they ran and end the test when they are not met.

# what the last expect_ok or expect_fail printed, stdout and stderr together
SAID=/run/lab/said

step() { echo "== $*"; }

fail() {
	echo "FAILED: $*"
	exit 1
}

skip() {
	echo "$*"
	exit 77
}

_run_and_show() {
	echo "+ $*"
	status=0
	"$@" >$SAID 2>&1 || status=$?
	cat $SAID
	# a guest that did not come up is no verdict: the test is run once more from cold
	[ $status != 75 ] || exit 75
}

# expect_ok COMMAND...
expect_ok() {
	_run_and_show "$@"
	[ $status = 0 ] || fail "status $status, not 0: $*"
}

# expect_fail STATUS COMMAND...: STATUS is a number, or "any" for all but 0
expect_fail() {
	wanted=$1
	shift
	_run_and_show "$@"
	[ $status != 0 ] || fail "status 0, a failure was due: $*"
	[ "$wanted" = any ] || [ $status = "$wanted" ] || fail "status $status, not $wanted: $*"
}

# expect_grep PATTERN [FILE]: an extended regular expression, in what was said last
expect_grep() {
	grep -qE -- "$1" "${2:-$SAID}" || fail "no line matches: $1"
}

# expect_no_grep PATTERN [FILE]
expect_no_grep() {
	! grep -E -- "$1" "${2:-$SAID}" || fail "a line matches: $1"
}

# expect_equal WANTED GOT WHAT
expect_equal() {
	[ "$1" = "$2" ] || fail "${3:-it} is '$2', not '$1'"
}

# wait_for SECONDS COMMAND...: until COMMAND succeeds
wait_for() {
	tries=$(($1 * 5))
	waited=$1
	shift
	until "$@" >/dev/null 2>&1; do
		tries=$((tries - 1))
		[ $tries -gt 0 ] || fail "not within $waited s: $*"
		usleep 200000
	done
}

full_address() {
	case $1 in
	*:*:*) echo "$1" ;;
	*) echo "0000:$1" ;;
	esac
}

# device_driver ADDRESS: the driver in dom0, or "none"
device_driver() {
	link=$(readlink "/sys/bus/pci/devices/$(full_address "$1")/driver") || link=none
	echo "${link##*/}"
}

# xen_owner ADDRESS: the domain that Xen gave the device to: d0, d1, ..., or "quarantine"
xen_owner() {
	xl debug-keys Q
	xl dmesg | sed -n "s/^(XEN) $(full_address "$1") - \([^ ]*\) .*/\1/p" | tail -n 1 |
		sed 's/^DomIO.*/quarantine/'
}

# guest_sees GUEST VENDOR:DEVICE
guest_sees() { lab-guest lspci "$1" | grep -q " $2"; }

# guest_lacks GUEST VENDOR:DEVICE
guest_lacks() { ! guest_sees "$1" "$2"; }

# expect_any COMMAND...: runs it; whatever its status, expect_grep can look at what it said
expect_any() {
	_run_and_show "$@"
}

# guest_sees_count GUEST VENDOR:DEVICE COUNT
guest_sees_count() { [ "$(lab-guest lspci "$1" | grep -c " $2")" = "$3" ]; }

# guest_link GUEST MAC: the guest's driver works with the card: it can bring the link up
guest_link() {
	lab-guest exec "$1" "for d in /sys/class/net/*; do
		grep -q $2 \$d/address && ip link set \${d##*/} up && grep -q 1 \$d/carrier && exit 0
	done; exit 1"
}

# The process that strace holds at a call: its line has no end yet.
_held() {
	[ -n "$(tail -c 1 /run/lab/strace 2>/dev/null | tr -d '\n')" ] || return 1
	tail -n 1 /run/lab/strace | cut -d' ' -f1
}

# kill_at_fsync N COMMAND...: kills COMMAND before its Nth fsync or fdatasync; status 0: it made fewer and
# ended well. strace could send the signal itself, were it to stop at every call: three times as slow.
kill_at_fsync() {
	count=$1
	shift
	rm -f /run/lab/strace
	strace -f --seccomp-bpf -qq -o /run/lab/strace -e trace=fsync,fdatasync \
		-e "inject=fsync,fdatasync:delay_enter=100s:when=$count" "$@" >$SAID 2>&1 &
	tracer=$!
	while kill -0 $tracer 2>/dev/null; do
		if _held >/dev/null && usleep 200000 && held=$(_held); then kill -KILL $held $tracer; fi
		usleep 100000
	done
	wait $tracer && status=0 || status=$?
	echo "killed at fsync $count: status $status: $*"
	[ $status = 137 ] || [ $status = 0 ] || { cat $SAID; fail "status $status"; }
	[ $status = 0 ]
}

# pages_on GUEST NODE: how much of its memory lies there, by Xen's word
pages_on() {
	xl debug-keys u
	xl dmesg | sed -n "/^(XEN) Domain $(xl domid "$1") (total/,/^(XEN) Domain/p" |
		sed -n "s/^(XEN)     Node $2: //p" | tail -n 1
}

# guest_counts GUEST: starts what goes on counting in the guest; guest_count GUEST tells how far it is
guest_counts() {
	lab-guest exec "$1" '(i=0; while :; do i=$((i+1)); echo $i >/run/count; sleep 1; done) >/dev/null 2>&1 &'
}

guest_count() { lab-guest exec "$1" cat /run/count; }
