# lab: guests
# lab: timeout 900
# What is held back from a guest comes back, as it was, whatever becomes of the command, of xpt and of the guest.
attached() { # GUEST ADDRESS
	expect_output "d$(xl domid "$1")" "owner of $2" xen_owner "$2"
	wait_for guest_sees "$1" 8086:10d3
}
options_of() { # GUEST
	xenstore-ls "/local/domain/0/backend/pci/$(xl domid "$1")/0" | grep -E '^(opts|vdevfn)-' | sort
}
# a command that waits to be ended
waits='trap "touch /tmp/ended; exit 7" TERM; touch /tmp/began; while :; do sleep 1; done'

expect_ok xpt attach --permissive --slot 9 h1 00:05.0
wait_for guest_sees h1 8086:10d3
before=$(options_of h1)
stick=$(xpt usb list -n -o path,functions,controller | awk '$2 == "storage" && $3 == "0000:00:15.0" { print $1 }')
expect_ok xpt attach h1 "$stick"
has_stick() { # GUEST
	expect_output "attached $1" "the stick" json ".usb_devices[] | select(.path == \"$stick\") | \"\(.state) \(.domain)\"" xpt usb list --json
	wait_for shows_stick "$1"
}
shows_stick() { xl qemu-monitor-command "$1" "info usb" | grep HARDDRIVE >/dev/null; }

step "a command that succeeds, and one that cannot be started"
expect_ok xpt hold h1 -- sh -c 'xl pci-list h1; xl qemu-monitor-command h1 "info usb"; touch /tmp/ran'
expect_grep '0000:00:05.0 is held back from h1'
expect_grep "$stick is held back from h1"
expect_grep 'h1 has its devices back'
expect_no_grep HARDDRIVE
has_stick h1
expect_no_grep '^[0-9a-f.]+ +0000:00:05.0'
expect_ok test -e /tmp/ran
attached h1 00:05.0
after=$(options_of h1)
expect_equal "$before" "$after" "the options of the device"
_run_and_show xpt hold h1 00:05.0 -- /nowhere/at-all
expect_equal 127 "$status" "the status of what cannot be started"
attached h1 00:05.0
expect_fail 2 xpt hold h1 00:05.0
expect_fail 1 xpt hold h1 00:06.0 -- true

step "a command that kills itself, and one that is ended by way of xpt"
# shellcheck disable=SC2016 # the inner shell's
xpt hold h1 -- sh -c 'kill -KILL $$' && status=0 || status=$?
expect_equal 137 "$status" "the status of a command that was killed"
attached h1 00:05.0
xpt hold h1 -- sh -c "$waits" &
hold=$!
wait_for test -e /tmp/began
kill -TERM $hold
wait $hold && status=0 || status=$?
expect_equal 7 "$status" "the status of a command that was ended"
attached h1 00:05.0
expect_ok test ! -e /var/lib/xpt/journal

step "two guests side by side; meanwhile who holds it is told, and nobody changes it"
expect_ok xpt attach p1 00:06.0
wait_for guest_sees p1 8086:10d3
rm -f /tmp/began /tmp/ended
xpt hold h1 -- sh -c "$waits" &
hold=$!
wait_for test -e /tmp/began
expect_ok xpt hold p1 -- true
attached p1 00:06.0
expect_ok xpt list 00:05.0
expect_grep '0000:00:05.0 is held back for a while: xpt hold h1 -- sh .*pid [0-9]+\) gives it back'
expect_no_grep 'half-way'
expect_fail 1 xpt check 00:05.0
expect_grep 'BLOCKED .*device-held'
expect_fail 1 xpt attach p1 00:05.0
expect_fail 1 xpt undo
expect_grep 'gives back what it took by itself'
expect_device 00:05.0 pciback quarantine
expect_ok xpt reserve 00:07.0
expect_ok xpt release 00:07.0

step "kill -9 of xpt ends the command; undo brings the device back"
kill -9 $hold
wait $hold || true
wait_for test -e /tmp/ended
expect_fail 1 xpt check 00:05.0
expect_grep 'BLOCKED .*unfinished-operation'
expect_output dom0 "the stick" json ".usb_devices[] | select(.path == \"$stick\") | .state" xpt usb list --json
expect_ok xpt undo
attached h1 00:05.0
has_stick h1
after=$(options_of h1)
expect_equal "$before" "$after" "the options of the device"

step "a guest that was started again under its name: what it had of PCI and USB, with a controller made again"
expect_ok xpt hold h1 -- sh -c 'lab-guest stop h1; lab-guest start h1 --type hvm --passthrough'
attached h1 00:05.0
has_stick h1

step "a guest that was destroyed meanwhile"
expect_ok xpt hold p1 -- xl destroy p1
expect_grep 'the domain is gone'
expect_device 00:06.0 pciback quarantine
expect_ok test ! -e /var/lib/xpt/journal

step "a guest that does not let go: the command is not run"
wait_for lab-guest exec h1 test -e /sys/class/net/eth0
rm -f /tmp/ran
xl pause h1
expect_fail 1 xpt hold --timeout 2 h1 -- touch /tmp/ran
expect_grep 'h1 did not answer'
expect_ok test ! -e /tmp/ran
xl unpause h1
