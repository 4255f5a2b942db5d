# lab: timeout 300
# lab: dom0 "xen-pciback.hide=(0000:03:00.0)"
# lab: qemu "-device pcie-root-port,id=early,bus=pcie.0,chassis=30,slot=30,addr=0x4 -device pcie-pci-bridge,id=card,bus=early"
# A root port with a bridge, added before all others: what was on bus 3 is on bus 5. The file below was written by xpt name on
# the host without them. (hide= is for hidden-renumbered, which has the same host; the lab's pciback comes too late to obey it.)
mkdir -p /etc/xpt
cat >/etc/xpt/names <<'NAMES'
names = [
	"0000:03:00.0 nic0 path=0000:00:0b.0/00.0 id=8086:10d3 subsystem=8086:0000 revision=00 serial=52-54-00-ff-ff-12-34-58",
	"0000:02:01.0 old0 path=0000:00:0a.0/00.0/01.0 id=8086:100e subsystem=1af4:1100 revision=03",
	"0000:01:00.0 bridge0 path=0000:00:0a.0/00.0 id=1b36:000e subsystem=0000:0000 revision=00",
	"0000:00:05.0 nic5 path=0000:00:05.0 id=8086:10d3 subsystem=8086:0000 revision=00 serial=52-54-00-ff-ff-00-00-05",
	"0000:00:06.0 nic6 path=0000:00:06.0 id=8086:10d3 subsystem=8086:0000 revision=00 serial=52-54-00-ff-ff-00-00-66",
]
NAMES

step "where each is now"
expect_ok xpt name --list
expect_grep '^nic0 +moved +0000:03:00.0 +0000:05:00.0 +serial'
expect_grep '^old0 +moved +0000:02:01.0 +0000:04:01.0 +path'
expect_grep '^bridge0 +moved +0000:01:00.0 +0000:03:00.0 +path'
expect_grep '^nic5 +found'
expect_grep '^nic6 +replaced'

step "nothing is done by a name whose device is elsewhere"
expect_fail 1 xpt reserve nic0
expect_grep 'nic0 is now 0000:05:00.0'
expect_grep 'xpt name --follow nic0'
expect_fail 1 xpt reserve nic6
expect_grep 'another device is now'
printf 'reserve = [ "nic0" ]\n' >/etc/xpt/host.cfg
expect_fail 1 xpt apply
expect_grep 'nic0 is now 0000:05:00.0'
expect_device 0000:00:06.0 e1000e
expect_device 0000:05:00.0 e1000e

step "the names follow, with the evidence, and go on"
expect_ok xpt name --follow --all
expect_grep 'nic0 is now 0000:05:00.0: its serial number is the same'
expect_grep 'old0 is now 0000:04:01.0'
expect_grep 'nic6 is left: it is replaced'
expect_ok xpt apply
expect_device 0000:05:00.0 pciback quarantine
name=$(xenstore-read /libxl/pci/0000-05-00-0/name)
expect_equal nic0 "$name" "what xl calls it"
expect_ok xpt release nic0
expect_device 0000:05:00.0 e1000e

step "a name is taken away, and given to the other device"
expect_ok xpt name --delete nic6
expect_ok xpt name 00:06.0 nic6
expect_ok xpt reserve nic6
expect_device 0000:00:06.0 pciback quarantine
