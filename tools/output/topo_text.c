/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The trees: nodes with what is on them, cpupools with who is in them. */
#include "message.h"
#include "topo.h"

struct tree {
	struct topo_view *view;
	size_t column_count, row_count;
	const char **cells;
	size_t *parents;
};

/* A row below @parent; its cells are filled in through the pointer, valid until the next row. */
static const char **add_row(struct tree *tree, size_t parent, const char *name)
{
	static const char *nowhere[8];
	size_t rows = tree->row_count + 1;
	const char **cells = realloc(tree->cells, rows * tree->column_count * sizeof(*cells));
	size_t *parents;

	if (cells)
		tree->cells = cells;
	parents = cells ? realloc(tree->parents, rows * sizeof(*parents)) : NULL;
	if (!parents) {
		tree->view->out_of_memory = true;
		return nowhere;
	}
	tree->parents = parents;
	parents[tree->row_count] = parent;
	cells += tree->row_count * tree->column_count;
	for (size_t i = 0; i < tree->column_count; i++)
		cells[i] = NULL;
	cells[0] = name;
	tree->row_count = rows;
	return cells;
}

static int tell(struct tree *tree, const char *const *headings, const bool *right)
{
	const struct text_table table = { .headings = headings,
		.right = right,
		.column_count = tree->column_count,
		.cells = tree->cells,
		.parents = tree->parents,
		.row_count = tree->row_count };
	int status = tree->view->out_of_memory ? print_no_memory() : print_tree(&table);

	free(tree->cells);
	free(tree->parents);
	return status;
}

/* Nodes: CPUs and devices */

enum { NODE_NAME, NODE_CPUS, NODE_MEMORY, NODE_FREE, NODE_DETAILS, NODE_COLUMNS };

static const char *cpus_details(struct topo_view *view, const struct topo_cpus *cpus)
{
	const char *pool =
			cpus->pool < view->pool_count ? view->pools[cpus->pool].name : "no cpupool";

	if (cpus->threads < 2)
		return topo_words(view, "%s; %lld core%s", pool, cpus->cores,
				cpus->cores == 1 ? "" : "s");
	return topo_words(view, "%s; %lld core%s of %lld threads, the first one is CPUs %s", pool,
			cpus->cores, cpus->cores == 1 ? "" : "s", cpus->threads, cpus->siblings);
}

static void add_cpus(struct tree *tree, size_t parent, const struct topo_cpus *cpus)
{
	struct topo_view *view = tree->view;
	const char **row = add_row(tree, parent,
			cpus->socket == NO_NODE ? "socket not known" :
						  topo_words(view, "socket %lld", cpus->socket));

	row[NODE_CPUS] = cpus->range;
	row[NODE_DETAILS] = cpus_details(view, cpus);
}

static void add_devices(struct tree *tree, size_t parent, long long node)
{
	struct topo_view *view = tree->view;
	size_t minor = 0;

	for (size_t i = 0; i < view->device_count; i++) {
		const struct topo_device *device = &view->devices[i];

		if (device->node != node)
			continue;
		if (device->minor)
			minor++;
		else
			add_row(tree, parent, device->address)[NODE_DETAILS] = topo_words(view,
					"%s%s, %s", device->remote ? "REMOTE: " : "", device->what,
					device->who);
	}
	if (minor)
		add_row(tree, parent, "chipset")[NODE_DETAILS] = topo_words(
				view, "%zu device%s of dom0's", minor, minor == 1 ? "" : "s");
}

static const char *node_details(struct topo_view *view, const struct topo_node *node)
{
	if (!node->reserve)
		return topo_words(view, "distances %s", or_not_known(node->distances));
	return topo_words(view,
			"distances %s; %s of the free memory is kept for DMA, guests get it "
			"last",
			or_not_known(node->distances), node->reserve);
}

static bool any_on(const struct topo_view *view, long long node)
{
	bool any = false;

	for (size_t i = 0; i < view->device_count && !any; i++)
		any = view->devices[i].node == node;
	for (size_t i = 0; i < view->cpus_count && !any; i++)
		any = view->cpus[i].node == node;
	return any;
}

static void add_node(struct tree *tree, long long id, const struct topo_node *node)
{
	struct topo_view *view = tree->view;
	size_t parent = tree->row_count;
	const char **row = add_row(tree, XPT_NO_FIELD,
			node ? topo_words(view, "node %lld", id) : "node unknown");

	row[NODE_CPUS] = node ? node->cpus : NULL;
	row[NODE_MEMORY] = node ? or_not_known(node->memory) : NULL;
	row[NODE_FREE] = node ? or_not_known(node->free) : NULL;
	row[NODE_DETAILS] = node ? node_details(view, node) : "Xen does not know where these are";
	for (size_t i = 0; i < view->cpus_count; i++)
		if (view->cpus[i].node == id)
			add_cpus(tree, parent, &view->cpus[i]);
	add_devices(tree, parent, id);
}

static int print_nodes(struct topo_view *view)
{
	static const char *const headings[] = { "NODE", "CPUS", "MEMORY", "FREE", "DETAILS" };
	static const bool right[] = { false, false, true, true, false };
	struct tree tree = { .view = view, .column_count = NODE_COLUMNS };

	for (size_t i = 0; i < view->node_count; i++)
		add_node(&tree, view->nodes[i].id, &view->nodes[i]);
	if (any_on(view, NO_NODE))
		add_node(&tree, NO_NODE, NULL);
	return tell(&tree, headings, right);
}

/* Cpupools: domains and vCPUs */

enum { POOL_NAME, POOL_ID, POOL_NODES, POOL_CPUS, POOL_MEMORY, POOL_DETAILS, POOL_COLUMNS };

static void add_vcpus(struct tree *tree, size_t parent, const struct topo_vcpus *vcpus)
{
	struct topo_view *view = tree->view;
	const char **row = add_row(tree, parent, topo_words(view, "vCPU %s", vcpus->range));

	row[POOL_CPUS] = vcpus->effective;
	row[POOL_DETAILS] = topo_words(view, "%shard %s, soft %s%s%s",
			vcpus->narrowed ? "NOT AS SET: " : "", or_not_known(vcpus->hard),
			or_not_known(vcpus->soft), vcpus->narrowed ? "; " : "",
			vcpus->narrowed ? vcpus->narrowed : "");
}

static void add_domain(struct tree *tree, size_t parent, const struct topo_domain *domain)
{
	struct topo_view *view = tree->view;
	size_t self = tree->row_count;
	const char **row = add_row(tree, parent, domain->name);

	row[POOL_ID] = domain->id;
	row[POOL_NODES] = or_not_known(domain->nodes);
	row[POOL_MEMORY] = or_not_known(domain->memory);
	row[POOL_DETAILS] = topo_words(view, "%snew memory from node %s%s%s",
			domain->remote_memory ? "REMOTE MEMORY: " : "",
			or_not_known(domain->affinity), domain->placed ? "; has it on " : "",
			domain->placed ? domain->placed : "");
	for (size_t i = 0; i < domain->count; i++)
		add_vcpus(tree, self, &view->vcpus[domain->first + i]);
}

static size_t domains_in(const struct topo_view *view, size_t pool)
{
	size_t count = 0;

	for (size_t i = 0; i < view->domain_count; i++)
		count += view->domains[i].pool == pool;
	return count;
}

static void add_pool(struct tree *tree, size_t index)
{
	struct topo_view *view = tree->view;
	const struct topo_pool *pool = index < view->pool_count ? &view->pools[index] : NULL;
	size_t parent = tree->row_count, count = domains_in(view, index);
	const char **row = add_row(tree, XPT_NO_FIELD, pool ? pool->name : "cpupool unknown");

	if (pool) {
		row[POOL_ID] = pool->id;
		row[POOL_NODES] = or_not_known(pool->nodes);
		row[POOL_CPUS] = or_not_known(pool->cpus);
		row[POOL_DETAILS] = topo_words(view, "%s, %zu domain%s",
				or_not_known(pool->scheduler), count, count == 1 ? "" : "s");
	}
	for (size_t i = 0; i < view->domain_count; i++)
		if (view->domains[i].pool == index)
			add_domain(tree, parent, &view->domains[i]);
}

static int print_pools(struct topo_view *view)
{
	static const char *const headings[] = { "CPUPOOL", "ID", "NODES", "CPUS", "MEMORY",
		"DETAILS" };
	static const bool right[] = { false, true, false, false, true, false };
	struct tree tree = { .view = view, .column_count = POOL_COLUMNS };

	for (size_t i = 0; i < view->pool_count; i++)
		add_pool(&tree, i);
	if (domains_in(view, view->pool_count))
		add_pool(&tree, view->pool_count);
	return tell(&tree, headings, right);
}

int topo_text(struct topo_view *view)
{
	int status;

	puts(view->headline);
	putchar('\n');
	status = print_nodes(view);
	putchar('\n');
	return status ? status : print_pools(view);
}
