# lab: xen "iommu=no-intremap extra_guest_irqs=2"
# A guest without interrupts left: foretold with the value to set, and found in the logs afterwards.
step "foretold"
lab-guest start p --type pv --passthrough
expect_ok xpt check --domain p 00:05.0
expect_grep '^RISK .*\[guest-irqs-short\]'
expect_grep 'extra_guest_irqs=[0-9]+'

step "the guest's driver meets it, and dom0's kernel tells"
expect_ok xpt attach p 00:05.0
wait_for sh -c 'dmesg | grep -q "map irq failed -28"'
expect_fail 1 xpt explain 00:05.0
expect_grep '^BLOCKED  0000:00:05.0 .*\[guest-irqs-exhausted\]'
expect_grep 'extra_guest_irqs'
expect_no_grep msi-setup-failed

step "counted"
expect_any xpt irqs p
expect_grep '^each guest +2 \(extra_guest_irqs=\)'
expect_grep '0000:00:05.0 MSI-X +[0-9]+ +3 +5'
expect_grep 'xpt boot set xen extra_guest_irqs=64'
