/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * GRUB's script language, as far as it decides what boots: words and quotes, variables, tests,
 * functions, entries and submenus. A condition that cannot be known is followed both ways, and what
 * then depends on it is said to be in doubt; nothing is guessed.
 */
#ifndef BOOT_GRUB_H
#define BOOT_GRUB_H

#include "../base/vector.h"
#include "files.h"

/* A word behind quotes and variables. */
struct grub_word {
	struct span source; /* its bytes in the file */
	const char *value;
	bool plain;	      /* neither quotes nor variables: may be a keyword */
	struct span variable; /* the last one in it; empty: none */
	bool split;	      /* one of several words that a variable became */
	bool unknown;	      /* depends on a variable whose value is not known */
};

struct grub_command {
	struct grub_word *words;
	size_t count;
	unsigned long line;
	char end; /* what ended it: '\n', ';', '{', '}', '&', '|', or 0 at the end of the text */
};

/* A place in a file that is being read. */
struct grub_reader {
	const char *file;
	struct span rest;
	unsigned long line;
};

struct grub_variable {
	struct span name;
	const char *value; /* NULL: not known */
	bool exported;
};

struct grub_function {
	const char *name;
	struct grub_reader body;
};

struct grub_entry {
	const char *title;
	const char *id; /* NULL: none */
	struct grub_reader body;
	size_t parent;	 /* its submenu's index plus one; 0: the menu itself */
	size_t position; /* within that menu */
	bool submenu;
	bool maybe; /* it is there only under a condition that is not known */
};

/* Conditions that are not known are a third answer. */
enum grub_truth { GRUB_FALSE, GRUB_TRUE, GRUB_UNKNOWN };

struct grub_block {
	enum grub_truth run;   /* is this branch run? */
	enum grub_truth taken; /* was one before it? */
	bool loop;
};

/* A part of the default's path that is an id or a title, and what it leads to. */
struct grub_named {
	const char *name;
	const struct grub_entry *entry;
};

struct grub {
	struct arena *arena;
	const struct boot_files *files;
	const char *folder;   /* of grub.cfg: "boot/grub" */
	const char *platform; /* "pc", "efi"; NULL: not known */
	VECTOR(struct grub_variable) variables;
	VECTOR(struct grub_function) functions;
	VECTOR(struct grub_entry) entries;
	VECTOR(struct grub_block) blocks;
	struct texts doubts;
	size_t base;	    /* blocks of the callers of what is being run */
	size_t parent;	    /* of entries that are met now */
	unsigned int depth; /* of functions and files within each other */
	unsigned long work; /* commands that were run */
	bool once;	    /* that variable is emptied and saved again: it chose this boot alone */
	VECTOR(struct grub_named) named;
	struct span chosen_by; /* the variable that the default was set from; empty: none */
	bool out_of_memory;
	struct grub_loads *loads; /* an entry's body is being run: what it loads */
};

/* What an entry's body loads. */
struct grub_loads {
	struct grub_command xen, dom0, initramfs;
	bool linux_alone;	    /* "linux" and its like */
	const char *chain;	    /* a program that is started instead */
	bool maybe;		    /* under a condition that is not known */
	bool cut;		    /* ";" ended a line, and what follows is a command of its own */
	struct grub_command behind; /* that command */
};

/* xpt__grub_run - read @file of @files. Doubts tell what could not be followed. */
void xpt__grub_run(struct grub *grub, const char *file);
/* xpt__grub_entry_loads - run an entry's body. */
void xpt__grub_entry_loads(
		struct grub *grub, const struct grub_entry *entry, struct grub_loads *ret_loads);
void xpt__grub_clear(struct grub *grub);

/* xpt__grub_next - cut a command off @reader. False at the end, or where it cannot be read (a doubt is noted). */
bool xpt__grub_next(
		struct grub *grub, struct grub_reader *reader, struct grub_command *ret_command);
/* xpt__grub_skip_block - @reader stands behind "{": cut off all up to its "}". */
bool xpt__grub_skip_block(
		struct grub *grub, struct grub_reader *reader, struct grub_reader *ret_body);
/* xpt__grub_test - the answer of a condition. */
enum grub_truth xpt__grub_test(struct grub *grub, const struct grub_command *command);

/* Variables; the value is NULL where it is not known, and "" where there is none. */
const char *xpt__grub_get(const struct grub *grub, struct span name);
void xpt__grub_set(struct grub *grub, struct span name, const char *value);
/* A path of a script in the namespace of files: "$prefix/grubenv" is "boot/grub/grubenv"; NULL: not one of ours. */
const char *xpt__grub_path(struct grub *grub, const char *path);
/* xpt__grub_load_env - the environment block @file sets variables. */
void xpt__grub_load_env(struct grub *grub, struct span text);
void xpt__grub_doubt(struct grub *grub, const struct grub_reader *reader, unsigned long line,
		const char *format, ...) __attribute__((format(__printf__, 4, 5)));

/* Which of title, id and number GRUB looks for first: upstream the number, Fedora's and XCP-ng's the id. */
enum grub_order { GRUB_NUMBER_FIRST, GRUB_ID_FIRST };

/* xpt__grub_choose - the entry that "default" names; NULL with a doubt where that is not known. */
const struct grub_entry *xpt__grub_choose(
		struct grub *grub, enum grub_order order, const char **ret_why);

#endif
