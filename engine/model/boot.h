/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The next boot, as the loader's files promise it. */
#ifndef MODEL_BOOT_H
#define MODEL_BOOT_H

#include "../base/fact.h"
#include "names.h"

enum boot_line { BOOT_LINE_XEN, BOOT_LINE_DOM0 };

/* An entry of the loader's menu, which may stand in a submenu. */
struct boot_entry {
	const char *title;
	const char *id;		 /* GRUB's --id, or NULL */
	const char *place;	 /* "0", or "1>2" in a submenu */
	unsigned long line;	 /* of the loader's file */
	bool xen;		 /* it boots Xen, with dom0 as its kernel */
	bool next;		 /* the next boot takes it */
	struct fact_text image;	 /* Xen's file */
	struct fact_text kernel; /* dom0's */
	struct fact_text initramfs;
	struct fact_text xen_line; /* as it will arrive */
	struct fact_text dom0_line;
	const char *cut_at; /* a command that the loader reads behind ";" of one of these lines; NULL: none */
	unsigned long cut_line;
};

/* A file of a loader, as it is. */
struct boot_file {
	const char *path; /* without a leading slash: "boot/grub/grub.cfg" */
	enum xpt_state state;
	struct span text;
	const char *reason; /* why it is not known */
};

struct boot_files {
	struct boot_file *items;
	size_t count;
	struct fact_int efi; /* bool: the firmware is EFI */
};

struct boot_next {
	const char *loader; /* NULL: none was recognised */
	struct fact_text file;
	struct boot_entry *entries;
	size_t entry_count;
	const struct boot_entry *entry; /* NULL: not known, see the doubts */
	struct fact_text why;		/* "index 0", "saved_entry of grubenv" */
	struct fact_int once;		/* bool: the boot after it takes another entry */
	/* where that has no Xen: what the default names means this as well, behind it in the menu, which has; NULL: nothing */
	const char *twin, *twin_name;
	const char *twin_alone; /* what names it alone in the place of that; NULL: nothing that is known */
	const char *const *
			upgrade_keeps; /* parameters that an upgrade of the system keeps; NULL: all */
	struct texts doubts;	       /* what makes the answer uncertain, with file and line */
};

/* A device that a udev rule hides, by its identity. */
struct hide_rule {
	struct xpt_bdf bdf;
	unsigned int vendor, device, subsystem_vendor, subsystem_device;
};

struct hide_rules {
	struct hide_rule *items;
	size_t count;
	bool edited; /* by hand: what the file does is not known */
};

/* What decides whether a xen-pciback that is a module comes before the drivers (formats/initramfs.h). */
struct early {
	enum xpt_state state; /* UNREAD: it does not matter */
	const char *reason;
	struct span told,
			modprobe; /* of the next boot's initramfs; of dom0's own settings of modprobe */
	struct fact_int has_rules; /* bool: the rules of udev are in it as they are in /etc; unread: there are none */
	const char *doubt; /* what leaves it open for every device; NULL: nothing */
	bool first;	   /* it is loaded before udev starts, for certain */
};

struct boot {
	struct boot_files files;
	struct boot_next next;
	struct early early;
	struct hide_rules rules; /* none where the file is not known: then it is a doubt */
	/* what was at the addresses of hide= when xpt wrote it; none where that is not known: then @cards_file says why */
	struct device_names cards;
	struct fact_text cards_file;
	size_t void_cards; /* more that stand there, and that hide= of no boot names any longer */
	const char *hide;  /* the next boot's hide= that counts; NULL: none, or not known */
	struct fact_text hide_now;    /* that of the boot that runs; absent: none */
	struct fact_text hide_error;  /* what is wrong with it; with any error nothing is hidden */
	struct fact_text pciback_now; /* "built in", "module"; absent: not loaded */
	/* when that came: "built in", "initramfs", "late"; absent: it is not loaded */
	struct fact_text pciback_came;
	struct fact_text
			pciback_next; /* the same of the kernel that boots next; absent: it has none */
	struct span built_in; /* files of drivers in the kernel that boots next, one a line; empty: not known */
	struct fact_int xen_bytes, dom0_bytes; /* of the next boot's lines */
	struct fact_text entry_title, entry_place, entry_id, xen_line, dom0_line, kernel,
			initramfs;		      /* the next boot's */
	struct fact_int entry_xen;		      /* bool: that entry boots Xen */
	struct fact_text xen_line_now, dom0_line_now; /* of the boot that runs */
	/* what the firmware tries before the entry that this boot came from; absent: nothing, or it is no EFI */
	struct fact_text firmware_first;
	struct bdfs hidden; /* devices that the next boot hides for certain */
	struct bdfs ruled;  /* devices that rules name, as they are now */
};

#endif
