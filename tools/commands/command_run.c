/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "command_run.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../output/message.h"

static const int end_signals[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };

static void ends_of(sigset_t *ret_ends)
{
	struct sigaction action;

	sigemptyset(ret_ends);
	for (size_t i = 0; i < sizeof(end_signals) / sizeof(*end_signals); i++)
		if (!sigaction(end_signals[i], NULL, &action) && action.sa_handler != SIG_IGN)
			sigaddset(ret_ends, end_signals[i]);
}

void command_signals_hold(sigset_t *ret_before)
{
	sigset_t ends;

	ends_of(&ends);
	pthread_sigmask(SIG_BLOCK, &ends, ret_before);
}

bool command_signal_came(void)
{
	sigset_t came;
	bool any = false;

	sigpending(&came);
	for (size_t i = 0; i < sizeof(end_signals) / sizeof(*end_signals); i++)
		any |= sigismember(&came, end_signals[i]) == 1;
	return any;
}

/* In the child. Without xpt nobody would keep the devices from it. */
static void become(char **words, const sigset_t *before, pid_t parent)
{
	int error;

	signal(SIGPIPE, SIG_DFL);
	pthread_sigmask(SIG_SETMASK, before, NULL);
	(void)prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != parent)
		_exit(STATUS_NOT_STARTED);
	execvp(words[0], words);
	error = errno;
	dprintf(STDERR_FILENO, "xpt: cannot run %s: %s\n", words[0], strerror(error));
	_exit(STATUS_NOT_STARTED);
}

/* A key on the terminal reaches the command by itself: the kernel sends that to both. */
static bool is_to_be_passed_on(const siginfo_t *info)
{
	return info->si_code <= 0;
}

static int wait_for(pid_t child)
{
	sigset_t awaited;
	siginfo_t info;
	int status, number;
	pid_t ended;

	ends_of(&awaited);
	sigaddset(&awaited, SIGCHLD);
	while (!(ended = waitpid(child, &status, WNOHANG))) {
		number = sigwaitinfo(&awaited, &info);
		if (number > 0 && number != SIGCHLD && is_to_be_passed_on(&info))
			kill(child, number);
	}
	if (ended < 0)
		return STATUS_NOT_STARTED;
	return WIFEXITED(status) ? WEXITSTATUS(status) : STATUS_SIGNAL + WTERMSIG(status);
}

int command_run(char **words, const sigset_t *before)
{
	pid_t parent = getpid(), child;
	sigset_t ended, mask;
	int status = STATUS_NOT_STARTED;

	/* Ignored, as some parents leave it, it would tell nothing of the command. */
	signal(SIGCHLD, SIG_DFL);
	sigemptyset(&ended);
	sigaddset(&ended, SIGCHLD);
	pthread_sigmask(SIG_BLOCK, &ended, &mask);
	fflush(NULL);
	child = fork();
	if (!child)
		become(words, before, parent);
	if (child < 0)
		print_message("cannot run %s: %s", words[0], strerror(errno));
	else
		status = wait_for(child);
	pthread_sigmask(SIG_SETMASK, &mask, NULL);
	return status;
}
