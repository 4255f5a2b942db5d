# lab: guests
# lab: timeout 400
# lab: device "nvme,bus=hotplug2,serial=lab,subsys=subsystem,sriov_max_vfs=2,sriov_vq_flexible=4,sriov_vi_flexible=2,max_ioqpairs=6,msix_qsize=7"
# Virtual functions are made, reserved, given away and taken away, completely or not at all.
wait_for sh -c 'lspci -Dn | grep 1b36:0010'
pf=$(lspci -Dn | awk '/1b36:0010/ {print $1; exit}')
sysfs=/sys/bus/pci/devices/$pf
first=${pf%.0}.1
second=${pf%.0}.2

# vfs COUNT: so many there are, and drivers may take new ones
vfs() {
	expect_output "$1" "number of VFs" cat "$sysfs/sriov_numvfs"
	expect_output 1 "sriov_drivers_autoprobe" cat "$sysfs/sriov_drivers_autoprobe"
}

disk_works() { # its controller became ready: offline, the guest's driver gives it up
	lab-guest exec h1 'cat /sys/class/nvme/*/state' | grep -qx live
}
online() {
	xpt list --json "$pf/$1" | jq -r '.devices[0] | "\(.nvme_online) \(.nvme_queues) \(.nvme_interrupts)"'
}

step "reserved before a driver of dom0 sees them"
expect_ok xpt vf create "$pf" 2 --reserve
vfs 2
expect_device "$first" pciback quarantine
expect_device "$second" pciback quarantine
expect_output "(null)" "driver_override" cat "/sys/bus/pci/devices/$second/driver_override"
expect_output "true 2 1" "VF 0 is online with its share" online 0
expect_output "true 2 1" "VF 1 is online with its share" online 1
expect_output 2 "free VFs" json '.devices[0].vf_free' xpt vf list --json "$pf"

# An HVM guest gets one once: Xen 4.17 may panic at the next, which is another VF in the place of one that was destroyed.
step "none of them, and then as a file says, to the guest that another file gives one; what a guest has stays"
expect_ok xpt vf destroy "$pf"
vfs 0
printf 'vfs = [ "%s count=2 reserve" ]\n' "$pf" >/tmp/host.cfg
printf 'name = "h1"\npci = [ "%s" ]\n' "$first" >/tmp/h1.cfg
expect_ok xpt watch --once /tmp/host.cfg /tmp/h1.cfg
vfs 2
wait_for disk_works
expect_fail 1 xpt vf destroy "$pf"
expect_grep "domains have VFs of $pf: $first \\(h1\\)"
expect_fail 1 xpt vf create "$pf" 1
for verb in reserve "attach p1"; do # hide: the lab boots without a loader that it knows
	# shellcheck disable=SC2086 # a verb and its guest
	expect_fail 1 xpt $verb "$pf"
	expect_grep "virtual functions in use: $first \\(h1\\)"
done
printf 'vfs = [ "%s count=1" ]\n' "$pf" >/tmp/host.cfg
expect_fail 1 xpt apply /tmp/host.cfg
expect_grep "host.cfg line 1: domains have VFs of $pf: $first \\(h1\\)"
vfs 2
expect_ok xpt detach h1 "$pf/0"

step "through 0 to another number, and to none"
expect_ok xpt vf create "$pf" 1
expect_grep "through 0 to 1"
vfs 1
wait_for sh -c "grep -qx live /sys/bus/pci/devices/$first/nvme/*/state" # dom0's driver came once it was online
expect_ok xpt vf destroy "$pf"
vfs 0
expect_ok xpt vf destroy "$pf"
expect_fail 1 xpt vf create "$pf" 3
expect_grep "can have 2 VFs"
nic=$(lspci -Dn | awk '/8086:10d3/ {print $1; exit}')
expect_fail 1 xpt vf create "$nic" 1
expect_grep "not an SR-IOV device"

step "what the kernel would refuse is told beforehand: pciback has it, no driver has it"
expect_ok xpt reserve "$pf"
expect_fail 1 xpt vf create "$pf" 1
expect_grep "pciback has $pf"
expect_ok xpt release "$pf"
echo "$pf" >/sys/bus/pci/drivers/nvme/unbind
expect_fail 1 xpt vf create "$pf" 1
expect_grep "$pf has no driver in dom0"
expect_ok xpt release "$pf"
vfs 0

step "a VF that xl has reserved goes, too; autoprobe that was off stays off"
expect_ok xpt vf create "$pf" 1
expect_ok xl pci-assignable-add "$first"
expect_ok xpt vf destroy "$pf"
vfs 0
echo 0 >"$sysfs/sriov_drivers_autoprobe"
expect_ok xpt vf create "$pf" 1 --reserve
expect_device "$first" pciback quarantine
expect_ok xpt vf destroy "$pf"
expect_output 0 "sriov_drivers_autoprobe" cat "$sysfs/sriov_drivers_autoprobe"
echo 1 >"$sysfs/sriov_drivers_autoprobe"

step "a driver that is not there is told before anything is done"
expect_fail 1 xpt vf create "$pf" 2 --driver nosuch
expect_grep 'no driver "nosuch"'
vfs 0

step "killed half-way, it is undone"
n=-1 # every ninth point; tests/script has them all
while n=$((n + 9)); [ $n -lt 90 ]; do
	if kill_at_fsync $n xpt vf create "$pf" 2 --reserve; then break; fi
	expect_ok xpt undo
	vfs 0
done
expect_ok test $n -gt 8
vfs 2
n=-1
while n=$((n + 9)); [ $n -lt 90 ]; do
	if kill_at_fsync $n xpt vf destroy "$pf"; then break; fi
	expect_ok xpt undo
	vfs 2
	expect_device "$first" pciback quarantine
	expect_device "$second" pciback quarantine
done
expect_ok test $n -gt 8
vfs 0
