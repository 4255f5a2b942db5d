/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Plans as JSON and back. What comes back is not trusted: a driver's name becomes part of a path that
 * root writes to, and a domain id the argument of a hypercall.
 */
#include <limits.h>
#include <string.h>

#include "../base/bitmap.h"
#include "../base/error.h"
#include "../base/bdf.h"
#include "../base/framebuffer.h"
#include "../base/json.h"
#include "../base/usb_path.h"
#include "../base/nvme_words.h"
#include "../base/vf_words.h"
#include "../model/judged.h"
#include "step.h"

#define STEPS_MAX 100000
#define DEPTH_MAX 8
#define DOMID_MAX 0x7fefU
#define TIMEOUT_MAX_S 86400
#define SLOT_MAX 31
#define VCPU_MAX 8191
#define POOL_MAX INT_MAX
#define VFS_MAX 0xffff
#define NAME_TEXT_MAX 4096 /* what xl took for one comes back when it is undone */
#define FLAGS_KNOWN (XPT_ACCEPT_TAINT * 2U - 1)
#define USB_CONTROLLER_MAX 0xffff

DEFINE_AUTO(tokener, struct json_tokener *, json_tokener_free)

static const char *const expect_names[] = {
	[EXPECT_IDENTITY] = "identity",
	[EXPECT_DRIVER] = "driver",
	[EXPECT_OWNER] = "owner",
	[EXPECT_DOMAIN] = "domain",
	[EXPECT_PINS] = "pins",
	[EXPECT_POOL] = "pool",
	[EXPECT_MEMBER] = "member",
	[EXPECT_VF_COUNT] = "vf-count",
	[EXPECT_FILE] = "file",
	[EXPECT_USB] = "usb",
};

static bool put_text(struct json_object *object, const char *key, const char *text)
{
	return !text || xpt__json_add_text(object, key, text);
}

static bool put_number(struct json_object *object, const char *key, unsigned int number)
{
	return !number || xpt__json_add_number(object, key, number);
}

static struct json_object *act_json(const struct op *op)
{
	auto_of(json) struct json_object *object = json_object_new_object();

	if (!object || !put_text(object, "verb", xpt__verb_name(op->verb)) ||
			!put_text(object, "text", op->text) ||
			!put_number(object, "domain", op->domid) ||
			!put_number(object, "flags", op->flags) ||
			!put_number(object, "slot", op->slot) ||
			!put_number(object, "timeout_s", op->timeout_s) ||
			!put_number(object, "vcpu", op->vcpu) ||
			!put_number(object, "pool", op->pool) ||
			!put_number(object, "count", op->count) ||
			!put_number(object, "controller", op->controller) ||
			!put_number(object, "version", op->version) ||
			!put_text(object, "cpus", op->cpus) ||
			!put_text(object, "soft", op->soft) ||
			!put_number(object, "copy", op->copy) ||
			!put_text(object, "uuid", op->uuid) ||
			!put_text(object, "scheduler", op->scheduler) ||
			!put_text(object, "path", op->path) ||
			!put_text(object, "content", op->content))
		return NULL;
	return TAKE(object);
}

static struct json_object *step_json(const struct step *step)
{
	auto_of(json) struct json_object *object = json_object_new_object();
	char address[XPT_BDF_TEXT];

	if (!object ||
			!(xpt__verb_of_device(step->op.verb) ?
							put_text(object, "device",
									xpt_bdf_format(step->bdf,
											address)) :
							put_text(object, "subject",
									step->subject)) ||
			!xpt__json_add(object, "act", act_json(&step->op)) ||
			!xpt__json_add(object, "undo", act_json(&step->undo)) ||
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

char *xpt__plan_to_json(const struct xpt_plan *plan)
{
	auto_of(json) struct json_object *object = json_object_new_object();
	struct json_object *steps, *expectations;
	const char *text;
	bool ok;

	if (!object || !put_text(object, "title", plan->title))
		return NULL;
	steps = json_object_new_array();
	ok = xpt__json_add(object, "steps", steps);
	expectations = json_object_new_array();
	ok = xpt__json_add(object, "expectations", expectations) && ok;
	for (size_t i = 0; ok && i < plan->count; i++)
		ok = xpt__json_append(steps, step_json(&plan->steps[i]));
	for (size_t i = 0; ok && i < plan->expectation_count; i++)
		ok = xpt__json_append(expectations, expectation_json(&plan->expectations[i]));
	text = ok ? json_object_to_json_string_ext(object, JSON_C_TO_STRING_PLAIN) : NULL;
	return text ? strdup(text) : NULL;
}

/* Reading: every function is false when something is not as it must be. */
struct parser {
	struct arena *arena;
	const char *wrong; /* what, for the error */
};

static bool wrong(struct parser *parser, const char *what)
{
	parser->wrong = what;
	return false;
}

/* A missing text is NULL. */
static bool get_text(struct parser *parser, struct json_object *object, const char *key,
		const char **ret_text)
{
	struct json_object *value;
	const char *text;
	size_t length;

	*ret_text = NULL;
	if (!json_object_object_get_ex(object, key, &value))
		return true;
	if (!json_object_is_type(value, json_type_string))
		return wrong(parser, key);
	text = json_object_get_string(value);
	length = (size_t)json_object_get_string_len(value);
	*ret_text = xpt__arena_printable(parser->arena, text, length);
	if (*ret_text && (strlen(*ret_text) != length || memcmp(*ret_text, text, length) != 0))
		return wrong(parser, key);
	return *ret_text;
}

/* The text of a file: any bytes but NUL. */
static bool get_content(struct parser *parser, struct json_object *object, const char **ret_text)
{
	struct json_object *value;
	size_t length;

	*ret_text = NULL;
	if (!json_object_object_get_ex(object, "content", &value))
		return true;
	length = (size_t)json_object_get_string_len(value);
	if (!json_object_is_type(value, json_type_string) ||
			strlen(json_object_get_string(value)) != length)
		return wrong(parser, "content");
	*ret_text = xpt__arena_copy(parser->arena, json_object_get_string(value), length);
	return *ret_text;
}

static bool get_number(struct parser *parser, struct json_object *object, const char *key,
		unsigned int most, unsigned int *ret_number)
{
	struct json_object *value;
	int64_t number;

	*ret_number = 0;
	if (!json_object_object_get_ex(object, key, &value))
		return true;
	number = json_object_get_int64(value);
	if (!json_object_is_type(value, json_type_int) || number < 0 || number > most)
		return wrong(parser, key);
	*ret_number = (unsigned int)number;
	return true;
}

static bool get_device(struct parser *parser, struct json_object *object, struct xpt_bdf *ret_bdf)
{
	const char *text;

	if (!get_text(parser, object, "device", &text))
		return false;
	if (!text || !xpt__bdf_read(xpt__span_of(text), ret_bdf))
		return wrong(parser, "device");
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

	return text && xpt__bitmap_parse(xpt__span_of(text), &bitmap) &&
			!xpt__bitmap_is_empty(&bitmap);
}

/* A name is the value of a key in xenstore, and no path. */
static bool is_pool(const char *text)
{
	return text && *text && strlen(text) <= POOL_TEXT_MAX;
}

/* Never dom0, and two different domains. */
static bool is_move(const struct op *op)
{
	return op->domid && op->copy && op->domid != op->copy && op->text && *op->text && op->uuid;
}

static bool cpu_act_complete(const struct op *op)
{
	switch (op->verb) {
	case VERB_PIN:
		return (op->cpus || op->soft) && (!op->cpus || is_list(op->cpus)) &&
				(!op->soft || is_list(op->soft));
	case VERB_NODES:
	case VERB_POOL_ADD:
	case VERB_POOL_REMOVE:
		return is_list(op->cpus);
	case VERB_POOL_CREATE:
		return op->pool && is_pool(op->text) && op->scheduler &&
				xpt__scheduler_exists(op->scheduler);
	case VERB_POOL_RENAME:
		return is_pool(op->text);
	case VERB_POOL_DESTROY:
		return op->pool && (!op->text || is_pool(op->text)); /* never Pool-0 */
	case VERB_POOL_MOVE:
		return op->domid && is_pool(op->text); /* never dom0 */
	case VERB_MIGRATE:
		return is_move(op) && is_list(op->cpus) && op->timeout_s;
	case VERB_FINISH_MIGRATION:
		return is_move(op);
	case VERB_FILE:
		return xpt__path_allowed(op->path);
	case VERB_RUN:
		return xpt__program_allowed(op->text) && (!op->path || xpt__path_allowed(op->path));
	default:
		return op->verb == VERB_SAVE_AFFINITY || op->verb == VERB_NOTE_PROGRAM;
	}
}

/* Has the act what its verb needs? */
static bool act_complete(const struct op *op)
{
	struct nvme_words words;
	struct xpt_bdf ignored;

	if (xpt__verb_of_usb(op->verb))
		return xpt__usb_act_complete(op);
	if (!xpt__verb_of_device(op->verb))
		return cpu_act_complete(op);
	switch (op->verb) {
	case VERB_BIND:
	case VERB_REMEMBER:
		return is_driver(op->text);
	case VERB_OVERRIDE:
		return op->text && (!*op->text || is_driver(op->text));
	case VERB_UNBIND:
		return !op->text || is_driver(op->text);
	case VERB_TRIAL_ASSIGN:
	case VERB_ATTACH:
	case VERB_DETACH:
	case VERB_CLEAR_RECORD:
		return op->domid; /* never dom0 */
	case VERB_VF_COUNT:
		return !op->text || (op->count && xpt__bdf_read(xpt__span_of(op->text), &ignored));
	case VERB_VF_AUTOPROBE:
	case VERB_CONSOLE:
		return op->count <= 1;
	case VERB_FRAMEBUFFER:
		return op->count <= 1 && op->text &&
				xpt__framebuffer_of_firmware(xpt__span_of(op->text), NULL);
	case VERB_VF_SETTINGS:
	case VERB_SAVE_VF_SETTINGS:
		return op->text && xpt__vf_words_valid(op->text);
	case VERB_NVME_VF:
		return op->text && xpt__nvme_words_read(op->text, &words);
	case VERB_NAME:
		return !op->text || strlen(op->text) <= NAME_TEXT_MAX;
	default:
		return true;
	}
}

static bool get_act(struct parser *parser, struct json_object *step, const char *key,
		struct op *ret_act)
{
	struct json_object *object;
	struct op op = { VERB_NONE };
	const char *verb;

	if (!json_object_object_get_ex(step, key, &object) ||
			!json_object_is_type(object, json_type_object))
		return wrong(parser, key);
	if (!get_text(parser, object, "verb", &verb) ||
			!get_text(parser, object, "text", &op.text) ||
			!get_number(parser, object, "domain", DOMID_MAX, &op.domid) ||
			!get_number(parser, object, "flags", FLAGS_KNOWN, &op.flags) ||
			!get_number(parser, object, "slot", SLOT_MAX, &op.slot) ||
			!get_number(parser, object, "timeout_s", TIMEOUT_MAX_S, &op.timeout_s) ||
			!get_number(parser, object, "vcpu", VCPU_MAX, &op.vcpu) ||
			!get_number(parser, object, "pool", POOL_MAX, &op.pool) ||
			!get_number(parser, object, "count", VFS_MAX, &op.count) ||
			!get_number(parser, object, "controller", USB_CONTROLLER_MAX,
					&op.controller) ||
			!get_number(parser, object, "version", USB_VERSION_MAX, &op.version) ||
			!get_text(parser, object, "cpus", &op.cpus) ||
			!get_text(parser, object, "soft", &op.soft) ||
			!get_number(parser, object, "copy", DOMID_MAX, &op.copy) ||
			!get_text(parser, object, "uuid", &op.uuid) ||
			!get_text(parser, object, "scheduler", &op.scheduler) ||
			!get_text(parser, object, "path", &op.path) ||
			!get_content(parser, object, &op.content))
		return false;
	while (verb && op.verb < VERB_COUNT && strcmp(verb, xpt__verb_name(op.verb)) != 0)
		op.verb++;
	if (!verb || op.verb >= VERB_COUNT || !act_complete(&op))
		return wrong(parser, key);
	*ret_act = op;
	return true;
}

/* The device of a step, or what else it is about. */
static bool get_subject(struct parser *parser, struct json_object *object, struct step *step)
{
	char address[XPT_BDF_TEXT];

	if (!xpt__verb_of_device(step->op.verb))
		return get_text(parser, object, "subject", &step->subject) &&
				(step->subject || wrong(parser, "subject"));
	if (!get_device(parser, object, &step->bdf))
		return false;
	step->subject = xpt__arena_text(parser->arena, "%s", xpt_bdf_format(step->bdf, address));
	return true;
}

static bool get_step(struct parser *parser, struct json_object *object, struct step *ret_step)
{
	struct step step = { 0 };

	if (!json_object_is_type(object, json_type_object))
		return wrong(parser, "steps");
	if (!get_act(parser, object, "act", &step.op) ||
			!get_act(parser, object, "undo", &step.undo) ||
			!get_subject(parser, object, &step) ||
			!get_text(parser, object, "why", &step.why))
		return false;
	if (step.undo.verb &&
			(xpt__verb_of_device(step.undo.verb) != xpt__verb_of_device(step.op.verb) ||
					xpt__verb_of_usb(step.undo.verb) !=
							xpt__verb_of_usb(step.op.verb)))
		return wrong(parser, "undo");
	if (!step.why)
		step.why = "";
	step.what = xpt__op_text(parser->arena, &step.op);
	step.undo_what = step.undo.verb ? xpt__op_text(parser->arena, &step.undo) : NULL;
	*ret_step = step;
	return step.subject && step.what && (!step.undo.verb || step.undo_what);
}

static bool get_expectation(struct parser *parser, struct json_object *object,
		struct expectation *ret_expectation)
{
	struct expectation expectation = { EXPECT_IDENTITY };
	const size_t count = sizeof(expect_names) / sizeof(*expect_names);
	const char *kind;

	if (!json_object_is_type(object, json_type_object))
		return wrong(parser, "expectations");
	if (!get_text(parser, object, "kind", &kind) ||
			!get_device(parser, object, &expectation.bdf) ||
			!get_number(parser, object, "domain", DOMID_MAX, &expectation.domid) ||
			!get_number(parser, object, "number", POOL_MAX, &expectation.number) ||
			!get_text(parser, object, "text", &expectation.text) ||
			!get_text(parser, object, "path", &expectation.path))
		return false;
	while (kind && expectation.kind < count &&
			strcmp(kind, expect_names[expectation.kind]) != 0)
		expectation.kind++;
	if (!kind || expectation.kind >= count ||
			(expectation.kind == EXPECT_FILE && !xpt__path_allowed(expectation.path)) ||
			(expectation.kind == EXPECT_USB &&
					!xpt__usb_path_allowed(expectation.path)))
		return wrong(parser, "kind");
	*ret_expectation = expectation;
	return true;
}

static bool get_array(struct parser *parser, struct json_object *object, const char *key,
		struct json_object **ret_array, size_t *ret_count)
{
	if (!json_object_object_get_ex(object, key, ret_array) ||
			!json_object_is_type(*ret_array, json_type_array) ||
			json_object_array_length(*ret_array) > STEPS_MAX)
		return wrong(parser, key);
	*ret_count = json_object_array_length(*ret_array);
	return true;
}

static bool get_plan(struct parser *parser, struct json_object *object, struct xpt_plan *plan)
{
	struct json_object *steps, *expectations;

	if (!json_object_is_type(object, json_type_object))
		return wrong(parser, "plan");
	if (!get_text(parser, object, "title", &plan->title) ||
			!get_array(parser, object, "steps", &steps, &plan->count) ||
			!get_array(parser, object, "expectations", &expectations,
					&plan->expectation_count))
		return false;
	if (!plan->title)
		return wrong(parser, "title");
	plan->steps = xpt__arena_array(parser->arena, plan->count + 1, sizeof(*plan->steps));
	plan->expectations = xpt__arena_array(
			parser->arena, plan->expectation_count + 1, sizeof(*plan->expectations));
	if (!plan->steps || !plan->expectations)
		return false;
	for (size_t i = 0; i < plan->count; i++)
		if (!get_step(parser, json_object_array_get_idx(steps, i), &plan->steps[i]))
			return false;
	for (size_t i = 0; i < plan->expectation_count; i++)
		if (!get_expectation(parser, json_object_array_get_idx(expectations, i),
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
		return xpt__error_no_memory(ret_error);
	if (length > INT_MAX)
		return xpt__error_set(ret_error, XPT_INVALID, "not a plan: too long");
	json_tokener_set_flags(tokener, JSON_TOKENER_STRICT);
	object = json_tokener_parse_ex(tokener, text, (int)length);
	if (!object)
		return xpt__error_set(ret_error, XPT_INVALID, "not a plan: %s",
				json_tokener_error_desc(json_tokener_get_error(tokener)));
	*ret_object = object;
	return 0;
}

int xpt__plan_from_json(const char *text, size_t length, struct xpt_plan **ret_plan,
		struct xpt_error **ret_error)
{
	auto_of(json) struct json_object *object = NULL;
	struct parser parser = { .arena = xpt__arena_new() };
	struct xpt_plan *plan = parser.arena ? xpt__arena_alloc(parser.arena, sizeof(*plan)) : NULL;
	int rc = plan ? parse(text, length, &object, ret_error) : xpt__error_no_memory(ret_error);

	if (!rc && !get_plan(&parser, object, plan))
		rc = parser.wrong ? xpt__error_set(ret_error, XPT_INVALID,
						    "not a plan: \"%s\" is missing or wrong",
						    parser.wrong) :
				    xpt__error_no_memory(ret_error);
	if (rc) {
		xpt__arena_free(parser.arena);
		return rc;
	}
	plan->arena = parser.arena;
	*ret_plan = plan;
	return 0;
}
