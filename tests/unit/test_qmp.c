/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../../engine/source/qmp_talk.h"
#include "unit.h"

#define GREETING "{\"QMP\": {\"version\": {}, \"capabilities\": []}}\r\n"
#define READY "{\"return\": {}}\r\n"
#define EVENT "{\"timestamp\": {\"seconds\": 1}, \"event\": \"DEVICE_DELETED\", \"data\": {}}\r\n"

/* What is answered to a QEMU that says @said and hangs up. NULL: it failed, with @ret_code. */
static char *talk(const char *said, size_t length, int *ret_code)
{
	struct xpt_error *error = NULL;
	char *answer = NULL;
	int ends[2];

	CU_ASSERT_FATAL(!socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends));
	CU_ASSERT_FATAL(write(ends[1], said, length) == (ssize_t)length);
	shutdown(ends[1], SHUT_WR);
	*ret_code = xpt__qmp_talk(ends[0], 7, "info pci", &answer, &error);
	CU_ASSERT_EQUAL(!*ret_code, !error);
	xpt_error_free(error);
	close(ends[0]);
	close(ends[1]);
	return answer;
}

static void expect(const char *said, int wanted_code, const char *wanted)
{
	int code;
	char *answer = talk(said, strlen(said), &code);

	CU_ASSERT_EQUAL(code, wanted_code);
	if (wanted)
		CU_ASSERT_PTR_NOT_NULL(answer);
	if (wanted && answer)
		CU_ASSERT_STRING_EQUAL(answer, wanted);
	free(answer);
}

static void a_monitor_answers_between_events(void)
{
	expect(GREETING READY "{\"return\": \"  Bus  0\\r\\n\"}\r\n", 0, "  Bus  0\r\n");
	expect(EVENT GREETING EVENT READY EVENT "{\"return\": \"\"}\r\n", 0, "");
}

static void a_monitor_that_refuses_says_why(void)
{
	expect(GREETING READY "{\"error\": {\"class\": \"GenericError\", \"desc\": \"no\"}}\r\n",
			XPT_REFUSED, NULL);
	expect(GREETING "{\"error\": 1}\r\n", XPT_REFUSED, NULL);
}

static void a_monitor_that_hangs_up_or_babbles_is_not_waited_for(void)
{
	expect("", XPT_UNREADABLE, NULL);
	expect(GREETING READY, XPT_UNREADABLE, NULL);
	expect(GREETING READY "{\"return\": \"cut", XPT_UNREADABLE, NULL);
	expect("\n[]\n1\nnull\n{\n{}\n\"QMP\"\n", XPT_UNREADABLE, NULL);
}

static void bytes_of_any_kind_are_no_answer(void)
{
	static const char said[] = "\0\n" GREETING "\377\376\n" READY "\0{\"return\": \"x\"}\n";
	int code;
	char *answer = talk(said, sizeof(said) - 1, &code);

	CU_ASSERT_EQUAL(code, XPT_UNREADABLE);
	free(answer);
}

SUITE(qmp)
{
	TEST(a_monitor_answers_between_events);
	TEST(a_monitor_that_refuses_says_why);
	TEST(a_monitor_that_hangs_up_or_babbles_is_not_waited_for);
	TEST(bytes_of_any_kind_are_no_answer);
}
