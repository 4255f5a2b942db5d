# xpt host says that this host is ready, and proves it.
expect_ok xpt host
expect_grep IOMMU
expect_ok xpt host --json
expect_equal true "$(xpt host --json | jq '.host.iommu')"
