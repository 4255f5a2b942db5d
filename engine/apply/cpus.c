/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpus.h"

#include <string.h>

#include "../base/error.h"
#include "../source/paths.h"
#include "probe_cpus.h"

/* The CPUs of an act; plans hold nothing that does not parse. */
static bool cpus_of(const char *text, struct bitmap *ret_cpus)
{
	return text && xpt__bitmap_parse(xpt__span_of(text), ret_cpus);
}

/* vCPUs */

int xpt__verb_pin_done(const struct attempt *attempt, bool *ret_done, struct xpt_error **ret_error)
{
	const struct op *op = attempt->op;
	struct bitmap hard, soft, wanted;
	int rc = xpt__probe_affinity(attempt->apply_context->source, op->domid, op->vcpu, &hard,
			&soft, ret_error);

	if (rc)
		return rc;
	*ret_done = (!cpus_of(op->cpus, &wanted) || xpt__bitmap_equal(&hard, &wanted)) &&
			(!cpus_of(op->soft, &wanted) || xpt__bitmap_equal(&soft, &wanted));
	return 0;
}

int xpt__verb_pin(const struct attempt *attempt, struct xpt_error **ret_error)
{
	const struct op *op = attempt->op;
	struct writer *writer = attempt->apply_context->writer;
	struct bitmap hard, soft;
	bool with_hard = cpus_of(op->cpus, &hard), with_soft = cpus_of(op->soft, &soft);

	return writer->ops->set_affinity(writer, op->domid, op->vcpu, with_hard ? &hard : NULL,
			with_soft ? &soft : NULL, op->flags & XPT_FORCE, ret_error);
}

int xpt__verb_nodes_done(
		const struct attempt *attempt, bool *ret_done, struct xpt_error **ret_error)
{
	struct bitmap now, wanted;
	int rc = xpt__probe_nodes(
			attempt->apply_context->source, attempt->op->domid, &now, ret_error);

	if (!rc)
		*ret_done = cpus_of(attempt->op->cpus, &wanted) && xpt__bitmap_equal(&now, &wanted);
	return rc;
}

int xpt__verb_nodes(const struct attempt *attempt, struct xpt_error **ret_error)
{
	struct writer *writer = attempt->apply_context->writer;
	struct bitmap wanted = { { 0 } };

	(void)cpus_of(attempt->op->cpus, &wanted);
	return writer->ops->set_nodes(writer, attempt->op->domid, &wanted, ret_error);
}

/* Cpupools: Xen knows them by number, names are xenstore's. */

static const char *path_pool(char path[PATH_TEXT], unsigned int pool, const char *key)
{
	snprintf(path, PATH_TEXT, PATH_STORE_POOLS "/%u%s", pool, key);
	return path;
}

int xpt__verb_pool_name_done(
		const struct attempt *attempt, bool *ret_done, struct xpt_error **ret_error)
{
	auto_free char *name = NULL;
	int rc = xpt__probe_pool_name(
			attempt->apply_context->source, attempt->op->pool, &name, ret_error);

	if (!rc)
		*ret_done = name && !strcmp(name, attempt->op->text);
	return rc;
}

int xpt__verb_pool_rename(const struct attempt *attempt, struct xpt_error **ret_error)
{
	struct writer *writer = attempt->apply_context->writer;
	char path[PATH_TEXT];

	return writer->ops->store_write(writer, path_pool(path, attempt->op->pool, "/name"),
			attempt->op->text, ret_error);
}

int xpt__verb_pool_present_done(
		const struct attempt *attempt, bool *ret_done, struct xpt_error **ret_error)
{
	struct bitmap cpus;
	bool there;
	int rc = xpt__probe_pool(attempt->apply_context->source, attempt->op->pool, &there, &cpus,
			ret_error);

	*ret_done = false;
	return rc || !there ? rc : xpt__verb_pool_name_done(attempt, ret_done, ret_error);
}

/* xl gives its pools a uuid that nothing ever reads; a pool without one works with it all the same. */
int xpt__verb_pool_create(const struct attempt *attempt, struct xpt_error **ret_error)
{
	struct writer *writer = attempt->apply_context->writer;
	struct bitmap cpus;
	bool there;
	int rc = xpt__probe_pool(attempt->apply_context->source, attempt->op->pool, &there, &cpus,
			ret_error);

	if (!rc && !there)
		rc = writer->ops->pool_create(
				writer, attempt->op->pool, attempt->op->scheduler, ret_error);
	return rc ? rc : xpt__verb_pool_rename(attempt, ret_error);
}

/* Is there a cpupool of that number that the act does not mean, as it is called otherwise? */
static int ask_gone(const struct attempt *attempt, bool *ret_there, bool *ret_done,
		struct xpt_error **ret_error)
{
	const char *wanted = attempt->op->text;
	auto_free char *name = NULL;
	struct bitmap cpus;
	int rc = xpt__probe_pool(attempt->apply_context->source, attempt->op->pool, ret_there,
			&cpus, ret_error);

	rc = rc ? rc :
		  xpt__probe_pool_name(attempt->apply_context->source, attempt->op->pool, &name,
				  ret_error);
	if (!rc)
		*ret_done = name ? wanted && strcmp(name, wanted) != 0 : !*ret_there;
	return rc;
}

int xpt__verb_pool_absent_done(
		const struct attempt *attempt, bool *ret_done, struct xpt_error **ret_error)
{
	bool there;

	return ask_gone(attempt, &there, ret_done, ret_error);
}

int xpt__verb_pool_destroy(const struct attempt *attempt, struct xpt_error **ret_error)
{
	struct writer *writer = attempt->apply_context->writer;
	char path[PATH_TEXT];
	bool there, done;
	int rc = ask_gone(attempt, &there, &done, ret_error);

	if (rc || done)
		return rc;
	if (there)
		rc = writer->ops->pool_destroy(writer, attempt->op->pool, ret_error);
	return rc ? rc :
		    writer->ops->store_remove(
				    writer, path_pool(path, attempt->op->pool, ""), ret_error);
}

/* What is left to do of the CPUs of an act: those that are not yet where they shall be. */
static int cpus_left(const struct attempt *attempt, struct bitmap *ret_left,
		struct xpt_error **ret_error)
{
	struct bitmap now = { { 0 } }, wanted = { { 0 } };
	bool there;
	int rc = xpt__probe_pool(
			attempt->apply_context->source, attempt->op->pool, &there, &now, ret_error);

	if (rc)
		return rc;
	(void)cpus_of(attempt->op->cpus, &wanted);
	if (attempt->op->verb == VERB_POOL_REMOVE)
		xpt__bitmap_and(&wanted, &now);
	else
		xpt__bitmap_minus(&wanted, &now);
	*ret_left = wanted;
	return 0;
}

int xpt__verb_pool_cpus_done(
		const struct attempt *attempt, bool *ret_done, struct xpt_error **ret_error)
{
	struct bitmap left;
	int rc = cpus_left(attempt, &left, ret_error);

	if (!rc)
		*ret_done = xpt__bitmap_is_empty(&left);
	return rc;
}

int xpt__verb_pool_cpus(const struct attempt *attempt, struct xpt_error **ret_error)
{
	struct writer *writer = attempt->apply_context->writer;
	struct bitmap wanted = { { 0 } }, left;

	(void)cpus_of(attempt->op->cpus, &wanted);
	bitmap_each(cpu, &wanted)
	{
		/* One may have taken others with it: sched-gran=. */
		int rc = cpus_left(attempt, &left, ret_error);

		if (!rc && xpt__bitmap_has(&left, cpu))
			rc = attempt->op->verb == VERB_POOL_ADD ?
					writer->ops->pool_add(
							writer, attempt->op->pool, cpu, ret_error) :
					writer->ops->pool_remove(
							writer, attempt->op->pool, cpu, ret_error);
		if (rc)
			return rc;
	}
	return 0;
}

int xpt__verb_pool_member_done(
		const struct attempt *attempt, bool *ret_done, struct xpt_error **ret_error)
{
	unsigned int pool = 0;
	int rc = xpt__probe_member(
			attempt->apply_context->source, attempt->op->domid, &pool, ret_error);

	if (!rc)
		*ret_done = pool == attempt->op->pool;
	return rc;
}

int xpt__verb_pool_move(const struct attempt *attempt, struct xpt_error **ret_error)
{
	struct writer *writer = attempt->apply_context->writer;

	return writer->ops->pool_move(writer, attempt->op->pool, attempt->op->domid, ret_error);
}
