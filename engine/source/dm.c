/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dm.h"

#include <stdlib.h>
#include <string.h>

#include "../base/clock.h"
#include "../base/error.h"
#include "../base/text.h"
#include "dm_usb.h"
#include "qmp_patience.h"
#include "qmp_socket.h"

#define QUESTION "info pci"
/* A talk keeps a monitor from others, and a descriptor. */
#define TALKS_MAX 64
#define PATIENCE_MS 500

struct dm_talks {
	VECTOR(struct qmp_talk) sent;
};

struct dm_talks *xpt__dm_talks_new(void)
{
	return calloc(1, sizeof(struct dm_talks));
}

static void end_all(struct dm_talks *talks)
{
	while (talks->sent.count)
		xpt__qmp_end(&talks->sent.items[--talks->sent.count]);
}

void xpt__dm_talks_free(struct dm_talks *talks)
{
	if (!talks)
		return;
	end_all(talks);
	vector_clear(&talks->sent);
	free(talks);
}

/* @path ends in the domain's id. */
static bool domid_of(const char *path, unsigned int *ret_domid)
{
	const char *slash = strrchr(path, '/');
	uint64_t domid;

	if (!slash || !xpt__span_number(xpt__span_of(slash + 1), 10, &domid) || domid > UINT16_MAX)
		return false;
	*ret_domid = (unsigned int)domid;
	return true;
}

static struct qmp_talk *sent_to(const struct dm_talks *talks, unsigned int domid)
{
	for (size_t i = 0; i < talks->sent.count; i++)
		if (talks->sent.items[i].domid == domid)
			return &talks->sent.items[i];
	return NULL;
}

void xpt__dm_announce(struct dm_talks *talks, const char *path)
{
	struct qmp_talk talk, *kept;
	unsigned int domid;

	if (talks->sent.count >= TALKS_MAX || !domid_of(path, &domid) || sent_to(talks, domid) ||
			!xpt__qmp_open_now(domid, &talk))
		return;
	kept = xpt__qmp_send_line(&talk, QUESTION, NULL) ? NULL : vector_push(&talks->sent);
	if (kept)
		*kept = talk;
	else
		xpt__qmp_end(&talk);
}

static int begin(const char *path, struct qmp_talk *ret_talk, struct xpt_error **ret_error)
{
	unsigned int domid;

	if (!domid_of(path, &domid))
		return xpt__error_set(ret_error, XPT_NOT_FOUND, "there is no %s", path);
	return xpt__qmp_open(domid, QMP_QUESTIONS, ret_talk, ret_error);
}

/* The talk in which @path was announced, or a new one: the question is sent. */
static int take_talk(struct dm_talks *talks, const char *path, struct qmp_talk *ret_talk,
		struct xpt_error **ret_error)
{
	unsigned int domid;
	struct qmp_talk *sent = domid_of(path, &domid) ? sent_to(talks, domid) : NULL;
	int rc;

	if (sent) {
		*ret_talk = *sent;
		*sent = talks->sent.items[--talks->sent.count];
		ret_talk->until = xpt__clock_ms() + xpt__qmp_patience_ms(domid);
		return 0;
	}
	rc = begin(path, ret_talk, ret_error);
	if (rc)
		return rc;
	rc = xpt__qmp_send_line(ret_talk, QUESTION, ret_error);
	if (rc)
		xpt__qmp_end(ret_talk);
	return rc;
}

int xpt__dm_read(struct dm_talks *talks, const char *path, struct blob *ret_blob,
		struct xpt_error **ret_error)
{
	struct qmp_talk talk;
	char *answer = NULL;
	int rc = take_talk(talks, path, &talk, ret_error);

	if (rc)
		return rc;
	/* one that is stopped takes seconds: the monitors of others are not kept that long */
	if (!xpt__qmp_hears(talk.fd, xpt__clock_ms() + PATIENCE_MS))
		end_all(talks);
	rc = xpt__qmp_hear_line(&talk, &answer, ret_error);
	xpt__qmp_end(&talk);
	if (!rc)
		*ret_blob = (struct blob){ answer, strlen(answer) };
	return rc;
}

/* Without a @talk there is nobody to talk to. */
static int read_usb(struct qmp_talk *talk, struct blob *ret_blob, struct xpt_error **ret_error)
{
	auto_blob struct blob blob = { 0 };
	FILE *to = open_memstream(&blob.bytes, &blob.length);
	int rc = 0;

	if (!to)
		return xpt__error_no_memory(ret_error);
	if (talk)
		rc = xpt__dm_usb_ask(talk, to, ret_error);
	else
		xpt__dm_usb_gone(to);
	if (fclose(to) && !rc)
		rc = xpt__error_no_memory(ret_error);
	if (rc)
		return rc;
	*ret_blob = blob;
	blob = (struct blob){ 0 };
	return 0;
}

int xpt__dm_read_usb(const char *path, struct blob *ret_blob, struct xpt_error **ret_error)
{
	struct xpt_error *error = NULL;
	struct qmp_talk talk;
	unsigned int domid;
	int rc = begin(path, &talk, &error);

	if (rc && domid_of(path, &domid) && xpt__qmp_is_left(domid)) {
		xpt_error_free(error);
		return read_usb(NULL, ret_blob, ret_error);
	}
	if (rc)
		return xpt__error_pass(ret_error, error);
	rc = read_usb(&talk, ret_blob, ret_error);
	xpt__qmp_end(&talk);
	return rc;
}
