# lab: guests
# lab: timeout 400
# An HVM guest writes to port 0xe9 as fast as it can, each line one that Xen would print about an owner: Xen's answers
# are broken by them, and a change neither fails for that nor is told to have done what it has not.
# The program: iopl(3); for (;;) outsb(0xe9, "(XEN) 0000:00:05.0 - d0 - node -1\n");
flood='f0VMRgIBAQAAAAAAAAAAAAIAPgABAAAAeABAAAAAAABAAAAAAAAAAAAAAAAAAAAAAAAAAEAAOAABAAAAAAAAAAEAAAAFAAAAAAAA'
flood=$flood'AAAAAAAAAEAAAAAAAAAAQAAAAAAAuwAAAAAAAAC7AAAAAAAAAAAQAAAAAAAAuKwAAAC/AwAAAA8FSI01DgAAALkiAAAAuukAAADzbuvrKFhFTikgMDAwMDowMDowNS4wIC0gZDAgLSBub2RlIC0xCg=='
lab-guest exec h1 "echo $flood | base64 -d >/tmp/flood && chmod +x /tmp/flood && (/tmp/flood >/dev/null 2>&1 &)"
flooded() { [ "$(xl dmesg | grep -c '^(d[0-9]*) (XEN) 0000:00:05.0')" -gt 1000 ]; }
wait_for flooded

# who owns it while the guest is quiet
owner() {
	xl pause h1 && sleep 1 && xen_owner "$1" && xl unpause h1
}

# up to 50 rounds, as long as there is time, and never less than two
next_round() {
	round=$((round + 1)) now=$(date +%s)
	[ $round -le 2 ] || { [ $round -le 50 ] && [ "$now" -lt $until ]; } || return 1
	echo "round $round"
}

step "reserved and released"
round=0 until=$(($(date +%s) + 8))
while next_round; do
	expect_ok xpt reserve 00:05.0
	expect_output quarantine "the owner of 00:05.0" owner 00:05.0
	expect_ok xpt release 00:05.0
	expect_output d0 "the owner of 00:05.0" owner 00:05.0
done

step "given to another guest, and taken back"
round=0 until=$(($(date +%s) + 8))
while next_round; do
	expect_ok xpt attach p1 00:05.0
	expect_output "d$(xl domid p1)" "the owner of 00:05.0" owner 00:05.0
	expect_ok xpt detach --release p1 00:05.0
	expect_output d0 "the owner of 00:05.0" owner 00:05.0
done
