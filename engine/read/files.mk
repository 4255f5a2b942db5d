read_files = \
	engine/read/acpi/acpi.c engine/read/acpi/acpi.h \
	engine/read/acpi/dmar.c \
	engine/read/acpi/ivrs.c \
	engine/read/ask.c engine/read/ask.h \
	engine/read/boot/efi.c engine/read/boot/efi.h \
	engine/read/boot/hidden_cards.c engine/read/boot/hidden_cards.h \
	engine/read/boot/initramfs.c engine/read/boot/initramfs.h \
	engine/read/boot/next_boot.c \
	engine/read/boot/running.c \
	engine/read/capture.c \
	engine/read/config.c \
	engine/read/critical/console.c \
	engine/read/critical/needs.c \
	engine/read/critical/critical.c engine/read/critical/critical.h \
	engine/read/critical/disks.c \
	engine/read/critical/guests.c \
	engine/read/critical/networks.c \
	engine/read/critical/pools.c \
	engine/read/critical/serial_ports.c \
	engine/read/desired.c \
	engine/read/device_models.c \
	engine/read/domains.c \
	engine/read/explainer.c \
	engine/read/firmware.c \
	engine/read/graphics.c \
	engine/read/graphics_sharing.c \
	engine/read/host.c \
	engine/read/memory.c \
	engine/read/fact_bitmap.c \
	engine/read/names.c \
	engine/read/numa.c \
	engine/read/owners.c \
	engine/read/pci/config.c \
	engine/read/pci/drivers.c \
	engine/read/pci/links.c \
	engine/read/pci/names.c \
	engine/read/pci/nvme.c \
	engine/read/pci/path.c \
	engine/read/pci/pci.c engine/read/pci/pci.h \
	engine/read/pci/pciback.c \
	engine/read/pci/removed.c \
	engine/read/pci/reset.c \
	engine/read/pci/nvme_vfs.c \
	engine/read/pci/vf_settings.c \
	engine/read/pci/vfs.c \
	engine/read/placement.h \
	engine/read/programs.c engine/read/programs.h \
	engine/read/read.h \
	engine/read/reserved_memory.c \
	engine/read/states.c \
	engine/read/store.c engine/read/store.h \
	engine/read/usb/children.c \
	engine/read/usb/holders.c \
	engine/read/usb/interfaces.c \
	engine/read/usb/models.c \
	engine/read/usb/policy.c \
	engine/read/usb/policy_file.c \
	engine/read/usb/records.c \
	engine/read/usb/usb.c engine/read/usb/usb.h \
	engine/read/taints.c \
	engine/read/unfinished.c \
	engine/read/vcpus.c \
	engine/read/whole_file.c engine/read/whole_file.h
