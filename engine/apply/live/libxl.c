/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Through libxl: what tells guests, their device models and the toolstack's own records. */
#include "../../base/error.h"
#include "../../source/qmp_socket.h"
#include "live.h"

/* Without this libxl ends the program when its event loop breaks. */
static void disaster(void *user, libxl_event_type type, const char *message, int number)
{
	(void)user;
	(void)type;
	(void)message; /* the listener has heard it */
	(void)number;
}

static const libxl_event_hooks survive = { .disaster = disaster };

int xpt__live_libxl(struct live *live, libxl_ctx **libxl, struct xpt_error **ret_error)
{
	struct children **children =
			libxl == &live->libxl ? &live->children : &live->children_other;
	int r;

	if (*libxl)
		return 0;
	if (!xpt__libxl_load())
		return xpt__error_set(ret_error, XPT_UNREADABLE,
				"libxl cannot be used: " LIBXL_LIBRARY
				" is not installed, or lacks what this xpt needs");
	r = xpt__libxl.ctx_alloc(libxl, LIBXL_VERSION, 0, xpt__listener_logger(live->listener));
	if (r) {
		*libxl = NULL;
		return xpt__error_set(ret_error, XPT_UNREADABLE, "libxl cannot be used: %s",
				xpt__listener_complaint(live->listener) ?
						xpt__listener_complaint(live->listener) :
						xpt__libxl.error_to_string(r));
	}
	*children = xpt__children_new(*libxl);
	if (!*children) {
		xpt__libxl.ctx_free(*libxl);
		*libxl = NULL;
		return xpt__error_no_memory(ret_error);
	}
	xpt__libxl.event_register_callbacks(*libxl, &survive, NULL);
	return 0;
}

static int libxl_open(struct live *live, struct xpt_error **ret_error)
{
	return xpt__live_libxl(live, &live->libxl, ret_error);
}

void xpt__live_libxl_close(struct live *live)
{
	xpt__children_forget(live->children);
	xpt__children_forget(live->children_other);
	if (live->libxl)
		xpt__libxl.ctx_free(live->libxl);
	if (live->libxl_other)
		xpt__libxl.ctx_free(live->libxl_other);
}

int xpt__live_libxl_refused(
		struct live *live, const char *call, int r, struct xpt_error **ret_error)
{
	const char *complaint = xpt__listener_complaint(live->listener);

	return xpt__error_set(ret_error, XPT_REFUSED, "%s failed (%s)%s%s", call,
			xpt__libxl.error_to_string(r), complaint ? ": " : "",
			complaint ? complaint : "");
}

/* `name` stays NULL: where it is set, libxl looks the device up by it and forgets the address. */
static int fill(libxl_device_pci *pci, struct xpt_bdf bdf, struct xpt_error **ret_error)
{
	if (bdf.segment > 0xffff)
		return xpt__error_set(ret_error, XPT_UNSUPPORTED, "Xen cannot name segment %x",
				bdf.segment);
	xpt__libxl.device_pci_init(pci);
	pci->domain = (int)bdf.segment;
	pci->bus = bdf.bus;
	pci->dev = bdf.device;
	pci->func = bdf.function;
	/* As xl does: function 0 of a guest slot of its own. Without a bit here nothing is attached. */
	pci->vfunc_mask = 1;
	return 0;
}

int xpt__live_pci_add(struct writer *writer, unsigned int domid, const struct pci_options *options,
		struct xpt_error **ret_error)
{
	struct live *live = live_of(writer);
	libxl_device_pci pci;
	int rc = libxl_open(live, ret_error), r;

	rc = rc ? rc : fill(&pci, options->bdf, ret_error);
	if (!rc && !options->model_answers)
		rc = xpt__qmp_socket_greets(domid, ret_error);
	if (rc)
		return rc;
	pci.vdevfn = options->slot << 3;
	pci.permissive = options->permissive;
	pci.msitranslate = options->msitranslate;
	pci.power_mgmt = options->power_mgmt;
	pci.rdm_policy = options->relaxed ? LIBXL_RDM_RESERVE_POLICY_RELAXED :
					    LIBXL_RDM_RESERVE_POLICY_STRICT;
	r = xpt__libxl.device_pci_add(live->libxl, domid, &pci, NULL);
	xpt__libxl.device_pci_dispose(&pci);
	return r ? xpt__live_libxl_refused(live, "libxl_device_pci_add", r, ret_error) : 0;
}

int xpt__live_pci_remove(struct writer *writer, unsigned int domid, struct xpt_bdf bdf, bool force,
		struct xpt_error **ret_error)
{
	struct live *live = live_of(writer);
	libxl_device_pci pci;
	int rc = libxl_open(live, ret_error), r;

	rc = rc ? rc : fill(&pci, bdf, ret_error);
	/* By force it is taken from a QEMU that hangs, too. */
	if (!rc && !force)
		rc = xpt__qmp_socket_greets(domid, ret_error);
	if (rc)
		return rc;
	r = force ? xpt__libxl.device_pci_destroy(live->libxl, domid, &pci, NULL) :
		    xpt__libxl.device_pci_remove(live->libxl, domid, &pci, NULL);
	xpt__libxl.device_pci_dispose(&pci);
	if (!r)
		return 0;
	return xpt__live_libxl_refused(live,
			force ? "libxl_device_pci_destroy" : "libxl_device_pci_remove", r,
			ret_error);
}

/* What libxl has a controller by. */
static void fill_controller(libxl_device_usbctrl *usbctrl, const struct usb_controller_spec *spec)
{
	xpt__libxl.device_usbctrl_init(usbctrl);
	usbctrl->type = spec->backend ? LIBXL_USBCTRL_TYPE_QUSB : LIBXL_USBCTRL_TYPE_DEVICEMODEL;
	usbctrl->devid = (int)spec->number;
}

int xpt__live_usb_controller_add(struct writer *writer, unsigned int domid,
		const struct usb_controller_spec *spec, struct xpt_error **ret_error)
{
	struct live *live = live_of(writer);
	libxl_device_usbctrl usbctrl;
	int rc = libxl_open(live, ret_error), r;

	rc = rc ? rc : xpt__qmp_socket_greets(domid, ret_error);
	if (rc)
		return rc;
	fill_controller(&usbctrl, spec);
	usbctrl.version = (int)spec->version;
	usbctrl.ports = (int)spec->ports;
	r = xpt__libxl.device_usbctrl_add(live->libxl, domid, &usbctrl, NULL);
	xpt__libxl.device_usbctrl_dispose(&usbctrl);
	return r ? xpt__live_libxl_refused(live, "libxl_device_usbctrl_add", r, ret_error) : 0;
}

int xpt__live_usb_controller_remove(struct writer *writer, unsigned int domid,
		const struct usb_controller_spec *spec, struct xpt_error **ret_error)
{
	struct live *live = live_of(writer);
	libxl_device_usbctrl usbctrl;
	int rc = libxl_open(live, ret_error), r;

	if (rc)
		return rc;
	fill_controller(&usbctrl, spec);
	r = xpt__libxl.device_usbctrl_remove(live->libxl, domid, &usbctrl, NULL);
	xpt__libxl.device_usbctrl_dispose(&usbctrl);
	return r ? xpt__live_libxl_refused(live, "libxl_device_usbctrl_remove", r, ret_error) : 0;
}

int xpt__live_usb_add(struct writer *writer, unsigned int domid, const struct usb_plug *plug,
		struct xpt_error **ret_error)
{
	struct live *live = live_of(writer);
	libxl_device_usbdev usbdev;
	int rc = libxl_open(live, ret_error), r;

	rc = rc ? rc : xpt__qmp_socket_greets(domid, ret_error);
	if (rc)
		return rc;
	if (plug->bus > UINT8_MAX || plug->number > UINT8_MAX)
		return xpt__error_set(ret_error, XPT_UNSUPPORTED, "libxl cannot name USB bus %u",
				plug->bus);
	xpt__libxl.device_usbdev_init(&usbdev);
	xpt__libxl.device_usbdev_init_type(&usbdev, LIBXL_USBDEV_TYPE_HOSTDEV);
	usbdev.ctrl = (int)plug->controller;
	usbdev.port = (int)plug->port;
	usbdev.u.hostdev.hostbus = (uint8_t)plug->bus;
	usbdev.u.hostdev.hostaddr = (uint8_t)plug->number;
	r = xpt__libxl.device_usbdev_add(live->libxl, domid, &usbdev, NULL);
	xpt__libxl.device_usbdev_dispose(&usbdev);
	return r ? xpt__live_libxl_refused(live, "libxl_device_usbdev_add", r, ret_error) : 0;
}

int xpt__live_model_command(struct writer *writer, unsigned int domid, const char *command,
		char **ret_answer, struct xpt_error **ret_error)
{
	(void)writer;
	return xpt__qmp_command(domid, command, ret_answer, ret_error);
}
