# ./lab demo: the main job on a real Xen, with guests h1 (HVM) and p1 (PV) running.

title() { printf '\n== %s\n' "$*"; }

run() {
	printf '\ndom0# %s\n' "$*"
	"$@"
}

# The guest's driver needs a moment: wait for the device, then show the guest's own lspci.
show_in_guest() {
	wait_for guest_sees "$1" 8086:10d3
	run lab-guest lspci "$1"
}

title "Is this host ready to hand devices to guests?"
run xpt host || [ $? = 1 ]

title "Which devices are there, and who has them?"
run xpt list
run xl list

title "Reserve a NIC: dom0 lets go of it, Xen quarantines it"
run xpt reserve 00:05.0

title "Give it to the running HVM guest h1"
run xpt attach h1 00:05.0
show_in_guest h1

title "Give another, still in use by dom0, to the running PV guest p1"
run xpt attach p1 00:06.0
show_in_guest p1
run xpt list

title "Take both back"
run xpt detach h1 00:05.0
wait_for guest_lacks h1 8086:10d3
run lab-guest lspci h1
run xpt detach p1 00:06.0

title "Return them to their drivers in dom0"
run xpt release 00:05.0
run xpt release 00:06.0
expect_device 00:05.0 e1000e

title "A device that shares reserved memory with another: xpt says beforehand that Xen will refuse"
status=0
run xpt attach h1 00:07.0 || status=$?
expect_equal 1 "$status" "status of the refused attach"

title "The same by way of xl: Xen refuses, and xpt explains the refusal"
run xl pci-assignable-add 00:07.0
status=0
run xpt run -- xl pci-attach p1 00:07.0 || status=$?
expect_equal 1 "$status" "status of the refused xl pci-attach"
run xpt release 00:07.0
