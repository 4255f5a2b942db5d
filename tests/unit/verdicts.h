/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Has each check been seen to pass, to object, and not to know? */
#ifndef TESTS_VERDICTS_H
#define TESTS_VERDICTS_H

#include "../../engine/check/check.h"

/* Asks each check by itself, and keeps what it says. */
void verdicts_note(const struct xpt_host *host, const struct xpt_device *device,
		const struct xpt_request *request);
/* A test: the last one of the suite. */
void verdicts_were_all_seen(void);

#endif
