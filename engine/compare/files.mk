compare_files = \
	engine/compare/items.c \
	engine/compare/compare.c engine/compare/compare.h \
	engine/compare/devices.c \
	engine/compare/items.h \
	engine/compare/named.c \
	engine/compare/next_boot.c \
	engine/compare/requests.c \
	engine/compare/usb.c engine/compare/usb_named.c engine/compare/usb_number.c engine/compare/usb_reserved.c engine/compare/usb_unseen.c \
	engine/compare/vfs.c \
	engine/compare/vfs_due.c
