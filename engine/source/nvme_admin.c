/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The commands are the kernel's own ioctl, as libnvme would only wrap it. No time limit of ours is given: one that is
 * met makes the kernel reset the controller under dom0, so it is the driver's (nvme_core.admin_timeout).
 */
#include "nvme_admin.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/nvme_ioctl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "../base/error.h"
#include "../formats/nvme_secondary.h"
#include "paths.h"

#define IDENTIFY 0x06
#define PAGE_BYTES 4096
#define CNS_PRIMARY 0x14
#define CNS_SECONDARY 0x15
/* Of an NVMe status: its type and code. What a controller does not know of Identify is a field that is invalid. */
#define STATUS_CODE 0x7ff
#define INVALID_FIELD 0x002

/* Which kinds can be given, and of each: total, assigned, the primary's own, private ones, the most, the step. */
#define KINDS_AT 4
#define KIND_QUEUES 1
#define KIND_INTERRUPTS 2
#define QUEUES_AT 32
#define INTERRUPTS_AT 64

/* An entry of the list of secondary controllers (NVMe 1.4, figure 253), each of 32 bytes. */
#define ENTRIES_AT 32
#define ENTRY_BYTES 32
#define LISTS_MOST 32 /* each of 127 */

static unsigned int number_at(const uint8_t *bytes, size_t at)
{
	return (unsigned int)bytes[at] | (unsigned int)bytes[at + 1] << 8;
}

/* "nvme0" and nothing else: it becomes the name of a device node. */
static bool is_controller(const char *name)
{
	uint64_t number;
	struct span rest = xpt__span_of(name);

	return xpt__span_skip(&rest, "nvme") && xpt__span_number(rest, 10, &number);
}

int xpt__nvme_admin_open(const char *name, int *ret_fd, struct xpt_error **ret_error)
{
	char place[64];

	if (!is_controller(name))
		return xpt__error_set(ret_error, XPT_NOT_FOUND, "there is no controller %s", name);
	snprintf(place, sizeof(place), DEVICE_NODES "%.32s", name);
	*ret_fd = open(place, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW);
	if (*ret_fd < 0)
		return xpt__error_errno(ret_error,
				errno == EACCES || errno == EPERM ? XPT_DENIED : XPT_UNREADABLE,
				errno, "cannot open %s", place);
	return 0;
}

static int identify(int fd, const char *name, unsigned int what, uint8_t page[PAGE_BYTES],
		struct xpt_error **ret_error)
{
	struct nvme_admin_cmd command = { .opcode = IDENTIFY,
		.addr = (uint64_t)(uintptr_t)page,
		.data_len = PAGE_BYTES,
		.cdw10 = what };
	int r = ioctl(fd, NVME_IOCTL_ADMIN_CMD, &command);

	if (r < 0)
		return xpt__error_errno(ret_error,
				errno == EACCES || errno == EPERM ? XPT_DENIED : XPT_UNREADABLE,
				errno, "%s does not identify itself", name);
	if ((r & STATUS_CODE) == INVALID_FIELD)
		return xpt__error_set(ret_error, XPT_NOT_FOUND,
				"%s has no Virtualization Management", name);
	if (r > 0)
		return xpt__error_set(ret_error, XPT_UNREADABLE,
				"%s refuses to identify itself (CNS %02xh): NVMe status 0x%x", name,
				what, (unsigned int)r);
	return 0;
}

static void write_entry(FILE *to, const uint8_t *entry)
{
	unsigned int function = number_at(entry, 8);
	struct nvme_secondary_line line = {
		.number = function - 1,
		.cntlid = fact_int_known(number_at(entry, 0)),
		.online = fact_int_known(entry[4] & 1),
		.vq = fact_int_known(number_at(entry, 10)),
		.vi = fact_int_known(number_at(entry, 12)),
	};

	/* 0: it is no virtual function */
	if (function)
		xpt__nvme_secondary_write(to, &line);
}

/* Queues and interrupts stand in the same form in the capabilities of a primary controller (figure 252). */
static void write_share(FILE *to, const char *what, const uint8_t *at)
{
	const struct nvme_share_line line = {
		.total = fact_int_known(number_at(at, 0) | (long long)number_at(at, 2) << 16),
		.assigned = fact_int_known(number_at(at, 4) | (long long)number_at(at, 6) << 16),
		.primary = fact_int_known(number_at(at, 8)),
		.most = fact_int_known(number_at(at, 12)),
		.step = fact_int_known(number_at(at, 14)),
	};

	xpt__nvme_share_write(to, what, &line);
}

static void write_shares(FILE *to, const uint8_t page[PAGE_BYTES])
{
	if (page[KINDS_AT] & KIND_QUEUES)
		write_share(to, NVME_QUEUES, &page[QUEUES_AT]);
	if (page[KINDS_AT] & KIND_INTERRUPTS)
		write_share(to, NVME_INTERRUPTS, &page[INTERRUPTS_AT]);
}

/* Each list goes on where the last one ended. Where it cannot be had, later VFs are not told of. */
static int write_entries(FILE *to, int fd, const char *name, struct xpt_error **ret_error)
{
	unsigned int from = 0, count = NVME_SECONDARY_LIMIT;

	for (unsigned int i = 0; i < LISTS_MOST && count == NVME_SECONDARY_LIMIT; i++) {
		uint8_t page[PAGE_BYTES] = { 0 };
		int rc = identify(fd, name, CNS_SECONDARY | from << 16, page, i ? NULL : ret_error);
		unsigned int last;

		if (rc)
			return i ? 0 : rc;
		count = page[0] < NVME_SECONDARY_LIMIT ? page[0] : NVME_SECONDARY_LIMIT;
		for (unsigned int entry = 0; entry < count; entry++)
			write_entry(to, &page[ENTRIES_AT + entry * ENTRY_BYTES]);
		last = count ? number_at(page, ENTRIES_AT + (count - 1) * ENTRY_BYTES) : 0;
		if (last < from || last == UINT16_MAX)
			break;
		from = last + 1;
	}
	return 0;
}

/* not OACS is asked: QEMU has the commands without the bit */
static int write_all(FILE *to, int fd, const char *name, struct xpt_error **ret_error)
{
	uint8_t primary[PAGE_BYTES] = { 0 };
	int rc = identify(fd, name, CNS_PRIMARY, primary, ret_error);

	if (rc)
		return rc;
	write_shares(to, primary);
	return write_entries(to, fd, name, ret_error);
}

int xpt__nvme_admin_read(const char *path, struct blob *ret_blob, struct xpt_error **ret_error)
{
	auto_blob struct blob blob = { 0 };
	const char *slash = strchr(path, '/');
	auto_fd int fd = -1;
	FILE *to;
	int rc;

	if (!slash)
		return xpt__error_set(ret_error, XPT_NOT_FOUND, "there is no %s", path);
	rc = xpt__nvme_admin_open(slash + 1, &fd, ret_error);
	if (rc)
		return rc;
	to = open_memstream(&blob.bytes, &blob.length);
	if (!to)
		return xpt__error_no_memory(ret_error);
	rc = write_all(to, fd, slash + 1, ret_error);
	if (fclose(to) && !rc)
		return xpt__error_no_memory(ret_error);
	if (rc)
		return rc;
	*ret_blob = blob;
	blob = (struct blob){ 0 };
	return 0;
}
