/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A domain to a NUMA node. Where its vCPUs go first, its memory follows: libxl builds the copy with the
 * affinities that the original has by then.
 */
#include <string.h>

#include "../base/error.h"
#include "../base/options.h"
#include "pools.h"

#define PAUSE_LIMIT_S 60
#define DETACH_S 10
#define DOMID_LAST 0x7fefU
#define OVERHEAD_KIB 16384LL /* page tables, the shared pages, a device model's video memory */

struct move {
	struct builder *builder;
	struct xpt_move asked;
	const struct xpt_domain *domain;
	const char *name;
	const struct xpt_node *node;
	const struct xpt_pool *pool; /* that it is in, or goes to */
	struct bitmap cpus;	     /* of the node, in that pool */
	unsigned int copy;
};

static int refuse(const struct move *move, struct xpt_error **ret_error, const char *format, ...)
		__attribute__((format(__printf__, 3, 4)));

static int refuse(const struct move *move, struct xpt_error **ret_error, const char *format, ...)
{
	va_list arguments;
	const char *why;

	va_start(arguments, format);
	why = xpt__arena_vtext(move->builder->arena, format, arguments);
	va_end(arguments);
	return xpt__error_set(ret_error, XPT_REFUSED, "cannot move %s to node %u: %s", move->name,
			move->node->id, why ? why : "");
}

static int take(struct move *move, const struct xpt_move *asked, struct xpt_error **ret_error)
{
	char unnamed[16];
	const struct xpt_host *host = move->builder->host;
	int rc;

	if (!xpt__options_take(asked, &move->asked, sizeof(move->asked)))
		return xpt__error_set(ret_error, XPT_INVALID,
				"the move uses options that this libxpt does not know");
	if (!move->asked.domain || move->asked.flags & ~(unsigned int)XPT_MOVE_MEMORY)
		return xpt__error_set(ret_error, XPT_INVALID,
				"the move names no domain, or has flags that mean nothing");
	if (!move->asked.downtime_limit_s)
		move->asked.downtime_limit_s = PAUSE_LIMIT_S;
	if (!move->asked.timeout_s)
		move->asked.timeout_s = DETACH_S;
	rc = xpt_host_find_domain(host, move->asked.domain, &move->domain, ret_error);
	if (rc)
		return rc;
	move->node = xpt__model_node(host, move->asked.node);
	if (!move->node)
		return xpt__error_set(ret_error, XPT_NOT_FOUND, "this host has no node %u",
				move->asked.node);
	move->name = xpt__arena_text(move->builder->arena, "%s",
			xpt__model_domain_name(host, move->domain->id, unnamed));
	return move->name ? 0 : xpt__error_no_memory(ret_error);
}

/* Where its vCPUs may run */

/* The node's CPUs in a cpupool; false: none. */
static bool cpus_in(const struct move *move, const struct xpt_pool *pool, struct bitmap *ret_cpus)
{
	if (!pool || pool->cpus.state != XPT_FACT_KNOWN || move->node->cpus.state != XPT_FACT_KNOWN)
		return false;
	*ret_cpus = *move->node->cpus.value;
	xpt__bitmap_and(ret_cpus, pool->cpus.value);
	return !xpt__bitmap_is_empty(ret_cpus);
}

/* Its own pool if that has CPUs there, or else the one that has the most. */
static int find_pool(struct move *move, struct xpt_error **ret_error)
{
	const struct xpt_host *host = move->builder->host;
	const struct xpt_pool *own = move->domain->pool_id.state == XPT_FACT_KNOWN ?
			xpt__model_pool(host, (unsigned int)move->domain->pool_id.value) :
			NULL;
	struct bitmap cpus;
	unsigned int best = 0;

	move->pool = own;
	if (!own || own->cpus.state != XPT_FACT_KNOWN)
		return xpt__error_set(ret_error, XPT_UNREADABLE,
				"Xen does not report the cpupool of %s", move->name);
	if (cpus_in(move, own, &move->cpus))
		return 0;
	for (size_t i = 0; i < host->numa->pool_count; i++) {
		if (!cpus_in(move, &host->numa->pools[i], &cpus) ||
				xpt__bitmap_count(&cpus) <= best)
			continue;
		best = xpt__bitmap_count(&cpus);
		move->pool = &host->numa->pools[i];
		move->cpus = cpus;
	}
	if (best && move->domain->id)
		return 0;
	return refuse(move, ret_error,
			best ? "dom0 stays in its cpupool, which has no CPU there" :
			       "no cpupool has a CPU there");
}

static void meet(struct bitmap *cpus, const struct bitmap *with)
{
	struct bitmap both = *cpus;

	xpt__bitmap_and(&both, with);
	*cpus = xpt__bitmap_is_empty(&both) ? *with : both;
}

/* Pinned stays pinned, as far as the node goes; otherwise the node is where it runs first. */
static void place_vcpu(struct move *move, const struct xpt_vcpu *vcpu, bool pool_changes)
{
	struct builder *builder = move->builder;
	const struct xpt_pool *own =
			xpt__model_pool(builder->host, (unsigned int)move->domain->pool_id.value);
	bool pinned = !xpt__bitmap_within(own->cpus.value, vcpu->hard.value);
	struct bitmap hard = *vcpu->hard.value, soft = *vcpu->soft.value;
	const char *subject =
			xpt__arena_text(builder->arena, "vCPU %u of %s", vcpu->id, move->name);
	struct op op = { VERB_PIN, .domid = move->domain->id, .vcpu = vcpu->id };
	struct op undo = op;

	if (pinned)
		meet(&hard, &move->cpus);
	meet(&soft, &move->cpus);
	undo.cpus = xpt__bitmap_text(builder->arena, vcpu->hard.value);
	undo.soft = xpt__bitmap_text(builder->arena, vcpu->soft.value);
	op.cpus = xpt__bitmap_text(builder->arena, &hard);
	op.soft = xpt__bitmap_text(builder->arena, &soft);
	if (!subject || !op.cpus || !op.soft || !undo.cpus || !undo.soft) {
		builder->failed = true;
		return;
	}
	xpt__plan_expect_on(builder,
			(struct expectation){ EXPECT_PINS, .domid = op.domid, .number = op.vcpu },
			"%s/%s", undo.cpus, undo.soft);
	if (pool_changes)
		xpt__plan_save_affinity(builder, vcpu, "a move to another cpupool resets them");
	else if (strcmp(op.cpus, undo.cpus) || strcmp(op.soft, undo.soft))
		xpt__plan_step_on(builder, subject, op, undo,
				pinned ? "it was pinned, and stays so on the node" :
					 "it runs there first");
}

static int known_vcpus(const struct move *move, const struct xpt_vcpu **ret_vcpus,
		size_t *ret_count, struct xpt_error **ret_error)
{
	const struct xpt_vcpu *vcpus =
			xpt__model_vcpus(move->builder->host, move->domain->id, ret_count);

	for (size_t i = 0; i < *ret_count; i++)
		if (vcpus[i].hard.state != XPT_FACT_KNOWN || vcpus[i].soft.state != XPT_FACT_KNOWN)
			return xpt__error_set(ret_error, XPT_UNREADABLE,
					"Xen does not report the affinity of vCPU %u of %s",
					vcpus[i].id, move->name);
	if (!*ret_count)
		return xpt__error_set(
				ret_error, XPT_NOT_FOUND, "Xen tells no vCPUs of %s", move->name);
	*ret_vcpus = vcpus;
	return 0;
}

static void change_pool(struct move *move)
{
	const char *why = xpt__arena_text(move->builder->arena,
			"its own cpupool has no CPU of node %u", move->node->id);

	move->builder->failed = move->builder->failed || !why;
	if (why)
		xpt__pool_member_step(move->builder, move->domain,
				xpt__pool_ref_of(move->builder, move->pool), why);
}

/* In a new cpupool that has more than the node; what it was before is noted. */
static void prefer_node(struct move *move, const struct xpt_vcpu *vcpu)
{
	struct builder *builder = move->builder;
	const char *subject =
			xpt__arena_text(builder->arena, "vCPU %u of %s", vcpu->id, move->name);
	struct op op = { VERB_PIN, .domid = move->domain->id, .vcpu = vcpu->id,
		.soft = xpt__bitmap_text(builder->arena, &move->cpus) };

	if (!subject || !op.soft)
		builder->failed = true;
	else if (!xpt__bitmap_within(move->pool->cpus.value, move->node->cpus.value))
		xpt__plan_step_on(builder, subject, op, NO_UNDO, "it runs there first");
}

/*
 * Set last, and brought back after the affinities: where Xen derives it from them (a domain that
 * nobody gave a node affinity), it is right by then, and stays derived.
 */
static void place_memory(struct move *move, bool before)
{
	const struct fact_bitmap *now = &move->domain->node_affinity;
	struct op note = { VERB_SAVE_AFFINITY, .domid = move->domain->id };
	struct op op = { VERB_NODES, .domid = move->domain->id,
		.cpus = xpt__arena_text(move->builder->arena, "%u", move->node->id) };
	struct op undo = { VERB_NODES, .domid = move->domain->id };

	if (now->state != XPT_FACT_KNOWN || xpt__bitmap_is_empty(now->value))
		return;
	undo.cpus = xpt__bitmap_text(move->builder->arena, now->value);
	if (!op.cpus || !undo.cpus)
		move->builder->failed = true;
	else if (before)
		xpt__plan_step_on(move->builder, move->name, note, undo,
				"its node affinity may change with them");
	else
		xpt__plan_step_on(move->builder, move->name, op, NO_UNDO,
				"new memory then comes from there");
}

static int place(struct move *move, struct xpt_error **ret_error)
{
	bool pool_changes = move->pool->id != (unsigned int)move->domain->pool_id.value;
	const struct xpt_vcpu *vcpus = NULL;
	size_t count = 0;
	int rc = known_vcpus(move, &vcpus, &count, ret_error);

	if (rc)
		return rc;
	place_memory(move, true);
	for (size_t i = 0; i < count; i++)
		place_vcpu(move, &vcpus[i], pool_changes);
	if (pool_changes)
		change_pool(move);
	for (size_t i = 0; pool_changes && i < count; i++)
		prefer_node(move, &vcpus[i]);
	place_memory(move, false);
	return 0;
}

/* Its memory */

static int check_kind(const struct move *move, struct xpt_error **ret_error)
{
	const struct xpt_domain *domain = move->domain;

	if (!domain->id)
		return refuse(move, ret_error,
				"the memory of dom0 stays where it was booted (dom0_nodes=)");
	if (domain->stubdomain.state == XPT_FACT_KNOWN)
		return refuse(move, ret_error,
				"its device model runs in a stub domain, which cannot be saved");
	if (!fact_text_is(domain->type, "pv") && !fact_text_is(domain->type, "hvm"))
		return refuse(move, ret_error, "only PV and HVM domains can be copied");
	if (domain->uuid.state != XPT_FACT_KNOWN || domain->name.state != XPT_FACT_KNOWN)
		return refuse(move, ret_error, "its name or uuid is not known");
	if (!fact_text_is(domain->state, "running") && !fact_text_is(domain->state, "blocked"))
		return refuse(move, ret_error,
				"it is %s, and only a domain that runs can save itself",
				domain->state.state == XPT_FACT_KNOWN ? domain->state.value :
									"in no known state");
	if (domain->pod_kib.value > 0 || domain->shared_kib.value > 0 ||
			domain->paged_kib.value > 0)
		return refuse(move, ret_error,
				"some of its memory is populated on demand, shared or paged out");
	/* PIRQs of INTx outlive the device in the guest, and restoring one that is gone ends in a use after free
	 * (Linux 6.1, xen_irq_resume): the copy would hang, and the original be the past. */
	if (fact_text_is(domain->type, "pv") && domain->devices.count)
		return refuse(move, ret_error,
				"a PV kernel keeps the interrupts of a device that is taken from "
				"it, and Linux does not survive being restored with them");
	if (domain->suspends.state == XPT_FACT_KNOWN && !domain->suspends.value)
		return refuse(move, ret_error,
				"its kernel does not suspend (control/feature-suspend in "
				"xenstore)");
	return 0;
}

static int check_room(const struct move *move, struct xpt_error **ret_error)
{
	const struct xpt_host *host = move->builder->host;
	const struct xpt_node *node = move->node;
	long long claimed = host->claimed_memory_kib.state == XPT_FACT_KNOWN ?
			host->claimed_memory_kib.value :
			0;
	long long reserve = node->dma_reserve_kib.state == XPT_FACT_KNOWN ?
			node->dma_reserve_kib.value :
			0;
	long long need = move->domain->memory_kib.value + OVERHEAD_KIB, room;

	if (node->free_kib.state != XPT_FACT_KNOWN ||
			move->domain->memory_kib.state != XPT_FACT_KNOWN)
		return refuse(move, ret_error,
				"how much memory is free there, or how much it has, is not known");
	room = node->free_kib.value - reserve - claimed;
	if (room >= need)
		return 0;
	return refuse(move, ret_error,
			"the copy needs %lld MiB there beside the original, and node %u has %lld "
			"MiB (%lld MiB free; %lld MiB of them are the DMA reserve, %lld MiB are "
			"claimed)",
			need / 1024, node->id, room > 0 ? room / 1024 : 0,
			node->free_kib.value / 1024, reserve / 1024, claimed / 1024);
}

static int choose_copy(struct move *move, struct xpt_error **ret_error)
{
	const struct xpt_host *host = move->builder->host;

	move->copy = (unsigned int)host->last_domain.value + 1;
	for (unsigned int i = 1; move->copy > DOMID_LAST && i <= DOMID_LAST; i++)
		if (!xpt__model_domain(host, i))
			move->copy = i;
	return move->copy <= DOMID_LAST ? 0 : refuse(move, ret_error, "no domain id is left");
}

static void detach(struct move *move, const struct xpt_device *device)
{
	unsigned int domid = move->domain->id;
	struct op op = { VERB_DETACH, move->name, .domid = domid,
		.timeout_s = move->asked.timeout_s };
	struct op undo = xpt__plan_attach_back(device, move->name, domid);

	undo.copy = move->copy;
	undo.uuid = move->domain->uuid.value;
	xpt__plan_step(move->builder, device, op, undo, "Xen saves no domain that has a device");
}

static void attach(struct move *move, const struct xpt_device *device)
{
	struct op undo = { VERB_DETACH, move->name, .domid = move->copy, .flags = XPT_FORCE };

	xpt__plan_step(move->builder, device, xpt__plan_attach_back(device, move->name, move->copy),
			undo, "it had it before");
}

static int each_device(struct move *move,
		void (*step)(struct move *move, const struct xpt_device *device),
		struct xpt_error **ret_error)
{
	const struct xpt_host *host = move->builder->host;
	const struct bdfs *devices = &move->domain->devices;

	if (host->without & XPT_WITHOUT_DEVICES || !fact_true(host->ownership))
		return xpt__error_set(ret_error, XPT_UNREADABLE,
				"which devices %s has is not known", move->name);
	for (size_t i = 0; i < devices->count; i++) {
		const struct xpt_device *device = xpt__model_device(host, devices->items[i]);

		if (device)
			step(move, device);
	}
	return 0;
}

static int relocate(struct move *move, struct xpt_error **ret_error)
{
	const struct xpt_domain *domain = move->domain;
	struct op op = { VERB_MIGRATE, domain->name.value, .domid = domain->id, .copy = move->copy,
		.uuid = domain->uuid.value, .timeout_s = move->asked.downtime_limit_s,
		.flags = fact_true(domain->passthrough) ? ACT_PASSTHROUGH : 0,
		.cpus = xpt__arena_text(move->builder->arena, "%u", move->node->id) };
	struct op undo = { VERB_FINISH_MIGRATION, domain->name.value, .domid = domain->id,
		.copy = move->copy, .uuid = domain->uuid.value };
	int rc = each_device(move, detach, ret_error);

	if (rc || !op.cpus)
		return rc ? rc : xpt__error_no_memory(ret_error);
	xpt__plan_step_on(move->builder, move->name, op, undo,
			"no hypercall moves a page to another node");
	return each_device(move, attach, ret_error);
}

static int fill(struct builder *builder, const void *request, const char **ret_title,
		struct xpt_error **ret_error)
{
	struct move move = { .builder = builder };
	int rc = take(&move, request, ret_error);
	bool memory = move.asked.flags & XPT_MOVE_MEMORY;

	if (rc)
		return rc;
	if (move.domain->uuid.state == XPT_FACT_KNOWN)
		xpt__plan_expect_on(builder,
				(struct expectation){ EXPECT_DOMAIN, .domid = move.domain->id },
				"%s", move.domain->uuid.value);
	rc = find_pool(&move, ret_error);
	if (!rc && memory)
		rc = check_kind(&move, ret_error);
	if (!rc && memory)
		rc = check_room(&move, ret_error);
	if (!rc && memory)
		rc = choose_copy(&move, ret_error);
	rc = rc ? rc : place(&move, ret_error);
	if (!rc && memory)
		rc = relocate(&move, ret_error);
	*ret_title = xpt__arena_text(
			builder->arena, "move %s to node %u", move.name, move.node->id);
	return rc;
}

int xpt_plan_for_move(const struct xpt_host *host, const struct xpt_move *move,
		struct xpt_plan **ret_plan, struct xpt_error **ret_error)
{
	return xpt__plan_build(host, move, fill, ret_plan, ret_error);
}
