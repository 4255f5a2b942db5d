/* SPDX-License-Identifier: GPL-2.0-or-later */
/* dom0's xen-pciback: what is reserved, hidden at boot, permissive. The module is xen-pciback, its driver pciback. */
#include <string.h>

#include "../../boot/cmdline.h"
#include "../../boot/hide.h"
#include "../../base/bdf.h"
#include "../../source/paths.h"
#include "../ask.h"

/* sysfs answers with one page; the kernel stops listing where the next line would not fit. */
#define PAGE_BYTES 4096
#define SLOT_LINE 16

static bool read_presence(struct source *source, struct xpt_host *host)
{
	auto_names struct names names = { 0 };
	struct fact_text why;

	if (xpt__probe_list(source, host, PATH_PCIBACK, &names, &why))
		host->pciback = fact_int_known(1);
	else if (why.state == XPT_FACT_ABSENT)
		host->pciback = fact_int_known(0);
	else
		host->pciback = xpt__fact_int_why(why);
	return fact_true(host->pciback);
}

/* Addresses, one a line, each marks its device; those not named get @rest. */
static void read_list(struct source *source, struct xpt_host *host, const char *path, size_t offset)
{
	struct fact_int rest = fact_int_known(0);
	auto_blob struct blob blob = { 0 };
	struct span lines, line;
	struct fact_text why;
	struct xpt_bdf bdf;

	if (!fact_true(host->pciback))
		rest = host->pciback;
	else if (!xpt__read_answer(source, host, path, &blob, &why))
		rest = why.state == XPT_FACT_ABSENT ? fact_int_known(0) : xpt__fact_int_why(why);
	else if (blob.length > PAGE_BYTES - SLOT_LINE)
		rest = (struct fact_int)FACT_UNREADABLE("the kernel cuts this list at one page");
	for (size_t i = 0; i < host->device_count; i++)
		*(struct fact_int *)(void *)((char *)&host->devices[i] + offset) = rest;
	lines = blob_span(&blob);
	while (xpt__span_next_line(&lines, &line)) {
		struct xpt_device *device = xpt__bdf_read(xpt__span_trim(line), &bdf) ?
				xpt__model_device(host, bdf) :
				NULL;

		if (device)
			*(struct fact_int *)(void *)((char *)device + offset) = fact_int_known(1);
	}
}

/* Of several the last one counts. */
static struct fact_text hide_of_command_line(struct xpt_host *host)
{
	struct cmdline_word word;

	if (host->kernel_command_line.state != XPT_FACT_KNOWN)
		return host->kernel_command_line;
	if (!xpt__cmdline_find(xpt__span_of(host->kernel_command_line.value), BOOT_LINE_DOM0,
			    "xen-pciback.hide", &word))
		return (struct fact_text)FACT_ABSENT(NULL);
	return xpt__fact_span(host, word.value);
}

/* The driver does not load with a text that it cannot read to the end, and then hides nothing. */
static void read_hide_text(struct xpt_host *host)
{
	struct hide_list list;

	if (!xpt__hide_parse(host->arena, xpt__span_of(host->pciback_hide.value), &list)) {
		host->out_of_memory = true;
		return;
	}
	host->pciback_error = (struct fact_text)FACT_ABSENT(NULL);
	if (list.error)
		host->pciback_error = fact_text_known(
				xpt__read_keep(host, xpt__hide_why(host->arena, &list)));
	for (size_t i = 0; i < host->device_count && !list.error; i++)
		if (xpt__hide_takes(&list, &host->devices[i]))
			host->devices[i].hidden_at_boot = fact_int_known(1);
}

static void read_hide(struct source *source, struct xpt_host *host)
{
	struct fact_text hide =
			xpt__read_text(source, host, PATH_PCIBACK_MODULE "/parameters/hide");
	struct fact_int hidden = fact_int_known(0);

	/* an unset parameter reads as "(null)" */
	if (hide.state != XPT_FACT_KNOWN || !strcmp(hide.value, "(null)"))
		hide = hide_of_command_line(host);
	host->pciback_hide = hide;
	if (hide.state == XPT_FACT_UNREADABLE)
		hidden = xpt__fact_int_why(hide);
	for (size_t i = 0; i < host->device_count; i++)
		host->devices[i].hidden_at_boot = hidden;
	if (hide.state == XPT_FACT_KNOWN)
		read_hide_text(host);
}

int xpt__read_pciback(struct source *source, struct xpt_host *host)
{
	read_presence(source, host);
	read_list(source, host, PATH_PCIBACK "/slots", offsetof(struct xpt_device, in_slots));
	read_list(source, host, PATH_PCIBACK "/permissive",
			offsetof(struct xpt_device, permissive));
	read_hide(source, host);
	return host->out_of_memory ? XPT_NO_MEMORY : 0;
}
