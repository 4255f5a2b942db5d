#!/bin/sh
# Helpers for the lab's tests, read into each test in dom0 under "set -eu".
# Expectations print what they ran and end the test when they are not met.
# A command that fails inside "$(...)" is seen in "x=$(...)" and by expect_output, not in a word of another
# command; so expect_equal takes values alone (tests/rules/lab).
# shellcheck disable=SC3040,SC3043 # busybox has pipefail and local
set -o pipefail

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

# expect_fail STATUS COMMAND...: STATUS is a number, or "any" for all but 0 and what is no answer of the
# command: not found, or killed
expect_fail() {
	wanted=$1
	shift
	_run_and_show "$@"
	[ $status != 0 ] || fail "status 0, a failure was due: $*"
	if [ "$wanted" = any ]; then
		[ $status -lt 126 ] || fail "status $status is no answer: $*"
	else
		[ $status = "$wanted" ] || fail "status $status, not $wanted: $*"
	fi
}

# expect_grep PATTERN [FILE]: an extended regular expression, in what was said last
expect_grep() {
	grep -qE -- "$1" "${2:-$SAID}" || fail "no line matches: $1"
}

# expect_no_grep PATTERN [FILE]
expect_no_grep() {
	local found=0
	grep -E -- "$1" "${2:-$SAID}" || found=$?
	[ $found = 1 ] || fail "a line matches, or there is no such file: $1"
}

# expect_equal WANTED GOT [WHAT]
expect_equal() {
	[ "$1" = "$2" ] || fail "${3:-it} is '$2', not '$1'"
}

# expect_output WANTED WHAT COMMAND...: COMMAND succeeds, and WANTED is what it prints
expect_output() {
	local wanted="$1" what="$2" got
	shift 2
	# not "|| status=$?": that would hide what fails in the middle of a function
	set +e
	got=$(
		set -e
		"$@"
	)
	status=$?
	set -e
	[ $status != 75 ] || exit 75
	[ $status = 0 ] || fail "$what: status $status: $*: $got"
	expect_equal "$wanted" "$got" "$what"
}

# words COMMAND...: what it prints, with single blanks between the words
words() {
	local said
	said=$("$@") || return
	# shellcheck disable=SC2086 # words
	echo $said
}

# json FILTER COMMAND...: what jq makes of its output
json() {
	local filter="$1"
	shift
	"$@" | jq -r "$filter"
}

# wait_for COMMAND...: until COMMAND succeeds; the bound is generous, a loaded machine is no failure
wait_for() {
	local tries=450
	until "$@" >/dev/null 2>&1; do
		tries=$((tries - 1))
		[ $tries -gt 0 ] || fail "not within 90 s: $*"
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
	local device link
	device=/sys/bus/pci/devices/$(full_address "$1")
	[ -d "$device" ] || fail "there is no $device"
	link=$(readlink "$device/driver") || link=none
	echo "${link##*/}"
}

# xen_owner ADDRESS: the domain that Xen gives the device now: d0, d1, ..., or "quarantine"
xen_owner() {
	xl debug-keys Q && xl dmesg | awk -v device="$(full_address "$1")" '
		/==== PCI devices ====/ { owner = "" }
		$1 == "(XEN)" && $2 == device && $3 == "-" { owner = $4 }
		END { if (owner == "") exit 1; print owner ~ /^DomIO/ ? "quarantine" : owner }'
}

# expect_device ADDRESS DRIVER [OWNER]: its driver in dom0, and the domain that Xen gives it
expect_device() {
	expect_output "$2" "the driver of $1" device_driver "$1"
	[ $# -lt 3 ] || expect_output "$3" "the owner of $1" xen_owner "$1"
}

# expect_no_key PATH: xenstore answers, and does not have it
expect_no_key() {
	xenstore-exists / || fail "xenstore does not answer"
	! xenstore-exists "$1" || fail "xenstore has $1"
}

# The guest's own list; a guest that does not answer neither sees nor lacks a device.
_guest_list() { lab-guest lspci "$1" >/run/lab/lspci; }

# guest_sees GUEST VENDOR:DEVICE
guest_sees() { _guest_list "$1" && grep -q " $2" /run/lab/lspci; }

# guest_lacks GUEST VENDOR:DEVICE
guest_lacks() { _guest_list "$1" && ! grep -q " $2" /run/lab/lspci; }

# guest_sees_count GUEST VENDOR:DEVICE COUNT
guest_sees_count() { _guest_list "$1" && [ "$(grep -c " $2" /run/lab/lspci)" = "$3" ]; }

# expect_any COMMAND...: runs it; whatever its status, expect_grep can look at what it said
expect_any() {
	_run_and_show "$@"
}

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
	while kill -0 "$tracer" 2>/dev/null; do
		if _held >/dev/null && usleep 200000 && held=$(_held); then kill -KILL "$held" "$tracer"; fi
		usleep 100000
	done
	wait "$tracer" && status=0 || status=$?
	echo "killed at fsync $count: status $status: $*"
	[ "$status" = 137 ] || [ "$status" = 0 ] || { cat $SAID; fail "status $status"; }
	[ "$status" = 0 ]
}

# kill_after MILLISECONDS COMMAND...: counts in $killed when COMMAND was still at work after that time
# (busybox's timeout counts whole seconds)
kill_after() {
	local milliseconds="$1" victim
	shift
	status=0
	"$@" &
	victim=$!
	usleep $((milliseconds * 1000))
	kill -KILL $victim 2>/dev/null || true
	wait $victim || status=$?
	echo "after $milliseconds ms: status $status: $*"
	[ $status != 137 ] || killed=$((killed + 1))
}

# pages_on GUEST NODE: how much of its memory lies there now, according to Xen
pages_on() {
	local domid
	domid=$(xl domid "$1") && xl debug-keys u && xl dmesg | awk -v domain="$domid" -v node="$2:" '
		/ pressed -> dumping numa info/ { pages = "" }
		$2 == "Domain" { on = $3 == domain }
		on && $2 == "Node" && $3 == node { pages = $4 }
		END { if (pages == "") exit 1; print pages }'
}

# guest_counts GUEST: starts what goes on counting in the guest; guest_count GUEST tells how far it is
guest_counts() {
	# shellcheck disable=SC2016 # the guest's words
	lab-guest exec "$1" '(i=0; while :; do i=$((i+1)); echo $i >/run/count; sleep 1; done) >/dev/null 2>&1 &'
}

guest_count() { lab-guest exec "$1" cat /run/count; }
