/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "watch_memory.h"

#include <errno.h>
#include <fcntl.h>
#include <json-c/json.h>
#include <string.h>
#include <sys/stat.h>

#include "../output/message.h"

#define FILE_NAME XPT_STATE_DIR "/watch.json"
#define FILE_NEW FILE_NAME ".new"
#define BOOT_ID "/proc/sys/kernel/random/boot_id"

static void put_json(struct json_object *object)
{
	json_object_put(object);
}

DEFINE_AUTO(json, struct json_object *, put_json)

static void item_clear(struct remembered *item)
{
	free(item->subject);
	free(item->run);
	free(item->wanted);
	free(item->told);
}

void memory_clear(struct memory *memory)
{
	for (size_t i = 0; i < memory->count; i++)
		item_clear(&memory->items[i]);
	free(memory->items);
	free(memory->boot);
	*memory = (struct memory){ 0 };
}

static struct remembered *push(struct memory *memory)
{
	if (memory->count == memory->room) {
		size_t room = memory->room ? memory->room * 2 : 64;
		struct remembered *items = realloc(memory->items, room * sizeof(*items));

		if (!items)
			return NULL;
		memory->items = items;
		memory->room = room;
	}
	memory->items[memory->count] = (struct remembered){ 0 };
	return &memory->items[memory->count++];
}

static char *run_of(const struct xpt_item *item)
{
	char *text;

	if (!item->domain)
		return strdup("");
	return asprintf(&text, "%u/%s", item->domain_id,
			       item->domain_uuid ? item->domain_uuid : "") < 0 ?
			NULL :
			text;
}

struct remembered *memory_find(const struct memory *memory, const struct xpt_item *item)
{
	auto_free char *run = run_of(item);

	for (size_t i = 0; run && i < memory->count; i++) {
		struct remembered *known = &memory->items[i];

		if (!strcmp(known->subject, item->subject) && !strcmp(known->run, run)) {
			known->seen = true;
			return known;
		}
	}
	return NULL;
}

static bool replace(struct memory *memory, char **text, const char *with)
{
	char *copy = with ? strdup(with) : NULL;

	if (with && !copy)
		return false;
	memory->changed = memory->changed || !*text != !with || (with && strcmp(*text, with) != 0);
	free(*text);
	*text = copy;
	return true;
}

bool memory_note(struct memory *memory, const struct xpt_item *item)
{
	struct remembered *known = memory_find(memory, item);

	if (!known) {
		known = push(memory);
		if (!known)
			return false;
		*known = (struct remembered){ strdup(item->subject), run_of(item), strdup(""), NULL,
			true };
		if (!known->subject || !known->run || !known->wanted) {
			item_clear(known);
			memory->count--;
			return false;
		}
	}
	return replace(memory, &known->wanted, item->wanted) && replace(memory, &known->told, NULL);
}

bool memory_tell(struct memory *memory, struct remembered *known, const char *is)
{
	return replace(memory, &known->told, is);
}

void memory_forget(struct memory *memory)
{
	size_t kept = 0;

	for (size_t i = 0; i < memory->count; i++) {
		struct remembered *item = &memory->items[i];

		if (item->seen) {
			item->seen = false;
			memory->items[kept++] = *item;
		} else {
			item_clear(item);
			memory->changed = true;
		}
	}
	memory->count = kept;
}

/* The file */

static char *read_boot(void)
{
	auto_file FILE *file = fopen(BOOT_ID, "re");
	char line[64];

	if (!file || !fgets(line, sizeof(line), file)) {
		print_message("cannot read %s: %s", BOOT_ID, strerror(errno));
		return strdup("");
	}
	line[strcspn(line, "\n")] = '\0';
	return strdup(line);
}

static const char *text_of(struct json_object *object, const char *key)
{
	struct json_object *value;

	return json_object_object_get_ex(object, key, &value) &&
					json_object_is_type(value, json_type_string) ?
			json_object_get_string(value) :
			NULL;
}

static bool load_item(struct memory *memory, struct json_object *object)
{
	const char *subject = text_of(object, "subject"), *run = text_of(object, "run");
	const char *wanted = text_of(object, "wanted"), *told = text_of(object, "told");
	struct remembered *item;

	if (!subject || !run || !wanted)
		return true; /* damaged: as if it were not there */
	item = push(memory);
	if (!item)
		return false;
	*item = (struct remembered){ strdup(subject), strdup(run), strdup(wanted),
		told ? strdup(told) : NULL, false };
	return item->subject && item->run && item->wanted && !told == !item->told;
}

bool memory_load(struct memory *memory)
{
	auto_of(json) struct json_object *json = NULL;
	struct json_object *items;
	const char *boot;

	memory_clear(memory);
	memory->boot = read_boot();
	if (!memory->boot)
		return false;
	if (!access(FILE_NAME, F_OK)) {
		json = json_object_from_file(FILE_NAME);
		if (!json)
			print_message("%s is damaged: what was changed by hand before is not known any more",
					FILE_NAME);
	}
	boot = json ? text_of(json, "boot") : NULL;
	if (!boot || strcmp(boot, memory->boot) != 0 ||
			!json_object_object_get_ex(json, "items", &items) ||
			!json_object_is_type(items, json_type_array))
		return true;
	for (size_t i = 0; i < json_object_array_length(items); i++)
		if (!load_item(memory, json_object_array_get_idx(items, i)))
			return false;
	return true;
}

static struct json_object *item_json(const struct remembered *item)
{
	struct json_object *json = json_object_new_object();

	json_object_object_add(json, "subject", json_object_new_string(item->subject));
	json_object_object_add(json, "run", json_object_new_string(item->run));
	json_object_object_add(json, "wanted", json_object_new_string(item->wanted));
	if (item->told)
		json_object_object_add(json, "told", json_object_new_string(item->told));
	return json;
}

/* A reboot makes it worthless, so it need not outlive a power failure: no fsync(). */
bool memory_save(struct memory *memory)
{
	auto_of(json) struct json_object *json = json_object_new_object();
	struct json_object *items = json_object_new_array();

	if (!memory->changed) {
		json_object_put(items);
		return true;
	}
	for (size_t i = 0; i < memory->count; i++)
		json_object_array_add(items, item_json(&memory->items[i]));
	json_object_object_add(json, "boot", json_object_new_string(memory->boot));
	json_object_object_add(json, "items", items);
	(void)mkdir(XPT_STATE_DIR, 0700); /* writing tells what went wrong */
	if (json_object_to_file(FILE_NEW, json) || rename(FILE_NEW, FILE_NAME)) {
		print_message("cannot keep %s: %s", FILE_NAME, strerror(errno));
		return false;
	}
	memory->changed = false;
	return true;
}
