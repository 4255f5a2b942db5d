# lab: guests
# The snapshot agrees with lspci and Xen on every device.
lspci -Dn | awk '{print $1, $3}' | sort > /tmp/lspci
xpt list --json | jq -r '.devices[] | "\(.address) \(.vendor_id):\(.device_id)"' | sort > /tmp/xpt
expect_ok diff /tmp/lspci /tmp/xpt
lspci -Dk | awk '/^[0-9a-f]/ {d = $1} /in use/ {print d, $NF}' | sort > /tmp/lspci
xpt list --json | jq -r '.devices[] | select(.driver) | "\(.address) \(.driver)"' | sort > /tmp/xpt
expect_ok diff /tmp/lspci /tmp/xpt
xl info -n | sed -n '/^device topology/,/^numa_info/s/^\([0-9a-f:.]*\)  *\([0-9]*\)$/\1 \2/p' | sort > /tmp/xl
xpt list --json | jq -r '.devices[] | select(.node != null) | "\(.address) \(.node)"' | sort > /tmp/xpt
expect_ok diff /tmp/xl /tmp/xpt
expect_ok test -s /tmp/xl

step "names, subsystems included, as lspci tells them"
lspci -Dvmm | sed -E 's/\t(Device|Vendor) [0-9a-f]{4}$/\tnull/' | awk -F'\t' '
	/^Slot:/ { slot = $2; names["SVendor"] = names["SDevice"] = "null" }
	/^(Class|Vendor|Device|SVendor|SDevice):/ { sub(":", "", $1); names[$1] = $2 }
	!NF { print slot "|" names["Class"] "|" names["Vendor"] "|" names["Device"] "|" \
		names["SVendor"] "|" names["SDevice"] }' | sort > /tmp/lspci
xpt list --json | jq -r '.devices[] | [.address, .class_name, .vendor, .device, .subsystem_vendor,
	.subsystem_device | tostring] | join("|")' | sort > /tmp/xpt
expect_ok diff /tmp/lspci /tmp/xpt

step "message interrupts and power, as lspci reads config space"
lspci -Dvv | awk '/^[0-9a-f]/ { device = $1 }
	/MSI: Enable/ { split($0, part, "/"); print device, "msi", part[2] + 0 }
	/MSI-X: Enable/ { sub(".*Count=", ""); print device, "msix", $1 }
	/Status: D[0-3]/ { print device, "power", $2 }' | sort > /tmp/lspci
xpt list --json | jq -r '.devices[] | .address as $device | ({msi: .msi_vectors, msix: .msix_vectors,
	power: .power_state} | to_entries[] | select(.value) | "\($device) \(.key) \(.value)")' |
	sort > /tmp/xpt
expect_ok test -s /tmp/lspci
expect_fail 1 grep -vxFf /tmp/xpt /tmp/lspci
# the kernel knows the power state of devices without that capability too
grep -v ' power D0$' /tmp/xpt >/tmp/told
expect_fail 1 grep -vxFf /tmp/lspci /tmp/told

step "BARs, as the kernel tells them"
for device in /sys/bus/pci/devices/*; do
	awk -v device="${device##*/}" 'NR <= 6 && $1 != "0x0000000000000000" {
		print device, NR - 1, substr($1, 3) }' "$device/resource"
done | sort > /tmp/kernel
xpt list --json | jq -r '.devices[] | .address as $device | .bars[] |
	select(.index < 6) | "\($device) \(.index) \("0" * (16 - (.address | length)))\(.address)"' |
	sort > /tmp/xpt
expect_ok diff /tmp/kernel /tmp/xpt
expect_ok test -s /tmp/xpt

step "domains, with type, state and passthrough"
lab-guest config p1 | sed -e 's/^name=.*/name="light"/' -e 's/^passthrough=.*//' >/tmp/light.cfg
expect_ok xl create -q -p /tmp/light.cfg
expect_output 'Domain-0 pv running
h1 hvm true
p1 pv true
light pv paused false' domains json '.host.domains[] | if .id == 0 then
	"\(.name) \(.type) \(.state)" elif .name != "light" then "\(.name) \(.type) \(.passthrough)" else
	"\(.name) \(.type) \(.state) \(.passthrough)" end' xpt host --json
listed=$(xl list | awk 'NR > 1 { print $1, $2 }')
expect_output "$listed" "list of domains" json '.host.domains[] | "\(.name) \(.id)"' xpt host --json
