/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "xen_ctrl.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include <xenctrl.h>

#include "../base/error.h"
#include "../base/vector.h"
#include "../formats/domains.h"
#include "../formats/limits.h"
#include "../formats/physinfo.h"
#include "../formats/xen_version.h"
#include "paths.h"
#include "ring.h"
#include "xen_console.h"
#include "xen_listen.h"
#include "xen_memory.h"
#include "xen_numa.h"
#include "xen_topology.h"

#define PAGE_KIB 4
#define DOMAINS_AT_ONCE 256
#define FREE_SINCE (4 << 16 | 17)

struct xen_handle {
	struct listener *listener;
	xc_interface *xc;
	struct console_place console;
};

/* Answers are written as text into memory. */
struct page {
	struct blob blob;
	FILE *to;
};

static int page_open(struct page *page, struct xpt_error **ret_error)
{
	page->to = open_memstream(&page->blob.bytes, &page->blob.length);
	return page->to ? 0 : xpt__error_no_memory(ret_error);
}

/* @rc: how writing it went; closes the page either way. */
static int page_done(struct page *page, int rc, struct blob *ret_blob, struct xpt_error **ret_error)
{
	bool bad = ferror(page->to);

	if (fclose(page->to) || (bad && !rc))
		rc = rc ? rc : xpt__error_no_memory(ret_error);
	if (rc)
		blob_clear(&page->blob);
	else
		*ret_blob = page->blob;
	return rc;
}

/* @text: @size bytes that a zero ends, if anything does. */
static struct fact_span said(int rc, const char *text, size_t size)
{
	if (rc < 0)
		return (struct fact_span)LINE_UNTOLD;
	return (struct fact_span){ .state = XPT_FACT_KNOWN,
		.value = { text, strnlen(text, size) } };
}

static int write_version(struct xen_handle *handle, FILE *to, struct xpt_error **ret_error)
{
	xen_extraversion_t extra = { 0 };
	xen_changeset_info_t changeset = { 0 };
	xen_capabilities_info_t capabilities = { 0 };
	xen_commandline_t command_line = { 0 };
	int number = xc_version(handle->xc, XENVER_version, NULL);
	struct version_text version;
	char text[64 + sizeof(extra)];

	if (number < 0 || xc_version(handle->xc, XENVER_extraversion, &extra) < 0)
		return xpt__xen_failed("its version", ret_error);
	snprintf(text, sizeof(text), "%d.%d%.*s", number >> 16, number & 0xffff, (int)sizeof(extra),
			extra);
	version.xen = said(0, text, sizeof(text));
	version.changeset = said(xc_version(handle->xc, XENVER_changeset, &changeset), changeset,
			sizeof(changeset));
	version.capabilities = said(xc_version(handle->xc, XENVER_capabilities, &capabilities),
			capabilities, sizeof(capabilities));
	version.command_line = said(xc_version(handle->xc, XENVER_commandline, &command_line),
			command_line, sizeof(command_line));
	xpt__xen_version_write(to, &version);
	return 0;
}

static int read_whole_console(
		struct xen_handle *handle, struct blob *ret_blob, struct xpt_error **ret_error)
{
	struct console_place end = { .known = true };
	uint32_t lost;
	int rc = xpt__xen_console_read(handle->xc, &end.at, false, ret_blob, &lost, ret_error);

	if (!rc)
		handle->console = end;
	return rc;
}

static struct fact_int kib(uint64_t pages)
{
	return fact_int_known((long long)(pages * PAGE_KIB));
}

static int write_physinfo(struct xen_handle *handle, FILE *to, struct xpt_error **ret_error)
{
	xc_physinfo_t info = { 0 };
	struct physinfo_text physinfo;

	if (xc_physinfo(handle->xc, &info))
		return xpt__xen_failed("what machine it runs on", ret_error);
	physinfo.nr_cpus = fact_int_known(info.nr_cpus);
	physinfo.max_cpu_id = fact_int_known(info.max_cpu_id);
	physinfo.nr_nodes = fact_int_known(info.nr_nodes);
	physinfo.threads_per_core = fact_int_known(info.threads_per_core);
	physinfo.cores_per_socket = fact_int_known(info.cores_per_socket);
	physinfo.cpu_khz = fact_int_known(info.cpu_khz);
	physinfo.total_kib = kib(info.total_pages);
	physinfo.free_kib = kib(info.free_pages);
	physinfo.outstanding_kib = kib(info.outstanding_pages);
	for (int i = 0; i < CAPABILITIES; i++)
		physinfo.can[i] = fact_int_known(info.capabilities >> i & 1);
	xpt__physinfo_write(to, &physinfo);
	return 0;
}

/*
 * Was it created with an IOMMU context, so that it can get devices later? Xen turns any IOMMU
 * question about a domain without one down with EOPNOTSUPP, before it looks at the device. This
 * question changes nothing and prints nothing. Versions that always say EFAULT leave it open.
 */
static struct fact_int ask_iommu(
		struct xen_handle *handle, uint32_t domid, const struct names *devices)
{
	uint32_t found, group[1];
	struct xpt_bdf bdf;
	int r;

	if (!devices->count || !xpt__xen_address(devices->items[0], &bdf))
		return (struct fact_int)LINE_UNTOLD;
	r = xc_get_device_group(handle->xc, domid,
			bdf.segment << 16 | (uint32_t)bdf.bus << 8 | xpt__xen_devfn(bdf), 1, &found,
			group);
	return !r || errno == EOPNOTSUPP ? fact_int_known(!r) : (struct fact_int)LINE_UNTOLD;
}

/* Memory that a device must not meet. Only guests in HVM's address spaces can have such. */
static void ask_gaps(
		struct xen_handle *handle, const xc_domaininfo_t *info, struct domain_line *domain)
{
	uint64_t total, cache, entries;

	if (!(info->flags & XEN_DOMINF_hvm_guest))
		return;
	if (!xc_domain_get_pod_target(handle->xc, info->domain, &total, &cache, &entries))
		domain->pod_kib = kib(entries);
	domain->shared_kib = kib(info->shr_pages);
	domain->paged_kib = kib(info->paged_pages);
}

static const char *domain_state(uint32_t flags)
{
	if (flags & XEN_DOMINF_dying)
		return "dying";
	if (flags & XEN_DOMINF_shutdown)
		switch (flags >> XEN_DOMINF_shutdownshift & XEN_DOMINF_shutdownmask) {
		case SHUTDOWN_crash:
			return "crashed";
		case SHUTDOWN_suspend:
			return "suspended";
		default:
			return "shutdown";
		}
	if (flags & XEN_DOMINF_paused)
		return "paused";
	return flags & XEN_DOMINF_blocked ? "blocked" : "running";
}

static void write_domain(struct xen_handle *handle, const xc_domaininfo_t *info,
		const struct names *devices, FILE *to)
{
	struct domain_line domain = xpt__domain_unknown(info->domain);
	const uint8_t *id = info->handle;
	char uuid[40] = "";

	for (int i = 0; i < 16; i++)
		snprintf(uuid + strlen(uuid), sizeof(uuid) - strlen(uuid), "%s%02x",
				i == 4 || i == 6 || i == 8 || i == 10 ? "-" : "", id[i]);
	domain.uuid = fact_span_known(uuid);
	domain.type = fact_span_known(info->flags & XEN_DOMINF_hvm_guest ? "hvm" : "pv");
	domain.state = fact_span_known(domain_state(info->flags));
	domain.vcpus = fact_int_known(info->nr_online_vcpus);
	domain.memory_kib = kib(info->tot_pages);
	if (info->max_pages < UINT32_MAX) /* dom0 may have no limit */
		domain.max_memory_kib = kib(info->max_pages);
	if ((int32_t)info->cpupool >= 0)
		domain.pool = fact_int_known((int32_t)info->cpupool);
	ask_gaps(handle, info, &domain);
	domain.iommu = ask_iommu(handle, info->domain, devices);
	xpt__domains_write(to, &domain);
}

static int write_domains(struct xen_handle *handle, const struct names *devices, FILE *to,
		struct xpt_error **ret_error)
{
	auto_free xc_domaininfo_t *infos = calloc(DOMAINS_AT_ONCE, sizeof(*infos));
	uint32_t first = 0;
	int count;

	if (!infos)
		return xpt__error_no_memory(ret_error);
	do {
		count = xc_domain_getinfolist(handle->xc, first, DOMAINS_AT_ONCE, infos);
		if (count < 0)
			return xpt__xen_failed("its domains", ret_error);
		for (int i = 0; i < count; i++)
			write_domain(handle, &infos[i], devices, to);
		if (count)
			first = infos[count - 1].domain + 1U;
	} while (count == DOMAINS_AT_ONCE && first < DOMID_LIMIT);
	return 0;
}

/*
 * Is it dom0's or in quarantine? The test that precedes an assignment tells it without the console, where guests can write;
 * it only prints where a guest has the device. Before 4.17 it needs a domain to be asked for, and 4.14 would crash.
 */
static int write_free(
		struct xen_handle *handle, const char *path, FILE *to, struct xpt_error **ret_error)
{
	int version = xc_version(handle->xc, XENVER_version, NULL);
	struct xpt_bdf bdf;

	if (version < FREE_SINCE || !xpt__xen_address(path + strlen(PATH_XEN_FREE "/"), &bdf))
		return xpt__error_set(ret_error, XPT_NOT_FOUND, "there is no %s", path);
	if (!xc_test_assign_device(handle->xc, DOMID_INVALID,
			    bdf.segment << 16 | (uint32_t)bdf.bus << 8 | xpt__xen_devfn(bdf)))
		fputs(PATH_XEN_FREE_YES, to);
	else if (errno != EINVAL)
		return xpt__xen_failed("whether a guest has a device", ret_error);
	return 0;
}

static int write_answer(struct xen_handle *handle, const char *path, const struct names *devices,
		FILE *to, struct xpt_error **ret_error)
{
	if (!strcmp(path, PATH_XEN_VERSION))
		return write_version(handle, to, ret_error);
	if (!strcmp(path, PATH_XEN_PHYSINFO))
		return write_physinfo(handle, to, ret_error);
	if (!strcmp(path, PATH_XEN_CONSOLE_SIZE))
		return xpt__xen_write_console_size(handle->xc, to, ret_error);
	if (!strcmp(path, PATH_XEN_DOMAINS))
		return write_domains(handle, devices, to, ret_error);
	if (!strcmp(path, PATH_XEN_TOPOLOGY))
		return xpt__xen_write_topology(handle->xc, devices, to, ret_error);
	if (!strcmp(path, PATH_XEN_REGIONS))
		return xpt__xen_write_regions(handle->xc, devices, to, ret_error);
	if (!strcmp(path, PATH_XEN_MEMORY_MAP))
		return xpt__xen_write_memory_map(handle->xc, to, ret_error);
	if (!strcmp(path, PATH_XEN_CPUS))
		return xpt__xen_write_cpus(handle->xc, to, ret_error);
	if (!strcmp(path, PATH_XEN_NODES))
		return xpt__xen_write_nodes(handle->xc, to, ret_error);
	if (!strcmp(path, PATH_XEN_POOLS))
		return xpt__xen_write_pools(handle->xc, to, ret_error);
	if (!strncmp(path, PATH_XEN_FREE "/", strlen(PATH_XEN_FREE "/")))
		return write_free(handle, path, to, ret_error);
	if (!strncmp(path, PATH_XEN_VCPUS "/", strlen(PATH_XEN_VCPUS "/")))
		return xpt__xen_write_vcpus(handle->xc, path, to, ret_error);
	return xpt__error_set(ret_error, XPT_NOT_FOUND, "there is no %s", path);
}

int xpt__xen_handle_read(struct xen_handle *handle, const char *path, const struct names *devices,
		struct blob *ret_blob, struct xpt_error **ret_error)
{
	struct page page = { 0 };
	int rc;

	xpt__listener_clear(handle->listener);
	if (!strcmp(path, PATH_XEN_CONSOLE))
		return read_whole_console(handle, ret_blob, ret_error);
	if (xpt__xen_is_key_answer(path))
		return xpt__xen_read_key_answer(
				handle->xc, &handle->console, path, devices, ret_blob, ret_error);
	rc = page_open(&page, ret_error);
	if (rc)
		return rc;
	rc = write_answer(handle, path, devices, page.to, ret_error);
	return page_done(&page, rc, ret_blob, ret_error);
}

static int cannot_open(int number, struct xpt_error **ret_error)
{
	if (geteuid() && (number == EACCES || number == EPERM))
		return xpt__error_set(ret_error, XPT_DENIED, "cannot talk to Xen: run it as root");
	if (access(LIVE_PRIVCMD, F_OK) && access(LIVE_PRIVCMD_OLD, F_OK))
		return xpt__error_set(ret_error, XPT_UNREADABLE,
				"this is not a Xen dom0: there is no " LIVE_PRIVCMD);
	return xpt__error_errno(ret_error, XPT_UNREADABLE, number, "cannot talk to Xen");
}

/* One question that every dom0 may ask and that depends on the interface version. */
static int try_out(struct xen_handle *handle, struct xpt_error **ret_error)
{
	int version = xc_version(handle->xc, XENVER_version, NULL);
	xc_physinfo_t info = { 0 };

	if (version >= 0 && !xc_physinfo(handle->xc, &info))
		return 0;
	if (version < 0 || errno != EACCES)
		return xpt__error_errno(ret_error, XPT_UNREADABLE, errno,
				"this is not a Xen dom0: Xen does not answer");
	return xpt__error_set(ret_error, XPT_UNREADABLE,
			"tools and hypervisor do not match: Xen %d.%d runs, "
			"this xpt was built with the libraries of another version",
			version >> 16, version & 0xffff);
}

int xpt__xen_handle_open(struct xen_handle **ret_door, struct xpt_error **ret_error)
{
	auto_of(xen_handle) struct xen_handle *handle = calloc(1, sizeof(*handle));
	xentoollog_logger *logger;
	int rc;

	if (!handle)
		return xpt__error_no_memory(ret_error);
	handle->listener = xpt__listener_new();
	if (!handle->listener)
		return xpt__error_no_memory(ret_error);
	logger = xpt__listener_logger(handle->listener);
	handle->xc = xc_interface_open(logger, logger, 0);
	if (!handle->xc)
		return cannot_open(errno, ret_error);
	rc = try_out(handle, ret_error);
	if (!rc)
		*ret_door = TAKE(handle);
	return rc;
}

void xpt__xen_handle_free(struct xen_handle *handle)
{
	if (!handle)
		return;
	if (handle->xc)
		xc_interface_close(handle->xc);
	xpt__listener_free(handle->listener);
	free(handle);
}

struct xen_ring {
	struct xen_handle *handle;
	uint32_t at; /* the next byte */
	bool begun;
};

int xpt__xen_ring_open(struct xen_ring **ret_ring, struct xpt_error **ret_error)
{
	auto_of(xen_ring) struct xen_ring *ring = calloc(1, sizeof(*ring));
	int rc = ring ? xpt__xen_handle_open(&ring->handle, ret_error) :
			xpt__error_no_memory(ret_error);

	if (!rc)
		*ret_ring = TAKE(ring);
	return rc;
}

void xpt__xen_ring_free(struct xen_ring *ring)
{
	if (ring)
		xpt__xen_handle_free(ring->handle);
	free(ring);
}

int xpt__xen_ring_read(struct xen_ring *ring, struct blob *ret_blob, size_t *ret_lost,
		struct xpt_error **ret_error)
{
	uint32_t lost = 0;
	int rc = xpt__xen_console_read(
			ring->handle->xc, &ring->at, ring->begun, ret_blob, &lost, ret_error);

	ring->begun = true;
	*ret_lost = lost;
	return rc;
}
