/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Findings about a configuration. */
#include <string.h>

#include "../base/error.h"
#include "../base/bdf.h"
#include "../config/xl_config.h"
#include "check.h"
#include "config.h"

#define BOUNDARY_MIB 2048ULL /* rdm_mem_boundary= */

#define MIB (1ULL << 20)

const char *xpt__config_place(const struct config_check *run, const struct config_value *value)
{
	/* what is missing stands on no line */
	return value->line ?
			xpt__arena_text(run->arena, "%s line %lu", run->config->name, value->line) :
			run->config->name;
}

int xpt__config_add_as(struct config_check *run, const struct cause *cause,
		enum xpt_verdict verdict, const struct config_value *value,
		const struct placeholder *placeholders)
{
	struct xpt_finding *finding = placeholders[0].value ?
			xpt__report_add_as(run->report, cause, verdict, placeholders) :
			NULL;

	if (finding && !value->line)
		return 0;
	return finding ? xpt__finding_evidence(finding, run->config->name, value->line, "%s",
					 value->text ? value->text : "[ ... ]") :
			 XPT_NO_MEMORY;
}

int xpt__config_add(struct config_check *run, const struct cause *cause,
		const struct config_value *value, const char *reason)
{
	if (!reason)
		return XPT_NO_MEMORY;
	return xpt__config_add_as(run, cause, cause->verdict, value,
			PLACEHOLDERS({ "place", xpt__config_place(run, value) },
					{ "reason", reason }));
}

const char *xpt__config_text(const struct config_check *run, const char *key)
{
	const struct config_value *value = xpt__config_find(run->config, key);

	return value ? value->text : NULL;
}

const char *xpt__config_type(const struct xpt_config *config)
{
	const struct config_value *type = xpt__config_find(config, "type");
	const struct config_value *builder = xpt__config_find(config, "builder");

	if (type)
		return type->text && (!strcmp(type->text, "hvm") || !strcmp(type->text, "pvh")) ?
				type->text :
				"pv";
	return builder && builder->text && !strcmp(builder->text, "hvm") ? "hvm" : "pv";
}

/* The lowest of its regions that lies in the guest's memory below @boundary_mib, or NULL. */
static const struct region *lowest_in_memory(const struct config_check *run,
		const struct config_device *device, uint64_t memory_mib, uint64_t boundary_mib)
{
	const struct region *lowest = NULL;

	for (size_t i = 0; i < run->host->region_count; i++) {
		const struct region *region = &run->host->regions[i];

		if (xpt__bdfs_have(&region->devices, device->bdf) &&
				region->start / MIB < boundary_mib &&
				region->start / MIB < memory_mib &&
				(!lowest || region->start < lowest->start))
			lowest = region;
	}
	return lowest;
}

/* The hole for a region can be made above the boundary only; below, memory is in the way. */
int xpt__check_config_regions(struct config_check *run, const struct config_device *device)
{
	uint64_t boundary = BOUNDARY_MIB, memory = 0, start;
	const struct region *region;

	xpt__config_number(run->config, "rdm_mem_boundary", &boundary);
	if (strcmp(run->type, "hvm") || device->relaxed ||
			!xpt__config_number(run->config, "memory", &memory))
		return 0;
	region = lowest_in_memory(run, device, memory, boundary);
	if (!region)
		return 0;
	start = region->start / MIB;
	if (!run->advice.boundary_mib || start < run->advice.boundary_mib)
		run->advice.boundary_mib = start;
	return xpt__config_add(run, &xpt__cause_config_refused, device->value,
			xpt__arena_text(run->arena,
					"its reserved memory %s lies in the guest's memory: "
					"set rdm_mem_boundary=%llu or less, or rdm_policy=relaxed",
					region->text, (unsigned long long)start));
}
