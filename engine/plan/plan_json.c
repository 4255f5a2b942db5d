/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Plans as JSON and back. What comes back is not trusted: a driver's name becomes part of a path that
 * root writes to, and a domain id the argument of a hypercall.
 */
#include <json-c/json.h>
#include <limits.h>
#include <string.h>

#include "../base/bitmap.h"
#include "../base/error.h"
#include "../base/bdf.h"
#include "step.h"

#define STEPS_MAX 100000
#define DEPTH_MAX 8
#define DOMID_MAX 0x7fefU
#define TIMEOUT_MAX_S 86400
#define SLOT_MAX 31
#define VCPU_MAX 8191
#define POOL_MAX INT_MAX
#define NAME_TEXT_MAX 4096 /* what xl took for one comes back when it is undone */
#define FLAGS_KNOWN (ACT_PASSTHROUGH * 2U - 1)

DEFINE_AUTO(json, struct json_object *, json_object_put)
DEFINE_AUTO(tokener, struct json_tokener *, json_tokener_free)

static const char *const expect_names[] = {
	[EXPECT_IDENTITY] = "identity",
	[EXPECT_DRIVER] = "driver",
	[EXPECT_OWNER] = "owner",
	[EXPECT_DOMAIN] = "domain",
	[EXPECT_PINS] = "pins",
	[EXPECT_POOL] = "pool",
	[EXPECT_MEMBER] = "member",
	[EXPECT_FILE] = "file",
};

/* Takes @value over. False: memory is out. */
static bool put(struct json_object *object, const char *key, struct json_object *value)
{
	if (!value)
		return false;
	if (!json_object_object_add(object, key, value))
		return true;
	json_object_put(value);
	return false;
}

static bool put_text(struct json_object *object, const char *key, const char *text)
{
	return !text || put(object, key, json_object_new_string(text));
}

static bool put_number(struct json_object *object, const char *key, unsigned int number)
{
	return !number || put(object, key, json_object_new_int64(number));
}

static struct json_object *act_json(const struct act *act)
{
	auto_of(json) struct json_object *object = json_object_new_object();

	if (!object || !put_text(object, "verb", verb_name(act->verb)) ||
			!put_text(object, "text", act->text) ||
			!put_number(object, "domain", act->domid) ||
			!put_number(object, "flags", act->flags) ||
			!put_number(object, "slot", act->slot) ||
			!put_number(object, "timeout_s", act->timeout_s) ||
			!put_number(object, "vcpu", act->vcpu) ||
			!put_number(object, "pool", act->pool) ||
			!put_text(object, "cpus", act->cpus) ||
			!put_text(object, "soft", act->soft) ||
			!put_number(object, "copy", act->copy) ||
			!put_text(object, "uuid", act->uuid) ||
			!put_text(object, "scheduler", act->scheduler) ||
			!put_text(object, "path", act->path) ||
			!put_text(object, "content", act->content))
		return NULL;
	return TAKE(object);
}

static struct json_object *step_json(const struct step *step)
{
	auto_of(json) struct json_object *object = json_object_new_object();
	char address[XPT_BDF_TEXT];

	if (!object || !(verb_of_device(step->act.verb) ?
			put_text(object, "device", xpt_bdf_format(step->bdf, address)) :
			put_text(object, "subject", step->subject)) ||
			!put(object, "act", act_json(&step->act)) ||
			!put(object, "undo", act_json(&step->undo)) ||
			!put_text(object, "why", step->why))
		return NULL;
	return TAKE(object);
}

static struct json_object *expectation_json(const struct expectation *expectation)
{
	auto_of(json) struct json_object *object = json_object_new_object();
	char address[XPT_BDF_TEXT];

	if (!object || !put_text(object, "kind", expect_names[expectation->kind]) ||
			!put_text(object, "device", xpt_bdf_format(expectation->bdf, address)) ||
			!put_number(object, "domain", expectation->domid) ||
			!put_number(object, "number", expectation->number) ||
			!put_text(object, "text", expectation->text) ||
			!put_text(object, "path", expectation->path))
		return NULL;
	return TAKE(object);
}

static bool append(struct json_object *array, struct json_object *value)
{
	if (!value)
		return false;
	if (!json_object_array_add(array, value))
		return true;
	json_object_put(value);
	return false;
}

char *plan_to_json(const struct xpt_plan *plan)
{
	auto_of(json) struct json_object *object = json_object_new_object();
	struct json_object *steps, *expectations;
	const char *text;
	bool ok;

	if (!object || !put_text(object, "title", plan->title))
		return NULL;
	steps = json_object_new_array();
	ok = put(object, "steps", steps);
	expectations = json_object_new_array();
	ok = put(object, "expectations", expectations) && ok;
	for (size_t i = 0; ok && i < plan->count; i++)
		ok = append(steps, step_json(&plan->steps[i]));
	for (size_t i = 0; ok && i < plan->expectation_count; i++)
		ok = append(expectations, expectation_json(&plan->expectations[i]));
	text = ok ? json_object_to_json_string_ext(object, JSON_C_TO_STRING_PLAIN) : NULL;
	return text ? strdup(text) : NULL;
}

/* Reading: every function is false when something is not as it must be. */
struct reading {
	struct arena *arena;
	const char *wrong; /* what, for the error */
};

static bool wrong(struct reading *reading, const char *what)
{
	reading->wrong = what;
	return false;
}

/* A missing text is NULL. */
static bool get_text(struct reading *reading, struct json_object *object, const char *key,
		const char **ret_text)
{
	struct json_object *value;
	const char *text;
	size_t length;

	*ret_text = NULL;
	if (!json_object_object_get_ex(object, key, &value))
		return true;
	if (!json_object_is_type(value, json_type_string))
		return wrong(reading, key);
	text = json_object_get_string(value);
	length = (size_t)json_object_get_string_len(value);
	*ret_text = arena_printable(reading->arena, text, length);
	if (*ret_text && (strlen(*ret_text) != length || memcmp(*ret_text, text, length) != 0))
		return wrong(reading, key);
	return *ret_text;
}

/* The text of a file: any bytes but NUL. */
static bool get_content(struct reading *reading, struct json_object *object, const char **ret_text)
{
	struct json_object *value;
	size_t length;

	*ret_text = NULL;
	if (!json_object_object_get_ex(object, "content", &value))
		return true;
	length = (size_t)json_object_get_string_len(value);
	if (!json_object_is_type(value, json_type_string) ||
			strlen(json_object_get_string(value)) != length)
		return wrong(reading, "content");
	*ret_text = arena_copy(reading->arena, json_object_get_string(value), length);
	return *ret_text;
}

static bool get_number(struct reading *reading, struct json_object *object, const char *key,
		unsigned int most, unsigned int *ret_number)
{
	struct json_object *value;
	int64_t number;

	*ret_number = 0;
	if (!json_object_object_get_ex(object, key, &value))
		return true;
	number = json_object_get_int64(value);
	if (!json_object_is_type(value, json_type_int) || number < 0 || number > most)
		return wrong(reading, key);
	*ret_number = (unsigned int)number;
	return true;
}

static bool get_device(struct reading *reading, struct json_object *object,
		struct xpt_bdf *ret_bdf)
{
	const char *text;

	if (!get_text(reading, object, "device", &text))
		return false;
	if (!text || !bdf_read(span_of(text), ret_bdf))
		return wrong(reading, "device");
	return true;
}

/* As a driver's folder below sysfs is called. */
static bool is_driver(const char *text)
{
	size_t length = text ? strlen(text) : 0;

	return length && length <= DRIVER_TEXT_MAX && !strchr(text, '/') && *text != '.';
}

static bool is_list(const char *text)
{
	struct bitmap bitmap;

	return text && bitmap_parse(span_of(text), &bitmap) && !bitmap_is_empty(&bitmap);
}

/* A name is the value of a key in xenstore, and no path. */
static bool is_pool(const char *text)
{
	return text && *text && strlen(text) <= POOL_TEXT_MAX;
}

/* Never dom0, and two different domains. */
static bool is_move(const struct act *act)
{
	return act->domid && act->copy && act->domid != act->copy && act->text && *act->text && act->uuid;
}

static bool cpu_act_complete(const struct act *act)
{
	switch (act->verb) {
	case VERB_PIN:
		return (act->cpus || act->soft) && (!act->cpus || is_list(act->cpus)) &&
				(!act->soft || is_list(act->soft));
	case VERB_NODES:
	case VERB_POOL_ADD:
	case VERB_POOL_REMOVE:
		return is_list(act->cpus);
	case VERB_POOL_CREATE:
		return act->pool && is_pool(act->text) && act->scheduler &&
				scheduler_exists(act->scheduler);
	case VERB_POOL_RENAME:
		return is_pool(act->text);
	case VERB_POOL_DESTROY:
		return act->pool && (!act->text || is_pool(act->text)); /* never Pool-0 */
	case VERB_POOL_MOVE:
		return act->domid && is_pool(act->text); /* never dom0 */
	case VERB_RELOCATE:
		return is_move(act) && is_list(act->cpus) && act->timeout_s;
	case VERB_SETTLE:
		return is_move(act);
	case VERB_FILE:
		return xpt__path_allowed(act->path);
	case VERB_RUN:
		return xpt__program_allowed(act->text);
	default:
		return act->verb == VERB_NOTE_PINS || act->verb == VERB_NOTE_PROGRAM;
	}
}

/* Has the act what its verb needs? */
static bool act_complete(const struct act *act)
{
	if (!verb_of_device(act->verb))
		return cpu_act_complete(act);
	switch (act->verb) {
	case VERB_BIND:
	case VERB_REMEMBER:
		return is_driver(act->text);
	case VERB_OVERRIDE:
		return act->text && (!*act->text || is_driver(act->text));
	case VERB_UNBIND:
		return !act->text || is_driver(act->text);
	case VERB_REHEARSE:
	case VERB_ATTACH:
	case VERB_DETACH:
		return act->domid; /* never dom0 */
	case VERB_NAME:
		return !act->text || strlen(act->text) <= NAME_TEXT_MAX;
	default:
		return true;
	}
}

static bool get_act(struct reading *reading, struct json_object *step, const char *key,
		struct act *ret_act)
{
	struct json_object *object;
	struct act act = { VERB_NONE };
	const char *verb;

	if (!json_object_object_get_ex(step, key, &object) ||
			!json_object_is_type(object, json_type_object))
		return wrong(reading, key);
	if (!get_text(reading, object, "verb", &verb) ||
			!get_text(reading, object, "text", &act.text) ||
			!get_number(reading, object, "domain", DOMID_MAX, &act.domid) ||
			!get_number(reading, object, "flags", FLAGS_KNOWN, &act.flags) ||
			!get_number(reading, object, "slot", SLOT_MAX, &act.slot) ||
			!get_number(reading, object, "timeout_s", TIMEOUT_MAX_S, &act.timeout_s) ||
			!get_number(reading, object, "vcpu", VCPU_MAX, &act.vcpu) ||
			!get_number(reading, object, "pool", POOL_MAX, &act.pool) ||
			!get_text(reading, object, "cpus", &act.cpus) ||
			!get_text(reading, object, "soft", &act.soft) ||
			!get_number(reading, object, "copy", DOMID_MAX, &act.copy) ||
			!get_text(reading, object, "uuid", &act.uuid) ||
			!get_text(reading, object, "scheduler", &act.scheduler) ||
			!get_text(reading, object, "path", &act.path) ||
			!get_content(reading, object, &act.content))
		return false;
	while (verb && act.verb < VERB_COUNT && strcmp(verb, verb_name(act.verb)) != 0)
		act.verb++;
	if (!verb || act.verb >= VERB_COUNT || !act_complete(&act))
		return wrong(reading, key);
	*ret_act = act;
	return true;
}

/* The device of a step, or what else it is about. */
static bool get_subject(struct reading *reading, struct json_object *object, struct step *step)
{
	char address[XPT_BDF_TEXT];

	if (!verb_of_device(step->act.verb))
		return get_text(reading, object, "subject", &step->subject) &&
				(step->subject || wrong(reading, "subject"));
	if (!get_device(reading, object, &step->bdf))
		return false;
	step->subject = arena_text(reading->arena, "%s", xpt_bdf_format(step->bdf, address));
	return true;
}

static bool get_step(struct reading *reading, struct json_object *object, struct step *ret_step)
{
	struct step step = { 0 };

	if (!json_object_is_type(object, json_type_object))
		return wrong(reading, "steps");
	if (!get_act(reading, object, "act", &step.act) ||
			!get_act(reading, object, "undo", &step.undo) ||
			!get_subject(reading, object, &step) ||
			!get_text(reading, object, "why", &step.why))
		return false;
	if (step.undo.verb && verb_of_device(step.undo.verb) != verb_of_device(step.act.verb))
		return wrong(reading, "undo");
	if (!step.why)
		step.why = "";
	step.what = act_text(reading->arena, &step.act);
	step.undo_what = step.undo.verb ? act_text(reading->arena, &step.undo) : NULL;
	*ret_step = step;
	return step.subject && step.what && (!step.undo.verb || step.undo_what);
}

static bool get_expectation(struct reading *reading, struct json_object *object,
		struct expectation *ret_expectation)
{
	struct expectation expectation = { EXPECT_IDENTITY };
	const size_t count = sizeof(expect_names) / sizeof(*expect_names);
	const char *kind;

	if (!json_object_is_type(object, json_type_object))
		return wrong(reading, "expectations");
	if (!get_text(reading, object, "kind", &kind) ||
			!get_device(reading, object, &expectation.bdf) ||
			!get_number(reading, object, "domain", DOMID_MAX, &expectation.domid) ||
			!get_number(reading, object, "number", POOL_MAX, &expectation.number) ||
			!get_text(reading, object, "text", &expectation.text) ||
			!get_text(reading, object, "path", &expectation.path))
		return false;
	while (kind && expectation.kind < count && strcmp(kind, expect_names[expectation.kind]) != 0)
		expectation.kind++;
	if (!kind || expectation.kind >= count || (expectation.kind == EXPECT_FILE && !xpt__path_allowed(expectation.path)))
		return wrong(reading, "kind");
	*ret_expectation = expectation;
	return true;
}

static bool get_array(struct reading *reading, struct json_object *object, const char *key,
		struct json_object **ret_array, size_t *ret_count)
{
	if (!json_object_object_get_ex(object, key, ret_array) ||
			!json_object_is_type(*ret_array, json_type_array) ||
			json_object_array_length(*ret_array) > STEPS_MAX)
		return wrong(reading, key);
	*ret_count = json_object_array_length(*ret_array);
	return true;
}

static bool get_plan(struct reading *reading, struct json_object *object, struct xpt_plan *plan)
{
	struct json_object *steps, *expectations;

	if (!json_object_is_type(object, json_type_object))
		return wrong(reading, "plan");
	if (!get_text(reading, object, "title", &plan->title) ||
			!get_array(reading, object, "steps", &steps, &plan->count) ||
			!get_array(reading, object, "expectations", &expectations,
					&plan->expectation_count))
		return false;
	if (!plan->title)
		return wrong(reading, "title");
	plan->steps = arena_array(reading->arena, plan->count + 1, sizeof(*plan->steps));
	plan->expectations = arena_array(reading->arena, plan->expectation_count + 1,
			sizeof(*plan->expectations));
	if (!plan->steps || !plan->expectations)
		return false;
	for (size_t i = 0; i < plan->count; i++)
		if (!get_step(reading, json_object_array_get_idx(steps, i), &plan->steps[i]))
			return false;
	for (size_t i = 0; i < plan->expectation_count; i++)
		if (!get_expectation(reading, json_object_array_get_idx(expectations, i),
				&plan->expectations[i]))
			return false;
	return true;
}

static int parse(const char *text, size_t length, struct json_object **ret_object,
		struct xpt_error **ret_error)
{
	auto_of(tokener) struct json_tokener *tokener = json_tokener_new_ex(DEPTH_MAX);
	struct json_object *object;

	if (!tokener)
		return error_no_memory(ret_error);
	if (length > INT_MAX)
		return error_set(ret_error, XPT_INVALID, "not a plan: too long");
	json_tokener_set_flags(tokener, JSON_TOKENER_STRICT);
	object = json_tokener_parse_ex(tokener, text, (int)length);
	if (!object)
		return error_set(ret_error, XPT_INVALID, "not a plan: %s",
				json_tokener_error_desc(json_tokener_get_error(tokener)));
	*ret_object = object;
	return 0;
}

int plan_from_json(const char *text, size_t length, struct xpt_plan **ret_plan,
		struct xpt_error **ret_error)
{
	auto_of(json) struct json_object *object = NULL;
	struct reading reading = { .arena = arena_new() };
	struct xpt_plan *plan = reading.arena ? arena_alloc(reading.arena, sizeof(*plan)) : NULL;
	int rc = plan ? parse(text, length, &object, ret_error) : error_no_memory(ret_error);

	if (!rc && !get_plan(&reading, object, plan))
		rc = reading.wrong ? error_set(ret_error, XPT_INVALID,
				"not a plan: \"%s\" is missing or wrong", reading.wrong) :
				error_no_memory(ret_error);
	if (rc) {
		arena_free(reading.arena);
		return rc;
	}
	plan->arena = reading.arena;
	*ret_plan = plan;
	return 0;
}
