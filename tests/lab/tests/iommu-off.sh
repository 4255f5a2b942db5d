# lab: xen "iommu=off"
# With iommu=off: host says so with the option that did it, and attach refuses before touching anything.
expect_fail 1 xpt host
expect_grep iommu-disabled
expect_grep 'iommu=off'
lab-guest start g --type pv
expect_fail 1 xpt attach g 00:05.0
expect_grep iommu-disabled
expect_device 00:05.0 e1000e

step "the step that failed is the quarantine, not a guest's"
expect_fail 1 xpt run -- xl pci-assignable-add 00:05.0
expect_grep 'failed to quarantine 0000:00:05.0'
expect_grep '0000:00:05.0 .*\[(quarantine-failed|iommu-disabled)\]'
expect_fail 1 xpt run --json -- xl pci-assignable-add 00:05.0
expect_grep '"cause": *"(quarantine-failed|iommu-disabled)"'
