/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Talking to xenstored in its own words (xen/io/xs_wire.h), as libxenstore waits without a limit for each answer: its socket and
 * the kernel's device take the same. Answers come in the order of the questions.
 */
#ifndef SOURCE_STORE_TALK_H
#define SOURCE_STORE_TALK_H

#include "../base/vector.h"
#include "source.h"

struct store_talk {
	int fd; /* which does not block */
	unsigned int last_id;
	bool is_over; /* the last question has no whole answer: what comes next belongs to none */
	VECTOR(char) heard; /* not taken yet */
};

/*
 * The value of @key, and the names below it. Both return 0 or an errno: that which xenstored tells (ENOENT, EACCES, …), ETIMEDOUT
 * where it has not answered at @until_ms by xpt__clock_ms(), EPIPE where it hung up, EPROTO where it says what is no answer, E2BIG,
 * ENOMEM.
 */
int xpt__store_talk_read(struct store_talk *talk, const char *key, long long until_ms,
		struct blob *ret_blob);
int xpt__store_talk_list(struct store_talk *talk, const char *key, long long until_ms,
		struct names *ret_names);
/* Closes it. */
void xpt__store_talk_end(struct store_talk *talk);

#endif
