/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vcpus.h"

#include "limits.h"

static struct vcpu_line unknown(unsigned int id, const char *reason)
{
	return (struct vcpu_line){ .id = id,
		.state = FACT_UNREADABLE(reason),
		.cpu = FACT_UNREADABLE(reason),
		.time_ns = FACT_UNREADABLE(reason),
		.hard = FACT_UNREADABLE(reason),
		.soft = FACT_UNREADABLE(reason) };
}

struct vcpu_line xpt__vcpu_untold(unsigned int id)
{
	return unknown(id, xpt__line_untold);
}

struct vcpu_line xpt__vcpu_twice(unsigned int id)
{
	return unknown(id, xpt__line_twice);
}

static void add_key(struct vcpu_line *vcpu, struct span key, struct span value)
{
	if (xpt__span_is(key, "state"))
		xpt__line_add_text(&vcpu->state, value);
	if (xpt__span_is(key, "cpu"))
		xpt__line_add_number(&vcpu->cpu, value, BITMAP_BITS - 1);
	if (xpt__span_is(key, "time_ns"))
		xpt__line_add_number(&vcpu->time_ns, value, INT64_MAX);
	if (xpt__span_is(key, "hard"))
		xpt__line_add_set(&vcpu->hard, value);
	if (xpt__span_is(key, "soft"))
		xpt__line_add_set(&vcpu->soft, value);
}

static bool read_vcpu(struct span line, struct vcpu_line *ret_vcpu)
{
	struct span key, value;
	unsigned int id;

	if (!xpt__line_id(&line, VCPUS_LIMIT, &id))
		return false;
	*ret_vcpu = xpt__vcpu_untold(id);
	while (xpt__span_next_pair(&line, &key, &value))
		add_key(ret_vcpu, key, value);
	return true;
}

bool xpt__vcpus_next(struct span *rest, struct vcpu_line *ret_vcpu)
{
	struct span line;

	while (xpt__span_next_line(rest, &line))
		if (read_vcpu(line, ret_vcpu))
			return true;
	return false;
}

enum found xpt__vcpus_find(struct span text, unsigned int id, struct vcpu_line *ret_vcpu)
{
	enum found found = FOUND_NONE;
	struct vcpu_line vcpu;

	while (xpt__vcpus_next(&text, &vcpu)) {
		if (vcpu.id != id)
			continue;
		if (found != FOUND_NONE)
			return FOUND_GARBLED;
		found = FOUND_ONE;
		*ret_vcpu = vcpu;
	}
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
		if (!read_vcpu(line, &vcpu) || vcpu.time_ns.state != XPT_FACT_KNOWN) {
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
	xpt__line_write_text(to, "state", &vcpu->state);
	xpt__line_write_number(to, "cpu", vcpu->cpu);
	xpt__line_write_number(to, "time_ns", vcpu->time_ns);
	xpt__line_write_set(to, "hard", &vcpu->hard);
	xpt__line_write_set(to, "soft", &vcpu->soft);
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
