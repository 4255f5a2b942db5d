# lab: guests
# Detaching a device that the guest does not have is refused by name.
expect_fail 1 xpt detach h1 00:05.0
expect_grep 'h1.*00:05.0|00:05.0.*h1'
