/* SPDX-License-Identifier: GPL-2.0-or-later */
/* {"boot": its id, "items": [{"subject", "run", "wanted", "told"}, …]} */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "../base/error.h"
#include "../base/json.h"
#include "../source/tree.h"
#include "memory.h"

#define UNKNOWN "what was changed by hand before is not known any more"

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
		told ? strdup(told) : NULL, false, NULL };
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

/* A plain file, and no more of it than a tree reads. XPT_NOT_FOUND: there is none. */
static int read_file(const char *path, struct blob *ret_blob, struct xpt_error **ret_error)
{
	auto_of(tree) struct tree *tree = NULL;
	int rc = xpt__tree_open(*path == '/' ? "/" : ".", TREE_FOLLOW, &tree, ret_error);

	return rc ? rc : xpt__tree_read(tree, path + strspn(path, "/"), ret_blob, ret_error);
}

int xpt__watch_memory_load(struct watch_memory *memory, struct xpt_error **ret_error)
{
	auto_of(error) struct xpt_error *error = NULL;
	auto_of(json) struct json_object *json = NULL;
	auto_blob struct blob blob = { 0 };
	int rc = memory->path ? read_file(memory->path, &blob, &error) : XPT_NOT_FOUND;

	if (rc == XPT_NOT_FOUND)
		return 0;
	if (rc == XPT_NO_MEMORY)
		return xpt__error_no_memory(ret_error);
	if (rc)
		return xpt__error_set(ret_error, XPT_UNREADABLE,
				"what was changed by hand before is not known: %s",
				xpt_error_message(error));
	json = json_tokener_parse(blob.bytes);
	return json ? load(memory, json, ret_error) : damaged(memory, ret_error);
}

static struct json_object *json_of_item(const struct remembered *item)
{
	auto_of(json) struct json_object *json = json_object_new_object();

	if (!json || !xpt__json_add_text(json, "subject", item->subject) ||
			!xpt__json_add_text(json, "run", item->run) ||
			!xpt__json_add_text(json, "wanted", item->wanted) ||
			(item->told && !xpt__json_add_text(json, "told", item->told)))
		return NULL;
	return TAKE(json);
}

/* NULL: memory is out. */
static struct json_object *json_of(const struct watch_memory *memory)
{
	auto_of(json) struct json_object *json = json_object_new_object();
	struct json_object *items = json_object_new_array();

	if (!json) {
		json_object_put(items);
		return NULL;
	}
	if (!xpt__json_add(json, "items", items))
		return NULL;
	for (size_t i = 0; i < memory->items.count; i++)
		if (!xpt__json_append(items, json_of_item(&memory->items.items[i])))
			return NULL;
	return xpt__json_add_text(json, "boot", memory->boot) ? TAKE(json) : NULL;
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
	(void)unlink(temporary); /* what is no plain file might keep us waiting */
	if (json_object_to_file(temporary, json) || rename(temporary, memory->path))
		return xpt__error_errno(
				ret_error, XPT_UNREADABLE, errno, "cannot keep %s", memory->path);
	memory->changed = false;
	return 0;
}
