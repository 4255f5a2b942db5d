# lab: xen "iommu=off"
# With iommu=off: host says so with the option that did it, and attach refuses before touching anything.
expect_fail 1 xpt host
expect_grep iommu-disabled
expect_grep 'iommu=off'
lab-guest start g --type pv
expect_fail 1 xpt attach g 00:05.0
expect_grep iommu-disabled
expect_equal e1000e "$(device_driver 00:05.0)"
