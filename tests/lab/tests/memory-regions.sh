# lab: qemu "-object memory-backend-ram,id=large,size=256M -device ivshmem-plain,memdev=large,master=on,bus=pcie.0,addr=0x16 -device qxl,bus=pcie.0,addr=0x17,ram_size_mb=128 -device e1000e,bus=pcie.0,addr=0x2 -device VGA,bus=pcie.0,addr=0x18"
# lab: xen "vga=gfx-800x600x32"
# lab: timeout 400
# What xpt check --config says of the memory regions of a guest's devices is what hvmloader does with them.
firmware=/sys/bus/platform/devices/vesa-framebuffer.0/driver
drawn() { cat /sys/class/vtconsole/vtcon1/bind; }

step "killed anywhere, a reserve leaves the firmware's framebuffer and dom0's console on the display once it is undone"
expect_output 1 "the console on framebuffers" drawn
for n in 3 5; do
	! kill_at_fsync "$n" xpt reserve 00:18.0 || fail "it made fewer than $n"
	expect_ok xpt undo
	expect_ok test -e $firmware
	expect_output 1 "the console on framebuffers" drawn
done

step "reserved, nothing of dom0 draws on the display"
expect_ok xpt reserve 00:18.0
expect_grep 'console-leaves'
expect_ok test ! -e $firmware
expect_ok test ! -e /sys/class/vtconsole/vtcon1
expect_ok xpt release 00:18.0

expect_ok xpt reserve --force-critical 00:16.0 00:17.0 00:02.0

# start_with CONFIG-LINE PCI: of a guest without any disk, hvmloader's lines are in $SAID and the configuration in /run/lab/g.cfg
start_with() {
	step "a guest with $2 and $1"
	cat >/run/lab/g.cfg <<TEXT
name="g"
type="hvm"
memory=256
vga="none"
vnc=0
sdl=0
pci=["$2"]
$1
TEXT
	expect_ok xl create -q /run/lab/g.cfg
	domid=$(xl domid g)
	wait_for sh -c "xl dmesg | grep '(d$domid) .*Invoking SeaBIOS'"
	# with a device in a guest that does not let go of it, libxl waits for QEMU for 10 seconds
	kill -9 "$(xenstore-read "/local/domain/$domid/image/device-model-pid")"
	expect_ok xl destroy g
	expect_ok sh -c "xl dmesg | grep '(d$domid) .*pci dev\|(d$domid) .*MMIO'"
}

start_with 'mmio_hole=256' 00:17.0
expect_grep 'no space for resource'
expect_ok xpt check --config /run/lab/g.cfg
expect_grep 'memory regions of 17 MiB do not fit'
expect_grep 'mmio_hole=512'

start_with 'mmio_hole=512' 00:17.0
expect_no_grep 'no space for resource'
expect_ok xpt check --config /run/lab/g.cfg
expect_no_grep 'do not fit'

start_with 'vcpus=1' 00:17.0
expect_no_grep 'no space for resource'
expect_ok xpt check --config /run/lab/g.cfg
expect_no_grep 'do not fit'

start_with 'mmio_hole=256' 00:16.0
expect_grep 'relocating some BARs to 64-bit'
expect_no_grep 'no space for resource'
expect_ok xpt check --config /run/lab/g.cfg
expect_no_grep 'do not fit'
expect_grep 'memory regions of 256 MiB lie above the'
expect_grep 'mmio_hole=512 keeps'

# running_with CONFIG-LINE: a guest without devices, which g.cfg has not yet
running_with() {
	step "a large device for a running guest with $1"
	sed "s/^pci=.*/passthrough=\"enabled\"/; s/^mmio_hole=.*/$1/" /run/lab/g.cfg >/run/lab/running.cfg
	expect_ok xl create -q /run/lab/running.cfg
}

running_with 'vcpus=1'
expect_ok xpt check --domain g 00:16.0
expect_grep 'needs 257 MiB below 4 GiB, and g has about 144 MiB'
expect_grep 'mmio_hole=1024'
expect_ok xl destroy g

running_with 'mmio_hole=1024'
expect_output 1073741824 "bytes of the hole" xenstore-read "/local/domain/$(xl domid g)/platform/mmio_hole_size"
expect_ok xpt check --domain g 00:16.0
expect_no_grep 'bars-large'
expect_ok xl destroy g

step "QEMU takes a NIC at 00:02.0 for an IGD, and libxl knows none for gfx_passthru"
sed -i 's/00:16.0/00:02.0/; s/^mmio_hole.*//' /run/lab/g.cfg
expect_fail any xl create -q /run/lab/g.cfg
expect_fail 1 xpt check --config /run/lab/g.cfg
expect_grep 'QEMU takes whatever is at'
sed -i 's/00:02.0/00:16.0/; s/^vnc.*/gfx_passthru=1/' /run/lab/g.cfg
expect_fail any xl create -q /run/lab/g.cfg
expect_grep 'unable to detect required gfx_passthru_kind'
expect_fail 1 xpt check --config /run/lab/g.cfg
expect_grep 'gfx_passthru is for Intel'
