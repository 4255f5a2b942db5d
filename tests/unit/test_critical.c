/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fake_source.h"
#include "unit.h"

#define DEVICES "sys/bus/pci/devices"
#define BLOCK "sys/class/block"
#define DISK(name, slot) \
	LINK_(BLOCK "/" name, "../../devices/pci0000:00/0000:00:" slot "/host/block/" name)

/* Two disks and a spare one, each on a controller of its own: sda, sdb, sdc. */
static const struct fake disks[] = {
	LIST_(DEVICES, "0000:00:01.0 0000:00:02.0 0000:00:03.0"),
	FILE_(DEVICES "/0000:00:01.0/uevent", "PCI_CLASS=10601\nPCI_ID=8086:1\n"),
	FILE_(DEVICES "/0000:00:02.0/uevent", "PCI_CLASS=10601\nPCI_ID=8086:2\n"),
	FILE_(DEVICES "/0000:00:03.0/uevent", "PCI_CLASS=10601\nPCI_ID=8086:3\n"),
	FILE_("proc/swaps", "Filename Type Size Used Priority\n"),
	LIST_(BLOCK, "sda sdb sdc"),
	DISK("sda", "01.0"),
	DISK("sdb", "02.0"),
	DISK("sdc", "03.0"),
	LINK_("sys/dev/block/8:0", "../../devices/pci0000:00/0000:00:01.0/host/block/sda"),
	LINK_("sys/dev/block/8:32", "../../devices/pci0000:00/0000:00:03.0/host/block/sdc"),
	FILE_(BLOCK "/sda/dev", "8:0\n"),
	FILE_(BLOCK "/sdb/dev", "8:16\n"),
	FILE_(BLOCK "/sdc/dev", "8:32\n"),
	END_,
};

static struct xpt_host *host;

static void look(const struct fake *more)
{
	const struct fake *const tables[] = { more, disks, NULL };

	host = fake_host_of(tables, XPT_DETAIL_CRITICAL);
	CU_ASSERT_PTR_NOT_NULL_FATAL(host);
}

/* Why dom0 needs the device in a slot: the only reason; "" for none, "?" where it is not known. */
static const char *need(const char *address)
{
	const struct texts *critical = &fake_device(host, address)->critical;

	if (critical->state != XPT_FACT_KNOWN)
		return "?";
	return critical->count ? critical->items[0] : "";
}

static void a_mounted_disk_is_needed_and_a_spare_one_is_not(void)
{
	static const struct fake mounts[] = {
		FILE_("proc/self/mountinfo", "1 0 8:0 / / rw - ext4 /dev/sda rw\n"), END_
	};

	look(mounts);
	ASSERT_TEXT(need("00:01.0"), "disk sda under / (ext4)");
	ASSERT_TEXT(need("00:02.0"), "");
	xpt_host_free(host);
}

static void all_devices_of_a_btrfs_are_needed(void)
{
	static const struct fake mounts[] = {
		FILE_("proc/self/mountinfo", "1 0 0:20 / / rw - btrfs /dev/sda rw\n"),
		LIST_("sys/fs/btrfs", "features 01234567-89ab-cdef-0123-456789abcdef"),
		LIST_("sys/fs/btrfs/01234567-89ab-cdef-0123-456789abcdef/devices", "sda sdb"), END_
	};
	static const struct fake untold[] = {
		FILE_("proc/self/mountinfo", "1 0 0:20 / / rw - btrfs /dev/sda rw\n"), END_
	};

	look(mounts);
	ASSERT_TEXT(need("00:01.0"), "disk sda under / (btrfs)");
	ASSERT_TEXT(need("00:02.0"), "disk sdb under / (btrfs)");
	ASSERT_TEXT(need("00:03.0"), "");
	xpt_host_free(host);
	look(untold);
	ASSERT_TEXT(need("00:01.0"), "disk sda under / (btrfs)");
	ASSERT_TEXT(need("00:02.0"), "?");
	xpt_host_free(host);
}

static void all_devices_of_a_zfs_pool_are_needed(void)
{
	static const struct fake mounts[] = {
		FILE_("proc/self/mountinfo",
				"1 0 0:20 / / rw - zfs tank/root rw\n"
				"2 0 0:21 / /home rw - zfs tank/home rw\n"),
		FILE_("run/udev/data/b8:0", "E:ID_FS_LABEL=tank\nE:ID_FS_TYPE=zfs_member\n"),
		FILE_("run/udev/data/b8:16", "E:ID_FS_TYPE=zfs_member\nE:ID_FS_LABEL=tank\n"),
		FILE_("run/udev/data/b8:32", "E:ID_FS_TYPE=zfs_member\nE:ID_FS_LABEL=other\n"), END_
	};
	static const struct fake untold[] = {
		FILE_("proc/self/mountinfo", "1 0 0:20 / / rw - zfs tank/root rw\n"), END_
	};

	look(mounts);
	ASSERT_TEXT(need("00:01.0"), "disk sda under / (zfs)");
	ASSERT_TEXT(need("00:02.0"), "disk sdb under / (zfs)");
	ASSERT_TEXT(need("00:03.0"), "");
	xpt_host_free(host);
	look(untold);
	ASSERT_TEXT(need("00:01.0"), "?");
	xpt_host_free(host);
}

#define BACKEND "xenstore/local/domain/0/backend"
#define GUEST                                                                        \
	FILE_("proc/self/mountinfo", "1 0 8:0 / / rw - ext4 /dev/sda rw\n"),         \
			FILE_("xen/domains", "0 type=pv\n1 type=hvm\n"),             \
			LIST_("xenstore/local/domain", "0 1"),                       \
			FILE_("xenstore/local/domain/1/name", "web"),                \
			LIST_(BACKEND, "pci vbd qdisk"), LIST_(BACKEND "/vbd", "1"), \
			LIST_(BACKEND "/vbd/1", "768")

static void the_disk_of_a_guest_is_needed(void)
{
	static const struct fake phy[] = { GUEST,
		FILE_(BACKEND "/vbd/1/768/physical-device", "8:20"), END_ };
	static const struct fake qdisk[] = { GUEST, LIST_(BACKEND "/qdisk", "1"),
		LIST_(BACKEND "/qdisk/1", "51712"),
		FILE_(BACKEND "/qdisk/1/51712/params", "aio:/dev/sdb"), END_ };
	static const struct fake file[] = { GUEST,
		FILE_(BACKEND "/vbd/1/768/params", "/srv/disk.img"), END_ };
	static const struct fake untold[] = { GUEST,
		FILE_(BACKEND "/vbd/1/768/params", "/dev/vg/x"), END_ };

	look(phy); /* 8:20 is hexadecimal: 8:32 */
	ASSERT_TEXT(need("00:03.0"), "disk sdc with a disk of the domain web");
	ASSERT_TEXT(need("00:02.0"), "");
	xpt_host_free(host);
	look(qdisk);
	ASSERT_TEXT(need("00:02.0"), "disk sdb with a disk of the domain web");
	xpt_host_free(host);
	look(file);
	ASSERT_TEXT(need("00:02.0"), "");
	xpt_host_free(host);
	look(untold);
	ASSERT_TEXT(need("00:02.0"), "?");
	xpt_host_free(host);
}

static void a_volume_is_found_by_its_name(void)
{
	static const struct fake volume[] = { GUEST,
		FILE_(BACKEND "/vbd/1/768/params", "/dev/vg-a/root"),
		LIST_(BLOCK, "dm-0 sda sdb sdc"),
		LINK_(BLOCK "/dm-0", "../../devices/virtual/block/dm-0"),
		FILE_(BLOCK "/dm-0/dm/name", "vg--a-root\n"), LIST_(BLOCK "/dm-0/slaves", "sdb"),
		END_ };

	look(volume);
	ASSERT_TEXT(need("00:02.0"), "disk sdb with a disk of the domain web");
	xpt_host_free(host);
}

static void a_network_of_open_vswitch_is_followed(void)
{
	static const struct fake ovs[] = { FILE_("proc/self/mountinfo", ""),
		FILE_("proc/net/route", "Iface\nbr0\t00000000\t0101A8C0\t3\t0\t0\t0\t00000000\n"),
		LINK_("sys/class/net/br0", "../../devices/virtual/net/br0"),
		LIST_("sys/class/net/br0", "mtu"),
		LINK_("sys/class/net/ovs-system", "../../devices/virtual/net/ovs-system"),
		LIST_("sys/class/net/ovs-system", "lower_eth0 mtu"),
		LINK_("sys/class/net/eth0", "../../devices/pci0000:00/0000:00:03.0/net/eth0"),
		END_ };

	look(ovs);
	ASSERT_TEXT(need("00:03.0"), "network eth0 under br0 with the default route");
	ASSERT_TEXT(need("00:01.0"), "");
	xpt_host_free(host);
}

#define CARD DEVICES "/0000:01:00.0"
#define OTHER DEVICES "/0000:02:00.0"
#define SCREEN(number, address)                                                     \
	LINK_("sys/class/graphics/fb" number,                                       \
			"../../devices/pci0000:00/" address "/graphics/fb" number), \
			FILE_("sys/class/graphics/fb" number "/name", "drmfb\n")

/* Two cards: a 3D controller, of which the kernel tells no boot_vga, and a VGA. */
static const struct fake cards[] = { LIST_(DEVICES, "0000:01:00.0 0000:02:00.0"),
	FILE_(CARD "/uevent", "PCI_CLASS=30200\nPCI_ID=10DE:2684\n"),
	FILE_(CARD "/resource", "0x0000000090000000 0x000000009fffffff 0x000000000014220c\n"),
	FILE_(OTHER "/uevent", "PCI_CLASS=30000\nPCI_ID=1A03:2000\n"),
	FILE_("proc/self/mountinfo", ""),
	FILE_("proc/iomem", "  90000000-9fffffff : 0000:01:00.0\n"), END_ };

static void look_at_cards(const struct fake *more)
{
	const struct fake *const tables[] = { more, cards, disks, NULL };

	host = fake_host_of(tables, XPT_DETAIL_CRITICAL);
	CU_ASSERT_PTR_NOT_NULL_FATAL(host);
}

static void the_display_that_the_firmware_draws_on_is_needed(void)
{
	static const struct fake boot_vga[] = { FILE_(OTHER "/boot_vga", "1\n"), END_ };
	static const struct fake efifb[] = { FILE_(OTHER "/boot_vga", "0\n"),
		FILE_("proc/iomem", "    90000000-907fffff : efifb\n"), END_ };
	static const struct fake given[] = { FILE_(OTHER "/boot_vga", "0\n"),
		FILE_(CARD "/uevent", "DRIVER=pciback\nPCI_CLASS=30200\nPCI_ID=10DE:2684\n"),
		FILE_("proc/iomem", "    90000000-907fffff : efifb\n"), END_ };
	static const struct fake untold[] = { DENIED_(OTHER "/boot_vga", "no"),
		FILE_("proc/iomem", "    00000000-00000000 : efifb\n"), END_ };

	look_at_cards(boot_vga);
	ASSERT_TEXT(need("01:00.0"), "");
	ASSERT_TEXT(need("02:00.0"), "display of the console (boot VGA)");
	xpt_host_free(host);
	look_at_cards(efifb);
	ASSERT_TEXT(need("01:00.0"), "display of the console (efifb in BAR 0)");
	ASSERT_TEXT(need("02:00.0"), "");
	xpt_host_free(host);
	look_at_cards(given);
	ASSERT_TEXT(need("01:00.0"), "");
	xpt_host_free(host);
	look_at_cards(untold);
	ASSERT_TEXT(need("01:00.0"), "?");
	ASSERT_TEXT(need("02:00.0"), "?");
	xpt_host_free(host);
}

static void the_display_of_the_first_framebuffer_is_needed(void)
{
	static const struct fake first[] = { FILE_(OTHER "/boot_vga", "0\n"),
		LIST_("sys/class/graphics", "fb0 fb1 fbcon"), SCREEN("0", "0000:01:00.0"),
		SCREEN("1", "0000:02:00.0"), END_ };
	static const struct fake second[] = { FILE_(OTHER "/boot_vga", "1\n"),
		LIST_("sys/class/graphics", "fb0 fb1 fbcon"), SCREEN("0", "0000:01:00.0"),
		SCREEN("1", "0000:02:00.0"), END_ };

	look_at_cards(first);
	ASSERT_TEXT(need("01:00.0"), "display of the console (fb0 (drmfb))");
	ASSERT_TEXT(need("02:00.0"), "");
	xpt_host_free(host);
	look_at_cards(second);
	ASSERT_TEXT(need("01:00.0"), "");
	ASSERT_TEXT(need("02:00.0"), "display of the console (boot VGA)");
	xpt_host_free(host);
}

/* A serial port on PCI, and one that no bus has. */
#define PORTS                                                                                      \
	LIST_(DEVICES, "0000:00:01.0 0000:00:02.0"),                                               \
			FILE_(DEVICES "/0000:00:01.0/uevent", "PCI_CLASS=70002\nPCI_ID=8086:1\n"), \
			FILE_(DEVICES "/0000:00:02.0/uevent", "PCI_CLASS=20000\nPCI_ID=8086:2\n"), \
			FILE_("proc/self/mountinfo", ""),                                          \
			FILE_("proc/swaps", "Filename Type Size Used Priority\n")
#define TERMINALS                                                                           \
	LIST_("sys/class/tty", "tty tty1 ttyS0 ttyS4"),                                     \
			LINK_("sys/class/tty/ttyS0", "../../devices/pnp0/00:01/tty/ttyS0"), \
			FILE_("sys/class/tty/ttyS0/dev", "4:64\n"),                         \
			LINK_("sys/class/tty/ttyS4",                                        \
					"../../devices/pci0000:00/0000:00:01.0/tty/ttyS4"), \
			FILE_("sys/class/tty/ttyS4/dev", "4:68\n")

static void look_at_ports(const struct fake *more)
{
	static const struct fake ports[] = { PORTS, END_ };
	const struct fake *const tables[] = { more, ports, NULL };

	host = fake_host_of(tables, XPT_DETAIL_CRITICAL);
	CU_ASSERT_PTR_NOT_NULL_FATAL(host);
}

static void a_serial_port_that_a_program_has_open_is_needed(void)
{
	static const struct fake open[] = { TERMINALS,
		FILE_("open-devices", "1 4:64 agetty\n812 4:68 minicom to modem\n"), END_ };
	static const struct fake closed[] = { TERMINALS, FILE_("open-devices", "1 4:64 agetty\n"),
		END_ };

	look_at_ports(open);
	ASSERT_TEXT(need("00:01.0"), "serial port ttyS4, open in minicom to modem (process 812)");
	ASSERT_TEXT(need("00:02.0"), "");
	xpt_host_free(host);
	look_at_ports(closed);
	ASSERT_TEXT(need("00:01.0"), "");
	xpt_host_free(host);
}

static void a_serial_port_of_which_it_is_not_known_is_in_doubt(void)
{
	static const struct fake denied[] = { TERMINALS, DENIED_("open-devices", "no"), END_ };
	static const struct fake garbled[] = { TERMINALS, FILE_("open-devices", "812 4 x\n"),
		END_ };
	static const struct fake unlisted[] = { DENIED_("sys/class/tty", "no"), END_ };
	static const struct fake unlinked[] = { DENIED_("sys/class/tty/ttyS4", "no"), TERMINALS,
		FILE_("open-devices", "812 4:68 minicom\n"), END_ };
	static const struct fake *const cases[] = { denied, garbled, unlisted, unlinked };

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		look_at_ports(cases[i]);
		ASSERT_TEXT(need("00:01.0"), "?");
		ASSERT_TEXT(need("00:02.0"), "");
		xpt_host_free(host);
	}
}

SUITE(critical)
{
	TEST(a_mounted_disk_is_needed_and_a_spare_one_is_not);
	TEST(all_devices_of_a_btrfs_are_needed);
	TEST(all_devices_of_a_zfs_pool_are_needed);
	TEST(the_disk_of_a_guest_is_needed);
	TEST(a_volume_is_found_by_its_name);
	TEST(a_network_of_open_vswitch_is_followed);
	TEST(the_display_that_the_firmware_draws_on_is_needed);
	TEST(the_display_of_the_first_framebuffer_is_needed);
	TEST(a_serial_port_that_a_program_has_open_is_needed);
	TEST(a_serial_port_of_which_it_is_not_known_is_in_doubt);
}
