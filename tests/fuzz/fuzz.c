/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A libFuzzer target for each parser of hostile bytes: --targets lists them, --target=NAME picks one;
 * without that the input's first byte does. `tests/variants fuzz` runs each.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <xpt/base.h>
#include <xpt/place.h>

#include "../../engine/base/arena.h"
#include "../../engine/base/error.h"
#include "../../engine/base/text.h"
#include "../../engine/explain/reader.h"
#include "../../engine/explain/rules/rules.h"
#include "../../engine/base/bdf.h"
#include "../../engine/config/desired.h"
#include "../../engine/config/names.h"
#include "../../engine/model/numa.h"
#include "../../engine/config/pci_spec.h"
#include "../../engine/config/xl_config.h"
#include "../../engine/plan/step.h"
#include "../../engine/read/acpi/acpi.h"
#include "../../engine/read/read.h"
#include "../../engine/source/key_text.h"
#include "../../engine/source/pci_decode.h"
#include "../../engine/source/pci_ids.h"
#include "../../engine/formats/vpd.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv);

static void fuzz_acpi(const uint8_t *data, size_t size)
{
	struct span bytes = { (const char *)data, size };
	struct arena *arena = xpt__arena_new();
	struct dmar dmar;
	struct ivrs ivrs;

	fuzz_efi(bytes);
	if (arena) {
		xpt__dmar_parse(arena, bytes, &dmar);
		xpt__ivrs_parse(arena, bytes, &ivrs);
	}
	xpt__arena_free(arena);
}

static void fuzz_address(const char *text)
{
	struct xpt_bdf bdf;

	(void)xpt__bdf_read(xpt__span_of(text), &bdf);
}

static void fuzz_printable(const char *text)
{
	struct arena *arena = xpt__arena_new();

	if (arena)
		xpt__arena_printable(arena, text, strlen(text));
	xpt__arena_free(arena);
}

static void fuzz_journal(const char *text)
{
	struct xpt_plan *plan = NULL;

	if (!xpt__plan_from_json(text, strlen(text), &plan, NULL))
		xpt_plan_free(plan);
}

static bool match_line(
		struct rule_set *set, const struct log_line *line, struct rule_match *ret_match)
{
	struct line_parts parts;

	xpt__line_read(line, &parts);
	return xpt__rule_set_match(set, &parts, ret_match);
}

static void fuzz_rules(const char *text)
{
	static struct rule_set *set;
	struct log_line line = { LOG_XEN, "xen/console", 1, text };
	struct rule_match match;

	if (!set && xpt__rule_set_new(NULL, &set, NULL))
		return;
	for (int source = LOG_XEN; source <= LOG_QEMU; source++) {
		line.source = (enum log_source)source;
		match_line(set, &line, &match);
	}
}

/* A log of any kind, from its bytes to its incidents. */
static void fuzz_log(const char *text)
{
	static struct explainer *explainer;
	auto_of(log_reader) struct log_reader *reader = NULL;
	auto_of(report) struct xpt_report *report = xpt__report_new();
	size_t length = strlen(text), room;
	char *to;

	if (!explainer && xpt__explainer_new(NULL, "0000:04:00.0", &explainer, NULL))
		return;
	if (!report || xpt__log_reader_new(explainer, LOG_ANY, "log", SINCE_EVER, &reader, NULL))
		return;
	to = xpt__log_reader_room(reader, &room);
	memcpy(to, text, length < room ? length : room);
	if (!xpt__log_reader_filled(reader, length < room ? length : room) &&
			!xpt__log_reader_end(reader))
		(void)xpt__explainer_report(explainer, report, NULL);
	(void)xpt__explainer_forget(explainer);
}

/* A host of one file repeated: every question gets the same hostile answer. */
static const char *answer;

static int answer_read(struct source *source, const char *path, struct blob *ret_blob,
		struct xpt_error **ret_error)
{
	char *bytes = strdup(answer);

	(void)source;
	(void)path;
	if (!bytes)
		return xpt__error_no_memory(ret_error);
	*ret_blob = (struct blob){ bytes, strlen(bytes) };
	return 0;
}

static int answer_list(struct source *source, const char *path, struct names *ret_names,
		struct xpt_error **ret_error)
{
	struct span rest = xpt__span_of(answer), word;
	struct names names = { calloc(16, sizeof(char *)), 0 };

	(void)source;
	(void)path;
	if (!names.items)
		return xpt__error_no_memory(ret_error);
	while (names.count < 16 && xpt__span_next_word(&rest, &word))
		names.items[names.count++] = strndup(word.at, word.length);
	*ret_names = names;
	return 0;
}

static int answer_link(struct source *source, const char *path, char **ret_target,
		struct xpt_error **ret_error)
{
	(void)source;
	(void)path;
	*ret_target = strdup(answer);
	return *ret_target ? 0 : xpt__error_no_memory(ret_error);
}

static void answer_free(struct source *source)
{
	(void)source;
}

static const struct source_ops answer_ops = { answer_read, answer_list, answer_link, answer_free };
static struct source answering = { &answer_ops };

static void judge(const struct xpt_host *host)
{
	const struct xpt_place_request request = XPT_OPTIONS(xpt_place_request, .memory_kib = 1024);
	struct xpt_placement *placement = NULL;
	struct xpt_report *report = NULL;

	if (!xpt_host_check_locality(host, &report, NULL))
		xpt_report_free(report);
	if (!xpt_place(host, &request, &placement, NULL))
		xpt_placement_free(placement);
}

static void fuzz_host(const char *text)
{
	struct xpt_host *host = NULL;

	answer = text;
	if (!xpt__read_host(&answering, XPT_DETAIL_ALL | XPT_DETAIL_MEMORY, 0, &host, NULL))
		judge(host);
	xpt_host_free(host);
}

/* What Xen's console said after a debug key. */
static void fuzz_keys(const char *text)
{
	static key_picker *const pickers[] = { xpt__pick_owners, xpt__pick_memory };

	for (size_t i = 0; i < sizeof(pickers) / sizeof(*pickers); i++) {
		struct blob picked = { 0 };
		struct blob own = { 0 };
		enum key_quality quality;

		if (xpt__xen_without_guests(xpt__span_of(text), &own))
			abort();
		if (own.length > strlen(text))
			abort();
		if (!pickers[i](blob_span(&own), &picked, &quality))
			blob_clear(&picked);
		blob_clear(&own);
	}
}

/* CPU lists on a host of four CPUs and two nodes. */
static void fuzz_cpulist(const char *text)
{
	static struct xpt_host *host;
	struct bitmap cpus;

	if (!host) {
		answer = "0 node=0\n1 node=0\n2 node=1\n3 node=1\n";
		if (xpt__read_host(&answering, XPT_DETAIL_PLACEMENT, 0, &host, NULL))
			return;
	}
	(void)xpt__cpulist_parse(host, text, &cpus, NULL);
}

static void fuzz_config(const char *text)
{
	struct xpt_config config = { .arena = xpt__arena_new(), .name = "f" };
	struct xpt_desired *desired = xpt__desired_new();

	if (config.arena && desired && xpt__config_parse(&config, xpt__span_of(text)))
		(void)xpt__desired_add(desired, &config, NULL);
	xpt__arena_free(config.arena);
	xpt_desired_free(desired);
}

static void fuzz_pci_spec(const char *text)
{
	struct pci_spec spec;

	(void)xpt__pci_spec_parse(xpt__span_of(text), &spec);
}

/* A boot loader's files, read, changed, and read again. */
/* What is read can be written, and is read so again. */
static void write_names(const char *text)
{
	static const struct {
		bool (*parse)(struct arena *, const char *path, struct span, struct device_names *,
				const char **ret_why);
		const char *(*write)(struct arena *, const struct device_name *, size_t count);
	} forms[] = { { xpt__names_parse, xpt__names_text },
		{ xpt__hidden_parse, xpt__hidden_text } };
	struct device_names names, again;
	const char *written;

	for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++) {
		struct arena *arena = xpt__arena_new();
		const char *why = NULL;

		if (forms[i].parse(arena, "f", xpt__span_of(text), &names, &why) && !why) {
			written = forms[i].write(arena, names.items, names.count);
			if (!forms[i].parse(arena, "f", xpt__span_of(written), &again, &why) ||
					why || again.count != names.count ||
					strcmp(forms[i].write(arena, again.items, again.count),
							written) != 0)
				abort();
		}
		xpt__arena_free(arena);
	}
}

/* A file, and what stands in an entry behind a name. */
static void fuzz_names(const char *text)
{
	static const char *const entries[] = { "names = [ '0000:04:00.0 nic %s' ]",
		"names = [ '1-2 stick path=0000:00:14.0 usb2=2 %s' ]" };
	struct arena *arena = xpt__arena_new();

	write_names(text);
	for (size_t i = 0; arena && i < sizeof(entries) / sizeof(*entries); i++) {
		const char *entry = strchr(entries[i], '%');

		write_names(xpt__arena_text(arena, "%.*s%s%s", (int)(entry - entries[i]),
				entries[i], text, entry + 2));
	}
	xpt__arena_free(arena);
}

/* What is asked for is in the list, or nothing is: whatever the list. */
static void fuzz_pci_ids(const char *text)
{
	static const struct pci_ids_wanted wanted = { 0x8086, 0x10d3, 0x8086, 0x02 };
	auto_free char *picked = NULL;
	size_t length;
	FILE *to = open_memstream(&picked, &length);
	struct pci_ids_picker picker = { .wanted = &wanted, .count = 1, .to = to };

	if (!to)
		return;
	xpt__pci_ids_pick(&picker, text, strlen(text));
	fclose(to);
}

/* A device whose config space is the input, and which does not tell what lies behind it. */
struct config_input {
	const uint8_t *bytes;
	size_t size;
};

static bool read_config(void *data, unsigned int at, uint8_t *ret_bytes, unsigned int length)
{
	const struct config_input *input = data;

	if (at > input->size || length > input->size - at)
		return false;
	memcpy(ret_bytes, input->bytes + at, length);
	return true;
}

static void fuzz_config_space(const uint8_t *data, size_t size)
{
	struct config_input input = { data, size };
	const struct config_space space = { read_config, &input };
	char *text = NULL;
	size_t length;
	FILE *to = open_memstream(&text, &length);
	struct span serial;

	if (!to)
		return;
	(void)xpt__pci_decode(&space, to);
	fclose(to);
	free(text);
	if (xpt__vpd_serial(data, size, &serial) == VPD_SERIAL &&
			(!serial.length || serial.at < (const char *)data ||
					serial.at + serial.length > (const char *)data + size))
		abort();
}

static const struct target {
	const char *name;
	void (*of_text)(const char *text);
	void (*of_bytes)(const uint8_t *data, size_t size);
} targets[] = {
	{ "address", fuzz_address, NULL },
	{ "printable", fuzz_printable, NULL },
	{ "journal", fuzz_journal, NULL },
	{ "rules", fuzz_rules, NULL },
	{ "log", fuzz_log, NULL },
	{ "host", fuzz_host, NULL },
	{ "config", fuzz_config, NULL },
	{ "pci_spec", fuzz_pci_spec, NULL },
	{ "pci_ids", fuzz_pci_ids, NULL },
	{ "keys", fuzz_keys, NULL },
	{ "formats", fuzz_formats, NULL },
	{ "cpulist", fuzz_cpulist, NULL },
	{ "boot", fuzz_boot, NULL },
	{ "names", fuzz_names, NULL },
	{ "hide_rules", fuzz_hide_rules, NULL },
	{ "initramfs", NULL, fuzz_initramfs },
	{ "acpi", NULL, fuzz_acpi },
	{ "config_space", NULL, fuzz_config_space },
};
static const struct target *chosen;

#define TARGETS (sizeof(targets) / sizeof(*targets))

static void choose(const char *name)
{
	for (size_t i = 0; i < TARGETS; i++)
		if (!strcmp(targets[i].name, name))
			chosen = &targets[i];
	if (!chosen) {
		fprintf(stderr, "there is no target %s\n", name);
		exit(2);
	}
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	for (int i = 1; i < *argc; i++) {
		const char *word = (*argv)[i];

		if (!strncmp(word, "--target=", strlen("--target=")))
			choose(word + strlen("--target="));
		if (strcmp(word, "--targets") != 0)
			continue;
		for (size_t n = 0; n < TARGETS; n++)
			puts(targets[n].name);
		exit(0);
	}
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct target *target = chosen;
	char *text;

	if (!target) {
		if (!size)
			return 0;
		target = &targets[data[0] % TARGETS];
		data++;
		size--;
	}
	if (target->of_bytes) {
		target->of_bytes(data, size);
		return 0;
	}
	text = strndup((const char *)data, size);
	if (text)
		target->of_text(text);
	free(text);
	return 0;
}
