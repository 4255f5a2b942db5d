/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The next boot, as the loader's files promise it. */
#ifndef MODEL_BOOT_H
#define MODEL_BOOT_H

#include "../base/fact.h"
#include "model.h"

enum boot_line { BOOT_LINE_XEN, BOOT_LINE_DOM0 };

/* An entry of the loader's menu, which may stand in a submenu. */
struct boot_entry {
	const char *title;
	const char *id;    /* GRUB's --id, or NULL */
	const char *place; /* "0", or "1>2" in a submenu */
	unsigned long line; /* of the loader's file */
	bool xen;           /* it boots Xen, with dom0 as its kernel */
	bool next;          /* the next boot takes it */
	struct fact_text image;     /* Xen's file */
	struct fact_text kernel;    /* dom0's */
	struct fact_text initramfs;
	struct fact_text xen_line;  /* as it will arrive */
	struct fact_text dom0_line;
	const char *cut_at; /* a command that the loader reads behind ";" of one of these lines; NULL: none */
	unsigned long cut_line;
};

struct boot_next {
	const char *loader; /* NULL: none was recognised */
	struct fact_text file;
	struct boot_entry *entries;
	size_t entry_count;
	const struct boot_entry *entry; /* NULL: not known, see the doubts */
	struct fact_text why;           /* "index 0", "saved_entry of grubenv" */
	struct fact_int once;           /* bool: the boot after it takes another entry */
	struct texts doubts;            /* what makes the answer uncertain, with file and line */
};

#endif
