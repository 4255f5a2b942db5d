/* SPDX-License-Identifier: GPL-2.0-or-later */
/* dom0's xen-pciback: what is reserved, hidden at boot, permissive. The module is xen-pciback, its driver pciback. */
#include <string.h>

#include "../model/bdf.h"
#include "../source/paths.h"
#include "ask.h"
#include "hide.h"

/* sysfs answers with one page; the kernel stops listing where the next line would not fit. */
#define PAGE_BYTES 4096
#define SLOT_LINE 16

#define HIDE_BYTES 1024 /* of a kernel parameter; the kernel refuses longer ones */

static bool read_presence(struct source *source, struct xpt_host *host)
{
	auto_names struct names names = { 0 };
	struct fact_text why;

	if (ask_list(source, host, PATH_PCIBACK, &names, &why))
		host->pciback = fact_int_known(1);
	else if (why.state == XPT_FACT_ABSENT)
		host->pciback = fact_int_known(0);
	else
		host->pciback = fact_int_why(why);
	return fact_true(host->pciback);
}

/* Addresses, one a line, each marks its device; those not named get @rest. */
static void read_list(struct source *source, struct xpt_host *host, const char *path,
		size_t offset)
{
	struct fact_int rest = fact_int_known(0);
	auto_blob struct blob blob = { 0 };
	struct span lines, line;
	struct fact_text why;
	struct xpt_bdf bdf;

	if (!fact_true(host->pciback))
		rest = host->pciback;
	else if (!ask(source, host, path, &blob, &why))
		rest = why.state == XPT_FACT_ABSENT ? fact_int_known(0) : fact_int_why(why);
	else if (blob.length > PAGE_BYTES - SLOT_LINE)
		rest = (struct fact_int)FACT_UNREADABLE("the kernel cuts this list at one page");
	for (size_t i = 0; i < host->device_count; i++)
		*(struct fact_int *)(void *)((char *)&host->devices[i] + offset) = rest;
	lines = blob_span(&blob);
	while (span_next_line(&lines, &line)) {
		struct xpt_device *device = bdf_read(span_trim(line), &bdf) ?
				model_device(host, bdf) : NULL;

		if (device)
			*(struct fact_int *)(void *)((char *)device + offset) = fact_int_known(1);
	}
}

/* "-" and "_" are the same in parameter names, and the driver had a shorter one before mainline. */
static bool is_hide(struct span name)
{
	return span_is(name, "xen-pciback.hide") || span_is(name, "xen_pciback.hide") ||
			span_is(name, "pciback.hide");
}

static struct fact_text hide_of_command_line(struct xpt_host *host)
{
	struct span rest, word, name;

	if (host->kernel_command_line.state != XPT_FACT_KNOWN)
		return host->kernel_command_line;
	rest = span_of(host->kernel_command_line.value);
	while (span_next_word(&rest, &word))
		if (span_next_part(&word, '=', &name) && is_hide(name))
			return fact_span(host, word);
	return (struct fact_text)FACT_ABSENT(NULL);
}

static void mark_hidden(struct xpt_host *host, const struct hidden *hidden)
{
	for (size_t i = 0; i < host->device_count; i++)
		if (hide_matches(hidden, host->devices[i].bdf))
			host->devices[i].hidden_at_boot = fact_int_known(1);
}

/* The driver does not load with a text that it cannot read to the end, and then hides nothing. */
static void read_hide_text(struct xpt_host *host)
{
	struct span rest = span_of(host->pciback_hide.value);
	struct hidden hidden;
	bool error = rest.length > HIDE_BYTES;
	size_t count = 0;

	while (!error && hide_next(&rest, &hidden, &error)) {
		mark_hidden(host, &hidden);
		count++;
	}
	host->pciback_error = (struct fact_text)FACT_ABSENT(NULL);
	if (!error)
		return;
	host->pciback_error = fact_text_known(keep(host, rest.length > HIDE_BYTES ?
			arena_text(host->arena, "the hide= text is longer than %d characters", HIDE_BYTES) :
			arena_text(host->arena, "the hide= text is wrong from \"%.*s\" on: with it "
					"xen-pciback does not load and hides nothing", (int)rest.length, rest.at)));
	for (size_t i = 0; i < host->device_count; i++)
		host->devices[i].hidden_at_boot = fact_int_known(0);
}

static void read_hide(struct source *source, struct xpt_host *host)
{
	struct fact_text hide = read_text(source, host, PATH_PCIBACK_MODULE "/parameters/hide");
	struct fact_int hidden = fact_int_known(0);

	/* an unset parameter reads as "(null)" */
	if (hide.state != XPT_FACT_KNOWN || !strcmp(hide.value, "(null)"))
		hide = hide_of_command_line(host);
	host->pciback_hide = hide;
	if (hide.state == XPT_FACT_UNREADABLE)
		hidden = fact_int_why(hide);
	for (size_t i = 0; i < host->device_count; i++)
		host->devices[i].hidden_at_boot = hidden;
	if (hide.state == XPT_FACT_KNOWN)
		read_hide_text(host);
}

int read_pciback(struct source *source, struct xpt_host *host)
{
	read_presence(source, host);
	read_list(source, host, PATH_PCIBACK "/slots", offsetof(struct xpt_device, in_slots));
	read_list(source, host, PATH_PCIBACK "/permissive", offsetof(struct xpt_device, permissive));
	read_hide(source, host);
	return host->starved ? XPT_NO_MEMORY : 0;
}
