/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A host in a table: what stands in it is answered, anything else is not there. */
#ifndef TESTS_FAKE_SOURCE_H
#define TESTS_FAKE_SOURCE_H

#include "../../engine/read/read.h"

enum fake_kind { FAKE_END, FAKE_FILE, FAKE_LINK, FAKE_LIST, FAKE_DENIED };

struct fake {
	enum fake_kind kind;
	const char *path;
	const char *text; /* FAKE_LIST: names between blanks; FAKE_DENIED: why */
};

#define FILE_(path, text)             \
	{                             \
		FAKE_FILE, path, text \
	}
#define LINK_(path, text)             \
	{                             \
		FAKE_LINK, path, text \
	}
#define LIST_(path, text)             \
	{                             \
		FAKE_LIST, path, text \
	}
#define DENIED_(path, why)             \
	{                              \
		FAKE_DENIED, path, why \
	}
#define END_                         \
	{                            \
		FAKE_END, NULL, NULL \
	}

/* What the last snapshot announced: " PATH" each, and "-" for each letter of one that it read then. */
const char *fake_announced(void);

/* A snapshot of the host in @answers, or NULL. Each test frees it. */
struct xpt_host *fake_host(const struct fake *answers, unsigned int detail);
/* Of several tables at once; @tables ends with NULL. The first answer counts. */
struct xpt_host *fake_host_of(const struct fake *const *tables, unsigned int detail);

/* The same, with each question told to @told where it is not NULL. */
struct xpt_host *fake_host_traced(const struct fake *answers, unsigned int detail,
		void (*told)(void *data, const struct xpt_trace *trace), void *data);

/* The device of @address in @host, or NULL. */
struct xpt_device *fake_device(struct xpt_host *host, const char *address);
/* Does a list hold @text? */
bool texts_have(const struct texts *texts, const char *text);
/* How many questions the last host was asked. */
size_t fake_questions(void);

#endif
