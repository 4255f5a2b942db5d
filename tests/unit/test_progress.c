/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Waits that are told of, and a change that the caller ends; the program's signals end none. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../engine/apply/apply.h"
#include "../../engine/apply/lock.h"
#include "../script/try.h"
#include "unit.h"

static void a_held_lock_is_waited_for_and_named(void)
{
	struct world *world = world_new();
	const char *message;
	int ready[2], done[2];
	pid_t child;
	char byte;

	try_begin();
	CU_ASSERT_EQUAL_FATAL(pipe(ready) || pipe(done), 0);
	child = fork();
	if (!child) {
		struct apply_context apply_context = world_actor(world, try_folder);
		int lock = -1;

		if (xpt__lock_take(&apply_context, &lock, NULL) || write(ready[1], "x", 1) != 1 ||
				read(done[0], &byte, 1) != 1)
			_exit(1);
		_exit(0);
	}
	CU_ASSERT_EQUAL_FATAL(read(ready[0], &byte, 1), 1);
	CU_ASSERT_EQUAL(try_apply(world, XPT_RESERVE, &try_nic, 1, 0, &message), XPT_BUSY);
	CU_ASSERT_PTR_NOT_NULL(
			strstr(message, "has been changing this host for more than 1 seconds"));
	CU_ASSERT_PTR_NOT_NULL(strstr(world->told, "waiting 0 pid "));
	ASSERT_TEXT(world->log, "");
	CU_ASSERT_EQUAL(write(done[1], "x", 1), 1);
	CU_ASSERT_EQUAL(waitpid(child, NULL, 0), child);
	CU_ASSERT_EQUAL(try_apply(world, XPT_RESERVE, &try_nic, 1, 0, NULL), 0);
	close(ready[0]);
	close(ready[1]);
	close(done[0]);
	close(done[1]);
	try_finish(world);
}

/* Does @test succeed in a process of its own? */
static bool in_child(int (*test)(void))
{
	pid_t child = fork();
	int status = 1;

	if (!child)
		_exit(test());
	return waitpid(child, &status, 0) == child && !status;
}

static int lock_without_stdin(void)
{
	struct apply_context apply_context = world_actor(world_new(), try_folder);
	int lock = -1;

	close(STDIN_FILENO);
	return xpt__lock_take(&apply_context, &lock, NULL) || lock <= STDERR_FILENO ||
			apply_context.lock != lock || fcntl(STDIN_FILENO, F_GETFD) >= 0 ||
			!(fcntl(lock, F_GETFD) & FD_CLOEXEC);
}

/* What is passed on to programs stands behind their standard streams. */
static void a_lock_is_no_standard_stream_of_a_program_that_closed_its_own(void)
{
	try_begin();
	CU_ASSERT(in_child(lock_without_stdin));
	try_finish(world_new());
}

static int sign_without_lock(void)
{
	FILE *file = tmpfile();

	if (!file || dup2(fileno(file), STDIN_FILENO))
		return 1;
	xpt__lock_sign(STDIN_FILENO, 42);
	return lseek(STDIN_FILENO, 0, SEEK_END) != 0;
}

static void nothing_is_written_into_stdin_where_no_lock_is_held(void)
{
	CU_ASSERT(in_child(sign_without_lock));
}

static int stop_after_second_step(
		void *data, enum xpt_progress what, size_t index, const struct xpt_step *step)
{
	(void)data;
	(void)step;
	return what == XPT_STEP_DONE && index == 1;
}

static void what_the_caller_ends_is_undone(void)
{
	struct world *world = world_new();
	const char *message = "";
	char before[2048];

	try_begin();
	snprintf(before, sizeof(before), "%s", world_text(world));
	world->options.progress = stop_after_second_step;
	CU_ASSERT_EQUAL(try_apply(world, XPT_RESERVE, &try_nic, 1, 0, &message), XPT_CANCELLED);
	CU_ASSERT_PTR_NOT_NULL(strstr(message, "interrupted; what was done before is undone"));
	ASSERT_TEXT(world_text(world), before);
	try_finish(world);
}

static int stop_while_waiting(
		void *data, enum xpt_progress what, size_t index, const struct xpt_step *step)
{
	(void)data;
	(void)index;
	(void)step;
	return what == XPT_STEP_WAITING;
}

static void the_wait_for_a_guest_can_be_ended(void)
{
	struct world *world = world_new();
	const char *message = "";

	try_begin();
	CU_ASSERT_EQUAL(try_apply(world, XPT_ATTACH, &try_nic, 1, 0, NULL), 0);
	world->guest_is_deaf = true;
	world->options.progress = stop_while_waiting;
	CU_ASSERT_EQUAL(try_apply(world, XPT_DETACH, &try_nic, 1, 0, &message), XPT_CANCELLED);
	CU_ASSERT_EQUAL(world->devices[0].store, WORLD_GUEST);
	try_finish(world);
}

static void the_wait_for_pciback_can_be_ended_and_is_not_told_as_a_timeout(void)
{
	struct world *world = world_new();
	const char *message = "";

	try_begin();
	try_make_ready(world);
	world->hvm = false;
	CU_ASSERT_EQUAL_FATAL(try_apply(world, XPT_ATTACH, &try_nic, 1, 0, NULL), 0);
	world->pv_driver = "7";
	snprintf(world->devices[0].owner, sizeof(world->devices[0].owner), "quarantine");
	world->devices[0].claim = 0;
	world->pciback_keeps = 1000;
	world->options.progress = stop_while_waiting;
	CU_ASSERT_EQUAL(try_apply(world, XPT_DETACH, &try_nic, 1, 0, &message), XPT_CANCELLED);
	CU_ASSERT_PTR_NULL(strstr(message, "pciback still keeps it"));
	try_finish(world);
}

static volatile sig_atomic_t terminated;

static void on_term(int number)
{
	(void)number;
	terminated++;
}

static int raise_at_first_step(
		void *data, enum xpt_progress what, size_t index, const struct xpt_step *step)
{
	struct world *world = data;

	(void)step;
	if (what == XPT_STEP_BEGIN && !index)
		raise(SIGTERM);
	world->options.progress = NULL;
	return 0;
}

/* What a program does about its signals is its own affair. */
/* It takes longest of all: so it thinks while Xen and the others are asked. */
static void the_device_model_is_asked_before_anything_of_a_change(void)
{
	static const enum xpt_action actions[] = { XPT_ATTACH, XPT_DETACH };
	struct world *world = world_new();
	struct apply_context apply_context;

	try_begin();
	try_make_ready(world);
	apply_context = world_actor(world, try_folder);
	for (size_t i = 0; i < sizeof(actions) / sizeof(*actions); i++) {
		struct xpt_plan *plan = try_plan(world, actions[i], &try_nic, 1, 0);
		size_t acts = world->acts, keys = world->keys;

		world->monitor_asked = false;
		CU_ASSERT_EQUAL(xpt__plan_apply(&apply_context, plan, NULL), 0);
		CU_ASSERT(world->monitor_asked && !world->monitor_taken);
		CU_ASSERT_EQUAL(world->acts_before, acts);
		CU_ASSERT_EQUAL(world->keys_before, keys);
		xpt_plan_free(plan);
	}
	try_finish(world);
}

static void a_signal_of_the_program_waits_and_ends_nothing(void)
{
	struct world *world = world_new();
	const struct sigaction ours = { .sa_handler = on_term };
	struct sigaction old, after;

	try_begin();
	sigaction(SIGTERM, &ours, &old);
	terminated = 0;
	world->options.progress = raise_at_first_step;
	CU_ASSERT_EQUAL(try_apply(world, XPT_RESERVE, &try_nic, 1, 0, NULL), 0);
	CU_ASSERT_EQUAL(terminated, 1);
	sigaction(SIGTERM, &old, &after);
	CU_ASSERT_PTR_EQUAL(after.sa_handler, on_term);
	ASSERT_TEXT(world->devices[0].owner, "quarantine");
	try_finish(world);
}

SUITE(progress)
{
	TEST(a_held_lock_is_waited_for_and_named);
	TEST(a_lock_is_no_standard_stream_of_a_program_that_closed_its_own);
	TEST(nothing_is_written_into_stdin_where_no_lock_is_held);
	TEST(what_the_caller_ends_is_undone);
	TEST(the_wait_for_a_guest_can_be_ended);
	TEST(the_wait_for_pciback_can_be_ended_and_is_not_told_as_a_timeout);
	TEST(the_device_model_is_asked_before_anything_of_a_change);
	TEST(a_signal_of_the_program_waits_and_ends_nothing);
}
