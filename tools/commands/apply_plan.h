/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A plan under way: shown or done, its progress, and how it ends. */
#ifndef TOOLS_COMMANDS_APPLY_PLAN_H
#define TOOLS_COMMANDS_APPLY_PLAN_H

#include "../output/output.h"

/*
 * apply_plan - do it; with --dry-run only make room for what is told of it
 * @outcome: its report and plan are filled in
 * @ret_done: for each step, yours to free
 * Return: enum status; why not has been told, as JSON too where asked.
 */
int apply_plan(const struct invocation *invocation, const struct outcome *outcome, bool **ret_done);
/* new_done - for each step of @plan, none is done yet; yours to free. NULL: memory is out, which was told. */
bool *new_done(const struct xpt_plan *plan);
/*
 * try_plan - do it, and leave it to the caller to tell why not
 * @done:      as new_done() gave it
 * @ret_error: set where there is something to tell
 * Return: enum status.
 */
int try_plan(const struct invocation *invocation, const struct xpt_plan *plan, bool *done,
		struct xpt_error **ret_error);
/*
 * apply_told - the same, and told as JSON or as steps where asked for these
 * @ret_copy: of a domain, where one was copied; NULL: none can be
 * @ret_say:  whether the command shall say in its own words what became of it
 */
int apply_and_print(const struct invocation *invocation, const struct outcome *outcome,
		struct xpt_copy *ret_copy, bool *ret_say);
/* apply_failed - tell an error with what is known of the change, and free it. Return: its status. */
int apply_failed(const struct invocation *invocation, const struct outcome *outcome,
		struct xpt_error *error);
/* look_again - tell that the host changed, and free @error. Return: STATUS_LOOK_AGAIN. */
int look_again(struct xpt_error *error);
/* show_steps - on stdout, each with its reason and its undo. */
void show_steps(const struct xpt_plan *plan);

/* What becomes known while a plan is done. */
struct applied {
	bool *done;	       /* for each step; or NULL */
	struct xpt_copy *copy; /* or NULL */
};

/* waiting_told - options of a call that only waits for another xpt */
struct xpt_apply_options waiting_told(void);

/* For struct xpt_apply_options; @data is a struct applied, or NULL. An interrupt ends the change. */
int show_progress(void *data, enum xpt_progress what, size_t index, const struct xpt_step *step);

#endif
