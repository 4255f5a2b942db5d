/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "journal.h"

#include <json-c/json.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../base/text.h"

#define TEXT_BYTES (64 * 1024)	   /* a longer message is cut */
#define OBJECT_BYTES (1024 * 1024) /* a longer object is given up */

struct journal {
	json_tokener *tokener; /* of an object whose end was not read yet, or NULL */
	size_t object_bytes;
	bool in_entry; /* of "KEY=value" lines */
	char time[40], program[64], message[8 * 1024];
	char text[TEXT_BYTES];
	size_t length;
};

struct journal *xpt__journal_new(void)
{
	return calloc(1, sizeof(struct journal));
}

void xpt__journal_free(struct journal *journal)
{
	if (!journal)
		return;
	if (journal->tokener)
		json_tokener_free(journal->tokener);
	free(journal);
}

char *xpt__journal_text(struct journal *journal)
{
	journal->length = 0;
	return journal->text;
}

static void add_line(
		struct journal *journal, const char *time, const char *program, struct span line)
{
	size_t room = sizeof(journal->text) - journal->length;
	int r;

	if (*program)
		r = snprintf(journal->text + journal->length, room, "%s host %s: %.*s\n", time,
				program, (int)line.length, line.at);
	else
		r = snprintf(journal->text + journal->length, room, "%.*s\n", (int)line.length,
				line.at);
	if (r > 0 && (size_t)r < room)
		journal->length += (size_t)r;
	journal->text[journal->length] = '\0';
}

/* @microseconds: since 1970 */
static void time_text(const char *microseconds, char *to, size_t room)
{
	uint64_t number;
	time_t seconds;
	struct tm tm;

	if (!xpt__span_number(xpt__span_of(microseconds), 10, &number))
		number = 0;
	seconds = (time_t)(number / 1000000);
	if (!gmtime_r(&seconds, &tm) || !strftime(to, room, "%Y-%m-%dT%H:%M:%S", &tm))
		snprintf(to, room, "1970-01-01T00:00:00");
}

static void add_message(
		struct journal *journal, const char *time, const char *program, const char *message)
{
	struct span rest = xpt__span_of(message), line;

	while (xpt__span_next_line(&rest, &line))
		add_line(journal, time, program, line);
}

/* A message that is no UTF-8 is an array of its bytes. */
static void add_bytes(struct journal *journal, const char *time, const char *program,
		struct json_object *array)
{
	size_t length = json_object_array_length(array), room = sizeof(journal->message) - 1;

	length = length < room ? length : room;
	for (size_t i = 0; i < length; i++)
		journal->message[i] =
				(char)json_object_get_int(json_object_array_get_idx(array, i));
	journal->message[length] = '\0';
	add_message(journal, time, program, journal->message);
}

static const char *member(struct json_object *object, const char *key)
{
	struct json_object *value = NULL;

	if (!json_object_object_get_ex(object, key, &value))
		return "";
	return value && json_object_is_type(value, json_type_string) ?
			json_object_get_string(value) :
			"";
}

/* Strings of anything else may hold lines of a log. */
static void add_strings(struct journal *journal, struct json_object *value, int depth)
{
	if (json_object_is_type(value, json_type_string))
		add_message(journal, "", "", json_object_get_string(value));
	else if (json_object_is_type(value, json_type_array) && depth)
		for (size_t i = 0; i < json_object_array_length(value); i++)
			add_strings(journal, json_object_array_get_idx(value, i), depth - 1);
	else if (json_object_is_type(value, json_type_object) && depth) {
		json_object_object_foreach(value, key, inner)
		{
			(void)key;
			add_strings(journal, inner, depth - 1);
		}
	}
}

static void add_object(struct journal *journal, struct json_object *object)
{
	struct json_object *message = NULL;
	const char *program;
	char time[40];

	journal->length = 0;
	journal->text[0] = '\0';
	if (!json_object_is_type(object, json_type_object) ||
			!json_object_object_get_ex(object, "MESSAGE", &message)) {
		add_strings(journal, object, 8);
		return;
	}
	program = member(object, "SYSLOG_IDENTIFIER");
	if (!*program)
		program = member(object, "_COMM");
	time_text(member(object, "__REALTIME_TIMESTAMP"), time, sizeof(time));
	if (json_object_is_type(message, json_type_array))
		add_bytes(journal, time, program, message);
	else if (message)
		add_message(journal, time, program, json_object_get_string(message));
}

/* "{", "[{", "["": what an object or a list of texts begins with, and a kernel's date does not. */
static bool begins_json(struct span line)
{
	struct span inside = line;

	if (!line.length || (*line.at != '{' && *line.at != '['))
		return false;
	inside.at++;
	inside.length--;
	inside = xpt__span_trim(inside);
	return !inside.length || strchr(*line.at == '{' ? "\"}" : "\"{]", *inside.at);
}

static void end_json(struct journal *journal)
{
	json_tokener_free(journal->tokener);
	journal->tokener = NULL;
}

static enum journal_line take_json(struct journal *journal, struct span line)
{
	struct json_object *object;
	enum json_tokener_error state;

	if (!journal->tokener) {
		journal->tokener = json_tokener_new();
		journal->object_bytes = 0;
	}
	if (!journal->tokener)
		return JOURNAL_NONE;
	journal->object_bytes += line.length;
	object = json_tokener_parse_ex(journal->tokener, line.at, (int)line.length);
	state = json_tokener_get_error(journal->tokener);
	if (state == json_tokener_continue && journal->object_bytes < OBJECT_BYTES)
		return JOURNAL_TAKEN;
	end_json(journal);
	if (state != json_tokener_success)
		return JOURNAL_NONE;
	add_object(journal, object);
	json_object_put(object);
	return JOURNAL_TEXT;
}

/* Only what is left of an entry in "KEY=value" lines. */
static void end_entry(struct journal *journal)
{
	journal->length = 0;
	journal->text[0] = '\0';
	if (*journal->message)
		add_message(journal, *journal->time ? journal->time : "1970-01-01T00:00:00",
				journal->program, journal->message);
	journal->in_entry = false;
	journal->time[0] = journal->program[0] = journal->message[0] = '\0';
}

static void keep(char *to, size_t room, struct span value)
{
	snprintf(to, room, "%.*s", (int)value.length, value.at);
}

static void keep_pair(struct journal *journal, struct span key, struct span value)
{
	char number[32];

	if (xpt__span_is(key, "MESSAGE"))
		keep(journal->message, sizeof(journal->message), value);
	else if (xpt__span_is(key, "SYSLOG_IDENTIFIER") ||
			(xpt__span_is(key, "_COMM") && !*journal->program))
		keep(journal->program, sizeof(journal->program), value);
	else if (xpt__span_is(key, "__REALTIME_TIMESTAMP")) {
		keep(number, sizeof(number), value);
		time_text(number, journal->time, sizeof(journal->time));
	}
}

static bool is_key(struct span key)
{
	return key.length && strspn(key.at, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789") == key.length;
}

/* "Tue 2024-03-05 10:11:12.123456 CET [s=…;i=…;…]", as -o verbose begins an entry */
static bool is_verbose_head(struct span line)
{
	const char *cursor = memmem(line.at, line.length, " [s=", 4);

	return cursor && line.length > 15 && line.at[3] == ' ' && line.at[8] == '-' &&
			line.at[11] == '-';
}

static enum journal_line take_pair(struct journal *journal, struct span line)
{
	struct span rest = xpt__span_trim(line), key;
	bool first = is_verbose_head(line);

	if (first || xpt__span_starts(line, "__CURSOR=")) {
		end_entry(journal);
		journal->in_entry = true;
		if (first)
			snprintf(journal->time, sizeof(journal->time), "%.10sT%.8s", line.at + 4,
					line.at + 15);
		return *journal->text ? JOURNAL_TEXT : JOURNAL_TAKEN;
	}
	if (!journal->in_entry)
		return JOURNAL_NONE;
	if (!xpt__span_next_part(&rest, '=', &key) || !is_key(key)) {
		end_entry(journal);
		return *journal->text && !rest.length ? JOURNAL_TEXT : JOURNAL_NONE;
	}
	keep_pair(journal, key, rest);
	return JOURNAL_TAKEN;
}

enum journal_line xpt__journal_line(struct journal *journal, const char *line, size_t length)
{
	struct span text = xpt__span_trim((struct span){ line ? line : "", length });

	journal->text[0] = '\0';
	if (!line) {
		end_entry(journal);
		return JOURNAL_NONE;
	}
	if (journal->tokener || begins_json(text))
		return take_json(journal, journal->tokener ? (struct span){ line, length } : text);
	return take_pair(journal, (struct span){ line, length });
}
