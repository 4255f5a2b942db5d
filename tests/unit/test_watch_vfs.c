/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Virtual functions that the watch keeps as a host's file says. */
#include <stdio.h>

#include "../../engine/read/read.h"
#include "../../engine/watch/watch.h"
#include "vf_trial.h"

#define BOOT "abcdef01-0000-0000-0000-000000000000"

struct trial {
	struct world *world;
	char told[2048];
};

static int open_world(void *data, const struct xpt_open_options *options,
		struct xpt_host **ret_host, struct xpt_error **ret_error)
{
	struct trial *trial = data;

	return xpt__read_host(&trial->world->source, options->detail, options->without, ret_host,
			ret_error);
}

static int apply_to_world(void *data, const struct xpt_plan *plan,
		const struct xpt_apply_options *options, struct xpt_error **ret_error)
{
	struct trial *trial = data;
	struct apply_context apply_context = world_actor(trial->world, try_folder);

	apply_context.options = options;
	return xpt__plan_apply(&apply_context, plan, ret_error);
}

static void note_event(void *data, const struct xpt_watch_event *event)
{
	static const char *const words[] = { "applied", "left", "failed", "recovered", "memory",
		"waits" };
	struct trial *trial = data;
	size_t used = strlen(trial->told);

	snprintf(trial->told + used, sizeof(trial->told) - used, "%s|%s|%s\n", words[event->what],
			event->subject ? event->subject : "-", event->text ? event->text : "-");
}

static const char *some_round(struct xpt_watch *watch, struct trial *trial, unsigned int flags)
{
	struct xpt_round round = XPT_SIZED(xpt_round);

	*trial->told = '\0';
	CU_ASSERT_EQUAL(xpt_watch_round(watch, flags, &round, NULL), 0);
	return trial->told;
}

static const char *round_of(struct xpt_watch *watch, struct trial *trial)
{
	return some_round(watch, trial, XPT_ROUND_EVENT);
}

static long long clock_that_stands(void *data)
{
	(void)data;
	return 0;
}

static struct xpt_watch *watch_new(struct trial *trial, const struct xpt_desired *desired)
{
	const struct watch_host host = { open_world, apply_to_world, clock_that_stands, trial };
	const struct xpt_watch_options options =
			XPT_OPTIONS(xpt_watch_options, .event = note_event, .data = trial);
	struct xpt_watch *watch = NULL;

	CU_ASSERT_EQUAL_FATAL(xpt__watch_new(&host, BOOT, desired, &options, &watch, NULL), 0);
	return watch;
}

static void the_watch_puts_back_what_was_lost_and_leaves_what_was_chosen(void)
{
	struct trial trial = { .world = network_card(0) };
	struct xpt_desired *desired = read_file(two, NULL);
	struct xpt_watch *watch = watch_new(&trial, desired);

	ASSERT_TEXT(round_of(watch, &trial),
			"applied|0000:01:00.0|set the number of VFs to 2\n"
			"applied|0000:01:00.2|set vlan=10 qos=0 protocol=802.1Q\n"
			"applied|0000:01:00.2|set trust=1\n");
	ASSERT_TEXT(round_of(watch, &trial), "");
	trial.world->vf_vlan[1] = trial.world->vf_trust[1] = 0; /* as a new VF */
	ASSERT_TEXT(round_of(watch, &trial),
			"applied|0000:01:00.2|set vlan=10 qos=0 protocol=802.1Q\n"
			"applied|0000:01:00.2|set trust=1\n");
	trial.world->vf_vlan[1] = 30;
	ASSERT_TEXT(round_of(watch, &trial),
			"left|vlan of 0000:01:00.0/1|changed by hand, and left so: vlan=30 qos=0 "
			"protocol=802.1Q; f line 1 wants: vlan=10 qos=0 protocol=802.1Q\n");
	trial.world->vfs = 1;
	CU_ASSERT_EQUAL(strncmp(round_of(watch, &trial), "left|VFs of 0000:01:00.0|", 25), 0);
	CU_ASSERT_EQUAL(trial.world->vfs, 1);
	trial.world->vfs = trial.world->vf_vlan[1] = trial.world->vf_trust[1] =
			0; /* its driver was loaded anew */
	CU_ASSERT_EQUAL(strncmp(round_of(watch, &trial),
					"applied|0000:01:00.0|set the number of VFs to 2", 47),
			0);
	CU_ASSERT_EQUAL(trial.world->vf_vlan[1], 10);
	xpt_watch_free(watch);
	xpt_desired_free(desired);
	try_finish(trial.world);
}

static void vfs_in_use_do_not_keep_the_watch_from_the_rest(void)
{
	struct trial trial = { .world = network_card(2) };
	struct xpt_desired *desired =
			read_file("vfs = [ '01:00.0 count=1' ]\nreserve = [ '00:05.0' ]", NULL);
	struct xpt_watch *watch = watch_new(&trial, desired);

	snprintf(trial.world->devices[WORLD_PF + 1].owner, sizeof(trial.world->devices[0].owner),
			"d7");
	CU_ASSERT_PTR_NOT_NULL(strstr(round_of(watch, &trial),
			"failed|-|0000:01:00.0: f line 1: domains have VFs of 0000:01:00.0"));
	ASSERT_TEXT(trial.world->devices[0].driver, "pciback");
	CU_ASSERT_EQUAL(trial.world->vfs, 2);
	xpt_watch_free(watch);
	xpt_desired_free(desired);
	try_finish(trial.world);
}

static void a_number_that_stays_keeps_no_vf_from_its_guest(void)
{
	struct trial trial = { .world = network_card(2) };
	struct xpt_desired *desired =
			read_file("vfs = [ '01:00.0 count=1' ]\nreserve = [ '01:00.2' ]", NULL);
	struct xpt_watch *watch = watch_new(&trial, desired);

	snprintf(trial.world->devices[WORLD_PF + 1].owner, sizeof(trial.world->devices[0].owner),
			"d7");
	round_of(watch, &trial);
	ASSERT_TEXT(trial.world->devices[WORLD_PF + 2].driver, "pciback");
	CU_ASSERT_EQUAL(trial.world->vfs, 2);
	xpt_watch_free(watch);
	xpt_desired_free(desired);
	try_finish(trial.world);
}

/* Rounds without an event do not look at devices. */
static void what_was_seen_of_devices_is_remembered_over_rounds_without_them(void)
{
	struct trial trial = { .world = network_card(2) };
	struct xpt_desired *desired = read_file(
			"vfs = [ '01:00.0 count=2 reserve' ]\nreserve = [ '00:05.*' ]", NULL);
	struct xpt_watch *watch = watch_new(&trial, desired);

	round_of(watch, &trial);
	ASSERT_TEXT(some_round(watch, &trial, 0), "");
	snprintf(trial.world->devices[0].driver, sizeof(trial.world->devices[0].driver), "e1000e");
	snprintf(trial.world->devices[0].owner, sizeof(trial.world->devices[0].owner), "dom0");
	CU_ASSERT_EQUAL(strncmp(round_of(watch, &trial), "left|0000:00:05.0|", 18), 0);
	xpt_watch_free(watch);
	xpt_desired_free(desired);
	try_finish(trial.world);
}

static void what_is_not_told_of_a_vf_is_trouble_and_told_once(void)
{
	struct trial trial = { .world = network_card(2) };
	struct xpt_desired *desired = read_file("vfs = [ '01:00.0/1 trust=on' ]", NULL);
	struct xpt_watch *watch = watch_new(&trial, desired);

	trial.world->trust_untold = true;
	ASSERT_TEXT(round_of(watch, &trial),
			"failed|-|trust of 0000:01:00.0/1: not known: the driver of its physical "
			"function does not report it; f line 1 wants: trust=1\n");
	ASSERT_TEXT(round_of(watch, &trial), "");
	trial.world->trust_untold = false;
	ASSERT_TEXT(round_of(watch, &trial), "applied|0000:01:00.2|set trust=1\nrecovered|-|-\n");
	xpt_watch_free(watch);
	xpt_desired_free(desired);
	try_finish(trial.world);
}

static void a_number_that_stays_keeps_no_vf_from_its_settings(void)
{
	struct trial trial = { .world = network_card(2) };
	struct xpt_desired *desired =
			read_file("vfs = [ '01:00.0 count=1', '01:00.0/0 vlan=10' ]", NULL);
	struct xpt_watch *watch = watch_new(&trial, desired);

	snprintf(trial.world->devices[WORLD_PF + 1].owner, sizeof(trial.world->devices[0].owner),
			"d7");
	round_of(watch, &trial);
	CU_ASSERT_EQUAL(trial.world->vfs, 2);
	CU_ASSERT_EQUAL(trial.world->vf_vlan[0], 10);
	xpt_watch_free(watch);
	xpt_desired_free(desired);
	try_finish(trial.world);
}

/* The guest of the world takes no device, and says so. */
#define GUEST_TRIED "g1 was created without passthrough"

/* A host, and the guest g1 that shall have VF 1. */
static struct xpt_desired *read_guest_of(const char *host)
{
	return read_files(host, "name = \"g1\"\npci = [ '01:00.2' ]\n");
}

static void no_guest_gets_a_vf_without_what_it_shall_have(void)
{
	struct trial trial = { .world = network_card(2) };
	struct xpt_desired *desired = read_guest_of("vfs = [ '01:00.0/1 vlan=10' ]");
	struct xpt_watch *watch = watch_new(&trial, desired);

	trial.world->refuse = "vlan=10";
	trial.world->refusals = SIZE_MAX;
	CU_ASSERT_PTR_NOT_NULL(strstr(round_of(watch, &trial),
			"g1: 0000:01:00.2 is not attached before it has what f line 1 says"));
	CU_ASSERT_PTR_NULL(strstr(trial.told, GUEST_TRIED));
	trial.world->refuse = NULL;
	CU_ASSERT_PTR_NULL(strstr(round_of(watch, &trial), "is not attached before"));
	CU_ASSERT_PTR_NOT_NULL(strstr(trial.told, GUEST_TRIED));
	xpt_watch_free(watch);
	xpt_desired_free(desired);
	try_finish(trial.world);
}

static void no_guest_gets_a_vf_of_which_a_setting_is_not_told(void)
{
	struct trial trial = { .world = network_card(2) };
	struct xpt_desired *desired = read_guest_of("vfs = [ '01:00.0/1 trust=on' ]");
	struct xpt_watch *watch = watch_new(&trial, desired);

	trial.world->trust_untold = true;
	CU_ASSERT_PTR_NOT_NULL(strstr(round_of(watch, &trial), "0000:01:00.2 is not attached"));
	CU_ASSERT_PTR_NULL(strstr(trial.told, GUEST_TRIED));
	xpt_watch_free(watch);
	xpt_desired_free(desired);
	try_finish(trial.world);
}

static void files_that_contradict_each_other_about_vfs_blind_nobody(void)
{
	struct trial trial = { .world = network_card(0) };
	struct xpt_desired *desired = read_file("vfs = [ '01:00.0 count=1', '01:00.0 count=2' ]\n"
						"reserve = [ '00:05.0' ]",
			NULL);
	struct xpt_watch *watch = watch_new(&trial, desired);

	CU_ASSERT_PTR_NOT_NULL(strstr(round_of(watch, &trial),
			"f line 1: VFs of 0000:01:00.0: how many it shall have is in f line 1 already"));
	ASSERT_TEXT(trial.world->devices[0].driver, "pciback");
	CU_ASSERT_EQUAL(trial.world->vfs, 0);
	xpt_watch_free(watch);
	xpt_desired_free(desired);
	try_finish(trial.world);
}

static void what_is_not_told_slows_no_round(void)
{
	struct trial trial = { .world = network_card(2) };
	struct xpt_desired *desired = read_file("vfs = [ '01:00.0/1 trust=on' ]", NULL);
	struct xpt_watch *watch = watch_new(&trial, desired);
	struct xpt_round round = XPT_SIZED(xpt_round);

	trial.world->trust_untold = true;
	for (int i = 0; i < 3; i++) {
		CU_ASSERT_EQUAL(xpt_watch_round(watch, 0, &round, NULL), 0);
		CU_ASSERT_EQUAL(round.result, XPT_ROUND_FAILED);
		CU_ASSERT_EQUAL(round.next_ms, 30000);
	}
	CU_ASSERT_EQUAL(strncmp(trial.told, "failed|-|trust of", 17), 0);
	CU_ASSERT_PTR_NULL(strstr(trial.told, "recovered"));
	xpt_watch_free(watch);
	xpt_desired_free(desired);
	try_finish(trial.world);
}

static void vfs_whose_settings_are_refused_are_not_made_for_ever(void)
{
	struct trial trial = { .world = network_card(0) };
	struct xpt_desired *desired = read_file(two, NULL);
	struct xpt_watch *watch = watch_new(&trial, desired);
	size_t acts;

	trial.world->refuse = "vlan=10";
	trial.world->refusals = SIZE_MAX;
	for (int i = 0; i < 3; i++)
		round_of(watch, &trial);
	acts = trial.world->acts;
	CU_ASSERT(acts > 0);
	CU_ASSERT_PTR_NOT_NULL(strstr(round_of(watch, &trial), "failed 3 times"));
	round_of(watch, &trial);
	CU_ASSERT_EQUAL(trial.world->acts, acts);
	trial.world->refuse = NULL;
	xpt_watch_desire(watch, desired); /* the files were read anew */
	round_of(watch, &trial);
	CU_ASSERT_EQUAL(trial.world->vfs, 2);
	xpt_watch_free(watch);
	xpt_desired_free(desired);
	try_finish(trial.world);
}

static void vfs_of_a_device_that_is_not_there_are_a_failure(void)
{
	struct trial trial = { .world = network_card(0) };
	struct xpt_desired *desired = read_file("vfs = [ '0a:00.0 count=1' ]", NULL);
	struct xpt_watch *watch = watch_new(&trial, desired);

	CU_ASSERT_PTR_NOT_NULL(strstr(round_of(watch, &trial), "there is no device 0000:0a:00.0"));
	xpt_watch_free(watch);
	xpt_desired_free(desired);
	try_finish(trial.world);
}

SUITE(watch_vfs)
{
	TEST(vfs_of_a_device_that_is_not_there_are_a_failure);
	TEST(what_is_not_told_slows_no_round);
	TEST(vfs_whose_settings_are_refused_are_not_made_for_ever);
	TEST(files_that_contradict_each_other_about_vfs_blind_nobody);
	TEST(a_number_that_stays_keeps_no_vf_from_its_settings);
	TEST(no_guest_gets_a_vf_without_what_it_shall_have);
	TEST(no_guest_gets_a_vf_of_which_a_setting_is_not_told);
	TEST(the_watch_puts_back_what_was_lost_and_leaves_what_was_chosen);
	TEST(vfs_in_use_do_not_keep_the_watch_from_the_rest);
	TEST(a_number_that_stays_keeps_no_vf_from_its_guest);
	TEST(what_was_seen_of_devices_is_remembered_over_rounds_without_them);
	TEST(what_is_not_told_of_a_vf_is_trouble_and_told_once);
}
