/* SPDX-License-Identifier: GPL-2.0-or-later */
/* {"boot": its id, "items": [{"subject", "run", "wanted", "told"}, …]} */
#include <errno.h>
#include <json-c/json.h>
#include <string.h>
#include <sys/stat.h>

#include "../base/error.h"
#include "memory.h"

#define UNKNOWN "what was changed by hand before is not known any more"

DEFINE_AUTO(json, struct json_object *, json_object_put)

static const char *text_of(struct json_object *object, const char *key)
{
	struct json_object *value;

	return json_object_object_get_ex(object, key, &value) &&
					json_object_is_type(value, json_type_string) ?
			json_object_get_string(value) :
			NULL;
}

static int damaged(const struct watch_memory *memory, struct xpt_error **ret_error)
{
	return xpt__error_set(ret_error, XPT_UNREADABLE, "%s is damaged: " UNKNOWN, memory->path);
}

static int load_item(struct watch_memory *memory, struct json_object *object,
		struct xpt_error **ret_error)
{
	const char *subject = text_of(object, "subject"), *run = text_of(object, "run");
	const char *wanted = text_of(object, "wanted"), *told = text_of(object, "told");
	struct remembered *item;

	if (!subject || !run || !wanted)
		return damaged(memory, ret_error);
	item = vector_push(&memory->items);
	if (!item)
		return xpt__error_no_memory(ret_error);
	*item = (struct remembered){ strdup(subject), strdup(run), strdup(wanted),
		told ? strdup(told) : NULL, false };
	return item->subject && item->run && item->wanted && !told == !item->told ?
			0 :
			xpt__error_no_memory(ret_error);
}

static int load(struct watch_memory *memory, struct json_object *json, struct xpt_error **ret_error)
{
	const char *boot = text_of(json, "boot");
	struct json_object *items;
	int rc = 0;

	if (!boot || !json_object_object_get_ex(json, "items", &items) ||
			!json_object_is_type(items, json_type_array))
		return damaged(memory, ret_error);
	if (!*memory->boot || strcmp(boot, memory->boot) != 0)
		return 0;
	for (size_t i = 0; !rc && i < json_object_array_length(items); i++)
		rc = load_item(memory, json_object_array_get_idx(items, i), ret_error);
	return rc;
}

int xpt__watch_memory_load(struct watch_memory *memory, struct xpt_error **ret_error)
{
	auto_of(json) struct json_object *json = NULL;

	if (!memory->path)
		return 0;
	if (access(memory->path, R_OK))
		return errno == ENOENT ? 0 :
					 xpt__error_errno(ret_error, XPT_UNREADABLE, errno,
							 "what was changed by hand before is not "
							 "known: cannot read %s",
							 memory->path);
	json = json_object_from_file(memory->path);
	return json ? load(memory, json, ret_error) : damaged(memory, ret_error);
}

static bool add_text(struct json_object *object, const char *key, const char *text)
{
	struct json_object *value = json_object_new_string(text);

	if (value && !json_object_object_add(object, key, value))
		return true;
	json_object_put(value);
	return false;
}

static bool add_item(struct json_object *items, const struct remembered *item)
{
	struct json_object *json = json_object_new_object();

	if (json && add_text(json, "subject", item->subject) && add_text(json, "run", item->run) &&
			add_text(json, "wanted", item->wanted) &&
			(!item->told || add_text(json, "told", item->told)) &&
			!json_object_array_add(items, json))
		return true;
	json_object_put(json);
	return false;
}

/* NULL: memory is out. */
static struct json_object *json_of(const struct watch_memory *memory)
{
	auto_of(json) struct json_object *json = json_object_new_object();
	struct json_object *items = json_object_new_array();

	if (!json || !items || json_object_object_add(json, "items", items)) {
		json_object_put(items);
		return NULL;
	}
	for (size_t i = 0; i < memory->items.count; i++)
		if (!add_item(items, &memory->items.items[i]))
			return NULL;
	return add_text(json, "boot", memory->boot) ? TAKE(json) : NULL;
}

/* Only the last part of it: whoever runs this made the others. */
static void make_folder(const char *path)
{
	auto_free char *folder = strdup(path);
	char *slash = folder ? strrchr(folder, '/') : NULL;

	if (!slash || slash == folder)
		return;
	*slash = '\0';
	(void)mkdir(folder, 0700); /* writing tells what went wrong */
}

/* A reboot makes it worthless, so it need not outlive a power failure: no fsync(). */
int xpt__watch_memory_save(struct watch_memory *memory, struct xpt_error **ret_error)
{
	auto_of(json) struct json_object *json = NULL;
	auto_free char *temporary = NULL;

	if (!memory->path || !memory->changed)
		return 0;
	json = json_of(memory);
	if (!json || asprintf(&temporary, "%s.new", memory->path) < 0)
		return xpt__error_no_memory(ret_error);
	make_folder(memory->path);
	if (json_object_to_file(temporary, json) || rename(temporary, memory->path))
		return xpt__error_errno(
				ret_error, XPT_UNREADABLE, errno, "cannot keep %s", memory->path);
	memory->changed = false;
	return 0;
}
