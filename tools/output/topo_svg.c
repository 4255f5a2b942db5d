/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Graphviz draws: its dot gets the source through a pipe and prints the snapshot itself. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "message.h"
#include "topo.h"

#define DRAW_S 60 /* no snapshot of a host takes that long */
#define POLL_MS 20

extern char **environ;

static long long now_ms(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (long long)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

/* Return: 0 or errno. */
static int start(int input, pid_t *ret_child)
{
	static char dot[] = "dot", format[] = "-Tsvg";
	char *words[] = { dot, format, NULL };
	posix_spawn_file_actions_t actions;
	int r = posix_spawn_file_actions_init(&actions);

	if (r)
		return r;
	r = posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
	if (!r)
		r = posix_spawnp(ret_child, dot, &actions, NULL, words, environ);
	posix_spawn_file_actions_destroy(&actions);
	return r;
}

/* All of @text, as far as the reader takes it in time. */
static void feed(int output, const char *text, size_t length, long long end)
{
	struct pollfd ready = { .fd = output, .events = POLLOUT };
	ssize_t r;

	fcntl(output, F_SETFL, O_NONBLOCK);
	while (length && now_ms() < end) {
		if (poll(&ready, 1, POLL_MS) <= 0)
			continue;
		r = write(output, text, length);
		if (r < 0 && errno != EAGAIN && errno != EINTR)
			return; /* it is gone; its status tells */
		text += r > 0 ? r : 0;
		length -= r > 0 ? (size_t)r : 0;
	}
}

/* Its wait status; -1: it had to be ended. */
static int finish(pid_t child, long long end)
{
	const struct timespec pause = { .tv_nsec = POLL_MS * 1000000 };
	int status;

	while (!waitpid(child, &status, WNOHANG)) {
		if (now_ms() >= end) {
			kill(child, SIGKILL);
			waitpid(child, &status, 0);
			return -1;
		}
		nanosleep(&pause, NULL);
	}
	return status;
}

static int draw(const char *text, size_t length)
{
	long long end = now_ms() + DRAW_S * 1000;
	int ends[2], r, status;
	pid_t child = -1;

	if (pipe2(ends, O_CLOEXEC)) {
		print_message("cannot make a pipe: %s", strerror(errno));
		return STATUS_UNREADABLE;
	}
	fflush(stdout);
	signal(SIGPIPE, SIG_IGN);
	r = start(ends[0], &child);
	close(ends[0]);
	if (!r)
		feed(ends[1], text, length, end);
	close(ends[1]);
	if (r) {
		print_message("cannot run Graphviz's dot (%s): install graphviz, or use --dot and draw "
			      "elsewhere",
				strerror(r));
		return STATUS_UNREADABLE;
	}
	status = finish(child, end);
	if (!status)
		return STATUS_DONE;
	print_message(status < 0 ? "Graphviz's dot did not come to an end in %d seconds" :
				   "Graphviz's dot failed",
			DRAW_S);
	return STATUS_UNREADABLE;
}

int topo_svg(const struct topo_view *view)
{
	auto_free char *text = NULL;
	size_t length = 0;
	FILE *to = open_memstream(&text, &length);
	int status = to ? topo_dot(to, view) : STATUS_STUCK;

	if (!to || fclose(to) || status)
		return print_no_memory();
	return draw(text, length);
}
