# lab: guests
# lab: device "nvme,id=disk1,serial=1,subsys=subsystem,sriov_max_vfs=2,sriov_vq_flexible=4,sriov_vi_flexible=2,max_ioqpairs=6,msix_qsize=7"
# An NVMe controller with virtual functions is plugged in, used by a guest, and torn out.

physical=/sys/bus/pci/devices/0000:04:00.0
wait_for 10 test -e $physical/sriov_totalvfs
expect_output d0 "owner of 04:00.0" xen_owner 04:00.0
echo 2 >$physical/sriov_numvfs
function=$(readlink $physical/virtfn0)
function=${function##*/}
expect_ok xl pci-assignable-add "$function"
expect_ok xl pci-attach h1 "$function"
wait_for 30 guest_sees h1 1b36:0010

step "surprise removal"
expect_ok lab-qemu device_del disk1
wait_for 20 test ! -e $physical

step "and back"
expect_ok lab-qemu device_add nvme,id=disk2,serial=2,bus=hotplug2
wait_for 20 test -e /sys/bus/pci/devices/0000:05:00.0
