/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The names of devices, from xpt's own file. */
#include "../config/names.h"
#include "../source/paths.h"
#include "ask.h"

static void parse(struct xpt_host *host, struct device_names *names, struct span text)
{
	const char *why = NULL, *kept;

	kept = xpt__read_keep(host,
			xpt__arena_copy(host->arena, text.length ? text.at : "", text.length));
	if (!kept)
		return;
	text.at = kept;
	if (!xpt__names_parse(host->arena, PATH_NAMES, text, names, &why)) {
		host->out_of_memory = true;
		return;
	}
	host->names_file = fact_text_known(PATH_NAMES);
	if (why)
		host->names_file = (struct fact_text)FACT_UNREADABLE(why);
	else
		host->names = names;
}

int xpt__read_names(struct source *source, struct xpt_host *host)
{
	struct device_names *names = xpt__arena_alloc(host->arena, sizeof(*names));
	auto_blob struct blob text = { 0 };

	if (!names)
		return XPT_NO_MEMORY;
	host->names_path = PATH_NAMES;
	if (xpt__read_answer(source, host, PATH_NAMES, &text, &host->names_file))
		parse(host, names, blob_span(&text));
	return !host->names || xpt__names_resolve(host, host->names) ? 0 : XPT_NO_MEMORY;
}
