read_files = \
	engine/read/boot/next_boot.c \
	engine/read/acpi.c engine/read/acpi.h \
	engine/read/acpi_affinity.c \
	engine/read/acpi_dmar.c \
	engine/read/acpi_ivrs.c \
	engine/read/ask.c engine/read/ask.h \
	engine/read/boot.c \
	engine/read/capture.c \
	engine/read/config.c \
	engine/read/critical.c engine/read/critical.h \
	engine/read/critical_console.c \
	engine/read/critical_disks.c \
	engine/read/critical_guests.c \
	engine/read/critical_networks.c \
	engine/read/critical_pools.c \
	engine/read/desired.c \
	engine/read/domains.c \
	engine/read/explainer.c \
	engine/read/firmware.c \
	engine/read/host.c \
	engine/read/gone.c \
	engine/read/memory.c \
	engine/read/models.c \
	engine/read/numa.c \
	engine/read/owners.c \
	engine/read/pci.c engine/read/pci.h \
	engine/read/pci_config.c \
	engine/read/pci_drivers.c \
	engine/read/pci_links.c \
	engine/read/pci_names.c \
	engine/read/pci_reset.c \
	engine/read/pciback.c \
	engine/read/read.h \
	engine/read/placement.h \
	engine/read/reserved_memory.c \
	engine/read/states.c \
	engine/read/store.c engine/read/store.h \
	engine/read/vcpus.c
