/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Domains that are not HVM get USB devices from a backend, which looks at nothing: what is asked first, the steps, and what is waited for. */
#include <stdlib.h>
#include <string.h>

#include "../../engine/apply/steps.h"
#include "../../engine/base/error.h"
#include "../../engine/model/usb.h"
#include "../script/try.h"
#include "unit.h"
#include "usb_trial.h"

#define HAS_BACKEND(domain) \
	LIST_("xenstore/local/domain/0/device-model/" domain "/backends", "console qusb")
#define CONTROLLER_OF(domain)                                                          \
	LIST_("xenstore/libxl/" domain "/device/vusb", "0"),                           \
			FILE_("xenstore/libxl/" domain "/device/vusb/0/type", "qusb"), \
			FILE_("xenstore/libxl/" domain "/device/vusb/0/usb-ver", "2"), \
			FILE_("xenstore/libxl/" domain "/device/vusb/0/num-ports", "2")
#define RECORD_OF(domain, path)                                                               \
	LIST_("xenstore/local/domain/0/backend/qusb/" domain, "0"),                           \
			LIST_("xenstore/local/domain/0/backend/qusb/" domain "/0/port", "1"), \
			FILE_("xenstore/local/domain/0/backend/qusb/" domain "/0/port/1", path)

static void a_domain_that_is_not_hvm_needs_a_qemu_with_a_backend(void)
{
	static const struct fake without[] = {
		FILE_("xenstore/local/domain/2/image/device-model-pid", "99"), END_
	};
	static const struct fake with[] = { HAS_BACKEND("2"),
		FILE_("xen/model-usb/2", "host-devices yes\nend\n"), END_ };
	static const struct fake gone[] = { HAS_BACKEND("2"),
		FILE_("xen/model-usb/2", "gone\nend\n"), END_ };
	static const struct fake hidden[] = {
		DENIED_("xenstore/local/domain/0/device-model/2/backends", "no"), END_
	};

	usb_trial_expect(nothing_more, XPT_ATTACH, "2", "1-1", 0, "usb-domain-type blocked");
	usb_trial_expect(without, XPT_ATTACH, "2", "1-1", 0, "usb-domain-type blocked");
	usb_trial_expect(with, XPT_ATTACH, "2", "1-1", 0, "usb-follows-port risk");
	usb_trial_expect(gone, XPT_ATTACH, "2", "1-1", 0, "usb-model-gone blocked");
	usb_trial_expect(hidden, XPT_ATTACH, "2", "1-1", 0, "unreadable unknown");
}

static void a_backend_has_no_isochronous_transfers(void)
{
	static const struct fake webcam[] = { HAS_BACKEND("2"),
		FILE_("xen/model-usb/2", "host-devices yes\nend\n"),
		FILE_("sys/bus/usb/devices/1-1:1.0/bInterfaceClass", "0e"), END_ };
	static const struct fake unknown[] = { HAS_BACKEND("2"),
		FILE_("xen/model-usb/2", "host-devices yes\nend\n"),
		DENIED_("sys/bus/usb/devices/1-1:1.0/bInterfaceClass", "no"), END_ };

	usb_trial_expect(webcam, XPT_ATTACH, "2", "1-1", 0, "usb-isochronous blocked");
	usb_trial_expect(webcam, XPT_ATTACH, "1", "1-1", 0, "pass");
	usb_trial_expect(unknown, XPT_ATTACH, "2", "1-1", 0, "unreadable unknown");
}

static void a_backend_s_controller_is_made_once_and_used_again(void)
{
	static const char *const path[] = { "1-1" };
	static const struct fake none[] = { FILE_("xenstore/libxl/1/type", "pvh"), HAS_BACKEND("1"),
		END_ };
	static const struct fake one[] = { FILE_("xenstore/libxl/1/type", "pvh"), HAS_BACKEND("1"),
		CONTROLLER_OF("1"), RECORD_OF("1", "1-2"),
		FILE_("xen/model-usb/1",
				"host-devices yes\nbackend 0\nfollower 0 1 1-2 yes\nend\n"),
		END_ };
	static const struct fake has[] = { FILE_("xenstore/libxl/1/type", "pvh"), HAS_BACKEND("1"),
		CONTROLLER_OF("1"), RECORD_OF("1", "1-1"),
		FILE_("xen/model-usb/1",
				"host-devices yes\nbackend 0\nfollower 0 1 1-1 yes\nend\n"),
		END_ };
	char text[2048];

	usb_trial_plan(none, XPT_ATTACH, path, 1, text);
	ASSERT_TEXT(text,
			"1-1: give d1 a USB 2 controller with number 0\n"
			"1-1: plug into port 1 of controller 0 of d1\n");
	usb_trial_plan(one, XPT_ATTACH, path, 1, text);
	ASSERT_TEXT(text, "1-1: plug into port 2 of controller 0 of d1\n");
	usb_trial_plan(has, XPT_ATTACH, path, 1, text);
	ASSERT_TEXT(text, "");
	usb_trial_plan(has, XPT_DETACH, path, 1, text);
	ASSERT_TEXT(text,
			"1-1: unplug from port 1 of controller 0 of d1\n"
			"1-1: offer its interfaces to the drivers of dom0\n");
}

#define OPEN FILE_("open-devices", "99 189:3 qemu-system-i38\n")

static void a_domain_whose_qemu_has_it_open_is_named_without_a_record(void)
{
	static const struct fake xenopsd[] = { OPEN,
		FILE_("xenstore/local/domain/1/qemu-pid", "99"),
		FILE_("xenstore/libxl/1/type", "HVM"), END_ };
	static const struct fake libxl[] = { OPEN,
		FILE_("xenstore/local/domain/1/image/device-model-pid", "99"), END_ };
	static const struct fake another[] = { FILE_("open-devices", "99 189:3 minicom\n"),
		FILE_("xenstore/local/domain/1/qemu-pid", "99"), END_ };
	static const struct fake hidden[] = { OPEN,
		LINK_("sys/bus/usb/devices/1-1:1.0/driver", "../usbfs"),
		DENIED_("xenstore/local/domain/1/qemu-pid", "no"), END_ };
	static const struct fake unclaimed[] = { OPEN,
		DENIED_("xenstore/local/domain/1/qemu-pid", "no"), END_ };

	usb_trial_expect(xenopsd, XPT_ATTACH, "1", "1-1", 0, "usb-foreign blocked");
	usb_trial_expect(libxl, XPT_DETACH, "1", "1-1", 0, "usb-foreign blocked");
	usb_trial_expect(libxl, XPT_ATTACH, "1", "1-2", 0, "pass");
	/* another process has the number of a QEMU that came to an end */
	usb_trial_expect(another, XPT_ATTACH, "1", "1-1", 0, "pass");
	usb_trial_expect(hidden, XPT_ATTACH, "1", "1-1", 0, "usb-held blocked");
	usb_trial_expect(unclaimed, XPT_ATTACH, "1", "1-1", 0, "unreadable unknown");
}

#define DEVICE "sys/bus/usb/devices/1-1/"
#define PORT "xenstore/local/domain/0/backend/qusb/7/0/port/1"

/* The PV domain 7, and the device 1-1. */
static struct {
	bool driver;	 /* of the guest: it connects */
	bool controller; /* there is one */
	bool deaf;	 /* QEMU opens nothing */
	const char *port;
	size_t waits;
} now;

static const char *text_of(const char *path)
{
	if (!strcmp(path, "xenstore/libxl/7/type"))
		return "pv";
	if (!strcmp(path, DEVICE "idVendor"))
		return "0627";
	if (!strcmp(path, DEVICE "idProduct"))
		return "0001";
	if (!strcmp(path, DEVICE "devnum"))
		return "4";
	if (!strcmp(path, "xen/model-usb/7"))
		return *now.port && !now.deaf ?
				"host-devices yes\nbackend 0\nfollower 0 1 1-1 yes\nend\n" :
				"host-devices yes\nbackend 0\nend\n";
	if (!now.controller)
		return NULL;
	if (!strcmp(path, "xenstore/libxl/7/device/vusb/0/type"))
		return "qusb";
	if (!strcmp(path, "xenstore/libxl/7/device/vusb/0/usb-ver"))
		return "2";
	if (!strcmp(path, "xenstore/local/domain/7/device/vusb/0/state"))
		return now.driver ? "4" : "1";
	return strcmp(path, PORT) ? NULL : now.port;
}

static int answer(struct source *source, const char *path, struct blob *ret_blob,
		struct xpt_error **ret_error)
{
	const char *text = text_of(path);

	(void)source;
	if (!text)
		return xpt__error_set(ret_error, XPT_NOT_FOUND, "there is no %s", path);
	*ret_blob = (struct blob){ strdup(text), strlen(text) };
	return 0;
}

static int make(struct writer *writer, unsigned int domid, const struct usb_controller_spec *spec,
		struct xpt_error **ret_error)
{
	(void)writer;
	(void)ret_error;
	CU_ASSERT_EQUAL(domid, 7);
	CU_ASSERT_TRUE(spec->backend);
	CU_ASSERT_EQUAL(spec->version, 2);
	now.controller = true;
	return 0;
}

static int take_away(struct writer *writer, unsigned int domid,
		const struct usb_controller_spec *spec, struct xpt_error **ret_error)
{
	(void)writer;
	(void)domid;
	(void)spec;
	(void)ret_error;
	now.controller = false;
	return 0;
}

static int plug(struct writer *writer, unsigned int domid, const struct usb_plug *plug,
		struct xpt_error **ret_error)
{
	(void)writer;
	(void)domid;
	(void)plug;
	(void)ret_error;
	CU_ASSERT_TRUE(now.driver);
	now.port = "1-1";
	return 0;
}

static int empty(struct writer *writer, const char *path, const char *value,
		struct xpt_error **ret_error)
{
	(void)writer;
	(void)ret_error;
	ASSERT_TEXT(path, PORT);
	ASSERT_TEXT(value, "");
	now.port = "";
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

static const struct source_ops source_ops = { .read = answer };
static const struct writer_ops writer_ops = { .store_write = empty,
	.usb_controller_add = make,
	.usb_controller_remove = take_away,
	.usb_add = plug,
	.wait_ms = wait_ms,
	.listen_begin = listen_begin,
	.listen_end = listen_end };
static struct source source = { &source_ops };
static struct writer writer = { &writer_ops };
static const struct xpt_apply_options options = XPT_OPTIONS(xpt_apply_options);

static int act(enum verb verb, struct xpt_error **ret_error)
{
	struct apply_context context = {
		.source = &source, .writer = &writer, .options = &options
	};
	const struct step step = { .subject = "1-1",
		.op = { verb, "q1", .domid = 7, .slot = 1, .path = "1-1", .count = 8,
				.content = "0627:0001" } };

	return xpt__op_do(&context, &step, &step.op, ret_error);
}

static void begin(bool driver)
{
	memset(&now, 0, sizeof(now));
	now.driver = driver;
	now.port = "";
}

static void a_guest_without_the_driver_is_named_before_dom0_loses_the_device(void)
{
	struct xpt_error *error = NULL;

	begin(false);
	CU_ASSERT_EQUAL(act(VERB_USB_CONTROLLER, &error), XPT_REFUSED);
	CU_ASSERT_PTR_NOT_NULL_FATAL(xpt_error_report(error));
	ASSERT_TEXT(xpt_finding_cause(xpt_report_finding(xpt_error_report(error), 0)),
			"usb-frontend-missing");
	CU_ASSERT_EQUAL(now.waits, 10000);
	xpt_error_free(error);
	CU_ASSERT_TRUE(now.controller);
	CU_ASSERT_EQUAL(act(VERB_USB_CONTROLLER_REMOVE, NULL), 0);
	CU_ASSERT_FALSE(now.controller);
	now.controller = true;
	CU_ASSERT_EQUAL(act(VERB_USB_ATTACH, NULL), XPT_REFUSED);
	ASSERT_TEXT(now.port, "");
}

static void a_controller_that_somebody_uses_by_now_stays(void)
{
	begin(true);
	now.controller = true;
	now.port = "1-2";
	CU_ASSERT_EQUAL(act(VERB_USB_CONTROLLER_REMOVE, NULL), 0);
	CU_ASSERT_TRUE(now.controller);
}

static void a_backend_s_port_is_filled_and_emptied(void)
{
	begin(true);
	CU_ASSERT_EQUAL(act(VERB_USB_CONTROLLER, NULL), 0);
	CU_ASSERT_EQUAL(act(VERB_USB_ATTACH, NULL), 0);
	ASSERT_TEXT(now.port, "1-1");
	CU_ASSERT_EQUAL(act(VERB_USB_DETACH, NULL), 0);
	ASSERT_TEXT(now.port, "");
	CU_ASSERT_EQUAL(now.waits, 0);
}

static void that_libxl_reports_success_is_no_evidence_that_qemu_has_it(void)
{
	struct xpt_error *error = NULL;

	begin(true);
	now.controller = now.deaf = true;
	CU_ASSERT_EQUAL(act(VERB_USB_ATTACH, &error), XPT_REFUSED);
	CU_ASSERT_PTR_NOT_NULL(strstr(xpt_error_message(error), "has not opened it"));
	CU_ASSERT_EQUAL(now.waits, 10000);
	xpt_error_free(error);
}

/* Controller 0 is made, and then 1-1 plugged in there. */
static int give_with_a_controller(struct xpt_error **ret_error)
{
	const struct op device = { .text = "q1",
		.domid = 7,
		.slot = 1,
		.path = "1-1",
		.count = 8,
		.content = "0627:0001" };
	struct step steps[] = { { .subject = "1-1", .op = device, .undo = device },
		{ .subject = "1-1", .op = device, .undo = device } };
	const struct xpt_plan plan = { .title = "attach 1-1 to q1", .steps = steps, .count = 2 };
	struct world *world = world_new();
	struct apply_context context;
	int rc;

	steps[0].op.verb = VERB_USB_CONTROLLER;
	steps[0].op.version = 2;
	steps[0].undo.verb = VERB_USB_CONTROLLER_REMOVE;
	steps[1].op.verb = VERB_USB_ATTACH;
	steps[1].undo.verb = VERB_USB_DETACH;
	try_begin();
	context = world_actor(world, try_folder);
	context.source = &source;
	context.writer = &writer;
	context.options = &options;
	rc = xpt__plan_apply(&context, &plan, ret_error);
	try_finish(world);
	return rc;
}

static void a_controller_that_xl_made_meanwhile_is_not_taken_away(void)
{
	struct xpt_error *error = NULL;

	begin(true);
	now.controller = now.deaf = true;
	CU_ASSERT_EQUAL(give_with_a_controller(&error), XPT_STALE);
	ASSERT_TEXT(xpt_error_message(error),
			"cannot attach 1-1 to q1: q1 changed since it was looked at: it has a USB "
			"controller 0 by now");
	CU_ASSERT_TRUE(now.controller);
	xpt_error_free(error);
	now.controller = false;
	CU_ASSERT_EQUAL(give_with_a_controller(NULL), XPT_REFUSED);
	CU_ASSERT_FALSE(now.controller);
	begin(true);
	CU_ASSERT_EQUAL(give_with_a_controller(NULL), 0);
	ASSERT_TEXT(now.port, "1-1");
}

SUITE(usb_backend)
{
	TEST(a_domain_that_is_not_hvm_needs_a_qemu_with_a_backend);
	TEST(a_backend_has_no_isochronous_transfers);
	TEST(a_backend_s_controller_is_made_once_and_used_again);
	TEST(a_domain_whose_qemu_has_it_open_is_named_without_a_record);
	TEST(a_guest_without_the_driver_is_named_before_dom0_loses_the_device);
	TEST(a_controller_that_somebody_uses_by_now_stays);
	TEST(a_controller_that_xl_made_meanwhile_is_not_taken_away);
	TEST(a_backend_s_port_is_filled_and_emptied);
	TEST(that_libxl_reports_success_is_no_evidence_that_qemu_has_it);
}
