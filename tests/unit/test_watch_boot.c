/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The next boot, as the watch keeps it: looked at seldom, put back where nobody chose otherwise. */
#include <stdio.h>

#include "../../engine/base/error.h"
#include "../../engine/plan/step.h"
#include "../../engine/watch/watch.h"
#include "fake_source.h"
#include "vf_trial.h"

#define BOOT "abcdef01-0000-0000-0000-000000000000"
#define MENU(xen, dom0)                                                                          \
	"set default=0\nmenuentry 'XCP-ng' {\n\tmultiboot2 /xen.gz" xen "\n\tmodule2 /v ro" dom0 \
	"\n}\n"
#define MINUTE 60000LL

static const char options[] = "xen_options = [ 'iommu=force' ]\ndom0_options = [ 'a=1' ]\n";

struct trial {
	struct xpt_desired *desired;
	struct xpt_watch *watch;
	char menu[1024];
	bool ignores; /* what is written: another file is read */
	int refuses;  /* the code; 0: it does not */
	long long now_ms;
	unsigned int looks, writes, kept;
	char told[2048];
};

static int open_host(void *data, const struct xpt_open_options *open, struct xpt_host **ret_host,
		struct xpt_error **ret_error)
{
	struct trial *trial = data;
	const struct fake files[] = { LIST_("sys/bus/pci/devices", ""),
		FILE_("etc/xensource-inventory", "PRODUCT_BRAND='XCP-ng'\n"),
		FILE_("boot/grub/grub.cfg", trial->menu), LIST_("xenstore/local/domain", ""),
		FILE_("xen/domains", ""), END_ };

	(void)ret_error;
	trial->looks += (open->detail & XPT_DETAIL_BOOT) && (open->detail & XPT_DETAIL_PLACEMENT);
	*ret_host = fake_host(files, open->detail);
	return *ret_host ? 0 : XPT_UNREADABLE;
}

static int write_menu(void *data, const struct xpt_plan *plan,
		const struct xpt_apply_options *apply, struct xpt_error **ret_error)
{
	struct trial *trial = data;

	(void)apply;
	if (trial->refuses)
		return xpt__error_set(ret_error, trial->refuses, "the file cannot be written");
	for (size_t i = 0; i < plan->count; i++)
		if (plan->steps[i].op.verb == VERB_FILE && plan->steps[i].op.content) {
			trial->writes++;
			if (!trial->ignores)
				snprintf(trial->menu, sizeof(trial->menu), "%s",
						plan->steps[i].op.content);
		}
	return 0;
}

static long long now(void *data)
{
	const struct trial *trial = data;

	return trial->now_ms;
}

static int keep(void *data, const struct xpt_plan *back, struct xpt_error **ret_error)
{
	struct trial *trial = data;

	(void)back;
	(void)ret_error;
	trial->kept++;
	return 0;
}

static void note_event(void *data, const struct xpt_watch_event *event)
{
	static const char *const words[] = { "applied", "left", "failed", "recovered", "memory" };
	struct trial *trial = data;
	size_t used = strlen(trial->told);

	snprintf(trial->told + used, sizeof(trial->told) - used, "%s|%s|%s\n", words[event->what],
			event->subject ? event->subject : "-", event->text ? event->text : "-");
}

static void begin(struct trial *trial, const char *file, const char *menu, unsigned int flags)
{
	const struct watch_host host = { open_host, write_menu, now, trial, keep };
	const struct xpt_watch_options watch = XPT_OPTIONS(
			xpt_watch_options, .flags = flags, .event = note_event, .data = trial);

	*trial = (struct trial){ .desired = read_file(file, NULL), .now_ms = MINUTE };
	snprintf(trial->menu, sizeof(trial->menu), "%s", menu);
	CU_ASSERT_EQUAL_FATAL(
			xpt__watch_new(&host, BOOT, trial->desired, &watch, &trial->watch, NULL),
			0);
}

static void end(struct trial *trial)
{
	xpt_watch_free(trial->watch);
	xpt_desired_free(trial->desired);
}

static const char *round_after(struct trial *trial, long long minutes)
{
	struct xpt_round round = XPT_SIZED(xpt_round);

	trial->now_ms += minutes * MINUTE;
	*trial->told = '\0';
	CU_ASSERT_EQUAL(xpt_watch_round(trial->watch, 0, &round, NULL), 0);
	return trial->told;
}

static void what_the_menu_lacks_is_set_with_a_way_back(void)
{
	struct trial trial;

	begin(&trial, options, MENU("", ""), 0);
	ASSERT_TEXT(round_after(&trial, 0), "applied|/boot/grub/grub.cfg|write it\n");
	ASSERT_TEXT(trial.menu, MENU(" iommu=force", " a=1"));
	CU_ASSERT_EQUAL(trial.writes, 1);
	CU_ASSERT_EQUAL(trial.kept, 1);
	ASSERT_TEXT(round_after(&trial, 11), "");
	end(&trial);
}

static void the_next_boot_is_not_looked_at_in_each_round(void)
{
	struct trial trial;

	begin(&trial, options, MENU(" iommu=force", " a=1"), 0);
	round_after(&trial, 0);
	CU_ASSERT_EQUAL(trial.looks, 1);
	for (int i = 0; i < 9; i++)
		round_after(&trial, 1);
	CU_ASSERT_EQUAL(trial.looks, 1);
	round_after(&trial, 1);
	CU_ASSERT_EQUAL(trial.looks, 2);
	end(&trial);
}

static void an_upgrade_that_drops_parameters_is_told_and_with_enforce_made_good(void)
{
	struct trial trial;

	begin(&trial, options, MENU(" iommu=force", " a=1"), 0);
	round_after(&trial, 0);
	snprintf(trial.menu, sizeof(trial.menu), "%s", MENU(" new", " a=1"));
	ASSERT_TEXT(round_after(&trial, 11),
			"left|iommu of Xen at the next boot|changed by hand, and left so: not there; f "
			"line 1 wants: iommu=force\n");
	ASSERT_TEXT(round_after(&trial, 11), "");
	CU_ASSERT_EQUAL(trial.writes, 0);
	end(&trial);
	begin(&trial, options, MENU(" iommu=force", " a=1"), XPT_WATCH_ENFORCE);
	round_after(&trial, 0);
	snprintf(trial.menu, sizeof(trial.menu), "%s", MENU(" new", ""));
	round_after(&trial, 11);
	ASSERT_TEXT(trial.menu, MENU(" new iommu=force", " a=1"));
	end(&trial);
}

static void a_menu_that_does_not_follow_is_told_and_left_alone_after_three_tries(void)
{
	struct trial trial;

	begin(&trial, options, MENU("", ""), 0);
	trial.ignores = true;
	CU_ASSERT_PTR_NOT_NULL(strstr(round_after(&trial, 0), "failed|-|"));
	CU_ASSERT_PTR_NOT_NULL(strstr(trial.told, "the next boot is as it was before"));
	CU_ASSERT_EQUAL(trial.kept, 0);
	ASSERT_TEXT(round_after(&trial, 1), "");
	for (int i = 0; i < 6; i++)
		round_after(&trial, 11);
	CU_ASSERT_EQUAL(trial.writes, 3 * 2); /* there and back */
	end(&trial);
}

static void a_change_that_is_in_the_way_is_waited_for_in_the_next_round(void)
{
	struct trial trial;

	begin(&trial, options, MENU("", ""), 0);
	trial.refuses = XPT_BUSY;
	CU_ASSERT_PTR_NOT_NULL(strstr(round_after(&trial, 0), "cannot be written"));
	trial.refuses = 0;
	ASSERT_TEXT(round_after(&trial, 0),
			"applied|/boot/grub/grub.cfg|write it\nrecovered|-|-\n");
	end(&trial);
}

static void a_menu_that_is_not_understood_is_no_change_by_hand(void)
{
	struct trial trial;

	begin(&trial, options, MENU(" iommu=force", " a=1"), 0);
	round_after(&trial, 0);
	snprintf(trial.menu, sizeof(trial.menu), "%s",
			MENU(" iommu=force", " a=1") "if [ -f /x ]; then set default=1; fi\n");
	CU_ASSERT_PTR_NOT_NULL(strstr(round_after(&trial, 11),
			"failed|-|iommu of Xen at the next boot: not known; f line 1 wants: iommu=force"));
	CU_ASSERT_EQUAL(trial.writes, 0);
	end(&trial);
}

SUITE(watch_boot)
{
	TEST(what_the_menu_lacks_is_set_with_a_way_back);
	TEST(the_next_boot_is_not_looked_at_in_each_round);
	TEST(an_upgrade_that_drops_parameters_is_told_and_with_enforce_made_good);
	TEST(a_menu_that_does_not_follow_is_told_and_left_alone_after_three_tries);
	TEST(a_change_that_is_in_the_way_is_waited_for_in_the_next_round);
	TEST(a_menu_that_is_not_understood_is_no_change_by_hand);
}
