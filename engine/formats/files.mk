formats_files = \
	engine/formats/attachment.c engine/formats/attachment.h \
	engine/formats/claims.c engine/formats/claims.h \
	engine/formats/cpus.c engine/formats/cpus.h \
	engine/formats/device_model.c engine/formats/device_model.h \
	engine/formats/domains.c engine/formats/domains.h \
	engine/formats/initramfs.c engine/formats/initramfs.h \
	engine/formats/initramfs_dracut.c engine/formats/initramfs_init_top.c \
	engine/formats/initramfs_start.c \
	engine/formats/initramfs_told.c engine/formats/initramfs_told.h \
	engine/formats/kernel_events.c engine/formats/kernel_events.h \
	engine/formats/keys.c engine/formats/keys.h \
	engine/formats/limits.h \
	engine/formats/line.c engine/formats/line.h \
	engine/formats/memory.c engine/formats/memory.h \
	engine/formats/memory_map.c engine/formats/memory_map.h \
	engine/formats/dm_usb.c engine/formats/dm_usb.h \
	engine/formats/mxgpu.c engine/formats/mxgpu.h \
	engine/formats/nodes.c engine/formats/nodes.h \
	engine/formats/nvme_secondary.c engine/formats/nvme_secondary.h \
	engine/formats/open_devices.c engine/formats/open_devices.h \
	engine/formats/owners.c engine/formats/owners.h \
	engine/formats/physinfo.c engine/formats/physinfo.h \
	engine/formats/pools.c engine/formats/pools.h \
	engine/formats/regions.c engine/formats/regions.h \
	engine/formats/sanity.c engine/formats/sanity.h \
	engine/formats/taint.c engine/formats/taint.h \
	engine/formats/resource.c engine/formats/resource.h \
	engine/formats/topology.c engine/formats/topology.h \
	engine/formats/uevent.c engine/formats/uevent.h \
	engine/formats/unfinished.c engine/formats/unfinished.h \
	engine/formats/vcpus.c engine/formats/vcpus.h \
	engine/formats/vf_settings.c engine/formats/vf_settings.h \
	engine/formats/vpd.c engine/formats/vpd.h \
	engine/formats/xen_version.c engine/formats/xen_version.h
