# lab: guests
# lab: timeout 500
# A QEMU that is stopped stops no xpt: each command ends by itself, and leaves the device where it was.
model() { ps -o pid,args | awk '/-xen-domid 1 / && !/awk/ { print $1; exit }'; }

step "attach gives up, and undoes"
kill -STOP $(model)
expect_fail any timeout 200 xpt attach h1 00:05.0
expect_grep 'QEMU. of domain 1 has'
expect_device 00:05.0 e1000e d0
expect_ok test ! -e /var/lib/xpt/journal

step "when it goes on, attach works"
kill -CONT $(model)
wait_for xpt attach h1 00:05.0
wait_for guest_sees h1 8086:10d3

step "detach gives up, and the guest keeps the device"
kill -STOP $(model)
expect_fail any timeout 200 xpt detach h1 00:05.0
kill -CONT $(model)
wait_for xpt detach h1 00:05.0
expect_device 00:05.0 pciback quarantine

step "another client of its monitor is named"
modprobe unix_diag
rm -f /run/lab/strace
strace -o /run/lab/strace -f -e trace=poll -e inject=poll:delay_enter=15000000:when=1 \
	xl qemu-monitor-command h1 "info pci" >/dev/null &
wait_for _held
expect_fail any xpt check 00:05.0 --domain h1
expect_grep 'connected is xl .process'
