# lab: guests
# lab: device "nvme,bus=hotplug2,serial=lab,subsys=subsystem,sriov_max_vfs=2,sriov_vq_flexible=4,sriov_vi_flexible=2,max_ioqpairs=6,msix_qsize=7"
# A VF goes to a guest; its PF is not taken away meanwhile.
wait_for 20 sh -c 'lspci -Dn | grep 1b36:0010'
pf=$(lspci -Dn | awk '/1b36:0010/ {print $1; exit}')
echo 2 > "/sys/bus/pci/devices/$pf/sriov_numvfs"
wait_for 20 sh -c 'lspci -Dn | grep -c 1b36:0010 | grep -qx 3'
vf=$(xpt show --json "$pf" | jq -r '.device.virtual_functions[0]')
expect_ok xpt attach h1 "$vf"
wait_for 20 guest_sees h1 1b36:0010
expect_fail 1 xpt reserve "$pf"
expect_grep "$vf"
expect_ok xpt detach h1 "$vf"
