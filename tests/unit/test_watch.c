/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rounds of the watch on a host in memory: what is done, told, left, and remembered. */
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../engine/base/error.h"
#include "../../engine/read/read.h"
#include "../../engine/watch/watch.h"
#include "pool_trial.h"
#include "watch_status.h"

#define BOOT "abcdef01-0000-0000-0000-000000000000"

static const char pins[] = "pins = [ 'g1 0 2-3', 'g2 0 1' ]\n";

/* A watch over the world, whose memory lies in the test's folder. */
struct trial {
	struct cpu_world *world;
	struct xpt_desired *desired;
	struct xpt_watch *watch;
	struct xpt_round round; /* the last one */
	const char *blind;	/* why the host cannot be read; NULL: it can */
	bool is_cancelled;
	char status[96]; /* where it is written */
	char told[4096]; /* a line for each event since the last round began */
};

static int open_world(void *data, const struct xpt_open_options *options,
		struct xpt_host **ret_host, struct xpt_error **ret_error)
{
	struct trial *trial = data;

	if (trial->blind)
		return xpt__error_set(ret_error, XPT_UNREADABLE, "%s", trial->blind);
	return xpt__read_host(&trial->world->source, options->detail, options->without, ret_host,
			ret_error);
}

static int apply_to_world(void *data, const struct xpt_plan *plan,
		const struct xpt_apply_options *options, struct xpt_error **ret_error)
{
	struct trial *trial = data;
	struct apply_context apply_context = cpu_world_actor(trial->world, try_folder);

	apply_context.options = options;
	return xpt__plan_apply(&apply_context, plan, ret_error);
}

static long long world_clock(void *data)
{
	(void)data;
	return 0;
}

static void note_event(void *data, const struct xpt_watch_event *event)
{
	static const char *const words[] = { "applied", "left", "failed", "recovered", "memory",
		"waits" };
	struct trial *trial = data;
	size_t used = strlen(trial->told);

	snprintf(trial->told + used, sizeof(trial->told) - used, "%s|%s|%s|%s\n",
			words[event->what], event->subject ? event->subject : "-",
			event->is ? event->is : "-", event->text ? event->text : "-");
}

static int cancel(void *data, enum xpt_progress what, size_t index, const struct xpt_step *step)
{
	const struct trial *trial = data;

	(void)what;
	(void)index;
	(void)step;
	return trial->is_cancelled;
}

static struct xpt_desired *desired_of(const char *text)
{
	struct xpt_config *config = NULL;
	struct xpt_desired *desired = NULL;

	CU_ASSERT_EQUAL_FATAL(xpt_config_parse("f", text, strlen(text), &config, NULL), 0);
	CU_ASSERT_EQUAL_FATAL(xpt_desired_of((const struct xpt_config *const *)&config, 1, &desired,
					      NULL),
			0);
	xpt_config_free(config);
	return desired;
}

/* A new watch, as of a program that starts. */
static void start(struct trial *trial, unsigned int flags, const char *boot)
{
	const struct watch_host host = { open_world, apply_to_world, world_clock, trial };
	const struct xpt_watch_options options = XPT_OPTIONS(xpt_watch_options, .flags = flags,
			.memory = try_path("memory/watch.json"), .event = note_event,
			.progress = cancel, .data = trial, .status = trial->status);

	*trial->told = '\0';
	xpt_watch_free(trial->watch);
	trial->watch = NULL;
	CU_ASSERT_EQUAL_FATAL(
			xpt__watch_new(&host, boot, trial->desired, &options, &trial->watch, NULL),
			0);
}

static struct trial trial_begin(const char *text)
{
	struct trial trial = { .world = begin(), .desired = desired_of(text) };

	snprintf(trial.status, sizeof(trial.status), "%s", try_path("status"));
	return trial;
}

static void trial_end(struct trial *trial)
{
	xpt_watch_free(trial->watch);
	xpt_desired_free(trial->desired);
	unlink(try_path("memory/watch.json"));
	rmdir(try_path("memory"));
	finish(trial->world);
}

/* Return: what was told. */
static const char *round_of(struct trial *trial, unsigned int flags)
{
	*trial->told = '\0';
	trial->round = (struct xpt_round)XPT_SIZED(xpt_round);
	CU_ASSERT_EQUAL(xpt_watch_round(trial->watch, flags, &trial->round, NULL), 0);
	return trial->told;
}

static void write_memory(const char *text)
{
	FILE *file;

	(void)mkdir(try_path("memory"), 0700);
	file = fopen(try_path("memory/watch.json"), "w");
	CU_ASSERT_PTR_NOT_NULL_FATAL(file);
	CU_ASSERT(fputs(text, file) >= 0);
	CU_ASSERT_EQUAL(fclose(file), 0);
}

static void the_first_round_makes_the_host_as_desired(void)
{
	struct trial trial = trial_begin(pins);

	start(&trial, 0, BOOT);
	ASSERT_TEXT(trial.told, "");
	ASSERT_TEXT(round_of(&trial, 0),
			"applied|vCPU 0 of g1|-|pin to CPUs 2-3\n"
			"applied|vCPU 0 of g2|-|pin to CPUs 1\n");
	CU_ASSERT_EQUAL(trial.round.result, XPT_ROUND_DONE);
	CU_ASSERT_EQUAL(trial.round.next_ms, 30000);
	CU_ASSERT_EQUAL(trial.world->domains[1].hard[0], 0xc);
	CU_ASSERT_EQUAL(trial.world->domains[2].hard[0], 2);
	ASSERT_TEXT(round_of(&trial, 0), "");
	CU_ASSERT_EQUAL(trial.world->acts, 2);
	trial_end(&trial);
}

static void a_change_by_hand_is_told_once_and_left(void)
{
	struct trial trial = trial_begin(pins);

	start(&trial, 0, BOOT);
	round_of(&trial, 0);
	trial.world->domains[1].hard[0] = 1;
	ASSERT_TEXT(round_of(&trial, 0),
			"left|vCPU 0 of g1|hard 0|changed by hand, and left so: "
			"hard 0; f line 1 wants: hard 2-3\n");
	CU_ASSERT_EQUAL(trial.round.result, XPT_ROUND_DONE);
	ASSERT_TEXT(round_of(&trial, XPT_ROUND_EVENT), "");
	CU_ASSERT_EQUAL(trial.world->domains[1].hard[0], 1);
	trial.world->domains[1].hard[0] = 2;
	CU_ASSERT_PTR_NOT_NULL(strstr(round_of(&trial, 0), "left|vCPU 0 of g1|hard 1|"));
	trial_end(&trial);
}

static void a_domain_that_starts_again_is_made_as_desired_again(void)
{
	struct trial trial = trial_begin(pins);

	start(&trial, 0, BOOT);
	round_of(&trial, 0);
	trial.world->domains[1].there = false;
	CU_ASSERT_PTR_NOT_NULL(strstr(round_of(&trial, XPT_ROUND_EVENT), "waits|domain g1|"));
	trial.world->domains[1].there = true;
	trial.world->domains[1].id = 9;
	trial.world->domains[1].hard[0] = 0xf;
	ASSERT_TEXT(round_of(&trial, XPT_ROUND_EVENT), "applied|vCPU 0 of g1|-|pin to CPUs 2-3\n");
	trial_end(&trial);
}

static void with_enforce_a_change_by_hand_is_put_back(void)
{
	struct trial trial = trial_begin(pins);

	start(&trial, XPT_WATCH_ENFORCE, BOOT);
	round_of(&trial, 0);
	trial.world->domains[1].hard[0] = 1;
	ASSERT_TEXT(round_of(&trial, 0), "applied|vCPU 0 of g1|-|pin to CPUs 2-3\n");
	CU_ASSERT_EQUAL(trial.world->domains[1].hard[0], 0xc);
	trial_end(&trial);
}

static void what_files_say_anew_is_done_even_where_somebody_changed_it(void)
{
	struct trial trial = trial_begin(pins);
	struct xpt_desired *other = desired_of("pins = [ 'g1 0 3', 'g2 0 1' ]\n");

	start(&trial, 0, BOOT);
	round_of(&trial, 0);
	trial.world->domains[1].hard[0] = trial.world->domains[2].hard[0] = 1;
	round_of(&trial, 0);
	xpt_watch_desire(trial.watch, other);
	ASSERT_TEXT(round_of(&trial, 0), "applied|vCPU 0 of g1|-|pin to CPUs 3\n");
	CU_ASSERT_EQUAL(trial.world->domains[2].hard[0], 1);
	trial_end(&trial);
	xpt_desired_free(other);
}

static void what_was_done_is_remembered_over_a_restart(void)
{
	struct trial trial = trial_begin(pins);

	start(&trial, 0, BOOT);
	round_of(&trial, 0);
	trial.world->domains[1].hard[0] = 1;
	start(&trial, 0, BOOT);
	CU_ASSERT_PTR_NOT_NULL(strstr(round_of(&trial, 0), "left|vCPU 0 of g1|hard 0|"));
	start(&trial, 0, BOOT);
	ASSERT_TEXT(round_of(&trial, 0), "");
	CU_ASSERT_EQUAL(trial.world->domains[1].hard[0], 1);
	trial_end(&trial);
}

static void what_was_done_in_another_boot_counts_for_nothing(void)
{
	static const char *const boots[] = { "another", NULL };

	for (size_t i = 0; i < 2; i++) {
		struct trial trial = trial_begin(pins);

		start(&trial, 0, BOOT);
		round_of(&trial, 0);
		trial.world->domains[1].hard[0] = 1;
		start(&trial, 0, boots[i]);
		ASSERT_TEXT(round_of(&trial, 0), "applied|vCPU 0 of g1|-|pin to CPUs 2-3\n");
		/* nor does what was done in a boot that is not known */
		trial.world->domains[1].hard[0] = 1;
		start(&trial, 0, boots[i]);
		CU_ASSERT_EQUAL(!strncmp(round_of(&trial, 0), "applied", 7), !boots[i]);
		trial_end(&trial);
	}
}

static void a_host_that_cannot_be_read_is_told_once_and_waited_for(void)
{
	static const unsigned int next_ms[] = { 1000, 2000, 4000, 8000, 16000, 30000, 30000 };
	struct trial trial = trial_begin(pins);

	trial.blind = "xenstored does not answer";
	start(&trial, 0, BOOT);
	for (size_t i = 0; i < sizeof(next_ms) / sizeof(*next_ms); i++) {
		ASSERT_TEXT(round_of(&trial, 0), i ? "" : "failed|-|-|xenstored does not answer\n");
		CU_ASSERT_EQUAL(trial.round.result, XPT_ROUND_BLIND);
		CU_ASSERT_EQUAL(trial.round.next_ms, next_ms[i]);
	}
	trial.blind = "not root";
	ASSERT_TEXT(round_of(&trial, XPT_ROUND_EVENT), "failed|-|-|not root\n");
	CU_ASSERT_EQUAL(trial.round.next_ms, 1000);
	trial.blind = NULL;
	ASSERT_TEXT(round_of(&trial, 0),
			"applied|vCPU 0 of g1|-|pin to CPUs 2-3\n"
			"applied|vCPU 0 of g2|-|pin to CPUs 1\n"
			"recovered|-|-|-\n");
	ASSERT_TEXT(round_of(&trial, 0), "");
	trial_end(&trial);
}

static void what_was_seen_is_not_forgotten_while_the_host_cannot_be_read(void)
{
	struct trial trial = trial_begin(pins);

	start(&trial, 0, BOOT);
	round_of(&trial, 0);
	trial.blind = "xenstored does not answer";
	round_of(&trial, 0);
	trial.blind = NULL;
	trial.world->domains[1].hard[0] = 1;
	CU_ASSERT_PTR_NOT_NULL(strstr(round_of(&trial, 0), "left|vCPU 0 of g1|hard 0|"));
	trial_end(&trial);
}

static void a_damaged_memory_is_told_and_what_differs_is_done(void)
{
	static const char *const texts[] = { "", "{", "[]", "null", "{ \"boot\": 1 }",
		"{ \"boot\": \"" BOOT "\", \"items\": {} }",
		"{ \"boot\": \"" BOOT "\", \"items\": [ null ] }",
		"{ \"boot\": \"" BOOT "\", \"items\": [ { \"subject\": \"vCPU 0 of g1\" } ] }" };

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct trial trial = trial_begin(pins);

		write_memory(texts[i]);
		start(&trial, 0, BOOT);
		CU_ASSERT_EQUAL(strncmp(trial.told, "memory|-|-|/tmp/xpt-unit-", 25), 0);
		CU_ASSERT_PTR_NOT_NULL(strstr(trial.told,
				"watch.json is damaged: what was "
				"changed by hand before is not known"));
		ASSERT_TEXT(round_of(&trial, 0),
				"applied|vCPU 0 of g1|-|pin to CPUs 2-3\n"
				"applied|vCPU 0 of g2|-|pin to CPUs 1\n");
		start(&trial, 0, BOOT);
		ASSERT_TEXT(trial.told, "");
		trial_end(&trial);
	}
}

static void a_memory_that_cannot_be_kept_is_told_once(void)
{
	struct trial trial = trial_begin(pins);

	start(&trial, 0, BOOT);
	CU_ASSERT_EQUAL(mkdir(try_path("memory"), 0700), 0);
	CU_ASSERT_EQUAL(mkdir(try_path("memory/watch.json"), 0700), 0);
	CU_ASSERT_PTR_NOT_NULL(strstr(round_of(&trial, 0), "memory|-|-|cannot keep "));
	CU_ASSERT_EQUAL(trial.round.result, XPT_ROUND_DONE);
	CU_ASSERT_EQUAL(access(trial.status, F_OK), 0);
	ASSERT_TEXT(round_of(&trial, 0), "");
	CU_ASSERT_EQUAL(rmdir(try_path("memory/watch.json")), 0);
	ASSERT_TEXT(round_of(&trial, 0), "");
	CU_ASSERT_EQUAL(access(try_path("memory/watch.json"), F_OK), 0);
	CU_ASSERT_EQUAL(access(try_path("memory/watch.json.new"), F_OK), -1);
	trial_end(&trial);
}

static void a_memory_that_is_a_fifo_keeps_nobody_waiting(void)
{
	struct trial trial = trial_begin(pins);

	CU_ASSERT_EQUAL(mkdir(try_path("memory"), 0700), 0);
	CU_ASSERT_EQUAL(mkfifo(try_path("memory/watch.json"), 0600), 0);
	CU_ASSERT_EQUAL(mkfifo(try_path("memory/watch.json.new"), 0600), 0);
	start(&trial, 0, BOOT);
	(void)round_of(&trial, 0);
	start(&trial, 0, BOOT);
	ASSERT_TEXT(round_of(&trial, 0), "");
	trial_end(&trial);
}

static void what_fails_of_one_domain_keeps_no_other_waiting(void)
{
	struct trial trial = trial_begin(pins);

	trial.world->refuse = "pin d7";
	trial.world->refusals = 2;
	start(&trial, 0, BOOT);
	CU_ASSERT_PTR_NOT_NULL(strstr(round_of(&trial, 0),
			"applied|vCPU 0 of g2|-|pin to CPUs 1\nfailed|-|-|g1: "));
	CU_ASSERT_EQUAL(trial.round.result, XPT_ROUND_FAILED);
	CU_ASSERT_EQUAL(trial.round.next_ms, 1000);
	ASSERT_TEXT(round_of(&trial, 0), "");
	CU_ASSERT_EQUAL(trial.round.next_ms, 2000);
	ASSERT_TEXT(round_of(&trial, 0),
			"applied|vCPU 0 of g1|-|pin to CPUs 2-3\n"
			"recovered|-|-|-\n");
	CU_ASSERT_EQUAL(trial.round.next_ms, 30000);
	trial_end(&trial);
}

static void the_program_may_end_a_round_and_nothing_is_half_done(void)
{
	struct trial trial = trial_begin(pins);

	trial.is_cancelled = true;
	start(&trial, 0, BOOT);
	ASSERT_TEXT(round_of(&trial, 0),
			"failed|-|-|g1: cannot make the host as its files say: it was interrupted; what "
			"was done before is undone\n");
	CU_ASSERT_EQUAL(trial.round.result, XPT_ROUND_FAILED);
	CU_ASSERT_EQUAL(trial.world->domains[1].hard[0], 0xf);
	CU_ASSERT_EQUAL(trial.world->domains[2].hard[0], 0xf);
	CU_ASSERT_FALSE(try_journal());
	trial_end(&trial);
}

static void trouble_of_the_program_itself_is_told_once_and_no_round_ends_it(void)
{
	struct trial trial = trial_begin(pins);

	start(&trial, 0, BOOT);
	round_of(&trial, 0);
	*trial.told = '\0';
	CU_ASSERT_EQUAL(xpt_watch_trouble(trial.watch, "no events"), 1000);
	CU_ASSERT_EQUAL(xpt_watch_trouble(trial.watch, "no events"), 2000);
	ASSERT_TEXT(trial.told, "failed|-|-|no events\n");
	ASSERT_TEXT(round_of(&trial, 0), "");
	CU_ASSERT_EQUAL(trial.round.next_ms, 30000);
	CU_ASSERT_EQUAL(xpt_watch_trouble(trial.watch, NULL), 0);
	CU_ASSERT_EQUAL(xpt_watch_trouble(trial.watch, NULL), 0);
	ASSERT_TEXT(trial.told, "");
	ASSERT_TEXT(round_of(&trial, 0), "recovered|-|-|-\n");
	trial_end(&trial);
}

static void the_status_tells_of_trouble_whatever_it_is(void)
{
	struct trial trial = trial_begin(pins);

	start(&trial, 0, BOOT);
	round_of(&trial, 0);
	CU_ASSERT_EQUAL(xpt_watch_trouble(trial.watch, "no events"), 1000);
	assert_watch_status("done hard 2-3|done hard 1|trouble no events");
	CU_ASSERT_EQUAL(xpt_watch_trouble(trial.watch, NULL), 0);
	trial.blind = "xenstored does not answer";
	round_of(&trial, 0);
	assert_watch_status("done hard 2-3|done hard 1|trouble xenstored does not answer");
	trial.blind = NULL;
	round_of(&trial, 0);
	assert_watch_status("done hard 2-3|done hard 1|");
	trial_end(&trial);
}

static void what_is_left_is_not_told_as_failed_with_another_line(void)
{
	struct trial trial = trial_begin("pins = [ 'g1 0 2-3', 'g1 1 1' ]\n");
	struct xpt_desired *before = trial.desired;

	start(&trial, 0, BOOT);
	round_of(&trial, 0);
	trial.world->domains[1].hard[0] = 1;
	trial.desired = desired_of("pins = [ 'g1 0 2-3', 'g1 1 2' ]\n");
	xpt_watch_desire(trial.watch, trial.desired);
	xpt_desired_free(before);
	trial.world->refuse = "pin d7";
	trial.world->refusals = 1;
	round_of(&trial, 0);
	assert_watch_status(
			"left hard 0|failed hard 1: cannot make the host as its file|trouble g1: cannot make the host as its files say: vCPU 1 of g1: cannot pin to CPUs 2: xc_vcpu_setaffinity failed: Invalid argument; what was done before is undone");
	trial_end(&trial);
}

static void without_a_memory_file_or_callbacks_it_watches_all_the_same(void)
{
	struct trial trial = trial_begin(pins);
	const struct watch_host host = { open_world, apply_to_world, world_clock, &trial };

	CU_ASSERT_EQUAL_FATAL(
			xpt__watch_new(&host, BOOT, trial.desired, NULL, &trial.watch, NULL), 0);
	round_of(&trial, 0);
	CU_ASSERT_EQUAL(trial.world->domains[1].hard[0], 0xc);
	trial.world->domains[1].hard[0] = 1;
	round_of(&trial, 0);
	CU_ASSERT_EQUAL(trial.world->domains[1].hard[0], 1);
	trial_end(&trial);
}

static void options_and_flags_that_are_not_known_are_refused(void)
{
	struct trial trial = trial_begin(pins);
	const struct xpt_watch_options options =
			XPT_OPTIONS(xpt_watch_options, .flags = XPT_WATCH_ENFORCE << 1);
	struct xpt_watch *watch = NULL;

	CU_ASSERT_EQUAL(xpt_watch_new(trial.desired, &options, &watch, NULL), XPT_INVALID);
	CU_ASSERT_PTR_NULL(watch);
	/* standard input is not what was opened for it */
	CU_ASSERT(fcntl(0, F_GETFD) >= 0);
	start(&trial, 0, BOOT);
	CU_ASSERT_EQUAL(xpt_watch_round(trial.watch, XPT_ROUND_USB_EVENT << 1, &trial.round, NULL),
			XPT_INVALID);
	CU_ASSERT_EQUAL(trial.world->acts, 0);
	trial_end(&trial);
}

SUITE(watch)
{
	TEST(the_first_round_makes_the_host_as_desired);
	TEST(a_change_by_hand_is_told_once_and_left);
	TEST(a_domain_that_starts_again_is_made_as_desired_again);
	TEST(with_enforce_a_change_by_hand_is_put_back);
	TEST(what_files_say_anew_is_done_even_where_somebody_changed_it);
	TEST(what_was_done_is_remembered_over_a_restart);
	TEST(what_was_done_in_another_boot_counts_for_nothing);
	TEST(a_host_that_cannot_be_read_is_told_once_and_waited_for);
	TEST(what_was_seen_is_not_forgotten_while_the_host_cannot_be_read);
	TEST(a_damaged_memory_is_told_and_what_differs_is_done);
	TEST(a_memory_that_cannot_be_kept_is_told_once);
	TEST(a_memory_that_is_a_fifo_keeps_nobody_waiting);
	TEST(what_fails_of_one_domain_keeps_no_other_waiting);
	TEST(the_program_may_end_a_round_and_nothing_is_half_done);
	TEST(trouble_of_the_program_itself_is_told_once_and_no_round_ends_it);
	TEST(without_a_memory_file_or_callbacks_it_watches_all_the_same);
	TEST(the_status_tells_of_trouble_whatever_it_is);
	TEST(what_is_left_is_not_told_as_failed_with_another_line);
	TEST(options_and_flags_that_are_not_known_are_refused);
}
