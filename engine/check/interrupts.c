/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Each MSI and MSI-X vector of a guest takes a PIRQ. A guest has as many for them as
 * extra_guest_irqs= says; Xen takes them from above those of the IO-APICs (get_free_pirq()).
 */
#include "../base/text.h"
#include "check.h"

#define OPTION "extra_guest_irqs"
#define LIMIT_DEFAULT 32 /* DEFAULT_EXTRA_DOMU_IRQS */

/* "extra_guest_irqs=64,256": the first number; it may be missing. */
static unsigned long long limit_of(const struct subject *subject)
{
	const char *word =
			xpt__check_option(subject->arena, &subject->host->xen_command_line, OPTION);
	struct span value = xpt__span_of(word), part;
	uint64_t number;

	if (!word || !xpt__span_next_part(&value, '=', &part) ||
			!xpt__span_next_part(&value, ',', &part))
		return LIMIT_DEFAULT;
	if (xpt__span_starts(part, "0x") ? xpt__span_number(part, 16, &number) :
					   xpt__span_number(part, 10, &number))
		return number;
	return LIMIT_DEFAULT;
}

/* What a driver can ask for at most; one for an interrupt line. */
static unsigned long long vectors_of(const struct xpt_device *device)
{
	if (device->msix_vectors.state == XPT_FACT_KNOWN)
		return (unsigned long long)device->msix_vectors.value;
	if (device->msi_vectors.state == XPT_FACT_KNOWN)
		return (unsigned long long)device->msi_vectors.value;
	return 1;
}

static bool is_known(struct fact_int vectors)
{
	return vectors.state == XPT_FACT_KNOWN || vectors.state == XPT_FACT_ABSENT;
}

/* Adds to @count; the first that cannot be read goes to @unknown. */
static void add_vectors(const struct xpt_device *device, unsigned long long *count,
		const struct xpt_device **unknown)
{
	bool known = device->msix_vectors.state == XPT_FACT_KNOWN ||
			(is_known(device->msix_vectors) && is_known(device->msi_vectors));

	if (known)
		*count += vectors_of(device);
	else if (!*unknown)
		*unknown = device;
}

/* What the domain has already, but for what the request names again. */
static void add_vectors_in_use(const struct subject *subject, unsigned long long *count,
		const struct xpt_device **unknown)
{
	for (size_t i = 0; subject->domain && i < subject->domain->devices.count; i++) {
		const struct xpt_device *device =
				xpt__model_device(subject->host, subject->domain->devices.items[i]);

		if (device && !xpt__subject_requests(subject, device->bdf))
			add_vectors(device, count, unknown);
	}
}

static int report_unknown(const struct subject *subject, const struct xpt_device *device,
		struct xpt_report *report)
{
	const struct fact_int *vectors = is_known(device->msix_vectors) ? &device->msi_vectors :
									  &device->msix_vectors;
	const char *what = xpt__arena_text(
			subject->arena, "how many interrupts %s can use", device->address);

	return what ? xpt__check_unknown(subject, report, what, vectors->reason) : XPT_NO_MEMORY;
}

static int report_short(const struct subject *subject, unsigned long long wanted,
		unsigned long long limit, struct xpt_report *report)
{
	unsigned long long value = LIMIT_DEFAULT;

	while (value < wanted && value < 1ULL << 20)
		value *= 2;
	return xpt__report_add(report, &xpt__cause_guest_irqs_short,
			       BLANKS({ "domain", xpt__subject_domain_name(subject) },
					       { "device",
							       subject->request->device_count == 1 ?
									       subject->device->address :
									       NULL },
					       { "wanted",
							       xpt__arena_text(subject->arena,
									       "%llu", wanted) },
					       { "limit",
							       xpt__arena_text(subject->arena,
									       "%llu", limit) },
					       { "value",
							       xpt__arena_text(subject->arena,
									       "%llu", value) })) ?
			0 :
			XPT_NO_MEMORY;
}

static int check_interrupts_run(const struct subject *subject, struct xpt_report *report)
{
	const struct xpt_device *unknown = NULL;
	unsigned long long wanted = 0, limit;

	if (subject->domain && !subject->domain->id) /* dom0 has its own number, and gets nothing */
		return 0;
	for (size_t i = 0; i < subject->request->device_count; i++)
		add_vectors(xpt__model_device(subject->host, subject->request->devices[i]), &wanted,
				&unknown);
	add_vectors_in_use(subject, &wanted, &unknown);
	if (unknown)
		return report_unknown(subject, unknown, report);
	if (subject->host->xen_command_line.state != XPT_FACT_KNOWN)
		return wanted <= LIMIT_DEFAULT ? 0 : /* hardly anybody sets less */
						 xpt__check_unknown(subject, report,
								 "how many interrupts a guest can have",
								 subject->host->xen_command_line.reason);
	limit = limit_of(subject);
	return wanted > limit ? report_short(subject, wanted, limit, report) : 0;
}

const struct check xpt__check_interrupts = {
	"interrupts",
	"has the guest interrupts enough?",
	ON(XPT_ATTACH),
	true,
	check_interrupts_run,
};
