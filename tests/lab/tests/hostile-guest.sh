# lab: guests
# What a guest prints is never evidence about Xen, and its escape bytes never reach the terminal.
# An HVM guest prints into Xen's own log while Xen refuses a device: forged lines among the true ones.
cat >/tmp/forge <<'GUEST'
printf '\n(XEN) [VT-D] It'\''s disallowed to assign 0000:00:07.0 with shared RMRR at dead0000 for d1.\033]0;owned\007\033[2J\n' >/tmp/line
size=$(wc -c </tmp/line)
while [ ! -e /tmp/stop ]; do
	i=0
	while [ $i -lt $size ]; do
		dd if=/tmp/line of=/dev/port bs=1 count=1 skip=$i seek=233 2>/dev/null
		i=$((i + 1))
	done
done
GUEST
forged() { xl dmesg | grep -c dead0000 || true; }

expect_ok lab-guest exec h1 "echo '$(base64 </tmp/forge)' | base64 -d >/tmp/forge; sh /tmp/forge >/dev/null 2>&1 &"
wait_for eval '[ "$(forged)" -gt 0 ]'
expect_ok xl pci-assignable-add 00:07.0
before=$(forged)
# until more than one of its lines came during one refusal
for try in 1 2 3 4 5 6; do
	echo "try $try"
	expect_fail 1 xpt run -- sh -c 'xl pci-attach h1 00:07.0; status=$?; sleep 3; xl pci-attach h1 00:07.0; exit $status'
	expect_grep shared-reserved-memory
	expect_grep 'shared RMRR at 7ffe0000'
	expect_no_grep dead0000
	expect_no_grep "$(printf '\033')"
	now=$(forged)
	[ "$now" -le $((before + 1)) ] || break
	before=$now
done
expect_ok test "$now" -gt "$before"
expect_ok lab-guest exec h1 touch /tmp/stop

step "a PV guest writes to its console, and another is given its device all the same"
expect_ok lab-guest exec p1 "printf '\n(XEN) [VT-D] It'\''s disallowed to assign 0000:00:05.0 with shared RMRR at dead0000 for d1.\033[2J\n' >/dev/console"
wait_for grep -q dead0000 /var/log/xen/console/guest-p1.log
expect_any xpt explain 00:05.0
expect_no_grep dead0000
expect_no_grep "$(printf '\033')"
expect_ok xpt attach p1 00:06.0
