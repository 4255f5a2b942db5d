/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A PV guest sees its devices through a driver of its own (pcifront), which needs time to start and to take a device
 * in. Asked meanwhile, libxl takes the device in Xen, leaves it listed in xenstore, and calls that success: so the
 * driver is waited for first. An HVM guest has no such driver.
 */
#include <string.h>

#include "../base/error.h"
#include "../source/paths.h"
#include "frontend.h"
#include "progress.h"

#define POLL_MS 100

/* enum xenbus_state of Xen's xenbus.h */
#define XENBUS_CONNECTED "4"
#define XENBUS_CLOSING "5"
#define XENBUS_CLOSED "6"

static int read_state(const struct attempt *attempt, const char *folder, const char *below,
		char **ret_state, struct xpt_error **ret_error)
{
	char path[PATH_TEXT];

	snprintf(path, sizeof(path), "%s/%u/%s", folder, attempt->op->domid, below);
	return xpt__probe_text(attempt->apply_context->source, path, ret_state, ret_error);
}

static bool is_over(const char *state)
{
	return state && (!strcmp(state, XENBUS_CLOSING) || !strcmp(state, XENBUS_CLOSED));
}

static int look_at_frontend(const struct attempt *attempt, enum frontend *ret_frontend,
		struct xpt_error **ret_error)
{
	auto_free char *type = NULL, *backend = NULL, *frontend = NULL;
	int rc = read_state(attempt, PATH_STORE_LIBXL, "type", &type, ret_error);

	rc = rc ? rc : read_state(attempt, PATH_STORE_BACKENDS, "0/state", &backend, ret_error);
	rc = rc ? rc :
		  read_state(attempt, PATH_STORE_DOMAINS, "device/pci/0/state", &frontend,
				  ret_error);
	if (rc)
		return rc;
	*ret_frontend = !type || strcmp(type, "pv") || !backend || !frontend ? FRONTEND_NONE :
			is_over(backend) || is_over(frontend)		     ? FRONTEND_OVER :
			!strcmp(backend, XENBUS_CONNECTED)		     ? FRONTEND_READY :
									       FRONTEND_BUSY;
	return 0;
}

int xpt__frontend_settle(const struct attempt *attempt, unsigned int seconds,
		enum frontend *ret_frontend, struct xpt_error **ret_error)
{
	struct writer *writer = attempt->apply_context->writer;
	const char *guest = attempt->op->text ? attempt->op->text : "the guest";
	int rc = look_at_frontend(attempt, ret_frontend, ret_error);

	for (unsigned int waited_ms = 0;
			!rc && *ret_frontend == FRONTEND_BUSY && waited_ms < seconds * 1000;
			waited_ms += POLL_MS) {
		if (xpt__progress_wait(attempt->apply_context, attempt->address, guest,
				    waited_ms / POLL_MS, "waiting for the driver of %s", guest))
			return xpt__progress_cancelled(attempt->apply_context, ret_error);
		writer->ops->wait_ms(writer, POLL_MS);
		rc = look_at_frontend(attempt, ret_frontend, ret_error);
	}
	return rc;
}
