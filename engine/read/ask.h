/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Small questions that every reader asks. Memory that runs out is noted in host->starved. */
#ifndef READ_ASK_H
#define READ_ASK_H

#include "../base/text.h"
#include "read.h"

#define PATH_ROOM 256

/* path_of - a path in @room; one that does not fit becomes "", which no source knows. */
const char *path_of(char room[PATH_ROOM], const char *format, ...)
		__attribute__((format(__printf__, 2, 3)));

/* ask - source_read() for readers: an answer, or false and why not as an ABSENT or UNREADABLE fact. */
bool ask(struct source *source, struct xpt_host *host, const char *path, struct blob *ret_blob,
		struct fact_text *ret_why);
bool ask_list(struct source *source, struct xpt_host *host, const char *path,
		struct names *ret_names, struct fact_text *ret_why);
bool ask_link(struct source *source, struct xpt_host *host, const char *path, char **ret_target,
		struct fact_text *ret_why);

static inline struct span blob_span(const struct blob *blob)
{
	return (struct span){ blob->bytes, blob->length };
}

/* A piece of an answer as a fact, made printable; empty = absent. */
struct fact_text fact_span(struct xpt_host *host, struct span span);
/* A number of at most @limit in a piece of an answer; otherwise unreadable. */
struct fact_int fact_number(struct span span, int base, uint64_t limit);
/* The same doubt about a number as about a text, and the other way round. */
struct fact_int fact_int_why(struct fact_text why);
struct fact_text fact_text_why(struct fact_int why);

/* The value of @key in "key value" lines: what follows it, trimmed. False: no such line. */
bool key_value(struct span lines, const char *key, struct span *ret_value);
/* What follows the last slash. */
struct span last_part(struct span path);

/* Lists that note when memory runs out. */
void note_text(struct xpt_host *host, struct texts *texts, const char *text);
void note_bdf(struct xpt_host *host, struct bdfs *bdfs, struct xpt_bdf bdf);
const char *keep(struct xpt_host *host, const char *text); /* notes NULL */

#endif
