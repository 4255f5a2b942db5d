# lab: xen "iommu=no-intremap extra_guest_irqs=2"
# Interrupt remapping turned off: a risk that is told with the option that did it, and no refusal.
step "the host, the device and Xen's own log say so"
expect_ok xpt host
expect_grep '\[interrupt-remapping-off\]'
expect_grep 'iommu=no-intremap'
expect_ok xpt check 00:05.0
expect_grep '^RISK .*\[interrupt-remapping-off\]'
expect_ok xpt explain
expect_grep '\[interrupt-remapping-off\]'
expect_grep 'xen/console line [0-9]+: .*Interrupt remapping disabled'

step "the device is given all the same"
lab-guest start p --type pv --passthrough
expect_ok xpt attach p 00:05.0
expect_grep interrupt-remapping-off
wait_for guest_sees p 8086:10d3
