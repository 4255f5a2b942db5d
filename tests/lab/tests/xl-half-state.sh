# lab: guests
# A refused xl pci-attach leaves the device visible in an HVM guest, and xl cannot take it back. xpt sees it and does.
xl pci-assignable-add 00:07.0
expect_fail 1 xl pci-attach h1 00:07.0
wait_for guest_sees h1 8086:10d3
expect_fail 1 xl pci-detach h1 00:07.0
expect_ok xpt show 00:07.0
expect_grep 'h1'
expect_ok xpt detach h1 00:07.0
wait_for guest_lacks h1 8086:10d3
expect_ok xpt release 00:07.0
expect_device 00:07.0 e1000e d0

step "xl pci-detach before the driver of a PV guest is ready: Xen has it back, xenstore lists it"
xl pause p1
expect_ok xpt attach p1 00:05.0
expect_fail 1 xpt detach --timeout 2 p1 00:05.0
expect_grep 'waiting for the driver of p1'
expect_output "d$(xl domid p1)" "owner of 00:05.0" xen_owner 00:05.0
expect_any xl pci-detach p1 00:05.0
expect_output quarantine "owner of 00:05.0" xen_owner 00:05.0
expect_ok xenstore-exists "/local/domain/0/backend/pci/$(xl domid p1)"
expect_ok xpt detach --timeout 1 p1 00:05.0
expect_no_key "/local/domain/0/backend/pci/$(xl domid p1)"
xl unpause p1

step "the driver is waited for"
expect_ok xpt attach p1 00:05.0
expect_ok xpt detach --release p1 00:05.0
expect_device 00:05.0 e1000e d0
expect_no_key "/local/domain/0/backend/pci/$(xl domid p1)"
# The guest is not asked: where its e1000e was just probing the device, each read of config space takes 2 s in pcifront.
