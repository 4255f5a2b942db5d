/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A host where everything works, for tests that break one thing. Its parts are anew with each make_host(). */
#ifndef TESTS_GOOD_HOST_H
#define TESTS_GOOD_HOST_H

#include "../../engine/check/check.h"
#include "facts.h"
#include "unit.h"

/* Two reserved NICs, an HVM guest "web", a PV guest "db". */
extern struct bar bars[1];
extern struct xpt_device devices[2];
extern struct xpt_domain domains[3];
extern struct xpt_host host;

void make_host(void);
void give(struct xpt_device *device, unsigned int domid, const char *name);
/* What the check of a request about the first NIC says; yours to free. */
struct xpt_report *ask(enum xpt_action action, const char *domain, unsigned int flags);

#define ANSWER(action, domain, flags, verdict, cause)                                     \
	do {                                                                              \
		struct xpt_report *report_ = ask(action, domain, flags);                  \
		const struct xpt_finding *finding_ = xpt__report_find(report_, &(cause)); \
		CU_ASSERT_PTR_NOT_NULL(finding_);                                         \
		if (finding_)                                                             \
			CU_ASSERT_EQUAL(xpt_finding_verdict(finding_), verdict);          \
		xpt_report_free(report_);                                                 \
	} while (0)
#define ATTACH(verdict, cause) ANSWER(XPT_ATTACH, "web", 0, verdict, cause)

#endif
