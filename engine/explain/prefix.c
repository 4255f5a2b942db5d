/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What stands before the message proper in each source's lines. */
#include "rules.h"

#include <string.h>

/* Each skip_…() returns what stands behind its prefix, or @at itself where there is none. */
static const char *skip(const char *at, const char *literal)
{
	size_t length = strlen(literal);

	return strncmp(at, literal, length) ? at : at + length;
}

static const char *skip_blanks(const char *at)
{
	return at + strspn(at, " \t");
}

/* "[2024-01-31 10:09:03.123] ", "[   12.345678] ", "[0123456789abcdef] ", "[   12.3][  T123] " */
static const char *skip_timestamps(const char *at)
{
	while (*at == '[') {
		size_t length = strspn(at + 1, "0123456789abcdef-:. TCZ+");

		if (!length || at[1 + length] != ']')
			break;
		at = skip_blanks(at + 1 + length + 1);
	}
	return at;
}

/* "2024-01-31 10:09:03.123+0000: ", as libxl's logger to a file writes it */
static const char *skip_date(const char *at)
{
	size_t length = strspn(at, "0123456789-:.TZ+ ");

	if (length < 10 || at[4] != '-' || at[7] != '-')
		return at;
	while (length && (at[length - 1] == '+' || at[length - 1] == '-'))
		length--;
	return at + length;
}

/* "vtd/iommu.c:1234: ", "libxl_pci.c:1234:": a file name and a line */
static const char *skip_file(const char *at)
{
	size_t name = strcspn(at, " :"), digits;

	if (name < 3 || at[name] != ':' || at[name - 2] != '.' || !strchr("ch", at[name - 1]))
		return at;
	digits = strspn(at + name + 1, "0123456789");
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
	length = *end == '[' ? strcspn(end, "]") + 1 : strspn(end, "0123456789");
	if (!length || length > strlen(end) || end[length] != 'v')
		return at;
	end += length + 1;
	length = strspn(end, "0123456789");
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

/*
 * Xen's own lines begin with "(XEN) ", perhaps behind the date that XCP-ng's hypervisor.log adds.
 * A guest's begin with "(d1) ", whatever follows; dom0's console writes begin with nothing.
 */
static const char *xen_body(const char *text)
{
	const char *at = skip_timestamps(skip_blanks(text));
	const char *body = skip(at, "(XEN) ");

	if (body == at)
		return NULL;
	body = skip_timestamps(skip_blanks(body));
	body = skip_blanks(skip(body, "[VT-D]"));
	body = skip_vcpu(skip_file(body));
	body = skip_blanks(skip(body, "AMD-Vi: "));
	return skip(skip(body, "Error: "), "Warning: ");
}

static const char *libxl_body(const char *text)
{
	static const char *const levels[] = { "critical: ", "error: ", "warning: ", "notice: ",
		"info: ", "detail: ", "verbose: ", "progress: ", "debug: " };
	const char *at = skip_date(skip_blanks(text));

	at = skip(skip(at, "libxl: "), "xc: ");
	for (size_t i = 0; i < sizeof(levels) / sizeof(*levels); i++)
		at = skip(at, levels[i]);
	return skip_function(skip_file(at));
}

/* dmesg's raw "<6>", journald's and syslog's "Jan 31 10:09:03 host kernel: ". */
static const char *kernel_body(const char *text)
{
	const char *at = skip_blanks(text), *kernel = strstr(at, "kernel: ");

	if (*at == '<' && at[1 + strspn(at + 1, "0123456789")] == '>')
		at = strchr(at, '>') + 1;
	if (kernel && kernel - at < 80 && !memchr(at, '[', (size_t)(kernel - at)))
		at = kernel + strlen("kernel: ");
	return skip_timestamps(skip_blanks(at));
}

static const char *qemu_body(const char *text)
{
	const char *at = skip_blanks(skip_date(skip_blanks(text)));

	at = skip_function(skip_function(at));
	if (*at == '[' && at[1 + strspn(at + 1, "0123456789abcdef:.")] == ']')
		at = skip_blanks(strchr(at, ']') + 1);
	at = skip_function(at);
	return skip(skip(at, "Error: "), "Warning: ");
}

const char *log_line_body(const struct log_line *line)
{
	switch (line->source) {
	case LOG_XEN:
		return xen_body(line->text);
	case LOG_LIBXL:
		return libxl_body(line->text);
	case LOG_KERNEL:
		return kernel_body(line->text);
	case LOG_QEMU:
		return qemu_body(line->text);
	}
	return line->text;
}
