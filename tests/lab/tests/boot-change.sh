# lab: timeout 300
# What boots next is read from the loader's own files, and changed there: in place on XCP-ng, by a file of our own
# and update-grub on Debian. The loader's files are made here; this dom0 was not booted from them.
mkdir -p /boot/grub /etc/default/grub.d
printf "PRODUCT_BRAND='XCP-ng'\n" >/etc/xensource-inventory
cat >/boot/grub/grub.cfg <<'CFG'
set default=0
menuentry 'XCP-ng' {
	multiboot2 /boot/xen.gz dom0_mem=1G  watchdog
	module2 /boot/vmlinuz-lab root=/dev/sda1 ro quiet
	module2 /boot/initrd.img
}
menuentry 'XCP-ng (Serial)' {
	multiboot2 /boot/xen.gz
	module2 /boot/vmlinuz-lab ro 
}
menuentry 'XCP-ng in Safe Mode' {
	multiboot2 /boot/xen.gz nosmp
	module2 /boot/vmlinuz-lab ro
}
CFG
chmod 640 /boot/grub/grub.cfg
cp -p /boot/grub/grub.cfg /run/before

step "what boots next"
expect_ok xpt boot
expect_grep 'the next boot takes "XCP-ng"'
expect_grep '^Xen next +dom0_mem=1G +watchdog'

step "set and delete: the same bytes again, the same mode"
expect_ok xpt boot set xen iommu=force 'rmrr=0x1=0:0:5.0;0x2=0:0:6.0'
expect_grep 'multiboot2 /boot/xen.gz dom0_mem=1G  watchdog iommu=force rmrr="0x1=0:0:5.0;0x2=0:0:6.0"$' /boot/grub/grub.cfg
expect_grep 'nosmp$' /boot/grub/grub.cfg
mode=$(stat -c %a /boot/grub/grub.cfg)
expect_equal 640 "$mode" "the mode"
expect_ok xpt boot
expect_grep 'iommu=force$|iommu=force rmrr=0x1=0:0:5.0;0x2=0:0:6.0'
expect_ok xpt boot delete xen iommu rmrr
expect_ok cmp /run/before /boot/grub/grub.cfg
files=$(ls -A /boot/grub)
expect_equal grub.cfg "$files" "what lies in /boot/grub"

step "a menu that may boot something else: the change is made, and what is not certain is told"
echo blscfg >>/boot/grub/grub.cfg
expect_ok xpt boot set xen iommu=force
expect_grep '^what boots next is not certain: .*blscfg'
cp -p /run/before /boot/grub/grub.cfg

step "on vfat, as EFI partitions are, the file as it was stays beside it; where it cannot, nothing is changed"
on_vfat() { # strace has the kernel say so: this dom0 has no such file system
	strace -f --seccomp-bpf -qq -o /dev/null -e trace=statfs -e inject=statfs:poke_exit=@arg2=444d000000000000 "$@"
}
mkdir /boot/grub/grub.cfg.old
expect_fail 1 on_vfat xpt boot set xen iommu=force
expect_grep 'cannot keep a copy of the file as /boot/grub/grub.cfg.old'
expect_ok cmp /run/before /boot/grub/grub.cfg
rmdir /boot/grub/grub.cfg.old
expect_ok on_vfat xpt boot set xen iommu=force
expect_ok cmp /run/before /boot/grub/grub.cfg.old
expect_grep 'watchdog iommu=force$' /boot/grub/grub.cfg
expect_ok xpt boot undo
expect_ok cmp /run/before /boot/grub/grub.cfg
rm /boot/grub/grub.cfg.old

step "undo brings the last change back, unless somebody changed the file since"
expect_ok xpt boot set xen iommu=force
expect_ok xpt boot undo
expect_ok cmp /run/before /boot/grub/grub.cfg
expect_fail 1 xpt boot undo
expect_grep 'no change of the next boot by xpt'
expect_ok xpt boot set xen iommu=force
# the note alone cannot be removed: the undo did not fail
expect_ok strace -f --seccomp-bpf -qq -o /dev/null -P /var/lib/xpt/boot-undo -e trace=unlink -e inject=unlink:error=EROFS xpt boot undo
expect_grep 'only the note of its change remains'
expect_ok cmp /run/before /boot/grub/grub.cfg
expect_ok xpt boot undo --abandon
expect_ok xpt boot set xen iommu=force
echo '# mine' >>/boot/grub/grub.cfg
expect_fail 1 xpt boot undo
expect_grep 'somebody changed /boot/grub/grub.cfg'
expect_grep 'changed by xpt: \+.*iommu=force'
expect_grep 'changed since: \+# mine'
expect_grep '^# mine' /boot/grub/grub.cfg
expect_ok xpt boot undo --merge
expect_grep '^# mine' /boot/grub/grub.cfg
sed -i '/^# mine/d' /boot/grub/grub.cfg
expect_ok cmp /run/before /boot/grub/grub.cfg
expect_ok xpt boot set xen iommu=force
sed -i 's/iommu=force/iommu=off/' /boot/grub/grub.cfg
expect_fail 1 xpt boot undo --merge
expect_grep 'iommu=off' /boot/grub/grub.cfg
expect_ok xpt boot undo --abandon
expect_fail 1 xpt boot undo
expect_grep 'no change of the next boot by xpt'
expect_grep 'iommu=off' /boot/grub/grub.cfg
cp -p /run/before /boot/grub/grub.cfg

step "host.cfg: what an upgrade drops is found, and set again"
mkdir -p /etc/xpt /lib/modules/lab
echo kernel/drivers/xen/xen-pciback/xen-pciback.ko >/lib/modules/lab/modules.builtin
cat >/etc/xpt/host.cfg <<'CFG'
hide = [ "00:05.0", "00:06.0" ]
xen_options = [ "iommu=force", "extra_guest_irqs=64" ]
CFG
expect_fail 1 xpt plan
expect_grep '0000:00:05.0 at the next boot: dom0.s, wanted: hidden'
expect_ok cmp /run/before /boot/grub/grub.cfg
expect_ok xpt apply
expect_ok xpt plan
expect_grep 'nothing differs'
expect_grep 'watchdog iommu=force extra_guest_irqs=64$' /boot/grub/grub.cfg
expect_grep 'quiet xen-pciback.hide=\(0000:00:05.0\)\(0000:00:06.0\)$' /boot/grub/grub.cfg
sed -i 's/ extra_guest_irqs=64//; s/(0000:00:06.0)//' /boot/grub/grub.cfg
expect_fail 1 xpt plan
expect_grep 'extra_guest_irqs of Xen at the next boot: not there'
expect_no_grep 'iommu of Xen|00:05.0 at'
expect_fail 1 xpt boot check
expect_grep 'extra_guest_irqs of Xen at the next boot: not there'
expect_output true "changed" json .changed xpt apply --json
expect_output false "changed" json .changed xpt apply --json
cp -p /boot/grub/grub.cfg /run/wanted
sed -i 's/ extra_guest_irqs=64//; s/(0000:00:06.0)//' /boot/grub/grub.cfg
cp -p /boot/grub/grub.cfg /run/dropped
touch /boot/grub/grub.cfg.new
expect_any xpt watch --once
expect_grep 'grub.cfg.new was written just now'
expect_ok cmp /run/dropped /boot/grub/grub.cfg
rm /boot/grub/grub.cfg.new
expect_ok xpt watch --once
expect_ok cmp /run/wanted /boot/grub/grub.cfg
expect_ok xpt boot undo
expect_ok cmp /run/dropped /boot/grub/grub.cfg
expect_ok xpt watch --once
expect_grep 'changed by hand, and left so: not there'
expect_ok cmp /run/dropped /boot/grub/grub.cfg
cp -p /run/before /boot/grub/grub.cfg

step "host.cfg: both lines are one change, with one way back"
echo 'dom0_options = [ "xen-pciback.permissive=1" ]' >>/etc/xpt/host.cfg
expect_ok xpt apply
expect_grep 'watchdog iommu=force extra_guest_irqs=64$' /boot/grub/grub.cfg
expect_grep 'quiet xen-pciback.permissive=1 xen-pciback.hide=\(0000:00:05.0\)\(0000:00:06.0\)$' /boot/grub/grub.cfg
expect_grep '^Xen of the next boot' $SAID
expect_grep '^dom0 of the next boot' $SAID
expect_ok xpt boot undo
expect_ok cmp /run/before /boot/grub/grub.cfg
expect_fail 1 xpt boot undo
expect_grep 'no change of the next boot by xpt'
rm /etc/xpt/host.cfg

step "nothing is written that could not arrive"
expect_fail 2 xpt boot set dom0 'xen-pciback.hide=(00:05.0)(00:20.0)'
expect_grep 'out of range'
expect_fail 1 xpt boot set dom0 "a=$(head -c 1100 /dev/zero | tr '\0' x)"
expect_ok cmp /run/before /boot/grub/grub.cfg

step "killed at any point, xpt undo brings the old text back, unless all was done; nothing is ever torn"
sed 's/  watchdog$/& iommu=force/; s/xen.gz$/& iommu=force/' /run/before >/run/after
n=0
while n=$((n + 1)); [ $n -lt 20 ]; do
	if kill_at_fsync $n xpt boot set xen iommu=force; then break; fi
	expect_ok xpt undo
	if ! grep -q 'nothing to undo' $SAID || ! cmp -s /run/after /boot/grub/grub.cfg; then
		expect_ok cmp /run/before /boot/grub/grub.cfg
	fi
	cp -p /run/before /boot/grub/grub.cfg
done
echo "killed at $((n - 1)) points"
expect_ok test $n -gt 3
expect_ok cmp /run/after /boot/grub/grub.cfg
files=$(ls -A /boot/grub)
expect_equal grub.cfg "$files" "what lies in /boot/grub"
cp -p /run/before /boot/grub/grub.cfg

step "a disk that is full, a file that cannot be written"
mkdir /run/small
mount -t tmpfs -o size=8k none /run/small
cp -p /run/before /run/small/grub.cfg
head -c 4096 /dev/zero >/run/small/fill
mount --bind /run/small /boot/grub
expect_fail 1 xpt boot set xen iommu=force
expect_grep 'No space left on device'
expect_ok cmp /run/before /boot/grub/grub.cfg
mount -o remount,ro,bind /boot/grub
expect_fail 1 xpt boot set xen iommu=force
expect_grep 'Read-only file system'
umount /boot/grub
