# lab: guests
# xl's spellings with xl's operands, and what an attach can be told.
expect_ok xpt pci-assignable-add 00:05.0
expect_ok xpt pci-assignable-list
expect_grep '^0000:00:05.0$'
expect_ok xpt pci-attach h1 00:05.0@7,permissive=1
wait_for guest_sees h1 8086:10d3
expect_ok lab-guest lspci h1
expect_grep '^00:07.0 .*8086:10d3'
expect_ok xpt pci-list h1
expect_grep '^0000:00:05.0'
expect_ok xpt pci-detach h1 00:05.0
wait_for guest_lacks h1 8086:10d3
expect_ok xpt pci-assignable-remove -r 00:05.0
expect_device 00:05.0 e1000e

step "options reach pciback and xenstore, and do not outlive the attachment"
expect_ok xpt attach --permissive --msitranslate --power-mgmt p1 00:06.0
wait_for guest_sees p1 8086:10d3
expect_output true permissive json '.devices[0].permissive' xpt list --json 00:06.0
expect_ok xenstore-read "/local/domain/0/backend/pci/$(xl domid p1)/0/opts-0"
for option in msitranslate power_mgmt permissive; do expect_grep "$option=1"; done
expect_ok xpt detach p1 00:06.0
wait_for guest_lacks p1 8086:10d3
expect_ok xpt attach p1 00:06.0
expect_output false permissive json '.devices[0].permissive' xpt list --json 00:06.0
