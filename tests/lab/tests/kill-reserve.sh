# lab: timeout 300
# Killed at any point of reserve, xpt undo puts the device back where it was, if the journal is as xpt wrote it.
n=-1 # every third point; tests/script has them all
while n=$((n + 3)); [ $n -lt 40 ]; do
	if kill_at_fsync $n xpt reserve 00:05.0; then break; fi
	expect_ok xpt undo
	expect_device 00:05.0 e1000e d0
	expect_output '' "the slots of xen-pciback" cat /sys/bus/pci/drivers/pciback/slots
done
expect_ok test $n -gt 3
expect_device 00:05.0 pciback quarantine

step "a journal that is not as root wrote it is not trusted, and nothing is changed"
expect_ok xpt release 00:05.0
journal=/var/lib/xpt/journal
kill_at_fsync 4 xpt reserve 00:05.0 && fail "it was not killed"
before=$(readlink /sys/bus/pci/devices/0000:00:05.0/driver || true)
cp $journal /tmp/whole
not_obeyed() { # PATTERN
	expect_fail 4 xpt undo
	expect_grep "$1"
	after=$(readlink /sys/bus/pci/devices/0000:00:05.0/driver || true)
	expect_equal "$before" "$after" "the driver of 00:05.0"
	expect_fail any xpt reserve 00:06.0
	expect_ok test -e $journal
}
for change in s/0000:00:05.0/ffffffff:ff:1f.7/g s/8086:10d3/dead:beef/g 's/^begin 0$/x 0/' 's/^begin 0$/begin 0 x/'; do
	sed "$change" /tmp/whole >$journal
	not_obeyed 'is damaged'
done
cp /tmp/whole $journal
chmod 620 $journal; not_obeyed 'it is owned or writable by others than root'; chmod 600 $journal
chown 1 $journal; not_obeyed 'it is owned or writable by others than root'; chown 0 $journal
chmod 770 /var/lib/xpt; not_obeyed 'its folder is owned or writable by others than root'; chmod 700 /var/lib/xpt
rm $journal; mkfifo $journal; not_obeyed 'not a plain file'; rm $journal
cp /tmp/whole $journal
expect_ok xpt undo
expect_device 00:05.0 e1000e d0
mkfifo $journal.new
expect_fail 3 timeout 10 xpt reserve 00:05.0
rm $journal.new
expect_ok xpt reserve 00:05.0

step "what was left half-way keeps only its own device waiting"
expect_ok xpt release 00:05.0
kill_at_fsync 4 xpt reserve 00:05.0 && fail "it was not killed"
expect_fail 1 xpt check 00:05.0
expect_grep 'BLOCKED .*unfinished-operation'
expect_ok xpt list 00:05.0
expect_grep '0000:00:05.0 is half-way'
expect_output 'reserve 0000:00:05.0' "what show says" json .device.unfinished xpt show --json 00:05.0
expect_fail 1 xpt host
expect_grep unfinished-operation
expect_fail 1 xpt reserve 00:05.0
expect_ok xpt reserve 00:06.0
expect_ok test -e $journal.1
expect_fail 2 xpt undo eth0
expect_fail 1 xpt undo 00:06.0
expect_grep 'no operation left 0000:00:06.0 half-way'
expect_ok xpt undo 00:05.0
expect_device 00:05.0 e1000e d0
expect_device 00:06.0 pciback quarantine
expect_ok test ! -e $journal.1
