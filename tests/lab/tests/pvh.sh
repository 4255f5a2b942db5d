# A PVH guest is refused by name before anything is touched.
printf 'name="light"\ntype="pvh"\nmemory=160\nkernel="/usr/lib/lab/guest/vmlinux"\nramdisk="/usr/lib/lab/guest/initramfs"\n' >/tmp/light.cfg
expect_ok xl create -q -p /tmp/light.cfg
expect_fail 1 xpt attach light 00:05.0
expect_grep domain-type-unsupported
expect_device 00:05.0 e1000e d0
