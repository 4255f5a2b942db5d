/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The manifest of a capture: what was answered that is not a plain file.
 *
 *	xpt-capture 1
 *	# a comment
 *	absent PATH
 *	denied PATH WHY
 *	link PATH TARGET
 *	list PATH
 *		NAME
 *		NAME
 *	unreadable PATH WHY
 *	value PATH TEXT
 *
 * Sorted by path, one answer a line, so that two captures can be compared and edited by hand.
 * Control bytes, bytes from 0x7f up and "\" are "\xHH" everywhere; blanks too, in PATH.
 * A value is what was read where no file can be: xenstore's keys are files and directories at once.
 * Lines win over files; an absent path has nothing below it.
 */
#ifndef SOURCE_MANIFEST_H
#define SOURCE_MANIFEST_H

#include "../base/text.h"
#include "../base/vector.h"
#include "source.h"

#define MANIFEST_NAME "manifest"

enum answer {
	ANSWER_ABSENT,
	ANSWER_DENIED,
	ANSWER_LINK,
	ANSWER_LIST, /* text: "\tNAME\n" lines */
	ANSWER_UNREADABLE,
	ANSWER_VALUE,
};

/* Path and text are as in the file: escaped. */
struct manifest_entry {
	struct span path, text;
	enum answer answer;
	unsigned long line;
};

struct manifest {
	VECTOR(struct manifest_entry) entries;
};

/* The entries are pieces of @bytes, which must outlive them. */
int xpt__manifest_parse(
		struct span bytes, struct manifest *ret_manifest, struct xpt_error **ret_error);
void xpt__manifest_clear(struct manifest *manifest);
/* Sorts, and drops what stands there twice. */
void xpt__manifest_sort(struct manifest *manifest);
/* Of a sorted manifest. NULL = none. */
const struct manifest_entry *xpt__manifest_find(
		const struct manifest *manifest, struct span path, enum answer answer);
/* The whole file; @ret_blob is yours. */
int xpt__manifest_write(const struct manifest *manifest, struct blob *ret_blob,
		struct xpt_error **ret_error);

/* Escaped for a path or a text; NULL when memory is out. */
char *xpt__manifest_escape_path(struct span path);
char *xpt__manifest_escape_text(struct span text);
/* Back again: 0, XPT_NO_MEMORY, or XPT_INVALID without an error. */
int xpt__manifest_unescape(struct span text, struct blob *ret_blob);

#endif
