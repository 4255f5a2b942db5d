/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Command lines of Xen and of dom0's kernel: their words, and what a change makes of them. */
#ifndef BOOT_CMDLINE_H
#define BOOT_CMDLINE_H

#include "../base/arena.h"
#include "../base/text.h"
#include "../model/boot.h"

/* dom0's line in Xen's domain builder up to 4.20, and in a PV guest's start_info ever since; with the NUL. */
#define CMDLINE_DOM0_BYTES 1024
/* What Linux keeps on x86, with the NUL. */
#define CMDLINE_LINUX_BYTES 2048
/* Xen keeps so much of one option and drops the rest. */
#define CMDLINE_XEN_OPTION_BYTES 127

struct cmdline_word {
	struct span all;
	struct span key;   /* what stands before "=", or all of it */
	struct span value; /* quotes around it are gone; empty where there is no "=" */
};

/* xpt__cmdline_next - cut a word off @rest: Xen splits at blanks alone, Linux knows double quotes. */
bool xpt__cmdline_next(struct span *rest, enum boot_line line, struct cmdline_word *ret_word);
/* xpt__cmdline_same_key - Linux takes "-" and "_" for the same in names of parameters. */
bool xpt__cmdline_same_key(enum boot_line line, struct span a, struct span b);
/* xpt__cmdline_find - the last word with @key, which is the one that counts. Return: how many there are. */
size_t xpt__cmdline_find(struct span text, enum boot_line line, const char *key,
		struct cmdline_word *ret_word);
/* xpt__cmdline_hides - is this word of dom0's xen-pciback.hide=, in any spelling that Linux takes or people mean? */
bool xpt__cmdline_hides(struct span word, struct span *ret_list);
/* xpt__cmdline_for_dom0 - what Xen hands on to dom0: behind " -- " of its own line; empty: nothing. */
struct span xpt__cmdline_for_dom0(struct span xen_line);
/* xpt__cmdline_of_xen - and what it keeps for itself. */
struct span xpt__cmdline_of_xen(struct span xen_line);

/*
 * xpt__cmdline_refuse - why @word cannot be put on a command line; NULL: it can
 * A word is "KEY" or "KEY=VALUE" in printable ASCII without blanks.
 */
const char *xpt__cmdline_refuse(enum boot_line line, const char *word);

#endif
