# lab: guests
# lab: device "edu,dma_mask=0xffffffffff"
# A device reads memory that it was not given: the fault is attributed to device and owner, and a storm is counted.
base=$(sed -n '1s/ .*//p' /sys/bus/pci/devices/0000:04:00.0/resource)
setpci -s 04:00.0 COMMAND=0106

# fault ADDRESS: has the device read there. Registers: source 80, destination 88, count 90, command 98.
fault() {
	busybox devmem $((base + 0x80)) 64 "$1"
	busybox devmem $((base + 0x88)) 64 0x40000
	busybox devmem $((base + 0x90)) 64 64
	busybox devmem $((base + 0x98)) 64 1
}

step "a fault while dom0 has the device"
fault 0x300000000
wait_for sh -c 'xl dmesg | grep -q "Request device .0000:04:00.0. fault addr 300000000"'
expect_ok sh -c 'xpt explain 04:00.0; [ $? = 0 ]'
expect_grep '^RISK  0000:04:00.0 .*\[dma-fault\]'
expect_grep '300000000'

step "one while it is quarantined is told with its new owner"
expect_ok xpt reserve 04:00.0
setpci -s 04:00.0 COMMAND=0106
xpt explain --follow 04:00.0 > /tmp/followed 2>&1 &
follower=$!
wait_for grep -q dma-fault /tmp/followed
counted() { grep -Eq '^again: .*04:00.0.*\([0-9]+ more lines\)' /tmp/followed; }
for address in 0x310000000 0x320000000 0x330000000 0x340000000 0x350000000; do
	fault $address
	sleep 2
	if counted; then break; fi
done
wait_for counted
kill $follower
expect_output 1 "of the faults that were told in full" grep -c '\[dma-fault\]' /tmp/followed
