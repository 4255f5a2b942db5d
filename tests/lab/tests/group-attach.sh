# lab: guests
# lab: timeout 60
step "what shares reserved memory is refused alone"
expect_fail 1 xpt check --domain p1 00:07.0
expect_grep shared-reserved-memory
step "and passes, and goes, together"
expect_ok xpt check --group --domain p1 00:07.0
expect_ok xpt attach --group p1 00:07.0
expect_grep '0000:00:08.0 is attached to p1'
guest=$(xl domid p1)
expect_output "d$guest" "owner of 00:07.0" xen_owner 00:07.0
expect_output "d$guest" "owner of 00:08.0" xen_owner 00:08.0
expect_ok xpt rmrr 00:08.0
expect_grep 'in reserved memory  *yes'
expect_grep '00:07.0 .* with p1'
step "devices behind one conventional bridge are one group, and so are functions of a slot"
expect_ok xpt group 02:01.0
expect_grep '02:02.0 .*bridge 0000:01:00.0'
expect_ok xpt group 03:00.0
expect_grep '03:00.1 .*same slot'
expect_ok xpt host --firmware
