/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Is the host ready for passthrough? One finding for each prerequisite. */
#include "check.h"

#include <string.h>

#include "../base/error.h"
#include "../base/text.h"

#define RING_SMALL_BYTES (64 * 1024) /* a busy host's boot lines and list of owners fit in this */

struct prerequisites {
	const struct xpt_host *host;
	struct arena *arena;
	struct xpt_report *report;
};

static int add(struct prerequisites *run, const struct cause *cause,
		const struct placeholder *placeholders)
{
	return xpt__report_add(run->report, cause, placeholders) ? 0 : XPT_NO_MEMORY;
}

static int add_unknown(struct prerequisites *run, const char *something, const char *reason)
{
	return xpt__check_unreadable(run->host, run->report, something, reason);
}

/* The word that the fact's console line starts with proves it where the snapshot kept the console. */
static int console_evidence(
		struct prerequisites *run, struct xpt_finding *finding, const char *words)
{
	struct span rest = xpt__span_of(run->host->console), line;

	for (unsigned long number = 1; finding && xpt__span_next_line(&rest, &line); number++) {
		const char *at = memmem(line.at, line.length, words, strlen(words));

		if (at && xpt__span_starts(line, "(XEN) "))
			return xpt__finding_evidence(finding, "xen/console", number, "%.*s",
					(int)(line.length < 400 ? line.length : 400), line.at);
	}
	return finding ? 0 : XPT_NO_MEMORY;
}

static int ask_iommu(struct prerequisites *run)
{
	const struct xpt_host *host = run->host;

	if (fact_is(host->iommu, 0))
		return xpt__check_iommu_off(host, run->arena, run->report);
	if (host->iommu.state != XPT_FACT_KNOWN)
		return add_unknown(run, "whether the IOMMU is on", host->iommu.reason);
	return console_evidence(run,
			xpt__report_add(run->report, &xpt__cause_iommu_on,
					PLACEHOLDERS({ "kind",
							host->iommu_kind.state == XPT_FACT_KNOWN ?
									host->iommu_kind.value :
									"its kind is not known" })),
			"I/O virtualisation enabled");
}

static int ask_switch(struct prerequisites *run, const struct fact_int *fact,
		const struct cause *on, const struct cause *off, const char *what,
		const char *words)
{
	if (fact->state == XPT_FACT_ABSENT)
		return 0; /* no IOMMU, or not a matter of this vendor */
	if (fact->state != XPT_FACT_KNOWN)
		return add_unknown(run, what, fact->reason);
	return console_evidence(
			run, xpt__report_add(run->report, fact->value ? on : off, NULL), words);
}

static int ask_remapping(struct prerequisites *run)
{
	return ask_switch(run, &run->host->interrupt_remapping, &xpt__cause_interrupt_remapping_on,
			&xpt__cause_interrupt_remapping_off, "whether interrupt remapping is on",
			fact_true(run->host->interrupt_remapping) ? "emapping enabled" :
								    "emapping");
}

static int ask_invalidation(struct prerequisites *run)
{
	return ask_switch(run, &run->host->queued_invalidation, &xpt__cause_queued_invalidation_on,
			&xpt__cause_queued_invalidation_off, "whether queued invalidation is on",
			"Queued Invalidation");
}

static int ask_pciback(struct prerequisites *run)
{
	const struct xpt_host *host = run->host;

	if (fact_is(host->pciback, 0))
		return xpt__check_pciback_missing(host, run->report);
	/* where the driver runs all the same, the next boot may be without it */
	if (host->pciback_error.state == XPT_FACT_KNOWN)
		return xpt__check_hide(host, XPT_RISK, run->report);
	if (host->pciback.state != XPT_FACT_KNOWN)
		return add_unknown(run, "whether dom0 has xen-pciback", host->pciback.reason);
	return add(run, &xpt__cause_pciback_ready, NULL);
}

static int ask_store(struct prerequisites *run)
{
	const struct fact_int *store = &run->host->store;

	if (xpt__check_store_unasked(run->host))
		return add_unknown(run, "whether xenstore answers", store->reason);
	return fact_true(*store) ? add(run, &xpt__cause_xenstore_answers, NULL) :
				   add(run, &xpt__cause_xenstore_silent,
						   PLACEHOLDERS({ "reason", store->reason }));
}

static int ask_ownership(struct prerequisites *run)
{
	const struct fact_int *ownership = &run->host->ownership;

	return fact_true(*ownership) ? add(run, &xpt__cause_ownership_readable, NULL) :
				       add_unknown(run, "who owns which device", ownership->reason);
}

static int ask_ring(struct prerequisites *run)
{
	const struct fact_int *bytes = &run->host->console_size_bytes;
	const char *size;

	if (bytes->state != XPT_FACT_KNOWN)
		return add_unknown(run, "the size of Xen's console ring", bytes->reason);
	size = xpt__arena_text(run->arena, "%lld KiB", bytes->value / 1024);
	return add(run,
			bytes->value < RING_SMALL_BYTES ? &xpt__cause_console_ring_small :
							  &xpt__cause_console_ring_ready,
			PLACEHOLDERS({ "size", size }));
}

static int ask_sriov(struct prerequisites *run)
{
	const struct fact_int *devices = &run->host->sriov_devices;

	if (devices->state != XPT_FACT_KNOWN)
		return add_unknown(run, "how many devices have SR-IOV", devices->reason);
	return add(run, &xpt__cause_sriov_capable,
			PLACEHOLDERS({ "count",
					xpt__arena_text(run->arena, "%lld", devices->value) }));
}

/* Options that weaken passthrough; @value NULL: the option itself. */
static const struct dangerous {
	bool dom0; /* on dom0's command line, not Xen's */
	const char *option, *value, *effect;
} dangerous_options[] = {
	{ false, "iommu", "no", "Xen leaves the IOMMU off" },
	{ false, "iommu", "off", "Xen leaves the IOMMU off" },
	{ false, "iommu", "0", "Xen leaves the IOMMU off" },
	{ false, "iommu", "no-intremap", "guests with devices can forge interrupts" },
	{ false, "iommu", "no-qinval", "interrupt remapping cannot work" },
	{ false, "iommu", "no-quarantine",
			"a device that left a guest may go on writing to dom0's "
			"memory" },
	{ false, "iommu", "no-igfx",
			"the integrated GPU is not confined and cannot be given away" },
	{ false, "iommu", "no-amd-iommu-perdev-intremap", "all devices share one interrupt table" },
	{ false, "iommu", "dom0-passthrough", "dom0's devices reach all memory" },
	{ false, "dom0-iommu", "passthrough", "dom0's devices reach all memory" },
	{ false, "dom0-iommu", "none", "dom0's devices reach all memory" },
	{ false, "msi", "0", "devices work with old interrupt lines only" },
	{ false, "msi", "no", "devices work with old interrupt lines only" },
	{ false, "ats", "1", "a device with its own TLB can get around the IOMMU's checks" },
	{ true, "pci", "nomsi", "pciback cannot set up MSI and MSI-X for guests" },
	{ true, "xen-pciback.permissive", NULL,
			"every guest may write all of its devices' "
			"configuration space" },
	{ true, "xen_pciback.permissive", NULL,
			"every guest may write all of its devices' "
			"configuration space" },
};

static int report_dangerous(
		struct prerequisites *run, const struct dangerous *option, const char *found)
{
	struct xpt_finding *finding = xpt__report_add(run->report, &xpt__cause_dangerous_option,
			PLACEHOLDERS({ "option", found }, { "effect", option->effect },
					{ "kernel", option->dom0 ? "dom0's kernel" : "Xen" }));

	if (!finding)
		return XPT_NO_MEMORY;
	return xpt__finding_evidence(finding,
			option->dom0 ? "dom0 command line" : "Xen command line", 0, "%.400s",
			option->dom0 ? run->host->kernel_command_line.value :
				       run->host->xen_command_line.value);
}

static int ask_options(struct prerequisites *run)
{
	const struct xpt_host *host = run->host;
	bool found_any = false;

	if (host->xen_command_line.state != XPT_FACT_KNOWN)
		return add_unknown(run, "Xen's command line", host->xen_command_line.reason);
	if (host->kernel_command_line.state != XPT_FACT_KNOWN)
		return add_unknown(run, "dom0's command line", host->kernel_command_line.reason);
	for (size_t i = 0; i < sizeof(dangerous_options) / sizeof(*dangerous_options); i++) {
		const struct dangerous *option = &dangerous_options[i];
		const struct fact_text *line =
				option->dom0 ? &host->kernel_command_line : &host->xen_command_line;
		const char *found = option->value ?
				xpt__check_suboption(
						run->arena, line, option->option, option->value) :
				xpt__check_option(run->arena, line, option->option);

		if (!found)
			continue;
		found_any = true;
		if (report_dangerous(run, option, found))
			return XPT_NO_MEMORY;
	}
	return found_any ? 0 : add(run, &xpt__cause_options_safe, NULL);
}

static int ask_unfinished(struct prerequisites *run)
{
	int rc = 0;

	for (size_t i = 0; i < run->host->unfinished_count && !rc; i++)
		if (!run->host->unfinished[i].holder)
			rc = xpt__check_unfinished_operation(
					&run->host->unfinished[i], NULL, NULL, run->report);
	return rc;
}

int xpt_host_check(const struct xpt_host *host, struct xpt_report **ret_report,
		struct xpt_error **ret_error)
{
	static int (*const questions[])(struct prerequisites *) = { ask_iommu, ask_remapping,
		ask_invalidation, ask_pciback, ask_store, ask_ownership, ask_ring, ask_options,
		ask_sriov, ask_unfinished };
	struct prerequisites run = { host, xpt__arena_new(), xpt__report_new() };
	int rc = run.arena && run.report ? 0 : XPT_NO_MEMORY;

	for (size_t i = 0; i < sizeof(questions) / sizeof(*questions) && !rc; i++)
		rc = questions[i](&run);
	xpt__arena_free(run.arena);
	if (rc) {
		xpt_report_free(run.report);
		return xpt__error_no_memory(ret_error);
	}
	*ret_report = run.report;
	return 0;
}
