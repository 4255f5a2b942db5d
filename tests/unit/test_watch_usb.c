/* SPDX-License-Identifier: GPL-2.0-or-later */
/* USB devices of the watch: plugged in anew, taken away by hand, coming and going all the time; and what the kernel tells. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../../engine/base/error.h"
#include "../../engine/formats/uevent.h"
#include "../../engine/watch/watch.h"
#include "../script/try.h"
#include "unit.h"
#include "usb_world.h"
#include "watch_status.h"

#define ONE "usb = [ 'h1 0627:0003' ]\n"

/* 1-3 comes, goes, and is h1's or not. */
struct trial {
	struct xpt_desired *desired;
	struct xpt_watch *watch;
	struct xpt_round round;
	char number[8], devices[96], shown[96];
	bool attached, refuses, reserves, reserved;
	const char *status; /* where it is written; or NULL */
	long long now_ms;
	char done[1024]; /* subjects of the steps since the last round began */
	char told[2048];
};

static int open_trial(void *data, const struct xpt_open_options *options,
		struct xpt_host **ret_host, struct xpt_error **ret_error)
{
	struct trial *trial = data;
	const struct fake plugged[] = { LIST_("sys/bus/usb/devices", trial->devices),
		FILE_("sys/bus/usb/devices/1-3/devnum", trial->number),
		FILE_("sys/bus/usb/devices/1-3:1.0/authorized", trial->reserved ? "0" : "1"),
		END_ };
	const struct fake has[] = { IN_PORT("1", "1-3"), FILE_("xen/model-usb/1", trial->shown),
		END_ };
	const struct fake none[] = { END_ };
	const struct fake *tables[] = { plugged, trial->attached ? has : none, usb_world, NULL };

	CU_ASSERT(options->detail & XPT_DETAIL_USB || options->without);
	*ret_host = fake_host_of(tables, options->detail);
	return *ret_host ? 0 : xpt__error_no_memory(ret_error);
}

static void attach(struct trial *trial)
{
	trial->attached = true;
	snprintf(trial->shown, sizeof(trial->shown),
			"host-devices yes\ncontroller 0\ndevice 0 1 1 %s yes\nend\n",
			trial->number);
}

static int apply_trial(void *data, const struct xpt_plan *plan,
		const struct xpt_apply_options *options, struct xpt_error **ret_error)
{
	struct trial *trial = data;
	struct xpt_step step = XPT_SIZED(xpt_step);

	(void)options;
	for (size_t i = 0; xpt_plan_step(plan, i, &step); i++)
		snprintf(trial->done + strlen(trial->done),
				sizeof(trial->done) - strlen(trial->done), "%s ", step.subject);
	if (trial->refuses)
		return xpt__error_set(ret_error, XPT_REFUSED, "QEMU says no");
	if (trial->reserves)
		trial->reserved = true;
	else
		attach(trial);
	return 0;
}

static long long clock_of(void *data)
{
	return ((struct trial *)data)->now_ms;
}

static void note_event(void *data, const struct xpt_watch_event *event)
{
	static const char *const words[] = { "applied", "left", "failed", "recovered", "memory",
		"waits" };
	struct trial *trial = data;

	snprintf(trial->told + strlen(trial->told), sizeof(trial->told) - strlen(trial->told),
			"%s %s|", words[event->what], event->text ? event->text : "");
}

static void lose(struct trial *trial)
{
	snprintf(trial->shown, sizeof(trial->shown), "host-devices yes\ncontroller 0\nend\n");
}

/* Plugged in as device @number of its bus; 0: unplugged. */
static void plug(struct trial *trial, unsigned int number)
{
	snprintf(trial->number, sizeof(trial->number), "%u", number);
	snprintf(trial->devices, sizeof(trial->devices), "usb1 1-1 1-1:1.0 1-2 1-2:1.0%s",
			number ? " 1-3 1-3:1.0" : "");
	if (trial->attached)
		snprintf(trial->shown, sizeof(trial->shown),
				"host-devices yes\ncontroller 0\ndevice 0 1 1 99 no\nend\n");
}

static void begin(struct trial *trial, const char *text)
{
	const struct watch_host host = { open_trial, apply_trial, clock_of, trial };
	const struct xpt_watch_options options = XPT_OPTIONS(xpt_watch_options, .event = note_event,
			.data = trial, .status = trial->status);
	struct xpt_config *config = NULL;

	CU_ASSERT_EQUAL_FATAL(xpt_config_parse("f", text, strlen(text), &config, NULL), 0);
	CU_ASSERT_EQUAL_FATAL(xpt_desired_of((const struct xpt_config *const *)&config, 1,
					      &trial->desired, NULL),
			0);
	xpt_config_free(config);
	CU_ASSERT_EQUAL_FATAL(xpt__watch_new(&host, "boot", trial->desired, &options, &trial->watch,
					      NULL),
			0);
	plug(trial, 5);
}

static void end(struct trial *trial)
{
	xpt_watch_free(trial->watch);
	xpt_desired_free(trial->desired);
}

/* A round after an event. */
static void look(struct trial *trial)
{
	*trial->done = *trial->told = '\0';
	trial->round = (struct xpt_round)XPT_SIZED(xpt_round);
	CU_ASSERT_EQUAL(xpt_watch_round(trial->watch, XPT_ROUND_EVENT, &trial->round, NULL), 0);
}

static void what_was_plugged_in_anew_is_reserved_anew(void)
{
	struct trial trial = { .reserves = true };

	begin(&trial, "reserve = [ '0627:0003' ]\n");
	look(&trial);
	ASSERT_TEXT(trial.done, "1-3 ");
	plug(&trial, 6);
	trial.reserved = false;
	look(&trial);
	ASSERT_TEXT(trial.done, "1-3 ");
	/* released by hand */
	trial.reserved = false;
	look(&trial);
	ASSERT_TEXT(trial.done, "");
	ASSERT_TEXT(trial.told,
			"left changed by hand, and left so: dom0's, without a driver; f line 1 wants: "
			"device 6 of bus 1 reserved|");
	end(&trial);
}

static void what_a_guest_had_is_reserved_after_its_end(void)
{
	struct trial trial = { .reserves = true };

	begin(&trial, "reserve = [ '0627:0003' ]\n");
	look(&trial);
	ASSERT_TEXT(trial.done, "1-3 ");
	trial.reserved = false;
	attach(&trial);
	look(&trial);
	ASSERT_TEXT(trial.done, "");
	trial.attached = false;
	look(&trial);
	ASSERT_TEXT(trial.done, "1-3 ");
	end(&trial);
}

static void what_was_plugged_in_anew_is_attached_anew(void)
{
	struct trial trial = { 0 };

	begin(&trial, ONE);
	look(&trial);
	ASSERT_TEXT(trial.done, "1-3 1-3 ");
	look(&trial);
	ASSERT_TEXT(trial.done, "");
	plug(&trial, 0);
	look(&trial);
	ASSERT_TEXT(trial.done, "");
	CU_ASSERT_EQUAL(trial.round.result, XPT_ROUND_DONE);
	/* nobody looks again and again until somebody plugs it in */
	CU_ASSERT_EQUAL(trial.round.waiting, 0);
	CU_ASSERT_EQUAL(trial.round.next_ms, 30000);
	plug(&trial, 6);
	look(&trial);
	ASSERT_TEXT(trial.done, "1-3 ");
	plug(&trial, 7);
	look(&trial);
	ASSERT_TEXT(trial.done, "1-3 ");
	CU_ASSERT_EQUAL(trial.round.result, XPT_ROUND_DONE);
	end(&trial);
}

static void that_a_device_waits_is_told_once_until_it_came(void)
{
	struct trial trial = { 0 };

	begin(&trial, ONE);
	plug(&trial, 0);
	look(&trial);
	ASSERT_TEXT(trial.told, "waits waits: not plugged in; f line 1 wants: attached to h1|");
	look(&trial);
	ASSERT_TEXT(trial.told, "");
	plug(&trial, 6);
	look(&trial);
	CU_ASSERT_PTR_NOT_NULL(strstr(trial.told, "applied "));
	plug(&trial, 0);
	look(&trial);
	ASSERT_TEXT(trial.told, "waits waits: not plugged in; f line 1 wants: attached to h1|");
	end(&trial);
}

static void what_was_taken_away_by_hand_is_left_until_it_is_plugged_in_anew(void)
{
	struct trial trial = { 0 };

	begin(&trial, ONE);
	look(&trial);
	trial.attached = false;
	look(&trial);
	ASSERT_TEXT(trial.done, "");
	CU_ASSERT_PTR_NOT_NULL(
			strstr(trial.told, "left changed by hand, and left so: 1-3, dom0's"));
	look(&trial);
	ASSERT_TEXT(trial.told, "");
	plug(&trial, 6);
	look(&trial);
	CU_ASSERT_PTR_NOT_NULL(strstr(trial.done, "1-3 "));
	end(&trial);
}

static void what_is_not_known_is_no_change_by_hand(void)
{
	struct trial trial = { 0 };

	begin(&trial, ONE);
	look(&trial);
	snprintf(trial.shown, sizeof(trial.shown), "torn");
	look(&trial);
	ASSERT_TEXT(trial.done, "");
	CU_ASSERT_PTR_NOT_NULL(strstr(trial.told, "failed h1: f line 1: "));
	CU_ASSERT_PTR_NULL(strstr(trial.told, "by hand"));
	attach(&trial);
	look(&trial);
	ASSERT_TEXT(trial.told, "recovered |");
	end(&trial);
}

/* Of whichever device. */
static void usb_events_do_not_begin_the_growing_intervals_anew(void)
{
	struct trial trial = { .refuses = true };

	begin(&trial, ONE);
	look(&trial);
	CU_ASSERT_EQUAL(trial.round.next_ms, 1000);
	for (unsigned int ms = 2000; ms <= 4000; ms *= 2) {
		CU_ASSERT_EQUAL(xpt_watch_round(trial.watch, XPT_ROUND_USB_EVENT, &trial.round,
						NULL),
				0);
		CU_ASSERT_EQUAL(trial.round.next_ms, ms);
	}
	end(&trial);
}

static void one_line_that_fails_keeps_nobody_from_theirs(void)
{
	struct trial trial = { .refuses = true };

	begin(&trial, "usb = [ 'h1 0627:0001', 'h1 0627:0003', 'h1 1-2 0627:0001:S1-2' ]\n");
	look(&trial);
	CU_ASSERT_PTR_NOT_NULL(strstr(trial.told, "1-1 and 1-2 are each that"));
	/* each is tried by itself */
	ASSERT_TEXT(trial.done, "1-3 1-3 1-2 1-2 ");
	CU_ASSERT_EQUAL(trial.round.result, XPT_ROUND_FAILED);
	end(&trial);
}

static void one_that_comes_and_goes_all_the_time_is_left_off_for_a_while(void)
{
	for (size_t refuses = 0; refuses < 2; refuses++) {
		struct trial trial = { .refuses = refuses };
		unsigned int number = 5;

		begin(&trial, ONE);
		for (; number < 5 + FLAPS_MAX; number++) {
			plug(&trial, number);
			look(&trial);
			CU_ASSERT_PTR_NOT_NULL(strstr(trial.done, "1-3 "));
			/* the same plugging, tried again */
			look(&trial);
			ASSERT_TEXT(trial.done, refuses ? "1-3 1-3 " : "");
		}
		plug(&trial, number);
		look(&trial);
		ASSERT_TEXT(trial.done, "");
		CU_ASSERT_PTR_NOT_NULL(strstr(trial.told,
				"failed h1: USB device 0627:0003 was plugged in again, or lost "
				"by the device model, more than 5 times within 10"));
		CU_ASSERT_EQUAL(trial.round.result, XPT_ROUND_FAILED);
		trial.now_ms = FLAPS_MINUTES * 60000;
		look(&trial);
		CU_ASSERT_PTR_NOT_NULL(strstr(trial.done, "1-3 "));
		end(&trial);
	}
}

static void what_is_never_quiet_stays_off(void)
{
	struct watch_flaps flaps = { 0 };
	bool may = true;

	for (unsigned int i = 0; i < 100; i++) {
		char plugging[16];

		snprintf(plugging, sizeof(plugging), "%u", i);
		CU_ASSERT(xpt__watch_flaps_may(&flaps, "x", plugging, false, i * 60000LL, &may));
		CU_ASSERT_EQUAL(may, i < FLAPS_MAX);
	}
	/* the last of them, tried again */
	CU_ASSERT(xpt__watch_flaps_may(
			&flaps, "x", "99", false, (98 + FLAPS_MINUTES) * 60000LL, &may));
	CU_ASSERT_FALSE(may);
	CU_ASSERT(xpt__watch_flaps_may(
			&flaps, "x", "99", false, (99 + FLAPS_MINUTES) * 60000LL, &may));
	CU_ASSERT(may);
	xpt__watch_flaps_clear(&flaps);
}

/* A controller that was unbound and bound again, so that the number is the same: the record stays. */
static void what_the_device_model_lost_is_attached_again_but_not_for_ever(void)
{
	struct trial trial = { 0 };

	begin(&trial, ONE);
	look(&trial);
	for (unsigned int i = 1; i < FLAPS_MAX; i++) {
		lose(&trial);
		look(&trial);
		CU_ASSERT_PTR_NOT_NULL(strstr(trial.done, "1-3 "));
		CU_ASSERT_PTR_NULL(strstr(trial.told, "by hand"));
	}
	lose(&trial);
	look(&trial);
	ASSERT_TEXT(trial.done, "");
	CU_ASSERT_PTR_NOT_NULL(strstr(trial.told, "lost by the device model, more than 5 times"));
	end(&trial);
}

static void a_device_that_was_lost_and_is_refused_is_tried_again(void)
{
	struct trial trial = { 0 };

	begin(&trial, ONE);
	look(&trial);
	lose(&trial);
	trial.refuses = true;
	for (unsigned int i = 0; i < 2 * FLAPS_MAX; i++) {
		look(&trial);
		CU_ASSERT_PTR_NOT_NULL(strstr(trial.done, "1-3 "));
	}
	end(&trial);
}

static void what_is_quiet_is_forgotten(void)
{
	struct watch_flaps flaps = { 0 };
	bool may = false;

	for (unsigned int i = 0; i < 100; i++) {
		char subject[16];

		snprintf(subject, sizeof(subject), "%u", i);
		CU_ASSERT(xpt__watch_flaps_may(&flaps, subject, "1", false, i * 60000LL, &may));
		CU_ASSERT(may);
	}
	CU_ASSERT_EQUAL(flaps.items.count, FLAPS_MINUTES);
	xpt__watch_flaps_clear(&flaps);
}

#define MESSAGE(text)                  \
	{                              \
		text, sizeof(text) - 1 \
	}

static void the_kernel_tells_of_usb_devices_among_much_else(void)
{
	static const struct span told[] = {
		MESSAGE("add@/devices/pci0000:00/0000:00:14.0/usb1/1-3\0ACTION=add\0DEVPATH=/x\0"
			"SUBSYSTEM=usb\0MAJOR=189\0DEVTYPE=usb_device\0SEQNUM=7\0"),
		MESSAGE("remove@/x\0DEVTYPE=usb_device\0SUBSYSTEM=usb\0"),
		MESSAGE("bind@/x\0SUBSYSTEM=usb\0DEVTYPE=usb_device\0"),
	};
	static const struct span other[] = {
		MESSAGE(""),
		MESSAGE("add@/x"),
		MESSAGE("add\0SUBSYSTEM=usb\0DEVTYPE=usb_device\0"),
		MESSAGE("add@/x\0SUBSYSTEM=usb\0DEVTYPE=usb_interface\0"),
		MESSAGE("add@/x\0SUBSYSTEM=usbmisc\0DEVTYPE=usb_device\0"),
		MESSAGE("change@/x\0SUBSYSTEM=usb\0DEVTYPE=usb_device\0"),
		MESSAGE("add@/x\0SUBSYSTEM=block\0DEVTYPE=usb_device\0"),
		/* torn, and udev's own */
		MESSAGE("add@/x\0SUBSYSTEM=usb\0DEVTYPE=usb_device"),
		MESSAGE("libudev\0\xfe\xed\xca\xfe\0SUBSYSTEM=usb\0DEVTYPE=usb_device\0"),
	};

	for (size_t i = 0; i < sizeof(told) / sizeof(*told); i++)
		CU_ASSERT(xpt__uevent_of_usb(told[i]));
	for (size_t i = 0; i < sizeof(other) / sizeof(*other); i++)
		CU_ASSERT_FALSE(xpt__uevent_of_usb(other[i]));
	CU_ASSERT_FALSE(xpt__uevent_of_usb((struct span){ NULL, 0 }));
}

static void what_became_of_a_line_is_told_to_who_asks(void)
{
	struct trial trial = { 0 };
	unsigned int number = 6;

	try_begin();
	trial.status = try_path("status");
	assert_watch_status("");
	begin(&trial, ONE);
	look(&trial);
	assert_watch_status("done 1-3, attached to h1|");
	trial.attached = false;
	look(&trial);
	assert_watch_status("left 1-3, dom0's, without a driver|");
	/* a round for pins and the like looks at no device */
	CU_ASSERT_EQUAL(xpt_watch_round(trial.watch, 0, &trial.round, NULL), 0);
	assert_watch_status("left 1-3, dom0's, without a driver|");
	plug(&trial, 0);
	look(&trial);
	assert_watch_status("waits not plugged in|");
	trial.refuses = true;
	plug(&trial, number++);
	look(&trial);
	assert_watch_status(
			"failed 1-3, dom0's, without a driver: QEMU says no|trouble h1: QEMU says no");
	for (trial.refuses = false; number < 6 + FLAPS_MAX; number++) {
		plug(&trial, number);
		look(&trial);
	}
	assert_watch_status(
			"flaps 1-3, which libxl's records say h1 has, and its device model has not: USB device 0627:0003 was plugged|"
			"trouble h1: USB device 0627:0003 was plugged in again, or lost by the device model, "
			"more than 5 times within 10 minutes: it is left off until it was quiet for so long");
	end(&trial);
	assert_watch_status("");
	CU_ASSERT_EQUAL(rmdir(try_folder), 0);
}

static void a_second_watch_leaves_the_status_to_the_first(void)
{
	struct trial first = { 0 }, second = { 0 };

	try_begin();
	first.status = second.status = try_path("status");
	begin(&first, ONE);
	look(&first);
	begin(&second, "usb = [ 'h2 0627:0009' ]\n");
	look(&second);
	CU_ASSERT_PTR_NOT_NULL(strstr(second.told, "it is that of another watch that runs|"));
	assert_watch_status("done 1-3, attached to h1|");
	end(&first);
	look(&second);
	assert_watch_status("waits not plugged in|");
	end(&second);
	CU_ASSERT_EQUAL(rmdir(try_folder), 0);
}

SUITE(watch_usb)
{
	TEST(a_second_watch_leaves_the_status_to_the_first);
	TEST(what_became_of_a_line_is_told_to_who_asks);
	TEST(what_was_plugged_in_anew_is_attached_anew);
	TEST(what_was_plugged_in_anew_is_reserved_anew);
	TEST(what_a_guest_had_is_reserved_after_its_end);
	TEST(that_a_device_waits_is_told_once_until_it_came);
	TEST(what_was_taken_away_by_hand_is_left_until_it_is_plugged_in_anew);
	TEST(what_is_not_known_is_no_change_by_hand);
	TEST(usb_events_do_not_begin_the_growing_intervals_anew);
	TEST(one_line_that_fails_keeps_nobody_from_theirs);
	TEST(one_that_comes_and_goes_all_the_time_is_left_off_for_a_while);
	TEST(what_is_never_quiet_stays_off);
	TEST(what_the_device_model_lost_is_attached_again_but_not_for_ever);
	TEST(a_device_that_was_lost_and_is_refused_is_tried_again);
	TEST(what_is_quiet_is_forgotten);
	TEST(the_kernel_tells_of_usb_devices_among_much_else);
}
