/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Changing command lines in a loader's file, byte for byte around the words that change. */
#ifndef BOOT_EDIT_H
#define BOOT_EDIT_H

#include "../base/error.h"
#include "../base/vector.h"
#include "cmdline.h"
#include "files.h"

/* One parameter of one line becomes these words; none: it is deleted. */
struct boot_edit {
	enum boot_line line;
	const char *key;
	const char *const *words; /* "KEY=VALUE"; all of this key */
	size_t count;
};

struct boot_edits {
	struct boot_edit *items;
	size_t count;
};

struct file_change {
	const char *path;
	struct span before; /* empty where there was no file */
	bool existed;
	const char *after; /* NULL: the file goes */
};

#define BOOT_CHANGE_FILES 2

/* What a change makes of files. */
struct boot_change {
	struct file_change files[BOOT_CHANGE_FILES];
	size_t file_count;
	const char *program; /* to be run behind all, with its arguments between blanks; NULL: none */
	bool is_menu;	     /* it makes the loader's menu; else the initramfs */
	struct texts left;   /* entries that stay as they are: for who asks why */
	struct texts lost; /* words that go from other entries than the next boot's, which has others */
};

/* xpt__boot_change_in_place - of a file that is there, and becomes what is to be said yet */
static inline struct boot_change xpt__boot_change_in_place(const struct boot_file *file)
{
	return (struct boot_change){ .files = { { file->path, file->text, true, NULL } },
		.file_count = 1 };
}

/* A word of a command line where it stands in a file. */
struct placed_word {
	struct span source;
	struct span value; /* behind quotes */
	bool fixed;	   /* a variable's: not here to be changed */
};

struct splice {
	size_t at, length; /* these bytes go */
	const char *text;  /* these come */
};

struct splices {
	struct arena *arena;
	struct span text; /* of the whole file */
	VECTOR(struct splice) items;
	bool out_of_memory;
};

/*
 * xpt__edit_line - note what @edit does to one line
 * The last word of the key is replaced where it stands, others of it go; a new one comes behind all, but before "--".
 * @quote writes a word in the file's syntax. Return: 0, XPT_UNSUPPORTED.
 */
int xpt__edit_line(struct splices *splices, const struct placed_word *words, size_t all,
		const char *end, const struct boot_edit *edit,
		const char *(*quote)(struct arena *arena, const char *word),
		struct xpt_error **ret_error);
/* xpt__splice - the file's text with all changes; NULL when memory is out. */
const char *xpt__splice(struct splices *splices);
void xpt__splices_clear(struct splices *splices);

/* xpt__edit_broken - which promise of @edits about @line does @text not keep? NULL: none. */
const char *xpt__edit_broken(struct span text, enum boot_line line, const struct boot_edits *edits);
/* xpt__edit_plain_words - the words of a line that the loader hands on as it is. NULL when memory is out. */
struct placed_word *xpt__edit_plain_words(struct arena *arena, struct span line, size_t *ret_count);
/* xpt__edit_plain - a word of such a line, as it is. */
const char *xpt__edit_plain(struct arena *arena, const char *word);

#endif
