/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vcpus.h"

#include "limits.h"

static const struct line_key table[] = {
	LINE_KEY_TEXT(vcpu_line, state),
	LINE_KEY_NUMBER(vcpu_line, cpu, BITMAP_BITS - 1),
	LINE_KEY_NUMBER(vcpu_line, time_ns, INT64_MAX),
	LINE_KEY_SET(vcpu_line, hard),
	LINE_KEY_SET(vcpu_line, soft),
};

static const struct line_keys keys = LINE_KEYS(table);

static struct vcpu_line unknown(unsigned int id, const char *reason)
{
	struct vcpu_line vcpu = { .id = id };

	xpt__line_unknown(&keys, reason, &vcpu);
	return vcpu;
}

struct vcpu_line xpt__vcpu_unknown(unsigned int id)
{
	return unknown(id, xpt__line_untold);
}

struct vcpu_line xpt__vcpu_twice(unsigned int id)
{
	return unknown(id, xpt__line_twice);
}

static struct vcpu_line read_vcpu(unsigned int id, struct span pairs)
{
	struct vcpu_line vcpu = xpt__vcpu_unknown(id);

	xpt__line_add_pairs(&keys, pairs, &vcpu);
	return vcpu;
}

bool xpt__vcpus_next(struct span *rest, struct vcpu_line *ret_vcpu)
{
	struct span pairs;
	unsigned int id;

	if (!xpt__line_next(rest, VCPUS_LIMIT, &id, &pairs))
		return false;
	*ret_vcpu = read_vcpu(id, pairs);
	return true;
}

enum found xpt__vcpus_find(struct span text, unsigned int id, struct vcpu_line *ret_vcpu)
{
	struct span pairs;
	enum found found = xpt__line_find(text, VCPUS_LIMIT, id, &pairs);

	if (found == FOUND_ONE)
		*ret_vcpu = read_vcpu(id, pairs);
	return found;
}

static bool is_last(struct span *line)
{
	struct span rest = *line, word;

	if (!xpt__span_next_word(&rest, &word) || !xpt__span_is(word, "all"))
		return false;
	*line = rest;
	return true;
}

struct fact_set xpt__vcpus_nodes(struct span text)
{
	struct fact_set nodes = LINE_UNTOLD;
	struct span line, key, value;

	while (xpt__span_next_line(&text, &line))
		if (is_last(&line))
			while (xpt__span_next_pair(&line, &key, &value))
				if (xpt__span_is(key, "nodes"))
					xpt__line_add_set(&nodes, value);
	return nodes;
}

enum ran xpt__vcpus_ran(struct span text)
{
	bool complete = false, known = true, ran = false, first = true;
	struct vcpu_line vcpu;
	unsigned int last = 0;
	struct span line;

	while (xpt__span_next_line(&text, &line)) {
		if (is_last(&line)) {
			complete = true;
			continue;
		}
		if (!xpt__vcpus_next(&line, &vcpu) || vcpu.time_ns.state != XPT_FACT_KNOWN) {
			known = false;
			continue;
		}
		if (!first && vcpu.id <= last)
			return RAN_UNKNOWN;
		first = false;
		last = vcpu.id;
		ran = ran || vcpu.time_ns.value;
	}
	return ran ? RAN_YES : complete && known ? RAN_NO : RAN_UNKNOWN;
}

void xpt__vcpus_write(FILE *to, const struct vcpu_line *vcpu)
{
	fprintf(to, "%u", vcpu->id);
	xpt__line_write(to, &keys, vcpu);
	fputc('\n', to);
}

void xpt__vcpus_write_nodes(FILE *to, const struct fact_set *nodes)
{
	if (nodes->state != XPT_FACT_KNOWN)
		return;
	fputs("all", to);
	xpt__line_write_set(to, "nodes", nodes);
	fputc('\n', to);
}
