/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "../../engine/model/firmware.h"
#include "fake_source.h"
#include "unit.h"

#define DEVICES "sys/bus/pci/devices"
#define DEVICE(n, driver) FILE_(DEVICES "/0000:00:0" n ".0/uevent", driver "PCI_ID=8086:10D3\n")

static const struct fake table[] = {
	LIST_(DEVICES, "0000:00:01.0 0000:00:02.0 0000:00:03.0 0000:00:04.0 0000:00:05.0 0000:00:06.0"),
	DEVICE("1", "DRIVER=e1000e\n"),
	DEVICE("2", ""),
	DEVICE("3", "DRIVER=pciback\n"),
	DEVICE("4", "DRIVER=pciback\n"),
	DEVICE("5", "DRIVER=pciback\n"),
	DEVICE("6", ""),
	FILE_("xen/domains", "0 type=pv\n1 type=pv\n"),
	FILE_("xen/pci-owners",
			"==== PCI devices ====\n0000:00:01.0 - d0 - node -1\n"
			"0000:00:02.0 - d0 - node 1   - MSIs < 57 58 >\n"
			"0000:00:03.0 - DomIO:7ff2 - node -1\n0000:00:04.0 - d1 - node 0\n"
			"0000:00:05.0 - d1\n0000:00:05.0 - d0\nff:ff - \n"),
	FILE_("xen/reserved-memory", "7ffe0000-7ffe0fff 0000:00:01.0 0000:00:02.0\nrubbish\n"),
	LIST_("sys/bus/pci/drivers/pciback", "slots"),
	FILE_("proc/cmdline", "xen-pciback.hide=(00:03.*)(0000:00:04.0) quiet"),
	LIST_("xenstore/local/domain", "0 1"),
	LIST_("xenstore/libxl/pci", "0000-00-03-0"),
	FILE_("xenstore/libxl/pci/0000-00-03-0/domid", "7"),
	END_,
};

static void the_state_follows_xens_owner(void)
{
	static const enum device_state expected[] = { DEVICE_DOM0, DEVICE_UNBOUND, DEVICE_RESERVED,
		DEVICE_ATTACHED, DEVICE_UNKNOWN, DEVICE_UNBOUND };
	struct xpt_host *host = fake_host(table, 0);

	CU_ASSERT_EQUAL_FATAL(host->device_count, 6);
	for (size_t i = 0; i < 6; i++)
		CU_ASSERT_EQUAL(host->devices[i].state, expected[i]);
	CU_ASSERT(fact_is(host->devices[1].node, 1));
	CU_ASSERT(fact_is(host->devices[5].known_to_xen, 0));
	CU_ASSERT_EQUAL(host->devices[0].reserved_memory_sharers.count, 1);
	CU_ASSERT(fact_true(host->devices[2].hidden_at_boot));
	CU_ASSERT(fact_is(host->devices[0].hidden_at_boot, 0));
	xpt_host_free(host);
}

static void a_garbled_list_of_reserved_memory_proves_no_absence(void)
{
	struct xpt_host *host = fake_host(table, 0);

	CU_ASSERT_EQUAL(host->regions_read.state, XPT_FACT_UNREADABLE);
	CU_ASSERT_EQUAL(host->devices[0].reserved_memory.count, 1);
	CU_ASSERT_EQUAL(host->devices[2].reserved_memory.state, XPT_FACT_UNREADABLE);
	xpt_host_free(host);
}

static void a_garbled_memory_map_proves_no_absence(void)
{
	static const struct fake map = FILE_("xen/memory-map", "0-7fffffff usable\nrubbish\n");
	struct fake with_map[sizeof(table) / sizeof(*table) + 1] = { map };
	struct xpt_host *host;

	memcpy(&with_map[1], table, sizeof(table));
	host = fake_host(with_map, XPT_DETAIL_CONFIG);
	CU_ASSERT_EQUAL(host->firmware->map_read.state, XPT_FACT_UNREADABLE);
	CU_ASSERT_EQUAL(host->regions[0].reserved.state, XPT_FACT_UNREADABLE);
	xpt_host_free(host);
}

/* What the backend of d1 lists, where d8 is gone. */
static struct fact_int in_store_where(const struct fake device, const struct fake stale)
{
	const struct fake more[] = { LIST_("xenstore/local/domain/0/backend/pci", "1 8"),
		LIST_("xenstore/local/domain/0/backend/pci/1/0", "dev-0"), device,
		LIST_("xenstore/local/domain/0/backend/pci/8/0", "dev-0"), stale };
	struct fake with_backends[sizeof(table) / sizeof(*table) + sizeof(more) / sizeof(*more)];
	struct xpt_host *host;
	struct fact_int domid;

	memcpy(with_backends, more, sizeof(more));
	memcpy(&with_backends[sizeof(more) / sizeof(*more)], table, sizeof(table));
	host = fake_host(with_backends, 0);
	domid = host->devices[3].store_domid;
	xpt_host_free(host);
	return domid;
}

static void a_backend_that_cannot_be_read_may_list_any_device(void)
{
	static const struct fake told = FILE_("xenstore/local/domain/0/backend/pci/1/0/dev-0",
						 "0000:00:04.0"),
				 denied = DENIED_("xenstore/local/domain/0/backend/pci/1/0/dev-0",
						 "no"),
				 other = FILE_("xenstore/local/domain/0/backend/pci/8/0/dev-0",
						 "0000:00:03.0"),
				 same = FILE_("xenstore/local/domain/0/backend/pci/8/0/dev-0",
						 "0000:00:04.0");

	CU_ASSERT(fact_is(in_store_where(told, other), 1));
	CU_ASSERT_EQUAL(in_store_where(denied, other).state, XPT_FACT_UNREADABLE);
	/* what a domain that is gone left proves nothing against another's */
	CU_ASSERT(fact_is(in_store_where(told, same), 1));
	CU_ASSERT_EQUAL(in_store_where(denied, same).state, XPT_FACT_UNREADABLE);
}

static void contradictions_are_named(void)
{
	struct xpt_host *host = fake_host(table, 0);

	CU_ASSERT(texts_have(&host->devices[2].disagreements,
			"xl's claim key says d7 (which is gone), Xen says quarantine"));
	CU_ASSERT(fact_is(host->devices[2].assignable, 0));
	CU_ASSERT(texts_have(&host->devices[3].disagreements,
			"Xen says d1 owns it, xenstore says nobody"));
	CU_ASSERT_EQUAL(host->devices[0].disagreements.count, 0);
	xpt_host_free(host);
}

SUITE(states)
{
	TEST(the_state_follows_xens_owner);
	TEST(a_garbled_list_of_reserved_memory_proves_no_absence);
	TEST(a_garbled_memory_map_proves_no_absence);
	TEST(a_backend_that_cannot_be_read_may_list_any_device);
	TEST(contradictions_are_named);
}
