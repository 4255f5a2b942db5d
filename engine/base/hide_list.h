/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The text of xen-pciback.hide=, read exactly as drivers/xen/xen-pciback/pci_stub.c reads it:
 * "(0000:03:00.0)(03:00.1)(04:00.*)(05:*.*)".
 */
#ifndef BASE_HIDE_LIST_H
#define BASE_HIDE_LIST_H

#include <xpt/base.h>
#include <xpt/error.h>

#include "arena.h"
#include "text.h"

/* What was at the addresses of hide= when xpt wrote it; behind "/". */
#define HIDDEN_FILE "etc/xpt/hidden"
#define HIDE_ANY 0xff
/* A kernel parameter that is a string; the kernel refuses a longer one. */
#define HIDE_BYTES 1024

/* One entry: all addresses of a bus, of a device, or one function. */
struct hidden {
	struct xpt_bdf bdf; /* device, function: HIDE_ANY = all */
};

enum hide_error {
	HIDE_FINE,
	HIDE_SYNTAX,   /* the kernel logs "Error parsing pci_devs_to_hide" */
	HIDE_RANGE,    /* segment > ffff, bus > ff, device > 1f, function > 7: it logs nothing */
	HIDE_TOO_LONG, /* more than HIDE_BYTES: the parameter is refused */
};

/* With any error the kernel hides nothing, neither what stands before the error. */
struct hide_list {
	struct hidden *entries;
	size_t count;
	enum hide_error error;
	struct span wrong; /* from the entry that is wrong to the end of the text */
};

/* xpt__hide_entries - read the entries of @text, however many. False when memory is out. @ret_list->wrong points into @text. */
bool xpt__hide_entries(struct arena *arena, struct span text, struct hide_list *ret_list);
/* xpt__hide_parse - the same as the kernel does, which refuses a longer text than HIDE_BYTES. */
bool xpt__hide_parse(struct arena *arena, struct span text, struct hide_list *ret_list);
/* xpt__hide_matches - does an entry name this address? What is below a bridge is not looked at. */
bool xpt__hide_matches(const struct hidden *hidden, struct xpt_bdf bdf);
/* xpt__hide_has - is this one of the entries, wildcards and all? */
bool xpt__hide_has(const struct hide_list *list, struct xpt_bdf entry);
/* xpt__hide_names - does one of the entries name this address? */
bool xpt__hide_names(const struct hide_list *list, struct xpt_bdf bdf);
/* xpt__hide_why - one sentence about the error of a list; NULL: there is none, or memory is out. */
const char *xpt__hide_why(struct arena *arena, const struct hide_list *list);
/* xpt__hide_refuse - the error of a list that has one, which somebody wants to write. Return: its code. */
int xpt__hide_refuse(
		struct arena *arena, const struct hide_list *list, struct xpt_error **ret_error);
/* xpt__hide_text - the entries as hide= takes them, in the long form. NULL when memory is out. */
const char *xpt__hide_text(struct arena *arena, const struct hidden *entries, size_t count);

#endif
