/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Findings that a report holds more than once, as each device of a request was asked about. */
#include <string.h>

#include "finding.h"
#include "text.h"

static bool same_devices(const struct xpt_finding *a, const struct xpt_finding *b)
{
	const char *of_a;
	size_t i = 0;

	do {
		of_a = xpt_finding_device(a, i);
		if (!xpt__text_same(of_a, xpt_finding_device(b, i)))
			return false;
		i++;
	} while (of_a);
	return true;
}

static bool same_evidence(const struct xpt_finding *a, const struct xpt_finding *b)
{
	const struct xpt_evidence *of_a, *of_b;

	for (size_t i = 0;; i++) {
		of_a = xpt_finding_evidence(a, i);
		of_b = xpt_finding_evidence(b, i);
		if (!of_a || !of_b)
			return of_a == of_b;
		if (of_a->line != of_b->line || !xpt__text_same(of_a->source, of_b->source) ||
				!xpt__text_same(of_a->text, of_b->text))
			return false;
	}
}

static bool same_remedies(const struct xpt_finding *a, const struct xpt_finding *b)
{
	const struct xpt_remedy *of_a, *of_b;

	for (size_t i = 0;; i++) {
		of_a = xpt_finding_remedy(a, i);
		of_b = xpt_finding_remedy(b, i);
		if (!of_a || !of_b)
			return of_a == of_b;
		if (!xpt__text_same(of_a->text, of_b->text) ||
				!xpt__text_same(of_a->command, of_b->command))
			return false;
	}
}

static bool same_possible_causes(const struct xpt_finding *a, const struct xpt_finding *b)
{
	const struct xpt_possible_cause *of_a, *of_b;

	for (size_t i = 0;; i++) {
		of_a = xpt_finding_possible_cause(a, i);
		of_b = xpt_finding_possible_cause(b, i);
		if (!of_a || !of_b)
			return of_a == of_b;
		if (!xpt__text_same(of_a->cause, of_b->cause) ||
				!xpt__text_same(of_a->sign, of_b->sign))
			return false;
	}
}

static bool same_event(const struct xpt_finding *a, const struct xpt_finding *b)
{
	return xpt__text_same(xpt_finding_time(a), xpt_finding_time(b)) &&
			xpt__text_same(xpt_finding_step(a), xpt_finding_step(b)) &&
			xpt__text_same(xpt_finding_since(a), xpt_finding_since(b));
}

static bool is_same(const struct xpt_finding *a, const struct xpt_finding *b)
{
	return !strcmp(xpt_finding_cause(a), xpt_finding_cause(b)) &&
			xpt_finding_verdict(a) == xpt_finding_verdict(b) &&
			xpt__text_same(xpt_finding_because(a), xpt_finding_because(b)) &&
			xpt__text_same(xpt_finding_domain(a), xpt_finding_domain(b)) &&
			same_devices(a, b) && same_evidence(a, b) && same_remedies(a, b) &&
			same_possible_causes(a, b) && same_event(a, b);
}

bool xpt_report_repeats(const struct xpt_report *report, size_t index)
{
	const struct xpt_finding *finding = xpt_report_finding(report, index);

	for (size_t i = 0; finding && i < index; i++)
		if (is_same(xpt_report_finding(report, i), finding))
			return true;
	return false;
}
