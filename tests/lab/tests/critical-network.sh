# The card under an address in use is not taken from dom0 unless --force-critical says so.
net=$(ls /sys/bus/pci/devices/0000:00:05.0/net)
ip link set "$net" up
ip addr add 192.0.2.1/24 dev "$net"
ip route add default via 192.0.2.254
expect_fail 1 xpt reserve 00:05.0
expect_grep critical-device
expect_grep "$net"
expect_device 00:05.0 e1000e
expect_ok xpt reserve --force-critical 00:05.0
expect_device 00:05.0 pciback
