/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "apply_plan.h"
#include "intent.h"

static int tell(const struct wish *wish)
{
	const struct outcome outcome = wish_outcome(wish, NULL);

	if (wish->invocation->common.json)
		return tell_json_outcome(&outcome);
	wish_show(wish);
	if (wish_differs(wish))
		show_steps(wish->plan);
	else
		puts("nothing differs");
	return STATUS_DONE;
}

static int plan_run(const struct invocation *invocation)
{
	struct wish wish;
	int status = wish_open(invocation, &wish);

	status = status ? status : wish_plan(&wish);
	status = status ? status : tell(&wish);
	if (!status && wish_differs(&wish))
		status = STATUS_REFUSED;
	wish_clear(&wish);
	return status;
}

const struct command cmd_plan = {
	.name = "plan",
	.operands = "[FILE...]",
	.brief = "what is not as files say, and the steps that would make it so",
	.notes = "FILE is a guest's xl configuration, or one of a host; without any: " HOST_FILE ".\n"
		 "Exit status: 0 nothing differs, 1 something does.",
	.operands_max = OPERANDS_MANY,
	.takes = TAKES_HOST | TAKES_JSON,
	.run = plan_run,
};
