boot_files = \
	engine/boot/cmdline.c engine/boot/cmdline.h \
	engine/boot/efi.c engine/boot/efi.h \
	engine/boot/edit.c engine/boot/edit.h \
	engine/boot/files.c engine/boot/files.h \
	engine/boot/grub.h \
	engine/boot/grub_choose.c \
	engine/boot/grub_defaults.c engine/boot/grub_defaults.h \
	engine/boot/grub_edit.c engine/boot/grub_edit.h \
	engine/boot/grub_env.c \
	engine/boot/grub_run.c \
	engine/boot/grub_test.c \
	engine/boot/grub_words.c \
	engine/boot/hidden_cards.c engine/boot/hidden_cards.h \
	engine/boot/hide.c engine/boot/hide.h \
	engine/boot/hide_rules.c engine/boot/hide_rules.h \
	engine/boot/initramfs_maker.c engine/boot/initramfs_maker.h \
	engine/boot/loader.h \
	engine/boot/loader_extlinux.c \
	engine/boot/loader_grub.c \
	engine/boot/loader_xen_efi.c \
	engine/boot/loaders.c \
	engine/boot/other_entries.c engine/boot/other_entries.h
