# lab: timeout 200
# Debian's way: a file of our own, update-grub, and then the menu is read again. The update-grub here
# sources the settings as grub-mkconfig does, and makes one entry of them.
mkdir -p /boot/grub /etc/default/grub.d
echo 12 >/etc/debian_version
echo 'GRUB_CMDLINE_LINUX_DEFAULT="quiet xen-pciback.hide=(00:19.0)"; GRUB_CMDLINE_XEN_DEFAULT="dom0_mem=1G loglvl=all"' \
	>/etc/default/grub
cat >/usr/sbin/update-grub <<'SH'
#!/bin/sh
set -e
echo run >>/run/update-grub
. /etc/default/grub
for file in /etc/default/grub.d/*.cfg; do if [ -e "$file" ]; then . "$file"; fi; done
linux="${GRUB_CMDLINE_LINUX_XEN_REPLACE:-$GRUB_CMDLINE_LINUX} ${GRUB_CMDLINE_LINUX_XEN_REPLACE_DEFAULT:-$GRUB_CMDLINE_LINUX_DEFAULT}"
cat >/boot/grub/grub.cfg <<CFG
menuentry 'Debian' {
	multiboot2 /xen.gz placeholder $GRUB_CMDLINE_XEN $GRUB_CMDLINE_XEN_DEFAULT
	module2 /vmlinuz-6.1.0-1-amd64 placeholder root=/dev/sda1 ro $linux
}
CFG
SH
chmod +x /usr/sbin/update-grub
expect_ok update-grub
cp /boot/grub/grub.cfg /run/before

mkdir -p /lib/modules/6.1.0-1-amd64/kernel/drivers/xen/xen-pciback
: >/lib/modules/6.1.0-1-amd64/kernel/drivers/xen/xen-pciback/xen-pciback.ko
: >/lib/modules/6.1.0-1-amd64/modules.builtin
step "Debian's kernel has xen-pciback as a module: hide= is a risk, however it is spelt"
for word in 'xen-pciback.hide=(00:05.0)' 'xen_pciback.hide=(00:05.0)' '"xen-pciback.hide=(00:05.0)"' \
	'xen-pciback.hide="(00:05.0)"' '"xen-pciback.hide"=(00:05.0)'; do
	expect_ok xpt boot set dom0 "$word" --dry-run
	expect_grep '\[boot-hide-module\]'
	expect_ok cmp /run/before /boot/grub/grub.cfg
done
echo kernel/drivers/xen/xen-pciback/xen-pciback.ko >/lib/modules/6.1.0-1-amd64/modules.builtin

step "set: the parameter of somebody else's file is replaced, not doubled"
expect_ok xpt boot set dom0 'xen-pciback.hide=(0000:00:05.0)(0000:00:06.*)'
expect_ok xpt boot
expect_grep 'quiet xen-pciback.hide=\(0000:00:05.0\)\(0000:00:06.\*\)$|xen-pciback.hide=\(0000:00:05.0\)\(0000:00:06.\*\)$'
expect_no_grep '00:19.0' /boot/grub/grub.cfg
expect_ok xpt boot set xen 'rmrr=0x1=0:0:5.0;0x2=0:0:6.0' loglvl=info
expect_grep 'dom0_mem=1G rmrr="0x1=0:0:5.0;0x2=0:0:6.0" loglvl=info$' /boot/grub/grub.cfg

step "killed at any write, xpt undo brings back what is half-way, and xpt boot undo this change, not the one before"
cp /boot/grub/grub.cfg /run/menu
cp /etc/default/grub.d/zz-xpt.cfg /run/settings
n=-2 whole=0 # every fourth write; tests/script has each act
while n=$((n + 4)); [ $n -lt 40 ]; do
	if kill_at_fsync $n xpt boot set xen iommu=force; then break; fi
	expect_ok xpt undo
	if ! cmp -s /run/menu /boot/grub/grub.cfg; then
		whole=$((whole + 1))
		expect_ok xpt boot undo
	fi
	expect_ok cmp /run/settings /etc/default/grub.d/zz-xpt.cfg
	expect_ok cmp /run/menu /boot/grub/grub.cfg
done
expect_ok test $n -gt 6
expect_ok test $whole -gt 0
expect_ok xpt boot undo
expect_ok cmp /run/menu /boot/grub/grub.cfg

step "delete: what we added goes, what somebody else set is filtered out"
expect_ok xpt boot delete xen rmrr loglvl
expect_no_grep 'rmrr|loglvl' /boot/grub/grub.cfg
expect_ok xpt boot delete dom0 xen-pciback.hide
expect_no_grep 'hide' /boot/grub/grub.cfg
rm /etc/default/grub.d/zz-xpt.cfg
expect_ok update-grub

step "what was only ours leaves no file behind"
expect_ok xpt boot set xen iommu=force
expect_ok xpt boot delete xen iommu
expect_ok test ! -e /etc/default/grub.d/zz-xpt.cfg
tr -s ' ' </run/before >/run/wanted
tr -s ' ' </boot/grub/grub.cfg >/run/got
expect_ok cmp /run/wanted /run/got

step "host.cfg: both lines and hide= in one run of update-grub, and one undo brings back all"
mkdir -p /etc/xpt
cp /boot/grub/grub.cfg /run/wanted
cat >/etc/xpt/host.cfg <<'CFG'
hide = [ "00:05.0" ]
xen_options = [ "iommu=force" ]
dom0_options = [ "xen-pciback.permissive=1" ]
CFG
: >/run/update-grub
expect_ok xpt apply --dry-run
expect_ok xpt apply
expect_grep 'iommu=force$' /boot/grub/grub.cfg
expect_grep 'xen-pciback.permissive=1 xen-pciback.hide=.*\(0000:00:05.0\)' /boot/grub/grub.cfg
runs=$(wc -l </run/update-grub)
expect_equal 1 "$runs" "runs of update-grub"
expect_ok xpt boot undo
expect_ok cmp /run/wanted /boot/grub/grub.cfg
expect_ok test ! -e /etc/default/grub.d/zz-xpt.cfg

step "update-grub fails: nothing is changed, and it is told what it said"
echo 'echo "Syntax error: no such thing" >&2; exit 3' >/etc/default/grub.d/aa-broken.cfg
expect_fail 1 xpt boot set xen iommu=force
expect_grep 'update-grub failed: .*Syntax error: no such thing'
expect_ok test ! -e /etc/default/grub.d/zz-xpt.cfg
xpt apply --json >/run/said.json && fail "apply succeeded"
said() { jq -r "$1" /run/said.json; }
expect_output refused "the code of the error" said .error.code
expect_output false "changed" said .changed
expect_output 'false,false,false,false' "steps that are done" said '[.steps[].done] | join(",")'
rm /etc/default/grub.d/aa-broken.cfg
expect_ok xpt undo
expect_grep 'nothing to undo'

step "update-grub succeeds, and the menu does not follow: all is brought back"
printf '#!/bin/sh\nexit 0\n' >/usr/sbin/update-grub
xpt apply --json >/run/said.json && fail "apply succeeded"
expect_output '"iommu" is not on' "the error" said '.error.message[:17]'
expect_output false "changed" said .changed
xpt boot set xen iommu=force --json >/run/said.json && fail "boot set succeeded"
expect_output '"iommu" is not on' "the error" said '.error.message[:17]'
expect_output 'false,false,false' "steps that are done" said '[.steps[].done] | join(",")'
expect_fail 1 xpt boot set xen iommu=force
expect_grep '"iommu" is not on Xen.s line'
expect_ok test ! -e /etc/default/grub.d/zz-xpt.cfg
