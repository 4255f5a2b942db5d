/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "../script/try.h"
#include "fake_source.h"
#include "unit.h"

static const struct fake answers[] = {
	LIST_("sys/bus/pci/devices", "0000:00:05.0 0000:00:06.0"),
	FILE_("sys/bus/pci/devices/0000:00:05.0/uevent", "PCI_ID=8086:10D3\nPCI_CLASS=20000\n"),
	FILE_("sys/bus/pci/devices/0000:00:06.0/uevent", "PCI_ID=8086:10D3\nPCI_CLASS=20000\n"),
	FILE_("xen/version", "major 4\nminor 17\n"),
	LINK_("sys/bus/pci/devices/0000:00:05.0", "../../0000:00:05.0"),
	DENIED_("xen/physinfo", "only root may ask"),
	END_,
};

/* What was told of one question, and how many were told of. */
struct heard {
	const char *path;
	struct xpt_trace trace;
	char how[8], reason[64];
	size_t count;
};

static void hear(void *data, const struct xpt_trace *trace)
{
	struct heard *heard = data;

	heard->count++;
	CU_ASSERT(trace->size >= sizeof(*trace));
	CU_ASSERT_EQUAL(!trace->code, !trace->reason);
	CU_ASSERT(trace->microseconds < 60000000);
	if (strcmp(trace->path, heard->path) != 0)
		return;
	heard->trace = *trace;
	snprintf(heard->how, sizeof(heard->how), "%s", trace->how);
	snprintf(heard->reason, sizeof(heard->reason), "%s", trace->reason ? trace->reason : "");
}

static struct heard of(const char *path)
{
	struct heard heard = { .path = path };
	struct xpt_host *host = fake_host_traced(answers, 0, hear, &heard);

	CU_ASSERT_PTR_NOT_NULL(host);
	CU_ASSERT_EQUAL(heard.count, fake_questions());
	xpt_host_free(host);
	return heard;
}

static void every_question_is_told_with_the_size_of_its_answer(void)
{
	struct heard heard = of("xen/version");

	ASSERT_TEXT(heard.how, "read");
	CU_ASSERT_EQUAL(heard.trace.amount, strlen("major 4\nminor 17\n"));
	heard = of("sys/bus/pci/devices");
	ASSERT_TEXT(heard.how, "list");
	CU_ASSERT_EQUAL(heard.trace.amount, 2);
	heard = of("sys/bus/pci/devices/0000:00:05.0");
	ASSERT_TEXT(heard.how, "link");
	CU_ASSERT_EQUAL(heard.trace.amount, strlen("../../0000:00:05.0"));
}

static void a_question_without_an_answer_is_told_with_the_reason(void)
{
	struct heard heard = of("xen/physinfo");

	CU_ASSERT_EQUAL(heard.trace.code, XPT_DENIED);
	CU_ASSERT_EQUAL(heard.trace.amount, 0);
	ASSERT_TEXT(heard.reason, "only root may ask");
	heard = of("xen/console-size");
	CU_ASSERT_EQUAL(heard.trace.code, XPT_NOT_FOUND);
	ASSERT_TEXT(heard.reason, "there is no xen/console-size");
}

static void a_traced_host_is_the_same_host(void)
{
	struct heard heard = { .path = "" };
	struct xpt_host *host = fake_host_traced(answers, 0, hear, &heard);
	struct xpt_host *plain = fake_host_traced(answers, 0, NULL, NULL);

	CU_ASSERT_PTR_NOT_NULL(xpt_host_device(host, 1));
	CU_ASSERT_PTR_NOT_NULL(xpt_host_device(plain, 1));
	CU_ASSERT_PTR_NULL(xpt_host_device(host, 2));
	xpt_host_free(host);
	xpt_host_free(plain);
}

/* What was traced, without how long it took. */
static char traced[1024];

static void note(void *data, const struct xpt_trace *trace)
{
	size_t used = strlen(traced);

	(void)data;
	CU_ASSERT_EQUAL(!trace->code, !trace->reason);
	CU_ASSERT(trace->microseconds < 60000000);
	snprintf(traced + used, sizeof(traced) - used, "%s %s: %s\n", trace->how, trace->path,
			trace->reason ? trace->reason : "done");
}

static void each_step_is_traced_with_what_came_of_it(void)
{
	struct world *world = world_new();

	try_begin();
	world->options.trace = note;
	world->refuse = "pciback/bind";
	world->refusals = 1;
	CU_ASSERT_EQUAL(try_apply(world, XPT_RESERVE, &try_nic, 1, 0, NULL), XPT_REFUSED);
	ASSERT_TEXT(traced,
			"do 0000:00:05.0: remember the driver e1000e: done\n"
			"do 0000:00:05.0: unbind from e1000e: done\n"
			"do 0000:00:05.0: add to the slots of pciback: done\n"
			"do 0000:00:05.0: bind to pciback: 0000:00:05.0: cannot bind to pciback: No such device\n"
			"undo 0000:00:05.0: unbind from pciback: done\n"
			"undo 0000:00:05.0: remove from the slots of pciback: done\n"
			"undo 0000:00:05.0: bind to e1000e: done\n"
			"undo 0000:00:05.0: forget the original driver: done\n");
	try_finish(world);
}

SUITE(trace)
{
	TEST(every_question_is_told_with_the_size_of_its_answer);
	TEST(a_question_without_an_answer_is_told_with_the_reason);
	TEST(a_traced_host_is_the_same_host);
	TEST(each_step_is_traced_with_what_came_of_it);
}
