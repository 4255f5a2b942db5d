/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <unistd.h>

#include "../base/error.h"
#include "../base/options.h"
#include "../model/judged.h"
#include "../source/paths.h"
#include "ask.h"

#define KNOWN_DETAILS ((unsigned int)(XPT_DETAIL_ALL | XPT_DETAIL_MEMORY | XPT_DETAIL_VPD))

DEFINE_AUTO(host, struct xpt_host *, xpt_host_free)

static struct xpt_host *host_new(unsigned int detail, unsigned int without)
{
	struct arena *arena = xpt__arena_new();
	struct xpt_host *host = arena ? xpt__arena_alloc(arena, sizeof(*host)) : NULL;

	if (!host) {
		xpt__arena_free(arena);
		return NULL;
	}
	host->arena = arena;
	host->identity = xpt__identity_new();
	host->detail = detail;
	if (detail & XPT_DETAIL_CRITICAL)
		host->detail |= XPT_DETAIL_GRAPHICS;
	if (host->detail & (XPT_DETAIL_GRAPHICS | XPT_DETAIL_VPD))
		host->detail |= XPT_DETAIL_CONFIG;
	if (detail & XPT_DETAIL_MEMORY)
		host->detail |= XPT_DETAIL_PLACEMENT;
	host->without = without;
	return host;
}

/* Without a list of devices there is nothing to make a snapshot of. */
static int no_devices(struct source *source, struct xpt_error **ret_error)
{
	auto_of(error) struct xpt_error *error = NULL;
	auto_names struct names names = { 0 };
	int rc = xpt__source_list(source, PATH_DEVICES, &names, &error);

	if (rc == XPT_NO_MEMORY)
		return xpt__error_no_memory(ret_error);
	return xpt__error_set(ret_error, rc == XPT_DENIED ? XPT_DENIED : XPT_UNREADABLE,
			"the PCI devices cannot be listed: %s",
			error ? xpt_error_message(error) : "the list comes and goes; try again");
}

static int read_all(struct source *source, struct xpt_host *host)
{
	static const struct {
		int (*read)(struct source *source, struct xpt_host *host);
		bool of_devices;
	} readers[] = { { xpt__read_boot }, { xpt__read_pci, true }, { xpt__read_domains },
		{ xpt__read_numa }, { xpt__read_memory }, { xpt__read_owners, true },
		{ xpt__read_reserved_memory, true }, { xpt__read_firmware, true },
		{ xpt__read_pciback, true }, { xpt__read_device_models, true },
		{ xpt__read_graphics, true }, { xpt__read_taints, true },
		{ xpt__read_removed, true }, { xpt__read_usb }, { xpt__read_usb_children, true },
		{ xpt__read_critical, true }, { xpt__read_next_boot, true },
		{ xpt__read_unfinished }, { xpt__read_names, true } };

	for (size_t i = 0; i < sizeof(readers) / sizeof(*readers); i++) {
		int rc = readers[i].of_devices && (host->without & XPT_WITHOUT_DEVICES) ?
				0 :
				readers[i].read(source, host);

		if (rc || host->out_of_memory)
			return host->out_of_memory ? XPT_NO_MEMORY : rc;
	}
	return xpt__read_states(host);
}

int xpt__read_host(struct source *source, unsigned int detail, unsigned int without,
		struct xpt_host **ret_host, struct xpt_error **ret_error)
{
	auto_of(host) struct xpt_host *host = host_new(detail, without);
	int rc;

	if (!host)
		return xpt__error_no_memory(ret_error);
	rc = read_all(source, host);
	if (rc == XPT_NO_MEMORY)
		return xpt__error_no_memory(ret_error);
	if (rc)
		return no_devices(source, ret_error);
	*ret_host = TAKE(host);
	return 0;
}

int xpt_host_open(const struct xpt_open_options *options, struct xpt_host **ret_host,
		struct xpt_error **ret_error)
{
	auto_of(source) struct source *source = NULL;
	struct xpt_open_options known;
	int rc;

	if (!xpt__options_take(options, &known, sizeof(known)))
		return xpt__error_set(ret_error, XPT_INVALID,
				"options of a newer libxpt; clear what "
				"this one does not know");
	if (known.detail & ~KNOWN_DETAILS)
		return xpt__error_set(ret_error, XPT_INVALID,
				"unknown details 0x%x; see enum xpt_detail",
				known.detail & ~KNOWN_DETAILS);
	if (known.without & ~(unsigned int)XPT_WITHOUT_DEVICES)
		return xpt__error_set(ret_error, XPT_INVALID,
				"unknown things to leave out 0x%x; see enum "
				"xpt_without",
				known.without & ~(unsigned int)XPT_WITHOUT_DEVICES);
	rc = known.root ? xpt__source_replay(known.root, &source, ret_error) :
			  xpt__source_live(&source, ret_error);
	if (!rc)
		rc = xpt__source_trace(
				TAKE(source), known.trace, known.trace_data, &source, ret_error);
	if (!rc)
		rc = xpt__read_host(source, known.detail, known.without, ret_host, ret_error);
	if (rc)
		return rc;
	(*ret_host)->captured = known.root;
	(*ret_host)->by_root = !geteuid();
	return 0;
}
