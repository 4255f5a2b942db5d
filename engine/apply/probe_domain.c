/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe_domain.h"

#include <string.h>

#include "../base/error.h"
#include "../base/text.h"
#include "../source/paths.h"
#include "probe.h"

/* Let go, it runs as soon as a CPU is free: by its time alone it would still be taken for one that never ran. */
static bool is_let_go(const struct domain_line *domain)
{
	return xpt__span_is(domain->state.value, "running") ||
			xpt__span_is(domain->state.value, "blocked");
}

/* A state that is not known would leave open what to do with it. */
static int take_domain(const struct domain_line *domain, struct instance *instance,
		struct xpt_error **ret_error)
{
	if (domain->state.state != XPT_FACT_KNOWN)
		return xpt__error_set(ret_error, XPT_UNREADABLE,
				PATH_XEN_DOMAINS " does not report the state of domain %u: %s",
				domain->id, domain->state.reason);
	instance->there = true;
	instance->paused = xpt__span_is(domain->state.value, "paused");
	instance->suspended = xpt__span_is(domain->state.value, "suspended");
	instance->let_go = is_let_go(domain);
	return 0;
}

static int ask_domain(struct source *source, unsigned int domid, const char *uuid,
		struct instance *instance, struct xpt_error **ret_error)
{
	auto_blob struct blob text = { 0 };
	struct domain_line domain;
	bool there;
	int rc = xpt__probe_domain_there(source, domid, &text, &domain, &there, ret_error);

	if (rc || !there || !xpt__span_is(domain.uuid.value, uuid))
		return rc;
	return take_domain(&domain, instance, ret_error);
}

/* A domain that has no vCPUs to tell of has ended since. */
static int ask_vcpus(struct source *source, unsigned int domid, struct instance *instance,
		struct xpt_error **ret_error)
{
	struct xpt_error *error = NULL;
	auto_blob struct blob vcpus = { 0 };
	char path[PATH_TEXT];
	int rc;

	snprintf(path, sizeof(path), PATH_XEN_VCPUS "/%u", domid);
	rc = xpt__source_read(source, path, &vcpus, &error);
	if (rc == XPT_NOT_FOUND) {
		xpt_error_free(error);
		*instance = (struct instance){ 0 };
		return 0;
	}
	if (rc)
		return xpt__error_pass(ret_error, error);
	instance->ran = xpt__vcpus_ran(blob_span(&vcpus));
	if (instance->ran == RAN_NO && instance->let_go)
		instance->ran = RAN_YES;
	return 0;
}

int xpt__probe_instance(struct source *source, unsigned int domid, const char *uuid,
		struct instance *ret_instance, struct xpt_error **ret_error)
{
	auto_free char *name = NULL;
	struct instance instance = { 0 };
	char path[PATH_TEXT];
	int rc = ask_domain(source, domid, uuid, &instance, ret_error);

	if (!rc && instance.there)
		rc = ask_vcpus(source, domid, &instance, ret_error);
	if (!rc && instance.there) {
		snprintf(path, sizeof(path), PATH_STORE_DOMAINS "/%u/name", domid);
		rc = xpt__probe_text(source, path, &name, ret_error);
	}
	if (rc)
		return rc;
	snprintf(instance.name, sizeof(instance.name), "%s", name ? name : "");
	*ret_instance = instance;
	return 0;
}
