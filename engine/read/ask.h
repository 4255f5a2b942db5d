/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Small questions that every reader asks. Memory that runs out is noted in host->out_of_memory. */
#ifndef READ_ASK_H
#define READ_ASK_H

#include "../base/text.h"
#include "../formats/line.h"
#include "read.h"

#define PATH_ROOM 256

/* xpt__read_path - a path in @room; one that does not fit becomes "", which no source knows. */
const char *xpt__read_path(char room[PATH_ROOM], const char *format, ...)
		__attribute__((format(__printf__, 2, 3)));

/* ask - xpt__source_read() for readers: an answer, or false and why not as an ABSENT or UNREADABLE fact. */
bool xpt__read_answer(struct source *source, struct xpt_host *host, const char *path,
		struct blob *ret_blob, struct fact_text *ret_why);
bool xpt__probe_list(struct source *source, struct xpt_host *host, const char *path,
		struct names *ret_names, struct fact_text *ret_why);
bool xpt__probe_link(struct source *source, struct xpt_host *host, const char *path,
		char **ret_target, struct fact_text *ret_why);

/* A piece of an answer as a fact, made printable; empty = absent. */
struct fact_text xpt__fact_span(struct xpt_host *host, struct span span);
struct fact_text xpt__fact_of_span(struct xpt_host *host, const struct fact_span *fact);
/* A number of at most @limit in a piece of an answer; otherwise unreadable. */
struct fact_int xpt__fact_number(struct span span, int base, uint64_t limit);
/* The same doubt about a number as about a text, and the other way round. */
struct fact_int xpt__fact_int_why(struct fact_text why);
struct fact_text xpt__fact_text_why(struct fact_int why);

/* What follows the last slash. */
struct span xpt__last_part(struct span path);

/* Lists that note when memory runs out. */
void xpt__read_note_text(struct xpt_host *host, struct texts *texts, const char *text);
void xpt__read_note_bdf(struct xpt_host *host, struct bdfs *bdfs, struct xpt_bdf bdf);
const char *xpt__read_keep(struct xpt_host *host, const char *text); /* notes NULL */

#endif
