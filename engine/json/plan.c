/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Plans as people see them. How the journal keeps them is plan/plan_json.c. */
#include "json.h"

static struct json_object *json_of_step(const struct xpt_step *step, bool is_done)
{
	auto_of(json) struct json_object *json = json_object_new_object();

	if (!json || !xpt__json_add_text(json, "subject", step->subject) ||
			!xpt__json_add_text(json, "what", step->what) ||
			!xpt__json_add_text(json, "undo", step->undo) ||
			!xpt__json_add_text(json, "why", step->why) ||
			!xpt__json_add(json, "done", json_object_new_boolean(is_done)))
		return NULL;
	return TAKE(json);
}

static struct json_object *json_of_steps(const struct xpt_plan *plan, const bool *done)
{
	auto_of(json) struct json_object *array = json_object_new_array();
	struct xpt_step step = XPT_SIZED(xpt_step);

	for (size_t i = 0; array && xpt_plan_step(plan, i, &step); i++)
		if (!xpt__json_append(array, json_of_step(&step, done && done[i])))
			return NULL;
	return TAKE(array);
}

char *xpt_plan_json(const struct xpt_plan *plan, const bool *done)
{
	auto_of(json) struct json_object *json = json_object_new_object();

	if (!json || !xpt__json_add(json, "steps", json_of_steps(plan, done)))
		return NULL;
	return xpt__json_text(TAKE(json));
}
