# lab: guests
# lab: timeout 300
# Devices of a guest's configuration come back when it starts again, and wait while it is paused.
printf 'name = "p1"\npci = [ "00:05.0" ]\n' >/tmp/p1.cfg
printf 'name = "h1"\npci = [ "00:07.0" ]\n' >/tmp/h1.cfg

xpt watch /tmp/p1.cfg /tmp/h1.cfg >/tmp/watched 2>&1 &
watch=$!

step "one that cannot have its device does not keep the other from its own"
wait_for guest_sees p1 8086:10d3
wait_for grep -q '^xpt: h1: .*0000:00:07.0' /tmp/watched
expect_output d0 "the owner of 00:07.0" xen_owner 00:07.0

step "it comes back with the guest"
lab-guest stop p1
expect_ok lab-guest start p1 --passthrough
wait_for guest_sees p1 8086:10d3
kill $watch
wait $watch
cat /tmp/watched

step "while the guest is paused it waits"
expect_ok xpt detach p1 00:05.0
xl pause p1
xpt watch --enforce /tmp/p1.cfg >/tmp/watched 2>&1 &
watch=$!
sleep 3
expect_output quarantine "the owner of 00:05.0" xen_owner 00:05.0
xl unpause p1
wait_for guest_sees p1 8086:10d3
kill $watch
wait $watch
cat /tmp/watched
