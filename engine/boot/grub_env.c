/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Variables, and the environment block that carries some from one boot to the next. */
#include <string.h>

#include "grub.h"

#define DOUBTS 16

#define VARIABLES 1024
#define ENV_BLOCK_BEGIN "# GRUB Environment Block\n"

void xpt__grub_doubt(struct grub *grub, const struct grub_reader *reader, unsigned long line,
		const char *format, ...)
{
	va_list arguments;
	const char *text;

	if (grub->doubts.count >= DOUBTS)
		return;
	va_start(arguments, format);
	text = xpt__arena_vtext(grub->arena, format, arguments);
	va_end(arguments);
	if (text && reader)
		text = xpt__arena_text(grub->arena, "%s line %lu: %s", reader->file, line, text);
	if (!text || !xpt__texts_add(grub->arena, &grub->doubts, text))
		grub->out_of_memory = true;
}

static bool same(struct span a, struct span b)
{
	return a.length == b.length && (!a.length || !memcmp(a.at, b.at, a.length));
}

/* Set by GRUB itself, and by what it meets on the machine. */
static const char *builtin(const struct grub *grub, struct span name)
{
	static const char *const met[] = { "root", "cmdpath", "?", "grub_cpu", "lang", "timeout" };

	if (xpt__span_is(name, "prefix") || xpt__span_is(name, "config_directory"))
		return "$prefix";
	if (xpt__span_is(name, "grub_platform"))
		return grub->platform;
	if (xpt__span_starts(name, "feature_"))
		return "y";
	for (size_t i = 0; i < sizeof(met) / sizeof(*met); i++)
		if (xpt__span_is(name, met[i]))
			return NULL;
	return xpt__span_starts(name, "net_") || xpt__span_starts(name, "smbios") ? NULL : "";
}

const char *xpt__grub_get(const struct grub *grub, struct span name)
{
	for (size_t i = 0; i < grub->variables.count; i++)
		if (same(grub->variables.items[i].name, name))
			return grub->variables.items[i].value;
	return builtin(grub, name);
}

static struct grub_variable *variable(struct grub *grub, struct span name)
{
	struct grub_variable *new;

	for (size_t i = 0; i < grub->variables.count; i++)
		if (same(grub->variables.items[i].name, name))
			return &grub->variables.items[i];
	if (grub->variables.count >= VARIABLES)
		return NULL;
	new = vector_push(&grub->variables);
	if (new)
		new->name = name;
	else
		grub->out_of_memory = true;
	return new;
}

void xpt__grub_set(struct grub *grub, struct span name, const char *value)
{
	struct grub_variable *to = variable(grub, name);

	if (to)
		to->value = value;
	else if (!grub->doubts.count || grub->variables.count < VARIABLES)
		xpt__grub_doubt(grub, NULL, 0, "the script has more than %d variables", VARIABLES);
}

const char *xpt__grub_path(struct grub *grub, const char *path)
{
	const char *text;

	if (strncmp(path, "$prefix/", 8) || strstr(path, "/../"))
		return NULL;
	text = xpt__arena_text(grub->arena, "%s/%s", grub->folder, path + 8);
	grub->out_of_memory |= !text;
	return text;
}

/* "\" hides the next byte: a newline, or itself. */
static const char *env_value(struct grub *grub, struct span raw)
{
	char *value = xpt__arena_copy(grub->arena, raw.at, raw.length);
	size_t to = 0;

	if (!value) {
		grub->out_of_memory = true;
		return NULL;
	}
	for (size_t i = 0; i < raw.length; i++) {
		if (raw.at[i] == '\\' && i + 1 < raw.length)
			i++;
		value[to++] = raw.at[i];
	}
	value[to] = '\0';
	return value;
}

/* A line ends at a newline that no "\" hides. */
static struct span env_line(struct span *rest)
{
	struct span line = { rest->at, 0 };

	while (line.length < rest->length && rest->at[line.length] != '\n')
		line.length += rest->at[line.length] == '\\' && line.length + 1 < rest->length ? 2 :
												 1;
	rest->at += line.length;
	rest->length -= line.length;
	if (rest->length) {
		rest->at++;
		rest->length--;
	}
	return line;
}

void xpt__grub_load_env(struct grub *grub, struct span text)
{
	if (!xpt__span_starts(text, ENV_BLOCK_BEGIN)) {
		xpt__grub_doubt(grub, NULL, 0,
				"the environment block (grubenv) has no header: GRUB ignores it");
		return;
	}
	text.at += sizeof(ENV_BLOCK_BEGIN) - 1;
	text.length -= sizeof(ENV_BLOCK_BEGIN) - 1;
	while (text.length) {
		struct span value = env_line(&text), name;

		if (value.length && value.at[0] != '#' && memchr(value.at, '=', value.length) &&
				xpt__span_next_part(&value, '=', &name))
			xpt__grub_set(grub, name, env_value(grub, value));
	}
}
