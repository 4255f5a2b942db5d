# lab: guests
# An HVM guest sees the device that it is given, and no longer sees it once it is taken back.
expect_ok xpt attach h1 00:05.0
wait_for 20 guest_sees h1 8086:10d3
expect_equal "d$(xl domid h1)" "$(xen_owner 00:05.0)"
expect_equal 'attached h1' "$(xpt list --json 00:05.0 | jq -r '.devices[0] | "\(.state) \(.domain)"')"
expect_ok xpt detach h1 00:05.0
wait_for 20 guest_lacks h1 8086:10d3
expect_equal 'pciback quarantine' "$(device_driver 00:05.0) $(xen_owner 00:05.0)"
expect_equal '' "$(xl pci-list h1)"
