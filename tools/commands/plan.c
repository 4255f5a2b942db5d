/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "apply_plan.h"
#include "intent.h"

static int tell(const struct intent *intent)
{
	const struct outcome outcome = intent_outcome(intent, NULL);

	if (intent->invocation->common.json)
		return print_json_outcome(&outcome);
	intent_show(intent);
	if (intent_differs(intent))
		intent_show_steps(intent);
	else
		puts(intent_unknown(intent) ? "nothing differs of what is known" :
					      "nothing differs");
	return STATUS_DONE;
}

static int plan_run(const struct invocation *invocation)
{
	struct intent intent;
	int status = intent_open(invocation, &intent);

	status = status ? status : intent_plan(&intent);
	status = status ? status : tell(&intent);
	if (!status && intent_differs(&intent))
		status = STATUS_REFUSED;
	else if (!status && intent_unknown(&intent))
		status = STATUS_UNKNOWN;
	intent_clear(&intent);
	return status;
}

const struct command cmd_plan = {
	.name = "plan",
	.operands = "[FILE...]",
	.brief = "what differs from the files, and the steps that would change it",
	.notes = "FILE is a guest's xl configuration, or one of a host; without any: " HOST_FILE
		 ".\n"
		 "Exit status: 0 nothing differs, 1 something does, 5 nothing of what the host tells.",
	.operands_max = OPERANDS_MANY,
	.takes = TAKES_HOST | TAKES_JSON,
	.run = plan_run,
};
