/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside check/: requests, made sense of and judged. */
#ifndef CHECK_REQUEST_H
#define CHECK_REQUEST_H

#include "../model/judged.h"

/*
 * xpt__request_resolve - a caller's request, validated, copied to @arena and looked up in @host
 * Return: as xpt_check_request().
 */
int xpt__request_resolve(const struct xpt_host *host, const struct xpt_request *request,
		struct arena *arena, struct judged_request *ret_known,
		struct xpt_error **ret_error);
/*
 * xpt__judge_request - resolve it, and add to @report what the checks find
 * @together: devices of all requests that one plan is made of; NULL: this one alone
 * Return: as xpt_check_request().
 */
int xpt__judge_request(const struct xpt_host *host, const struct xpt_request *request,
		const struct bdfs *together, struct arena *arena, struct xpt_report *report,
		struct judged_request *ret_known, struct xpt_error **ret_error);
/* xpt__answer - the short answer to the first request of @judged, if it is one. False: memory is out. */
bool xpt__answer(const struct xpt_host *host, struct xpt_judged *judged);

#endif
