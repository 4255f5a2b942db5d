# lab: guests
# What a domain that is gone left in xenstore keeps a device from others for ever; attach clears it and goes on.
step "a claim key"
expect_ok xpt reserve 00:05.0
xenstore-write /libxl/pci/0000-00-05-0/domid 77
expect_fail 1 xl pci-attach p1 00:05.0
xenstore-write /libxl/pci/0000-00-05-0/domid 77
expect_ok xpt attach p1 00:05.0
wait_for guest_sees p1 8086:10d3

step "a backend, of a guest that was destroyed before its driver was ready"
expect_ok xpt detach p1 00:05.0
expect_ok xl pause p1
expect_ok xpt attach p1 00:05.0
gone=$(xl domid p1)
expect_ok xl destroy p1
expect_ok xenstore-exists "/local/domain/0/backend/pci/$gone"
expect_ok xpt attach --dry-run h1 00:05.0
expect_grep "would remove what xenstore keeps of domain $gone"
expect_ok xpt attach h1 00:05.0
wait_for guest_sees h1 8086:10d3
expect_no_key "/local/domain/0/backend/pci/$gone"
