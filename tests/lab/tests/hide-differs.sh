# lab: timeout 600
# hide= is read as the real module reads it: loaded with each text, it takes what xpt says it will take.
# xpt reads the text from a command line of a capture; the module gets the same text.
mkdir -p /run/capture/proc
{
	echo 'xpt-capture 1'
	echo 'list sys/bus/pci/devices'
	printf '\t0000:00:05.0\n\t0000:00:06.0\n'
	for nic in 05 06; do
		echo "link sys/bus/pci/devices/0000:00:$nic.0 ../../../devices/pci0000:00/0000:00:$nic.0"
		mkdir -p /run/capture/sys/bus/pci/devices/0000:00:$nic.0
		cp /sys/bus/pci/devices/0000:00:$nic.0/uevent /run/capture/sys/bus/pci/devices/0000:00:$nic.0
	done
	echo 'absent sys/module/xen_pciback/parameters/hide'
} >/run/capture/manifest

rmmod xen_pciback
for nic in 05 06; do
	echo 0000:00:$nic.0 >/sys/bus/pci/devices/0000:00:$nic.0/driver/unbind
done

module=$(find /lib/modules -name 'xen-pciback.ko*')
expect_ok test -e "$module"

# says TEXT: what xpt reads, "05 06" for both, or "none"
says() {
	printf 'ro xen-pciback.hide=%s\n' "$1" | sed 's/ hide=/ xen-pciback.hide=/' >/run/capture/proc/cmdline
	xpt list -n -o address,hidden_at_boot --host /run/capture 00:05.0 00:06.0 |
		sed -n 's/^0000:00:\(..\).0 yes$/\1/p' | tr '\n' ' '
}

# takes TEXT: what the module takes
takes() {
	insmod "$module" "hide=$1" 2>/run/why || return 0 # which quotes nothing, as modprobe would
	for nic in 05 06; do
		driver=$(device_driver 00:$nic.0)
		[ "$driver" != pciback ] || printf '%s ' $nic
	done
	rmmod xen_pciback
}

# many COUNT: a list of so many entries, of which the first is there
many() {
	printf '(0000:00:05.0)'
	seq 2 "$1" | while read -r number; do
		printf '(0000:0a:%02x.%x)' $((number / 8)) $((number % 8))
	done
}

{
	many 73
	echo
	many 74
	echo
	cat
} <<'TEXTS' >/run/texts
(00:05.0)
(0000:00:05.0)(00:06.0)
(0x0:0x0:0x5.0x0)
(00000:000:0005.00)
(00:05.*)
(0000:00:06.*)
(00:05.0),(00:06.0)
(00:05.0)(00:06)
(00:*.0)
(*:05.0)
00:05.0
(00:05.0
(00:05.0)x
()
(00:05.8)
(0000:00:20.0)
(0000:100:05.0)
(10000:00:05.0)
(ffff:00:05.0)(00:06.0)
(00:05.0)(0000:00:20.0)
(100000000:00:05.0)
(00:05.0)(00:05.0)
(0:5.0)(0:6.0)
(00:05.0) (00:06.0)
"(00:05.0) (00:06.0)"
(00:05.0) hide=(00:06.0)
(00:05.0)(00:06.0) hide=
"(00:05.0 )"
"(00:05 .0)"
"( 0: 0: 5. 0)"
"( 0:5. 0)"
TEXTS
count=0
while IFS= read -r text; do
	taken=$(takes "$text")
	said=$(says "$text")
	expect_equal "$text: $taken" "$text: $said"
	count=$((count + 1))
done </run/texts
echo "$count texts"
expect_ok test $count -gt 30
