/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "incidents.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "message.h"
#include "output.h"

#define POLL_SECONDS 1
#define STORM_POLLS 5 /* a log that never pauses is told of that often */
#define SEEN 64	      /* incidents that are told of as counts when they come again */

static int print_text(const struct xpt_report *report, bool history)
{
	const struct xpt_finding *finding;
	bool brief = false;

	for (size_t i = 0; (finding = xpt_report_finding(report, i)); i++) {
		if (i)
			putchar('\n');
		brief = !history && xpt_finding_since(finding);
		if (brief)
			print_incident_briefly(stdout, finding);
		else
			print_incident(stdout, finding);
	}
	if (brief)
		puts("\nxpt explain --all shows in full what is over");
	if (!xpt_report_finding(report, 0))
		puts("nothing in these logs says that something failed");
	return status_of_verdict(xpt_report_verdict(report));
}

int print_incidents(
		const struct invocation *invocation, const struct xpt_report *report, bool history)
{
	int status;

	if (!invocation->common.json)
		return print_text(report, history);
	status = print_json_incidents(report);
	return status ? status : status_of_verdict(xpt_report_verdict(report));
}

/* What was told of already, so that a storm becomes a count. */
struct seen {
	char what[96]; /* cause and device */
	unsigned long lines;
	time_t next; /* not before */
	unsigned int pause;
};

struct following {
	struct seen seen[SEEN];
	size_t count;
};

static void seen_name(const struct xpt_finding *finding, char *to, size_t room)
{
	const char *device = xpt_finding_device(finding, 0);

	snprintf(to, room, "%s %s", xpt_finding_cause(finding), device ? device : "");
}

static struct seen *seen_find(struct following *following, const struct xpt_finding *finding)
{
	struct seen *seen = &following->seen[following->count % SEEN];
	char what[sizeof(seen->what)];

	seen_name(finding, what, sizeof(what));
	for (size_t i = 0; i < following->count && i < SEEN; i++)
		if (!strcmp(following->seen[i].what, what))
			return &following->seen[i];
	*seen = (struct seen){ .pause = 0 };
	snprintf(seen->what, sizeof(seen->what), "%s", what);
	following->count++;
	return seen;
}

/* The first of its kind in full, then one line with a count, less and less often. */
static void print_followed(struct following *following, const struct xpt_finding *finding)
{
	struct seen *seen = seen_find(following, finding);
	time_t now = time(NULL);

	if (!seen->pause) {
		print_incident(stdout, finding);
		putchar('\n');
		seen->pause = STORM_POLLS;
		seen->next = now + seen->pause;
		return;
	}
	seen->lines += xpt_finding_lines(finding);
	if (now < seen->next)
		return;
	printf("again: %s (%lu more lines)\n", xpt_finding_because(finding), seen->lines);
	seen->lines = 0;
	seen->pause = seen->pause < 60 ? seen->pause * 2 : seen->pause;
	seen->next = now + seen->pause;
}

static int print_new(const struct invocation *invocation, struct xpt_explainer *explainer,
		struct following *following)
{
	auto_of(report) struct xpt_report *report = NULL;
	struct xpt_error *error = NULL;
	const struct xpt_finding *finding;

	if (xpt_explainer_report(explainer, &report, &error))
		return print_error(invocation, error);
	for (size_t i = 0; (finding = xpt_report_finding(report, i)); i++)
		print_followed(following, finding);
	return fflush(stdout) ? STATUS_UNREADABLE : STATUS_DONE;
}

int incidents_follow(const struct invocation *invocation, struct xpt_explainer *explainer)
{
	struct following following = { .count = 0 };
	unsigned int polls = 0;
	int status = print_new(invocation, explainer, &following);

	while (!status) {
		struct xpt_error *error = NULL;
		size_t bytes, lost;

		nanosleep(&(struct timespec){ .tv_sec = POLL_SECONDS }, NULL);
		if (xpt_explainer_more(explainer, &bytes, &lost, &error))
			return print_error(invocation, error);
		if (lost)
			print_message("%zu bytes of the log were overwritten before they could be read",
					lost);
		polls = bytes ? polls + 1 : 0;
		if (!bytes || polls >= STORM_POLLS) {
			polls = 0;
			status = print_new(invocation, explainer, &following);
		}
	}
	return status;
}

/* Logs tell local time, and no zone that could be relied on: so does this. */
static int64_t local_seconds(time_t when)
{
	struct tm local = { 0 };

	localtime_r(&when, &local);
	return timegm(&local);
}

static bool ago_read(const char *text, int64_t *ret_seconds)
{
	static const struct {
		const char *unit;
		int64_t seconds;
	} units[] = { { "s", 1 }, { "min", 60 }, { "m", 60 }, { "h", 3600 }, { "d", 86400 } };
	char unit[4] = "", rest;
	unsigned int number;

	if (sscanf(text, "%9u%3[a-z]%c", &number, unit, &rest) != 2)
		return false;
	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++)
		if (!strcmp(unit, units[i].unit)) {
			*ret_seconds = local_seconds(time(NULL)) -
					(int64_t)number * units[i].seconds;
			return true;
		}
	return false;
}

bool since_read(const char *text, int64_t *ret_seconds)
{
	static const char *const forms[] = { "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M",
		"%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d" };

	if (ago_read(text, ret_seconds))
		return true;
	for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++) {
		struct tm tm = { 0 };
		const char *end = strptime(text, forms[i], &tm);

		if (end && !*end) {
			*ret_seconds = timegm(&tm);
			return true;
		}
	}
	return false;
}
