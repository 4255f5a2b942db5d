/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "../base/error.h"
#include "../base/options.h"
#include "../source/paths.h"
#include "ask.h"

#define KNOWN_DETAILS ((unsigned int)(XPT_DETAIL_ALL | XPT_DETAIL_MEMORY))

DEFINE_AUTO(host, struct xpt_host *, xpt_host_free)

static struct xpt_host *host_new(unsigned int detail, unsigned int without)
{
	struct arena *arena = arena_new();
	struct xpt_host *host = arena ? arena_alloc(arena, sizeof(*host)) : NULL;

	if (!host) {
		arena_free(arena);
		return NULL;
	}
	host->arena = arena;
	host->detail = detail;
	if (detail & XPT_DETAIL_CRITICAL)
		host->detail |= XPT_DETAIL_CONFIG;
	if (detail & XPT_DETAIL_MEMORY)
		host->detail |= XPT_DETAIL_PLACEMENT;
	host->without = without;
	return host;
}

/* Without a list of devices there is nothing to make a picture of. */
static int no_devices(struct source *source, struct xpt_error **ret_error)
{
	auto_of(error) struct xpt_error *error = NULL;
	auto_names struct names names = { 0 };
	int rc = source_list(source, PATH_DEVICES, &names, &error);

	if (rc == XPT_NO_MEMORY)
		return error_no_memory(ret_error);
	return error_set(ret_error, rc == XPT_DENIED ? XPT_DENIED : XPT_UNREADABLE,
			"the PCI devices cannot be listed: %s",
			error ? xpt_error_message(error) : "the list comes and goes; try again");
}

static int read_all(struct source *source, struct xpt_host *host)
{
	static const struct {
		int (*read)(struct source *source, struct xpt_host *host);
		bool of_devices;
	} readers[] = { { read_boot }, { read_pci, true }, { read_domains }, { read_numa }, { read_memory },
		{ read_owners, true }, { read_reserved_memory, true }, { read_firmware, true },
		{ read_pciback, true }, { read_models, true }, { read_gone, true },
		{ read_critical, true }, { xpt__read_next_boot, true } };

	for (size_t i = 0; i < sizeof(readers) / sizeof(*readers); i++) {
		int rc = readers[i].of_devices && (host->without & XPT_WITHOUT_DEVICES) ? 0 :
				readers[i].read(source, host);

		if (rc || host->starved)
			return host->starved ? XPT_NO_MEMORY : rc;
	}
	return read_states(host);
}

int host_read(struct source *source, unsigned int detail, unsigned int without,
		struct xpt_host **ret_host, struct xpt_error **ret_error)
{
	auto_of(host) struct xpt_host *host = host_new(detail, without);
	int rc;

	if (!host)
		return error_no_memory(ret_error);
	rc = read_all(source, host);
	if (rc == XPT_NO_MEMORY)
		return error_no_memory(ret_error);
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

	if (!options_take(options, &known, sizeof(known)))
		return error_set(ret_error, XPT_INVALID, "options of a newer libxpt; clear what "
				"this one does not know");
	if (known.detail & ~KNOWN_DETAILS)
		return error_set(ret_error, XPT_INVALID, "unknown details 0x%x; see enum xpt_detail",
				known.detail & ~KNOWN_DETAILS);
	if (known.without & ~(unsigned int)XPT_WITHOUT_DEVICES)
		return error_set(ret_error, XPT_INVALID, "unknown things to leave out 0x%x; see enum "
				"xpt_without", known.without & ~(unsigned int)XPT_WITHOUT_DEVICES);
	rc = known.root ? source_replay(known.root, &source, ret_error) :
			source_live(&source, ret_error);
	return rc ? rc : host_read(source, known.detail, known.without, ret_host, ret_error);
}
