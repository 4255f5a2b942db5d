/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Xen, dom0's kernel and the IOMMU, as they were booted. */
#include <string.h>

#include "../../formats/physinfo.h"

#include "../../base/xen_line.h"
#include "../../formats/xen_version.h"
#include "../../source/key_text.h"
#include "../../source/paths.h"
#include "../ask.h"

static void read_version(struct source *source, struct xpt_host *host)
{
	auto_blob struct blob blob = { 0 };
	struct version_text version;
	struct fact_text why;

	if (!xpt__read_answer(source, host, PATH_XEN_VERSION, &blob, &why)) {
		host->xen_version = host->xen_capabilities = host->xen_command_line = why;
		return;
	}
	version = xpt__xen_version_read(blob_span(&blob));
	host->xen_version = xpt__fact_of_span(host, &version.xen);
	host->xen_capabilities = xpt__fact_of_span(host, &version.capabilities);
	host->xen_command_line = xpt__fact_of_span(host, &version.command_line);
}

static void read_physinfo(struct source *source, struct xpt_host *host)
{
	auto_blob struct blob blob = { 0 };
	struct physinfo_text info;
	struct fact_text why;

	if (!xpt__read_answer(source, host, PATH_XEN_PHYSINFO, &blob, &why)) {
		host->nodes = host->cpus = host->memory_kib = host->free_memory_kib =
				host->claimed_memory_kib = host->hvm = host->iommu =
						host->hap_page_tables = xpt__fact_int_why(why);
		return;
	}
	info = xpt__physinfo_read(blob_span(&blob));
	host->nodes = info.nr_nodes;
	host->cpus = info.nr_cpus;
	host->memory_kib = info.total_kib;
	host->free_memory_kib = info.free_kib;
	host->claimed_memory_kib = info.outstanding_kib;
	host->hvm = info.can[CAN_HVM];
	host->iommu = info.can[CAN_HVM_DIRECTIO];
	host->hap_page_tables = info.can[CAN_IOMMU_HAP_PT_SHARE];
}

static void read_kernel(struct source *source, struct xpt_host *host)
{
	auto_blob struct blob blob = { 0 };
	struct span rest, line, key;

	host->kernel = xpt__read_text(source, host, PATH_KERNEL_RELEASE);
	host->kernel_command_line = xpt__read_text(source, host, PATH_CMDLINE);
	if (!xpt__read_answer(source, host, PATH_CPUINFO, &blob, &host->cpu_vendor))
		return;
	host->cpu_vendor = (struct fact_text)FACT_ABSENT(NULL);
	rest = blob_span(&blob);
	while (xpt__span_next_line(&rest, &line))
		if (xpt__span_next_part(&line, ':', &key) &&
				xpt__span_is(xpt__span_trim(key), "vendor_id")) {
			host->cpu_vendor = xpt__fact_span(host, line);
			break;
		}
}

/* Tables about IOMMUs and memory affinity. Xen renames the DMAR that it took, so that dom0 does not. */
static void read_tables(struct source *source, struct xpt_host *host)
{
	static const struct {
		const char *name, *kind;
	} wanted[] = { { "DMAR", "VT-d" }, { "RMAD", "VT-d" }, { "IVRS", "AMD-Vi" },
		{ "IORT", "SMMU" }, { "SRAT", NULL }, { "SLIT", NULL } };
	auto_names struct names names = { 0 };
	struct fact_text why;

	if (!xpt__probe_list(source, host, PATH_ACPI_TABLES, &names, &why)) {
		why.state = XPT_FACT_UNREADABLE;
		if (!why.reason)
			why.reason = "dom0 does not show the firmware's ACPI tables";
		host->iommu_firmware = xpt__fact_int_why(why);
		host->iommu_kind = why;
		host->firmware_tables = (struct texts){ .state = why.state, .reason = why.reason };
		return;
	}
	host->firmware_tables.state = XPT_FACT_KNOWN;
	host->iommu_kind = (struct fact_text)FACT_ABSENT(NULL);
	for (size_t i = 0; i < names.count; i++)
		for (size_t k = 0; k < sizeof(wanted) / sizeof(*wanted); k++)
			if (!strcmp(names.items[i], wanted[k].name)) {
				xpt__read_note_text(host, &host->firmware_tables, wanted[k].name);
				if (wanted[k].kind)
					host->iommu_kind = fact_text_known(wanted[k].kind);
			}
	host->iommu_firmware = fact_int_known(host->iommu_kind.state == XPT_FACT_KNOWN);
}

static void read_boot_line(struct xpt_host *host, struct span text)
{
	if (xpt__span_is(text, "Interrupt remapping enabled") ||
			xpt__span_is(text, "Intel VT-d Interrupt Remapping enabled."))
		host->interrupt_remapping = fact_int_known(1);
	else if (xpt__span_is(text, "Interrupt remapping disabled") ||
			xpt__span_is(text, "Intel VT-d Interrupt Remapping not enabled."))
		host->interrupt_remapping = fact_int_known(0);
	else if (xpt__span_is(text, "Intel VT-d Queued Invalidation enabled."))
		host->queued_invalidation = fact_int_known(1);
	else if (xpt__span_is(text, "Intel VT-d Queued Invalidation not enabled."))
		host->queued_invalidation = fact_int_known(0);
	else if (xpt__span_starts(text, "AMD-Vi: IOMMU ") &&
			host->queued_invalidation.state == XPT_FACT_UNREADABLE)
		host->queued_invalidation = (struct fact_int)FACT_ABSENT("a matter of Intel VT-d");
}

/* Printable, line by line. */
static void keep_console(struct xpt_host *host, struct span all)
{
	struct span rest = all, line;
	size_t size = 1;
	char *text, *end;

	while (xpt__span_next_line(&rest, &line))
		size += xpt__text_printable(NULL, line.at, line.length) + 1;
	host->console = text = end = xpt__arena_alloc(host->arena, size);
	xpt__read_keep(host, text);
	while (text && xpt__span_next_line(&all, &line)) {
		end += xpt__text_printable(end, line.at, line.length);
		*end++ = '\n';
	}
}

/* No hypercall tells; Xen said it once, when it booted. */
static void read_console(struct source *source, struct xpt_host *host)
{
	auto_blob struct blob blob = { 0 };
	struct fact_text why;
	struct span rest, line, text;

	host->interrupt_remapping = host->queued_invalidation = (struct fact_int)FACT_UNREADABLE(
			"the line that Xen printed when it booted is no longer in its "
			"console ring");
	if (!xpt__read_answer(source, host, PATH_XEN_CONSOLE, &blob, &why)) {
		why.state = XPT_FACT_UNREADABLE;
		host->interrupt_remapping = host->queued_invalidation = xpt__fact_int_why(why);
		return;
	}
	rest = blob_span(&blob);
	while (xpt__span_next_line(&rest, &line))
		if (xpt__xen_own_line(line, &text))
			read_boot_line(host, text);
	if (fact_is(host->iommu, 0))
		host->interrupt_remapping = host->queued_invalidation =
				(struct fact_int)FACT_ABSENT("the IOMMU is off");
	if (host->detail & XPT_DETAIL_CONSOLE)
		keep_console(host, blob_span(&blob));
}

/* What only matters to those who hand devices to domains. */
static void read_devices_ground(struct source *source, struct xpt_host *host)
{
	host->console_size_bytes = xpt__read_number(source, host, PATH_XEN_CONSOLE_SIZE, 10);
	read_kernel(source, host);
	read_tables(source, host);
}

int xpt__read_boot(struct source *source, struct xpt_host *host)
{
	read_version(source, host);
	read_physinfo(source, host);
	if (!(host->without & XPT_WITHOUT_DEVICES))
		read_devices_ground(source, host);
	if (host->detail & (XPT_DETAIL_CONSOLE | XPT_DETAIL_CRITICAL))
		read_console(source, host);
	return host->out_of_memory ? XPT_NO_MEMORY : 0;
}
