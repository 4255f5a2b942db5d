/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What formats/initramfs*.c share: the lines of what is told. */
#ifndef FORMATS_INITRAMFS_TOLD_H
#define FORMATS_INITRAMFS_TOLD_H

#include <stdio.h>

#include "../base/text.h"

#define PCIBACK "xen-pciback"
#define INIT_TOP "scripts/init-top/"

/* The next file, and the lines that follow it. */
bool xpt__told_next_file(struct span *rest, struct span *ret_path, struct span *ret_lines);
bool xpt__told_next_line(struct span *lines, struct span *ret_line);
/* What was told of it last. */
bool xpt__told_file(struct span told, const char *path, struct span *ret_lines);
/* Is the file @path told once more in @rest? */
bool xpt__told_again(struct span rest, struct span path);
/* The name as a word of its own; @inside: what else, beside letters, digits, "-" and "_", makes it another word. */
bool xpt__told_has_name(struct span line, const char *name, const char *inside);
bool xpt__told_is_quote(char c);
bool xpt__told_only_quotes(struct span span);
/*
 * Cut @key off, with quotes before it and among it. False: the word does not begin so, and nothing is cut.
 * The kernel takes quotes off a word, systemd out of its middle, and the shell of an initramfs leaves them.
 */
bool xpt__told_skip_quoted(struct span *word, const char *key);
/* "-q" and the like of modprobe, which change nothing of what it loads. */
bool xpt__told_is_flag(struct span word);
/* Is anything below one of these folders a link, of which is not told where it leads? Folders end with a slash. */
bool xpt__told_has_link(struct span told, const char *const *folders, size_t count);
/* Does the name of the module begin so? "_" is "-" there. */
bool xpt__initramfs_same_start(struct span start, const char *module);

/* initramfs_dracut.c: what of dracut's is told */
bool xpt__dracut_counts(const char *path);
bool xpt__dracut_counts_link(const char *path);
bool xpt__dracut_wants_text(const char *path);
void xpt__dracut_write(FILE *to, const char *path, struct span text);

#endif
