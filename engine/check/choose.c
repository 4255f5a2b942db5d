/* SPDX-License-Identifier: GPL-2.0-or-later */
/* "Any free one" of several devices: which suits a domain best. */
#include <string.h>

#include "../base/bdf.h"
#include "../base/error.h"
#include "../base/options.h"
#include "../model/numa.h"
#include "check.h"

#define NAMED_DEVICES 16
#define NODE_UNKNOWN 1 /* farther than the domain's own nodes, nearer than any other */

/* What "any:" takes, as lspci -d; negative: all. */
struct filter {
	long long vendor, device, class_code;
};

struct free_device {
	const struct xpt_device *device;
	enum xpt_verdict verdict;
	long long distance;
	size_t load; /* VFs of the same PF that guests have */
};

struct choice {
	const struct xpt_host *host;
	const struct xpt_request *request;
	const struct xpt_domain *domain; /* NULL: any */
	const char *word;
	struct arena *arena;
	const struct xpt_device **all; /* that the word means */
	size_t count;
	struct free_device *free;
	struct xpt_bdf *addresses; /* of these */
	size_t free_count, judged;
};

/* The word */

static bool read_number(struct span field, long long *ret_number)
{
	uint64_t number = 0;

	*ret_number = -1;
	if (!field.length || (field.length == 1 && *field.at == '*'))
		return true;
	if (field.length > 4 || !xpt__span_number(field, 16, &number))
		return false;
	*ret_number = (long long)number;
	return true;
}

/* "8086:10ca", "8086:", "::0200" */
static bool read_filter(const char *text, struct filter *ret_filter)
{
	struct filter filter = { -1, -1, -1 };
	long long *numbers[] = { &filter.vendor, &filter.device, &filter.class_code };
	size_t count = 0;

	for (;; text++) {
		size_t length = strcspn(text, ":");

		if (count == 3 || !read_number((struct span){ text, length }, numbers[count++]))
			return false;
		text += length;
		if (!*text)
			break;
	}
	*ret_filter = filter;
	return count > 1 && (filter.vendor >= 0 || filter.device >= 0 || filter.class_code >= 0);
}

static bool fits(struct fact_int fact, long long wanted)
{
	return wanted < 0 || fact_is(fact, wanted);
}

/* What keeps one from knowing whether @device fits; NULL: it is known. */
static const struct fact_int *doubt_of(const struct xpt_device *device, const struct filter *filter)
{
	const struct {
		const struct fact_int *fact;
		long long wanted;
	} numbers[] = { { &device->vendor_id, filter->vendor },
		{ &device->device_id, filter->device },
		{ &device->class_code, filter->class_code } };
	const struct fact_int *doubt = NULL;

	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
		if (fits(*numbers[i].fact, numbers[i].wanted))
			continue;
		if (numbers[i].fact->state == XPT_FACT_KNOWN)
			return NULL;
		doubt = numbers[i].fact;
	}
	return xpt__check_is_bridge(device) ? NULL : doubt;
}

static int none_fits(const struct choice *choice, const struct filter *filter,
		struct xpt_error **ret_error)
{
	for (size_t i = 0; i < choice->host->device_count; i++) {
		const struct xpt_device *device = &choice->host->devices[i];
		const struct fact_int *doubt = doubt_of(device, filter);

		if (doubt)
			return xpt__error_set(ret_error, XPT_UNREADABLE,
					"it is not known whether %s is %s: %s", device->address,
					choice->word,
					doubt->reason ? doubt->reason :
							"the host does not report it");
	}
	return xpt__error_set(ret_error, XPT_NOT_FOUND,
			"no PCI device of this host is %s; list the devices with: xpt list",
			choice->word);
}

static int find_any(struct choice *choice, const char *text, struct xpt_error **ret_error)
{
	struct filter filter;

	if (!read_filter(text, &filter))
		return xpt__error_set(ret_error, XPT_INVALID,
				"%s names no devices: any:8086:10ca means those with this vendor and "
				"device, any:::0200 those of a class, as lspci -d takes them",
				choice->word);
	for (size_t i = 0; i < choice->host->device_count; i++) {
		const struct xpt_device *device = &choice->host->devices[i];

		if (fits(device->vendor_id, filter.vendor) &&
				fits(device->device_id, filter.device) &&
				fits(device->class_code, filter.class_code) &&
				!xpt__check_is_bridge(device))
			choice->all[choice->count++] = device;
	}
	return choice->count ? 0 : none_fits(choice, &filter, ret_error);
}

static int find_vfs(struct choice *choice, const char *text, struct xpt_error **ret_error)
{
	auto_free struct xpt_bdf *found = NULL;
	const struct xpt_device *pf;
	size_t count;
	int rc = xpt_host_match(choice->host, text, &found, &count, ret_error);

	if (!rc && count > 1)
		rc = xpt__error_set(ret_error, XPT_INVALID,
				"%s means %zu devices; name one physical function", text, count);
	rc = rc ? rc : xpt_host_find_device(choice->host, found[0], &pf, ret_error);
	if (rc)
		return rc;
	for (size_t i = 0; i < pf->virtual_functions.count; i++)
		choice->all[choice->count++] =
				xpt__model_device(choice->host, pf->virtual_functions.items[i]);
	if (choice->count)
		return 0;
	if (pf->vf_total.state == XPT_FACT_UNREADABLE)
		return xpt__error_set(ret_error, XPT_UNREADABLE,
				"it is not known whether %s has virtual functions: %s", pf->address,
				pf->vf_total.reason);
	if (pf->vf_total.state != XPT_FACT_KNOWN)
		return xpt__error_set(ret_error, XPT_NOT_FOUND,
				"%s has no virtual functions: it is not an SR-IOV device",
				pf->address);
	return xpt__error_set(ret_error, XPT_NOT_FOUND,
			"%s has no VFs now; make some with: xpt vf create %s COUNT --reserve",
			pf->address, pf->address);
}

static int find_all(struct choice *choice, struct xpt_error **ret_error)
{
	if (!strncmp(choice->word, "vf:", 3))
		return find_vfs(choice, choice->word + 3, ret_error);
	if (!strncmp(choice->word, "any:", 4))
		return find_any(choice, choice->word + 4, ret_error);
	return xpt__error_set(ret_error, XPT_INVALID, "%s begins with neither \"vf:\" nor \"any:\"",
			choice->word);
}

/* Who is free */

static bool is_named(const struct choice *choice, const struct xpt_device *device)
{
	for (size_t i = 0; i < choice->request->device_count; i++)
		if (xpt__bdf_equal(choice->request->devices[i], device->bdf))
			return true;
	return false;
}

static const char *claim_of(
		const struct choice *choice, const struct xpt_device *device, char buffer[16])
{
	const struct fact_int *claim = &device->claim_domid;

	if (claim->state != XPT_FACT_KNOWN)
		claim = &device->store_domid;
	return claim->state == XPT_FACT_KNOWN ?
			xpt__model_domain_name(choice->host, (unsigned int)claim->value, buffer) :
			NULL;
}

/* What keeps it from being given away: "web has it". "": nothing does. NULL: memory is out. */
static const char *who_has(const struct choice *choice, const struct xpt_device *device)
{
	char buffer[16];
	const char *claim = claim_of(choice, device, buffer);

	if (is_named(choice, device))
		return "named already";
	if (device->state == DEVICE_ATTACHED && device->owner.kind == OWNER_DOMAIN)
		return xpt__arena_text(choice->arena, "%s has it",
				xpt__model_domain_name(choice->host, device->owner.domid, buffer));
	if (claim)
		return xpt__arena_text(choice->arena, "xenstore says that %s has it", claim);
	if (device->state == DEVICE_RESERVED || device->state == DEVICE_UNBOUND)
		return "";
	if (device->state == DEVICE_DOM0)
		return xpt__arena_text(choice->arena, "dom0's driver %s uses it",
				device->driver.state == XPT_FACT_KNOWN ? device->driver.value :
									 "a driver");
	return device->state == DEVICE_HIDDEN ?
			"Xen keeps it" :
			xpt__arena_text(choice->arena, "not known: %s",
					device->owner.reason ? device->owner.reason :
							       "Xen does not report it");
}

static int none_free(const struct choice *choice, struct xpt_error **ret_error)
{
	const char *list = "";

	for (size_t i = 0; list && i < choice->count && i < NAMED_DEVICES; i++) {
		const char *who = who_has(choice, choice->all[i]);

		list = who ? xpt__arena_text(choice->arena, "%s%s%s (%s)", list, i ? ", " : "",
					     choice->all[i]->address, who) :
			     NULL;
	}
	if (!list)
		return xpt__error_no_memory(ret_error);
	return xpt__error_set(ret_error, XPT_REFUSED, "none of %s is free: %s%s", choice->word,
			list, choice->count > NAMED_DEVICES ? ", …" : "");
}

/* Which is best */

static long long distance_between(const struct xpt_host *host, unsigned int from, long long to)
{
	const struct xpt_node *node = xpt__model_node(host, from);

	for (size_t i = 0; node && i < host->numa->node_count && i < node->distances.count; i++)
		if (host->numa->nodes[i].id == to && node->distances.items[i] >= 0)
			return node->distances.items[i];
	return 0xff; /* of the firmware's table: not reachable */
}

/* From the nodes that the domain takes its memory from. */
static long long distance_of(const struct choice *choice, const struct xpt_device *device)
{
	const struct fact_bitmap *nodes = choice->domain ? &choice->domain->node_affinity : NULL;
	long long nearest = 0xff;

	if (!nodes || nodes->state != XPT_FACT_KNOWN || !choice->host->numa)
		return 0;
	if (device->node.state != XPT_FACT_KNOWN || device->node.value < 0 ||
			device->node.value >= BITMAP_BITS)
		return NODE_UNKNOWN;
	if (xpt__bitmap_has(nodes->value, (unsigned int)device->node.value))
		return 0;
	for (unsigned int i = 0; i < NODES_MAX; i++) {
		long long distance = xpt__bitmap_has(nodes->value, i) ?
				distance_between(choice->host, i, device->node.value) :
				nearest;

		nearest = distance < nearest ? distance : nearest;
	}
	return nearest;
}

static size_t load_of(const struct choice *choice, const struct xpt_device *device)
{
	const struct xpt_device *pf = NULL;
	struct xpt_bdf at;
	size_t load = 0;

	if (device->physical_function.state == XPT_FACT_KNOWN &&
			xpt__bdf_read(xpt__span_of(device->physical_function.value), &at))
		pf = xpt__model_device(choice->host, at);
	for (size_t i = 0; pf && i < pf->virtual_functions.count; i++)
		load += xpt__check_is_guests(
				xpt__model_device(choice->host, pf->virtual_functions.items[i]));
	return load;
}

static int note_verdict(void *data, struct xpt_bdf device, const struct xpt_judged *judged)
{
	struct choice *choice = data;

	(void)device; /* they come in order */
	choice->free[choice->judged++].verdict = xpt_report_verdict(xpt_judged_report(judged));
	return 0;
}

static int judge_free(struct choice *choice, struct xpt_error **ret_error)
{
	struct xpt_request request = *choice->request;

	for (size_t i = 0; i < choice->count; i++) {
		const struct xpt_device *device = choice->all[i];
		const char *who = who_has(choice, device);

		if (!who)
			return xpt__error_no_memory(ret_error);
		if (*who)
			continue;
		choice->addresses[choice->free_count] = device->bdf;
		choice->free[choice->free_count++] = (struct free_device){ .device = device,
			.distance = distance_of(choice, device),
			.load = load_of(choice, device) };
	}
	if (!choice->free_count)
		return none_free(choice, ret_error);
	request.devices = choice->addresses;
	request.device_count = choice->free_count;
	request.slot = XPT_SLOT_ANY;
	return xpt_check_each(choice->host, &request, note_verdict, choice, ret_error);
}

static bool is_better(const struct free_device *one, const struct free_device *other)
{
	if (one->verdict != other->verdict)
		return one->verdict < other->verdict;
	if (one->distance != other->distance)
		return one->distance < other->distance;
	if (one->load != other->load)
		return one->load < other->load;
	return one->device->state == DEVICE_RESERVED && other->device->state != DEVICE_RESERVED;
}

static const struct free_device *best_of(const struct choice *choice)
{
	const struct free_device *best = &choice->free[0];

	for (size_t i = 1; i < choice->free_count; i++)
		if (is_better(&choice->free[i], best))
			best = &choice->free[i];
	return best;
}

static int choose(struct choice *choice, struct xpt_bdf *ret_device, size_t *ret_free,
		struct xpt_error **ret_error)
{
	int rc = 0;

	choice->all = xpt__arena_array(choice->arena, choice->host->device_count + 1,
			sizeof(const struct xpt_device *));
	choice->free = xpt__arena_array(
			choice->arena, choice->host->device_count + 1, sizeof(*choice->free));
	choice->addresses = xpt__arena_array(
			choice->arena, choice->host->device_count + 1, sizeof(*choice->addresses));
	if (!choice->all || !choice->free || !choice->addresses)
		return xpt__error_no_memory(ret_error);
	if (choice->request->domain)
		rc = xpt_host_find_domain(
				choice->host, choice->request->domain, &choice->domain, ret_error);
	rc = rc ? rc : find_all(choice, ret_error);
	rc = rc ? rc : judge_free(choice, ret_error);
	if (rc)
		return rc;
	*ret_device = best_of(choice)->device->bdf;
	*ret_free = choice->free_count;
	return 0;
}

int xpt_choose_device(const struct xpt_host *host, const char *word,
		const struct xpt_request *request, struct xpt_bdf *ret_device, size_t *ret_free,
		struct xpt_error **ret_error)
{
	auto_of(arena) struct arena *arena = xpt__arena_new();
	struct xpt_request known;
	struct choice choice = { .host = host, .request = &known, .word = word, .arena = arena };

	if (!request || !xpt__options_take(request, &known, sizeof(known)))
		return xpt__error_set(ret_error, XPT_INVALID,
				"the request uses options that this libxpt does not know");
	return arena ? choose(&choice, ret_device, ret_free, ret_error) :
		       xpt__error_no_memory(ret_error);
}
