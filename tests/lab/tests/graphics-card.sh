# lab: guests
# lab: timeout 400
# A display goes to a guest with the other functions of its card; alone only where that is said.
card=0000:05:00.0 sound=0000:05:00.1
expect_ok lab-qemu device_add ich9-intel-hda,id=sound,bus=hotplug2,addr=0.1
expect_ok lab-qemu device_add secondary-vga,id=card,bus=hotplug2,addr=0.0,multifunction=on
wait_for test -e "/sys/bus/pci/devices/$sound"
expect_output "$card $sound" "functions of the card" json '.gpus[] | select(.address == "'$card'").functions | join(" ")' xpt gpu list --json

step "the whole card to a PV guest, in one slot of it"
expect_ok xpt attach p1 "$card"
expect_grep "$sound goes with $card"
expect_grep "$sound is attached to p1"
guest=$(xl domid p1)
expect_output "d$guest" "owner of the sound" xen_owner "$sound"
wait_for guest_sees p1 1234:1111
wait_for guest_sees p1 8086:293e
expect_ok lab-guest lspci p1
expect_grep '00:00\.0 .*1234:1111'
expect_grep '00:00\.1 .*8086:293e'
expect_ok xpt detach --release p1 "$card" "$sound"

step "the display alone"
expect_ok xpt attach --alone p1 "$card"
expect_no_grep "$sound goes with"
expect_output "d0" "owner of the sound" xen_owner "$sound"
expect_ok xpt detach --release p1 "$card"

step "as xl spells it, what is named and no more"
expect_ok xpt pci-attach p1 "$card"
expect_output "d0" "owner of the sound" xen_owner "$sound"
expect_ok xpt detach --release p1 "$card"

step "the whole card to an HVM guest"
expect_ok xpt attach h1 "$card"
wait_for guest_sees h1 1234:1111
wait_for guest_sees h1 8086:293e
expect_ok lab-guest lspci h1
expect_ok xpt detach h1 "$card" "$sound"
expect_ok xpt release "$card" "$sound"

# 1 or 0; nothing where there is no framebuffer
drawn() { for each in /sys/class/vtconsole/*; do if grep "frame buffer" "$each/name" >/dev/null; then cat "$each/bind"; fi; done; }

step "the display that dom0's console is drawn on"
expect_ok modprobe bochs
expect_device "$card" bochs-drm
expect_output 1 "console on framebuffers" drawn
expect_ok xpt check "$card"
expect_grep 'console-leaves'
expect_grep "hvc0 "
expect_ok xpt attach --alone p1 "$card"
expect_grep console-leaves
expect_output "" "console on framebuffers" drawn
wait_for guest_sees p1 1234:1111
expect_ok xpt detach --release p1 "$card"
expect_device "$card" bochs-drm
expect_output 1 "console on framebuffers" drawn

step "the console is back when the attach is undone"
for n in 5 8; do
	! kill_at_fsync "$n" xpt attach --alone p1 "$card" || fail "it made fewer than $n"
	expect_ok xpt undo
	expect_device "$card" bochs-drm
	expect_output 1 "console on framebuffers" drawn
done
