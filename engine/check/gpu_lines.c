/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The lines of an xl configuration that give a domain a whole graphics card. They replace what the configuration has under the
 * same key, as in xl the last one counts; then all of it is judged as xpt check --config does.
 */
#include <stdlib.h>
#include <string.h>

#include "../base/bdf.h"
#include "../base/error.h"
#include "../base/options.h"
#include "../config/pci_spec.h"
#include "../config/xl_config.h"
#include "config.h"
#include "gpu.h"

#define ROUNDS 3 /* what one line mends may show what another must */

struct xpt_gpu_lines {
	struct arena *arena;
	VECTOR(struct xpt_gpu_line) items;
	struct xpt_report *report;
};

DEFINE_AUTO(gpu_lines, struct xpt_gpu_lines *, xpt_gpu_lines_free)

struct line_builder {
	const struct xpt_host *host;
	const struct xpt_config *config;
	const struct gpu *gpu;
	const char *type;
	struct xpt_gpu_lines *lines;
	bool failed;
	const char *wrong; /* why it failed; NULL: memory is out */
};

/* The line that sets the same key as @text, or a new one. NULL: memory is out. */
static struct xpt_gpu_line *line_for(struct line_builder *run, const char *text)
{
	size_t key = strcspn(text, "=") + 1;

	for (size_t i = 0; i < run->lines->items.count; i++)
		if (!strncmp(run->lines->items.items[i].text, text, key))
			return &run->lines->items.items[i];
	return vector_push(&run->lines->items);
}

static void add(struct line_builder *run, const char *text, const char *why)
{
	struct xpt_gpu_line *line = text ? line_for(run, text) : NULL;

	if (line)
		*line = XPT_OPTIONS(xpt_gpu_line, .text = text, .why = why);
	run->failed = run->failed || !line;
}

static const char *setting(const struct line_builder *run, const char *key)
{
	const struct config_value *value = xpt__config_find(run->config, key);

	return value ? value->text : NULL;
}

static bool is_hvm(const struct line_builder *run)
{
	return !strcmp(run->type, "hvm");
}

/* Entries of pci= */

/* False: it is none of a device of this host. */
static bool read_entry(const struct line_builder *run, const char *entry, struct pci_spec *ret_spec)
{
	return entry && !xpt__pci_spec_parse(xpt__span_of(entry), ret_spec) &&
			xpt__pci_spec_resolve(run->host, ret_spec);
}

/* "*" stands for one function, which need not be the card's. */
static bool is_of_card(const struct line_builder *run, const char *entry)
{
	struct pci_spec spec;
	const struct xpt_device *device = read_entry(run, entry, &spec) ?
			xpt__pci_spec_attached(run->host, &spec) :
			NULL;

	return device && xpt__bdfs_have(&run->gpu->functions, device->bdf);
}

/* What the configuration says of a function, which may have options; NULL: nothing. */
static const char *entry_of(const struct line_builder *run, struct xpt_bdf function)
{
	const struct config_value *pci = xpt__config_find(run->config, "pci");

	for (size_t i = 0; pci && !pci->text && i < pci->count; i++) {
		struct pci_spec spec;
		const char *entry = pci->items[i].text;

		if (read_entry(run, entry, &spec) && !spec.all_functions &&
				xpt__bdf_equal(spec.bdf, function))
			return entry;
	}
	return NULL;
}

/* The "*" of the card's slot, or NULL. */
static const char *slot_entry(const struct line_builder *run)
{
	const struct config_value *pci = xpt__config_find(run->config, "pci");

	for (size_t i = 0; pci && !pci->text && i < pci->count; i++) {
		struct pci_spec spec;
		const char *entry = pci->items[i].text;

		if (read_entry(run, entry, &spec) && spec.all_functions && is_of_card(run, entry))
			return entry;
	}
	return NULL;
}

/* The address with the options of @entry, but for the slot, which one function alone can have. */
static const char *with_options(struct arena *arena, const char *address, const char *entry)
{
	const char *text = xpt__arena_text(arena, "%s", address);
	struct span rest = xpt__span_of(entry), part;

	while (text && xpt__span_next_part(&rest, ',', &part))
		if (memchr(part.at, '=', part.length) && !xpt__span_starts(part, "bdf=") &&
				!xpt__span_starts(part, "vslot="))
			text = xpt__arena_text(arena, "%s,%.*s", text, (int)part.length, part.at);
	return text;
}

/* What a text cannot have is kept of it as "\x1b". */
static bool can_be_written(const char *text)
{
	while ((text = strchr(text, '\\')) && text[1]) {
		if (text[1] == 'x')
			return false;
		text += 2;
	}
	return true;
}

/* Texts are kept as they stand between their quotes: what a backslash takes along stays. NULL: memory is out. */
static const char *in_double_quotes(struct arena *arena, const char *text)
{
	char *quoted = xpt__arena_array(arena, 2 * strlen(text) + 3, 1), *end = quoted;

	if (!quoted)
		return NULL;
	*end++ = '"';
	for (; *text; text++) {
		if (*text == '"')
			*end++ = '\\';
		*end++ = *text;
		if (*text == '\\' && text[1])
			*end++ = *++text;
	}
	*end++ = '"';
	*end = '\0';
	return quoted;
}

/* NULL: it failed, or had before. */
static const char *with_entry(struct line_builder *run, const char *list, const char *entry)
{
	const char *quoted;

	if (!list || !entry)
		return NULL;
	if (!can_be_written(entry)) {
		run->wrong = xpt__arena_text(run->lines->arena,
				"\"%s\" of pci= has a byte that is not text: take it out", entry);
		return NULL;
	}
	quoted = in_double_quotes(run->lines->arena, entry);
	return quoted ? xpt__arena_text(run->lines->arena, "%s%s %s", list, *list ? "," : "",
					quoted) :
			NULL;
}

static void add_pci(struct line_builder *run)
{
	const struct config_value *pci = xpt__config_find(run->config, "pci");
	const struct bdfs *functions = &run->gpu->functions;
	const char *list = "", *slot = slot_entry(run);
	char address[XPT_BDF_TEXT];

	for (size_t i = 0; pci && !pci->text && i < pci->count; i++)
		if (pci->items[i].text && !is_of_card(run, pci->items[i].text))
			list = with_entry(run, list, pci->items[i].text);
	for (size_t i = 0; i < functions->count; i++) {
		const char *entry = entry_of(run, functions->items[i]);

		if (!entry)
			entry = with_options(run->lines->arena,
					xpt_bdf_format(functions->items[i], address), slot);
		list = with_entry(run, list, entry);
	}
	add(run, list ? xpt__arena_text(run->lines->arena, "pci = [%s ]", list) : NULL,
			functions->count > 1 ?
					"each function of the card: they are reset together, and \"*\" is one function to xl" :
					"the display");
}

/* Settings beside it */

static void add_passthrough(struct line_builder *run)
{
	const char *mode = setting(run, "passthrough");

	if (!mode || !strcmp(mode, "disabled") || !strcmp(mode, "0"))
		add(run, "passthrough = \"enabled\"",
				"the IOMMU works for the domain from its start");
}

static void add_memory(struct line_builder *run)
{
	uint64_t now, most;

	if (is_hvm(run) && xpt__config_number(run->config, "memory", &now) &&
			xpt__config_number(run->config, "maxmem", &most) && most > now)
		add(run,
				xpt__arena_text(run->lines->arena, "maxmem = %llu",
						(unsigned long long)now),
				"memory on demand does not go with passthrough");
}

static bool lists_igd(const struct line_builder *run)
{
	return entry_of(run, (struct xpt_bdf){ .device = 2 });
}

static void add_gfx(struct line_builder *run)
{
	const char *gfx = setting(run, "gfx_passthru");

	if (!is_hvm(run))
		return;
	if (run->gpu->form == GPU_IGD) {
		if (fact_is(run->gpu->class_code, CLASS_VGA) && (!gfx || !strcmp(gfx, "0")))
			add(run, "gfx_passthru = \"igd\"",
					"QEMU refuses Intel's integrated graphics without it");
	} else if (gfx && strcmp(gfx, "0") && !lists_igd(run)) {
		add(run, "gfx_passthru = 0",
				"it is for Intel's integrated graphics: cards go without it");
	}
}

static void add_e820(struct line_builder *run)
{
	const char *e820 = setting(run, "e820_host");

	if (!strcmp(run->type, "pv") && (!e820 || !strcmp(e820, "0")))
		add(run, "e820_host = 1",
				"memory regions of devices are where the host has them: no memory may lie there");
}

/* The configuration with the lines. False: it failed. */

static bool is_set_in(const struct xpt_config *config, const char *key)
{
	return xpt__config_find(config, key);
}

static bool merge(struct line_builder *run, struct xpt_config *ret_config)
{
	struct arena *arena = run->lines->arena;
	struct xpt_config lines = { .arena = arena, .name = run->config->name };
	const char *text = "";
	size_t count;

	for (size_t i = 0; text && i < run->lines->items.count; i++)
		text = xpt__arena_text(arena, "%s%s\n", text, run->lines->items.items[i].text);
	if (!text || !xpt__config_parse(&lines, xpt__span_of(text)))
		return false;
	run->wrong = lines.error;
	if (lines.error)
		return false;
	*ret_config = *run->config;
	count = run->config->count + lines.count;
	ret_config->settings = xpt__arena_array(arena, count + 1, sizeof(*ret_config->settings));
	ret_config->count = 0;
	for (size_t i = 0; ret_config->settings && i < run->config->count; i++)
		if (!is_set_in(&lines, run->config->settings[i].key))
			ret_config->settings[ret_config->count++] = run->config->settings[i];
	for (size_t i = 0; ret_config->settings && i < lines.count; i++) {
		lines.settings[i].value.line = 0; /* it stands in no file yet */
		for (size_t k = 0; k < lines.settings[i].value.count; k++)
			lines.settings[i].value.items[k].line = 0;
		ret_config->settings[ret_config->count++] = lines.settings[i];
	}
	return ret_config->settings;
}

static void judge(struct line_builder *run, struct config_advice *ret_advice)
{
	struct xpt_config whole;

	xpt_report_free(run->lines->report);
	run->lines->report = xpt__report_new();
	run->failed = run->failed || !run->lines->report || !merge(run, &whole) ||
			xpt__config_judge(run->host, &whole, run->lines->report, ret_advice);
}

static void add_advised(struct line_builder *run, const struct config_advice *advice)
{
	if (advice->boundary_mib)
		add(run,
				xpt__arena_text(run->lines->arena, "rdm_mem_boundary = %llu",
						(unsigned long long)advice->boundary_mib),
				"its reserved memory lies in the domain's");
	if (advice->hole_mib)
		add(run,
				xpt__arena_text(run->lines->arena, "mmio_hole = %llu",
						(unsigned long long)advice->hole_mib),
				"room for the memory regions of the devices below 4 GiB");
}

/* What is printed last was judged as it is. */
static void settle(struct line_builder *run)
{
	struct config_advice advice = { 0 };

	judge(run, &advice);
	for (int i = 0; i < ROUNDS && !run->failed && (advice.boundary_mib || advice.hole_mib);
			i++) {
		add_advised(run, &advice);
		judge(run, &advice);
	}
}

static void make(struct line_builder *run)
{
	add_pci(run);
	add_passthrough(run);
	add_memory(run);
	add_gfx(run);
	add_e820(run);
	settle(run);
}

/* NULL: the device is of no card. */
static const struct gpu *card_of(const struct xpt_gpus *gpus, struct xpt_bdf device)
{
	for (size_t i = 0; i < gpus->cards.count; i++)
		if (xpt__bdfs_have(&gpus->cards.items[i].functions, device))
			return &gpus->cards.items[i];
	return NULL;
}

int xpt_gpu_lines_make(const struct xpt_host *host, struct xpt_bdf device,
		const struct xpt_config *config, struct xpt_gpu_lines **ret_lines,
		struct xpt_error **ret_error)
{
	auto_of(gpu_lines) struct xpt_gpu_lines *lines = calloc(1, sizeof(*lines));
	auto_of(gpus) struct xpt_gpus *gpus = NULL;
	struct line_builder run = { host, config, .type = xpt__config_type(config),
		.lines = lines };
	char address[XPT_BDF_TEXT];
	int rc = xpt_gpus_find(host, &gpus, ret_error);

	if (rc)
		return rc;
	if (lines)
		lines->arena = xpt__arena_new();
	if (!lines || !lines->arena)
		return xpt__error_no_memory(ret_error);
	run.gpu = card_of(gpus, device);
	if (!run.gpu)
		return xpt__error_set(ret_error, XPT_NOT_FOUND,
				"%s is not a function of a graphics card; xpt gpu lists those",
				xpt_bdf_format(device, address));
	if (config->error)
		return xpt__error_set(ret_error, XPT_INVALID, "%s line %lu: %s", config->name,
				config->error_line, config->error);
	make(&run);
	if (run.failed && run.wrong)
		return xpt__error_set(ret_error, XPT_INVALID, "%s: %s", config->name, run.wrong);
	if (run.failed)
		return xpt__error_no_memory(ret_error);
	*ret_lines = TAKE(lines);
	return 0;
}

bool xpt_gpu_lines_line(
		const struct xpt_gpu_lines *lines, size_t index, struct xpt_gpu_line *ret_line)
{
	if (index >= lines->items.count)
		return false;
	xpt__options_give(&lines->items.items[index], sizeof(*ret_line), ret_line);
	return true;
}

const struct xpt_report *xpt_gpu_lines_report(const struct xpt_gpu_lines *lines)
{
	return lines->report;
}

void xpt_gpu_lines_free(struct xpt_gpu_lines *lines)
{
	if (!lines)
		return;
	vector_clear(&lines->items);
	xpt_report_free(lines->report);
	xpt__arena_free(lines->arena);
	free(lines);
}
