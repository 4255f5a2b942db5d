/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "programs.h"

#include <string.h>

#include "../formats/open_devices.h"
#include "../source/paths.h"
#include "ask.h"

static void keep_programs(struct xpt_host *host, struct span text)
{
	struct programs *programs = host->programs;
	struct open_device device;
	struct span line;

	programs->items = xpt__arena_array(
			host->arena, xpt__span_lines(text) + 1, sizeof(*programs->items));
	if (!programs->items)
		host->out_of_memory = true;
	while (!host->out_of_memory && xpt__span_next_line(&text, &line)) {
		if (!xpt__open_device_read(line, &device)) {
			programs->why = (struct fact_text)FACT_UNREADABLE(
					"a line about an open device cannot be understood");
			continue;
		}
		programs->items[programs->count++] = (struct program){
			.pid = device.pid,
			.major = device.major,
			.minor = device.minor,
			.command = xpt__read_keep(host,
					xpt__arena_printable(host->arena, device.command.at,
							device.command.length)),
		};
	}
}

const struct programs *xpt__read_programs(struct source *source, struct xpt_host *host)
{
	auto_blob struct blob blob = { 0 };

	if (host->programs)
		return host->programs;
	host->programs = xpt__arena_alloc(host->arena, sizeof(*host->programs));
	if (!host->programs) {
		host->out_of_memory = true;
		return NULL;
	}
	if (xpt__read_answer(source, host, PATH_OPEN_DEVICES, &blob, &host->programs->why)) {
		host->programs->why = (struct fact_text)FACT_ABSENT(NULL);
		keep_programs(host, blob_span(&blob));
	}
	return host->programs;
}

void xpt__read_programs_of(struct source *source, struct xpt_host *host, unsigned int major,
		unsigned int minor, struct texts *programs)
{
	const struct programs *all = xpt__read_programs(source, host);

	for (size_t i = 0; all && i < all->count && !host->out_of_memory; i++)
		if (all->items[i].major == major && all->items[i].minor == minor)
			xpt__read_note_text(host, programs,
					xpt__read_keep(host,
							xpt__arena_text(host->arena,
									"%s (process %u)",
									all->items[i].command,
									all->items[i].pid)));
	if (all && all->why.state == XPT_FACT_UNREADABLE) {
		programs->state = XPT_FACT_UNREADABLE;
		programs->reason = all->why.reason;
	}
}
