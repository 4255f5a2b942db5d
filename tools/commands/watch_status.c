/* SPDX-License-Identifier: GPL-2.0-or-later */
/* xpt watch --status: what the watch that runs makes of each thing that its files want. */
#include <stdio.h>
#include <string.h>

#include <xpt/watch.h>

#include "../output/message.h"
#include "../output/output.h"
#include "watch_status.h"

DEFINE_AUTO(watch_status, struct xpt_watch_status *, xpt_watch_status_free)

static bool is_well(const char *state)
{
	return !strcmp(state, "done") || !strcmp(state, "left") || !strcmp(state, "waits");
}

/* "3 min" */
static void print_time(long long seconds)
{
	if (seconds < 120)
		printf("%lld s", seconds);
	else if (seconds < 7200)
		printf("%lld min", seconds / 60);
	else
		printf("%lld h", seconds / 3600);
}

static bool has_word(const char *text, const char *word)
{
	size_t length = strlen(word);

	for (const char *at = text; length && (at = strstr(at, word)); at++)
		if ((at == text || at[-1] == ' ') && (!at[length] || at[length] == ' '))
			return true;
	return false;
}

static void print_item(struct xpt_object item, const char *state)
{
	auto_free char *subject = object_text(item, "subject"), *is = object_text(item, "is");
	auto_free char *text = object_text(item, "text"), *wanted = object_text(item, "wanted");
	auto_free char *file = object_text(item, "file"), *line = object_text(item, "line");
	auto_free char *domain = object_text(item, "domain");
	long long seconds = 0;

	(void)xpt_object_number(item, "seconds", &seconds);
	printf("%-8s %s", state, subject ? subject : "?");
	if (domain && subject && !has_word(subject, domain))
		printf(" for %s", domain);
	printf(": %s, since ", text ? text : is ? is : "?");
	print_time(seconds);
	if (strcmp(state, "done") != 0 && wanted)
		printf("; wanted: %s", wanted);
	printf(" (%s line %s)\n", file ? file : "?", line ? line : "?");
}

/* Return: is nothing failed, or not known? */
static bool print_items(const struct xpt_value *items, bool silent)
{
	bool well = true;

	for (size_t i = 0; i < items->count; i++) {
		struct xpt_value value = XPT_SIZED(xpt_value);
		auto_free char *state = NULL;

		xpt_value_item(items, i, &value);
		state = object_text(value.object, "state");
		well = well && state && is_well(state);
		if (!silent)
			print_item(value.object, state ? state : "unknown");
	}
	return well;
}

static void print_head(struct xpt_object status, bool running, const char *trouble)
{
	long long seconds = 0;

	(void)xpt_object_number(status, "looked_seconds", &seconds);
	printf("%s ",
			running ? "the watch runs; its last round was" :
				  "the watch came to an end; its last round was");
	print_time(seconds);
	printf(" ago%s%s\n", trouble ? "; trouble: " : "", trouble ? trouble : "");
}

int watch_status(const struct invocation *invocation, const char *path)
{
	auto_of(watch_status) struct xpt_watch_status *status = NULL;
	struct xpt_error *error = NULL;
	auto_free char *trouble = NULL;
	struct xpt_object object;
	struct xpt_value items = XPT_SIZED(xpt_value);
	long long running = 0;
	int rc = xpt_watch_status_open(path, &status, &error), printed;
	bool json = invocation->common.json, well;

	if (rc) {
		printed = print_error(invocation, error);
		return rc == XPT_NOT_FOUND ? STATUS_UNREADABLE : printed;
	}
	object = xpt_watch_status_object(status);
	trouble = object_text(object, "trouble");
	(void)xpt_object_number(object, "running", &running);
	printed = json ? print_json_object("watch", object) : STATUS_DONE;
	if (!json)
		print_head(object, running, trouble);
	xpt_object_get(object, "items", &items);
	well = print_items(&items, json);
	/* what is done was so when the watch could still see it */
	well = well && running && !trouble;
	return printed ? printed : well ? STATUS_DONE : STATUS_REFUSED;
}
