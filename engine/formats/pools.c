/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "pools.h"

#include "limits.h"

#define FREE "free"

static struct pool_line unknown(unsigned int id, const char *reason)
{
	return (struct pool_line){ .id = id,
		.scheduler = FACT_UNREADABLE(reason),
		.domains = FACT_UNREADABLE(reason),
		.cpus = FACT_UNREADABLE(reason) };
}

struct pool_line xpt__pool_untold(unsigned int id)
{
	return unknown(id, xpt__line_untold);
}

struct pool_line xpt__pool_twice(unsigned int id)
{
	return unknown(id, xpt__line_twice);
}

static void add_key(struct pool_line *pool, struct span key, struct span value)
{
	if (xpt__span_is(key, "sched"))
		xpt__line_add_text(&pool->scheduler, value);
	if (xpt__span_is(key, "domains"))
		xpt__line_add_number(&pool->domains, value, INT32_MAX);
	if (xpt__span_is(key, "cpus"))
		xpt__line_add_set(&pool->cpus, value);
}

bool xpt__pools_next(struct span *rest, struct pool_line *ret_pool)
{
	struct span line, key, value;
	unsigned int id;

	while (xpt__span_next_line(rest, &line)) {
		if (!xpt__line_id(&line, POOLS_LIMIT, &id))
			continue;
		*ret_pool = xpt__pool_untold(id);
		while (xpt__span_next_pair(&line, &key, &value))
			add_key(ret_pool, key, value);
		return true;
	}
	return false;
}

enum found xpt__pools_find(struct span text, unsigned int id, struct pool_line *ret_pool)
{
	enum found found = FOUND_NONE;
	struct pool_line pool;

	while (xpt__pools_next(&text, &pool)) {
		if (pool.id != id)
			continue;
		if (found != FOUND_NONE)
			return FOUND_GARBLED;
		found = FOUND_ONE;
		*ret_pool = pool;
	}
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
	xpt__line_write_text(to, "sched", &pool->scheduler);
	xpt__line_write_number(to, "domains", pool->domains);
	xpt__line_write_set(to, "cpus", &pool->cpus);
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
