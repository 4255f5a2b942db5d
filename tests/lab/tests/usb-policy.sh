# lab: timeout 300
# usb-policy.conf is changed by one line, which decides on the device that is named and on no other; a crash is undone.
usb() {
	json ".usb_devices[] | select(.path == \"$1\") | $2" xpt usb list --json
}
port_of() {
	xpt usb list -n -o path,functions,controller | awk -v f="$1" -v c="$2" '$2 == f && $3 == c { print $1 }'
}
verdicts() {
	xpt usb list -n -o path,policy | grep -v "^$1 "
}
keyboard=$(port_of keyboard 0000:00:14.0)
mouse=$(port_of mouse 0000:00:14.0)
stick=$(port_of storage 0000:00:15.0)
other=$(port_of storage 0000:00:14.0)
own=/etc/xpt/usb-policy.conf
xcp=/etc/xensource/usb-policy.conf

step "without a file: all is allowed; to deny makes one that changes nothing else"
expect_ok xpt usb-policy allow "$stick"
expect_grep "no policy forbids giving $stick"
expect_ok xpt usb-policy deny --dry-run "$stick" "$other"
expect_grep '\+DENY: vid=46f4 pid=0001'
expect_ok test ! -e $own
expect_fail 1 xpt usb-policy deny "$stick"
expect_grep "$other would be denied too: its vid, pid and rel are the same"
expect_ok test ! -e $own
expect_ok xpt usb-policy deny "$stick" "$other"
expect_output deny "policy of the stick" usb "$stick" .policy
expect_output allow "policy of the keyboard" usb "$keyboard" .policy
expect_ok xpt usb-policy check
expect_ok xpt usb-policy allow "$stick" "$other"
expect_output allow "policy of the stick" usb "$stick" .policy
expect_ok xpt usb-policy check
expect_output 3 "lines" grep -c '' $own
rm $own

step "XCP-ng's file: one line before the one that decides, and the rest as it was"
mkdir -p /etc/xensource
printf '# head\nDENY: class=02\n\nDENY: class=08 # sticks\nDENY: class=03 subclass=01\nALLOW: # \xe9\n' >$xcp
chmod 640 $xcp
cp -p $xcp /run/before
verdicts none >/run/verdicts
expect_ok xpt usb-policy allow "$stick" "$other"
expect_grep "guests may have $stick, by $xcp"
expect_grep "line 4: ALLOW: vid=46f4 pid=0001"
expect_grep "xe pusb-scan"
expect_output 640 "mode of the file" stat -c %a $xcp
sed 4d $xcp >/run/rest
expect_ok cmp /run/rest /run/before
expect_output deny "policy of the keyboard" usb "$keyboard" .policy
expect_ok xpt usb-policy allow "$stick"
expect_ok xpt usb-policy allow --dry-run "$stick"
expect_grep 'would do nothing'
expect_ok xpt usb-policy deny "$stick" "$other"
verdicts none >/run/now
expect_ok cmp /run/verdicts /run/now

step "all of one device: who has it, and what the policy says"
expect_ok xpt show "$stick"
expect_grep 'usb-storage'
expect_grep 'policy rule +DENY: vid=46f4 pid=0001'

step "what a test says is what why says"
expect_fail 1 xpt usb-policy why "$keyboard"
expect_fail 1 xpt usb-policy test vid=0627 pid=0001 rel="$(cat "/sys/bus/usb/devices/$keyboard/bcdDevice")" class=03 subclass=01 prot=01
expect_grep 'line [0-9]+: DENY: class=03 subclass=01'

step "refused, and nothing is written: a hub, a device that is not there, a policy that is broken"
cp -p /run/before $xcp
expect_fail 1 xpt usb-policy allow usb1
expect_grep 'it is a hub'
expect_fail 1 xpt usb-policy allow 1-99
expect_grep 'there is no USB device'
expect_fail 1 xpt usb-policy allow 0627:0001
expect_grep "$mouse"
expect_fail 1 xpt usb-policy allow "$keyboard"
expect_grep "$mouse would be allowed too"
echo DENY >>$xcp
cp -p $xcp /run/broken
expect_fail 1 xpt usb-policy allow "$stick"
expect_grep 'line 7: '
expect_ok cmp /run/broken $xcp
cp -p /run/before $xcp

step "killed at any point, xpt undo brings the file back; all was done where the journal is gone"
# kill_everywhere FILE WITHOUT WITH COMMAND...: it turns FILE from WITHOUT into WITH; an empty one is none
kill_everywhere() {
	file=$1 without=$2 with=$3 n=0 undone=0
	shift 3
	while n=$((n + 1)); [ $n -lt 20 ]; do
		rm -f "$file"
		[ ! -s "$without" ] || cp -p "$without" "$file"
		if kill_at_fsync $n "$@"; then break; fi
		expect_ok xpt undo
		if [ -e "$file" ] && cmp -s "$with" "$file"; then
			expect_grep 'nothing to undo'
		elif [ -s "$without" ]; then
			expect_ok cmp "$without" "$file"
			undone=$((undone + 1))
		else
			expect_ok test ! -e "$file"
			undone=$((undone + 1))
		fi
	done
	expect_ok test $undone -gt 2
	expect_ok cmp "$with" "$file"
}
expect_ok xpt usb-policy allow "$stick" "$other"
cp -p $xcp /run/after
kill_everywhere $xcp /run/before /run/after xpt usb-policy allow "$stick" "$other"
rm $xcp
: >/run/none
expect_ok xpt usb-policy deny "$stick" "$other"
cp -p $own /run/own
kill_everywhere $own /run/none /run/own xpt usb-policy deny "$stick" "$other"
expect_output deny "policy of the stick" usb "$stick" .policy
