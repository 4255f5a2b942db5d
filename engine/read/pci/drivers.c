/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which of dom0's drivers could bind a device: its modalias against the patterns of all modules.
 * Patterns are sorted by the vendor they begin with, so that a device meets its own vendor's and
 * the few that take any vendor, not all twenty thousand.
 */
#include <string.h>

#include "../../base/vector.h"
#include "../../source/paths.h"
#include "../ask.h"
#include "pci.h"

#define VENDOR_LENGTH (sizeof("pci:v00008086") - 1)

struct alias {
	struct span pattern, module;
};

struct aliases {
	VECTOR(struct alias) list;
	struct blob modules, builtin; /* what the spans point into */
	size_t any_vendor;	      /* patterns below this index begin with "pci:v*" */
};

static void aliases_clear(struct aliases *aliases)
{
	vector_clear(&aliases->list);
	blob_clear(&aliases->modules);
	blob_clear(&aliases->builtin);
}

/* Does @text match @pattern, where "*" is any run of characters? Pattern length times text length. */
static bool matches(struct span pattern, struct span text)
{
	size_t p = 0, t = 0, star = SIZE_MAX, resume = 0;

	while (t < text.length) {
		if (p < pattern.length && pattern.at[p] == '*') {
			star = p++;
			resume = t;
		} else if (p < pattern.length && pattern.at[p] == text.at[t]) {
			p++;
			t++;
		} else if (star != SIZE_MAX) {
			p = star + 1;
			t = ++resume;
		} else {
			return false;
		}
	}
	while (p < pattern.length && pattern.at[p] == '*')
		p++;
	return p == pattern.length;
}

static bool has_vendor(struct span pattern)
{
	return pattern.length > VENDOR_LENGTH && !memchr(pattern.at, '*', VENDOR_LENGTH);
}

static int compare_vendors(struct span a, struct span b)
{
	bool known_a = has_vendor(a), known_b = has_vendor(b);

	if (!known_a || !known_b)
		return known_a - known_b;
	return memcmp(a.at, b.at, VENDOR_LENGTH);
}

static int compare_aliases(const void *a, const void *b)
{
	return compare_vendors(
			((const struct alias *)a)->pattern, ((const struct alias *)b)->pattern);
}

static void add_alias(struct xpt_host *host, struct aliases *aliases, struct span pattern,
		struct span module)
{
	struct alias *alias;

	/* real ones are about 60 long; the limit keeps matching linear in a hostile capture */
	if (!xpt__span_starts(pattern, "pci:v") || !module.length || pattern.length > 128)
		return;
	alias = vector_push(&aliases->list);
	if (alias)
		*alias = (struct alias){ pattern, module };
	else
		host->out_of_memory = true;
}

/* "alias pci:v00008086d* e1000e" lines */
static void read_modules(struct xpt_host *host, struct aliases *aliases)
{
	struct span rest = blob_span(&aliases->modules), line, word, pattern, module;

	while (xpt__span_next_line(&rest, &line) && !host->out_of_memory)
		if (xpt__span_next_word(&line, &word) && xpt__span_is(word, "alias") &&
				xpt__span_next_word(&line, &pattern) &&
				xpt__span_next_word(&line, &module))
			add_alias(host, aliases, pattern, module);
}

/* "module.alias=pci:v…" records that end with a NUL */
static void read_builtin(struct xpt_host *host, struct aliases *aliases)
{
	struct span rest = blob_span(&aliases->builtin), record, module, key;

	while (xpt__span_next_part(&rest, '\0', &record) && !host->out_of_memory)
		if (xpt__span_next_part(&record, '.', &module) &&
				xpt__span_next_part(&record, '=', &key) &&
				xpt__span_is(key, "alias"))
			add_alias(host, aliases, record, module);
}

static bool read_aliases(struct source *source, struct xpt_host *host, struct aliases *aliases,
		struct fact_text *ret_why)
{
	struct fact_text release = xpt__read_text(source, host, PATH_KERNEL_RELEASE), ignored;
	char room[PATH_ROOM];

	*ret_why = release;
	if (release.state != XPT_FACT_KNOWN || strchr(release.value, '/'))
		return false;
	xpt__read_path(room, PATH_MODULES "/%s/modules.alias", release.value);
	if (!xpt__read_answer(source, host, room, &aliases->modules, ret_why))
		return false;
	xpt__read_path(room, PATH_MODULES "/%s/modules.builtin.modinfo", release.value);
	xpt__read_answer(source, host, room, &aliases->builtin, &ignored);
	read_modules(host, aliases);
	read_builtin(host, aliases);
	if (aliases->list.count)
		qsort(aliases->list.items, aliases->list.count, sizeof(*aliases->list.items),
				compare_aliases);
	while (aliases->any_vendor < aliases->list.count &&
			!has_vendor(aliases->list.items[aliases->any_vendor].pattern))
		aliases->any_vendor++;
	return true;
}

static void add_driver(struct xpt_host *host, struct texts *drivers, struct span module)
{
	for (size_t i = 0; i < drivers->count; i++)
		if (xpt__span_is(module, drivers->items[i]))
			return;
	if (drivers->count < 64)
		xpt__read_note_text(host, drivers,
				xpt__arena_printable(host->arena, module.at, module.length));
}

static size_t first_of_vendor(const struct aliases *aliases, struct span modalias)
{
	size_t low = aliases->any_vendor, high = aliases->list.count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare_vendors(aliases->list.items[middle].pattern, modalias) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static struct texts matching_drivers(
		struct xpt_host *host, const struct aliases *aliases, struct span modalias)
{
	struct texts drivers = { .state = XPT_FACT_KNOWN };
	const struct alias *items = aliases->list.items;

	if (!has_vendor(modalias) || modalias.length > 256)
		return drivers;
	for (size_t i = first_of_vendor(aliases, modalias); i < aliases->list.count; i++) {
		if (compare_vendors(items[i].pattern, modalias))
			break;
		if (matches(items[i].pattern, modalias))
			add_driver(host, &drivers, items[i].module);
	}
	for (size_t i = 0; i < aliases->any_vendor; i++)
		if (matches(items[i].pattern, modalias))
			add_driver(host, &drivers, items[i].module);
	return drivers;
}

static int compare_modaliases(const void *a, const void *b)
{
	return strcmp((*(struct xpt_device *const *)a)->modalias.value,
			(*(struct xpt_device *const *)b)->modalias.value);
}

/* Devices with a modalias, the same ones side by side. NULL: none, or no memory. */
static struct xpt_device **by_modalias(struct xpt_host *host, size_t *ret_count)
{
	struct xpt_device **order = calloc(host->device_count + 1, sizeof(*order));
	size_t count = 0;

	if (!order)
		host->out_of_memory = true;
	for (size_t i = 0; order && i < host->device_count; i++)
		if (host->devices[i].modalias.state == XPT_FACT_KNOWN)
			order[count++] = &host->devices[i];
	if (count)
		qsort(order, count, sizeof(*order), compare_modaliases);
	*ret_count = count;
	return order;
}

/* What devices are bound to is loaded: a capture that knows less has not been asked for the list. */
static bool names_all_bound(const struct xpt_host *host)
{
	for (size_t i = 0; i < host->device_count; i++)
		if (host->devices[i].driver.state == XPT_FACT_KNOWN &&
				xpt__model_lacks_driver(host, host->devices[i].driver.value))
			return false;
	return true;
}

void xpt__pci_read_driver_names(struct source *source, struct xpt_host *host)
{
	auto_names struct names names = { 0 };
	struct fact_text why;

	if (!xpt__probe_list(source, host, PATH_DRIVERS, &names, &why))
		return;
	for (size_t i = 0; i < names.count; i++)
		xpt__read_note_text(host, &host->pci_drivers,
				xpt__arena_copy(host->arena, names.items[i],
						strlen(names.items[i])));
	if (!names_all_bound(host))
		host->pci_drivers = (struct texts){ 0 };
}

void xpt__pci_read_matching_drivers(struct source *source, struct xpt_host *host)
{
	__attribute__((cleanup(aliases_clear))) struct aliases aliases = { 0 };
	auto_free struct xpt_device **order = NULL;
	struct fact_text why;
	size_t count;

	if (!read_aliases(source, host, &aliases, &why)) {
		for (size_t i = 0; i < host->device_count; i++)
			host->devices[i].matching_drivers = (struct texts){
				.state = XPT_FACT_UNREADABLE,
				.reason = why.reason ? why.reason :
						       "dom0's list of modules is missing"
			};
		return;
	}
	order = by_modalias(host, &count);
	for (size_t i = 0; order && i < count && !host->out_of_memory; i++)
		order[i]->matching_drivers = i && !compare_modaliases(&order[i - 1], &order[i]) ?
				order[i - 1]->matching_drivers :
				matching_drivers(host, &aliases,
						xpt__span_of(order[i]->modalias.value));
}
