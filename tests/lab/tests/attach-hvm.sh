# lab: guests
# lab: timeout 400
# An HVM guest sees the device that it is given, no longer sees it once it is taken back, and gets it again.
for round in 1 2; do
	# A program that uses libxpt has children of its own: their signal is left alone.
	expect_ok strace -qq -e trace=rt_sigaction -o /run/lab/signals xpt attach h1 00:05.0
	expect_grep SIGPIPE /run/lab/signals
	expect_no_grep SIGCHLD /run/lab/signals
	wait_for guest_sees h1 8086:10d3
	expect_output "d$(xl domid h1)" "owner of 00:05.0" xen_owner 00:05.0
	expect_output 'attached h1' "state and domain" json '.devices[0] | "\(.state) \(.domain)"' xpt list --json 00:05.0
	expect_ok xpt detach h1 00:05.0
	wait_for guest_lacks h1 8086:10d3
	expect_device 00:05.0 pciback quarantine
	expect_output '' "xl's list for h1" xl pci-list h1
done

step "one that is started with the device gives it back, too"
expect_ok lab-guest stop h1
expect_ok lab-guest start h1 --type hvm --pci 00:05.0
wait_for guest_sees h1 8086:10d3
expect_ok xpt detach h1 00:05.0
wait_for guest_lacks h1 8086:10d3
expect_ok xpt release 00:05.0
expect_device 00:05.0 e1000e d0

step "nothing of all this is told as an incident"
expect_ok xpt explain
expect_grep '^nothing in these logs says that something failed'
