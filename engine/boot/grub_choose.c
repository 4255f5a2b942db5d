/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which entry "default" names: by number, title or id, through submenus. */
#include <string.h>

#include "grub.h"

/* One part of a path such as "Advanced options>Xen hypervisor>0". */
struct part {
	const char *text;
	const struct grub_entry *entry;
	const char *how; /* "index", "title", "id"; NULL: nothing is called so, and GRUB takes the first */
};

static const struct grub_entry *at_position(const struct grub *grub, size_t parent, size_t position)
{
	for (size_t i = 0; i < grub->entries.count; i++)
		if (grub->entries.items[i].parent == parent &&
				grub->entries.items[i].position == position)
			return &grub->entries.items[i];
	return NULL;
}

static const struct grub_entry *called(
		const struct grub *grub, size_t parent, const char *name, bool by_id)
{
	for (size_t i = 0; i < grub->entries.count; i++) {
		const struct grub_entry *entry = &grub->entries.items[i];
		const char *own = by_id ? entry->id : entry->title;

		if (entry->parent == parent && own && !strcmp(own, name))
			return entry;
	}
	return NULL;
}

/* As strtoul() with base 0: whatever follows the digits is not looked at. */
static bool number(const char *text, unsigned long *ret_number)
{
	char *end;

	if (*text < '0' || *text > '9')
		return false;
	*ret_number = strtoul(text, &end, 0);
	return true;
}

static bool by_number(const struct grub *grub, size_t parent, struct part *part)
{
	unsigned long position;

	if (!number(part->text, &position))
		return false;
	part->entry = at_position(grub, parent, position);
	part->how = "index";
	return true;
}

/* Upstream compares title and id of one entry after the other. */
static bool by_either(const struct grub *grub, size_t parent, struct part *part)
{
	const struct grub_entry *title = called(grub, parent, part->text, false);
	const struct grub_entry *id = called(grub, parent, part->text, true);

	part->entry = title && (!id || title <= id) ? title : id;
	part->how = part->entry == title ? "title" : "id";
	return part->entry != NULL;
}

static bool by_id_then_title(const struct grub *grub, size_t parent, struct part *part)
{
	part->how = "id";
	part->entry = called(grub, parent, part->text, true);
	if (part->entry)
		return true;
	part->how = "title";
	part->entry = called(grub, parent, part->text, false);
	return part->entry != NULL;
}

static void note_name(struct grub *grub, const struct part *part)
{
	struct grub_named *named = vector_push(&grub->named);

	if (named)
		*named = (struct grub_named){ part->text, part->entry };
	else
		grub->out_of_memory = true;
}

static void look_up(
		const struct grub *grub, enum grub_order order, size_t parent, struct part *part)
{
	bool found = order == GRUB_NUMBER_FIRST ?
			by_number(grub, parent, part) || by_either(grub, parent, part) :
			by_id_then_title(grub, parent, part) || by_number(grub, parent, part);

	if (found && part->entry)
		return;
	part->entry = at_position(grub, parent, 0);
	part->how = NULL;
}

/* Cut the next part off a path at a single ">"; ">>" stands for one. */
static const char *next_part(struct grub *grub, const char **rest)
{
	char *part = xpt__arena_copy(grub->arena, *rest, strlen(*rest));
	size_t to = 0;

	if (!part) {
		grub->out_of_memory = true;
		return NULL;
	}
	for (; **rest; (*rest)++) {
		if (**rest == '>' && (*rest)[1] != '>') {
			(*rest)++;
			break;
		}
		*rest += **rest == '>';
		part[to++] = **rest;
	}
	part[to] = '\0';
	return part;
}

/* An entry that may be there or not shifts those behind it, and may itself have the name. */
static bool is_certain(const struct grub *grub, const struct grub_entry *entry)
{
	for (size_t i = 0; i < grub->entries.count; i++) {
		const struct grub_entry *other = &grub->entries.items[i];

		if (other->parent == entry->parent && other->position <= entry->position &&
				other->maybe)
			return false;
	}
	return true;
}

static const char *why(struct grub *grub, const struct part *part, const char *value)
{
	const char *variable = !grub->chosen_by.length ?
			"" :
			xpt__arena_text(grub->arena, "%.*s: ", (int)grub->chosen_by.length,
					grub->chosen_by.at);

	if (!variable)
		return NULL;
	if (!*value)
		return "the first, as no default is set";
	if (!part->how)
		return xpt__arena_text(grub->arena, "%sdefault=\"%s\" names no entry, so the first",
				variable, value);
	return xpt__arena_text(grub->arena, "%sdefault=\"%s\" (%s)", variable, value, part->how);
}

const struct grub_entry *xpt__grub_choose(
		struct grub *grub, enum grub_order order, const char **ret_why)
{
	const char *value = xpt__grub_get(grub, SPAN("default")), *rest = value;
	struct part part = { 0 };
	size_t parent = 0;

	grub->named.count = 0;
	if (!value) {
		xpt__grub_doubt(grub, NULL, 0,
				"the default is set under a condition that is not known");
		return NULL;
	}
	do {
		part = (struct part){ .text = next_part(grub, &rest) };
		if (!part.text)
			return NULL;
		look_up(grub, order, parent, &part);
		if (!part.entry)
			break;
		if (!is_certain(grub, part.entry)) {
			xpt__grub_doubt(grub, NULL, 0,
					"an entry before \"%s\" is only there under a condition "
					"that is not known",
					part.entry->title ? part.entry->title : "");
			return NULL;
		}
		if (part.how && strcmp(part.how, "index") != 0)
			note_name(grub, &part);
		parent = (size_t)(part.entry - grub->entries.items) + 1;
	} while (part.entry->submenu);
	if (!part.entry)
		xpt__grub_doubt(grub, NULL, 0, "the menu has no entry to boot");
	*ret_why = why(grub, &part, value);
	return part.entry;
}
