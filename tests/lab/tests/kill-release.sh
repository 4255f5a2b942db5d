# lab: timeout 300
# Killed at any point of release, xpt undo makes the device reserved again.
n=0 # every third point; tests/script has them all
xpt reserve 00:05.0
while n=$((n + 3)); [ $n -lt 40 ]; do
	if kill_at_fsync $n xpt release 00:05.0; then break; fi
	expect_ok xpt undo
	expect_device 00:05.0 pciback quarantine
done
expect_ok test $n -gt 3
expect_device 00:05.0 e1000e d0
expect_output '' "the slots of xen-pciback" cat /sys/bus/pci/drivers/pciback/slots
