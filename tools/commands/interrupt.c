/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "interrupt.h"

#include <stdatomic.h>
#include <unistd.h>

/* Ends the thread, which nothing else sends; pthread_cancel() would load a library for that. */
#define WAKE SIGURG

static atomic_bool came, over;

static void end_program(int number)
{
	sigset_t one;

	sigemptyset(&one);
	sigaddset(&one, number);
	signal(number, SIG_DFL);
	pthread_sigmask(SIG_UNBLOCK, &one, NULL);
	raise(number);
}

/* The next one that came; 0: nobody waits for one any more. */
static int next_signal(const sigset_t *taken)
{
	int number;

	do {
		if (sigwait(taken, &number))
			return 0;
	} while (number == WAKE && !atomic_load(&over));
	return number == WAKE ? 0 : number;
}

static void *take(void *data)
{
	static const char text[] =
			"\nxpt: stopping as soon as nothing is half done; interrupt again to "
			"stop at once (then run: xpt undo)\n";
	const struct interrupts *interrupts = data;
	int number;
	ssize_t r;

	number = next_signal(&interrupts->taken);
	if (!number)
		return NULL;
	atomic_store(&came, true);
	r = write(STDERR_FILENO, text, sizeof(text) - 1);
	(void)r;
	number = next_signal(&interrupts->taken);
	if (number)
		end_program(number);
	return NULL;
}

/* One that nohup or a shell's "&" has the program ignore is no wish to end it. */
static void choose(sigset_t *ret_taken)
{
	static const int ends[] = { SIGINT, SIGTERM, SIGHUP };
	struct sigaction action;

	sigemptyset(ret_taken);
	sigaddset(ret_taken, WAKE);
	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++)
		if (!sigaction(ends[i], NULL, &action) && action.sa_handler != SIG_IGN)
			sigaddset(ret_taken, ends[i]);
}

void interrupts_begin(struct interrupts *interrupts)
{
	choose(&interrupts->taken);
	atomic_store(&came, false);
	atomic_store(&over, false);
	pthread_sigmask(SIG_BLOCK, &interrupts->taken, &interrupts->before);
	interrupts->is_watching = !pthread_create(&interrupts->thread, NULL, take, interrupts);
	if (!interrupts->is_watching)
		pthread_sigmask(SIG_SETMASK, &interrupts->before, NULL);
}

void interrupts_end(const struct interrupts *interrupts)
{
	if (!interrupts->is_watching)
		return;
	atomic_store(&over, true);
	pthread_kill(interrupts->thread, WAKE);
	pthread_join(interrupts->thread, NULL);
	pthread_sigmask(SIG_SETMASK, &interrupts->before, NULL);
}

bool interrupts_came(void)
{
	return atomic_load(&came);
}
