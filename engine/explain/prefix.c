/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "prefix.h"

#include <string.h>

#include "framing.h"

/* "vtd/iommu.c:1234: ", "libxl_pci.c:1234:": a file name and a line */
static const char *skip_file(const char *at)
{
	size_t name = strcspn(at, " :"), digits;

	if (name < 3 || at[name] != ':' || at[name - 2] != '.' || !strchr("ch", at[name - 1]))
		return at;
	digits = strspn(at + name + 1, DIGITS);
	if (!digits || at[name + 1 + digits] != ':')
		return at;
	return skip_blanks(at + name + 1 + digits + 1);
}

/* "d1v0 ", "d[IDLE]v12: ": the vCPU of gprintk() */
static const char *skip_vcpu(const char *at)
{
	const char *end = at;
	size_t length;

	if (*end++ != 'd')
		return at;
	length = *end == '[' ? strcspn(end, "]") + 1 : strspn(end, DIGITS);
	if (!length || length > strlen(end) || end[length] != 'v')
		return at;
	end += length + 1;
	length = strspn(end, DIGITS);
	end += length;
	end = skip(end, ":");
	return length && *end == ' ' ? skip_blanks(end) : at;
}

/* "msi_msix_setup: ", "device_pci_add_done: ": a function or a program */
static const char *skip_function(const char *at)
{
	size_t length = strspn(at, "abcdefghijklmnopqrstuvwxyz0123456789_-");
	bool name = memchr(at, '_', length) || !strncmp(at, "qemu-", 5);

	return length && name && at[length] == ':' ? skip_blanks(at + length + 1) : at;
}

static bool is_guest(const char *at)
{
	size_t digits = at[0] == '(' && at[1] == 'd' ? strspn(at + 2, DIGITS) : 0;

	return digits && at[2 + digits] == ')';
}

/* Behind "(XEN) ". */
static const char *xen_body(const char *at, struct span *time)
{
	at = xpt__skip_timestamps(skip_blanks(at), time);
	at = skip_blanks(skip(at, "[VT-D]"));
	at = skip_vcpu(skip_file(at));
	at = skip_blanks(skip(at, "AMD-Vi: "));
	at = skip_blanks(skip(at, "AMD-Vi: "));
	return skip_blanks(skip(skip(at, "Error: "), "Warning: "));
}

static const char *libxl_body(const char *at)
{
	static const char *const levels[] = { "critical: ", "error: ", "warning: ", "notice: ",
		"info: ", "detail: ", "verbose: ", "progress: ", "debug: " };

	at = skip(skip(at, "libxl: "), "xc: ");
	for (size_t i = 0; i < sizeof(levels) / sizeof(*levels); i++)
		at = skip(at, levels[i]);
	return skip_function(skip_file(at));
}

static const char *qemu_body(const char *at)
{
	at = skip_function(skip_function(at));
	if (xpt__is_guest_place(at))
		at = skip_blanks(strchr(at, ']') + 1);
	at = skip_function(at);
	return skip(skip(at, "Error: "), "Warning: ");
}

static void add_body(
		struct line_parts *parts, enum log_source source, const char *text, bool prefixed)
{
	parts->bodies[parts->body_count++] = (struct line_body){ source, text, prefixed };
}

/* Whoever may write to syslog may write "(XEN) " there: only Xen's own loggers are believed. */
static bool may_be_xen(struct span tag)
{
	return !tag.length || memmem(tag.at, tag.length, "xen", 3) ||
			memmem(tag.at, tag.length, "hyper", 5);
}

/* How lines begin that stand behind something that nobody knows. */
static const struct {
	const char *text;
	enum log_source source;
} starts[] = {
	{ "(XEN) ", LOG_XEN },
	{ "libxl: error: ", LOG_LIBXL },
	{ "libxl: warning: ", LOG_LIBXL },
	{ "xc: error: ", LOG_LIBXL },
	{ "pciback 0000:", LOG_KERNEL },
	{ "xen_pciback: ", LOG_KERNEL },
	{ "xen-pciback: ", LOG_KERNEL },
	{ "xen-pciback[", LOG_KERNEL },
	{ "pcifront pci-", LOG_KERNEL },
};

/* Where no prefix is known, the line may begin further on. A guest's line never does. */
static void resynchronise(const char *at, struct line_parts *parts)
{
	for (size_t i = 0; i < sizeof(starts) / sizeof(*starts); i++) {
		const char *found = strstr(at, starts[i].text);

		if (!found || found == at || memmem(at, (size_t)(found - at), "(d", 2))
			continue;
		parts->known = parts->has_prefix = true;
		if (starts[i].source == LOG_XEN) {
			parts->body_count = 0;
			add_body(parts, LOG_XEN, xen_body(skip(found, "(XEN) "), &parts->time),
					true);
		} else {
			add_body(parts, starts[i].source,
					starts[i].source == LOG_LIBXL ? libxl_body(found) : found,
					true);
		}
		return;
	}
}

/* Of the program "kernel", or with nothing but the time in brackets that dmesg puts there. */
static bool of_kernel(const struct framing *framing, const char *line)
{
	const char *at = framing->time.at;

	if (framing->tag.length || !framing->time.length)
		return xpt__span_is(framing->tag, "kernel");
	while (at > line && at[-1] == ' ')
		at--;
	return at > line && at[-1] == '[';
}

static void read_any(const struct framing *framing, const char *line, struct line_parts *parts)
{
	const char *at = framing->rest, *body = skip(at, "(XEN) ");
	bool vtd = !strncmp(at, "[VT-D]", 6), of_libxl;

	parts->has_prefix |= body != at || vtd;
	if (body != at || vtd) {
		if (may_be_xen(framing->tag))
			add_body(parts, LOG_XEN, xen_body(body, &parts->time), true);
		parts->known |= parts->body_count;
		return;
	}
	body = libxl_body(at);
	parts->has_prefix |= body != at;
	of_libxl = !strncmp(at, "libxl: ", 7) || !strncmp(at, "xc: ", 4);
	parts->of_kernel = !of_libxl && !parts->of_guest_place && of_kernel(framing, line);
	parts->known |= parts->of_guest_place || of_libxl ||
			(framing->tag.length ? xpt__is_known_program(framing->tag) :
					       framing->time.length);
	add_body(parts, LOG_LIBXL, body, body != at);
	add_body(parts, LOG_KERNEL, at, false);
	add_body(parts, LOG_QEMU, qemu_body(at), parts->of_guest_place);
	if (body == at && !framing->tag.length && !parts->of_guest_place)
		resynchronise(at, parts);
}

void xpt__line_read(const struct log_line *line, struct line_parts *ret_parts)
{
	struct framing framing = xpt__framing_read(line->text, line->source == LOG_ANY);
	struct line_parts parts = { .time = framing.time };
	const char *body = skip(framing.rest, "(XEN) ");

	parts.of_guest_place = xpt__is_guest_place(framing.rest);
	parts.known = line->source != LOG_ANY;
	parts.of_kernel = line->source == LOG_KERNEL;
	parts.has_prefix = framing.time.length || framing.tag.length || parts.of_guest_place;
	if (line->source == LOG_XEN && body != framing.rest && !framing.tag.length)
		add_body(&parts, LOG_XEN, xen_body(body, &parts.time), true);
	else if (line->source == LOG_LIBXL)
		add_body(&parts, LOG_LIBXL, libxl_body(framing.rest), true);
	else if (line->source == LOG_KERNEL)
		add_body(&parts, LOG_KERNEL, framing.rest, true);
	else if (line->source == LOG_QEMU)
		add_body(&parts, LOG_QEMU, qemu_body(framing.rest), true);
	else if (line->source == LOG_ANY && !is_guest(framing.rest))
		read_any(&framing, line->text, &parts);
	else
		parts.has_prefix = parts.known = true;
	*ret_parts = parts;
}
