/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A round at each start and end of a domain (many events in a row are one), after a failure, and now and
 * then for what tells no event: pins and pools that somebody changes.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <time.h>

#include "notify.h"
#include "../output/message.h"
#include "watch_round.h"
#include "intent.h"

#define QUIET_MS 300 /* after the last event of a row … */
#define ROW_MS 3000  /* … but not longer after the first */
#define RESCAN_MS 30000
#define RETRY_MS 1000 /* doubled each time */
#define BLIND_MAX_MS 30000
#define FAILED_MAX_MS 300000

struct watch_args {
	bool enforce, once;
};

static const struct option_spec watch_options[] = {
	{ 0, "enforce", NULL, "put back what somebody changed by hand", OPTION_FLAG,
			offsetof(struct watch_args, enforce) },
	{ 0, "once", NULL, "look and act once, and end", OPTION_FLAG,
			offsetof(struct watch_args, once) },
	{ 0 },
};

struct service {
	struct watch watch;
	struct xpt_desired *desired;
	struct xpt_events *events; /* NULL: to be opened */
	int signals;
	long long due_ms; /* the next round */
	long long row_ms; /* the first event of a row; 0: none */
	long long retry_ms;
	bool devices; /* the next round looks at devices */
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
	service->row_ms = 0;
}

static long long back_off(struct service *service, long long most_ms)
{
	service->retry_ms = service->retry_ms ? service->retry_ms * 2 : RETRY_MS;
	if (service->retry_ms > most_ms)
		service->retry_ms = most_ms;
	return service->retry_ms;
}

static void open_events(struct service *service)
{
	struct xpt_error *error = NULL;

	if (service->events || !xpt_events_open(&service->events, &error))
		return;
	watch_trouble(&service->watch, xpt_error_message(error));
	xpt_error_free(error);
}

static void run_round(struct service *service)
{
	bool devices = service->devices && xpt_desired_has_devices(service->desired);
	size_t waited = service->watch.waiting;
	enum round_result result;

	open_events(service);
	result = watch_round(&service->watch, devices);
	if (result == ROUND_DONE && service->watch.waiting)
		look_again(service, back_off(service, RESCAN_MS));
	else if (result == ROUND_DONE)
		look_again(service, RESCAN_MS);
	else
		look_again(service,
				back_off(service,
						result == ROUND_BLIND ? BLIND_MAX_MS :
									FAILED_MAX_MS));
	if (result == ROUND_DONE && !service->watch.waiting)
		service->retry_ms = 0;
	/* What failed may have been a device; and a domain that was paused may run by now. */
	service->devices = result != ROUND_DONE;
	if (result == ROUND_DONE && !devices && service->watch.waiting < waited) {
		service->devices = true;
		look_again(service, 0);
	}
	if (result != ROUND_BLIND && !service->ready) {
		service->ready = true;
		notify_service("READY=1");
	}
}

static void take_events(struct service *service)
{
	struct xpt_error *error = NULL;
	bool some;

	if (xpt_events_take(service->events, &some, &error)) {
		watch_trouble(&service->watch, xpt_error_message(error));
		xpt_error_free(error);
		xpt_events_free(service->events);
		service->events = NULL;
		service->devices = true;
		look_again(service, back_off(service, BLIND_MAX_MS));
		return;
	}
	if (!some)
		return;
	service->devices = true;
	service->retry_ms = 0;
	if (!service->row_ms)
		service->row_ms = now_ms();
	service->due_ms = now_ms() + QUIET_MS;
	if (service->due_ms > service->row_ms + ROW_MS)
		service->due_ms = service->row_ms + ROW_MS;
}

/* What is wrong in the files now does not end what they said before. */
static void reread(struct service *service)
{
	struct xpt_desired *desired = NULL;
	struct xpt_error *error = NULL;

	if (intent_read(service->watch.invocation, &desired, &error)) {
		print_message("the files stay as they were read before: %s",
				xpt_error_message(error));
		xpt_error_free(error);
		return;
	}
	xpt_desired_free(service->desired);
	service->desired = desired;
	service->watch.desired = desired;
	service->devices = true;
	look_again(service, 0);
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
	long long wait_ms = service->due_ms - now_ms();
	struct pollfd from[] = {
		{ .fd = service->signals, .events = POLLIN },
		{ .fd = service->events ? xpt_events_fd(service->events) : -1, .events = POLLIN },
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
	if (now_ms() >= service->due_ms)
		run_round(service);
	return true;
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
	service->devices = true;
	look_again(service, 0);
	while (wait_and_act(service))
		;
	notify_service("STOPPING=1");
	xpt_events_free(service->events);
	close(service->signals);
	return STATUS_DONE;
}

static int once(struct service *service)
{
	switch (watch_round(&service->watch, xpt_desired_has_devices(service->desired))) {
	case ROUND_DONE:
		return STATUS_DONE;
	case ROUND_FAILED:
		return STATUS_REFUSED;
	case ROUND_BLIND:
		break;
	}
	return STATUS_UNREADABLE;
}

static int watch_run(const struct invocation *invocation)
{
	const struct watch_args *args = invocation->args;
	struct service service = { .watch = { .invocation = invocation,
						   .enforce = args->enforce } };
	struct xpt_error *error = NULL;
	int status;

	for (size_t i = 0; i < invocation->operand_count; i++)
		if (!strcmp(invocation->operands[i], "-"))
			return print_usage_error(invocation->command,
					"watch reads its files again: standard "
					"input cannot be read twice");
	if (intent_read(invocation, &service.desired, &error)) {
		status = print_error(invocation, error);
		return status == STATUS_REFUSED ? STATUS_UNREADABLE : status;
	}
	service.watch.desired = service.desired;
	if (memory_load(&service.watch.memory))
		status = args->once ? once(&service) : serve(&service);
	else
		status = print_no_memory();
	memory_clear(&service.watch.memory);
	free(service.watch.trouble);
	xpt_desired_free(service.desired);
	return status;
}

const struct command cmd_watch = {
	.name = "watch",
	.operands = "[FILE...]",
	.brief = "keep domains as files say, whenever they start",
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
