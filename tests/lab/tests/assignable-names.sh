# lab: guests
# A device goes by the name that it was given, by xpt or by xl, for both, until it is released.

step "a name given by xpt"
expect_ok xpt reserve --name nic1 00:05.0
expect_ok xl pci-assignable-list -n
expect_grep 'nic1'
expect_ok xpt attach h1 nic1
wait_for guest_sees h1 8086:10d3
expect_fail 1 xpt reserve --name nic1 00:06.0
expect_grep '0000:00:05.0 is called nic1 already'
expect_ok xpt detach h1 nic1
wait_for guest_lacks h1 8086:10d3
expect_ok xpt pci-assignable-remove nic1
expect_device 00:05.0 e1000e
expect_no_key /libxl/pci/0000-00-05-0/name
expect_fail 1 xpt release nic1
expect_grep 'no device has that name'

step "a name given by xl"
xl pci-assignable-add -n nic2 00:06.0
expect_ok xpt show nic2
expect_grep '^0000:00:06.0'
expect_ok xpt release nic2
expect_device 00:06.0 e1000e
expect_no_key /libxl/pci/0000-00-06-0/name

step "a release that fails at any step leaves the name"
expect_ok xpt pci-assignable-add -n nic2 00:06.0
n=2
while n=$((n + 3)); ! strace -f --seccomp-bpf -qq -o /dev/null -e trace=fsync,fdatasync \
	-e "inject=fsync,fdatasync:error=EIO:when=$n" xpt release nic2 >$SAID 2>&1; do
	tail -n 1 $SAID
	expect_device 00:06.0 pciback
	expect_output nic2 "name after failure $n" xenstore-read /libxl/pci/0000-00-06-0/name
done
expect_ok test $n -gt 6
expect_ok xpt pci-assignable-add -n nic2 00:06.0

step "names in files"
printf 'reserve = [ "00:05.0" ]\nnames = [ "00:05.0 nic1", "00:07.0 later" ]\n' >/tmp/host.cfg
printf 'name = "p1"\npci = [ "name=nic2" ]\n' >/tmp/p1.cfg
printf 'name = "h1"\npci = [ "name=nic1" ]\n' >/tmp/h1.cfg
expect_ok xpt apply /tmp/host.cfg /tmp/p1.cfg
expect_device 00:05.0 pciback
expect_output nic1 "name" xenstore-read /libxl/pci/0000-00-05-0/name
wait_for guest_sees p1 8086:10d3
expect_ok xpt apply /tmp/host.cfg /tmp/p1.cfg
expect_grep '^nothing changed'
expect_no_key /libxl/pci/0000-00-07-0/name

step "a guest may go by a name that the same files give"
expect_ok xpt release nic1
expect_ok xpt apply /tmp/host.cfg /tmp/h1.cfg
wait_for guest_sees h1 8086:10d3
expect_output nic1 "name" xenstore-read /libxl/pci/0000-00-05-0/name
expect_ok xpt apply /tmp/host.cfg /tmp/h1.cfg
expect_grep '^nothing changed'

step "two of one name are told apart by nobody"
xenstore-write /libxl/pci/0000-00-05-0/name same /libxl/pci/0000-00-06-0/name same
expect_fail 2 xpt detach h1 same
expect_grep '0000:00:05.0 and 0000:00:06.0 are both called same'
