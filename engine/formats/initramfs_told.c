/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "initramfs_told.h"

#include <string.h>

#include "initramfs.h"

bool xpt__initramfs_same_start(struct span start, const char *module)
{
	if (start.length > strlen(module))
		return false;
	for (size_t i = 0; i < start.length; i++)
		if ((start.at[i] == '_' ? '-' : start.at[i]) !=
				(module[i] == '_' ? '-' : module[i]))
			return false;
	return true;
}

bool xpt__initramfs_same_module(struct span word, const char *module)
{
	return word.length == strlen(module) && xpt__initramfs_same_start(word, module);
}

bool xpt__told_next_file(struct span *rest, struct span *ret_path, struct span *ret_lines)
{
	struct span line;

	while (xpt__span_next_line(rest, &line)) {
		if (!xpt__span_skip(&line, "file "))
			continue;
		*ret_path = line;
		*ret_lines = (struct span){ rest->at, 0 };
		while (rest->length && rest->at[0] == '\t' && xpt__span_next_line(rest, &line))
			ret_lines->length = (size_t)(rest->at - ret_lines->at);
		return true;
	}
	return false;
}

bool xpt__told_next_line(struct span *lines, struct span *ret_line)
{
	return xpt__span_next_line(lines, ret_line) && xpt__span_skip(ret_line, "\t");
}

bool xpt__told_file(struct span told, const char *path, struct span *ret_lines)
{
	struct span found, lines;
	bool any = false;

	while (xpt__told_next_file(&told, &found, &lines))
		if (xpt__span_is(found, path)) {
			*ret_lines = lines;
			any = true;
		}
	return any;
}

bool xpt__told_again(struct span rest, struct span path)
{
	struct span other, lines;

	while (xpt__told_next_file(&rest, &other, &lines))
		if (other.length == path.length && !memcmp(other.at, path.at, path.length))
			return true;
	return false;
}

bool xpt__told_has_link(struct span told, const char *const *folders, size_t count)
{
	struct span line;

	while (xpt__span_next_line(&told, &line)) {
		if (!xpt__span_skip(&line, "link "))
			continue;
		for (size_t i = 0; i < count; i++)
			if (xpt__span_starts(line, folders[i]) ||
					(line.length + 1 == strlen(folders[i]) &&
							!memcmp(line.at, folders[i], line.length)))
				return true;
	}
	return false;
}

bool xpt__told_is_quote(char c)
{
	return c == '"' || c == '\'' || c == '\\';
}

bool xpt__told_only_quotes(struct span span)
{
	for (size_t i = 0; i < span.length; i++)
		if (!xpt__told_is_quote(span.at[i]))
			return false;
	return true;
}

bool xpt__told_skip_quoted(struct span *word, const char *key)
{
	struct span rest = *word;

	while (*key && rest.length) {
		char c = *rest.at++;

		rest.length--;
		if (c != *key && !xpt__told_is_quote(c))
			return false;
		key += c == *key;
	}
	if (!*key)
		*word = rest;
	return !*key;
}

bool xpt__told_is_flag(struct span word)
{
	return xpt__span_is(word, "-q") || xpt__span_is(word, "-v") ||
			xpt__span_is(word, "--quiet") || xpt__span_is(word, "--verbose");
}

static bool is_of_word(char c, const char *inside)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
			c == '-' || c == '_' || (c && strchr(inside, c));
}

bool xpt__told_has_name(struct span line, const char *name, const char *inside)
{
	size_t length = strlen(name);
	bool bounded = true;

	for (size_t i = 0; i + length <= line.length; i++) {
		bool ends = i + length == line.length || !is_of_word(line.at[i + length], inside);

		if (bounded && ends &&
				xpt__initramfs_same_start(
						(struct span){ line.at + i, length }, name))
			return true;
		bounded = !is_of_word(line.at[i], "");
	}
	return false;
}
