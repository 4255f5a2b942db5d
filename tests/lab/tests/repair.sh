# lab: guests
# lab: timeout 900
# Half-states of all kinds are found, told with what each source says, and mended.
unused=/sys/bus/pci/devices/0000:41:00.0
pciback=/sys/bus/pci/drivers/pciback

# disagrees PATTERN: it is found
disagrees() {
	expect_fail 1 xpt repair
	expect_grep "$1"
}

# mends PATTERN [DEVICE]: it is found, and mended
mends() {
	local pattern="$1"
	shift
	expect_ok xpt repair --apply --json "$@"
	expect_grep "$pattern"
}

agrees() {
	expect_ok xpt repair
	expect_output "" "what it says" cat $SAID
}

step "where all agree it is quiet"
agrees
expect_ok xpt attach h1 00:06.0
expect_ok xpt attach p1 00:05.0
agrees
expect_ok xpt detach --release h1 00:06.0
expect_ok xpt detach p1 00:05.0
agrees
expect_ok xpt release 00:05.0

step "each on a device of its own: what is found, and mended"
for device in 00:05.0 00:06.0; do
	echo 0000:$device >/sys/bus/pci/devices/0000:$device/driver/unbind
	echo 0000:$device >$pciback/new_slot
done
echo 0000:00:06.0 >$pciback/bind
echo pciback >$unused/driver_override
expect_ok xpt reserve 00:08.0
xenstore-write /libxl/pci/0000-00-08-0/domid 77
expect_fail 1 xpt repair
expect_grep 'pciback lists it, but does not have it'
expect_grep 'Xen did not quarantine it'
expect_grep 'driver_override keeps it for pciback'
expect_grep 'd77 \(which is gone\)'
expect_device 00:05.0 none
expect_ok xpt repair 21:00.0
expect_ok xpt repair --apply
agrees

step "no driver, and in pciback's list: it is back in dom0"
expect_device 00:05.0 e1000e d0
expect_output '0000:00:06.0 0000:00:08.0' "the slots of xen-pciback" words sort $pciback/slots

step "in pciback, never quarantined: it is reserved"
expect_device 00:06.0 pciback quarantine

step "a driver_override of pciback that was left on what dom0 uses: it is gone"
expect_output '(null)' "driver_override" cat $unused/driver_override
expect_device 41:00.0 e1000e d0

step "what a domain that is gone claimed: nobody does"
expect_no_key /libxl/pci/0000-00-08-0/domid

step "quarantined, and out of pciback: reserved again, as nobody says what it has been through"
echo 0000:00:06.0 >$pciback/unbind
echo 0000:00:06.0 >$pciback/remove_slot
mends 'not even pciback|e1000e drives' 00:06.0
expect_device 00:06.0 pciback quarantine
expect_ok xpt release 00:06.0 00:08.0
agrees

step "what a domain that is gone left: a backend"
expect_ok xpt reserve 00:05.0
expect_ok xl pause p1
expect_ok xpt attach p1 00:05.0
gone=$(xl domid p1)
expect_ok xl destroy p1
expect_ok xenstore-exists "/local/domain/0/backend/pci/$gone"
mends "xenstore says d$gone has it"
expect_no_key "/local/domain/0/backend/pci/$gone"
expect_device 00:05.0 pciback quarantine
agrees

step "a device model that kept what Xen refused"
xl pci-assignable-add 00:07.0
expect_fail 1 xl pci-attach h1 00:07.0
wait_for guest_sees h1 8086:10d3
mends 'device model of h1 still shows it'
wait_for guest_lacks h1 8086:10d3
expect_device 00:07.0 pciback quarantine
agrees
expect_ok xpt release 00:07.0

step "a device that Xen alone gives to a guest"
expect_ok xpt attach h1 00:05.0
h1=$(xl domid h1)
wait_for guest_sees h1 8086:10d3
xenstore-rm "/local/domain/0/backend/pci/$h1"
disagrees 'xenstore says nobody'
expect_ok xpt detach h1 00:05.0
agrees

step "killed half-way: xpt undo is named"
expect_ok xpt release 00:05.0
kill_at_fsync 4 xpt reserve 00:05.0 && fail "it was not killed"
expect_fail 1 xpt repair --apply
expect_grep 'xpt undo'
expect_ok test -e /var/lib/xpt/journal
expect_ok xpt undo
agrees

step "what is not known is not called well, and mends nothing"
pid=$(xenstore-read "/local/domain/$h1/image/device-model-pid")
kill -STOP "$pid"
expect_fail 5 xpt repair
expect_grep 'not known'
kill -CONT "$pid"
agrees

step "a USB device that was unplugged while a guest had it"
mouse=$(xpt usb list -n -o path,functions,controller | awk '$2 == "mouse" && $3 == "0000:00:14.0" { print $1 }')
expect_ok xpt attach h1 "$mouse"
agrees
lab-qemu device_del mouse
wait_for test ! -e "/sys/bus/usb/devices/$mouse"
mends "$mouse: .* not plugged"
agrees
