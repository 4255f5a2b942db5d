# A device that dom0 drives is taken from its driver, quarantined, and offered to xl and xpt alike.
expect_ok xpt reserve 00:05.0
expect_device 00:05.0 pciback quarantine
expect_ok xl pci-assignable-list
expect_grep '^0000:00:05.0'
expect_ok xpt list --json 00:05.0
expect_equal 'reserved true e1000e' \
	"$(xpt list --json 00:05.0 | jq -r '.devices[0] | "\(.state) \(.assignable) \(.original_driver)"')"
