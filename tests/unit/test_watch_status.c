/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a watch wrote of what it did, as who asks reads it. */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <xpt/watch.h>

#include "../script/try.h"
#include "unit.h"
#include "watch_status.h"

#define LOOKED "{\"looked_ms\":1,\"items\":"
#define NUMBERS "\"line\":1,\"since_ms\":1"

static void read_status(char ret_text[512])
{
	struct xpt_watch_status *status = NULL;
	struct xpt_object object;
	struct xpt_value items = XPT_SIZED(xpt_value), item = items, state = items, is = items,
			 text = items, trouble = items;
	long long running = 0;

	*ret_text = '\0';
	if (xpt_watch_status_open(try_path("status"), &status, NULL))
		return;
	object = xpt_watch_status_object(status);
	CU_ASSERT_FALSE(xpt_object_number(object, "running", &running));
	xpt_object_get(object, "items", &items);
	snprintf(ret_text, 512, "%s", running ? "" : "ended ");
	for (size_t i = 0; i < items.count; i++) {
		xpt_value_item(&items, i, &item);
		xpt_object_get(item.object, "state", &state);
		xpt_object_get(item.object, "is", &is);
		xpt_object_get(item.object, "text", &text);
		snprintf(ret_text + strlen(ret_text), 512 - strlen(ret_text), "%s %s%s%.32s|",
				xpt_value_text(&state), xpt_value_text(&is),
				xpt_value_text(&text) ? ": " : "",
				xpt_value_text(&text) ? xpt_value_text(&text) : "");
	}
	xpt_object_get(object, "trouble", &trouble);
	if (xpt_value_text(&trouble))
		snprintf(ret_text + strlen(ret_text), 512 - strlen(ret_text), "trouble %s",
				xpt_value_text(&trouble));
	xpt_watch_status_free(status);
}

void assert_watch_status(const char *wanted)
{
	char text[512];

	read_status(text);
	ASSERT_TEXT(text, wanted);
}

static void write_status(const char *text, mode_t mode)
{
	FILE *file;

	unlink(try_path("status"));
	if (mode) {
		CU_ASSERT_EQUAL(mkfifo(try_path("status"), mode), 0);
		return;
	}
	file = fopen(try_path("status"), "w");
	CU_ASSERT_PTR_NOT_NULL_FATAL(file);
	fputs(text, file);
	fclose(file);
}

static void a_status_that_no_watch_wrote_is_not_believed(void)
{
	static const char *const wrong[] = { "", "{", "[]", LOOKED "{}}", LOOKED "[1]}",
		LOOKED "[{\"state\":1,\"subject\":\"x\"," NUMBERS "}]}",
		LOOKED "[{\"state\":\"done\"," NUMBERS "}]}",
		LOOKED "[{\"state\":\"done\",\"subject\":\"x\"}]}", LOOKED "[[[[[[]]]]]]}",
		"{\"items\":[]}", LOOKED "[]}{}" };
	struct xpt_watch_status *status = NULL;

	try_begin();
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		write_status(wrong[i], 0);
		CU_ASSERT_EQUAL(xpt_watch_status_open(try_path("status"), &status, NULL),
				XPT_UNREADABLE);
	}
	write_status(NULL, 0600);
	CU_ASSERT_EQUAL(xpt_watch_status_open(try_path("status"), &status, NULL), XPT_UNREADABLE);
	write_status(LOOKED "[{\"state\":\"do\\u001bne\",\"subject\":\"x\",\"is\":\"\"," NUMBERS
			    "}]}",
			0);
	assert_watch_status("ended do\\x1bne |");
	unlink(try_path("status"));
	CU_ASSERT_EQUAL(symlink("/etc/passwd", try_path("status")), 0);
	CU_ASSERT_EQUAL(xpt_watch_status_open(try_path("status"), &status, NULL), XPT_UNREADABLE);
	unlink(try_path("status"));
	CU_ASSERT_EQUAL(rmdir(try_folder), 0);
}

SUITE(watch_status)
{
	TEST(a_status_that_no_watch_wrote_is_not_believed);
}
