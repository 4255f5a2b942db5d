config_files = \
	engine/config/cpulist.c \
	engine/config/desired_parse.c \
	engine/config/desired.c engine/config/desired.h \
	engine/config/desired_host.c \
	engine/config/desired_parse.h \
	engine/config/desired_usb.c \
	engine/config/desired_vfs.c \
	engine/config/names.c engine/config/names.h \
	engine/config/pci_spec.c engine/config/pci_spec.h \
	engine/config/xl_config.c engine/config/xl_config.h \
	engine/config/xl_usb.c engine/config/xl_usb.h
