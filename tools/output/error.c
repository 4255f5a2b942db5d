/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An error of the library, as text or as JSON. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "message.h"
#include "output.h"

int print_error(const struct invocation *invocation, struct xpt_error *error)
{
	int status = status_of_code(xpt_error_code(error));

	print_message("%s", xpt_error_message(error));
	if (xpt_error_report(error))
		print_findings(stderr, xpt_error_report(error));
	if (invocation->common.json)
		print_json_error(error);
	xpt_error_free(error);
	return status;
}
