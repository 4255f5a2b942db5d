/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Placements on odd hosts, on random ones, and with the distances of real ones. */
#include <stdio.h>

#include <xpt/error.h>

#include "../../engine/base/cleanup.h"
#include "../../engine/place/place.h"
#include "fake_source.h"
#include "unit.h"

#define GIB (1024ULL * 1024)

struct outcome {
	int rc;
	struct xpt_host *host;
	struct xpt_placement *placement;
};

static struct outcome place_on(const struct fake *answers, unsigned int vcpus,
		unsigned long long kib, const char *nodes)
{
	static const struct fake empty[] = { LIST_("sys/bus/pci/devices", ""),
		FILE_("xen/domains", ""), FILE_("xen/version", "command_line \n"), END_ };
	const struct fake *const tables[] = { answers, empty, NULL };
	struct outcome outcome = { .host = fake_host_of(tables, XPT_DETAIL_PLACEMENT) };
	const struct xpt_place_request request = XPT_OPTIONS(
			xpt_place_request, .vcpus = vcpus, .memory_kib = kib, .nodes = nodes);

	CU_ASSERT_PTR_NOT_NULL_FATAL(outcome.host);
	outcome.rc = xpt_place(outcome.host, &request, &outcome.placement, NULL);
	return outcome;
}

static void outcome_end(struct outcome *outcome)
{
	xpt_placement_free(outcome->placement);
	xpt_host_free(outcome->host);
}

static const char *best(const struct outcome *outcome)
{
	return outcome->placement && outcome->placement->candidates.count &&
					outcome->placement->candidates.items[0].fits ?
			outcome->placement->candidates.items[0].nodes_text :
			NULL;
}

static enum xpt_verdict verdict(const struct outcome *outcome)
{
	return xpt_report_verdict(xpt_placement_report(outcome->placement));
}

/* Odd hosts */

#define CPUS_OF_2 \
	"0 socket=0 core=0 node=0\n1 socket=0 core=1 node=0\n2 socket=1 core=0 node=1\n3 socket=1 core=1 node=1\n"
#define POOL_OF_4 "0 sched=credit2 domains=0 cpus=0-3\n"

static void without_cpus_there_is_nothing_to_judge(void)
{
	static const struct fake silent[] = { END_ };
	struct outcome outcome = place_on(silent, 1, GIB, NULL);

	CU_ASSERT_EQUAL(outcome.rc, XPT_INVALID);
	outcome_end(&outcome);
}

static void without_nodes_no_memory_is_found(void)
{
	static const struct fake no_nodes[] = { FILE_("xen/cpus", CPUS_OF_2),
		FILE_("xen/pools", POOL_OF_4), END_ };
	struct outcome outcome = place_on(no_nodes, 1, GIB, NULL);

	CU_ASSERT_EQUAL_FATAL(outcome.rc, 0);
	CU_ASSERT_PTR_NULL(best(&outcome));
	CU_ASSERT_EQUAL(verdict(&outcome), XPT_BLOCKED);
	outcome_end(&outcome);
}

static void cpus_of_no_node_are_no_candidates(void)
{
	static const struct fake no_node[] = { FILE_("xen/cpus", "0 socket=0 core=0\n1 node=77\n"),
		FILE_("xen/nodes", "0 size_kib=9000000 free_kib=8000000 distances=10\n"),
		FILE_("xen/pools", POOL_OF_4), END_ };
	struct outcome outcome = place_on(no_node, 1, GIB, NULL);

	CU_ASSERT_EQUAL_FATAL(outcome.rc, 0);
	CU_ASSERT_EQUAL(outcome.placement->candidates.count, 0);
	CU_ASSERT_EQUAL(verdict(&outcome), XPT_BLOCKED);
	outcome_end(&outcome);
}

static void unknown_distances_are_taken_as_remote(void)
{
	static const struct fake unknown[] = { FILE_("xen/cpus", CPUS_OF_2),
		FILE_("xen/pools", POOL_OF_4),
		FILE_("xen/nodes",
				"0 size_kib=9000000 free_kib=8000000 distances=10,-\n"
				"1 size_kib=9000000 free_kib=8000000 distances=300,1\n"),
		END_ };
	struct outcome outcome = place_on(unknown, 1, GIB, NULL);

	CU_ASSERT_EQUAL_FATAL(outcome.rc, 0);
	ASSERT_TEXT(best(&outcome), "0");
	CU_ASSERT_EQUAL(verdict(&outcome), XPT_RISK);
	CU_ASSERT_EQUAL(outcome.placement->task.distances[0][1], 20);
	CU_ASSERT_EQUAL(outcome.placement->task.distances[1][0], 20);
	CU_ASSERT_EQUAL(outcome.placement->task.distances[1][1], 10);
	CU_ASSERT_EQUAL(outcome.placement->task.distances[0][63], 20);
	outcome_end(&outcome);
}

static void distances_are_looked_up_by_place_not_by_number(void)
{
	static const struct fake gap[] = { FILE_("xen/pools", POOL_OF_4),
		FILE_("xen/cpus", "0 node=1\n1 node=1\n2 node=4\n3 node=4\n"),
		FILE_("xen/nodes",
				"1 size_kib=9000000 free_kib=8000000 distances=10,31\n"
				"4 size_kib=9000000 free_kib=8000000 distances=31,10\n"),
		END_ };
	struct outcome outcome = place_on(gap, 1, GIB, NULL);

	CU_ASSERT_EQUAL_FATAL(outcome.rc, 0);
	ASSERT_TEXT(best(&outcome), "1");
	CU_ASSERT_EQUAL(verdict(&outcome), XPT_PASS);
	CU_ASSERT_EQUAL(outcome.placement->task.distances[1][4], 31);
	outcome_end(&outcome);
}

static void a_node_without_memory_is_chosen_only_with_another(void)
{
	static const struct fake memoryless[] = { FILE_("xen/cpus", CPUS_OF_2),
		FILE_("xen/pools", POOL_OF_4),
		FILE_("xen/nodes",
				"0 size_kib=0 free_kib=0 distances=10,20\n"
				"1 size_kib=9000000 free_kib=8000000 distances=20,10\n"),
		END_ };
	struct outcome outcome = place_on(memoryless, 1, GIB, NULL);

	ASSERT_TEXT(best(&outcome), "1");
	outcome_end(&outcome);
	outcome = place_on(memoryless, 1, GIB, "0");
	CU_ASSERT_PTR_NULL(best(&outcome));
	outcome_end(&outcome);
	outcome = place_on(memoryless, 16, GIB, NULL);
	ASSERT_TEXT(best(&outcome), "0-1");
	outcome_end(&outcome);
}

static void a_node_without_cpus_is_no_candidate(void)
{
	static const struct fake cpuless[] = { FILE_("xen/pools", POOL_OF_4),
		FILE_("xen/cpus", "0 node=0\n1 node=0\n"),
		FILE_("xen/nodes",
				"0 size_kib=9000000 free_kib=8000000 distances=10,20\n"
				"1 size_kib=90000000 free_kib=80000000 distances=20,10\n"),
		END_ };
	struct outcome outcome = place_on(cpuless, 1, 9 * GIB, NULL);

	CU_ASSERT_EQUAL_FATAL(outcome.rc, 0);
	CU_ASSERT_EQUAL(outcome.placement->candidates.count, 1);
	CU_ASSERT_PTR_NULL(best(&outcome));
	outcome_end(&outcome);
}

static void offline_cpus_do_not_count(void)
{
	static const struct fake offline[] = { FILE_("xen/pools", POOL_OF_4),
		FILE_("xen/cpus", "1 socket=0 core=1 node=0\n3 socket=1 core=1 node=1\n"),
		FILE_("xen/nodes",
				"0 size_kib=9000000 free_kib=8000000 distances=10,20\n"
				"1 size_kib=9000000 free_kib=8000000 distances=20,10\n"),
		END_ };
	struct outcome outcome = place_on(offline, 1, GIB, NULL);

	ASSERT_TEXT(best(&outcome), "0");
	ASSERT_TEXT(xpt_placement_cpus(outcome.placement, 0), "1");
	CU_ASSERT_EQUAL(outcome.placement->candidates.items[0].cpu_count, 1);
	outcome_end(&outcome);
}

static void on_one_node_there_is_nothing_to_set(void)
{
	static const struct fake single[] = {
		FILE_("xen/cpus", "0 socket=0 core=0 node=0\n1 socket=0 core=1 node=0\n"),
		FILE_("xen/nodes", "0 size_kib=9000000 free_kib=8000000 distances=10\n"),
		FILE_("xen/pools", "0 sched=credit2 domains=0 cpus=0-1\n"), END_
	};
	struct outcome outcome = place_on(single, 1, GIB, NULL);
	struct xpt_place_step step = XPT_SIZED(xpt_place_step);

	ASSERT_TEXT(best(&outcome), "0");
	CU_ASSERT_EQUAL(verdict(&outcome), XPT_PASS);
	CU_ASSERT_FALSE(xpt_placement_line(outcome.placement, 0, &step));
	outcome_end(&outcome);
}

static void without_pools_all_cpus_are_open(void)
{
	static const struct fake no_pools[] = { FILE_("xen/cpus", CPUS_OF_2),
		FILE_("xen/nodes",
				"0 size_kib=9000000 free_kib=8000000 distances=10,20\n"
				"1 size_kib=9000000 free_kib=8000000 distances=20,10\n"),
		END_ };
	struct outcome outcome = place_on(no_pools, 1, GIB, "1");
	struct xpt_place_step step = XPT_SIZED(xpt_place_step);

	ASSERT_TEXT(best(&outcome), "1");
	CU_ASSERT_EQUAL(verdict(&outcome), XPT_PASS);
	CU_ASSERT_EQUAL(outcome.placement->candidates.items[0].costs[CONCERN_pool_change], 0);
	CU_ASSERT_FATAL(xpt_placement_line(outcome.placement, 0, &step));
	ASSERT_TEXT(step.text, "cpus = \"2-3\"");
	outcome_end(&outcome);
}

/* Hosts by rule. The texts live as long as the struct. */

struct made {
	char *cpus, *nodes, *pools;
	struct fake answers[4];
};

typedef unsigned int distance_of(const void *from, unsigned int a, unsigned int b);

static void made_end(struct made *made)
{
	free(made->cpus);
	free(made->nodes);
	free(made->pools);
}

static void make(struct made *made, unsigned int nodes, unsigned int cpus,
		const unsigned long long *free_kib, distance_of *distance, const void *from)
{
	size_t size;
	FILE *out = open_memstream(&made->cpus, &size);

	for (unsigned int i = 0; i < nodes * cpus; i++)
		fprintf(out, "%u socket=%u core=%u node=%u\n", i, i / cpus, i % cpus / 2, i / cpus);
	fclose(out);
	out = open_memstream(&made->nodes, &size);
	for (unsigned int i = 0; i < nodes; i++) {
		fprintf(out, "%u size_kib=999999999 free_kib=%llu free_below_32_kib=%llu distances=",
				i, free_kib[i], i ? 0 : free_kib[i] / 4);
		for (unsigned int k = 0; k < nodes; k++)
			fprintf(out, "%s%u", k ? "," : "", distance(from, i, k));
		fputc('\n', out);
	}
	fclose(out);
	CU_ASSERT_FATAL(asprintf(&made->pools, "0 sched=credit2 domains=0 cpus=0-%u\n",
					nodes * cpus - 1) > 0);
	made->answers[0] = (struct fake)FILE_("xen/cpus", made->cpus);
	made->answers[1] = (struct fake)FILE_("xen/nodes", made->nodes);
	made->answers[2] = (struct fake)FILE_("xen/pools", made->pools);
	made->answers[3] = (struct fake)END_;
}

static unsigned int ring(const void *from, unsigned int a, unsigned int b)
{
	unsigned int nodes = *(const unsigned int *)from, way = a > b ? a - b : b - a;

	return 10 + 6 * (way * 2 > nodes ? nodes - way : way);
}

static unsigned int random_state;

static unsigned int chance(unsigned int below)
{
	random_state = random_state * 1103515245U + 12345U;
	return random_state / 65536 % below;
}

static const struct candidate *same_set(
		const struct outcome *outcome, const struct candidate *wanted)
{
	for (size_t i = 0; i < outcome->placement->candidates.count; i++)
		if (outcome->placement->candidates.items[i].nodes == wanted->nodes)
			return &outcome->placement->candidates.items[i];
	return NULL;
}

static bool is_worse(const struct candidate *now, const struct candidate *before)
{
	return !now || now->cost > before->cost || now->missing_kib > before->missing_kib ||
			(before->fits && !now->fits);
}

static void compare_with_more(unsigned int nodes, unsigned long long *free_kib, unsigned int vcpus,
		unsigned long long kib)
{
	struct made less = { 0 }, more = { 0 };
	struct outcome before, now;

	make(&less, nodes, 4, free_kib, ring, &nodes);
	before = place_on(less.answers, vcpus, kib, NULL);
	for (unsigned int i = 0; i < nodes; i++)
		free_kib[i] += chance(2) * chance(8) * GIB / 2;
	make(&more, nodes, 4, free_kib, ring, &nodes);
	now = place_on(more.answers, vcpus, kib, NULL);
	CU_ASSERT_FATAL(!before.rc && !now.rc);
	CU_ASSERT_EQUAL(before.placement->candidates.count, now.placement->candidates.count);
	for (size_t i = 0; i < before.placement->candidates.count; i++) {
		const struct candidate *candidate = &before.placement->candidates.items[i];

		CU_ASSERT_FALSE(is_worse(same_set(&now, candidate), candidate));
	}
	outcome_end(&before);
	outcome_end(&now);
	made_end(&less);
	made_end(&more);
}

static void more_free_memory_never_makes_a_candidate_worse(void)
{
	random_state = 1;
	for (int round = 0; round < 300; round++) {
		unsigned int nodes = 2 + chance(5);
		unsigned long long free_kib[8];

		for (unsigned int i = 0; i < nodes; i++)
			free_kib[i] = chance(16) * GIB;
		compare_with_more(nodes, free_kib, 1 + chance(12), (1 + chance(24)) * GIB);
	}
}

static void a_host_of_64_nodes_is_searched_within_bounds(void)
{
	unsigned int nodes = 64;
	unsigned long long free_kib[64];
	struct made made = { 0 };
	struct outcome outcome;

	for (unsigned int i = 0; i < nodes; i++)
		free_kib[i] = GIB;
	make(&made, nodes, 2, free_kib, ring, &nodes);
	outcome = place_on(made.answers, 6, 5 * GIB / 2, NULL);
	CU_ASSERT_EQUAL_FATAL(outcome.rc, 0);
	CU_ASSERT(outcome.placement->candidates.count > 64 + 64 * 63 / 2);
	CU_ASSERT(outcome.placement->candidates.count < 64 * 64 + 64 * 63 / 2);
	ASSERT_TEXT(best(&outcome), "0-2");
	outcome_end(&outcome);
	made_end(&made);
}

/* Real tables of distances, where the collection of them lies beside the tree. */

#define SLIT_COUNT_AT 36
#define SLIT_MATRIX_AT 44

struct slit {
	const uint8_t *distances; /* count * count, row by row */
	size_t count;
};

static unsigned int table_distance(const void *from, unsigned int a, unsigned int b)
{
	const struct slit *slit = from;

	return slit->distances[a * slit->count + b];
}

/* With room everywhere one node is best; with room for half of it, it and the one nearest by. */
static void place_by_table(const struct slit *slit)
{
	unsigned int nodes = (unsigned int)slit->count;
	unsigned long long free_kib[NODES_MAX];
	struct made made = { 0 };
	struct outcome outcome;
	unsigned int nearest = 255;

	for (unsigned int i = 0; i < nodes; i++)
		free_kib[i] = 16 * GIB;
	make(&made, nodes, 4, free_kib, table_distance, slit);
	outcome = place_on(made.answers, 2, 8 * GIB, NULL);
	ASSERT_TEXT(best(&outcome), nodes > 1 && !slit->distances[0] ? "1" : "0");
	outcome_end(&outcome);
	outcome = place_on(made.answers, 4, 26 * GIB, NULL);
	for (unsigned int a = 0; a < nodes; a++)
		for (unsigned int b = 0; b < nodes; b++)
			if (a != b && table_distance(slit, a, b) < nearest)
				nearest = table_distance(slit, a, b);
	if (nodes > 1) {
		const struct candidate *two = &outcome.placement->candidates.items[0];
		unsigned int a = (unsigned int)__builtin_ctzll(two->nodes);
		unsigned int b = (unsigned int)__builtin_ctzll(two->nodes & (two->nodes - 1));

		CU_ASSERT_EQUAL(two->node_count, 2);
		CU_ASSERT_EQUAL(outcome.placement->task.distances[a][b], nearest);
	}
	outcome_end(&outcome);
	made_end(&made);
}

static bool place_by_file(const char *folder, const char *name)
{
	auto_free char *path = NULL;
	auto_file FILE *from = NULL;
	uint8_t bytes[65536];
	struct slit slit;
	size_t length;

	if (asprintf(&path, "%s/%s", folder, name) < 0)
		return false;
	from = fopen(path, "r");
	length = from ? fread(bytes, 1, sizeof(bytes), from) : 0;
	slit = (struct slit){ bytes + SLIT_MATRIX_AT, length ? bytes[SLIT_COUNT_AT] : 0 };
	if (!slit.count || slit.count > NODES_MAX ||
			length < SLIT_MATRIX_AT + slit.count * slit.count)
		return false;
	place_by_table(&slit);
	return true;
}

static void the_distances_of_real_hosts_lead_to_neighbours(void)
{
	const char *top = getenv("srcdir");
	auto_free char *folder = NULL;
	auto_dir DIR *entries = NULL;
	struct dirent *entry;
	size_t tables = 0;

	CU_ASSERT_FATAL(asprintf(&folder, "%s/../shared/corpus/acpi/SLIT", top ? top : ".") > 0);
	entries = opendir(folder);
	if (!entries) {
		printf("skipped: no collection of ACPI tables at %s ... ", folder);
		return;
	}
	while ((entry = readdir(entries)))
		tables += *entry->d_name != '.' && place_by_file(folder, entry->d_name);
	CU_ASSERT(tables > 0);
}

SUITE(place_hosts)
{
	TEST(without_cpus_there_is_nothing_to_judge);
	TEST(without_nodes_no_memory_is_found);
	TEST(cpus_of_no_node_are_no_candidates);
	TEST(unknown_distances_are_taken_as_remote);
	TEST(distances_are_looked_up_by_place_not_by_number);
	TEST(a_node_without_memory_is_chosen_only_with_another);
	TEST(a_node_without_cpus_is_no_candidate);
	TEST(offline_cpus_do_not_count);
	TEST(on_one_node_there_is_nothing_to_set);
	TEST(without_pools_all_cpus_are_open);
	TEST(more_free_memory_never_makes_a_candidate_worse);
	TEST(a_host_of_64_nodes_is_searched_within_bounds);
	TEST(the_distances_of_real_hosts_lead_to_neighbours);
}
