/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../../engine/formats/dm_usb.h"
#include "../../engine/source/dm_usb.h"
#include "../../engine/source/qmp_patience.h"
#include "unit.h"

#define GREETING "{\"QMP\": {\"version\": {}, \"capabilities\": []}}\r\n"
#define READY "{\"return\": {}, \"id\": 1}\r\n"
#define EVENT "{\"timestamp\": {\"seconds\": 1}, \"event\": \"DEVICE_DELETED\", \"data\": {}}\r\n"
#define ANSWER(id, value) "{\"return\": " value ", \"id\": " #id "}\r\n"
#define NAMED(name) "{\"name\": \"" name "\", \"type\": \"child<x>\"}"

/* A talk with a QEMU that says @said, whatever it is asked, and no more. */
static int begin_to(enum qmp_purpose purpose, const char *said, size_t length, int *ret_other,
		struct qmp_talk *ret_talk, struct xpt_error **ret_error)
{
	int ends[2];

	CU_ASSERT_FATAL(!socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends));
	CU_ASSERT_FATAL(write(ends[1], said, length) == (ssize_t)length);
	shutdown(ends[1], SHUT_WR);
	*ret_other = ends[1];
	return xpt__qmp_begin(ret_talk, ends[0], 7, purpose, ret_error);
}

static int begin(const char *said, size_t length, int *ret_other, struct qmp_talk *ret_talk,
		struct xpt_error **ret_error)
{
	return begin_to(QMP_COMMANDS, said, length, ret_other, ret_talk, ret_error);
}

/* What is answered to a QEMU that says @said and hangs up. NULL: it failed, with @ret_code. */
static char *talk(enum qmp_purpose purpose, const char *said, size_t length, int *ret_code)
{
	struct xpt_error *error = NULL;
	struct qmp_talk talk;
	char *answer = NULL;
	int other;

	*ret_code = begin_to(purpose, said, length, &other, &talk, &error);
	if (!*ret_code)
		*ret_code = xpt__qmp_ask_line(&talk, "info pci", &answer, &error);
	CU_ASSERT_EQUAL(!*ret_code, !error);
	xpt_error_free(error);
	xpt__qmp_end(&talk);
	close(other);
	return answer;
}

static void expect_to(
		enum qmp_purpose purpose, const char *said, int wanted_code, const char *wanted)
{
	int code;
	char *answer = talk(purpose, said, strlen(said), &code);

	CU_ASSERT_EQUAL(code, wanted_code);
	if (wanted)
		CU_ASSERT_PTR_NOT_NULL(answer);
	if (wanted && answer)
		CU_ASSERT_STRING_EQUAL(answer, wanted);
	free(answer);
}

static void expect(const char *said, int wanted_code, const char *wanted)
{
	expect_to(QMP_QUESTIONS, said, wanted_code, wanted);
	expect_to(QMP_COMMANDS, said, wanted_code, wanted);
}

static void a_monitor_answers_between_events(void)
{
	expect(GREETING READY ANSWER(2, "\"  Bus  0\\r\\n\""), 0, "  Bus  0\r\n");
	expect(EVENT GREETING EVENT READY EVENT ANSWER(2, "\"\""), 0, "");
}

static void what_another_was_answered_is_no_answer(void)
{
	expect(GREETING READY ANSWER(7, "\"old\"") ANSWER("2",
			       "\"old\"") "{\"return\": \"old\"}\r\n"
					  "{\"error\": {\"desc\": \"old\"}, \"id\": 1}\r\n" ANSWER(
							  2, "\"new\""),
			0, "new");
	expect(GREETING READY ANSWER(3, "\"x\""), XPT_UNREADABLE, NULL);
}

static void a_monitor_that_refuses_says_why(void)
{
	expect(GREETING READY "{\"error\": {\"class\": \"GenericError\", \"desc\": \"no\"}, "
			      "\"id\": 2}\r\n",
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

static void a_monitor_that_takes_no_question_hung_up(void)
{
	struct xpt_error *error = NULL;
	struct qmp_talk talk;
	char *answer = NULL;
	int other;

	CU_ASSERT_EQUAL_FATAL(
			begin(GREETING READY, strlen(GREETING READY), &other, &talk, &error), 0);
	shutdown(other, SHUT_RD);
	CU_ASSERT_EQUAL(xpt__qmp_ask_line(&talk, "info pci", &answer, &error), XPT_UNREADABLE);
	CU_ASSERT_PTR_NOT_NULL(strstr(xpt_error_message(error), "hung up"));
	xpt_error_free(error);
	xpt__qmp_end(&talk);
	close(other);
}

static void only_a_question_is_sent_to_a_monitor_that_has_not_greeted(void)
{
	char asked[512] = "", *answer = NULL;
	struct xpt_error *error = NULL;
	struct qmp_talk talk;
	int other;

	CU_ASSERT_EQUAL(begin_to(QMP_COMMANDS, "", 0, &other, &talk, &error), XPT_UNREADABLE);
	xpt_error_free(error);
	xpt__qmp_end(&talk);
	close(other);
	error = NULL;
	CU_ASSERT_EQUAL_FATAL(begin_to(QMP_QUESTIONS, "", 0, &other, &talk, &error), 0);
	CU_ASSERT_EQUAL(xpt__qmp_ask_line(&talk, "info pci", &answer, &error), XPT_UNREADABLE);
	CU_ASSERT(read(other, asked, sizeof(asked) - 1) > 0);
	CU_ASSERT_PTR_NOT_NULL(strstr(asked, "info pci"));
	xpt_error_free(error);
	xpt__qmp_end(&talk);
	close(other);
}

static void a_question_is_json_whatever_is_in_it(void)
{
	struct xpt_error *error = NULL;
	struct qmp_talk talk;
	char *answer = NULL, asked[512] = "";
	int other;

	CU_ASSERT_EQUAL_FATAL(
			begin(GREETING READY, strlen(GREETING READY), &other, &talk, &error), 0);
	CU_ASSERT(read(other, asked, sizeof(asked) - 1) > 0);
	CU_ASSERT_EQUAL(xpt__qmp_ask_line(&talk, "a\"\n", &answer, &error), XPT_UNREADABLE);
	memset(asked, 0, sizeof(asked));
	CU_ASSERT(read(other, asked, sizeof(asked) - 1) > 0);
	CU_ASSERT_PTR_NOT_NULL(strstr(asked, "\"a\\\"\\n\""));
	xpt_error_free(error);
	xpt__qmp_end(&talk);
	close(other);
}

static void bytes_of_any_kind_are_no_answer(void)
{
	static const char said[] = "\0\n" GREETING "\377\376\n" READY "\0{\"return\": \"x\"}\n";
	int code;
	char *answer = talk(QMP_QUESTIONS, said, sizeof(said) - 1, &code);

	CU_ASSERT_EQUAL(code, XPT_UNREADABLE);
	free(answer);
}

/* What is made of the answers about USB; the code. */
static int ask_usb(const char *answers, char ret_text[256])
{
	struct xpt_error *error = NULL;
	struct qmp_talk talk;
	char said[4096];
	FILE *to;
	int other, rc;

	snprintf(said, sizeof(said), GREETING READY "%s", answers);
	CU_ASSERT_EQUAL_FATAL(begin(said, strlen(said), &other, &talk, &error), 0);
	memset(ret_text, 0, 256);
	to = fmemopen(ret_text, 255, "w");
	CU_ASSERT_PTR_NOT_NULL_FATAL(to);
	rc = xpt__dm_usb_ask(&talk, to, &error);
	fclose(to);
	CU_ASSERT_EQUAL(!rc, !error);
	CU_ASSERT_EQUAL(!rc, xpt__dm_usb_whole(xpt__span_of(ret_text)));
	xpt_error_free(error);
	xpt__qmp_end(&talk);
	close(other);
	return rc;
}

#define ONE_CONTROLLER \
	ANSWER(3, "[" NAMED("type") ", " NAMED("xenusb-2-7") ", " NAMED("xenusb-0") "]")

static void qemu_s_objects_tell_what_is_in_each_port(void)
{
	char text[256];

	CU_ASSERT_EQUAL(ask_usb(ANSWER(2, "\"  Bus 2, Addr 7, Port 1, Speed 5000 Mb/s\\r\\n\"") ONE_CONTROLLER ANSWER(
						4,
						"[" NAMED("realized") ", " NAMED("child[0]") ", " NAMED(
								"child[1]") ", " NAMED("child[2]") "]") ANSWER(5,
						"\"/machine/peripheral/xenusb-2-7\"") ANSWER(6,
						"\"1\"") ANSWER(7, "true") ANSWER(8,
						"\"/machine/peripheral-anon/device[3]\"") ANSWER(9,
						"\"4\"") ANSWER(10, "false") ANSWER(11,
						"\"/machine/peripheral/mine\"")
							ANSWER(12, "\"4.1\"") ANSWER(13, "true"),
					text),
			0);
	ASSERT_TEXT(text,
			"host-devices yes\ncontroller 0\ndevice 0 1 2 7 yes\n"
			"device 0 4 0 0 no\nend\n");
	CU_ASSERT_EQUAL(ask_usb(ANSWER(2, "\"USB host devices not supported\\r\\n\"")
							ANSWER(3, "[]"),
					text),
			0);
	ASSERT_TEXT(text, "host-devices no\nend\n");
}

static void a_backend_tells_which_port_of_dom0_it_follows(void)
{
	static const char one[] = ANSWER(2, "\"\"") ANSWER(3,
			"[" NAMED("xen-qusb-0") ", " NAMED("xen-qusb-0-1") ", " NAMED(
					"xen-console-0") "]") ANSWER(4, "[" NAMED("child[0]") "]")
			ANSWER(5, "\"/machine/peripheral/xen-qusb-0-1\"") ANSWER(6, "\"1\"")
					ANSWER(7, "true") ANSWER(8, "1");
	char text[256], answers[2048];

	snprintf(answers, sizeof(answers), "%s%s", one, ANSWER(9, "\"3.2\""));
	CU_ASSERT_EQUAL(ask_usb(answers, text), 0);
	ASSERT_TEXT(text, "host-devices yes\nbackend 0\nfollower 0 1 1-3.2 yes\nend\n");
	snprintf(answers, sizeof(answers), "%s%s", one, ANSWER(9, "\"x\""));
	CU_ASSERT_NOT_EQUAL(ask_usb(answers, text), 0);
}

#define HOST_DEVICE(name) "{\"name\": \"" name "\", \"type\": \"child<usb-host>\"}"

static void what_qemu_takes_by_itself_is_told(void)
{
	static const struct {
		const char *bus, *number, *vendor, *product, *port, *node, *told;
	} cases[] = {
		{ "1", "0", "0", "0", "\"1.3\"", "\"\"", "takes 1-1.3\n" },
		{ "0", "0", "1133", "50475", "\"\"", "\"\"", "takes 046d:c52b\n" },
		{ "1", "0", "1133", "50475", "\"\"", "\"\"", "takes any\n" },
		{ "0", "0", "0", "0", "\"\"", "\"\"", "takes any\n" },
		/* no device can be that */
		{ "1", "0", "0", "0", "\"end\"", "\"\"", "" },
		/* one, by its number or its file */
		{ "1", "7", "0", "0", "\"\"", "\"\"", "" },
		{ "0", "0", "0", "0", "\"\"", "\"/dev/bus/usb/001/007\"", "" },
	};
	char text[256], wanted[128], answers[2048];

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		snprintf(answers, sizeof(answers),
				ANSWER(2, "\"\"") ANSWER(3,
						"[" HOST_DEVICE("vusb1-3") ", " HOST_DEVICE(
								"xenusb-1-4") ", " HOST_DEVICE("xen-qusb-0-1") "]")
						ANSWER(4, "%s") ANSWER(5, "%s") ANSWER(
								6, "%s") ANSWER(7, "%s") ANSWER(8,
								"%s") ANSWER(9,
								"[" NAMED("hostdevice") "]")
								ANSWER(10, "%s"),
				cases[i].bus, cases[i].number, cases[i].vendor, cases[i].product,
				cases[i].port, cases[i].node);
		CU_ASSERT_EQUAL(ask_usb(answers, text), 0);
		snprintf(wanted, sizeof(wanted), "host-devices yes\n%send\n", cases[i].told);
		ASSERT_TEXT(text, wanted);
	}
}

/* QEMU chose one itself, and tells it in no property. */
static void what_has_no_port_of_its_own_is_in_none_that_is_known(void)
{
	char text[256];

	CU_ASSERT_EQUAL(ask_usb(ANSWER(2, "\"\"") ONE_CONTROLLER ANSWER(
						4, "[" NAMED("child[0]") "]") ANSWER(5,
						"\"/machine/peripheral/vusb\"") ANSWER(6, "\"\"")
							ANSWER(7, "false"),
					text),
			0);
	ASSERT_TEXT(text, "host-devices yes\ncontroller 0\nend\n");
}

/* A device's own name stands in this answer. */
static void no_device_can_say_that_qemu_takes_none(void)
{
	char text[256];

	CU_ASSERT_EQUAL(ask_usb(ANSWER(2, "\"USB host devices not supported\\n Bus 1, Addr 2\\n\"")
							ANSWER(3, "[]"),
					text),
			0);
	ASSERT_TEXT(text, "host-devices yes\nend\n");
}

static void what_qemu_does_not_tell_is_not_known(void)
{
	static const char *const bad[] = {
		ANSWER(2, "\"\""),
		ANSWER(2, "\"\"") ANSWER(3, "{}"),
		ANSWER(2, "\"\"") ANSWER(3, "[{}]"),
		ANSWER(2, "\"\"") ONE_CONTROLLER,
		ANSWER(2, "\"\"") ONE_CONTROLLER "{\"error\": {\"desc\": \"gone\"}, \"id\": 4}\r\n",
		ANSWER(2, "\"\"") ONE_CONTROLLER ANSWER(4, "[" NAMED("child[0]") "]")
				ANSWER(5, "1"),
		ANSWER(2, "\"\"") ONE_CONTROLLER ANSWER(4, "[" NAMED("child[0]") "]")
				ANSWER(5, "\"/machine/peripheral/xenusb-2-7\"") ANSWER(6, "\"x\"")
						ANSWER(7, "true"),
		ANSWER(2, "\"\"") ONE_CONTROLLER ANSWER(4, "[" NAMED("child[0]") "]")
				ANSWER(5, "\"/machine/peripheral/xenusb-2-7\"") ANSWER(6, "\"1\"")
						ANSWER(7, "\"yes\""),
	};
	char text[256];

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		CU_ASSERT_NOT_EQUAL(ask_usb(bad[i], text), 0);
}

static void a_monitor_that_was_silent_is_not_waited_for_as_long_until_it_answers(void)
{
	char *answer;
	int code;

	CU_ASSERT_EQUAL(xpt__qmp_patience_ms(7), QMP_ANSWER_MS);
	xpt__qmp_was_silent(7);
	CU_ASSERT(xpt__qmp_patience_ms(7) < QMP_ANSWER_MS);
	CU_ASSERT_EQUAL(xpt__qmp_patience_ms(7 + 16), QMP_ANSWER_MS);
	answer = talk(QMP_COMMANDS, GREETING READY ANSWER(2, "\"ok\""),
			strlen(GREETING READY ANSWER(2, "\"ok\"")), &code);
	CU_ASSERT_EQUAL(code, 0);
	free(answer);
	CU_ASSERT_EQUAL(xpt__qmp_patience_ms(7), QMP_ANSWER_MS);
}

SUITE(qmp)
{
	TEST(a_monitor_answers_between_events);
	TEST(a_monitor_that_was_silent_is_not_waited_for_as_long_until_it_answers);
	TEST(what_another_was_answered_is_no_answer);
	TEST(a_monitor_that_refuses_says_why);
	TEST(a_monitor_that_hangs_up_or_babbles_is_not_waited_for);
	TEST(a_monitor_that_takes_no_question_hung_up);
	TEST(only_a_question_is_sent_to_a_monitor_that_has_not_greeted);
	TEST(a_question_is_json_whatever_is_in_it);
	TEST(bytes_of_any_kind_are_no_answer);
	TEST(qemu_s_objects_tell_what_is_in_each_port);
	TEST(a_backend_tells_which_port_of_dom0_it_follows);
	TEST(what_qemu_takes_by_itself_is_told);
	TEST(what_has_no_port_of_its_own_is_in_none_that_is_known);
	TEST(no_device_can_say_that_qemu_takes_none);
	TEST(what_qemu_does_not_tell_is_not_known);
}
