# lab: guests
# A guest that does not let go in time keeps its device, and is named. --force takes it in Xen and in
# xenstore; what only the guest can let go of, its device model's part, is said and goes once it runs.
expect_ok xpt attach h1 00:05.0
wait_for guest_sees h1 8086:10d3
wait_for lab-guest exec h1 test -e /sys/class/net/eth0
xl pause h1
expect_fail 1 xpt detach --timeout 2 h1 00:05.0
expect_grep 'h1 did not answer for 0000:00:05.0 in time'
expect_grep 'xpt detach --force h1 0000:00:05.0'
expect_output "d$(xl domid h1)" "owner of 00:05.0" xen_owner 00:05.0

step "the wait ends by a signal, too"
xpt detach --timeout 100 h1 00:05.0 >$SAID 2>&1 &
detach=$!
wait_for grep 'waiting for h1 to let go of it' $SAID
kill -TERM $detach
wait $detach && status=0 || status=$?
cat $SAID
expect_equal 1 $status "the status of the interrupted detach"
expect_grep 'it was interrupted'
expect_no_grep because
expect_output "d$(xl domid h1)" "owner of 00:05.0" xen_owner 00:05.0

step "it let go too late: what is attached in part is not attached already"
xl unpause h1
wait_for guest_lacks h1 8086:10d3
expect_output "d$(xl domid h1)" "owner of 00:05.0" xen_owner 00:05.0
expect_ok xpt attach h1 00:05.0
expect_no_grep already
wait_for guest_sees h1 8086:10d3
wait_for lab-guest exec h1 test -e /sys/class/net/eth0

step "by force"
xl pause h1
expect_fail 4 xpt detach --timeout 2 --force h1 00:05.0
expect_grep 'Xen says that (quarantine|no guest) owns it, xenstore does not list it, the device model has it'
expect_device 00:05.0 pciback quarantine
expect_output '' "xl's list for h1" xl pci-list h1
xl unpause h1
wait_for guest_lacks h1 8086:10d3
expect_ok xpt release 00:05.0
expect_device 00:05.0 e1000e d0
