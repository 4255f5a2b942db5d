# lab: guests
# lab: timeout 240
# lab: device "nvme,id=disk,bus=hotplug2,serial=lab,subsys=subsystem,sriov_max_vfs=2,sriov_vq_flexible=4,sriov_vi_flexible=2,max_ioqpairs=6,msix_qsize=7"
# Any free VF, or any free device of a kind: several that want one at once get one each.
wait_for sh -c 'lspci -Dn | grep 1b36:0010'
pf=$(lspci -Dn | awk '/1b36:0010/ {print $1; exit}')
first=${pf%.0}.1
second=${pf%.0}.2
expect_fail 1 xpt attach h1 "vf:$pf"
expect_grep "no VFs now"

step "vectors that the driver does not share out: no VF is made and taken away for them"
printf 'vfs = [ "%s count=2 reserve", "%s/1 msix=8" ]\n' "$pf" "$pf" >/tmp/host.cfg
expect_fail 1 xpt apply /tmp/host.cfg
expect_grep "host.cfg line 1: the number of MSI-X vectors of VF 1 of $pf cannot be set"
expect_no_grep "undone"
expect_output 0 "number of VFs" cat "/sys/bus/pci/devices/$pf/sriov_numvfs"

step "each of two at once gets one"
expect_ok xpt vf create "$pf" 2 --reserve
xpt attach h1 "vf:$pf" >/tmp/a 2>&1 & a=$!
xpt attach p1 "vf:$pf" >/tmp/b 2>&1 & b=$!
wait $a && ra=0 || ra=$?
wait $b && rb=0 || rb=$?
cat /tmp/a /tmp/b
[ "$ra$rb" = 00 ] || fail "statuses $ra $rb"
got_a=$(awk '/ is attached to / {print $1}' /tmp/a)
got_b=$(awk '/ is attached to / {print $1}' /tmp/b)
case "$got_a $got_b" in
"$first $second" | "$second $first") ;;
*) fail "they got $got_a and $got_b" ;;
esac

step "none is left, and it is told who has each"
expect_fail 1 xpt attach h1 "vf:$pf"
expect_grep "none of vf:$pf is free: $first \\((h1|p1) has it\\), $second \\((h1|p1) has it\\)"
# a PV guest's nvme takes a minute to start and as long to let go
expect_ok xpt detach h1 "$got_a"
expect_ok xpt place --vcpus 1 --memory 64M --device "vf:$pf" --lines
expect_grep "^pci \\+= \\[ \"$got_a\" \\]"
expect_ok xpt check --domain h1 "vf:$pf"
expect_grep "the only one that is free"

step "any device with these numbers, near the domain"
for device in 21:00.0 41:00.0; do expect_ok xpt reserve $device; done
expect_ok xpt attach p1 any:8086:10d3
expect_grep "any:8086:10d3 is 0000:[24]1:00.0, the best"
wait_for guest_sees p1 8086:10d3

step "the driver of the physical function goes, past xpt: a guest keeps its VF, pciback loses the reserved one"
echo "$pf" >/sys/bus/pci/drivers/nvme/unbind
expect_device "$got_b" pciback "d$(xl domid p1)"
expect_device "$got_a" none
expect_ok xpt vf list
expect_grep "$got_b .* attached +p1"
expect_ok xpt release "$pf"
expect_grep "$pf is released"

step "the physical function is pulled out, and xpt says who has lost a VF with it"
lab-qemu device_del disk
wait_for test ! -e "/sys/bus/pci/devices/$pf"
expect_ok dmesg
expect_grep "removing device $got_b while still in-use by domain $(xl domid p1)"
expect_ok xpt list
expect_no_grep "$got_b"
expect_fail 1 xpt show "$got_b"
expect_grep "$got_b is gone from this host, but p1 still has it"
