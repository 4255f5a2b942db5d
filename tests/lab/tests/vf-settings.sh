# lab: newer-qemu
# lab: device "igb,bus=hotplug2,mac=52:54:00:00:00:88,romfile="
# What the network driver of a physical function does for its virtual ones is told, and is what ip tells.
pf=0000:05:00.0
settings() { # VF KEY...
	vf=$1
	shift
	xpt list --json "$pf/$vf" | jq -r --args '[.devices[0][$ARGS.positional[]]] | map(tostring) | join(" ")' "$@"
}

modprobe -a igb igbvf
wait_for test -d "/sys/bus/pci/devices/$pf/net"
interface=$(ls /sys/bus/pci/devices/$pf/net)
expect_ok xpt vf create $pf 3
ip=/usr/bin/ip
expect_ok $ip link set "$interface" up
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

step "the guest that has a VF is not asked: it is the driver of the PF that tells"
expect_ok xpt reserve $pf/1
expect_output "10 true" "VF 1" settings 1 vf_vlan vf_trust
