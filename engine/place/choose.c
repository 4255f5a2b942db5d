/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The ranking, and what there is to say about it. */
#include "../base/options.h"
#include "../base/error.h"
#include "../explain/causes/causes.h"
#include "place.h"

#define SHOWN 17 /* nodes whose lack is told */

static const char *memory_text(struct arena *arena, unsigned long long kib)
{
	if (kib >= 1024ULL * 1024)
		return xpt__arena_text(arena, "%.1f GiB", (double)kib / (1024 * 1024));
	return xpt__arena_text(arena, "%llu MiB", kib / 1024);
}

static int order(unsigned long long a, unsigned long long b)
{
	return (a > b) - (a < b);
}

/* What fits, then what costs least; ties go to fewer nodes, lower nodes, and lower pools. */
static int compare(const void *left, const void *right)
{
	const struct candidate *a = left, *b = right;
	nodes_t differ = a->nodes ^ b->nodes;
	int by = b->fits - a->fits;

	by = by ? by : order(a->missing_kib, b->missing_kib);
	by = by ? by : order((unsigned int)a->cost, (unsigned int)b->cost);
	by = by ? by : order(a->node_count, b->node_count);
	if (!by && differ)
		return a->nodes & (differ & -differ) ? -1 : 1;
	return by ? by :
		    order(a->pool ? a->pool->id : UINT32_MAX, b->pool ? b->pool->id : UINT32_MAX);
}

/* Neighbourhoods of two nodes may be the same set. */
static void drop_doubles(candidates_t *candidates)
{
	size_t kept = 0;

	for (size_t i = 0; i < candidates->count; i++)
		if (!kept || compare(&candidates->items[kept - 1], &candidates->items[i]))
			candidates->items[kept++] = candidates->items[i];
	candidates->count = kept;
}

static const struct candidate *chosen(const struct xpt_placement *placement)
{
	return placement->candidates.count && placement->candidates.items[0].fits ?
			&placement->candidates.items[0] :
			NULL;
}

static int report_lack_of(const struct task *task, struct xpt_finding *finding,
		const struct candidate *candidate)
{
	const char *missing = memory_text(task->arena, candidate->missing_kib);
	const char *there = memory_text(task->arena, candidate->free_kib + candidate->reserve_kib);

	return missing && there ? xpt__finding_evidence(finding, "xen/nodes", 0,
						  "node%s %s: %s free, %s missing",
						  candidate->node_count > 1 ? "s" : "",
						  candidate->nodes_text, there, missing) :
				  XPT_NO_MEMORY;
}

static const char *lack_text(const struct xpt_placement *placement)
{
	struct arena *arena = placement->task.arena;
	const char *memory = memory_text(arena, placement->task.memory_kib);

	if (!placement->candidates.count)
		return "a CPU that it may use";
	return memory ? xpt__arena_text(arena, "%s of memory", memory) : NULL;
}

/* Nothing fits: what the best candidate lacks, then what each node does. */
static int report_lack(struct xpt_placement *placement)
{
	struct task *task = &placement->task;
	const char *what = lack_text(placement);
	struct xpt_finding *finding = what ?
			xpt__report_add(task->report, &xpt__cause_placement_no_room,
					PLACEHOLDERS({ "what", what })) :
			NULL;
	size_t told = 0;
	int rc = 0;

	for (size_t i = 0; finding && i < placement->candidates.count && told < SHOWN && !rc; i++) {
		const struct candidate *candidate = &placement->candidates.items[i];

		if (i && candidate->node_count > 1)
			continue;
		rc = report_lack_of(task, finding, candidate);
		told++;
	}
	return finding ? rc : XPT_NO_MEMORY;
}

static int report_pool(struct xpt_placement *placement)
{
	const struct candidate *best = chosen(placement);

	if (best->pool || !placement->task.host->numa->pool_count)
		return 0;
	return xpt__report_add(placement->task.report, &xpt__cause_placement_across_pools,
			       PLACEHOLDERS({ "nodes", best->nodes_text })) ?
			0 :
			XPT_NO_MEMORY;
}

/* Why it is chosen */

static const char *const concern_words[CONCERN_COUNT] = {
	[CONCERN_remote_memory] = "remote memory",
	[CONCERN_remote_devices] = "the way to the devices",
	[CONCERN_split_sockets] = "more sockets",
	[CONCERN_smt_siblings] = "vCPUs sharing cores",
	[CONCERN_load] = "more vCPUs of others",
	[CONCERN_pool_change] = "a change of cpupool",
	[CONCERN_claims] = "claimed memory",
	[CONCERN_dma_reserve] = "memory kept back for DMA",
	[CONCERN_spread] = "more nodes",
};

/* The concern that speaks most against @other when compared with @best. */
static enum concern main_drawback(const struct candidate *best, const struct candidate *other)
{
	enum concern worst = 0;

	for (enum concern i = 0; i < CONCERN_COUNT; i++)
		if (other->costs[i] - best->costs[i] > other->costs[worst] - best->costs[worst])
			worst = i;
	return worst;
}

static const char *why_not_next(const struct xpt_placement *placement)
{
	struct arena *arena = placement->task.arena;
	const struct candidate *best = &placement->candidates.items[0], *next = best + 1;
	const char *plural;

	if (placement->candidates.count < 2)
		return "there is no other choice";
	plural = next->node_count > 1 ? "s" : "";
	if (!next->fits)
		return "no other choice has room";
	if (next->cost == best->cost)
		return xpt__arena_text(
				arena, "node%s %s would be as good", plural, next->nodes_text);
	return xpt__arena_text(arena, "the next best, node%s %s, costs %d more: %s", plural,
			next->nodes_text, next->cost - best->cost,
			concern_words[main_drawback(best, next)]);
}

static const char *device_words(const struct xpt_placement *placement)
{
	const struct task *task = &placement->task;
	const struct candidate *best = &placement->candidates.items[0];
	const char *list = xpt__bdfs_text(task->arena, &task->devices);

	if (!task->devices.count || task->host->numa->node_count < 2)
		return "";
	if (best->costs[CONCERN_remote_devices])
		return xpt__arena_text(task->arena, "away from %s%s; ",
				task->devices.count > 1 ? "some of " : "", list ? list : "");
	return xpt__arena_text(task->arena, "next to %s; ", list ? list : "");
}

/* Room, or where the memory stays. */
static const char *memory_words(const struct xpt_placement *placement)
{
	const struct task *task = &placement->task;
	const char *room = memory_text(task->arena, placement->candidates.items[0].free_kib);

	if (task->memory_nodes)
		return xpt__arena_text(task->arena,
				"its memory is on node%s %s by its node affinity",
				task->memory_nodes & (task->memory_nodes - 1) ? "s" : "",
				xpt__nodes_text(task->arena, task->memory_nodes));
	return room ? xpt__arena_text(task->arena, "%s free", room) : NULL;
}

static const char *say_why(const struct xpt_placement *placement)
{
	const struct candidate *best = &placement->candidates.items[0];
	struct arena *arena = placement->task.arena;
	const char *devices = device_words(placement), *next = why_not_next(placement);
	const char *memory = memory_words(placement);

	if (!devices || !next || !memory)
		return NULL;
	return xpt__arena_text(arena, "%s%s, %.1f vCPUs of others per CPU; %s", devices, memory,
			(double)best->load / LOAD_UNIT / best->cpu_count, next);
}

/* XPT_NO_MEMORY or 0. */
static int conclude(struct xpt_placement *placement)
{
	int rc;

	if (!chosen(placement))
		return report_lack(placement);
	rc = report_pool(placement);
	placement->why = say_why(placement);
	if (rc || !placement->why)
		return XPT_NO_MEMORY;
	if (!chosen(placement)->pool && placement->task.host->numa->pool_count)
		return 0; /* no affinity reaches across cpupools */
	return (placement->task.domain ? xpt__placement_commands(placement) :
					 xpt__placement_lines(placement)) ?
			0 :
			XPT_NO_MEMORY;
}

static int place(struct xpt_placement *placement, struct xpt_error **ret_error)
{
	candidates_t *candidates = &placement->candidates;

	if (xpt__placement_candidates(&placement->task, candidates))
		return xpt__error_no_memory(ret_error);
	if (candidates->count)
		qsort(candidates->items, candidates->count, sizeof(*candidates->items), compare);
	drop_doubles(candidates);
	return conclude(placement) ? xpt__error_no_memory(ret_error) : 0;
}

DEFINE_AUTO(placement, struct xpt_placement *, xpt_placement_free)

int xpt_place(const struct xpt_host *host, const struct xpt_place_request *request,
		struct xpt_placement **ret_placement, struct xpt_error **ret_error)
{
	auto_of(placement) struct xpt_placement *placement = calloc(1, sizeof(*placement));
	int rc;

	if (!placement)
		return xpt__error_no_memory(ret_error);
	placement->task.arena = xpt__arena_new();
	placement->task.report = xpt__report_new();
	if (!placement->task.arena || !placement->task.report)
		return xpt__error_no_memory(ret_error);
	rc = xpt__placement_task(host, request, &placement->task, ret_error);
	if (!rc)
		rc = place(placement, ret_error);
	if (!rc)
		*ret_placement = TAKE(placement);
	return rc;
}

void xpt_placement_free(struct xpt_placement *placement)
{
	if (!placement)
		return;
	vector_clear(&placement->candidates);
	vector_clear(&placement->lines);
	vector_clear(&placement->commands);
	xpt_report_free(placement->task.report);
	xpt__arena_free(placement->task.arena);
	free(placement);
}

bool xpt_placement_candidate(const struct xpt_placement *placement, size_t index,
		struct xpt_object *ret_candidate)
{
	if (index >= placement->candidates.count)
		return false;
	*ret_candidate = (struct xpt_object){ xpt_kind_candidate(),
		&placement->candidates.items[index] };
	return true;
}

const struct xpt_report *xpt_placement_report(const struct xpt_placement *placement)
{
	return placement->task.report;
}

const char *xpt_placement_why(const struct xpt_placement *placement)
{
	return placement->why;
}

const char *xpt_placement_cpus(const struct xpt_placement *placement, unsigned int vcpu)
{
	const struct candidate *best = chosen(placement);

	return best && vcpu < placement->task.max_vcpus ? best->cpus_text : NULL;
}

static bool step_of(const steps_t *steps, size_t index, struct xpt_place_step *ret_step)
{
	if (index >= steps->count)
		return false;
	xpt__options_give(&steps->items[index], sizeof(*ret_step), ret_step);
	return true;
}

bool xpt_placement_line(const struct xpt_placement *placement, size_t index,
		struct xpt_place_step *ret_line)
{
	return step_of(&placement->lines, index, ret_line);
}

bool xpt_placement_command(const struct xpt_placement *placement, size_t index,
		struct xpt_place_step *ret_command)
{
	return step_of(&placement->commands, index, ret_command);
}
