# lab: guests
# xl's refusals explain themselves; what a guest forges is no evidence; the ring is followed through an overflow.
step "a quarantine that succeeds is no incident"
expect_ok xpt run -- xl pci-assignable-add 00:07.0
expect_no_grep shared-reserved-memory

step "what is over is told to be, and is no reason for status 1"
expect_fail any xl pci-attach p1 00:07.0
expect_fail 1 xpt explain
expect_ok xpt release 00:07.0
expect_ok xpt explain
expect_grep '^over  0000:00:07.0  domain p1 +\[shared-reserved-memory\]'
expect_grep '^  since +released: it is back in dom0 \(driver e1000e\)'
expect_no_grep 'seen in'
expect_ok xpt explain --all
expect_grep "xen/console line [0-9]+: .*It's disallowed to assign 0000:00:07.0"
expect_ok xl pci-assignable-add 00:07.0

step "xl is refused, and both sharers are named"
expect_fail 1 xpt run -- xl pci-attach h1 00:07.0
expect_grep 'BLOCKED  0000:00:07.0  domain h1 +\[shared-reserved-memory\]'
expect_grep 'shares reserved memory \(RMRR\) with 0000:00:08.0'
expect_grep "xen/console line [0-9]+: .*It's disallowed to assign 0000:00:07.0"
expect_grep 'xl line 1: libxl: error: .*xc_assign_device failed'
expect_ok sh -c 'xpt explain --json 00:07.0; [ $? = 1 ]'
expect_output 'shared-reserved-memory guest' "cause and step" jq -r '.incidents[0] | .cause + " " + .step' $SAID

step "the command's status and output stay its own"
expect_fail 7 xpt run -- sh -c 'echo said; exit 7'
expect_grep '^said$'

step "a guest prints what Xen would say"
cat > /tmp/forge <<'GUEST'
printf '(XEN) d1: assign (0000:00:05.0) failed (-16)\n' > /tmp/line
i=0
while [ $i -lt 46 ]; do
	dd if=/tmp/line of=/dev/port bs=1 count=1 skip=$i seek=233 2>/dev/null
	i=$((i + 1))
done
GUEST
expect_ok lab-guest exec h1 "$(cat /tmp/forge)"
expect_ok xl dmesg
expect_grep '^\(d1\) .*\(XEN\) d1: assign \(0000:00:05.0\) failed'
expect_ok xpt explain 00:05.0
expect_grep '^nothing in these logs'

step "the ring is followed, also when it overflows meanwhile"
xpt explain --follow >/tmp/followed 2>/tmp/lost &
follower=$!
wait_for grep -q 'BLOCKED  0000:00:07.0' /tmp/followed
kill -STOP $follower
expect_ok sh -c 'for i in 1 2 3 4 5 6 7 8 9 10; do xl debug-keys QQQQQQQQQQQQQQQQQQQQ || exit 1; done'
expect_ok xl pci-assignable-add 00:08.0
expect_fail any xl pci-attach h1 00:08.0
kill -CONT $follower
wait_for grep -q 'BLOCKED  0000:00:08.0' /tmp/followed
kill $follower
expect_grep 'bytes of the log were overwritten' /tmp/lost

step "what xl and QEMU wrote since the host booted is read, and nothing older"
said='libxl: error: libxl_pci.c:1225:libxl__device_pci_add: Domain 7:PCI device 0:4:0.0 is not assignable'
echo "$said" > /var/log/xen/xl-web.log
echo "$said" > /var/log/xen/xl-old.log
touch -d '2001-01-01 00:00' /var/log/xen/xl-old.log
expect_fail 1 xpt explain 04:00.0
expect_grep '^BLOCKED  0000:04:00.0 .*\[not-assignable\]'
expect_grep '/var/log/xen/xl-web.log line 1: '
expect_no_grep xl-old

step "a packed log is read"
expect_ok sh -c 'gzip -c /var/log/xen/xl-web.log >/tmp/xl-web.log.gz'
expect_fail 1 xpt explain /tmp/xl-web.log.gz
expect_grep '^BLOCKED  0000:04:00.0 .*\[not-assignable\]'
