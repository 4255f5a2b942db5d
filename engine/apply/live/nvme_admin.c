/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a controller gives to those of its VFs, by NVMe's Virtualization Management, which changes only what is offline. */
#include <errno.h>
#include <fcntl.h>
#include <linux/nvme_ioctl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#include "../../base/error.h"
#include "../../formats/nvme_secondary.h"
#include "../../source/nvme_admin.h"
#include "../../source/paths.h"
#include "live.h"

#define VIRTUALIZATION_MANAGEMENT 0x1c
#define ACT_OFFLINE 7
#define ACT_ASSIGN 8
#define ACT_ONLINE 9
#define QUEUES 0
#define INTERRUPTS 1

struct secondary {
	int fd;
	const char *controller; /* that it is given by */
	unsigned int cntlid;
	struct xpt_error **ret_error;
};

static int act(const struct secondary *secondary, unsigned int what, unsigned int kind,
		long long count, const char *said)
{
	struct nvme_admin_cmd command = { .opcode = VIRTUALIZATION_MANAGEMENT,
		.cdw10 = what | kind << 8 | secondary->cntlid << 16,
		.cdw11 = (uint32_t)count };
	int r = ioctl(secondary->fd, NVME_IOCTL_ADMIN_CMD, &command);

	if (r < 0)
		return xpt__error_errno(secondary->ret_error,
				errno == EACCES || errno == EPERM ? XPT_DENIED : XPT_REFUSED, errno,
				"%s cannot %s controller %u", secondary->controller, said,
				secondary->cntlid);
	if (r > 0)
		return xpt__error_set(secondary->ret_error, XPT_REFUSED,
				"%s refuses to %s controller %u: NVMe status 0x%x",
				secondary->controller, said, secondary->cntlid, (unsigned int)r);
	return 0;
}

static int set(const struct secondary *secondary, const struct nvme_words *words)
{
	int rc = act(secondary, ACT_OFFLINE, 0, 0, "take offline");

	if (!rc && words->vi >= 0)
		rc = act(secondary, ACT_ASSIGN, INTERRUPTS, words->vi, "give interrupts to");
	if (!rc && words->vq >= 0)
		rc = act(secondary, ACT_ASSIGN, QUEUES, words->vq, "give queues to");
	if (!rc && words->online)
		rc = act(secondary, ACT_ONLINE, 0, 0, "bring online");
	return rc;
}

/* "1 cntlid=2 online=1 …": the words behind the identifier; NULL: it is none */
static const char *read_line(const char *text, unsigned int *ret_cntlid)
{
	struct nvme_secondary_line line;
	const char *words = strstr(text, "online=");

	if (!words ||
			xpt__nvme_secondary_find(xpt__span_of(text),
					(unsigned int)strtoul(text, NULL, 10),
					&line) != FOUND_ONE ||
			line.cntlid.state != XPT_FACT_KNOWN)
		return NULL;
	*ret_cntlid = (unsigned int)line.cntlid.value;
	return words;
}

int xpt__live_nvme_admin(const char *path, const char *text, struct xpt_error **ret_error)
{
	struct secondary secondary = { .controller = path + strlen(PATH_NVME_ADMIN "/"),
		.ret_error = ret_error };
	const char *found = read_line(text, &secondary.cntlid);
	auto_free char *only = found ? strndup(found, strcspn(found, "\n")) : NULL;
	struct nvme_words words;
	auto_fd int fd = -1;
	int rc;

	if (found && !only)
		return xpt__error_no_memory(ret_error);
	if (!only || !xpt__nvme_words_read(only, &words))
		return xpt__error_set(ret_error, XPT_INVALID,
				"%s cannot be changed as asked: the request is not understood",
				secondary.controller);
	rc = xpt__nvme_admin_open(secondary.controller, &fd, ret_error);
	secondary.fd = fd;
	return rc ? rc : set(&secondary, &words);
}
