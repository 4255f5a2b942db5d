/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fake_source.h"
#include "unit.h"

#define DEVICES "sys/bus/pci/devices"
#define NIC DEVICES "/0000:03:00.0"

static const struct fake plain[] = {
	LIST_(DEVICES, "0000:00:00.0 0000:00:0a.0 0000:03:00.0 0000:03:00.1 10000:e1:00.0 nonsense"),
	LINK_(DEVICES "/0000:00:00.0", "../../../devices/pci0000:00/0000:00:00.0"),
	LINK_(DEVICES "/0000:00:0a.0", "../../../devices/pci0000:00/0000:00:0a.0"),
	LINK_(NIC, "../../../devices/pci0000:00/0000:00:0a.0/0000:03:00.0"),
	LINK_(DEVICES "/0000:03:00.1", "../../../devices/pci0000:00/0000:00:0a.0/0000:03:00.1"),
	LINK_(DEVICES "/10000:e1:00.0",
			"../../../devices/pci0000:00/0000:00:0a.0/pci10000:e0/"
			"10000:e0:06.0/10000:e1:00.0"),
	FILE_(DEVICES "/0000:00:00.0/uevent", "PCI_CLASS=60000\nPCI_ID=8086:29C0\n"),
	FILE_(DEVICES "/0000:00:0a.0/uevent",
			"DRIVER=pcieport\nPCI_CLASS=60400\nPCI_ID=1B36:000C\n"),
	FILE_(NIC "/uevent",
			"DRIVER=e1000e\nPCI_CLASS=20000\nPCI_ID=8086:10D3\n"
			"PCI_SUBSYS_ID=8086:A01F\nPCI_SLOT_NAME=0000:03:00.0\n"
			"MODALIAS=pci:v00008086d000010D3sv00008086sd0000A01Fbc02sc00i00\n"),
	FILE_(DEVICES "/0000:03:00.1/vendor", "0x8086\n"),
	FILE_(DEVICES "/0000:03:00.1/device", "0x10d3\n"),
	FILE_(DEVICES "/0000:03:00.1/class", "0x020000\n"),
	LINK_(DEVICES "/0000:03:00.1/driver", "../../../../bus/pci/drivers/pciback"),
	FILE_(DEVICES "/10000:e1:00.0/uevent", "PCI_ID=8086:F1A5\nPCI_CLASS=10802\n"),
	END_,
};

static const struct fake detailed[] = {
	FILE_("pci/0000:03:00.0",
			"header_type 0\nkind endpoint\nmsi 1\nmsix 5\npower D0\nflr 1\n"
			"serial 52-54-00-ff-ff-12-34-56\n"),
	FILE_(NIC "/resource",
			"0x00000000feb80000 0x00000000feb9ffff 0x0000000000040200\n"
			"0x0000000000000000 0x0000000000000000 0x0000000000000000\n"
			"0x000000000000c000 0x000000000000c01f 0x0000000000040101\n"
			"0x0000004000000000 0x0000004000003fff 0x000000000014220c\n"
			"rubbish\n"
			"0x0000000000001000 0x0000000000000fff 0x0000000000000200\n"
			"0x00000000feb40000 0x00000000feb7ffff 0x0000000000046200\n"),
	FILE_(NIC "/irq", "22\n"),
	FILE_(NIC "/revision", "0x03\n"),
	FILE_(NIC "/power_state", "D3cold\n"),
	FILE_(NIC "/driver_override", "(null)\n"),
	FILE_(NIC "/reset_method", "flr bus\n"),
	FILE_(NIC "/sriov_totalvfs", "8\n"),
	FILE_(NIC "/sriov_numvfs", "1\n"),
	LINK_(DEVICES "/0000:03:00.1/physfn", "../0000:03:00.0"),
	FILE_("pci-ids/8086:10d3", "Intel Corporation\n82574L\n"),
	FILE_("pci-ids/subsystem/8086:10d3:8086:a01f",
			"Intel Corporation\nGigabit CT Desktop Adapter\n"),
	FILE_("pci-ids/class/0200", "Ethernet controller\n"),
	FILE_("proc/sys/kernel/osrelease", "6.1.0-18-amd64\n"),
	FILE_("lib/modules/6.1.0-18-amd64/modules.alias",
			"# Aliases\n"
			"alias pci:v00008086d000010D3sv*sd*bc*sc*i* e1000e\n"
			"alias pci:v00008086d000010D4sv*sd*bc*sc*i* other\n"
			"alias pci:v*d*sv*sd*bc02sc00i* any_nic\n"
			"alias pci:v00001AF4d*sv*sd*bc*sc*i* virtio_pci\n"
			"alias usb:v1234 usbthing\nalias\nalias pci:v\n"),
	END_,
};

static const struct fake *const both[] = { plain, detailed, NULL };

static void a_plain_list_costs_two_questions_a_device(void)
{
	struct xpt_host *host = fake_host(plain, 0);
	struct xpt_device *nic = fake_device(host, "03:00.0");

	CU_ASSERT_EQUAL_FATAL(host->device_count, 5);
	CU_ASSERT(fact_is(nic->vendor_id, 0x8086));
	CU_ASSERT(fact_is(nic->device_id, 0x10d3));
	CU_ASSERT(fact_is(nic->subsystem_device_id, 0xa01f));
	CU_ASSERT(fact_is(nic->class_code, 0x0200));
	ASSERT_TEXT(nic->driver.value, "e1000e");
	CU_ASSERT_EQUAL(nic->kind.state, XPT_FACT_UNREAD);
	CU_ASSERT_EQUAL(fake_device(host, "00:00.0")->driver.state, XPT_FACT_ABSENT);
	CU_ASSERT(fake_questions() < 60);
	xpt_host_free(host);
}

static void ids_come_from_single_files_where_uevent_lacks_them(void)
{
	struct xpt_host *host = fake_host(plain, 0);
	struct xpt_device *device = fake_device(host, "03:00.1");

	CU_ASSERT(fact_is(device->vendor_id, 0x8086));
	CU_ASSERT(fact_is(device->class_code, 0x0200));
	ASSERT_TEXT(device->driver.value, "pciback");
	xpt_host_free(host);
}

static void the_path_shows_the_bridges(void)
{
	struct xpt_host *host = fake_host(plain, 0);
	struct xpt_device *nic = fake_device(host, "03:00.0");

	ASSERT_TEXT(nic->path, "0000:00:0a.0/00.0");
	CU_ASSERT_PTR_EQUAL(nic->parent, fake_device(host, "00:0a.0"));
	ASSERT_TEXT(fake_device(host, "00:0a.0")->path, "0000:00:0a.0");
	CU_ASSERT_PTR_NULL(fake_device(host, "00:0a.0")->parent);
	ASSERT_TEXT(fake_device(host, "10000:e1:00.0")->path, "10000:e0:06.0/00.0");
	CU_ASSERT_PTR_NULL(fake_device(host, "10000:e1:00.0")->parent);
	CU_ASSERT_EQUAL(nic->functions.count, 1);
	CU_ASSERT_EQUAL(nic->functions.items[0].function, 1);
	xpt_host_free(host);
}

static void config_details_are_read_when_asked_for(void)
{
	struct xpt_host *host = fake_host_of(both, XPT_DETAIL_CONFIG);
	struct xpt_device *nic = fake_device(host, "03:00.0"), *vf = fake_device(host, "03:00.1");

	ASSERT_TEXT(nic->kind.value, "endpoint");
	CU_ASSERT(fact_is(nic->msix_vectors, 5));
	CU_ASSERT(fact_is(nic->irq, 22));
	CU_ASSERT(fact_is(nic->revision, 3));
	ASSERT_TEXT(nic->serial.value, "52-54-00-ff-ff-12-34-56");
	ASSERT_TEXT(nic->power_state.value, "D3cold");
	CU_ASSERT_EQUAL(nic->driver_override.state, XPT_FACT_ABSENT);
	ASSERT_TEXT(nic->reset.value, "flr");
	CU_ASSERT_EQUAL(nic->reset_methods.count, 2);
	CU_ASSERT(fact_is(nic->vf_total, 8));
	CU_ASSERT_EQUAL(nic->virtual_functions.count, 1);
	ASSERT_TEXT(vf->physical_function.value, "0000:03:00.0");
	CU_ASSERT_EQUAL(vf->kind.state, XPT_FACT_UNREADABLE);
	CU_ASSERT_EQUAL(vf->reset.state, XPT_FACT_UNREADABLE);
	CU_ASSERT_EQUAL(host->sriov_devices.state, XPT_FACT_UNREADABLE); /* of the others */
	xpt_host_free(host);
}

/* What the serial number of a disk is, with this driver, and this text in its file; NULL: there is none. */
static struct fact_text disk_serial(const char *driver, const char *text, char *room, size_t size)
{
	static char uevent[128];
	const struct fake answers[] = { LIST_(DEVICES, "0000:04:00.0"),
		FILE_(DEVICES "/0000:04:00.0/uevent", uevent),
		LIST_(DEVICES "/0000:04:00.0/nvme", "power nvme0"),
		FILE_(text ? DEVICES "/0000:04:00.0/nvme/nvme0/serial" : "none", text ? text : ""),
		END_ };
	struct xpt_host *host;
	struct fact_text serial;

	snprintf(uevent, sizeof(uevent), "%s\nPCI_CLASS=10802\nPCI_ID=1B36:0010\n", driver);
	host = fake_host(answers, XPT_DETAIL_CONFIG);
	serial = fake_device(host, "04:00.0")->nvme_serial;
	snprintf(room, size, "%s",
			serial.value		      ? serial.value :
					serial.reason ? serial.reason :
							"");
	xpt_host_free(host);
	return serial;
}

static void a_device_of_unknown_class_may_be_a_disk(void)
{
	static const struct fake answers[] = { LIST_(DEVICES, "0000:04:00.0"),
		FILE_(DEVICES "/0000:04:00.0/uevent", "PCI_ID=1B36:0010\n"), END_ };
	struct xpt_host *host = fake_host(answers, XPT_DETAIL_CONFIG);

	CU_ASSERT_EQUAL(fake_device(host, "04:00.0")->nvme_serial.state, XPT_FACT_UNREADABLE);
	xpt_host_free(host);
}

static void a_disk_tells_its_serial_number_to_its_own_driver_alone(void)
{
	char text[128];

	CU_ASSERT_EQUAL(disk_serial("DRIVER=nvme", "LAB-A               \n", text, sizeof(text))
					.state,
			XPT_FACT_KNOWN);
	ASSERT_TEXT(text, "LAB-A");
	CU_ASSERT_EQUAL(disk_serial("DRIVER=pciback", "LAB-A\n", text, sizeof(text)).state,
			XPT_FACT_UNREADABLE);
	CU_ASSERT(strstr(text, "pciback has the device") != NULL);
	CU_ASSERT_EQUAL(disk_serial("DRIVER=nvme", " \n", text, sizeof(text)).state,
			XPT_FACT_UNREADABLE);
	ASSERT_TEXT(text, "its driver reports none");
	CU_ASSERT_EQUAL(disk_serial("DRIVER=nvme", NULL, text, sizeof(text)).state,
			XPT_FACT_UNREADABLE);
	ASSERT_TEXT(text, "its driver reports none");
	CU_ASSERT_EQUAL(disk_serial("X=1", "LAB-A\n", text, sizeof(text)).state,
			XPT_FACT_UNREADABLE);
	CU_ASSERT_EQUAL(disk_serial("DRIVER=nvme", "LAB \"A\n", text, sizeof(text)).state,
			XPT_FACT_UNREADABLE);
}

#define VF_(address, pf)                                                             \
	FILE_(DEVICES "/" address "/uevent", "PCI_ID=8086:10CA\nPCI_CLASS=20000\n"), \
			LINK_(DEVICES "/" address "/physfn", "../" pf)

static void which_vf_is_which_follows_from_offset_and_stride(void)
{
	static const struct fake vfs[] = {
		LIST_(DEVICES,
				"0000:03:00.0 0000:03:1f.6 0000:04:00.0 0000:04:00.1 0000:05:00.0 "
				"0000:05:00.1 0000:06:00.0"),
		FILE_("pci/0000:03:00.0", "sriov_total 8\nsriov_offset 254\nsriov_stride 2\n"),
		FILE_(NIC "/sriov_totalvfs", "8\n"),
		VF_("0000:03:1f.6", "0000:03:00.0"),
		VF_("0000:04:00.0", "0000:03:00.0"),
		VF_("0000:04:00.1", "0000:03:00.0"),
		FILE_(DEVICES "/0000:05:00.0/uevent", "PCI_ID=8086:10C9\nPCI_CLASS=20000\n"),
		FILE_("pci/0000:05:00.0", "extended unreadable\n"),
		VF_("0000:05:00.1", "0000:05:00.0"),
		VF_("0000:06:00.0", "0000:07:00.0"),
		END_,
	};
	const struct fake *const tables[] = { vfs, plain, NULL };
	struct xpt_host *host = fake_host_of(tables, XPT_DETAIL_CONFIG);
	struct xpt_device *pf = fake_device(host, "03:00.0"), *on_next_bus;

	on_next_bus = fake_device(host, "04:00.0");
	CU_ASSERT(fact_is(fake_device(host, "03:1f.6")->vf_number, 0));
	CU_ASSERT(fact_is(on_next_bus->vf_number, 1));
	CU_ASSERT_EQUAL(fake_device(host, "04:00.1")->vf_number.state, XPT_FACT_UNREADABLE);
	CU_ASSERT_EQUAL(fake_device(host, "05:00.1")->vf_number.state, XPT_FACT_UNREADABLE);
	CU_ASSERT_EQUAL(fake_device(host, "06:00.0")->vf_number.state, XPT_FACT_UNREADABLE);
	CU_ASSERT_EQUAL(pf->vf_number.state, XPT_FACT_ABSENT);
	CU_ASSERT_PTR_EQUAL(xpt__model_vf(host, pf, 1), on_next_bus);
	CU_ASSERT_PTR_NULL(xpt__model_vf(host, pf, 2));
	xpt_host_free(host);
}

/* As one reads it without root: the header; as dom0 reads it without MMCONFIG: 256 bytes. */
static void a_short_config_space_is_not_known_behind_its_end(void)
{
	static const struct fake header[] = {
		LIST_(DEVICES, "0000:03:00.0"),
		FILE_("pci/0000:03:00.0",
				"header_type 0\ncapabilities unreadable\nextended unreadable\n"),
		END_,
	};
	static const struct fake legacy[] = {
		LIST_(DEVICES, "0000:03:00.0"),
		FILE_("pci/0000:03:00.0",
				"header_type 0\nkind endpoint\npower D0\nextended unreadable\n"),
		END_,
	};
	const struct fake *const tables[][3] = { { header, plain, NULL }, { legacy, plain, NULL } };

	for (size_t i = 0; i < 2; i++) {
		enum xpt_state within = i ? XPT_FACT_ABSENT : XPT_FACT_UNREADABLE;
		struct xpt_host *host = fake_host_of(tables[i], XPT_DETAIL_CONFIG);
		const struct xpt_device *nic = fake_device(host, "03:00.0");

		CU_ASSERT(fact_is(nic->header_type, 0) && !nic->silent);
		CU_ASSERT_EQUAL(nic->kind.state, i ? XPT_FACT_KNOWN : XPT_FACT_UNREADABLE);
		CU_ASSERT_EQUAL(nic->power_state.state, nic->kind.state);
		CU_ASSERT_EQUAL(nic->msi_vectors.state, within);
		CU_ASSERT_EQUAL(nic->msix_vectors.state, within);
		CU_ASSERT_EQUAL(nic->reset.state, within);
		CU_ASSERT_PTR_NOT_NULL(nic->reset.reason);
		CU_ASSERT_EQUAL(nic->acs_can.state, XPT_FACT_UNREADABLE);
		CU_ASSERT_EQUAL(nic->acs_does.state, XPT_FACT_UNREADABLE);
		CU_ASSERT_EQUAL(nic->serial.state, XPT_FACT_UNREADABLE);
		CU_ASSERT_PTR_NOT_NULL(nic->serial.reason);
		CU_ASSERT_EQUAL(nic->vf_total.state, XPT_FACT_UNREADABLE);
		CU_ASSERT_EQUAL(host->sriov_devices.state, XPT_FACT_UNREADABLE);
		xpt_host_free(host);
	}
}

static void bars_are_decoded_and_wrong_ones_left_out(void)
{
	struct xpt_host *host = fake_host_of(both, XPT_DETAIL_CONFIG);
	const struct xpt_device *nic = fake_device(host, "03:00.0");

	CU_ASSERT_EQUAL_FATAL(nic->bar_count, 4);
	ASSERT_TEXT(nic->bars[0].type, "memory");
	CU_ASSERT_EQUAL(nic->bars[0].size_bytes, 0x20000);
	ASSERT_TEXT(nic->bars[1].type, "io");
	CU_ASSERT_EQUAL(nic->bars[1].index, 2);
	CU_ASSERT(nic->bars[2].wide && nic->bars[2].prefetchable);
	ASSERT_TEXT(nic->bars[3].type, "rom");
	xpt_host_free(host);
}

static void a_silent_config_space_is_unreadable_not_empty(void)
{
	static const struct fake silent[] = { FILE_("pci/0000:03:00.0", "config unreadable\n"),
		END_ };
	const struct fake *const tables[] = { silent, plain, NULL };
	struct xpt_host *host = fake_host_of(tables, XPT_DETAIL_CONFIG);
	const struct xpt_device *nic = fake_device(host, "03:00.0");

	CU_ASSERT(nic->silent);
	CU_ASSERT_EQUAL(nic->kind.state, XPT_FACT_UNREADABLE);
	CU_ASSERT_EQUAL(nic->msi_vectors.state, XPT_FACT_UNREADABLE);
	CU_ASSERT_EQUAL(nic->reset.state, XPT_FACT_UNREADABLE);
	CU_ASSERT_PTR_NOT_NULL(nic->reset.reason);
	xpt_host_free(host);
}

static void old_kernels_without_a_reset_list_are_judged_by_capabilities(void)
{
	static const struct fake old[] = {
		LIST_(DEVICES, "0000:00:0a.0 0000:03:00.0"),
		FILE_("pci/0000:03:00.0", "kind endpoint\npm_reset 1\n"),
		FILE_("pci/0000:00:0a.0", "kind root-port\n"),
		END_,
	};
	const struct fake *const tables[] = { old, plain, NULL };
	struct xpt_host *host = fake_host_of(tables, XPT_DETAIL_CONFIG);
	const struct xpt_device *nic = fake_device(host, "03:00.0");

	CU_ASSERT(texts_have(&nic->reset_methods, "pm"));
	CU_ASSERT(texts_have(&nic->reset_methods, "bus"));
	ASSERT_TEXT(nic->reset.value, "pm");
	CU_ASSERT_EQUAL(fake_device(host, "00:0a.0")->reset.state, XPT_FACT_ABSENT);
	xpt_host_free(host);
}

static void names_and_drivers_are_found(void)
{
	struct xpt_host *host = fake_host_of(both, XPT_DETAIL_NAMES | XPT_DETAIL_DRIVERS);
	const struct xpt_device *nic = fake_device(host, "03:00.0");

	ASSERT_TEXT(nic->vendor_name.value, "Intel Corporation");
	ASSERT_TEXT(nic->device_name.value, "82574L");
	ASSERT_TEXT(nic->class_name.value, "Ethernet controller");
	ASSERT_TEXT(nic->subsystem_vendor_name.value, "Intel Corporation");
	ASSERT_TEXT(nic->subsystem_device_name.value, "Gigabit CT Desktop Adapter");
	ASSERT_TEXT(fake_device(host, "03:00.1")->device_name.value, "82574L");
	CU_ASSERT_EQUAL(nic->matching_drivers.count, 2);
	CU_ASSERT(texts_have(&nic->matching_drivers, "e1000e"));
	CU_ASSERT(texts_have(&nic->matching_drivers, "any_nic"));
	xpt_host_free(host);
}

static void a_device_that_vanished_is_dropped(void)
{
	static const struct fake vanishing[] = {
		LIST_(DEVICES, "0000:00:0a.0 0000:02:00.0 0000:03:00.0"),
		LINK_(DEVICES "/0000:02:00.0",
				"../../../devices/pci0000:00/0000:00:0a.0/0000:02:00.0"),
		END_,
	};
	const struct fake *const tables[] = { vanishing, plain, NULL };
	struct xpt_host *host = fake_host_of(tables, 0);

	CU_ASSERT_EQUAL_FATAL(host->device_count, 2);
	CU_ASSERT_PTR_NULL(fake_device(host, "02:00.0"));
	CU_ASSERT_PTR_EQUAL(fake_device(host, "03:00.0")->parent, fake_device(host, "00:0a.0"));
	ASSERT_TEXT(fake_device(host, "03:00.0")->address, "0000:03:00.0");
	xpt_host_free(host);
}

static void a_denied_device_is_kept_with_the_reason(void)
{
	static const struct fake denied[] = {
		LIST_(DEVICES, "0000:02:00.0"),
		DENIED_(DEVICES "/0000:02:00.0/uevent", "cannot read it"),
		DENIED_(DEVICES "/0000:02:00.0/vendor", "cannot read the vendor"),
		END_,
	};
	struct xpt_host *host = fake_host(denied, 0);
	const struct xpt_device *device = fake_device(host, "02:00.0");

	CU_ASSERT_PTR_NOT_NULL_FATAL(device);
	CU_ASSERT_EQUAL(device->vendor_id.state, XPT_FACT_UNREADABLE);
	ASSERT_TEXT(device->vendor_id.reason, "cannot read the vendor");
	xpt_host_free(host);
}

static void hostile_trees_make_no_cycles_and_no_doubles(void)
{
	static const struct fake hostile[] = {
		LIST_(DEVICES, "01:00.0 0000:01:00.0 0000:00:01.0 0000:02:00.0 ffffffff:ff:1f.7 ../x"),
		LINK_(DEVICES "/0000:01:00.0", "0000:02:00.0/0000:01:00.0"),
		LINK_(DEVICES "/0000:02:00.0", "0000:01:00.0/0000:02:00.0"),
		LINK_(DEVICES "/0000:00:01.0", "0000:00:01.0/0000:00:01.0"),
		FILE_(DEVICES "/0000:01:00.0/uevent",
				"PCI_ID=123456789:GGGG\nPCI_CLASS=ffffffffff\n"
				"DRIVER=\x1b[31mred\n=\n\nPCI_ID\n"),
		FILE_(DEVICES "/0000:02:00.0/uevent", "PCI_ID=:\n"),
		FILE_(DEVICES "/0000:02:00.0/vendor", "99999999999999999999999999\n"),
		FILE_(DEVICES "/0000:00:01.0/uevent", "PCI_ID=8086:1\n"),
		FILE_(DEVICES "/ffffffff:ff:1f.7/uevent", "PCI_ID=8086:2\n"),
		END_,
	};
	struct xpt_host *host = fake_host(hostile, XPT_DETAIL_ALL);

	CU_ASSERT_EQUAL_FATAL(host->device_count, 4);
	CU_ASSERT_PTR_NULL(fake_device(host, "01:00.0")->parent);
	CU_ASSERT_EQUAL(fake_device(host, "01:00.0")->vendor_id.state, XPT_FACT_UNREADABLE);
	CU_ASSERT_EQUAL(fake_device(host, "01:00.0")->class_code.state, XPT_FACT_UNREADABLE);
	ASSERT_TEXT(fake_device(host, "01:00.0")->driver.value, "\\x1b[31mred");
	CU_ASSERT_PTR_NULL(fake_device(host, "00:01.0")->parent);
	xpt_host_free(host);
}

static void without_a_device_list_there_is_no_snapshot(void)
{
	static const struct fake nothing[] = { END_ };

	CU_ASSERT_PTR_NULL(fake_host(nothing, 0));
}

SUITE(read_pci)
{
	TEST(a_plain_list_costs_two_questions_a_device);
	TEST(ids_come_from_single_files_where_uevent_lacks_them);
	TEST(the_path_shows_the_bridges);
	TEST(config_details_are_read_when_asked_for);
	TEST(a_device_of_unknown_class_may_be_a_disk);
	TEST(a_disk_tells_its_serial_number_to_its_own_driver_alone);
	TEST(which_vf_is_which_follows_from_offset_and_stride);
	TEST(a_short_config_space_is_not_known_behind_its_end);
	TEST(bars_are_decoded_and_wrong_ones_left_out);
	TEST(a_silent_config_space_is_unreadable_not_empty);
	TEST(old_kernels_without_a_reset_list_are_judged_by_capabilities);
	TEST(names_and_drivers_are_found);
	TEST(a_device_that_vanished_is_dropped);
	TEST(a_denied_device_is_kept_with_the_reason);
	TEST(hostile_trees_make_no_cycles_and_no_doubles);
	TEST(without_a_device_list_there_is_no_snapshot);
}
