/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "xen_libxl.h"

#include <string.h>

#include <libxl.h>
#include <libxl_event.h>
#include <libxl_utils.h>

#include "../base/error.h"
#include "../base/text.h"
#include "paths.h"
#include "qmp_socket.h"
#include "xen_listen.h"

/* QEMU's monitor command */
#define MODEL_COMMAND "info pci"

/* Without this hook libxl ends the process when its event loop breaks. */
static void disaster(void *user, libxl_event_type type, const char *message, int number)
{
	(void)user;
	(void)type;
	(void)message;
	(void)number;
}

/* What is asked here starts no process; libxl's default would handle SIGCHLD of the whole program. */
static const libxl_childproc_hooks no_children = { .chldowner = libxl_sigchld_owner_mainloop };

static const libxl_event_hooks events = { .disaster = disaster };

static int refused(const struct listener *listener, const char *path, int r,
		struct xpt_error **ret_error)
{
	const char *complaint = xpt__listener_complaint(listener);

	if (r == ERROR_NOMEM)
		return xpt__error_no_memory(ret_error);
	if (r == ERROR_DOMAIN_NOTFOUND)
		return xpt__error_set(ret_error, XPT_NOT_FOUND, "there is no %s", path);
	return xpt__error_set(ret_error, XPT_UNREADABLE, "the device model does not tell: %s",
			complaint ? complaint : libxl_error_to_string(r));
}

/* A context for one question. */
static int ask(struct listener *listener, uint32_t domid, const char *path, char **ret_answer,
		struct xpt_error **ret_error)
{
	libxl_ctx *ctx = NULL;
	int r = libxl_ctx_alloc(&ctx, LIBXL_VERSION, 0, xpt__listener_logger(listener));

	if (r)
		return refused(listener, path, r, ret_error);
	libxl_childproc_setmode(ctx, &no_children, NULL);
	libxl_event_register_callbacks(ctx, &events, NULL);
	r = libxl_qemu_monitor_command(ctx, domid, MODEL_COMMAND, ret_answer, NULL);
	libxl_ctx_free(ctx);
	return r ? refused(listener, path, r, ret_error) : 0;
}

int xpt__model_read(const char *path, struct blob *ret_blob, struct xpt_error **ret_error)
{
	auto_of(listener) struct listener *listener = xpt__listener_new();
	struct span id = xpt__span_of(path + strlen(PATH_XEN_MODEL "/"));
	char *answer = NULL;
	uint64_t domid;
	int rc;

	if (!xpt__span_number(id, 10, &domid) || domid > UINT16_MAX)
		return xpt__error_set(ret_error, XPT_NOT_FOUND, "there is no %s", path);
	if (!listener)
		return xpt__error_no_memory(ret_error);
	rc = xpt__qmp_socket_greets((unsigned int)domid, ret_error);
	rc = rc ? rc : ask(listener, (uint32_t)domid, path, &answer, ret_error);
	if (rc)
		return rc;
	if (!answer)
		return xpt__error_set(ret_error, XPT_UNREADABLE, "the device model said nothing");
	*ret_blob = (struct blob){ answer, strlen(answer) };
	return 0;
}
