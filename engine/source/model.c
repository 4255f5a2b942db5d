/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model.h"

#include <stdlib.h>
#include <string.h>

#include "../base/error.h"
#include "../base/text.h"
#include "model_usb.h"
#include "qmp_socket.h"

/* @path ends in the domain's id. */
static int begin(const char *path, struct qmp_talk *ret_talk, struct xpt_error **ret_error)
{
	const char *slash = strrchr(path, '/');
	uint64_t domid;

	if (!slash || !xpt__span_number(xpt__span_of(slash + 1), 10, &domid) || domid > UINT16_MAX)
		return xpt__error_set(ret_error, XPT_NOT_FOUND, "there is no %s", path);
	return xpt__qmp_open((unsigned int)domid, QMP_QUESTIONS, ret_talk, ret_error);
}

int xpt__model_read(const char *path, struct blob *ret_blob, struct xpt_error **ret_error)
{
	struct qmp_talk talk;
	char *answer = NULL;
	int rc = begin(path, &talk, ret_error);

	if (rc)
		return rc;
	rc = xpt__qmp_ask_line(&talk, "info pci", &answer, ret_error);
	xpt__qmp_end(&talk);
	if (!rc)
		*ret_blob = (struct blob){ answer, strlen(answer) };
	return rc;
}

static int read_usb(struct qmp_talk *talk, struct blob *ret_blob, struct xpt_error **ret_error)
{
	auto_blob struct blob blob = { 0 };
	FILE *to = open_memstream(&blob.bytes, &blob.length);
	int rc;

	if (!to)
		return xpt__error_no_memory(ret_error);
	rc = xpt__model_usb_ask(talk, to, ret_error);
	if (fclose(to) && !rc)
		rc = xpt__error_no_memory(ret_error);
	if (rc)
		return rc;
	*ret_blob = blob;
	blob = (struct blob){ 0 };
	return 0;
}

int xpt__model_read_usb(const char *path, struct blob *ret_blob, struct xpt_error **ret_error)
{
	struct qmp_talk talk;
	int rc = begin(path, &talk, ret_error);

	if (rc)
		return rc;
	rc = read_usb(&talk, ret_blob, ret_error);
	xpt__qmp_end(&talk);
	return rc;
}
