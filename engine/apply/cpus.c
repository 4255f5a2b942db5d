/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpus.h"

#include <string.h>

#include "../base/error.h"
#include "../source/paths.h"
#include "probe_cpus.h"

/* The CPUs of an act; plans hold nothing that does not parse. */
static bool cpus_of(const char *text, struct bitmap *ret_cpus)
{
	return text && bitmap_parse(span_of(text), ret_cpus);
}

/* vCPUs */

int pin_done(const struct doing *doing, bool *ret_done, struct xpt_error **ret_error)
{
	const struct act *act = doing->act;
	struct bitmap hard, soft, wanted;
	int rc = ask_pins(doing->actor->source, act->domid, act->vcpu, &hard, &soft, ret_error);

	if (rc)
		return rc;
	*ret_done = (!cpus_of(act->cpus, &wanted) || bitmap_equal(&hard, &wanted)) &&
			(!cpus_of(act->soft, &wanted) || bitmap_equal(&soft, &wanted));
	return 0;
}

int pin(const struct doing *doing, struct xpt_error **ret_error)
{
	const struct act *act = doing->act;
	struct sink *sink = doing->actor->sink;
	struct bitmap hard, soft;
	bool with_hard = cpus_of(act->cpus, &hard), with_soft = cpus_of(act->soft, &soft);

	return sink->ops->set_affinity(sink, act->domid, act->vcpu, with_hard ? &hard : NULL,
			with_soft ? &soft : NULL, act->flags & XPT_FORCE, ret_error);
}

int nodes_done(const struct doing *doing, bool *ret_done, struct xpt_error **ret_error)
{
	struct bitmap now, wanted;
	int rc = ask_nodes(doing->actor->source, doing->act->domid, &now, ret_error);

	if (!rc)
		*ret_done = cpus_of(doing->act->cpus, &wanted) && bitmap_equal(&now, &wanted);
	return rc;
}

int nodes(const struct doing *doing, struct xpt_error **ret_error)
{
	struct sink *sink = doing->actor->sink;
	struct bitmap wanted = { { 0 } };

	(void)cpus_of(doing->act->cpus, &wanted);
	return sink->ops->set_nodes(sink, doing->act->domid, &wanted, ret_error);
}

/* Cpupools: Xen knows them by number, names are xenstore's. */

static const char *path_pool(char path[PATH_TEXT], unsigned int pool, const char *key)
{
	snprintf(path, PATH_TEXT, PATH_STORE_POOLS "/%u%s", pool, key);
	return path;
}

int pool_name_done(const struct doing *doing, bool *ret_done, struct xpt_error **ret_error)
{
	auto_free char *name = NULL;
	int rc = ask_pool_name(doing->actor->source, doing->act->pool, &name, ret_error);

	if (!rc)
		*ret_done = name && !strcmp(name, doing->act->text);
	return rc;
}

int pool_rename(const struct doing *doing, struct xpt_error **ret_error)
{
	struct sink *sink = doing->actor->sink;
	char path[PATH_TEXT];

	return sink->ops->store_write(sink, path_pool(path, doing->act->pool, "/name"),
			doing->act->text, ret_error);
}

int pool_made_done(const struct doing *doing, bool *ret_done, struct xpt_error **ret_error)
{
	struct bitmap cpus;
	bool there;
	int rc = ask_pool(doing->actor->source, doing->act->pool, &there, &cpus, ret_error);

	*ret_done = false;
	return rc || !there ? rc : pool_name_done(doing, ret_done, ret_error);
}

/* xl gives its pools a uuid that nothing ever reads; a pool without one works with it all the same. */
int pool_create(const struct doing *doing, struct xpt_error **ret_error)
{
	struct sink *sink = doing->actor->sink;
	struct bitmap cpus;
	bool there;
	int rc = ask_pool(doing->actor->source, doing->act->pool, &there, &cpus, ret_error);

	if (!rc && !there)
		rc = sink->ops->pool_create(sink, doing->act->pool, doing->act->scheduler, ret_error);
	return rc ? rc : pool_rename(doing, ret_error);
}

/* Is there a cpupool of that number that the act does not mean, as it is called otherwise? */
static int ask_gone(const struct doing *doing, bool *ret_there, bool *ret_done,
		struct xpt_error **ret_error)
{
	const char *wanted = doing->act->text;
	auto_free char *name = NULL;
	struct bitmap cpus;
	int rc = ask_pool(doing->actor->source, doing->act->pool, ret_there, &cpus, ret_error);

	rc = rc ? rc : ask_pool_name(doing->actor->source, doing->act->pool, &name, ret_error);
	if (!rc)
		*ret_done = name ? wanted && strcmp(name, wanted) != 0 : !*ret_there;
	return rc;
}

int pool_gone_done(const struct doing *doing, bool *ret_done, struct xpt_error **ret_error)
{
	bool there;

	return ask_gone(doing, &there, ret_done, ret_error);
}

int pool_destroy(const struct doing *doing, struct xpt_error **ret_error)
{
	struct sink *sink = doing->actor->sink;
	char path[PATH_TEXT];
	bool there, done;
	int rc = ask_gone(doing, &there, &done, ret_error);

	if (rc || done)
		return rc;
	if (there)
		rc = sink->ops->pool_destroy(sink, doing->act->pool, ret_error);
	return rc ? rc : sink->ops->store_remove(sink, path_pool(path, doing->act->pool, ""),
			ret_error);
}

/* What is left to do of the CPUs of an act: those that are not yet where they shall be. */
static int cpus_left(const struct doing *doing, struct bitmap *ret_left,
		struct xpt_error **ret_error)
{
	struct bitmap now = { { 0 } }, wanted = { { 0 } };
	bool there;
	int rc = ask_pool(doing->actor->source, doing->act->pool, &there, &now, ret_error);

	if (rc)
		return rc;
	(void)cpus_of(doing->act->cpus, &wanted);
	if (doing->act->verb == VERB_POOL_REMOVE)
		bitmap_and(&wanted, &now);
	else
		bitmap_minus(&wanted, &now);
	*ret_left = wanted;
	return 0;
}

int pool_cpus_done(const struct doing *doing, bool *ret_done, struct xpt_error **ret_error)
{
	struct bitmap left;
	int rc = cpus_left(doing, &left, ret_error);

	if (!rc)
		*ret_done = bitmap_is_empty(&left);
	return rc;
}

int pool_cpus(const struct doing *doing, struct xpt_error **ret_error)
{
	struct sink *sink = doing->actor->sink;
	struct bitmap wanted = { { 0 } }, left;

	(void)cpus_of(doing->act->cpus, &wanted);
	bitmap_each(cpu, &wanted) {
		/* One may have taken others with it: sched-gran=. */
		int rc = cpus_left(doing, &left, ret_error);

		if (!rc && bitmap_has(&left, cpu))
			rc = doing->act->verb == VERB_POOL_ADD ?
					sink->ops->pool_add(sink, doing->act->pool, cpu, ret_error) :
					sink->ops->pool_remove(sink, doing->act->pool, cpu, ret_error);
		if (rc)
			return rc;
	}
	return 0;
}

int pool_member_done(const struct doing *doing, bool *ret_done, struct xpt_error **ret_error)
{
	unsigned int pool = 0;
	int rc = ask_member(doing->actor->source, doing->act->domid, &pool, ret_error);

	if (!rc)
		*ret_done = pool == doing->act->pool;
	return rc;
}

int pool_move(const struct doing *doing, struct xpt_error **ret_error)
{
	struct sink *sink = doing->actor->sink;

	return sink->ops->pool_move(sink, doing->act->pool, doing->act->domid, ret_error);
}
