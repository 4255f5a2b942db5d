# lab: guests
# A device that shares an RMRR is refused before the guest is told, and the sharer is named.
expect_fail 1 xpt attach h1 00:07.0
expect_grep shared-reserved-memory
expect_grep 0000:00:08.0
expect_grep 7ffe0000
expect_grep 'xpt attach --relaxed h1 0000:00:07.0'
expect_device 00:07.0 e1000e d0
expect_ok guest_lacks h1 8086:10d3
