/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model.h"

#include <stdlib.h>
#include <string.h>

#include "../base/cleanup.h"
#include "../base/error.h"
#include "../base/text.h"
#include "../formats/model_usb.h"
#include "qmp_socket.h"

/* @command is one of QEMU's monitor; @path ends in the domain's id. */
static int ask(const char *path, const char *command, char **ret_answer,
		struct xpt_error **ret_error)
{
	const char *slash = strrchr(path, '/');
	uint64_t domid;

	if (!slash || !xpt__span_number(xpt__span_of(slash + 1), 10, &domid) || domid > UINT16_MAX)
		return xpt__error_set(ret_error, XPT_NOT_FOUND, "there is no %s", path);
	return xpt__qmp_command((unsigned int)domid, command, ret_answer, ret_error);
}

int xpt__model_read(const char *path, struct blob *ret_blob, struct xpt_error **ret_error)
{
	char *answer = NULL;
	int rc = ask(path, "info pci", &answer, ret_error);

	if (!rc)
		*ret_blob = (struct blob){ answer, strlen(answer) };
	return rc;
}

int xpt__model_read_usb(const char *path, struct blob *ret_blob, struct xpt_error **ret_error)
{
	auto_free char *host = NULL, *tree = NULL;
	struct blob blob = { 0 };
	FILE *to;
	int rc = ask(path, "info usbhost", &host, ret_error);

	rc = rc ? rc : ask(path, "info qtree", &tree, ret_error);
	if (rc)
		return rc;
	to = open_memstream(&blob.bytes, &blob.length);
	if (!to)
		return xpt__error_no_memory(ret_error);
	xpt__model_usb_from_monitor(xpt__span_of(host), xpt__span_of(tree), to);
	if (fclose(to)) {
		free(blob.bytes);
		return xpt__error_no_memory(ret_error);
	}
	*ret_blob = blob;
	return 0;
}
