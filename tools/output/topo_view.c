/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "class_words.h"
#include "topo.h"

#include <stdarg.h>
#include <string.h>

static const char *keep(struct topo_view *view, char *text)
{
	char **texts = text ? realloc(view->texts, (view->text_count + 1) * sizeof(*texts)) : NULL;

	if (!texts) {
		free(text);
		view->out_of_memory = true;
		return "";
	}
	view->texts = texts;
	texts[view->text_count++] = text;
	return text;
}

const char *topo_words(struct topo_view *view, const char *format, ...)
{
	va_list arguments;
	char *text;
	int r;

	va_start(arguments, format);
	r = vasprintf(&text, format, arguments);
	va_end(arguments);
	return keep(view, r < 0 ? NULL : text);
}

static void *list(struct topo_view *view, size_t count, size_t size)
{
	void *items = calloc(count + 1, size);

	view->out_of_memory = view->out_of_memory || !items;
	return items;
}

static long long node_of(struct xpt_object object)
{
	long long node;

	return xpt_object_number(object, "node", &node) ? NO_NODE : node;
}

static const char *text_of(struct topo_view *view, struct xpt_object object, const char *key)
{
	char *text = object_text(object, key);

	return text ? keep(view, text) : NULL;
}

/* "-": none is in it */
static const char *set_of(struct topo_view *view, struct xpt_object object, const char *key)
{
	struct xpt_value value = XPT_SIZED(xpt_value);

	xpt_object_get(object, key, &value);
	return value.state == XPT_FACT_ABSENT ? "-" : text_of(view, object, key);
}

static const char *size_text(struct topo_view *view, long long kib)
{
	if (kib >= 1 << 20)
		return topo_words(view, "%.1f GiB", (double)kib / (1 << 20));
	if (kib >= 1 << 10)
		return topo_words(view, "%lld MiB", kib >> 10);
	return topo_words(view, kib ? "%lld KiB" : "0", kib);
}

static const char *size_of(struct topo_view *view, struct xpt_object object, const char *key)
{
	long long kib;

	return xpt_object_number(object, key, &kib) ? NULL : size_text(view, kib);
}

/* Adds a number to a text such as "0-3,8"; they come in rising order. */
static const char *with_number(struct topo_view *view, const char *range, long long number)
{
	const char *last = range ? strrchr(range, ',') : NULL, *dash;

	if (!range)
		return topo_words(view, "%lld", number);
	last = last ? last + 1 : range;
	dash = strchr(last, '-');
	if (atoll(dash ? dash + 1 : last) + 1 != number)
		return topo_words(view, "%s,%lld", range, number);
	return topo_words(view, "%.*s-%lld", (int)((dash ? dash : last + strlen(last)) - range),
			range, number);
}

static const char *items_text(struct topo_view *view, struct xpt_object object, const char *key)
{
	struct xpt_value all = XPT_SIZED(xpt_value), item = XPT_SIZED(xpt_value);
	const char *text = NULL;

	xpt_object_get(object, key, &all);
	for (size_t i = 0; all.state == XPT_FACT_KNOWN && i < all.count; i++) {
		auto_free char *word = NULL;

		xpt_value_item(&all, i, &item);
		word = value_text(&item);
		text = topo_words(view, "%s%s%s", text ? text : "", text ? " " : "",
				word ? word : "?");
	}
	return text;
}

static void build_nodes(const struct xpt_host *host, struct topo_view *view)
{
	struct xpt_object node;
	long long kib = 0;

	while (xpt_host_node(host, view->node_count, &node))
		view->node_count++;
	view->nodes = list(view, view->node_count, sizeof(*view->nodes));
	for (size_t i = 0; view->nodes && xpt_host_node(host, i, &node); i++)
		view->nodes[i] = (struct topo_node){ .id = node_of(node),
			.cpus = text_of(view, node, "cpus"),
			.memory = size_of(view, node, "size_kib"),
			.free = size_of(view, node, "free_kib"),
			.reserve = !xpt_object_number(node, "dma_reserve_kib", &kib) && kib ?
					size_text(view, kib) :
					NULL,
			.distances = items_text(view, node, "distances") };
}

static void build_pools(const struct xpt_host *host, struct topo_view *view)
{
	struct xpt_object pool;

	while (xpt_host_pool(host, view->pool_count, &pool))
		view->pool_count++;
	view->pools = list(view, view->pool_count, sizeof(*view->pools));
	for (size_t i = 0; view->pools && xpt_host_pool(host, i, &pool); i++) {
		struct topo_pool *to = &view->pools[i];

		*to = (struct topo_pool){ .name = text_of(view, pool, "name"),
			.id = text_of(view, pool, "id"),
			.cpus = set_of(view, pool, "cpus"),
			.nodes = set_of(view, pool, "nodes"),
			.scheduler = text_of(view, pool, "scheduler") };
		if (!to->name)
			to->name = to->id;
	}
}

/* Where xenstore has no name both a pool and what is in it say its number. */
static size_t pool_of(struct topo_view *view, struct xpt_object object)
{
	const char *name = text_of(view, object, "pool");
	size_t i = 0;

	while (i < view->pool_count && (!name || strcmp(view->pools[i].name, name)))
		i++;
	return i;
}

static struct topo_cpus *group_of(struct topo_view *view, const struct topo_cpus *like)
{
	for (size_t i = 0; i < view->cpus_count; i++)
		if (view->cpus[i].node == like->node && view->cpus[i].socket == like->socket &&
				view->cpus[i].pool == like->pool)
			return &view->cpus[i];
	view->cpus[view->cpus_count] = *like;
	return &view->cpus[view->cpus_count++];
}

static void build_cpus(const struct xpt_host *host, struct topo_view *view)
{
	struct xpt_object cpu;
	size_t count = 0;

	while (xpt_host_cpu(host, count, &cpu))
		count++;
	view->cpus = list(view, count, sizeof(*view->cpus));
	for (size_t i = 0; view->cpus && xpt_host_cpu(host, i, &cpu); i++) {
		long long id = 0, socket = NO_NODE, thread = 0;
		struct topo_cpus like, *group;

		xpt_object_number(cpu, "cpu", &id);
		xpt_object_number(cpu, "socket", &socket);
		xpt_object_number(cpu, "thread", &thread);
		like = (struct topo_cpus){
			.node = node_of(cpu), .socket = socket, .pool = pool_of(view, cpu)
		};
		group = group_of(view, &like);
		group->range = with_number(view, group->range, id);
		group->cores += !thread;
		if (group->cores == 1)
			group->siblings = group->siblings ?
					topo_words(view, "%s,%lld", group->siblings, id) :
					topo_words(view, "%lld", id);
		if (thread >= group->threads)
			group->threads = thread + 1;
	}
}

/* Neighbours with the same affinities become one. */
static void add_vcpu(struct topo_view *view, struct xpt_object vcpu, struct topo_domain *domain)
{
	struct topo_vcpus new = { .hard = text_of(view, vcpu, "hard"),
		.soft = text_of(view, vcpu, "soft"),
		.effective = text_of(view, vcpu, "effective"),
		.narrowed = text_of(view, vcpu, "narrowed") };
	struct topo_vcpus *last = domain->count ? &view->vcpus[view->vcpus_count - 1] : NULL;
	long long id = 0;

	xpt_object_number(vcpu, "vcpu", &id);
	domain->narrowed = domain->narrowed || new.narrowed;
	if (!last || !same_text(last->hard, new.hard) || !same_text(last->soft, new.soft) ||
			!same_text(last->effective, new.effective) ||
			!same_text(last->narrowed, new.narrowed)) {
		last = &view->vcpus[view->vcpus_count++];
		*last = new;
		domain->count++;
	}
	last->range = with_number(view, last->range, id);
}

static bool found(const struct xpt_report *report, const char *cause, const char *device,
		const char *domain)
{
	const struct xpt_finding *finding;

	for (size_t i = 0; (finding = xpt_report_finding(report, i)); i++)
		if (!strcmp(xpt_finding_cause(finding), cause) &&
				(!device || same_text(xpt_finding_device(finding, 0), device)) &&
				(!domain || same_text(xpt_finding_domain(finding), domain)))
			return true;
	return false;
}

static const char *placed_text(struct topo_view *view, struct xpt_object domain)
{
	struct xpt_value all = XPT_SIZED(xpt_value), item = XPT_SIZED(xpt_value);
	const char *text = NULL;

	xpt_object_get(domain, "node_memory_kib", &all);
	for (size_t i = 0; all.state == XPT_FACT_KNOWN && i < all.count && i < view->node_count;
			i++) {
		xpt_value_item(&all, i, &item);
		if (item.state == XPT_FACT_KNOWN && item.number)
			text = topo_words(view, "%s%snode %lld: %s", text ? text : "",
					text ? ", " : "", view->nodes[i].id,
					size_text(view, item.number));
	}
	return text;
}

static void build_domain(const struct xpt_report *report, struct topo_view *view,
		struct xpt_object object, struct topo_domain *to)
{
	*to = (struct topo_domain){ .object = object,
		.id = text_of(view, object, "id"),
		.name = text_of(view, object, "name"),
		.vcpu_count = text_of(view, object, "vcpus"),
		.nodes = set_of(view, object, "nodes"),
		.affinity = set_of(view, object, "node_affinity"),
		.memory = size_of(view, object, "memory_kib"),
		.placed = placed_text(view, object),
		.pool = pool_of(view, object),
		.node = NO_NODE,
		.first = view->vcpus_count };
	if (!to->name)
		to->name = topo_words(view, "d%s", to->id);
	if (to->nodes && !to->nodes[strspn(to->nodes, "0123456789")])
		to->node = atoll(to->nodes);
	to->remote_memory = found(report, "remote-memory", NULL, to->name);
}

static void build_domains(const struct xpt_host *host, const struct xpt_report *report,
		struct topo_view *view)
{
	const struct xpt_domain *domain;
	struct xpt_object vcpu;
	size_t vcpus = 0, next = 0;

	while (xpt_host_domain(host, view->domain_count))
		view->domain_count++;
	while (xpt_host_vcpu(host, vcpus, &vcpu))
		vcpus++;
	view->domains = list(view, view->domain_count, sizeof(*view->domains));
	view->vcpus = list(view, vcpus, sizeof(*view->vcpus));
	for (size_t i = 0; !view->out_of_memory && (domain = xpt_host_domain(host, i)); i++) {
		unsigned int id = xpt_domain_id(domain);
		long long of;

		build_domain(report, view, xpt_domain_object(domain), &view->domains[i]);
		for (; xpt_host_vcpu(host, next, &vcpu) &&
				!xpt_object_number(vcpu, "domain_id", &of) && of <= id;
				next++)
			if (of == id)
				add_vcpu(view, vcpu, &view->domains[i]);
	}
}

/* Bridges, processors, memory controllers, timers, performance counters: of interest to nobody here. */
static bool is_chipset(const char *class_code)
{
	static const char *const base_classes[] = { "05", "06", "08", "0b", "11" };

	for (size_t i = 0; class_code && i < sizeof(base_classes) / sizeof(*base_classes); i++)
		if (!strncmp(class_code, base_classes[i], 2))
			return true;
	return false;
}

static size_t guest_of(const struct topo_view *view, const char *owner)
{
	size_t i = 0;

	while (i < view->domain_count &&
			(!owner || owner[0] != 'd' || strcmp(view->domains[i].id, owner + 1)))
		i++;
	return i;
}

static const char *who_text(struct topo_view *view, struct xpt_object device, size_t guest)
{
	const char *state = text_of(view, device, "state"), *driver;

	if (guest < view->domain_count)
		return topo_words(view, "with %s", view->domains[guest].name);
	driver = state && !strcmp(state, "dom0") ? text_of(view, device, "driver") : NULL;
	if (driver)
		return topo_words(view, "dom0, driver %s", driver);
	return state ? state : "nobody knows with whom";
}

/* As pci.ids names it, or else by its base class. */
static const char *what_text(struct topo_view *view, struct xpt_object device)
{
	const char *name = text_of(view, device, "class_name");
	const char *code = text_of(view, device, "class");
	const char *word = code ? class_word(code) : NULL;

	if (name)
		return name;
	if (word)
		return topo_words(view, "%s (class %s)", word, code);
	return code ? topo_words(view, "class %s", code) : "class not known";
}

static void build_devices(const struct xpt_host *host, const struct xpt_report *report,
		struct topo_view *view)
{
	const struct xpt_device *device;

	while (xpt_host_device(host, view->device_count))
		view->device_count++;
	view->devices = list(view, view->device_count, sizeof(*view->devices));
	for (size_t i = 0; !view->out_of_memory && (device = xpt_host_device(host, i)); i++) {
		struct xpt_object object = xpt_device_object(device);
		const char *class_code = text_of(view, object, "class");
		const char *address = text_of(view, object, "address");
		size_t guest = guest_of(view, text_of(view, object, "owner"));

		view->devices[i] = (struct topo_device){ .address = address,
			.what = what_text(view, object),
			.who = who_text(view, object, guest),
			.node = node_of(object),
			.domain = guest,
			.remote = found(report, "remote-device", address, NULL),
			.minor = guest == view->domain_count && is_chipset(class_code) };
	}
}

static const char *headline(const struct xpt_host *host, struct topo_view *view)
{
	struct xpt_object object = xpt_host_object(host);
	const char *xen = text_of(view, object, "xen_version");
	const char *cpus = text_of(view, object, "cpus");
	const char *memory = size_of(view, object, "memory_kib");
	const char *unused = size_of(view, object, "free_memory_kib");
	const char *claimed = size_of(view, object, "claimed_memory_kib");

	return topo_words(view,
			"Xen %s: %s, %zu NUMA node%s; memory %s, free %s, of it claimed by domains %s",
			or_not_known(xen),
			cpus ? topo_words(view, "%s CPUs", cpus) : "CPUs not known",
			view->node_count, view->node_count == 1 ? "" : "s", or_not_known(memory),
			or_not_known(unused), or_not_known(claimed));
}

void topo_view_build(const struct xpt_host *host, const struct xpt_report *report,
		struct topo_view *ret_view)
{
	*ret_view = (struct topo_view){ 0 };
	build_nodes(host, ret_view);
	build_pools(host, ret_view);
	build_cpus(host, ret_view);
	build_domains(host, report, ret_view);
	build_devices(host, report, ret_view);
	ret_view->headline = headline(host, ret_view);
}

void topo_view_clear(struct topo_view *view)
{
	for (size_t i = 0; i < view->text_count; i++)
		free(view->texts[i]);
	free(view->texts);
	free(view->nodes);
	free(view->cpus);
	free(view->pools);
	free(view->vcpus);
	free(view->domains);
	free(view->devices);
	*view = (struct topo_view){ 0 };
}
