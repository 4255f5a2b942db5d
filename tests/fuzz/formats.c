/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The texts that Xen's answers and our journals become. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../engine/base/bdf.h"
#include "../../engine/base/vf_words.h"
#include "../../engine/formats/attachment.h"
#include "../../engine/formats/claims.h"
#include "../../engine/formats/cpus.h"
#include "../../engine/formats/device_model.h"
#include "../../engine/formats/domains.h"
#include "../../engine/formats/memory.h"
#include "../../engine/formats/memory_map.h"
#include "../../engine/formats/dm_usb.h"
#include "../../engine/formats/mxgpu.h"
#include "../../engine/formats/nodes.h"
#include "../../engine/formats/nvme_secondary.h"
#include "../../engine/formats/owners.h"
#include "../../engine/formats/physinfo.h"
#include "../../engine/formats/pools.h"
#include "../../engine/formats/regions.h"
#include "../../engine/formats/resource.h"
#include "../../engine/formats/sanity.h"
#include "../../engine/formats/taint.h"
#include "../../engine/formats/topology.h"
#include "../../engine/formats/uevent.h"
#include "../../engine/formats/unfinished.h"
#include "../../engine/formats/vcpus.h"
#include "../../engine/formats/vf_settings.h"
#include "../../engine/formats/xen_version.h"
#include "../../engine/source/source.h"
#include "fuzz.h"

/* What is read of an answer is read the same after it was written. */
static void fuzz_owner(struct xpt_bdf bdf, const struct ownership *ownership)
{
	struct blob page = { 0 };
	FILE *to = open_memstream(&page.bytes, &page.length);
	struct ownership again;

	if (!to)
		return;
	xpt__owners_write(to, bdf, ownership);
	fclose(to);
	again = xpt__owners_find(blob_span(&page), bdf);
	if (again.by != ownership->by || again.domid != ownership->domid)
		abort();
	blob_clear(&page);
}

static void fuzz_domain(const struct domain_line *domain)
{
	struct blob page = { 0 };
	FILE *to = open_memstream(&page.bytes, &page.length);
	struct domain_line again;

	if (!to)
		return;
	xpt__domains_write(to, domain);
	fclose(to);
	if (xpt__domains_find(blob_span(&page), domain->id, &again) != FOUND_ONE ||
			again.uuid.state != domain->uuid.state ||
			again.pool.state != domain->pool.state ||
			again.pool.value != domain->pool.value)
		abort();
	blob_clear(&page);
}

static void fuzz_vcpu(const struct vcpu_line *vcpu)
{
	struct blob page = { 0 };
	FILE *to = open_memstream(&page.bytes, &page.length);
	struct vcpu_line again;

	if (!to)
		return;
	xpt__vcpus_write(to, vcpu);
	fclose(to);
	if (xpt__vcpus_find(blob_span(&page), vcpu->id, &again) != FOUND_ONE ||
			again.hard.state != vcpu->hard.state ||
			!xpt__bitmap_equal(&again.hard.value, &vcpu->hard.value))
		abort();
	blob_clear(&page);
}

static void fuzz_cpu(const struct cpu_line *cpu)
{
	struct blob page = { 0 };
	FILE *to = open_memstream(&page.bytes, &page.length);
	struct cpu_line again;
	struct span rest;

	if (!to)
		return;
	xpt__cpus_write(to, cpu);
	fclose(to);
	rest = blob_span(&page);
	if (!xpt__cpus_next(&rest, &again) || again.id != cpu->id ||
			again.node.state != cpu->node.state || again.node.value != cpu->node.value)
		abort();
	blob_clear(&page);
}

static void fuzz_node(const struct node_line *node)
{
	struct blob page = { 0 };
	FILE *to = open_memstream(&page.bytes, &page.length);
	struct node_line again;
	struct span rest;

	if (!to)
		return;
	xpt__nodes_write(to, node);
	fclose(to);
	rest = blob_span(&page);
	if (!xpt__nodes_next(&rest, &again) || again.id != node->id ||
			again.distances_state != node->distances_state ||
			again.distance_count != node->distance_count ||
			again.free_kib.value != node->free_kib.value)
		abort();
	blob_clear(&page);
}

static void fuzz_pool(const struct pool_line *pool)
{
	struct blob page = { 0 };
	FILE *to = open_memstream(&page.bytes, &page.length);
	struct pool_line again;

	if (!to)
		return;
	xpt__pools_write(to, pool);
	fclose(to);
	if (xpt__pools_find(blob_span(&page), pool->id, &again) != FOUND_ONE ||
			again.cpus.state != pool->cpus.state ||
			!xpt__bitmap_equal(&again.cpus.value, &pool->cpus.value))
		abort();
	blob_clear(&page);
}

static void fuzz_memory(const struct memory_line *memory)
{
	struct blob page = { 0 };
	FILE *to = open_memstream(&page.bytes, &page.length);
	struct memory_line again;
	struct span rest;

	if (!to)
		return;
	xpt__memory_write(to, memory);
	fclose(to);
	rest = blob_span(&page);
	if (!xpt__memory_next(&rest, &again) || again.id != memory->id)
		abort();
	for (size_t i = 0; i < NODES_LIMIT; i++)
		if (again.node_kib[i].value != memory->node_kib[i].value)
			abort();
	blob_clear(&page);
}

static void fuzz_topology(const char *text)
{
	struct span rest = xpt__span_of(text);
	struct xpt_bdf bdf;
	struct fact_int node;

	while (xpt__topology_next(&rest, &bdf, &node))
		if (node.state == XPT_FACT_KNOWN && node.value >= (long long)NODES_LIMIT)
			abort();
}

static void fuzz_places(const char *text)
{
	struct span rest = xpt__span_of(text);
	struct cpu_line cpu;
	struct node_line node;
	struct pool_line pool;
	struct memory_line memory;

	while (xpt__cpus_next(&rest, &cpu))
		fuzz_cpu(&cpu);
	rest = xpt__span_of(text);
	while (xpt__nodes_next(&rest, &node))
		fuzz_node(&node);
	rest = xpt__span_of(text);
	while (xpt__pools_next(&rest, &pool))
		fuzz_pool(&pool);
	(void)xpt__pools_free(xpt__span_of(text));
	rest = xpt__span_of(text);
	while (xpt__memory_next(&rest, &memory))
		fuzz_memory(&memory);
	fuzz_topology(text);
}

static void fuzz_claims(const char *text)
{
	char name[CLAIM_NAME_TEXT];
	struct xpt_bdf bdf, again;

	(void)xpt__claim_domid(xpt__span_of(text));
	(void)xpt__claim_driver(xpt__span_of(text));
	if (xpt__claim_name_read(xpt__span_of(text), &bdf) &&
			(!xpt__claim_name_read(xpt__span_of(xpt__claim_name(bdf, name)), &again) ||
					!xpt__bdf_equal(bdf, again)))
		abort();
}

static void fuzz_touch(const struct touch *touch)
{
	char *head = xpt__unfinished_head("boot", 1, touch, 1, "title", "{}");
	struct unfinished again;
	struct touch read;
	bool damaged;

	if (!head)
		return;
	if (!xpt__unfinished_read(xpt__span_of(head), &again) || !again.intact ||
			!xpt__touch_next(&again.touches, &read, &damaged) ||
			read.kind != touch->kind || read.domid != touch->domid ||
			!xpt__bdf_equal(read.bdf, touch->bdf))
		abort();
	free(head);
}

static void fuzz_unfinished(const char *text)
{
	struct unfinished unfinished;
	struct touch touch;
	bool damaged;
	size_t step;
	enum unfinished_event event;

	if (!xpt__unfinished_read(xpt__span_of(text), &unfinished))
		return;
	while (xpt__touch_next(&unfinished.touches, &touch, &damaged))
		fuzz_touch(&touch);
	do
		event = xpt__unfinished_event(&unfinished.events, &step);
	while (event != EVENT_END && event != EVENT_DAMAGED);
}

static void fuzz_region(struct region_line region)
{
	struct blob page = { 0 };
	FILE *to = open_memstream(&page.bytes, &page.length);
	struct region_line again;
	struct xpt_bdf first;
	struct span rest;
	bool has = xpt__regions_device(&region.devices, &first);

	if (!to)
		return;
	xpt__regions_write(to, region.start, region.end, &first, has);
	fclose(to);
	rest = blob_span(&page);
	if (!xpt__regions_next(&rest, &again) || !again.whole || again.start != region.start ||
			again.end != region.end || (again.devices.length > 0) != has)
		abort();
	blob_clear(&page);
}

static void fuzz_version(const struct version_text *version)
{
	struct blob page = { 0 };
	FILE *to = open_memstream(&page.bytes, &page.length);
	struct version_text again;

	if (!to)
		return;
	xpt__xen_version_write(to, version);
	fclose(to);
	again = xpt__xen_version_read(blob_span(&page));
	if (again.xen.state != version->xen.state ||
			again.command_line.state != version->command_line.state)
		abort();
	blob_clear(&page);
}

static void fuzz_physinfo(const struct physinfo_text *physinfo)
{
	struct blob page = { 0 };
	FILE *to = open_memstream(&page.bytes, &page.length);
	struct physinfo_text again;

	if (!to)
		return;
	xpt__physinfo_write(to, physinfo);
	fclose(to);
	again = xpt__physinfo_read(blob_span(&page));
	if (again.total_kib.state != physinfo->total_kib.state ||
			again.total_kib.value != physinfo->total_kib.value ||
			again.can[CAN_HVM_DIRECTIO].state != physinfo->can[CAN_HVM_DIRECTIO].state)
		abort();
	blob_clear(&page);
}

static void fuzz_machine(const char *text)
{
	struct version_text version = xpt__xen_version_read(xpt__span_of(text));
	struct physinfo_text physinfo = xpt__physinfo_read(xpt__span_of(text));
	struct span rest = xpt__span_of(text);
	struct region_line region;
	struct map_line range;

	fuzz_version(&version);
	fuzz_physinfo(&physinfo);
	while (xpt__regions_next(&rest, &region))
		if (region.whole)
			fuzz_region(region);
	rest = xpt__span_of(text);
	while (xpt__map_next(&rest, &range))
		if (range.whole && range.end < range.start)
			abort();
}

/* What is written of settings that are to be made is what they are. */
static void fuzz_vf_settings(const char *text)
{
	auto_free char *line = NULL;
	struct vf_settings_line settings;

	(void)xpt__vf_settings_find(xpt__span_of(text), 0, &settings);
	if (!xpt__vf_words_valid(text) || asprintf(&line, "0 %s\n", text) < 0)
		return;
	if (xpt__vf_settings_find(xpt__span_of(line), 0, &settings) != FOUND_ONE ||
			!xpt__vf_settings_agree(text, &settings))
		abort();
}

static void fuzz_nvme_secondary(const char *text)
{
	struct nvme_secondary_line line;

	if (xpt__nvme_secondary_find(xpt__span_of(text), 0, &line) != FOUND_GARBLED &&
			line.online.state == XPT_FACT_KNOWN && line.online.value > 1)
		abort();
}

static void fuzz_health(const char *text)
{
	char reason[SANITY_TEXT], date[TAINT_DATE_TEXT];
	struct resource_line region;
	struct taint taint, again;
	auto_free char *written = NULL;

	(void)xpt__resource_read(xpt__span_of(text), &region);
	(void)xpt__sanity_of(xpt__span_of(text), xpt__span_of(text), 16, reason);
	if (!xpt__taint_read(xpt__span_of(text), &taint))
		return;
	(void)xpt__taint_date(&taint, date);
	written = xpt__taint_text(&taint);
	if (written &&
			(!xpt__taint_read(xpt__span_of(written), &again) ||
					again.since != taint.since || again.lanes != taint.lanes))
		abort();
}

static void fuzz_mxgpu(const char *text)
{
	struct gim_config config = xpt__gim_config_read(xpt__span_of(text));
	struct mxgpu_kind kind;

	if (config.vfs > 16 ||
			(xpt__mxgpu_kind_read(xpt__span_of(text), &kind) && kind.device > 0xffff))
		abort();
}

static void fuzz_attachment(const char *text)
{
	struct fact_int slot = xpt__attachment_slot(xpt__span_of(text));

	(void)xpt__attachment_flags(xpt__span_of(text));
	if (slot.state == XPT_FACT_KNOWN && (slot.value < 1 || slot.value > 31))
		abort();
}

/* Its texts end with NULs, and nothing stands behind the last. */
static void fuzz_uevent(const char *text)
{
	size_t length = strlen(text);
	char *message = malloc(length ? length : 1);

	if (!message)
		return;
	for (size_t i = 0; i < length; i++)
		message[i] = text[i] == '\n' ? '\0' : text[i];
	(void)xpt__uevent_of_usb((struct span){ message, length });
	free(message);
}

void fuzz_formats(const char *text)
{
	struct owners_reader owners = { .rest = xpt__span_of(text) };
	struct span rest = owners.rest;
	struct ownership ownership;
	struct domain_line domain;
	struct vcpu_line vcpu;
	struct xpt_bdf bdf;

	while (xpt__owners_next(&owners, &bdf, &ownership))
		fuzz_owner(bdf, &ownership);
	while (xpt__domains_next(&rest, &domain))
		fuzz_domain(&domain);
	rest = xpt__span_of(text);
	while (xpt__vcpus_next(&rest, &vcpu))
		fuzz_vcpu(&vcpu);
	rest = xpt__span_of(text);
	(void)xpt__vcpus_nodes(rest);
	(void)xpt__vcpus_ran(rest);
	while (xpt__model_next(&rest, &bdf))
		if (!xpt__model_has(xpt__span_of(text), bdf))
			abort();
	fuzz_places(text);
	fuzz_machine(text);
	fuzz_claims(text);
	fuzz_unfinished(text);
	fuzz_vf_settings(text);
	fuzz_nvme_secondary(text);
	fuzz_health(text);
	fuzz_mxgpu(text);
	(void)xpt__dm_usb_whole(xpt__span_of(text));
	fuzz_uevent(text);
	fuzz_attachment(text);
}
