/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Taking a USB device from a domain, and undoing that. */
#include <string.h>

#include "../../engine/apply/steps.h"
#include "../../engine/base/error.h"
#include "../../engine/model/usb.h"
#include "unit.h"

#define DEVICE "sys/bus/usb/devices/1-1/"

#define NEW_PORTS "xenstore/libxl/9/device/vusb/0/"

/* Port 1 of controller 0 of domain 7, and the device 1-1; domain 9 is the same guest, started anew. */
static struct {
	const char *serial;	     /* NULL: nothing is plugged in */
	unsigned int version, ports; /* of the controller */
	bool shown, gone, emptied, anew, controller, plugged, taken;
	size_t waits, waits_told;
	char skipped[64];
} now;

static const char *answer_anew(const char *path)
{
	static const char *const versions[] = { NULL, "1", "2", "3" };

	if (!strcmp(path, "xen/domains"))
		return "0 type=pv state=running uuid=00000000-0000-0000-0000-000000000000\n"
		       "9 type=hvm state=running uuid=99999999-9999-9999-9999-999999999999\n";
	if (!strcmp(path, DEVICE "devnum"))
		return "4";
	if (now.controller && !strcmp(path, NEW_PORTS "type"))
		return "devicemodel";
	if (now.controller && !strcmp(path, NEW_PORTS "usb-ver"))
		return versions[now.version];
	if (now.controller && !strcmp(path, NEW_PORTS "port/1"))
		return now.plugged ? "1-1" : "";
	if (!strcmp(path, "xen/model-usb/9"))
		return now.plugged ? "host-devices yes\ncontroller 0\ndevice 0 1 1 4 yes\nend\n" :
				now.controller ? "host-devices yes\ncontroller 0\nend\n" :
						 "host-devices yes\nend\n";
	return NULL;
}

static int answer(struct source *source, const char *path, struct blob *ret_blob,
		struct xpt_error **ret_error)
{
	const char *text = NULL;

	(void)source;
	if (now.serial && !strcmp(path, DEVICE "idVendor"))
		text = "0627";
	else if (now.serial && !strcmp(path, DEVICE "idProduct"))
		text = "0001";
	else if (now.serial && !strcmp(path, DEVICE "serial"))
		text = now.serial;
	else if (!strcmp(path, "xenstore/libxl/7/device/vusb/0/port/1"))
		text = now.emptied ? "" : "1-1";
	else if (now.gone && !strcmp(path, "xen/model-usb/7"))
		text = "gone\nend\n";
	else if (!strcmp(path, "xen/model-usb/7"))
		text = now.shown ? "host-devices yes\ncontroller 0\ndevice 0 1 1 4 yes\nend\n" :
				   "host-devices yes\ncontroller 0\nend\n";
	if (!text && now.anew)
		text = answer_anew(path);
	if (!text)
		return xpt__error_set(ret_error, XPT_NOT_FOUND, "there is no %s", path);
	*ret_blob = (struct blob){ strdup(text), strlen(text) };
	return 0;
}

static int refuse(struct writer *writer, unsigned int domid, const char *command, char **ret_answer,
		struct xpt_error **ret_error)
{
	(void)writer;
	(void)domid;
	(void)ret_error;
	CU_ASSERT_STRING_EQUAL(command, "device_del xenusb-1-4");
	*ret_answer = strdup("");
	return 0;
}

static void wait_ms(struct writer *writer, unsigned int milliseconds)
{
	(void)writer;
	now.waits += milliseconds;
}

static void listen_begin(struct writer *writer)
{
	(void)writer;
}

static void listen_end(struct writer *writer, const struct log_line **ret_lines, size_t *ret_count)
{
	(void)writer;
	*ret_lines = NULL;
	*ret_count = 0;
}

static int tell(void *data, enum xpt_progress what, size_t index, const struct xpt_step *step)
{
	(void)data;
	(void)index;
	if (what == XPT_STEP_WAITING) {
		CU_ASSERT_STRING_EQUAL(step->subject, "1-1");
		CU_ASSERT_STRING_EQUAL(step->what, "waiting for g1 to let go of it");
		now.waits_told++;
	}
	if (what == XPT_STEP_SKIPPED)
		snprintf(now.skipped, sizeof(now.skipped), "%s", step->why);
	return 0;
}

static int empty(struct writer *writer, const char *path, const char *value,
		struct xpt_error **ret_error)
{
	(void)writer;
	(void)ret_error;
	CU_ASSERT_STRING_EQUAL(path, "xenstore/libxl/7/device/vusb/0/port/1");
	CU_ASSERT_STRING_EQUAL(value, "");
	now.emptied = true;
	return 0;
}

static int make_controller(struct writer *writer, unsigned int domid,
		const struct usb_controller_spec *spec, struct xpt_error **ret_error)
{
	(void)writer;
	CU_ASSERT_EQUAL(domid, 9);
	CU_ASSERT_EQUAL(spec->number, 0);
	now.version = spec->version;
	now.ports = spec->ports;
	now.controller = true;
	return now.taken ? xpt__error_set(ret_error, XPT_REFUSED, "there is one") : 0;
}

static int plug(struct writer *writer, unsigned int domid, const struct usb_plug *plug,
		struct xpt_error **ret_error)
{
	(void)writer;
	(void)ret_error;
	CU_ASSERT_TRUE(now.controller);
	CU_ASSERT_EQUAL(domid, 9);
	CU_ASSERT_EQUAL(plug->number, 4);
	now.plugged = true;
	return 0;
}

static const struct source_ops source_ops = { .read = answer };
static const struct writer_ops writer_ops = { .model_command = refuse,
	.store_write = empty,
	.usb_controller_add = make_controller,
	.usb_add = plug,
	.wait_ms = wait_ms,
	.listen_begin = listen_begin,
	.listen_end = listen_end };
static struct source source = { &source_ops };
static struct writer writer = { &writer_ops };
static const struct xpt_apply_options options = XPT_OPTIONS(xpt_apply_options, .progress = tell);

static struct apply_context actor(void)
{
	return (struct apply_context){ .source = &source, .writer = &writer, .options = &options };
}

static struct step a_detach(void)
{
	return (struct step){ .subject = "1-1",
		.undo_what = "plug it in again",
		.op = { VERB_USB_DETACH, "g1", .domid = 7, .slot = 1, .path = "1-1" },
		.undo = { VERB_USB_ATTACH, "g1", .domid = 7, .slot = 1, .path = "1-1",
				.content = "0627:0001 mine" } };
}

static int undo_step(struct step step, struct xpt_error **ret_error)
{
	struct apply_context apply_context = actor();
	struct xpt_plan plan = { .title = "detach", .steps = &step, .count = 1 };
	char path[] = "journal";
	bool is_undone = false;
	struct journal journal = { .fd = -1, .path = path, .begun = 1, .undone = &is_undone };
	size_t undone = 0;

	return xpt__steps_undo(&apply_context, &plan, &journal, &undone, ret_error);
}

static int undo(const char *serial, struct xpt_error **ret_error)
{
	memset(&now, 0, sizeof(now));
	now.serial = serial;
	return undo_step(a_detach(), ret_error);
}

static void a_guest_that_started_anew_gets_its_controller_and_the_device(void)
{
	struct step step = a_detach();

	memset(&now, 0, sizeof(now));
	now.serial = "mine";
	now.anew = true;
	step.undo.uuid = "99999999-9999-9999-9999-999999999999";
	step.undo.count = 6;
	step.undo.version = 2;
	CU_ASSERT_EQUAL(undo_step(step, NULL), 0);
	CU_ASSERT_TRUE(now.plugged);
	CU_ASSERT_EQUAL(now.version, 2);
	CU_ASSERT_EQUAL(now.ports, 6);
	ASSERT_TEXT(now.skipped, "");
}

static void what_was_unplugged_meanwhile_is_not_plugged_in_again(void)
{
	struct xpt_error *error = NULL;

	CU_ASSERT_EQUAL(undo(NULL, &error), 0);
	ASSERT_TEXT(now.skipped, "the device is gone");
	CU_ASSERT_EQUAL(undo("another", &error), XPT_STUCK);
	CU_ASSERT_PTR_NOT_NULL(strstr(xpt_error_message(error),
			"1-1 is another device now (0627:0001 another, not 0627:0001 mine)"));
	xpt_error_free(error);
}

static void a_guest_that_keeps_it_is_waited_for_and_that_is_told(void)
{
	struct apply_context apply_context = actor();
	struct step step = a_detach();
	struct xpt_error *error = NULL;

	memset(&now, 0, sizeof(now));
	now.shown = true;
	CU_ASSERT_NOT_EQUAL(xpt__op_do(&apply_context, &step, &step.op, &error), 0);
	CU_ASSERT_PTR_NOT_NULL(strstr(xpt_error_message(error), "the device model still has it"));
	CU_ASSERT_EQUAL(now.waits, 10000);
	CU_ASSERT_EQUAL(now.waits_told, 95);
	xpt_error_free(error);
}

static void of_a_device_model_that_came_to_an_end_only_the_record_is_emptied(void)
{
	struct apply_context apply_context = actor();
	struct step step = a_detach();

	memset(&now, 0, sizeof(now));
	now.gone = true;
	CU_ASSERT_EQUAL(xpt__op_do(&apply_context, &step, &step.op, NULL), 0);
	CU_ASSERT_TRUE(now.emptied);
}

/* What domain 7 has of libxl's records is port 1 alone. */
static void a_repair_makes_no_controller_whose_record_is_gone(void)
{
	struct apply_context apply_context = actor();
	const struct op op = { VERB_USB_CONTROLLER, "g1", .domid = 7, .count = 15 };
	struct step step = { .subject = "g1", .op = op };
	struct xpt_error *error = NULL;

	memset(&now, 0, sizeof(now));
	CU_ASSERT_EQUAL(xpt__op_do(&apply_context, &step, &step.op, &error), XPT_STALE);
	CU_ASSERT_PTR_NOT_NULL(strstr(xpt_error_message(error), "libxl's record of it is gone"));
	CU_ASSERT_FALSE(now.controller);
	xpt_error_free(error);
}

/* What comes of a step that gives domain 9 controller 0 of version 2. @device: that wants it; NULL: nobody but the user */
static int make_version_2(const char *device)
{
	struct apply_context apply_context = actor();
	const struct op op = { VERB_USB_CONTROLLER, "g1", .domid = 9, .count = 6, .version = 2,
		.path = device };
	struct step step = { .subject = "g1", .op = op };

	now.anew = true;
	return xpt__op_do(&apply_context, &step, &step.op, NULL);
}

static void a_controller_that_somebody_else_made_meanwhile_is_not_taken_for_ours(void)
{
	memset(&now, 0, sizeof(now));
	CU_ASSERT_EQUAL(make_version_2(NULL), 0);
	CU_ASSERT_EQUAL(now.version, 2);
	CU_ASSERT_EQUAL(make_version_2(NULL), XPT_STALE);
	CU_ASSERT_EQUAL(make_version_2("1-1"), 0);
	now.version = 3;
	CU_ASSERT_EQUAL(make_version_2("1-1"), XPT_STALE);
	now.controller = false;
	now.taken = true;
	CU_ASSERT_EQUAL(make_version_2(NULL), XPT_REFUSED);
}

static void a_journal_asks_for_no_more_ports_than_a_controller_has(void)
{
	struct op op = { VERB_USB_ATTACH, "g1", .domid = 7, .path = "1-1", .slot = 1,
		.content = "0627:0001 mine" };

	CU_ASSERT_TRUE(xpt__usb_act_complete(&op));
	op.count = 15;
	CU_ASSERT_TRUE(xpt__usb_act_complete(&op));
	op.count = 16;
	CU_ASSERT_FALSE(xpt__usb_act_complete(&op));
}

static void more_ports_than_libxl_gives_are_not_believed(void)
{
	struct usb_controller controller = { .ports = fact_int_known(15) };

	CU_ASSERT_EQUAL(xpt__model_usb_ports(&controller), 15);
	controller.ports = fact_int_known(16);
	CU_ASSERT_EQUAL(xpt__model_usb_ports(&controller), 0);
	controller.ports = fact_int_known(-1);
	CU_ASSERT_EQUAL(xpt__model_usb_ports(&controller), 0);
	controller.ports = (struct fact_int)FACT_UNREADABLE("nobody asked");
	CU_ASSERT_EQUAL(xpt__model_usb_ports(&controller), 0);
}

SUITE(usb_apply)
{
	TEST(a_journal_asks_for_no_more_ports_than_a_controller_has);
	TEST(more_ports_than_libxl_gives_are_not_believed);
	TEST(a_repair_makes_no_controller_whose_record_is_gone);
	TEST(a_controller_that_somebody_else_made_meanwhile_is_not_taken_for_ours);
	TEST(what_was_unplugged_meanwhile_is_not_plugged_in_again);
	TEST(of_a_device_model_that_came_to_an_end_only_the_record_is_emptied);
	TEST(a_guest_that_started_anew_gets_its_controller_and_the_device);
	TEST(a_guest_that_keeps_it_is_waited_for_and_that_is_told);
}
