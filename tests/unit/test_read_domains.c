/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <xpt/error.h>

#include "fake_source.h"
#include "unit.h"

#define DEVICES "sys/bus/pci/devices"
#define BACKEND "xenstore/local/domain/0/backend/pci"

static const struct fake host_table[] = {
	LIST_(DEVICES, "0000:00:05.0 0000:00:06.0 0001:00:05.0"),
	FILE_(DEVICES "/0000:00:05.0/uevent",
			"DRIVER=pciback\nPCI_ID=8086:10D3\nPCI_CLASS=20000\n"),
	FILE_(DEVICES "/0000:00:06.0/uevent", "DRIVER=e1000e\nPCI_ID=8086:10D3\nPCI_CLASS=20000\n"),
	FILE_(DEVICES "/0001:00:05.0/uevent", "PCI_ID=8086:10D3\nPCI_CLASS=20000\n"),
	FILE_("xen/domains",
			"3 uuid=33333333-0000-0000-0000-000000000000 type=hvm state=paused vcpus=1 memory_kib=100 pool=1 iommu=1\n"
			"0 uuid=00000000-0000-0000-0000-000000000000 type=pv state=running vcpus=2 memory_kib=1048576 max_memory_kib=2097152\n"
			"1 uuid=11 type=hvm state=running iommu=1\n"
			"2 uuid=22 type=pv state=running iommu=0\n"
			"6 uuid=66666666-0000-0000-0000-000000000000 type=pv iommu=1\n"
			"6 uuid=66666666-0000-0000-0000-000000000000 type=pv iommu=0\n"
			"32751 type=hvm\n32752 type=pv\n4294967297 type=pv\n"
			"9999999999 type=pv\n-1 type=pv\nx\n\n=\n5\n"),
	LIST_("xenstore/local/domain", "0 1 2 3"),
	FILE_("xenstore/local/domain/0/name", "Domain-0"),
	FILE_("xenstore/local/domain/1/name", "h1"),
	FILE_("xenstore/local/domain/2/name", "h1-stub"),
	FILE_("xenstore/local/domain/3/name", "2"),
	FILE_("xenstore/local/domain/1/image/device-model-domid", "2"),
	FILE_("xenstore/libxl/1/type", "hvm"),
	FILE_("xenstore/libxl/3/type", "pvh"),
	FILE_("xenstore/local/pool/1/name", "Pool-node1"),
	END_,
};

static const struct fake store[] = {
	LIST_(BACKEND, "2 77 garbage 99999999999"),
	LIST_(BACKEND "/2/0",
			"num_devs dev-0 dev-1 dev-7 vdev-0 state dev-x dev-99999999999999999999"),
	FILE_(BACKEND "/2/0/num_devs", "2"),
	FILE_(BACKEND "/2/0/dev-0", "0000:00:05.0"),
	FILE_(BACKEND "/2/0/dev-1", "rubbish"),
	FILE_(BACKEND "/2/0/dev-7", "0000:00:06.0"),
	LIST_("xenstore/libxl/pci",
			"0000-00-05-0 0001-00-05-0 0000-00-99-0 x 0000000000000000000000"),
	FILE_("xenstore/libxl/pci/0000-00-05-0/domid", "1"),
	FILE_("xenstore/libxl/pci/0000-00-05-0/driver_path", "/sys/bus/pci/drivers/e1000e"),
	FILE_("xenstore/libxl/pci/0000-00-05-0/name", "nic0"),
	FILE_("xenstore/libxl/pci/0001-00-05-0/domid", "12345678901234567890"),
	END_,
};

static const struct fake *const both[] = { host_table, store, NULL };

static void domains_are_listed_by_id_once_each(void)
{
	struct xpt_host *host = fake_host_of(both, 0);
	const struct xpt_domain *h1 = xpt__model_domain(host, 1);

	CU_ASSERT_EQUAL_FATAL(host->domain_count, 7);
	CU_ASSERT_EQUAL(host->domains[6].id, 32751);
	ASSERT_TEXT(h1->name.value, "h1");
	CU_ASSERT(fact_is(xpt__model_domain(host, 0)->max_memory_kib, 2097152));
	CU_ASSERT(fact_true(h1->passthrough));
	CU_ASSERT(fact_is(xpt__model_domain(host, 2)->passthrough, 0));
	CU_ASSERT_EQUAL(xpt__model_domain(host, 5)->passthrough.state, XPT_FACT_UNREADABLE);
	/* named twice: neither line can be believed */
	ASSERT_TEXT(xpt__model_domain(host, 6)->passthrough.reason, "Xen's answer has it twice");
	CU_ASSERT_EQUAL(xpt__model_domain(host, 6)->uuid.state, XPT_FACT_UNREADABLE);
	/* cut off */
	CU_ASSERT_EQUAL(h1->uuid.state, XPT_FACT_UNREADABLE);
	ASSERT_TEXT(xpt__model_domain(host, 3)->pool.value, "Pool-node1");
	xpt_host_free(host);
}

static void pvh_is_told_from_hvm_by_xenstore(void)
{
	struct xpt_host *host = fake_host_of(both, 0);

	ASSERT_TEXT(xpt__model_domain(host, 1)->type.value, "hvm");
	ASSERT_TEXT(xpt__model_domain(host, 3)->type.value, "pvh");
	ASSERT_TEXT(xpt__model_domain(host, 2)->type.value, "pv");
	CU_ASSERT_EQUAL(xpt__model_domain(host, 32751)->type.state, XPT_FACT_UNREADABLE);
	xpt_host_free(host);
}

static void a_domain_is_found_by_name_before_id(void)
{
	struct xpt_host *host = fake_host_of(both, 0);
	const struct xpt_domain *domain = NULL;
	struct xpt_error *error = NULL;

	CU_ASSERT_EQUAL(xpt_host_find_domain(host, "h1", &domain, NULL), 0);
	CU_ASSERT_EQUAL(domain->id, 1);
	CU_ASSERT_EQUAL(xpt_host_find_domain(host, "2", &domain, NULL), 0);
	CU_ASSERT_EQUAL(domain->id, 3);
	CU_ASSERT_EQUAL(xpt_host_find_domain(host, "0", &domain, NULL), 0);
	ASSERT_TEXT(domain->name.value, "Domain-0");
	CU_ASSERT_EQUAL(xpt_host_find_domain(host, "nobody", &domain, &error), XPT_NOT_FOUND);
	CU_ASSERT_PTR_NOT_NULL(strstr(xpt_error_message(error), "Domain-0, h1"));
	xpt_error_free(error);
	xpt_host_free(host);
}

static void an_unknown_device_comes_with_a_suggestion(void)
{
	struct xpt_host *host = fake_host_of(both, 0);
	const struct xpt_device *device = NULL;
	struct xpt_error *error = NULL;
	struct xpt_bdf at = { 0, 0, 5, 1 };

	CU_ASSERT_EQUAL(xpt_host_find_device(host, at, &device, &error), XPT_NOT_FOUND);
	CU_ASSERT_PTR_NOT_NULL(strstr(xpt_error_message(error), "did you mean 0000:00:05.0"));
	CU_ASSERT_PTR_NULL(device);
	xpt_error_free(error);
	at.function = 0;
	CU_ASSERT_EQUAL(xpt_host_find_device(host, at, &device, NULL), 0);
	ASSERT_TEXT(device->address, "0000:00:05.0");
	xpt_host_free(host);
}

static void a_stub_domains_devices_are_its_guests(void)
{
	struct xpt_host *host = fake_host_of(both, 0);

	CU_ASSERT(fact_is(xpt__model_domain(host, 1)->stubdomain, 2));
	CU_ASSERT(fact_is(fake_device(host, "00:05.0")->store_domid, 1));
	CU_ASSERT_EQUAL(xpt__model_domain(host, 1)->store_devices.count, 1);
	/* dev-7 lies above num_devs */
	CU_ASSERT_EQUAL(fake_device(host, "00:06.0")->store_domid.state, XPT_FACT_ABSENT);
	xpt_host_free(host);
}

static void claims_tell_the_original_driver(void)
{
	struct xpt_host *host = fake_host_of(both, 0);
	const struct xpt_device *device = fake_device(host, "00:05.0");

	CU_ASSERT(fact_is(device->claim_domid, 1));
	ASSERT_TEXT(device->original_driver.value, "e1000e");
	ASSERT_TEXT(device->store_name.value, "nic0");
	CU_ASSERT_EQUAL(fake_device(host, "00:06.0")->claim_domid.state, XPT_FACT_ABSENT);
	CU_ASSERT_EQUAL(fake_device(host, "0001:00:05.0")->claim_domid.state, XPT_FACT_UNREADABLE);
	xpt_host_free(host);
}

static void a_silent_xenstore_is_asked_once(void)
{
	static const struct fake silent[] = {
		DENIED_("xenstore/local/domain", "xenstored does not answer"),
		END_,
	};
	const struct fake *const tables[] = { silent, host_table, store, NULL };
	struct xpt_host *host = fake_host_of(tables, 0);

	CU_ASSERT_EQUAL(host->store.state, XPT_FACT_UNREADABLE);
	ASSERT_TEXT(host->store.reason, "xenstored does not answer");
	ASSERT_TEXT(xpt__model_domain(host, 1)->name.reason, "xenstored does not answer");
	ASSERT_TEXT(xpt__model_domain(host, 0)->name.value, "Domain-0");
	CU_ASSERT_EQUAL(fake_device(host, "00:05.0")->store_domid.state, XPT_FACT_UNREADABLE);
	CU_ASSERT_EQUAL(fake_device(host, "00:05.0")->original_driver.state, XPT_FACT_UNREADABLE);
	CU_ASSERT_EQUAL(xpt__model_domain(host, 1)->store_devices.state, XPT_FACT_UNREADABLE);
	xpt_host_free(host);
}

static void device_models_are_asked_for_their_devices(void)
{
	static const struct fake models[] = {
		FILE_("xen/model/1",
				"  Bus  0, device   5, function 0:\r\n"
				"    Ethernet controller: PCI device 8086:10d3\r\n"
				"      id \"pci-pt-00_05.0\"\r\n"
				"      id \"pci-pt-zz_99.9\"\r\n      id \"pci-pt-00_0\r\n id \"pci-pt-"),
		END_,
	};
	const struct fake *const tables[] = { models, host_table, store, NULL };
	struct xpt_host *host = fake_host_of(tables, XPT_DETAIL_MODELS);

	ASSERT_TEXT(xpt__model_domain(host, 1)->model.value, "qemu");
	CU_ASSERT_EQUAL(xpt__model_domain(host, 1)->model_devices.count, 1);
	CU_ASSERT(fact_is(fake_device(host, "00:05.0")->model_domid, 1));
	CU_ASSERT_EQUAL(fake_device(host, "00:06.0")->model_domid.state, XPT_FACT_ABSENT);
	xpt_host_free(host);
	host = fake_host_of(both, XPT_DETAIL_MODELS);
	CU_ASSERT_EQUAL(xpt__model_domain(host, 1)->model.state, XPT_FACT_UNREADABLE);
	CU_ASSERT_EQUAL(fake_device(host, "00:06.0")->model_domid.state, XPT_FACT_UNREADABLE);
	xpt_host_free(host);
}

static void a_device_model_that_will_be_asked_may_begin_and_is_asked(void)
{
	struct xpt_host *host = fake_host_of(both, XPT_DETAIL_MODELS);

	ASSERT_TEXT(fake_announced(), " -----------");
	xpt_host_free(host);
	host = fake_host_of(both, XPT_DETAIL_PLACEMENT);
	ASSERT_TEXT(fake_announced(), "");
	xpt_host_free(host);
}

static void what_a_kernel_can_do_is_asked_for_where_a_domain_may_be_moved(void)
{
	static const struct fake kernels[] = {
		FILE_("xenstore/local/domain/0/control/feature-suspend", "1"),
		FILE_("xenstore/local/domain/1/control/feature-poweroff", "1"), END_
	};
	static const struct fake *const all[] = { kernels, host_table, NULL };
	struct xpt_host *host = fake_host_of(all, 0);

	CU_ASSERT_EQUAL(xpt__model_domain(host, 0)->suspends.state, XPT_FACT_UNREAD);
	xpt_host_free(host);
	host = fake_host_of(all, XPT_DETAIL_PLACEMENT);
	CU_ASSERT(fact_is(xpt__model_domain(host, 0)->suspends, 1));
	CU_ASSERT(fact_is(xpt__model_domain(host, 1)->suspends, 0));
	CU_ASSERT_EQUAL(xpt__model_domain(host, 2)->suspends.state, XPT_FACT_ABSENT);
	xpt_host_free(host);
}

SUITE(read_domains)
{
	TEST(domains_are_listed_by_id_once_each);
	TEST(pvh_is_told_from_hvm_by_xenstore);
	TEST(a_domain_is_found_by_name_before_id);
	TEST(an_unknown_device_comes_with_a_suggestion);
	TEST(a_stub_domains_devices_are_its_guests);
	TEST(claims_tell_the_original_driver);
	TEST(a_silent_xenstore_is_asked_once);
	TEST(device_models_are_asked_for_their_devices);
	TEST(a_device_model_that_will_be_asked_may_begin_and_is_asked);
	TEST(what_a_kernel_can_do_is_asked_for_where_a_domain_may_be_moved);
}
