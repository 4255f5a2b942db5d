# The picture agrees with lspci and Xen on every device.
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
