/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include "command_run.h"
#include "../output/incidents.h"
#include "../output/message.h"
#include "../output/output.h"

#define SAID_BYTES (1 << 20) /* of standard error, from its beginning */

DEFINE_AUTO(explainer, struct xpt_explainer *, xpt_explainer_free)

/* What the command said on standard error; it is passed on as it comes. */
struct said {
	char *bytes;
	size_t length;
};

static void keep(struct said *said, const char *bytes, size_t length)
{
	if (!said->bytes)
		said->bytes = malloc(SAID_BYTES);
	if (!said->bytes)
		return;
	if (length > SAID_BYTES - said->length)
		length = SAID_BYTES - said->length;
	memcpy(said->bytes + said->length, bytes, length);
	said->length += length;
}

static void pass_on(int from, struct said *said)
{
	char bytes[4096];
	ssize_t r;

	while ((r = read(from, bytes, sizeof(bytes))) > 0 || (r < 0 && errno == EINTR)) {
		if (r < 0)
			continue;
		keep(said, bytes, (size_t)r);
		fwrite(bytes, 1, (size_t)r, stderr);
	}
}

/* In the child. */
static void become(char **words, int standard_error)
{
	int error;

	signal(SIGINT, SIG_DFL);
	signal(SIGQUIT, SIG_DFL);
	signal(SIGPIPE, SIG_DFL);
	if (dup2(standard_error, STDERR_FILENO) >= 0)
		execvp(words[0], words);
	error = errno;
	dprintf(STDERR_FILENO, "xpt: cannot run %s: %s\n", words[0], strerror(error));
	_exit(STATUS_NOT_STARTED);
}

/* Return: the command's status. A key pressed to interrupt is the command's; what it left is ours. */
static int run_command(char **words, struct said *said)
{
	int ends[2], status;
	pid_t child;

	if (pipe2(ends, O_CLOEXEC)) {
		print_message("cannot make a pipe: %s", strerror(errno));
		return STATUS_NOT_STARTED;
	}
	fflush(NULL);
	signal(SIGINT, SIG_IGN);
	signal(SIGQUIT, SIG_IGN);
	child = fork();
	if (!child)
		become(words, ends[1]);
	close(ends[1]);
	if (child > 0)
		pass_on(ends[0], said);
	close(ends[0]);
	if (child < 0 || waitpid(child, &status, 0) < 0) {
		print_message("cannot run %s: %s", words[0], strerror(errno));
		return STATUS_NOT_STARTED;
	}
	return WIFEXITED(status) ? WEXITSTATUS(status) : STATUS_SIGNAL + WTERMSIG(status);
}

/* Without Xen's ring there is still what the command says itself. */
static void listen(struct xpt_explainer *explainer)
{
	static const unsigned int logs[] = { XPT_LOG_CONSOLE, XPT_LOG_KERNEL };

	for (size_t i = 0; i < sizeof(logs) / sizeof(*logs); i++) {
		auto_of(error) struct xpt_error *error = NULL;

		if (xpt_explainer_live(explainer, logs[i], 1, &error))
			print_message("%s: what it says will be missed", xpt_error_message(error));
	}
}

static int explain(struct xpt_explainer *explainer, const char *name, const struct said *said,
		struct xpt_report **ret_report, struct xpt_error **ret_error)
{
	size_t bytes;
	int rc = xpt_explainer_more(explainer, &bytes, NULL, ret_error);

	if (!rc)
		rc = xpt_explainer_text(explainer, name, said->bytes ? said->bytes : "",
				said->length, ret_error);
	return rc ? rc : xpt_explainer_report(explainer, ret_report, ret_error);
}

/* A command that succeeded is not to be doubted for what is merely a risk. */
static bool worth_telling(int command_status, const struct xpt_report *report)
{
	return report && xpt_report_finding(report, 0) &&
			(command_status || xpt_report_verdict(report) == XPT_BLOCKED);
}

static void tell(const struct invocation *invocation, int command_status,
		const struct xpt_report *report)
{
	const struct xpt_finding *finding;

	if (invocation->common.json) {
		print_json_incidents(report);
		return;
	}
	for (size_t i = 0; worth_telling(command_status, report) &&
			(finding = xpt_report_finding(report, i));
			i++) {
		fputc('\n', stderr);
		print_incident(stderr, finding);
	}
}

static int run_run(const struct invocation *invocation)
{
	struct xpt_open_options options = XPT_OPTIONS(
			xpt_open_options, .detail = XPT_DETAIL_CONFIG, .trace = host_trace());
	auto_of(explainer) struct xpt_explainer *explainer = NULL;
	auto_of(report) struct xpt_report *report = NULL;
	auto_of(host) struct xpt_host *host = NULL;
	struct xpt_error *error = NULL;
	struct said said = { 0 };
	int status;

	if (xpt_explainer_new(NULL, &explainer, &error))
		return print_error(invocation, error);
	listen(explainer);
	status = run_command(invocation->operands, &said);
	if (status == STATUS_NOT_STARTED) {
		free(said.bytes);
		return status;
	}
	if (status && !xpt_host_open(&options, &host, NULL))
		xpt_explainer_host(explainer, host);
	if (explain(explainer, invocation->operands[0], &said, &report, &error))
		print_error(invocation, error);
	else
		tell(invocation, status, report);
	free(said.bytes);
	return status;
}

const struct command cmd_run = {
	.name = "run",
	.operands = "-- COMMAND [WORD...]",
	.brief = "run a command, such as xl create, and explain why it failed",
	.notes = "Reads what Xen's console ring, dom0's kernel log and the command's standard error say\n"
		 "meanwhile. The exit status is the command's; 127: it could not be started.",
	.operands_min = 1,
	.operands_max = OPERANDS_MANY,
	.takes = TAKES_JSON,
	.run = run_run,
};
