/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A text that a test lets be written, to read it again. */
#ifndef TESTS_PAGE_H
#define TESTS_PAGE_H

#include <stdio.h>

#include "../../engine/base/text.h"
#include "unit.h"

/* What was written; the test frees bytes. */
struct page {
	char *bytes;
	size_t length;
	FILE *to;
};

static inline void page_open(struct page *page)
{
	page->to = open_memstream(&page->bytes, &page->length);
	CU_ASSERT_PTR_NOT_NULL_FATAL(page->to);
}

static inline struct span page_done(struct page *page)
{
	CU_ASSERT_EQUAL(fclose(page->to), 0);
	return (struct span){ page->bytes, page->length };
}

#endif
