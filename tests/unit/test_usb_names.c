/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names of USB devices: the file of them, and which device each means. */
#include <string.h>

#include "../../engine/compare/items.h"
#include "../../engine/config/names.h"
#include "../../engine/model/usb_names.h"
#include "unit.h"
#include "usb_world.h"

#define CONTROLLERS 2
#define DEVICES 6
#define STICK "path=0000:00:14.0 usb2=2 usb3=6 id=046d:c52b"
#define STICK_S1 STICK " serial=S1"

/* 00:14.0 has bus 1 of USB 2, and bus 2 of USB 3; 00:15.0 has bus 3 of USB 2. */
struct bench {
	struct arena *arena;
	struct xpt_host host;
	struct xpt_device controllers[CONTROLLERS];
	struct usb usb;
	struct xpt_usb_device devices[DEVICES];
	struct device_names names;
	const char *why;
};

static const char *const addresses[CONTROLLERS] = { "0000:00:14.0", "0000:00:15.0" };

static struct xpt_usb_device *plug_in(
		struct bench *bench, const char *path, const char *controller, const char *serial)
{
	struct xpt_usb_device *device = &bench->devices[bench->usb.device_count++];

	CU_ASSERT_FATAL(bench->usb.device_count <= DEVICES);
	*device = (struct xpt_usb_device){ .path = path,
		.present = true,
		.vendor_id = fact_int_known(0x046d),
		.product_id = fact_int_known(0xc52b),
		.controller = fact_text_known(controller),
		.serial = { .state = XPT_FACT_ABSENT },
		.peer = { .state = XPT_FACT_ABSENT } };
	CU_ASSERT(xpt__usb_path_read(xpt__span_of(path), &device->at));
	if (serial)
		device->serial = fact_text_known(serial);
	return device;
}

static void add_root(
		struct bench *bench, const char *path, const char *controller, const char *speed)
{
	struct xpt_usb_device *root = plug_in(bench, path, controller, NULL);

	root->vendor_id = fact_int_known(0x1d6b);
	root->speed = fact_text_known(speed);
}

static void begin(struct bench *bench)
{
	memset(bench, 0, sizeof(*bench));
	bench->arena = xpt__arena_new();
	bench->host = (struct xpt_host){ .arena = bench->arena,
		.devices = bench->controllers,
		.device_count = CONTROLLERS,
		.usb = &bench->usb,
		.usb_devices = fact_int_known(0) };
	for (size_t i = 0; i < CONTROLLERS; i++) {
		struct xpt_device *controller = &bench->controllers[i];

		controller->bdf.device = (uint8_t)(0x14 + i);
		controller->path = addresses[i];
		controller->class_code = fact_int_known(CLASS_USB);
		(void)xpt_bdf_format(controller->bdf, controller->address);
	}
	bench->usb.devices = bench->devices;
}

/* Buses, and in order of path at most two devices on each of the first two. */
static void plug_in_two(struct bench *bench, const char *first, const char *first_serial,
		const char *second, const char *second_serial)
{
	const char *paths[] = { first, second }, *serials[] = { first_serial, second_serial };
	static const char *const roots[] = { "usb1", "usb2", "usb3" };

	bench->usb.device_count = 0;
	for (size_t bus = 0; bus < 3; bus++) {
		add_root(bench, roots[bus], addresses[bus == 2], bus == 1 ? "5000" : "480");
		for (size_t i = 0; i < 2; i++)
			if (paths[i] && paths[i][0] == roots[bus][3])
				(void)plug_in(bench, paths[i], addresses[bus == 2], serials[i]);
	}
}

static void read_file(struct bench *bench, const char *item)
{
	const char *text = xpt__arena_text(bench->arena, "names = [\n\t\"%s\",\n]\n", item);

	bench->why = NULL;
	CU_ASSERT(xpt__names_parse(bench->arena, "etc/xpt/names", xpt__span_of(text), &bench->names,
			&bench->why));
}

static const struct device_name *found(struct bench *bench, const char *item)
{
	static const struct device_name none = { .shown_state = "not read" };

	read_file(bench, xpt__arena_text(bench->arena, "1-2 stick %s", item));
	bench->host.names = &bench->names;
	CU_ASSERT(xpt__names_resolve(&bench->host, bench->host.names));
	return bench->why || !bench->names.count ? &none : bench->names.items;
}

static void expect_state(struct bench *bench, const char *item, const char *state, const char *now)
{
	const struct device_name *name = found(bench, item);

	ASSERT_TEXT(name->shown_state, state);
	ASSERT_TEXT(xpt__names_now(name) ? xpt__names_now(name) : "-", now);
}

static void a_device_is_found_in_its_port_and_nowhere_else(void)
{
	struct bench bench;

	begin(&bench);
	plug_in_two(&bench, "1-2", "S1", NULL, NULL);
	expect_state(&bench, STICK_S1, "found", "1-2");
	expect_state(&bench, STICK, "replaced", "-");
	expect_state(&bench, STICK " serial=S2", "replaced", "-");
	plug_in_two(&bench, "1-3", "S1", "1-2", "S2");
	expect_state(&bench, STICK_S1, "moved", "1-3");
	plug_in_two(&bench, "3-2", "S1", NULL, NULL);
	expect_state(&bench, STICK_S1, "moved", "3-2");
	CU_ASSERT_EQUAL(bench.names.items[0].proof, PROOF_SERIAL);
	plug_in_two(&bench, NULL, NULL, NULL, NULL);
	expect_state(&bench, STICK_S1, "gone", "-");
	xpt__arena_free(bench.arena);
}

static void at_its_other_speed_it_is_in_the_same_socket(void)
{
	struct bench bench;

	begin(&bench);
	plug_in_two(&bench, "2-6", "S1", NULL, NULL);
	expect_state(&bench, STICK_S1, "found", "2-6");
	/* the ports of the other bus are other sockets */
	plug_in_two(&bench, "2-2", "S1", NULL, NULL);
	expect_state(&bench, STICK_S1, "moved", "2-2");
	plug_in_two(&bench, "1-6", NULL, NULL, NULL);
	expect_state(&bench, STICK, "moved", "1-6");
	CU_ASSERT_EQUAL(bench.names.items[0].proof, PROOF_NUMBERS);
	xpt__arena_free(bench.arena);
}

static void a_bus_may_have_another_number(void)
{
	struct bench bench;

	begin(&bench);
	plug_in_two(&bench, "3-2", "S1", NULL, NULL);
	expect_state(&bench, "path=0000:00:15.0 usb2=2 id=046d:c52b serial=S1", "found", "3-2");
	xpt__arena_free(bench.arena);
}

static void of_two_alike_the_one_in_its_port_is_it_and_else_none(void)
{
	struct bench bench;

	begin(&bench);
	plug_in_two(&bench, "1-2", "S1", "1-3", "S1");
	expect_state(&bench, STICK_S1, "found", "1-2");
	CU_ASSERT_EQUAL(bench.names.items[0].proof, PROOF_PATH);
	plug_in_two(&bench, "1-3", "S1", "1-4", "S1");
	expect_state(&bench, STICK_S1, "ambiguous", "-");
	CU_ASSERT_EQUAL(bench.names.items[0].rivals.count, 2);
	plug_in_two(&bench, "1-2", NULL, "1-3", NULL);
	expect_state(&bench, STICK, "found", "1-2");
	/* zeros tell nothing */
	plug_in_two(&bench, "1-3", "0000", NULL, NULL);
	expect_state(&bench, STICK " serial=0000", "moved", "1-3");
	CU_ASSERT_EQUAL(bench.names.items[0].proof, PROOF_NUMBERS);
	xpt__arena_free(bench.arena);
}

static void what_does_not_tell_what_it_is_is_not_taken_for_it(void)
{
	struct bench bench;

	begin(&bench);
	plug_in_two(&bench, "1-2", "S1", NULL, NULL);
	bench.devices[1].serial =
			(struct fact_text){ .state = XPT_FACT_UNREADABLE, .reason = "torn" };
	expect_state(&bench, STICK_S1, "unknown", "1-2");
	ASSERT_TEXT(bench.names.items[0].why, "torn");
	expect_state(&bench, STICK, "unknown", "1-2");
	plug_in_two(&bench, "1-2", "S1", NULL, NULL);
	bench.devices[0].speed =
			(struct fact_text){ .state = XPT_FACT_UNREADABLE, .reason = "torn" };
	expect_state(&bench, STICK, "gone", "-");
	plug_in_two(&bench, "1-2", NULL, NULL, NULL);
	bench.devices[0].speed =
			(struct fact_text){ .state = XPT_FACT_UNREADABLE, .reason = "torn" };
	expect_state(&bench, STICK, "unknown", "1-2");
	xpt__arena_free(bench.arena);
}

static void what_is_unplugged_is_found_by_its_name_where_libxl_still_records_it(void)
{
	const struct xpt_usb_device *device = NULL;
	struct bench bench;

	begin(&bench);
	plug_in_two(&bench, "1-2", NULL, "2-6", NULL);
	for (size_t i = 0; i < bench.usb.device_count; i++)
		bench.devices[i].present = !strchr(bench.devices[i].path, '-');
	CU_ASSERT_STRING_EQUAL(found(&bench, STICK_S1)->shown_state, "gone");
	/* both ports of the socket: which of them was it? */
	CU_ASSERT_EQUAL(xpt_host_find_usb_device(&bench.host, "stick", &device, NULL), XPT_REFUSED);
	plug_in_two(&bench, "1-2", NULL, "1-3", NULL);
	for (size_t i = 0; i < bench.usb.device_count; i++)
		bench.devices[i].present = !strchr(bench.devices[i].path, '-');
	CU_ASSERT_STRING_EQUAL(found(&bench, STICK_S1)->shown_state, "gone");
	CU_ASSERT_EQUAL(xpt_host_find_usb_device(&bench.host, "stick", &device, NULL), 0);
	ASSERT_TEXT(xpt_usb_device_path(device), "1-2");
	xpt__arena_free(bench.arena);
}

static void what_dom0_does_not_see_is_not_called_unplugged(void)
{
	struct bench bench;

	begin(&bench);
	add_root(&bench, "usb3", addresses[1], "480");
	expect_state(&bench, STICK_S1, "unknown", "-");
	ASSERT_TEXT(bench.names.items[0].why,
			"dom0 does not see what is plugged into its USB controller 0000:00:14.0");
	bench.controllers[0].class_code.state = XPT_FACT_UNREADABLE;
	expect_state(&bench, STICK_S1, "unknown", "-");
	bench.host.usb_devices =
			(struct fact_int){ .state = XPT_FACT_UNREADABLE, .reason = "no sysfs" };
	expect_state(&bench, STICK_S1, "unknown", "-");
	ASSERT_TEXT(bench.names.items[0].why, "no sysfs");
	bench.host.usb = NULL;
	expect_state(&bench, STICK_S1, "unknown", "-");
	xpt__arena_free(bench.arena);
}

/* Does the line of a domain that means it by name keep @device from those of others? */
static bool is_kept(struct bench *bench, const struct xpt_usb_device *device)
{
	struct xpt_comparison comparison = { .host = &bench->host };
	const struct comparison_builder run = { .comparison = &comparison };
	const struct desired_usb stick = { .name = "stick" };

	(void)found(bench, STICK_S1);
	return xpt__comparison_usb_named_perhaps(&run, &stick, device);
}

static void out_of_its_port_it_is_kept_for_its_line_all_the_same(void)
{
	struct bench bench;

	begin(&bench);
	plug_in_two(&bench, "1-3", "S1", "1-4", "S2");
	CU_ASSERT(is_kept(&bench, &bench.devices[1]));
	CU_ASSERT_FALSE(is_kept(&bench, &bench.devices[2]));
	plug_in_two(&bench, "1-3", "S1", "1-4", "S1");
	CU_ASSERT(is_kept(&bench, &bench.devices[1]));
	CU_ASSERT(is_kept(&bench, &bench.devices[2]));
	xpt__arena_free(bench.arena);
}

static void both_ports_of_its_socket_are_named(void)
{
	struct device_identity identity;
	struct bench bench;

	begin(&bench);
	plug_in_two(&bench, "2-6", " My stick\"%", NULL, NULL);
	bench.devices[2].peer = fact_text_known("1-2");
	CU_ASSERT_PTR_NULL_FATAL(xpt__usb_names_identify(
			bench.arena, &bench.host, &bench.devices[2], &identity));
	ASSERT_TEXT(identity.usb2, "2");
	ASSERT_TEXT(identity.usb3, "6");
	ASSERT_TEXT(identity.serial, "My stick\"%");
	bench.devices[2].controller = (struct fact_text){ .state = XPT_FACT_ABSENT };
	ASSERT_TEXT(xpt__usb_names_identify(bench.arena, &bench.host, &bench.devices[2], &identity),
			"its place is not known: its USB bus is not on PCI");
	xpt__arena_free(bench.arena);
}

static void what_is_written_is_read_as_it_was(void)
{
	static const char *const items[] = {
		"1-2.4 stick path=0000:00:1c.0/00.0 usb2=2.4 usb3=6.4 id=046d:c52b serial=S1",
		"2-1 stick path=0000:00:14.0 usb3=1 id=046d:c52b serial=My%20stick%22%25%C3%A9",
		"2-1 stick path=0000:00:14.0 usb3=1 id=046d:c52b serial=AB%09CD%5Cx07",
		"1-2 stick path=0000:00:14.0 usb2=2 id=046d:c52b",
	};
	struct bench bench;

	begin(&bench);
	for (size_t i = 0; i < sizeof(items) / sizeof(*items); i++) {
		read_file(&bench, items[i]);
		CU_ASSERT_EQUAL_FATAL(bench.names.count, 1);
		CU_ASSERT_PTR_NOT_NULL(strstr(xpt__names_text(bench.arena, bench.names.items, 1),
				xpt__arena_text(bench.arena, "\t\"%s\",\n", items[i])));
	}
	ASSERT_TEXT(bench.names.items[0].address, "1-2");
	xpt__arena_free(bench.arena);
}

static void a_line_that_is_not_as_it_is_written_names_nothing(void)
{
	static const char *const wrong[] = {
		"1-2", "usb1 hub " STICK, "1-2 1-3 " STICK, "1-2 usb4 " STICK, "1-02 stick " STICK,
		"1-2 stick", "1-2 stick path=0000:00:14.0 id=046d:c52b",
		"1-2 stick path=0000:00:14.0 usb2=2", "1-2 stick usb2=2 id=046d:c52b",
		"1-2 stick " STICK " revision=00", "1-2 stick " STICK " subsystem=046d:c52b",
		"1-2 stick " STICK " nvme=A", "1-2 stick " STICK " usb2=3",
		"1-2 stick path=0000:00:14.0 usb2= id=046d:c52b",
		"1-2 stick path=0000:00:14.0 usb2=2. id=046d:c52b",
		"1-2 stick path=0000:00:14.0 usb2=0 id=046d:c52b",
		"1-2 stick path=0000:00:14.0 usb2=1.2.3.4.5.6.7 id=046d:c52b",
		"1-2 stick path=0000:00:14.0 usb2=2 id=46d:c52b",
		"1-2 stick " STICK " serial=", "1-2 stick " STICK " serial=%",
		"1-2 stick " STICK " serial=%4", "1-2 stick " STICK " serial=%0x",
		"1-2 stick " STICK " serial=a%00", "1-2 stick " STICK " serial=%1b%5B",
		"1-2 stick " STICK " serial=%FF", "1-2 stick " STICK " serial=%20a",
		"1-2 stick " STICK " serial=a=b",
		"04:00.0 nic path=0000:00:1c.0/00.0 usb2=2 id=8086:10d3 subsystem=8086:a01f revision=00"
	};
	struct bench bench;

	begin(&bench);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		read_file(&bench, wrong[i]);
		CU_ASSERT_PTR_NOT_NULL(bench.why);
		CU_ASSERT_EQUAL(bench.names.count, 0);
	}
	CU_ASSERT(xpt__hidden_parse(bench.arena, "f", SPAN("hidden = [ \"1-2 " STICK "\" ]\n"),
			&bench.names, &bench.why));
	CU_ASSERT_PTR_NOT_NULL(bench.why);
	xpt__arena_free(bench.arena);
}

/* The path of the port of the other speed, or "?". */
static void expect_peer(const char *link, const char *wanted)
{
	const struct fake peer[] = { LINK_("sys/bus/usb/devices/1-2/port/peer", link), END_ };
	const struct fake *tables[] = { peer, usb_world, NULL };
	struct xpt_host *host = fake_host_of(tables, XPT_DETAIL_USB);
	const struct xpt_usb_device *device = NULL;

	CU_ASSERT_PTR_NOT_NULL_FATAL(host);
	CU_ASSERT_EQUAL_FATAL(xpt_host_find_usb_device(host, "1-2", &device, NULL), 0);
	ASSERT_TEXT(device->peer.state == XPT_FACT_KNOWN ? device->peer.value : "?", wanted);
	xpt_host_free(host);
}

static void the_port_of_the_other_speed_is_as_the_kernel_tells_it(void)
{
	expect_peer("../../../usb2/2-0:1.0/usb2-port6", "2-6");
	expect_peer("../../2-1.3:1.0/2-1.3-port4", "2-1.3.4");
	expect_peer("usb2-port0", "?");
	expect_peer("usb2-port256", "?");
	expect_peer("usb2-port", "?");
	expect_peer("usb2", "?");
	expect_peer("-port1", "?");
	expect_peer("port1", "?");
	expect_peer("", "?");
	expect_peer("2-1.2.3.4.5.6-port1", "?");
}

SUITE(usb_names)
{
	TEST(the_port_of_the_other_speed_is_as_the_kernel_tells_it);
	TEST(a_device_is_found_in_its_port_and_nowhere_else);
	TEST(at_its_other_speed_it_is_in_the_same_socket);
	TEST(out_of_its_port_it_is_kept_for_its_line_all_the_same);
	TEST(a_bus_may_have_another_number);
	TEST(of_two_alike_the_one_in_its_port_is_it_and_else_none);
	TEST(what_does_not_tell_what_it_is_is_not_taken_for_it);
	TEST(what_is_unplugged_is_found_by_its_name_where_libxl_still_records_it);
	TEST(what_dom0_does_not_see_is_not_called_unplugged);
	TEST(both_ports_of_its_socket_are_named);
	TEST(what_is_written_is_read_as_it_was);
	TEST(a_line_that_is_not_as_it_is_written_names_nothing);
}
