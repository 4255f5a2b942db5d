/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How a domain gets to the chosen nodes: lines for xl create, or commands while it runs. What is exact
 * and what is a preference only: Xen takes memory from other nodes without a word when those of the
 * affinity are full, but for vNUMA with pnode=, which is HVM's alone.
 */
#include <string.h>

#include "place.h"

static const struct candidate *best_of(const struct xpt_placement *placement)
{
	return &placement->candidates.items[0];
}

static bool step_add(steps_t *steps, const char *text, const char *why)
{
	struct xpt_place_step *step = text && why ? vector_push(steps) : NULL;

	if (step)
		*step = XPT_OPTIONS(xpt_place_step, .text = text, .why = why);
	return step;
}

/* It has all CPUs of its pool: to be in the pool is enough. */
static bool is_whole_pool(const struct xpt_placement *placement)
{
	const struct candidate *best = best_of(placement);
	struct bitmap cpus;

	if (!best->pool)
		return best->cpu_count == placement->task.host->numa->cpu_count;
	cpus = *best->pool->cpus.value;
	xpt__bitmap_and(&cpus, &placement->task.host->numa->online);
	return best->cpu_count == xpt__bitmap_count(&cpus);
}

/* Without what a shell or xl's parser takes for its own. */
static bool is_plain(const char *name)
{
	for (const char *at = name; *at; at++)
		if (!strchr("-_.:", *at) && !(*at >= '0' && *at <= '9') &&
				!(*at >= 'a' && *at <= 'z') && !(*at >= 'A' && *at <= 'Z'))
			return false;
	return *name && *name != '-';
}

static const char *pool_word(const struct xpt_placement *placement)
{
	const struct xpt_pool *pool = best_of(placement)->pool;

	if (is_plain(best_of(placement)->pool_text))
		return best_of(placement)->pool_text;
	return xpt__arena_text(placement->task.arena, "%u", pool->id);
}

/* Lines */

static bool pool_line(struct xpt_placement *placement)
{
	const struct xpt_pool *pool = best_of(placement)->pool;

	/* a domain comes into pool 0 by itself */
	if (!pool || !pool->id || placement->task.pool_is_set)
		return true;
	return step_add(&placement->lines,
			xpt__arena_text(placement->task.arena, "pool = \"%s\"",
					pool_word(placement)),
			"vCPUs run nowhere else than in their cpupool");
}

static bool cpu_lines(struct xpt_placement *placement)
{
	struct arena *arena = placement->task.arena;
	const char *cpus = best_of(placement)->cpus_text;

	/* there libxl cannot choose otherwise */
	if (is_whole_pool(placement) && best_of(placement)->node_count == 1)
		return true;
	return step_add(&placement->lines, xpt__arena_text(arena, "cpus = \"%s\"", cpus),
			       "vCPUs run nowhere else; memory comes from here first, that is a preference") &&
			step_add(&placement->lines,
					xpt__arena_text(arena, "cpus_soft = \"%s\"", cpus),
					"so that libxl chooses no node by itself, as it does with cpus= alone");
}

static bool vnuma_line(struct xpt_placement *placement)
{
	const struct task *task = &placement->task;
	const struct candidate *best = best_of(placement);
	unsigned int pnode = (unsigned int)__builtin_ctzll(best->nodes);

	if (!task->type || strcmp(task->type, "hvm") || best->node_count != 1 || !task->guest_kib ||
			task->guest_kib % 1024 || task->grows || task->host->numa->node_count < 2)
		return true;
	return step_add(&placement->lines,
			xpt__arena_text(task->arena,
					"vnuma = [ [ \"pnode=%u\", "
					"\"size=%llu\", \"vcpus=%s\", \"vdistances=10\" ] ]",
					pnode, task->guest_kib / 1024,
					task->max_vcpus == 1 ?
							"0" :
							xpt__arena_text(task->arena, "0-%u",
									task->max_vcpus - 1)),
			"exact: all memory comes from this node, or the domain is not built");
}

bool xpt__placement_lines(struct xpt_placement *placement)
{
	return pool_line(placement) && cpu_lines(placement) && vnuma_line(placement);
}

/* Commands */

static const char *domain_word(const struct task *task)
{
	if (task->domain->name.state == XPT_FACT_KNOWN && is_plain(task->domain->name.value))
		return task->domain->name.value;
	return xpt__arena_text(task->arena, "%u", task->domain->id);
}

static bool runs_there(const struct xpt_placement *placement)
{
	const struct task *task = &placement->task;
	nodes_t nodes = best_of(placement)->nodes;
	size_t count;
	const struct xpt_vcpu *vcpus = xpt__model_vcpus(task->host, task->domain->id, &count);

	for (size_t i = 0; i < count; i++) {
		struct bitmap there, wanted = { { nodes } };

		if (vcpus[i].effective.state != XPT_FACT_KNOWN)
			return false;
		xpt__model_nodes_of(task->host, vcpus[i].effective.value, &there);
		if (!xpt__bitmap_within(&there, &wanted))
			return false;
	}
	return count;
}

/* Memory is brought to one node only, and only if it is not there. */
static bool move_command(struct xpt_placement *placement, const char *domain)
{
	const struct task *task = &placement->task;
	const struct candidate *best = best_of(placement);

	if (best->node_count != 1 || task->host->numa->node_count < 2 || !task->domain->id ||
			(task->memory_nodes && !(task->memory_nodes & ~best->nodes)))
		return true;
	return step_add(&placement->commands,
			xpt__arena_text(task->arena, "xpt move %s --node %u --memory", domain,
					(unsigned int)__builtin_ctzll(best->nodes)),
			"its memory stays where it is, until this copies it");
}

bool xpt__placement_commands(struct xpt_placement *placement)
{
	const struct task *task = &placement->task;
	const struct candidate *best = best_of(placement);
	const char *domain = domain_word(task);
	bool done = domain;

	if (done && best->pool && task->own_pool && best->pool != task->own_pool)
		done = step_add(&placement->commands,
				xpt__arena_text(task->arena, "xpt pool move %s %s", domain,
						pool_word(placement)),
				"into the cpupool that has these CPUs");
	if (done && !placement->commands.count && runs_there(placement))
		return move_command(placement, domain);
	if (done && !(placement->commands.count && is_whole_pool(placement)))
		done = step_add(&placement->commands,
				xpt__arena_text(task->arena, "xpt pin %s all %s", domain,
						best->cpus_text),
				"its vCPUs run there at once");
	return done && move_command(placement, domain);
}
