# lab: timeout 300
# Guests of each type start from nothing, a PV guest with a device in its configuration.

expect_ok xl pci-assignable-add 41:00.0
expect_ok lab-guest start g1 --type pv --vcpus 2 --memory 192 --pci 41:00.0
expect_ok lab-guest lspci g1
expect_grep '0200: 8086:10d3'
expect_ok lab-guest exec g1 nproc
expect_grep '^2$'
expect_ok lab-guest start g2 --type pvh --line 'cpus="0"'
expect_ok lab-guest exec g2 cat /sys/hypervisor/guest_type
expect_grep '^PVH$'
expect_ok lab-guest start g3 --type hvm
expect_ok lab-guest exec g3 cat /sys/hypervisor/guest_type
expect_grep '^HVM$'
for guest in g1 g2 g3; do
	expect_ok lab-guest stop $guest
	expect_fail any xl domid $guest
done
expect_fail 1 lab-guest start g4 --type pv --line 'kernel="/nowhere"'
