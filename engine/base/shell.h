/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Words of a command that somebody pastes into a POSIX shell. */
#ifndef BASE_SHELL_H
#define BASE_SHELL_H

#include "arena.h"
#include "text.h"

/* No shell gives a byte of it a meaning, and no command takes it for an option. */
bool xpt__shell_is_plain(struct span word);
/*
 * @word, in single quotes where it is not plain. NULL: memory is out, or no pasted word can be
 * this (control bytes, invalid UTF-8, an option's "-" at the front).
 */
const char *xpt__shell_word(struct arena *arena, struct span word);
/* Each word of a blank separated list. NULL as above. */
const char *xpt__shell_words(struct arena *arena, struct span list);

#endif
