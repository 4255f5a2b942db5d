/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The next boot, as the watch keeps it: looked at seldom, put back where nobody chose otherwise. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../engine/apply/lock.h"
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
	bool ignores;	  /* what is written: another file is read */
	int refuses;	  /* the code; 0: it does not */
	const char *torn; /* the menu as the next look finds it, while somebody writes it; or NULL */
	const char *driver; /* of 0000:00:05.0 */
	bool is_busy, is_unseen, is_stubborn,
			is_full; /* dpkg is at work; no look, no way back works; nothing is kept */
	long long now_ms;
	unsigned int looks, writes, kept;
	char told[2048];
};

static int open_host(void *data, const struct xpt_open_options *open, struct xpt_host **ret_host,
		struct xpt_error **ret_error)
{
	struct trial *trial = data;
	bool is_reserved = !strcmp(trial->driver, "pciback");
	char event[64];
	const struct fake files[] = { LIST_("sys/bus/pci/devices", "0000:00:05.0"),
		FILE_("sys/bus/pci/devices/0000:00:05.0/uevent", event),
		FILE_("xen/pci-owners",
				is_reserved ? "0000:00:05.0 - DomIO:7ff2 - node -1\n" :
					      "0000:00:05.0 - d0 - node -1\n"),
		LIST_("sys/bus/pci/drivers/pciback", "slots"),
		LIST_("xenstore/libxl/pci", is_reserved ? "0000-00-05-0" : ""),
		FILE_("proc/self/mountinfo", ""), FILE_("proc/swaps", ""),
		FILE_("proc/net/route", ""), FILE_("proc/net/ipv6_route", ""),
		LIST_("sys/class/block", ""), FILE_("open-devices", ""),
		FILE_("etc/xensource-inventory", "PRODUCT_BRAND='XCP-ng'\n"),
		FILE_("boot/grub/grub.cfg", trial->torn ? trial->torn : trial->menu),
		LIST_("xenstore/local/domain", ""), FILE_("xen/domains", ""), END_ };

	if (trial->is_unseen && trial->writes)
		return xpt__error_set(ret_error, XPT_UNREADABLE, "nothing is seen");
	snprintf(event, sizeof(event), "DRIVER=%s\nPCI_ID=8086:10D3\nPCI_CLASS=20000\n",
			trial->driver);
	trial->torn = NULL;
	trial->looks += (open->detail & XPT_DETAIL_BOOT) && (open->detail & XPT_DETAIL_PLACEMENT);
	*ret_host = fake_host(files, open->detail);
	return *ret_host ? 0 : XPT_UNREADABLE;
}

static int write_menu(void *data, const struct xpt_plan *plan,
		const struct xpt_apply_options *apply, struct xpt_error **ret_error)
{
	struct xpt_step step = XPT_SIZED(xpt_step);
	struct trial *trial = data;

	(void)apply;
	if (trial->refuses)
		return xpt__error_set(ret_error, trial->refuses, "the file cannot be written");
	if (trial->is_stubborn && trial->writes)
		return xpt__error_set(ret_error, XPT_STALE, "the file is another one");
	if (xpt_plan_step(plan, 0, &step) && !strcmp(step.subject, "0000:00:05.0"))
		trial->driver = "pciback";
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

static int keep(void *data, const struct xpt_plan *back, const struct xpt_apply_options *apply,
		struct xpt_error **ret_error)
{
	struct trial *trial = data;

	(void)back;
	(void)apply;
	if (trial->is_full)
		return xpt__error_set(ret_error, XPT_REFUSED, "the disk is full");
	trial->kept++;
	return 0;
}

static int busy(void *data, const char *menu, struct xpt_error **ret_error)
{
	const struct trial *trial = data;

	ASSERT_TEXT(menu, "boot/grub/grub.cfg");
	return trial->is_busy ? xpt__error_set(ret_error, XPT_BUSY, "dpkg is at work (process 7)") :
				0;
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

static void begin(struct trial *trial, const char *file, const char *menu, unsigned int flags)
{
	const struct watch_host host = { open_host, write_menu, now, trial, keep, busy };
	const struct xpt_watch_options watch = XPT_OPTIONS(
			xpt_watch_options, .flags = flags, .event = note_event, .data = trial);

	*trial = (struct trial){
		.desired = read_file(file, NULL), .now_ms = MINUTE, .driver = "e1000e"
	};
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

static void want(struct trial *trial, const char *file)
{
	struct xpt_desired *desired = read_file(file, NULL);

	xpt_watch_desire(trial->watch, desired);
	xpt_desired_free(trial->desired);
	trial->desired = desired;
}

static void expect_forgotten(const char *with, const char *without)
{
	struct xpt_round round = XPT_SIZED(xpt_round);
	struct trial trial;

	begin(&trial, with, MENU(" iommu=force", " a=1"), 0);
	trial.driver = "pciback";
	ASSERT_TEXT(round_after(&trial, 0), "");
	CU_ASSERT_EQUAL(xpt_watch_round(trial.watch, XPT_ROUND_EVENT, &round, NULL), 0);
	want(&trial, without);
	round_after(&trial, 0);
	trial.driver = "e1000e";
	want(&trial, with);
	CU_ASSERT_PTR_NOT_NULL(strstr(round_after(&trial, 0), "applied|0000:00:05.0|"));
	CU_ASSERT_PTR_NULL(strstr(trial.told, "left|"));
	end(&trial);
}

#define RESERVE "reserve = [ '0000:00:05.0' ]\n"

static void what_a_file_stopped_wanting_is_forgotten(void)
{
	expect_forgotten("xen_options = [ 'iommu=force' ]\n" RESERVE,
			"xen_options = [ 'iommu=force' ]\n");
	expect_forgotten(RESERVE, "reserve = [ '0000:00:06.0' ]\n");
}

static void a_round_that_looks_at_devices_alone_forgets_nothing_of_the_next_boot(void)
{
	struct xpt_round round = XPT_SIZED(xpt_round);
	struct trial trial;

	begin(&trial, "xen_options = [ 'iommu=force' ]\n" RESERVE, MENU(" iommu=force", ""), 0);
	trial.driver = "pciback";
	round_after(&trial, 0);
	CU_ASSERT_EQUAL(xpt_watch_round(trial.watch, XPT_ROUND_EVENT, &round, NULL), 0);
	CU_ASSERT_EQUAL(trial.looks, 1);
	snprintf(trial.menu, sizeof(trial.menu), "%s", MENU("", ""));
	CU_ASSERT_PTR_NOT_NULL(strstr(round_after(&trial, 11), "left|iommu of Xen"));
	end(&trial);
}

static void while_dpkg_is_at_work_the_next_boot_waits_and_no_try_counts(void)
{
	struct trial trial;

	begin(&trial, options, MENU("", ""), 0);
	trial.is_busy = true;
	ASSERT_TEXT(round_after(&trial, 0),
			"failed|-|the next boot is not changed yet: dpkg is at work (process 7)\n");
	for (int i = 0; i < 4; i++)
		ASSERT_TEXT(round_after(&trial, 0), "");
	CU_ASSERT_EQUAL(trial.writes, 0);
	trial.is_busy = false;
	ASSERT_TEXT(round_after(&trial, 0),
			"applied|/boot/grub/grub.cfg|write it\nrecovered|-|-\n");
	end(&trial);
}

static void a_lock_of_dpkg_is_seen_with_its_holder(void)
{
	char path[] = "/tmp/xpt-lock-XXXXXX", expected[64], byte;
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	struct xpt_error *error = NULL;
	int fd = mkstemp(path), pipes[2];
	pid_t pid;

	CU_ASSERT_EQUAL_FATAL(pipe(pipes), 0);
	CU_ASSERT_EQUAL(xpt__lock_check_dpkg(path, &error), 0);
	CU_ASSERT_EQUAL(xpt__lock_check_dpkg("/tmp/xpt-no-such/lock", &error), 0);
	pid = fork();
	if (!pid) {
		if (!fcntl(fd, F_SETLK, &lock) && write(pipes[1], "", 1) == 1)
			pause();
		_exit(1);
	}
	CU_ASSERT_EQUAL(read(pipes[0], &byte, 1), 1);
	CU_ASSERT_EQUAL(xpt__lock_check_dpkg(path, &error), XPT_BUSY);
	snprintf(expected, sizeof(expected), "dpkg is at work (process %ld)", (long)pid);
	ASSERT_TEXT(xpt_error_message(error), expected);
	xpt_error_free(error);
	error = NULL;
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	unlink(path);
	CU_ASSERT_EQUAL(symlink("/dev/null", path), 0);
	CU_ASSERT_EQUAL(xpt__lock_check_dpkg(path, &error), XPT_BUSY);
	CU_ASSERT_PTR_NOT_NULL(strstr(xpt_error_message(error), "it is not known whether"));
	xpt_error_free(error);
	unlink(path);
	close(fd);
	close(pipes[0]);
	close(pipes[1]);
}

static void a_menu_that_is_read_while_it_is_written_is_no_change_by_hand(void)
{
	struct trial trial;

	begin(&trial, options, MENU(" iommu=force", " a=1"), 0);
	round_after(&trial, 0);
	trial.torn = MENU("", " a=1");
	ASSERT_TEXT(round_after(&trial, 11), "");
	end(&trial);
}

static void a_change_that_cannot_be_seen_is_taken_back(void)
{
	struct trial trial;

	begin(&trial, options, MENU("", ""), 0);
	trial.is_unseen = true;
	CU_ASSERT_PTR_NOT_NULL(strstr(round_after(&trial, 0),
			"nothing is seen; the next boot is as it was before"));
	ASSERT_TEXT(trial.menu, MENU("", ""));
	CU_ASSERT_EQUAL(trial.kept, 0);
	end(&trial);
}

static void a_change_that_is_neither_seen_nor_taken_back_is_told_with_its_way_back(void)
{
	struct trial trial;

	begin(&trial, options, MENU("", ""), 0);
	trial.is_unseen = trial.is_stubborn = true;
	CU_ASSERT_PTR_NOT_NULL(strstr(round_after(&trial, 0),
			"the next boot was changed: nothing is seen; and it was not brought back: the "
			"file is another one; \"xpt boot\" shows it, and \"xpt boot undo\" brings it back"));
	CU_ASSERT_EQUAL(trial.kept, 1);
	end(&trial);
}

static void a_way_back_that_cannot_be_kept_is_told_and_the_change_holds(void)
{
	struct trial trial;

	begin(&trial, options, MENU("", ""), 0);
	trial.is_full = true;
	ASSERT_TEXT(round_after(&trial, 0),
			"applied|/boot/grub/grub.cfg|write it\n"
			"failed|-|the next boot was changed, and \"xpt boot undo\" goes by what was "
			"noted before that: "
			"the disk is full\n");
	ASSERT_TEXT(trial.menu, MENU(" iommu=force", " a=1"));
	ASSERT_TEXT(round_after(&trial, 11), "recovered|-|-\n");
	end(&trial);
}

SUITE(watch_boot)
{
	TEST(what_a_file_stopped_wanting_is_forgotten);
	TEST(a_round_that_looks_at_devices_alone_forgets_nothing_of_the_next_boot);
	TEST(while_dpkg_is_at_work_the_next_boot_waits_and_no_try_counts);
	TEST(a_lock_of_dpkg_is_seen_with_its_holder);
	TEST(a_menu_that_is_read_while_it_is_written_is_no_change_by_hand);
	TEST(a_change_that_cannot_be_seen_is_taken_back);
	TEST(a_change_that_is_neither_seen_nor_taken_back_is_told_with_its_way_back);
	TEST(a_way_back_that_cannot_be_kept_is_told_and_the_change_holds);
	TEST(what_the_menu_lacks_is_set_with_a_way_back);
	TEST(the_next_boot_is_not_looked_at_in_each_round);
	TEST(an_upgrade_that_drops_parameters_is_told_and_with_enforce_made_good);
	TEST(a_menu_that_does_not_follow_is_told_and_left_alone_after_three_tries);
	TEST(a_change_that_is_in_the_way_is_waited_for_in_the_next_round);
	TEST(a_menu_that_is_not_understood_is_no_change_by_hand);
}
