/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Display functions: what of dom0's and the firmware's draws on them, and BARs that can be resized. */
#include "../model/graphics.h"

#include <string.h>

#include "../base/bdf.h"
#include "../base/framebuffer.h"
#include "../source/paths.h"
#include "ask.h"

#define BARS 6
#define RESIZES 64 /* bits of resource<N>_resize: bit n stands for 2^n MiB */
#define MIB (1ULL << 20)

static bool is_framebuffer(struct span name)
{
	static const char *const names[] = { "efifb", "simplefb", "simple-framebuffer", "vesafb",
		"simpledrm", "efidrm", "vesadrm", "BOOTFB" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (xpt__span_is(name, names[i]))
			return true;
	return false;
}

/* "  e0000000-e07fffff : efifb" */
static bool read_range(
		struct span line, uint64_t *ret_start, uint64_t *ret_end, struct span *ret_name)
{
	struct span word, colon;

	return xpt__span_next_word(&line, &word) && xpt__span_hex_range(word, ret_start, ret_end) &&
			xpt__span_next_word(&line, &colon) && xpt__span_is(colon, ":") &&
			xpt__span_next_word(&line, ret_name);
}

static void note_range(struct xpt_host *host, uint64_t start, struct span name)
{
	for (size_t i = 0; i < host->device_count; i++) {
		struct xpt_device *device = &host->devices[i];

		for (size_t k = 0; device->graphics && k < device->bar_count; k++) {
			const struct bar *bar = &device->bars[k];

			/* without an address it lies nowhere */
			if (bar->type[0] != 'm' || !bar->address || start < bar->address ||
					start - bar->address >= bar->size_bytes)
				continue;
			device->graphics->in_bar = true;
			xpt__read_note_text(host, &device->graphics->framebuffers,
					xpt__arena_text(host->arena, "%.*s in BAR %d",
							(int)name.length, name.at, bar->index));
		}
	}
}

static void not_known(struct xpt_host *host, const char *reason)
{
	for (size_t i = 0; i < host->device_count; i++)
		if (host->devices[i].graphics) {
			host->devices[i].graphics->framebuffers.state = XPT_FACT_UNREADABLE;
			host->devices[i].graphics->framebuffers.reason = reason;
		}
}

static void read_memory_map(struct source *source, struct xpt_host *host)
{
	auto_blob struct blob blob = { 0 };
	struct span rest, line, name;
	struct fact_text why;
	uint64_t start, end;

	if (!xpt__read_answer(source, host, PATH_IOMEM, &blob, &why)) {
		not_known(host,
				why.state == XPT_FACT_UNREADABLE ? why.reason :
								   "there is no /proc/iomem");
		return;
	}
	rest = blob_span(&blob);
	while (xpt__span_next_line(&rest, &line)) {
		if (!read_range(line, &start, &end, &name) || !is_framebuffer(name))
			continue;
		if (!end)
			not_known(host, "the kernel shows addresses in /proc/iomem to root alone");
		note_range(host, start, name);
	}
}

/* The display function that a link of a class leads to; NULL: none of PCI. */
static struct xpt_device *display_of(struct source *source, struct xpt_host *host, const char *path)
{
	auto_free char *target = NULL;
	struct xpt_device *device = NULL;
	struct fact_text why;
	struct span rest, part;
	struct xpt_bdf bdf;

	if (!xpt__probe_link(source, host, path, &target, &why))
		return NULL;
	rest = xpt__span_of(target);
	while (xpt__span_next_part(&rest, '/', &part))
		if (xpt__bdf_read(part, &bdf))
			device = xpt__model_device(host, bdf);
	return device && device->graphics ? device : NULL;
}

static void read_framebuffers(struct source *source, struct xpt_host *host)
{
	auto_names struct names names = { 0 };
	struct fact_text why;
	char room[PATH_ROOM];

	if (!xpt__probe_list(source, host, PATH_FRAMEBUFFERS, &names, &why)) {
		if (why.state == XPT_FACT_UNREADABLE)
			not_known(host, why.reason);
		return;
	}
	for (size_t i = 0; i < names.count; i++) {
		struct xpt_device *device = display_of(source, host,
				xpt__read_path(room, PATH_FRAMEBUFFERS "/%s", names.items[i]));
		struct fact_text name;

		if (!device)
			continue;
		name = xpt__read_text(source, host,
				xpt__read_path(room, PATH_FRAMEBUFFERS "/%s/name", names.items[i]));
		xpt__read_note_text(host, &device->graphics->framebuffers,
				name.state == XPT_FACT_KNOWN ?
						xpt__arena_text(host->arena, "%s (%s)",
								names.items[i], name.value) :
						xpt__arena_text(host->arena, "%s", names.items[i]));
	}
}

/* The firmware tells of one framebuffer: it is the one that lies in a BAR. */
static void note_firmware_framebuffer(struct xpt_host *host, struct fact_text name)
{
	for (size_t i = 0; i < host->device_count; i++)
		if (host->devices[i].graphics && host->devices[i].graphics->in_bar)
			host->devices[i].graphics->of_firmware = name;
}

static void read_firmware_framebuffer(struct source *source, struct xpt_host *host)
{
	auto_names struct names names = { 0 };
	struct fact_text why;
	char room[PATH_ROOM];

	if (!xpt__probe_list(source, host, PATH_PLATFORM_DEVICES, &names, &why)) {
		note_firmware_framebuffer(host, why);
		return;
	}
	for (size_t i = 0; i < names.count; i++) {
		auto_free char *driver = NULL;

		if (!xpt__framebuffer_of_firmware(xpt__span_of(names.items[i]), NULL))
			continue;
		xpt__read_path(room, PATH_PLATFORM_DEVICES "/%s/driver", names.items[i]);
		if (xpt__probe_link(source, host, room, &driver, &why))
			note_firmware_framebuffer(
					host, xpt__fact_span(host, xpt__span_of(names.items[i])));
		else if (why.state == XPT_FACT_UNREADABLE)
			note_firmware_framebuffer(host, why);
	}
}

/* One of the ways in which dom0 can draw its console. False: what it is is not known. */
static bool read_console(struct source *source, struct xpt_host *host, const char *console,
		struct fact_text *ret_why)
{
	char room[PATH_ROOM];
	struct fact_text name = xpt__read_text(source, host,
			xpt__read_path(room, PATH_DRAWN_CONSOLES "/%s/name", console));

	*ret_why = name;
	if (name.state != XPT_FACT_KNOWN)
		return name.state != XPT_FACT_UNREADABLE;
	if (!strcmp(name.value, "(S) VGA+"))
		host->text_console = true;
	if (xpt__framebuffer_draws_console(xpt__span_of(name.value)))
		host->drawn_console = xpt__read_number(source, host,
				xpt__read_path(room, PATH_DRAWN_CONSOLES "/%s/bind", console), 10);
	return true;
}

static void read_drawn_console(struct source *source, struct xpt_host *host)
{
	auto_names struct names names = { 0 };
	struct fact_text why;
	bool known;

	host->drawn_console = (struct fact_int){ .state = XPT_FACT_ABSENT };
	known = xpt__probe_list(source, host, PATH_DRAWN_CONSOLES, &names, &why);
	for (size_t i = 0; known && i < names.count; i++)
		known = read_console(source, host, names.items[i], &why);
	if (!known)
		host->drawn_console = xpt__fact_int_why(why);
}

/* "tty0" and its kin are on displays. */
static bool is_terminal(struct span name)
{
	return !xpt__span_skip(&name, "tty") || !name.length || name.at[0] < '0' ||
			name.at[0] > '9';
}

static void read_terminals(struct source *source, struct xpt_host *host)
{
	struct fact_text active = xpt__read_text(source, host, PATH_CONSOLES);
	struct span rest, name;

	host->terminals = (struct texts){ .state = active.state, .reason = active.reason };
	if (active.state != XPT_FACT_KNOWN)
		return;
	rest = xpt__span_of(active.value);
	while (xpt__span_next_word(&rest, &name))
		if (is_terminal(name))
			xpt__read_note_text(host, &host->terminals,
					xpt__arena_text(host->arena, "%.*s", (int)name.length,
							name.at));
}

/* "card0", not its connectors "card0-DP-1", nor "renderD128". */
static bool is_drm_card(const char *name)
{
	return !strncmp(name, "card", 4) && !strchr(name, '-');
}

static void read_drm(struct source *source, struct xpt_host *host)
{
	auto_names struct names names = { 0 };
	struct fact_text why;
	char room[PATH_ROOM];

	if (!xpt__probe_list(source, host, PATH_DRM, &names, &why)) {
		for (size_t i = 0; i < host->device_count; i++)
			if (host->devices[i].graphics && why.state == XPT_FACT_UNREADABLE)
				host->devices[i].graphics->drm = (struct texts){ .state = why.state,
					.reason = why.reason };
		return;
	}
	for (size_t i = 0; i < names.count; i++) {
		struct xpt_device *device = is_drm_card(names.items[i]) ?
				display_of(source, host,
						xpt__read_path(room, PATH_DRM "/%s",
								names.items[i])) :
				NULL;

		if (device)
			xpt__read_note_text(host, &device->graphics->drm,
					xpt__arena_text(host->arena, "%s", names.items[i]));
	}
}

static const char *sizes_text(
		struct xpt_host *host, const struct bar *bar, unsigned long long possible)
{
	int least = 0, most = RESIZES - 1;

	while (!(possible >> least & 1))
		least++;
	while (!(possible >> most & 1))
		most--;
	return xpt__arena_text(host->arena, "BAR %d: %llu MiB, can be %llu MiB to %llu MiB",
			bar->index, bar->size_bytes / MIB, 1ULL << least, 1ULL << most);
}

static void read_resizable(
		struct source *source, struct xpt_host *host, const struct xpt_device *device)
{
	char room[PATH_ROOM];

	for (size_t i = 0; i < device->bar_count; i++) {
		const struct bar *bar = &device->bars[i];
		struct fact_text text;
		uint64_t possible;

		if (bar->index >= BARS || bar->type[0] != 'm')
			continue;
		xpt__read_path(room, PATH_DEVICES "/%s/resource%d_resize", device->address,
				bar->index);
		text = xpt__read_text(source, host, room);
		if (text.state == XPT_FACT_KNOWN &&
				xpt__span_number(xpt__span_of(text.value), 16, &possible) &&
				possible)
			xpt__read_note_text(host, &device->graphics->resizable,
					sizes_text(host, bar, possible));
	}
}

static bool read_display(struct source *source, struct xpt_host *host, struct xpt_device *device)
{
	char room[PATH_ROOM];

	device->graphics = xpt__arena_alloc(host->arena, sizeof(*device->graphics));
	if (!device->graphics)
		return false;
	*device->graphics = (struct graphics){ .framebuffers.state = XPT_FACT_KNOWN,
		.drm.state = XPT_FACT_KNOWN,
		.resizable.state = XPT_FACT_KNOWN };
	xpt__read_path(room, PATH_DEVICES "/%s/boot_vga", device->address);
	device->graphics->boot_vga = xpt__read_number(source, host, room, 10);
	read_resizable(source, host, device);
	return true;
}

int xpt__read_graphics(struct source *source, struct xpt_host *host)
{
	bool any = false;

	if (!(host->detail & XPT_DETAIL_GRAPHICS))
		return 0;
	for (size_t i = 0; i < host->device_count; i++) {
		if (!xpt__is_display(&host->devices[i]))
			continue;
		if (!read_display(source, host, &host->devices[i]))
			return XPT_NO_MEMORY;
		any = true;
	}
	if (!any)
		return 0;
	read_memory_map(source, host);
	read_framebuffers(source, host);
	read_firmware_framebuffer(source, host);
	read_drawn_console(source, host);
	read_terminals(source, host);
	read_drm(source, host);
	return xpt__read_graphics_sharing(source, host);
}
