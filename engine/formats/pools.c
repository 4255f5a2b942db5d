/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "pools.h"

#include "limits.h"

#define FREE "free"

static const struct line_key table[] = {
	{ "sched", LINE_TEXT, offsetof(struct pool_line, scheduler), 0 },
	LINE_KEY_NUMBER(pool_line, domains, INT32_MAX),
	LINE_KEY_SET(pool_line, cpus),
};

static const struct line_keys keys = LINE_KEYS(table);

static struct pool_line unknown(unsigned int id, const char *reason)
{
	struct pool_line pool = { .id = id };

	xpt__line_unknown(&keys, reason, &pool);
	return pool;
}

struct pool_line xpt__pool_unknown(unsigned int id)
{
	return unknown(id, xpt__line_untold);
}

struct pool_line xpt__pool_twice(unsigned int id)
{
	return unknown(id, xpt__line_twice);
}

static struct pool_line read_pool(unsigned int id, struct span pairs)
{
	struct pool_line pool = xpt__pool_unknown(id);

	xpt__line_add_pairs(&keys, pairs, &pool);
	return pool;
}

bool xpt__pools_next(struct span *rest, struct pool_line *ret_pool)
{
	struct span pairs;
	unsigned int id;

	if (!xpt__line_next(rest, POOLS_LIMIT, &id, &pairs))
		return false;
	*ret_pool = read_pool(id, pairs);
	return true;
}

enum found xpt__pools_find(struct span text, unsigned int id, struct pool_line *ret_pool)
{
	struct span pairs;
	enum found found = xpt__line_find(text, POOLS_LIMIT, id, &pairs);

	if (found == FOUND_ONE)
		*ret_pool = read_pool(id, pairs);
	return found;
}

struct fact_set xpt__pools_free(struct span text)
{
	struct fact_set cpus = LINE_UNTOLD;
	struct span line, word, key, value;

	while (xpt__span_next_line(&text, &line)) {
		if (!xpt__span_next_word(&line, &word) || !xpt__span_is(word, FREE))
			continue;
		while (xpt__span_next_pair(&line, &key, &value))
			if (xpt__span_is(key, "cpus"))
				xpt__line_add_set(&cpus, value);
	}
	return cpus;
}

void xpt__pools_write(FILE *to, const struct pool_line *pool)
{
	fprintf(to, "%u", pool->id);
	xpt__line_write(to, &keys, pool);
	fputc('\n', to);
}

void xpt__pools_write_free(FILE *to, const struct fact_set *cpus)
{
	if (cpus->state != XPT_FACT_KNOWN)
		return;
	fputs(FREE, to);
	xpt__line_write_set(to, "cpus", cpus);
	fputc('\n', to);
}
