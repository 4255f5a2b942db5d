/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Will xl create succeed? What libxl__domain_config_setdefault() and the attach of devices at
 * creation refuse, each with the line of the configuration.
 */
#include <string.h>

#include "../base/error.h"
#include "../base/bdf.h"
#include "../config/xl_config.h"
#include "check.h"
#include "config.h"

static int judge_syntax(struct config_check *run)
{
	const struct config_value at = { .text = run->config->error_at,
		.line = run->config->error_line };

	return run->config->error ?
			xpt__config_add(run, &xpt__cause_config_syntax, &at, run->config->error) :
			0;
}

/* type=, or builder= of old; without either xl makes a PV domain. */
static int judge_type(struct config_check *run)
{
	const struct config_value *type = xpt__config_find(run->config, "type");
	const struct config_value *builder = xpt__config_find(run->config, "builder");

	run->type = xpt__config_type(run->config);
	if (!type && builder && builder->text && strcmp(builder->text, "hvm") &&
			strcmp(builder->text, "generic"))
		return xpt__config_add(run, &xpt__cause_config_refused, builder,
				"builder must be hvm or generic");
	if (!type)
		return 0;
	if (!type->text ||
			(strcmp(type->text, "pv") && strcmp(type->text, "hvm") &&
					strcmp(type->text, "pvh")))
		return xpt__config_add(run, &xpt__cause_config_refused, type,
				"type must be pv, pvh or hvm");
	return 0;
}

static bool is_off(const char *mode)
{
	return !strcmp(mode, "disabled") || !strcmp(mode, "0");
}

static bool wants_passthrough(const struct config_check *run)
{
	const char *mode = xpt__config_text(run, "passthrough");

	return run->device_count || (mode && !is_off(mode));
}

static int judge_passthrough(struct config_check *run)
{
	static const char *const modes[] = { "disabled", "enabled", "sync_pt", "share_pt", "0",
		"1" };
	const struct config_value *mode = xpt__config_find(run->config, "passthrough");
	const struct config_value *pci = xpt__config_find(run->config, "pci");
	bool known = !mode;

	for (size_t i = 0; mode && mode->text && i < sizeof(modes) / sizeof(*modes); i++)
		known = known || !strcmp(mode->text, modes[i]);
	if (!known)
		return xpt__config_add(run, &xpt__cause_config_refused, mode,
				"passthrough must be disabled, enabled, sync_pt or share_pt");
	if (mode && run->device_count && is_off(mode->text))
		return xpt__config_add(run, &xpt__cause_config_refused, mode,
				"passthrough is disabled, and pci= lists devices");
	if (!strcmp(run->type, "pvh") && wants_passthrough(run))
		return xpt__config_add(run, &xpt__cause_config_refused,
				run->device_count ? pci : mode,
				"a PVH domain takes no PCI devices");
	if (mode && mode->text && !strcmp(mode->text, "share_pt") && !strcmp(run->type, "pv"))
		return xpt__config_add(run, &xpt__cause_config_refused, mode,
				"a PV domain has no page tables to share: use sync_pt");
	if (wants_passthrough(run) && fact_is(run->host->iommu, 0))
		return xpt__config_add(run, &xpt__cause_config_refused,
				run->device_count ? pci : mode, "Xen runs without an IOMMU");
	return 0;
}

/* Memory that is filled in on demand is refused wherever passthrough is on, devices or not. */
static int judge_memory(struct config_check *run)
{
	const struct config_value *most = xpt__config_find(run->config, "maxmem");
	const struct config_value *vnuma = xpt__config_find(run->config, "vnuma");
	const struct config_value *memory = xpt__config_find(run->config, "memory");
	const struct fact_int *free_kib = &run->host->free_memory_kib;
	uint64_t now = 0, later = 0;
	int rc = 0;

	if (xpt__config_number(run->config, "memory", &now) &&
			xpt__config_number(run->config, "maxmem", &later) && now < later &&
			strcmp(run->type, "pv") && wants_passthrough(run))
		rc = xpt__config_add(run, &xpt__cause_config_refused, most,
				"maxmem is larger than memory, and "
				"memory on demand does not go with passthrough");
	if (!rc && vnuma && !strcmp(run->type, "pv"))
		rc = xpt__config_add(run, &xpt__cause_config_refused, vnuma,
				"a PV domain has no virtual NUMA");
	if (!rc && memory && free_kib->state == XPT_FACT_KNOWN && now > UINT64_MAX / 1024)
		return xpt__config_add(
				run, &xpt__cause_config_refused, memory, "there is no such memory");
	if (!rc && memory && free_kib->state == XPT_FACT_KNOWN &&
			now * 1024 > (unsigned long long)free_kib->value)
		rc = xpt__config_add(run, &xpt__cause_config_doubtful, memory,
				xpt__arena_text(run->arena,
						"it asks for %llu MiB and Xen has %lld MiB free: dom0 must give some up",
						(unsigned long long)now, free_kib->value / 1024));
	return rc;
}

static int judge_name(struct config_check *run)
{
	const struct config_value *name = xpt__config_find(run->config, "name");

	if (!name || !name->text || !*name->text)
		return xpt__config_add(run, &xpt__cause_config_refused,
				name ? name : &(struct config_value){ .text = "name", .line = 0 },
				"the domain has no name");
	for (size_t i = 0; i < run->host->domain_count; i++) {
		const struct fact_text *other = &run->host->domains[i].name;

		if (fact_text_is(*other, name->text))
			return xpt__config_add(run, &xpt__cause_config_refused, name,
					xpt__arena_text(run->arena,
							"a domain with the name %s runs already",
							name->text));
	}
	return 0;
}

static int judge_boot(struct config_check *run)
{
	static const char *const keys[] = { "kernel", "bootloader", "firmware" };

	if (!strcmp(run->type, "hvm"))
		return 0;
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		if (xpt__config_find(run->config, keys[i]))
			return 0;
	return xpt__config_add(run, &xpt__cause_config_refused,
			&(struct config_value){ .text = "kernel" },
			"neither kernel nor bootloader is set, and the domain is not HVM");
}

/* Since 4.15 xl drops an rdm= line that holds a valid policy (xlu_rdm_parse() returns an error). */
static int judge_rdm(struct config_check *run)
{
	const struct config_value *rdm = xpt__config_find(run->config, "rdm");

	if (rdm && rdm->text && strstr(rdm->text, "policy="))
		return xpt__config_add(run, &xpt__cause_config_doubtful, rdm,
				"xl from 4.15 on ignores an rdm= "
				"line with policy= in it: set rdm_policy in the entries of pci=");
	return 0;
}

static int judge(struct config_check *run)
{
	static int (*const questions[])(struct config_check *) = { judge_type,
		xpt__check_config_devices, xpt__check_config_graphics, xpt__check_config_hole,
		judge_passthrough, judge_memory, judge_name, judge_boot, judge_rdm,
		xpt__check_config_usb };
	int rc = judge_syntax(run);

	/* what stands behind the error is not known */
	for (size_t i = 0; i < sizeof(questions) / sizeof(*questions) && !rc && !run->config->error;
			i++)
		rc = questions[i](run);
	return rc;
}

int xpt__config_judge(const struct xpt_host *host, const struct xpt_config *config,
		struct xpt_report *report, struct config_advice *ret_advice)
{
	struct config_check run = { host, config, xpt__arena_new(), report };
	int rc = run.arena ? judge(&run) : XPT_NO_MEMORY;

	xpt__arena_free(run.arena);
	*ret_advice = run.advice;
	return rc;
}

int xpt_config_check(const struct xpt_host *host, const struct xpt_config *config,
		struct xpt_report **ret_report, struct xpt_error **ret_error)
{
	struct xpt_report *report = xpt__report_new();
	struct config_advice advice;

	if (!report || xpt__config_judge(host, config, report, &advice)) {
		xpt_report_free(report);
		return xpt__error_no_memory(ret_error);
	}
	*ret_report = report;
	return 0;
}
