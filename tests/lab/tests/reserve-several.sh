# Several devices are reserved in one go, or none: a bridge among them spoils all.
expect_ok xpt reserve 00:05.0 00:06.0
for device in 00:05.0 00:06.0; do expect_device $device pciback; done
expect_ok xpt release 00:05.0 00:06.0
expect_fail 1 xpt reserve 00:05.0 00:0a.0
expect_grep bridge
expect_device 00:05.0 e1000e
