/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "change.h"

#include <stdio.h>
#include <string.h>

#include <xpt/usb.h>

#include "apply_plan.h"
#include "devices.h"
#include "../output/message.h"

struct change {
	const struct invocation *invocation;
	struct xpt_request *request;
	struct xpt_host *host;
	struct xpt_judged *judged;
	struct xpt_plan *plan;
	bool *done;   /* for each step of the plan */
	char **words; /* the devices, as they were typed */
	size_t word_count;
	const struct usb_place *place; /* instead of words; or NULL */
	struct devices devices;
	struct xpt_bdf *group; /* the devices of --group, or of a whole graphics card */
};

static void change_clear(struct change *change)
{
	xpt_host_free(change->host);
	xpt_judged_free(change->judged);
	xpt_plan_free(change->plan);
	free(change->done);
	devices_clear(&change->devices);
	free(change->group);
}

static struct outcome outcome_of(const struct change *change)
{
	return (struct outcome){ .report = xpt_judged_report(change->judged),
		.plan = change->plan,
		.done = change->done,
		.lock_timeout_s = change->request->timeout_s };
}

static int fail(const struct change *change, struct xpt_error *error)
{
	const struct outcome outcome = outcome_of(change);

	return apply_failed(change->invocation, &outcome, error);
}

/* "cannot give 0000:00:05.0 to domain g1" */
static char *headline(const struct xpt_request *request, const struct xpt_finding *finding)
{
	static const char *const phrases[][3] = {
		[XPT_RESERVE] = { "cannot reserve", "risk in reserving",
				"not known for reserving" },
		[XPT_RELEASE] = { "cannot release", "risk in releasing",
				"not known for releasing" },
		[XPT_ATTACH] = { "cannot give", "risk in giving", "not known for giving" },
		[XPT_DETACH] = { "cannot take", "risk in taking", "not known for taking" },
	};
	static const enum xpt_verdict verdicts[] = { XPT_BLOCKED, XPT_RISK, XPT_UNKNOWN };
	const char *device = xpt_finding_device(finding, 0);
	const char *to = request->action == XPT_ATTACH ? " to domain " :
			request->action == XPT_DETACH  ? " from domain " :
							 "";
	char buffer[XPT_BDF_TEXT], *text;
	int phrase = 0;

	if (!device && request->usb_device_count == 1 && !request->device_count)
		device = request->usb_devices[0];
	while (phrase < 2 && verdicts[phrase] != xpt_finding_verdict(finding))
		phrase++;
	if (!device)
		device = request->device_count == 1 ? xpt_bdf_format(request->devices[0], buffer) :
						      "the devices";
	return asprintf(&text, "xpt: %s %s%s%s", phrases[request->action][phrase], device, to,
			       *to ? request->domain : "") < 0 ?
			NULL :
			text;
}

void print_judgement(const struct xpt_request *request, const struct xpt_report *report)
{
	const struct xpt_finding *finding;

	for (size_t i = 0; (finding = xpt_report_finding(report, i)); i++) {
		auto_free char *text = NULL;

		if (xpt_finding_verdict(finding) == XPT_PASS)
			break;
		if (xpt_report_repeats(report, i))
			continue;
		text = headline(request, finding);
		print_headline(stderr, text ? text : "xpt", finding);
		print_finding(stderr, finding);
	}
}

static int judge(struct change *change)
{
	struct xpt_error *error = NULL;

	if (xpt_check_request(change->host, change->request, &change->judged, &error))
		return fail(change, error);
	if (!change->invocation->common.json)
		print_judgement(change->request, xpt_judged_report(change->judged));
	return STATUS_DONE;
}

static int make_plan(struct change *change)
{
	struct xpt_error *error = NULL;

	return xpt_plan_for_request(change->host, change->judged, &change->plan, &error) ?
			fail(change, error) :
			STATUS_DONE;
}

static bool plan_touches(const struct xpt_plan *plan, const char *address)
{
	struct xpt_step step = XPT_SIZED(xpt_step);

	for (size_t i = 0; xpt_plan_step(plan, i, &step); i++)
		if (!strcmp(step.subject, address))
			return true;
	return false;
}

/* What the snapshot from before the change adds: " (was e1000e)". */
static char *aside(const struct change *change, struct xpt_object device)
{
	const struct xpt_request *request = change->request;
	auto_free char *driver = NULL, *state = object_text(device, "state");
	bool taken = state && (!strcmp(state, "dom0") || !strcmp(state, "unbound"));
	const char *word = "was";
	char *text;

	if (request->action == XPT_RELEASE) {
		driver = request->driver ? strdup(request->driver) :
					   object_text(device, "original_driver");
		word = "driver";
	} else if (taken && request->action != XPT_DETACH) {
		driver = object_text(device, "driver");
	}
	if (taken && request->action == XPT_ATTACH)
		word = driver ? "reserved first, was" : "reserved first";
	else if (!driver)
		return strdup("");
	return asprintf(&text, " (%s%s%s)", word, driver ? " " : "", driver ? driver : "") < 0 ?
			NULL :
			text;
}

static void confirm(const struct change *change, struct xpt_bdf bdf)
{
	const struct xpt_request *request = change->request;
	const struct xpt_device *device;
	auto_free char *more = NULL;
	char address[XPT_BDF_TEXT];
	bool present;

	xpt_bdf_format(bdf, address);
	present = !xpt_host_find_device(change->host, bdf, &device, NULL);
	if (present)
		more = aside(change, xpt_device_object(device));
	if (!plan_touches(change->plan, address)) {
		free(more);
		more = strdup(" already");
	}
	printf("%s is ", address);
	switch (request->action) {
	case XPT_RESERVE:
		fputs("reserved", stdout);
		break;
	case XPT_RELEASE:
		fputs("released to dom0", stdout);
		break;
	case XPT_ATTACH:
		printf("attached to %s", request->domain);
		break;
	case XPT_DETACH:
		printf("detached from %s%s", request->domain,
				!present ? "; it is gone from this host" :
						request->flags & XPT_THEN_RELEASE ?
					   ", released to dom0" :
					   ", still reserved");
		break;
	}
	puts(more ? more : "");
}

static void confirm_usb(const struct change *change, const char *path)
{
	static const char *const phrases[] = { [XPT_RESERVE] = "reserved",
		[XPT_RELEASE] = "released to dom0",
		[XPT_ATTACH] = "attached to ",
		[XPT_DETACH] = "detached from " };
	const struct xpt_request *request = change->request;
	const struct xpt_usb_device *device;
	auto_free char *number = NULL, *state = NULL;
	const char *more = "";
	bool kept;

	if (!xpt_host_find_usb_device(change->host, path, &device, NULL)) {
		number = object_text(xpt_usb_device_object(device), "number");
		state = object_text(xpt_usb_device_object(device), "state");
	}
	/* what dom0's drivers had all the same is left to them */
	kept = state &&
			(!strcmp(state, "reserved") ||
					(request->flags & XPT_KEEP && strcmp(state, "stale") != 0));
	if (!plan_touches(change->plan, path))
		more = " already";
	else if (request->action == XPT_DETACH)
		more = !number ? "; it is unplugged" : kept ? ", reserved" : ", dom0's again";
	printf("%s is %s%s%s\n", path, phrases[request->action],
			request->domain ? request->domain : "", more);
}

/* Nothing to say but the JSON, or the steps, or a line for each device. */
static void print_done(const struct change *change)
{
	const struct common *common = &change->invocation->common;

	const struct outcome outcome = outcome_of(change);

	if (common->json)
		print_json_outcome(&outcome);
	else if (common->dry_run)
		show_steps(change->plan);
	if (common->json || common->dry_run || common->quiet)
		return;
	for (size_t i = 0; i < change->request->device_count; i++)
		confirm(change, change->request->devices[i]);
	for (size_t i = 0; i < change->request->usb_device_count; i++)
		confirm_usb(change, change->request->usb_devices[i]);
}

static int name_devices(struct change *change)
{
	const struct invocation *invocation = change->invocation;
	int status = change->place ?
			find_usb_place(invocation, change->host, change->place, &change->devices) :
			change->request->action == XPT_ATTACH ?
			find_or_choose(invocation, change->host, change->words, change->word_count,
					change->request, &change->devices) :
			find_devices(invocation, change->host, change->words, change->word_count,
					&change->devices);

	change->request->devices = change->devices.items;
	change->request->device_count = change->devices.count;
	change->request->usb_devices = (const char *const *)change->devices.usb.items;
	change->request->usb_device_count = change->devices.usb.count;
	return status;
}

/* What the checks of each action ask about: what is left out is not known to any of them, and passes none. */
static const unsigned int details[] = {
	[XPT_RESERVE] = XPT_DETAIL_CRITICAL | XPT_DETAIL_MODELS,
	[XPT_RELEASE] = XPT_DETAIL_CRITICAL | XPT_DETAIL_MODELS,
	[XPT_ATTACH] = XPT_DETAIL_CRITICAL | XPT_DETAIL_MODELS | XPT_DETAIL_PLACEMENT,
	[XPT_DETACH] = XPT_DETAIL_GRAPHICS | XPT_DETAIL_MODELS,
};

static int open_host(struct change *change, unsigned int more)
{
	bool may_be_usb = change->place || devices_may_be_usb(change->words, change->word_count);
	unsigned int usb = may_be_usb ? XPT_DETAIL_USB : 0;

	return host_open(change->invocation, details[change->request->action] | usb | more,
			&change->host);
}

/* Whether a driver of dom0 has set a display up, the rules that hide it tell. */
static int look_closer(struct change *change)
{
	xpt_host_free(change->host);
	change->host = NULL;
	return open_host(change, XPT_DETAIL_BOOT);
}

/* The devices grow by what goes with them; what shall have that slot is one function. */
static int complete_devices(struct change *change)
{
	const struct invocation *invocation = change->invocation;
	const struct change_args *args = invocation->args;
	int status = STATUS_DONE;

	if (change->request->action == XPT_ATTACH &&
			requests_display(change->host, change->request))
		status = look_closer(change);
	if (!status && args->group && change->devices.count)
		return request_group(invocation, change->host, change->request, &change->group);
	/* xl's spelling gives what it names, and no more */
	if (!status && change->request->action == XPT_ATTACH && !invocation->command->xl_for &&
			!args->alone && !args->slot)
		return request_card(invocation, change->host, change->request, &change->group);
	return status;
}

/* Loading takes as long as looking at the host. */
static void get_ready(const struct change *change)
{
	enum xpt_action action = change->request->action;

	if ((action == XPT_ATTACH || action == XPT_DETACH) && !change->invocation->common.dry_run)
		xpt_plan_prepare();
}

static int carry_out(struct change *change)
{
	const struct invocation *invocation = change->invocation;
	enum xpt_verdict verdict;
	struct outcome outcome;
	int status;

	get_ready(change);
	status = open_host(change, 0);
	change->devices.takes_usb = true;
	if (!status)
		status = name_devices(change);
	if (!status)
		status = complete_devices(change);
	if (!status)
		status = judge(change);
	if (status)
		return status;
	verdict = xpt_report_verdict(xpt_judged_report(change->judged));
	if (verdict == XPT_BLOCKED) {
		if (invocation->common.json)
			print_done(change);
		return STATUS_REFUSED;
	}
	status = make_plan(change);
	outcome = outcome_of(change);
	if (!status)
		status = apply_plan(invocation, &outcome, &change->done);
	if (status)
		return status;
	print_done(change);
	/* What is not known does not stop a change (dangers do); asked for a forecast, say so. */
	return invocation->common.dry_run ? status_of_verdict(verdict) : STATUS_DONE;
}

static int change_and_clear(struct change *change)
{
	const struct change_args *args = change->invocation->args;
	struct xpt_request *request = change->request;
	int status = check_addresses(change->invocation, change->words, change->word_count);

	request->flags |= args->flags;
	request->timeout_s = args->timeout_s;
	request->usb_version = args->usb_version;
	request->driver = args->driver;
	request->name = args->name;
	if (args->slot)
		request->slot = args->slot;
	if (!status)
		status = carry_out(change);
	change_clear(change);
	return status;
}

int change_run(const struct invocation *invocation, struct xpt_request *request, char **words,
		size_t count)
{
	struct change change = {
		.invocation = invocation, .request = request, .words = words, .word_count = count
	};

	return change_and_clear(&change);
}

int change_run_usb(const struct invocation *invocation, struct xpt_request *request,
		const struct usb_place *place)
{
	struct change change = { .invocation = invocation, .request = request, .place = place };

	return change_and_clear(&change);
}
