/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "verdicts.h"

#include <stdio.h>

#include "unit.h"

#define POINT(name) &xpt__check_##name,

static const struct check *const checks[] = { CHECKS(POINT) };

#define CHECK_COUNT (sizeof(checks) / sizeof(*checks))

static unsigned int verdicts[CHECK_COUNT]; /* that each check has given so far: 1 << verdict */

void verdicts_note(const struct xpt_host *host, const struct xpt_device *device,
		const struct xpt_request *request)
{
	struct arena *arena = xpt__arena_new();
	auto_of(isolation) struct isolation *isolation = xpt__isolation_new(host, NULL, &device, 1);
	struct subject subject = { .host = host,
		.request = request,
		.device = device,
		.isolation = isolation,
		.irqs = xpt__irqs_of_host(host),
		.arena = arena };

	if (!arena || !isolation)
		abort();
	for (size_t i = 0; request->domain && i < host->domain_count; i++)
		if (!strcmp(host->domains[i].name.value, request->domain))
			subject.domain = &host->domains[i];
	for (size_t i = 0; i < CHECK_COUNT; i++) {
		struct xpt_report *report = xpt__report_new();

		if ((checks[i]->actions & ON(request->action)) &&
				(!checks[i]->of_domain || subject.domain)) {
			CU_ASSERT_FATAL(checks[i]->run(&subject, report) <= 0);
			verdicts[i] |= 1U << xpt_report_verdict(report);
		}
		xpt_report_free(report);
	}
	xpt__arena_free(arena);
}

/* Is @id in a list of words? */
static bool is_among(const char *id, const char *words)
{
	const char *at = strstr(words, id);

	return at && (at == words || at[-1] == ' ') && (at[strlen(id)] == ' ' || !at[strlen(id)]);
}

void verdicts_were_all_seen(void)
{
	/* the first two say no where they do not know; what options do is known */
	static const char never_unknown[] = "critical ownership options";

	for (size_t i = 0; i < CHECK_COUNT; i++) {
		const char *id = checks[i]->id, *question = checks[i]->question;
		bool unknown = verdicts[i] & 1U << XPT_UNKNOWN;

		CU_ASSERT(question && question[strlen(question) - 1] == '?');
		if (!(verdicts[i] & 1U << XPT_PASS) ||
				!(verdicts[i] & (1U << XPT_BLOCKED | 1U << XPT_RISK)) ||
				unknown == is_among(id, never_unknown))
			printf("\n    check %s: seen verdicts 0x%x ", id, verdicts[i]);
		CU_ASSERT(verdicts[i] & 1U << XPT_PASS);
		CU_ASSERT(verdicts[i] & (1U << XPT_BLOCKED | 1U << XPT_RISK));
		CU_ASSERT_NOT_EQUAL(unknown, is_among(id, never_unknown));
	}
}
