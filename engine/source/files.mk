source_files = \
	engine/source/cpio.c engine/source/cpio.h \
	engine/source/cpio_links.c engine/source/cpio_links.h \
	engine/source/initramfs.c engine/source/initramfs.h \
	engine/source/key_memory.c \
	engine/source/key_owners.c \
	engine/source/key_text.c engine/source/key_text.h \
	engine/source/kernel_log.c engine/source/ring.h \
	engine/source/log_charset.c engine/source/log_charset.h \
	engine/source/log_kind.c engine/source/log_kind.h \
	engine/source/log_file.c engine/source/log_file.h \
	engine/source/log_folder.c engine/source/log_folder.h \
	engine/source/manifest.c engine/source/manifest.h \
	engine/source/dm_usb.c engine/source/dm_usb.h \
	engine/source/paths.h \
	engine/source/pci_access.c engine/source/pci_access.h \
	engine/source/pci_config.c engine/source/pci_config.h \
	engine/source/pci_decode.c engine/source/pci_decode.h \
	engine/source/pci_ids.c engine/source/pci_ids.h \
	engine/source/pci_vpd.c engine/source/pci_vpd.h \
	engine/source/open_files.c engine/source/open_files.h \
	engine/source/qmp_clients.c engine/source/qmp_clients.h \
	engine/source/qmp_patience.c engine/source/qmp_patience.h \
	engine/source/qmp_talk.c engine/source/qmp_talk.h \
	engine/source/record.c \
	engine/source/redact.c engine/source/redact.h \
	engine/source/redact_efi.c engine/source/redact_efi.h \
	engine/source/redact_names.c engine/source/redact_names.h \
	engine/source/redact_paths.c engine/source/redact_paths.h \
	engine/source/replay.c \
	engine/source/source.c engine/source/source.h \
	engine/source/store_talk.c engine/source/store_talk.h \
	engine/source/trace.c \
	engine/source/tree.c engine/source/tree.h \
	engine/source/unpacker.c engine/source/unpacker.h \
	engine/source/usb_events.c

xen_live_files = \
	engine/source/live.c \
	engine/source/dm.c engine/source/dm.h \
	engine/source/net_link.c engine/source/net_link.h \
	engine/source/nvme_admin.c engine/source/nvme_admin.h \
	engine/source/open_devices.c engine/source/open_devices.h \
	engine/source/qmp_socket.c engine/source/qmp_socket.h \
	engine/source/xen_console.c engine/source/xen_console.h \
	engine/source/xen_convert.c \
	engine/source/xen_ctrl.c engine/source/xen_ctrl.h \
	engine/source/xen_listen.c engine/source/xen_listen.h \
	engine/source/xen_memory.c engine/source/xen_memory.h \
	engine/source/xen_numa.c engine/source/xen_numa.h \
	engine/source/xen_topology.c engine/source/xen_topology.h \
	engine/source/xenstore.c engine/source/xenstore.h
xen_none_files = engine/source/xen_none.c

# The one that is not built is still in the release.
if WITH_XEN
source_files += $(xen_live_files)
EXTRA_DIST += $(xen_none_files)
else
source_files += $(xen_none_files)
EXTRA_DIST += $(xen_live_files)
endif
