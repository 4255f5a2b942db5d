/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe_domain.h"

#include <string.h>

#include "../base/text.h"
#include "../source/paths.h"
#include "probe.h"

static bool is_word(struct span word, const char *key, const char *value)
{
	struct span wanted = xpt__span_of(key);

	return xpt__span_starts(word, key) &&
			xpt__span_is((struct span){ word.at + wanted.length,
						     word.length - wanted.length },
					value);
}

static void take_line(
		struct span line, unsigned int domid, const char *uuid, struct instance *instance)
{
	struct span word;
	uint64_t id;
	struct instance found = { 0 };

	if (!xpt__span_next_word(&line, &word) || !xpt__span_number(word, 10, &id) || id != domid)
		return;
	while (xpt__span_next_word(&line, &word)) {
		found.there = found.there || is_word(word, "uuid=", uuid);
		found.paused = found.paused || is_word(word, "state=", "paused");
		found.suspended = found.suspended || is_word(word, "state=", "suspended");
	}
	if (found.there)
		*instance = found;
}

/* "0 state=blocked cpu=2 time_ns=12345 …" lines */
static bool has_run(struct span rest)
{
	struct span line, word;
	uint64_t time;

	while (xpt__span_next_line(&rest, &line))
		while (xpt__span_next_word(&line, &word))
			if (xpt__span_starts(word, "time_ns=") &&
					xpt__span_number((struct span){ word.at + 8,
									 word.length - 8 },
							10, &time) &&
					time)
				return true;
	return false;
}

int xpt__probe_instance(struct source *source, unsigned int domid, const char *uuid,
		struct instance *ret_instance, struct xpt_error **ret_error)
{
	auto_free char *domains = NULL, *vcpus = NULL, *name = NULL;
	struct instance instance = { 0 };
	struct span rest, line;
	char path[PATH_TEXT];
	int rc = xpt__probe_text(source, PATH_XEN_DOMAINS, &domains, ret_error);

	rest = xpt__span_of(rc ? NULL : domains);
	while (xpt__span_next_line(&rest, &line))
		take_line(line, domid, uuid, &instance);
	if (!rc && instance.there) {
		snprintf(path, sizeof(path), PATH_XEN_VCPUS "/%u", domid);
		rc = xpt__probe_text(source, path, &vcpus, ret_error);
		snprintf(path, sizeof(path), PATH_STORE_DOMAINS "/%u/name", domid);
		rc = rc ? rc : xpt__probe_text(source, path, &name, ret_error);
	}
	if (rc)
		return rc;
	instance.ran = has_run(xpt__span_of(vcpus));
	snprintf(instance.name, sizeof(instance.name), "%s", name ? name : "");
	*ret_instance = instance;
	return 0;
}
