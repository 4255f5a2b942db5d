/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "explain_lookup.h"

#include <stdio.h>
#include <string.h>

#include "../output/message.h"
#include "../output/output.h"

static bool find_issue(const char *id, struct xpt_known_issue *ret_issue)
{
	for (size_t i = 0; !xpt_known_issue(i, ret_issue); i++)
		if (!strcmp(ret_issue->id, id))
			return true;
	return false;
}

static void print_issue(const struct xpt_known_issue *issue)
{
	printf("%s: %s\n", issue->id, issue->title);
	printf("  of      %s, where a line has \"%s\"\n", issue->cause, issue->line);
	printf("  if      %s\n", issue->condition);
	printf("  try     %s\n", issue->remedy);
	if (issue->fixed)
		printf("  fixed   %s\n", issue->fixed);
	printf("  see     %s\n", issue->reference);
}

static int check_ids(const struct invocation *invocation)
{
	struct xpt_known_issue issue = XPT_SIZED(xpt_known_issue);

	for (size_t i = 0; i < invocation->operand_count; i++)
		if (!find_issue(invocation->operands[i], &issue))
			return print_usage_error(invocation->command,
					"\"%s\" is not a known issue: xpt explain --known lists them",
					invocation->operands[i]);
	return STATUS_DONE;
}

int look_up_issues(const struct invocation *invocation)
{
	struct xpt_known_issue issue = XPT_SIZED(xpt_known_issue);
	int status = check_ids(invocation);

	if (status)
		return status;
	if (invocation->common.json)
		return print_json_known_issues(invocation->operands, invocation->operand_count);
	for (size_t i = 0; i < invocation->operand_count; i++)
		if (find_issue(invocation->operands[i], &issue))
			print_issue(&issue);
	for (size_t i = 0; !invocation->operand_count && !xpt_known_issue(i, &issue); i++)
		printf("%-24s%s\n", issue.id, issue.title);
	return STATUS_DONE;
}

int look_up_number(const struct invocation *invocation, const struct number_lookup *lookup)
{
	struct xpt_error *error = NULL;
	char text[XPT_CODE_TEXT];
	int rc;

	if (invocation->operand_count || (lookup->code && lookup->number))
		return print_usage_error(invocation->command,
				"one number at a time, and no DEVICE or FILE beside it");
	if (lookup->call && !lookup->number)
		return print_usage_error(invocation->command, "--call needs --errno");
	rc = lookup->code ? xpt_explain_code(lookup->code, text, &error) :
			    xpt_explain_errno(lookup->number, lookup->call, text, &error);
	if (rc)
		return print_error(invocation, error);
	if (invocation->common.json)
		return print_json_text("meaning", text);
	puts(text);
	return STATUS_DONE;
}
