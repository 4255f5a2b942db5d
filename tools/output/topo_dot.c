/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The snapshot, as Graphviz source: a box for each node with its CPUs, the devices near it and the
 * domains that run there; lines only between what is apart.
 */
#include <string.h>

#include "message.h"
#include "topo.h"

#define NAME_BYTES 48  /* of a name that the snapshot shows */
#define DOM0_DEVICES 8 /* of a node that nobody but dom0 uses */
#define LIST_BYTES 64  /* of a list of CPUs */

/* Light enough for dark words, and told apart without red and green. */
static const char *const pool_colours[] = { "#cfe3f7", "#fdebc8", "#d5f0e3", "#e8d9f3", "#f9dcea",
	"#e4e7b0", "#d9e2ec", "#f3dfd0" };

#define COLOURS (sizeof(pool_colours) / sizeof(*pool_colours))
#define NO_POOL_COLOUR "#eeeeee"
#define ALARM "#b00020"
#define ALARM_LIGHT "#fde0de"
#define TITLE "#2b3a4a"

static const char *pool_colour(const struct topo_view *view, size_t pool)
{
	return pool < view->pool_count ? pool_colours[pool % COLOURS] : NO_POOL_COLOUR;
}

/* Words in an HTML-like label; long ones are cut between characters. */
static void put_words(FILE *to, const char *text, size_t limit)
{
	size_t length = strlen(text), shown = length > limit ? limit : length;

	while (shown < length && shown && ((unsigned char)text[shown] & 0xc0) == 0x80)
		shown--;
	for (size_t i = 0; i < shown; i++) {
		switch (text[i]) {
		case '&':
			fputs("&amp;", to);
			break;
		case '<':
			fputs("&lt;", to);
			break;
		case '>':
			fputs("&gt;", to);
			break;
		case '"':
			fputs("&quot;", to);
			break;
		default:
			fputc(text[i], to);
		}
	}
	if (shown < length)
		fputs("...", to);
	/* who draws may have a wider font than who measured */
	for (size_t i = 0; i < shown; i += 9)
		fputs("&#160;", to);
}

struct cell {
	const char *words, *more; /* more: in smaller letters; may be NULL */
	const char *colour;	  /* of the ground; NULL: white */
	bool alarm;
	size_t limit;
};

static void put_cell(FILE *to, const struct cell *cell, const char *port, size_t number)
{
	size_t limit = cell->limit ? cell->limit : NAME_BYTES;

	fputs("<TD ALIGN=\"LEFT\" BALIGN=\"LEFT\"", to);
	if (port)
		fprintf(to, " PORT=\"%s%zu\"", port, number);
	fprintf(to, " BGCOLOR=\"%s\">",
			cell->alarm		     ? ALARM_LIGHT :
					cell->colour ? cell->colour :
						       "white");
	fprintf(to, cell->alarm ? "<FONT COLOR=\"" ALARM "\"><B>" : "<B>");
	put_words(to, cell->words, limit);
	fputs(cell->alarm ? "</B></FONT>" : "</B>", to);
	if (cell->more) {
		fputs("  <FONT POINT-SIZE=\"10\">", to);
		put_words(to, cell->more, 4 * limit);
		fputs("</FONT>", to);
	}
	fputs("</TD>", to);
}

static void put_row(FILE *to, const struct cell *cell, const char *port, size_t number)
{
	fputs("<TR>", to);
	put_cell(to, cell, port, number);
	fputs("</TR>\n", to);
}

static void put_kind(FILE *to, const char *kind)
{
	fprintf(to, "<TR><TD ALIGN=\"LEFT\"><FONT POINT-SIZE=\"9\" COLOR=\"#555555\">%s</FONT></TD></TR>\n",
			kind);
}

/* Its rows, which are written before it is known how large all boxes will be. */
struct box {
	const char *id;
	long long number;
	FILE *to;
	char *rows;
	size_t length;
	struct topo_size size;
};

static bool begin_box(struct box *box, const char *id, long long number, const char *title,
		const char *more)
{
	*box = (struct box){ .id = id, .number = number };
	box->to = open_memstream(&box->rows, &box->length);
	if (!box->to)
		return false;
	fputs("<TR><TD PORT=\"top\" ALIGN=\"LEFT\" BALIGN=\"LEFT\" BGCOLOR=\"" TITLE
	      "\"><FONT COLOR=\"white\"><B>",
			box->to);
	put_words(box->to, title, NAME_BYTES);
	fputs("</B>", box->to);
	if (more) {
		fputs("  <FONT POINT-SIZE=\"10\">", box->to);
		put_words(box->to, more, 3 * NAME_BYTES);
		fputs("</FONT>", box->to);
	}
	fputs("</FONT></TD></TR>\n", box->to);
	return true;
}

static bool end_box(struct box *box)
{
	bool failed = ferror(box->to);

	if (fclose(box->to) || failed)
		return false;
	box->size = topo_size(box->rows);
	return true;
}

/* An empty last row makes it as large as @size. */
static void put_box(FILE *to, const struct box *box, struct topo_size size)
{
	fprintf(to,
			"%s%lld [label=<<TABLE BORDER=\"1\" COLOR=\"" TITLE
			"\" CELLBORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"4\">\n%s"
			"<TR><TD CELLPADDING=\"0\" WIDTH=\"%zu\" HEIGHT=\"%zu\"></TD></TR>\n</TABLE>>];\n",
			box->id, box->number, box->rows, size.width,
			size.height - box->size.height + 1);
}

static void put_cpus(FILE *to, const struct topo_view *view, const struct topo_cpus *cpus)
{
	const char *pool =
			cpus->pool < view->pool_count ? view->pools[cpus->pool].name : "no cpupool";
	auto_free char *words = NULL, *more = NULL;
	struct cell cell = { .colour = pool_colour(view, cpus->pool), .limit = LIST_BYTES };

	if (asprintf(&words, "CPU %s", cpus->range) < 0 ||
			asprintf(&more, "%s, socket %lld, %lld core%s of %lld thread%s", pool,
					cpus->socket, cpus->cores, cpus->cores == 1 ? "" : "s",
					cpus->threads, cpus->threads == 1 ? "" : "s") < 0)
		return;
	cell.words = words;
	cell.more = more;
	put_row(to, &cell, NULL, 0);
}

static void put_device(FILE *to, const struct topo_view *view, size_t index)
{
	const struct topo_device *device = &view->devices[index];
	auto_free char *more = NULL;
	struct cell cell = { .words = device->address, .alarm = device->remote };

	if (asprintf(&more, "%s, %s", device->what, device->who) < 0)
		return;
	cell.more = more;
	put_row(to, &cell, "device", index);
}

/* A guest's devices always; of the rest a few, and how many more there are. */
static void put_devices(FILE *to, const struct topo_view *view, long long node)
{
	size_t shown = 0, more = 0;

	for (size_t i = 0; i < view->device_count; i++) {
		bool guest = view->devices[i].domain < view->domain_count &&
				strcmp(view->domains[view->devices[i].domain].id, "0");

		if (view->devices[i].node != node)
			continue;
		if (!guest && (view->devices[i].minor || shown >= DOM0_DEVICES)) {
			more++;
			continue;
		}
		if (!shown++)
			put_kind(to, "devices");
		put_device(to, view, i);
	}
	if (more)
		fprintf(to,
				"<TR><TD ALIGN=\"LEFT\"><FONT POINT-SIZE=\"10\">%zu %sdevice%s of dom0's"
				"</FONT></TD></TR>\n",
				more, shown ? "more " : "", more == 1 ? "" : "s");
}

static void put_domain(FILE *to, const struct topo_view *view, size_t index)
{
	const struct topo_domain *domain = &view->domains[index];
	auto_free char *more = NULL;
	struct cell cell = { .words = domain->name,
		.colour = pool_colour(view, domain->pool),
		.alarm = domain->remote_memory || domain->narrowed };

	if (asprintf(&more, "id %s, %s vCPU%s%s%s, %s%s%s", domain->id,
			    or_not_known(domain->vcpu_count),
			    domain->vcpu_count && !strcmp(domain->vcpu_count, "1") ? "" : "s",
			    domain->node == NO_NODE && domain->nodes ? ", nodes " : "",
			    domain->node == NO_NODE && domain->nodes ? domain->nodes : "",
			    domain->placed ? domain->placed : or_not_known(domain->memory),
			    domain->remote_memory ? ": remote" : "",
			    domain->narrowed ? ", affinity not as set" : "") < 0)
		return;
	cell.more = more;
	put_row(to, &cell, "domain", index);
}

static bool put_domains(FILE *to, const struct topo_view *view, long long node)
{
	bool any = false;

	for (size_t i = 0; i < view->domain_count; i++) {
		if (view->domains[i].node != node)
			continue;
		if (!any)
			put_kind(to, "domains");
		any = true;
		put_domain(to, view, i);
	}
	return any;
}

static bool node_box(const struct topo_view *view, const struct topo_node *node, struct box *box)
{
	auto_free char *title = NULL, *more = NULL;

	if (asprintf(&title, "node %lld", node->id) < 0 ||
			asprintf(&more, "%s%s, free %s%s%s%s, distances %s",
					node->memory ? "" : "memory ", or_not_known(node->memory),
					or_not_known(node->free), node->reserve ? " (" : "",
					node->reserve ? node->reserve : "",
					node->reserve ? " for DMA)" : "",
					or_not_known(node->distances)) < 0)
		return false;
	if (!begin_box(box, "node", node->id, title, more))
		return false;
	for (size_t i = 0; i < view->cpus_count; i++)
		if (view->cpus[i].node == node->id)
			put_cpus(box->to, view, &view->cpus[i]);
	put_devices(box->to, view, node->id);
	put_domains(box->to, view, node->id);
	return end_box(box);
}

static bool other_box(const struct topo_view *view, struct box *box)
{
	if (!begin_box(box, "other", 0, "on several nodes, or not known", NULL))
		return false;
	put_devices(box->to, view, NO_NODE);
	put_domains(box->to, view, NO_NODE);
	return end_box(box);
}

static bool any_without_node(const struct topo_view *view)
{
	for (size_t i = 0; i < view->device_count; i++)
		if (view->devices[i].node == NO_NODE)
			return true;
	for (size_t i = 0; i < view->domain_count; i++)
		if (view->domains[i].node == NO_NODE)
			return true;
	return false;
}

static bool is_placed(const struct topo_view *view, long long node)
{
	for (size_t i = 0; i < view->node_count; i++)
		if (view->nodes[i].id == node)
			return true;
	return false;
}

/* Boxes in rows of at most four, as on a sheet of paper. */
static size_t columns_of(const struct topo_view *view)
{
	return view->node_count <= 3 ? view->node_count : view->node_count <= 4 ? 2 : 4;
}

static void put_grid(FILE *to, const struct topo_view *view, bool others)
{
	size_t count = view->node_count, columns = columns_of(view);

	for (size_t i = 0; i < count; i++)
		fprintf(to, "%s node%lld;%s", i % columns ? "" : "{ rank=same;", view->nodes[i].id,
				(i + 1) % columns == 0 || i + 1 == count ? " }\n" : "");
	for (size_t i = 0; i < count; i++) {
		if (i % columns)
			fprintf(to, "node%lld -> node%lld [style=invis];\n", view->nodes[i - 1].id,
					view->nodes[i].id);
		if (i >= columns)
			fprintf(to, "node%lld -> node%lld [style=invis, weight=10];\n",
					view->nodes[i - columns].id, view->nodes[i].id);
	}
	if (count)
		fprintf(to, "node%lld -> %s [style=invis];\n",
				view->nodes[(count - 1) / columns * columns].id,
				others ? "other0" : "legend0");
	if (others)
		fputs("{ rank=same; other0; legend0; }\nother0 -> legend0 [style=invis];\n", to);
}

static void put_place(FILE *to, const struct topo_view *view, long long node)
{
	if (is_placed(view, node))
		fprintf(to, "node%lld", node);
	else
		fputs("other0", to);
}

static void put_lines(FILE *to, const struct topo_view *view)
{
	for (size_t i = 0; i < view->device_count; i++) {
		const struct topo_device *device = &view->devices[i];

		if (!device->remote || device->domain >= view->domain_count)
			continue;
		put_place(to, view, view->domains[device->domain].node);
		fprintf(to, ":domain%zu -> ", device->domain);
		put_place(to, view, device->node);
		fprintf(to,
				":device%zu [constraint=false, color=\"" ALARM "\", penwidth=1.6, "
				"arrowsize=0.7];\n",
				i);
	}
}

/*
 * From a domain to the nodes that hold a part of its memory although it does not run there. One
 * that runs on several nodes would hide the rest behind its lines; its row tells.
 */
static void put_memory_lines(FILE *to, const struct topo_view *view)
{
	for (size_t i = 0; i < view->domain_count; i++) {
		const struct topo_domain *domain = &view->domains[i];
		struct xpt_value all = XPT_SIZED(xpt_value), item = XPT_SIZED(xpt_value);

		if (!domain->remote_memory || domain->node == NO_NODE)
			continue;
		xpt_object_get(domain->object, "node_memory_kib", &all);
		for (size_t k = 0; k < all.count && k < view->node_count; k++) {
			xpt_value_item(&all, k, &item);
			if (item.state != XPT_FACT_KNOWN || !item.number ||
					view->nodes[k].id == domain->node)
				continue;
			put_place(to, view, domain->node);
			fprintf(to,
					":domain%zu -> node%lld:top [constraint=false, style=dashed, "
					"color=\"" ALARM "\", penwidth=1.6, arrowsize=0.7];\n",
					i, view->nodes[k].id);
		}
	}
}

static bool legend_box(const struct topo_view *view, struct box *box)
{
	static const struct cell alarms[] = {
		{ .words = "remote, or not as set", .alarm = true },
		{ .words = "line", .more = "from a domain to its device on another node" },
		{ .words = "dashed line", .more = "to the node that holds its memory" },
	};

	if (!begin_box(box, "legend", 0, "legend", NULL))
		return false;
	for (size_t i = 0; i < view->pool_count; i++) {
		struct cell cell = { .words = view->pools[i].name,
			.more = "cpupool",
			.colour = pool_colour(view, i) };

		put_row(box->to, &cell, NULL, 0);
	}
	for (size_t i = 0; i < sizeof(alarms) / sizeof(*alarms); i++)
		put_row(box->to, &alarms[i], NULL, 0);
	return end_box(box);
}

/* All boxes: the nodes, the legend, and what has no node. */
static bool make_boxes(const struct topo_view *view, struct box *boxes, bool others)
{
	size_t count = view->node_count;

	for (size_t i = 0; i < count; i++)
		if (!node_box(view, &view->nodes[i], &boxes[i]))
			return false;
	return legend_box(view, &boxes[count]) && (!others || other_box(view, &boxes[count + 1]));
}

/* As wide as the widest of all, as high as the highest of its row. */
static void put_boxes(FILE *to, const struct topo_view *view, const struct box *boxes, size_t count)
{
	size_t columns = columns_of(view), width = 0;

	for (size_t i = 0; i < count; i++)
		width = boxes[i].size.width > width ? boxes[i].size.width : width;
	for (size_t i = 0; i < count; i++) {
		struct topo_size size = { width, boxes[i].size.height };
		bool node = i < view->node_count;

		for (size_t k = node ? 0 : view->node_count; k < (node ? view->node_count : count);
				k++)
			if ((!node || k / columns == i / columns) &&
					boxes[k].size.height > size.height)
				size.height = boxes[k].size.height;
		put_box(to, &boxes[i], size);
	}
}

int topo_dot(FILE *to, const struct topo_view *view)
{
	bool others = any_without_node(view);
	size_t count = view->node_count + 1 + others;
	auto_free struct box *boxes = calloc(count, sizeof(*boxes));
	bool made = boxes && make_boxes(view, boxes, others);

	fputs("digraph topology {\ngraph [rankdir=TB, nodesep=0.35, ranksep=0.5, splines=true, "
	      "fontname=\"Helvetica\", labelloc=t, labeljust=l, label=<",
			to);
	put_words(to, view->headline, 4 * NAME_BYTES);
	fputs(">];\nnode [shape=plain, fontname=\"Helvetica\", fontsize=12];\n", to);
	if (made)
		put_boxes(to, view, boxes, count);
	for (size_t i = 0; boxes && i < count; i++)
		free(boxes[i].rows);
	if (!made)
		return print_no_memory();
	put_grid(to, view, others);
	put_lines(to, view);
	put_memory_lines(to, view);
	fputs("}\n", to);
	return ferror(to) ? STATUS_STUCK : STATUS_DONE;
}
