/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe_cpus.h"

#include <stdio.h>
#include <string.h>

#include "../base/error.h"
#include "../base/text.h"
#include "../formats/pools.h"
#include "../formats/vcpus.h"
#include "../source/paths.h"
#include "probe.h"

static int garbled(const char *path, struct xpt_error **ret_error)
{
	return xpt__error_set(
			ret_error, XPT_UNREADABLE, "%s does not contain what is expected", path);
}

int xpt__probe_affinity(struct source *source, unsigned int domid, unsigned int vcpu,
		struct bitmap *ret_hard, struct bitmap *ret_soft, struct xpt_error **ret_error)
{
	auto_blob struct blob blob = { 0 };
	char path[PATH_TEXT];
	struct vcpu_line line;
	enum found found;
	int rc;

	snprintf(path, sizeof(path), PATH_XEN_VCPUS "/%u/%u", domid, vcpu);
	rc = xpt__source_read(source, path, &blob, ret_error);
	if (rc)
		return rc;
	found = xpt__vcpus_find(blob_span(&blob), vcpu, &line);
	if (found == FOUND_NONE)
		return xpt__error_set(
				ret_error, XPT_NOT_FOUND, "domain %u has no vCPU %u", domid, vcpu);
	if (found == FOUND_GARBLED || line.hard.state != XPT_FACT_KNOWN ||
			line.soft.state != XPT_FACT_KNOWN)
		return garbled(path, ret_error);
	*ret_hard = line.hard.value;
	*ret_soft = line.soft.value;
	return 0;
}

int xpt__probe_nodes(struct source *source, unsigned int domid, struct bitmap *ret_nodes,
		struct xpt_error **ret_error)
{
	auto_blob struct blob blob = { 0 };
	struct fact_set nodes;
	char path[PATH_TEXT];
	int rc;

	snprintf(path, sizeof(path), PATH_XEN_VCPUS "/%u", domid);
	rc = xpt__source_read(source, path, &blob, ret_error);
	if (rc)
		return rc;
	nodes = xpt__vcpus_nodes(blob_span(&blob));
	if (nodes.state != XPT_FACT_KNOWN)
		return garbled(path, ret_error);
	*ret_nodes = nodes.value;
	return 0;
}

int xpt__probe_pool(struct source *source, unsigned int pool, bool *ret_there,
		struct bitmap *ret_cpus, struct xpt_error **ret_error)
{
	auto_blob struct blob blob = { 0 };
	struct pool_line line;
	enum found found;
	int rc = xpt__source_read(source, PATH_XEN_POOLS, &blob, ret_error);

	if (rc)
		return rc;
	found = xpt__pools_find(blob_span(&blob), pool, &line);
	if (found == FOUND_GARBLED || (found == FOUND_ONE && line.cpus.state != XPT_FACT_KNOWN))
		return garbled(PATH_XEN_POOLS, ret_error);
	*ret_there = found == FOUND_ONE;
	if (*ret_there)
		*ret_cpus = line.cpus.value;
	return 0;
}

int xpt__probe_pool_name(struct source *source, unsigned int pool, char **ret_name,
		struct xpt_error **ret_error)
{
	struct xpt_error *error = NULL;
	auto_blob struct blob blob = { 0 };
	char path[PATH_TEXT];
	int rc;

	snprintf(path, sizeof(path), PATH_STORE_POOLS "/%u/name", pool);
	rc = xpt__source_read(source, path, &blob, &error);
	if (rc == XPT_NOT_FOUND) {
		xpt_error_free(error);
		*ret_name = NULL;
		return 0;
	}
	if (rc)
		return xpt__error_pass(ret_error, error);
	*ret_name = strndup(blob.bytes, blob.length);
	return *ret_name ? 0 : xpt__error_no_memory(ret_error);
}

int xpt__probe_member(struct source *source, unsigned int domid, unsigned int *ret_pool,
		struct xpt_error **ret_error)
{
	auto_blob struct blob text = { 0 };
	struct domain_line domain;
	int rc = xpt__probe_domain(source, domid, &text, &domain, ret_error);

	if (rc)
		return rc;
	if (domain.pool.state != XPT_FACT_KNOWN || domain.pool.value > INT32_MAX)
		return garbled(PATH_XEN_DOMAINS, ret_error);
	*ret_pool = (unsigned int)domain.pool.value;
	return 0;
}

/* In words */

static int told(char *text, char **ret_text, struct xpt_error **ret_error)
{
	if (!text)
		return xpt__error_no_memory(ret_error);
	*ret_text = text;
	return 0;
}

static int gone(int rc, struct xpt_error *error, char **ret_text, struct xpt_error **ret_error)
{
	if (rc != XPT_NOT_FOUND)
		return xpt__error_pass(ret_error, error);
	xpt_error_free(error);
	*ret_text = NULL;
	return 0;
}

static char *maps_text(const struct bitmap *first, const struct bitmap *second)
{
	struct arena *arena = xpt__arena_new();
	const char *one = arena ? xpt__bitmap_text(arena, first) : NULL;
	const char *two = one && second ? xpt__bitmap_text(arena, second) : NULL;
	char *text = NULL;

	if (one && (two || !second) &&
			asprintf(&text, "%s%s%s", one, two ? "/" : "", two ? two : "") < 0)
		text = NULL;
	xpt__arena_free(arena);
	return text;
}

int xpt__probe_affinity_text(struct source *source, unsigned int domid, unsigned int vcpu,
		char **ret_text, struct xpt_error **ret_error)
{
	struct xpt_error *error = NULL;
	struct bitmap hard, soft;
	int rc = xpt__probe_affinity(source, domid, vcpu, &hard, &soft, &error);

	return rc ? gone(rc, error, ret_text, ret_error) :
		    told(maps_text(&hard, &soft), ret_text, ret_error);
}

int xpt__probe_pool_text(struct source *source, unsigned int pool, char **ret_text,
		struct xpt_error **ret_error)
{
	struct bitmap cpus;
	bool there;
	int rc = xpt__probe_pool(source, pool, &there, &cpus, ret_error);

	if (rc)
		return rc;
	*ret_text = NULL;
	return there ? told(maps_text(&cpus, NULL), ret_text, ret_error) : 0;
}

int xpt__probe_member_text(struct source *source, unsigned int domid, char **ret_text,
		struct xpt_error **ret_error)
{
	struct xpt_error *error = NULL;
	unsigned int pool = 0;
	char *text = NULL;
	int rc = xpt__probe_member(source, domid, &pool, &error);

	if (rc)
		return gone(rc, error, ret_text, ret_error);
	return told(asprintf(&text, "%u", pool) < 0 ? NULL : text, ret_text, ret_error);
}
