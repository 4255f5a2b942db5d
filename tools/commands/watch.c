/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A round at each start and end of a domain and at each plugging of a USB device that files may mean (many events in a row
 * are one), after a failure, and now and then for what tells no event: pins and pools that somebody changes.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <time.h>

#include "../output/message.h"
#include "../output/output.h"
#include "intent.h"
#include "notify.h"
#include "watch_status.h"

/* How long the kernel is to tell nothing of USB devices until the next is news at once. */
#define USB_QUIET_MS 60000LL
/* Between rounds for USB devices before that: any of the host's may come and go all the time. */
#define USB_GAP_MS 10000LL /* doubled each time */
#define USB_GAP_MAX_MS 60000LL

/* How long after the last event of a row a round is due, but not longer than that after the first. */
static const struct pace {
	long long quiet_ms, row_ms;
} of_domains = { 300, 3000 }, of_usb = { 1000, 10000 };

#define MEMORY_FILE XPT_STATE_DIR "/watch.json"
#define STATUS_FILE XPT_RUN_DIR "/xpt-watch.json"

struct watch_args {
	bool enforce, once, status;
};

static const struct option_spec watch_options[] = {
	{ 0, "enforce", NULL, "put back what somebody changed by hand", OPTION_FLAG,
			offsetof(struct watch_args, enforce) },
	{ 0, "once", NULL, "look and act once, and end", OPTION_FLAG,
			offsetof(struct watch_args, once) },
	{ 0, "status", NULL, "tell what the watch that runs last did and saw, and end", OPTION_FLAG,
			offsetof(struct watch_args, status) },
	{ 0 },
};

/* Events that come one after the other. */
struct row {
	long long first_ms; /* 0: none */
	long long due_ms;
};

/* Rounds for USB devices. */
struct usb_pace {
	long long event_ms, round_ms; /* the last event, the last round */
	long long gap_ms;	      /* between that and the next; 0: it was quiet */
};

struct service {
	const struct invocation *invocation;
	struct xpt_watch *watch;
	struct xpt_desired *desired;
	struct xpt_events *events;	   /* NULL: to be opened */
	struct xpt_usb_events *usb_events; /* the same, where files mean USB devices */
	int signals;
	long long due_ms; /* the next round, if nothing happens */
	struct row domains, usb;
	struct usb_pace usb_pace;
	struct xpt_error *files_trouble; /* why they could not be read again; or NULL */
	bool ready;
};

static long long now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

static void look_again(struct service *service, long long in_ms)
{
	service->due_ms = now_ms() + in_ms;
}

static void note_event(struct row *row, struct pace pace)
{
	long long now = now_ms();

	if (!row->first_ms)
		row->first_ms = now;
	row->due_ms = now + pace.quiet_ms;
	if (row->due_ms > row->first_ms + pace.row_ms)
		row->due_ms = row->first_ms + pace.row_ms;
}

static void note_usb_event(struct service *service)
{
	struct usb_pace *pace = &service->usb_pace;
	long long now = now_ms();

	if (now - pace->event_ms >= USB_QUIET_MS)
		pace->gap_ms = 0;
	pace->event_ms = now;
	note_event(&service->usb, of_usb);
	if (pace->gap_ms && service->usb.due_ms < pace->round_ms + pace->gap_ms)
		service->usb.due_ms = pace->round_ms + pace->gap_ms;
}

static void note_usb_round(struct usb_pace *pace, long long now)
{
	pace->round_ms = now;
	pace->gap_ms = pace->gap_ms ? pace->gap_ms * 2 : USB_GAP_MS;
	if (pace->gap_ms > USB_GAP_MAX_MS)
		pace->gap_ms = USB_GAP_MAX_MS;
}

/* A row of events of domains is waited for, even where a round was due before. */
static long long next_due(const struct service *service)
{
	const struct row *domains = &service->domains, *usb = &service->usb;
	long long due = domains->first_ms ? domains->due_ms : service->due_ms;

	return usb->first_ms && usb->due_ms < due ? usb->due_ms : due;
}

/* Return: did a row end by @now? It is over then. */
static bool end_row(struct row *row, long long now)
{
	bool ended = row->first_ms && row->due_ms <= now;

	if (ended)
		*row = (struct row){ 0 };
	return ended;
}

/* @of_events: what goes wrong with them; or NULL */
static unsigned int tell_trouble(struct service *service, const char *of_events)
{
	const char *of_files =
			service->files_trouble ? xpt_error_message(service->files_trouble) : NULL;
	auto_free char *text = NULL;

	if (!of_files)
		return xpt_watch_trouble(service->watch, of_events);
	if (asprintf(&text, "the files stay as they were read before: %s%s%s", of_files,
			    of_events ? "; " : "", of_events ? of_events : "") < 0)
		text = NULL;
	return xpt_watch_trouble(service->watch, text ? text : of_files);
}

static void print_trouble(struct service *service, struct xpt_error *error)
{
	look_again(service, tell_trouble(service, xpt_error_message(error)));
	xpt_error_free(error);
}

static void print_events(struct service *service, struct xpt_error *domains, struct xpt_error *usb)
{
	auto_free char *both = NULL;
	struct xpt_error *first = domains ? domains : usb;
	const char *text = first ? xpt_error_message(first) : NULL;

	if (domains && usb && asprintf(&both, "%s; %s", text, xpt_error_message(usb)) < 0)
		both = NULL;
	(void)tell_trouble(service, both ? both : text);
	xpt_error_free(domains);
	xpt_error_free(usb);
}

/* Return: flags of the round: what happened before one was opened, nobody told. */
static unsigned int open_events(struct service *service)
{
	struct xpt_error *domains = NULL, *usb = NULL;
	unsigned int flags = 0;

	if (!service->events && !xpt_events_open(&service->events, &domains))
		flags |= XPT_ROUND_EVENT;
	if (!service->usb_events && xpt_desired_has_usb(service->desired) &&
			!xpt_usb_events_open(&service->usb_events, &usb))
		flags |= XPT_ROUND_USB_EVENT;
	print_events(service, domains, usb);
	return flags;
}

static int run_round(struct service *service, unsigned int flags, struct xpt_round *ret_round)
{
	struct xpt_error *error = NULL;

	*ret_round = (struct xpt_round)XPT_SIZED(xpt_round);
	if (!xpt_watch_round(service->watch, flags, ret_round, &error))
		return STATUS_DONE;
	return print_error(service->invocation, error);
}

static bool run_due_round(struct service *service)
{
	long long now = now_ms();
	bool domains = end_row(&service->domains, now), usb = end_row(&service->usb, now);
	unsigned int flags = open_events(service);
	struct xpt_round round;

	flags |= domains ? XPT_ROUND_EVENT : 0U;
	flags |= usb ? XPT_ROUND_USB_EVENT : 0U;
	if (run_round(service, flags, &round))
		return false;
	if (usb)
		note_usb_round(&service->usb_pace, now_ms());
	look_again(service, round.next_ms);
	if (round.result != XPT_ROUND_BLIND && !service->ready) {
		service->ready = true;
		notify_service("READY=1");
	}
	return true;
}

static void take_events(struct service *service)
{
	struct xpt_error *error = NULL;
	bool some;

	if (xpt_events_take(service->events, &some, &error)) {
		print_trouble(service, error);
		xpt_events_free(service->events);
		service->events = NULL;
	} else if (some) {
		note_event(&service->domains, of_domains);
	}
}

static void take_usb_events(struct service *service)
{
	struct xpt_error *error = NULL;
	bool some;

	if (xpt_usb_events_take(service->usb_events, &some, &error)) {
		print_trouble(service, error);
		xpt_usb_events_free(service->usb_events);
		service->usb_events = NULL;
	} else if (some && xpt_desired_has_usb(service->desired)) {
		note_usb_event(service);
	}
}

/* What is wrong in the files now does not end what they said before; the round that follows tells it. */
static void reread(struct service *service)
{
	struct xpt_desired *desired = NULL;

	xpt_error_free(service->files_trouble);
	service->files_trouble = NULL;
	look_again(service, 0);
	if (intent_read(service->invocation, &desired, &service->files_trouble))
		return;
	xpt_watch_desire(service->watch, desired);
	xpt_desired_free(service->desired);
	service->desired = desired;
	service->domains = service->usb = (struct row){ 0 };
	print_message("the files were read again");
}

/* Return: shall it end? */
static bool take_signals(struct service *service)
{
	struct signalfd_siginfo info;
	bool again = false;

	while (read(service->signals, &info, sizeof(info)) == sizeof(info)) {
		if (info.ssi_signo != SIGHUP)
			return true;
		again = true;
	}
	if (again)
		reread(service);
	return false;
}

static bool wait_and_act(struct service *service)
{
	long long wait_ms = next_due(service) - now_ms();
	struct pollfd from[] = {
		{ .fd = service->signals, .events = POLLIN },
		{ .fd = service->events ? xpt_events_fd(service->events) : -1, .events = POLLIN },
		{ .fd = service->usb_events ? xpt_usb_events_fd(service->usb_events) : -1,
				.events = POLLIN },
	};

	if (poll(from, sizeof(from) / sizeof(*from), wait_ms > 0 ? (int)wait_ms : 0) < 0 &&
			errno != EINTR) {
		print_message("cannot wait for events: %s", strerror(errno));
		return false;
	}
	if (from[0].revents && take_signals(service))
		return false;
	if (from[1].revents)
		take_events(service);
	if (from[2].revents)
		take_usb_events(service);
	return now_ms() < next_due(service) || run_due_round(service);
}

static int serve(struct service *service)
{
	sigset_t mask;

	sigemptyset(&mask);
	sigaddset(&mask, SIGHUP);
	sigaddset(&mask, SIGINT);
	sigaddset(&mask, SIGTERM);
	sigprocmask(SIG_BLOCK, &mask, NULL);
	service->signals = signalfd(-1, &mask, SFD_CLOEXEC | SFD_NONBLOCK);
	if (service->signals < 0) {
		print_message("cannot take signals: %s", strerror(errno));
		return STATUS_UNREADABLE;
	}
	look_again(service, 0);
	while (wait_and_act(service))
		;
	notify_service("STOPPING=1");
	xpt_events_free(service->events);
	xpt_usb_events_free(service->usb_events);
	close(service->signals);
	return STATUS_DONE;
}

static int once(struct service *service)
{
	struct xpt_round round;
	int status = run_round(service, 0, &round);

	if (status)
		return status;
	switch (round.result) {
	case XPT_ROUND_DONE:
		return STATUS_DONE;
	case XPT_ROUND_FAILED:
		return STATUS_REFUSED;
	case XPT_ROUND_BLIND:
		break;
	}
	return STATUS_UNREADABLE;
}

static void print_event(void *data, const struct xpt_watch_event *event)
{
	static const char *const names[] = { [XPT_WATCH_APPLIED] = "applied",
		[XPT_WATCH_LEFT] = "left",
		[XPT_WATCH_FAILED] = "failed",
		[XPT_WATCH_RECOVERED] = "recovered",
		[XPT_WATCH_WAITS] = "waits" };
	const struct service *service = data;
	const struct watch_args *args = service->invocation->args;
	bool as_json = service->invocation->common.json;

	/* cron would mail it each time */
	if (event->what == XPT_WATCH_WAITS && args->once)
		return;

	if (event->what == XPT_WATCH_RECOVERED)
		print_message("everything is as the files say again");
	else if (event->what == XPT_WATCH_FAILED || event->what == XPT_WATCH_MEMORY)
		print_message("%s", event->text);
	else if (!as_json)
		printf("%s: %s\n", event->subject, event->text);
	if (as_json && event->what != XPT_WATCH_MEMORY)
		print_json_event(&(struct event){ names[event->what], event->subject, event->domain,
				event->is, event->wanted, event->text });
	fflush(stdout);
}

/* The service blocks these signals, and takes them between two rounds. */
static int stop_at_end(
		void *data, enum xpt_progress what, size_t index, const struct xpt_step *step)
{
	sigset_t pending;

	(void)data;
	(void)what;
	(void)index;
	(void)step;
	return !sigpending(&pending) &&
			(sigismember(&pending, SIGINT) == 1 || sigismember(&pending, SIGTERM) == 1);
}

static int open_watch(struct service *service, const struct watch_args *args)
{
	struct xpt_error *error = NULL;
	const struct xpt_watch_options options = XPT_OPTIONS(xpt_watch_options,
			.flags = args->enforce ? XPT_WATCH_ENFORCE : 0, .memory = MEMORY_FILE,
			.status = args->once ? NULL : STATUS_FILE, .event = print_event,
			.progress = stop_at_end, .data = service, .trace = host_trace());
	int status;

	if (intent_read(service->invocation, &service->desired, &error)) {
		status = print_error(service->invocation, error);
		return status == STATUS_REFUSED ? STATUS_UNREADABLE : status;
	}
	if (xpt_watch_new(service->desired, &options, &service->watch, &error))
		return print_error(service->invocation, error);
	return STATUS_DONE;
}

static int watch_run(const struct invocation *invocation)
{
	const struct watch_args *args = invocation->args;
	struct service service = { .invocation = invocation };
	int status;

	if (args->status && (args->once || args->enforce || invocation->operand_count))
		return print_usage_error(invocation->command,
				"--status asks the watch that runs: it takes no files, and no other option");
	if (args->status)
		return watch_status(invocation, STATUS_FILE);
	for (size_t i = 0; i < invocation->operand_count; i++)
		if (!strcmp(invocation->operands[i], "-"))
			return print_usage_error(invocation->command,
					"watch reads its files again: standard "
					"input cannot be read twice");
	status = open_watch(&service, args);
	if (!status)
		status = args->once ? once(&service) : serve(&service);
	xpt_error_free(service.files_trouble);
	xpt_watch_free(service.watch);
	xpt_desired_free(service.desired);
	return status;
}

const struct command cmd_watch = {
	.name = "watch",
	.operands = "[FILE...]",
	.brief = "keep domains as their files say, whenever they start",
	.notes = "FILE is a guest's xl configuration, or one of a host; without any: " HOST_FILE
		 ".\n"
		 "Runs until it is told to end; SIGHUP makes it read the files again.",
	.options = watch_options,
	.args_size = sizeof(struct watch_args),
	.operands_max = OPERANDS_MANY,
	.takes = TAKES_JSON,
	.changes_host = true,
	.run = watch_run,
};
