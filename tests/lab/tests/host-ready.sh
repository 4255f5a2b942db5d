# xpt host says that this host is ready, and proves it.
expect_ok xpt host
expect_grep IOMMU
expect_output true "the IOMMU" json .host.iommu xpt host --json
