# lab: newer-qemu
# lab: device "igb,bus=hotplug2,mac=52:54:00:00:00:88,romfile="
# lab: timeout 400
# What the network driver of a physical function does for its virtual ones is told, and set, and is what ip tells.
pf=0000:05:00.0
settings() { # VF KEY...
	vf=$1
	shift
	xpt list --json "$pf/$vf" | jq -r --args '[.devices[0][$ARGS.positional[]]] | map(tostring) | join(" ")' "$@"
}
ip_tells() { # VF PATTERN
	expect_ok /usr/bin/ip link show "$interface"
	expect_grep "^ *vf $1 .*$2"
}

modprobe -a igb igbvf
wait_for test -d "/sys/bus/pci/devices/$pf/net"
interface=$(ls /sys/bus/pci/devices/$pf/net)
expect_ok xpt vf create $pf 3
ip=/usr/bin/ip
expect_ok $ip link set "$interface" up
wait_for grep -q 1 "/sys/class/net/$interface/carrier" # without a link igb refuses rates
expect_ok $ip link set "$interface" vf 0 mac 52:54:00:aa:00:01
expect_ok $ip link set "$interface" vf 1 vlan 10 qos 3
expect_ok $ip link set "$interface" vf 1 trust on
expect_ok $ip link set "$interface" vf 2 spoofchk off
expect_ok $ip link set "$interface" vf 2 max_tx_rate 100

step "each setting is the one of its VF"
expect_ok $ip link show "$interface"
expect_output "52:54:00:aa:00:01 null true false auto" "VF 0" settings 0 vf_mac vf_vlan vf_spoof_check vf_trust vf_link
expect_output "10 3 802.1Q true true" "VF 1" settings 1 vf_vlan vf_vlan_qos vf_vlan_protocol vf_spoof_check vf_trust
expect_output "null null false false 100" "VF 2" settings 2 vf_mac vf_vlan vf_spoof_check vf_trust vf_max_rate
expect_ok xpt vf list
expect_grep '0000:05:10.0 +0 .* 52:54:00:aa:00:01 +- no +yes +0 auto'

step "xpt sets them, also of a VF that is reserved, and only what is not so yet"
expect_ok xpt reserve $pf/1
expect_ok xpt vf set $pf/1 --mac 52:54:00:aa:00:02 --vlan 20:1 --spoofchk off --rate 0:50
ip_tells 1 '52:54:00:aa:00:02 .*vlan 20, qos 1,.*50 *Mbps.*spoof checking off,.* trust on'
expect_ok xpt vf set $pf/1 --vlan 20:1 --trust on
expect_output "" "steps" sh -c "xpt vf set $pf/1 --vlan 20:1 --dry-run -q | grep 'set vlan' || true"
expect_ok xpt vf set $pf/1 --mac 00:00:00:00:00:00 --vlan none --rate 0:0 --trust off
ip_tells 1 '00:00:00:00:00:00 .*trust off'
expect_no_grep '^ *vf 1 .*(vlan|Mbps)'

step "a guest has it, and what is set counts at once; no share of vectors is to be had from igb"
expect_fail 1 xpt vf set $pf/1 --msix 2
expect_grep "cannot be set: the driver of its physical function does not offer it"
expect_ok lab-guest start v1 --type pv --passthrough
expect_ok xpt attach v1 $pf/1
wait_for guest_sees v1 8086:10ca
expect_ok xpt vf set $pf/1 --vlan 40
ip_tells 1 'vlan 40'
expect_fail 1 xpt vf destroy $pf
expect_grep "domains have VFs of $pf: .* \\(v1\\)"
expect_ok xpt vf set $pf/1 --vlan none
expect_ok xpt detach v1 $pf/1
expect_ok lab-guest stop v1

step "what the driver refuses is said, and what came before it is undone"
expect_fail 1 xpt vf set $pf/2 --vlan 30 --link off
expect_grep "refuses link=off: Operation not supported"
expect_output "null auto" "VF 2" settings 2 vf_vlan vf_link
expect_ok test ! -e /var/lib/xpt/journal
expect_fail 2 xpt vf set $pf/2
expect_fail 2 xpt vf set $pf/2 --trust maybe
expect_fail 2 xpt vf set $pf/2 --vlan 5000
expect_fail 1 xpt vf set $pf --vlan 5
expect_grep "is not a virtual function"

step "killed at any write, xpt undo brings back what was"
for n in 1 2; do
	if kill_at_fsync $n xpt vf set $pf/2 --vlan 30 --trust on; then fail "it ended before fsync $n"; fi
	expect_ok xpt undo
	expect_output "null false" "VF 2" settings 2 vf_vlan vf_trust
done

step "as a file says: VFs are made, reserved, and each has what is its own"
expect_ok xpt vf destroy $pf
cat >/tmp/host.cfg <<TEXT
vfs = [ "$pf count=2 reserve",
        "$pf/0 mac=52:54:00:bb:00:01 vlan=30:2 trust=on",
        "$pf/1 spoofchk=off rate=0:40" ]
TEXT
as_the_file_says() {
	ip_tells 0 '52:54:00:bb:00:01 .*vlan 30, qos 2,.* trust on'
	ip_tells 1 '40 *Mbps.*spoof checking off'
}
expect_fail 1 xpt plan /tmp/host.cfg
expect_grep "^VFs of $pf: 0, wanted: 2, reserved"
expect_ok xpt apply /tmp/host.cfg
as_the_file_says
expect_device 0000:05:10.0 pciback quarantine
expect_ok xpt plan /tmp/host.cfg
expect_grep '^nothing differs$'

step "what is lost with the old VFs the watch puts back; what somebody set is told, and left"
expect_ok xpt watch --once /tmp/host.cfg
expect_ok xpt vf destroy $pf
expect_ok xpt vf create $pf 2 --reserve
expect_ok xpt watch --once /tmp/host.cfg
as_the_file_says
expect_ok $ip link set "$interface" vf 0 vlan 99
expect_ok xpt watch --once /tmp/host.cfg
expect_grep "^vlan of $pf/0: changed by hand, and left so: vlan=99"
ip_tells 0 'vlan 99'

step "with a driver that was loaded again all of it is back"
expect_ok modprobe -r igb
expect_ok modprobe igb
wait_for test -d "/sys/bus/pci/devices/$pf/net"
interface=$(ls /sys/bus/pci/devices/$pf/net)
expect_ok $ip link set "$interface" up
expect_ok xpt watch --once /tmp/host.cfg
as_the_file_says
