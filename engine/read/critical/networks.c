/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Networks in use: interfaces with a default route or an address, down through bonds, bridges and
 * VLANs by their lower_… links, and through Open vSwitch, which has none.
 */
#include <string.h>

#include "../../source/paths.h"
#include "../ask.h"
#include "critical.h"

#define INTERFACES 4096
#define OVS "ovs-system" /* the kernel's upper device of all ports of Open vSwitch */

#define ROUTE6_REJECT 0x0200

struct interface {
	struct span name;
	bool default_route;
};

struct interfaces {
	VECTOR(struct interface) list;
};

static void add_interface(struct needs *needs, struct interfaces *interfaces, struct span name,
		bool default_route)
{
	struct interface *interface;

	if (xpt__span_is(name, "lo") || !name.length || memchr(name.at, '/', name.length))
		return;
	for (size_t i = 0; i < interfaces->list.count; i++) {
		interface = &interfaces->list.items[i];
		if (interface->name.length == name.length &&
				!memcmp(interface->name.at, name.at, name.length)) {
			interface->default_route |= default_route;
			return;
		}
	}
	if (interfaces->list.count >= INTERFACES) {
		xpt__critical_doubt(needs, "too many network interfaces have addresses", "");
		return;
	}
	interface = vector_push(&interfaces->list);
	if (interface)
		*interface = (struct interface){ name, default_route };
	else
		needs->host->out_of_memory = true;
}

static size_t split(struct span line, struct span *words, size_t room)
{
	size_t count = 0;

	while (count < room && xpt__span_next_word(&line, &words[count]))
		count++;
	return count;
}

static bool is_zero(struct span text)
{
	for (size_t i = 0; i < text.length; i++)
		if (text.at[i] != '0')
			return false;
	return text.length;
}

/* "eth0 00000000 0102A8C0 0003 0 0 0 00000000 …": any route shows an address behind it */
static void read_routes(struct needs *needs, struct interfaces *interfaces, struct span rest)
{
	struct span line, words[8];

	xpt__span_next_line(&rest, &line); /* headings */
	while (xpt__span_next_line(&rest, &line))
		if (split(line, words, 8) == 8)
			add_interface(needs, interfaces, words[0],
					is_zero(words[1]) && is_zero(words[7]));
}

/* destination, its length, source, its length, gateway, metric, references, use, flags, name */
static void read_routes_6(struct needs *needs, struct interfaces *interfaces, struct span rest)
{
	struct span line, words[10];
	uint64_t flags;

	while (xpt__span_next_line(&rest, &line))
		if (split(line, words, 10) == 10 && is_zero(words[0]) && is_zero(words[1]) &&
				xpt__span_number(words[8], 16, &flags) && !(flags & ROUTE6_REJECT))
			add_interface(needs, interfaces, words[9], true);
}

/* address, index, length, scope, flags, name; a link-local address (scope 20) comes by itself */
static void read_addresses_6(struct needs *needs, struct interfaces *interfaces, struct span rest)
{
	struct span line, words[6];

	while (xpt__span_next_line(&rest, &line))
		if (split(line, words, 6) == 6 && !xpt__span_is(words[3], "20"))
			add_interface(needs, interfaces, words[5], false);
}

static const char *reason(struct walk *walk, const char *name)
{
	struct xpt_host *host = walk->needs->host;

	return xpt__read_keep(host,
			strcmp(name, walk->top) ?
					xpt__arena_text(host->arena, "network %s under %s %s", name,
							walk->top, walk->why) :
					xpt__arena_text(host->arena, "network %s %s", name,
							walk->why));
}

/* Return: how many layers lie right below. */
static size_t visit_lower(struct walk *walk, const char *name)
{
	struct needs *needs = walk->needs;
	auto_names struct names names = { 0 };
	struct fact_text why;
	char room[PATH_ROOM];
	size_t count = 0;

	if (!xpt__probe_list(needs->source, needs->host, xpt__read_path(room, PATH_NET "/%s", name),
			    &names, &why))
		return 0;
	for (size_t i = 0; i < names.count; i++)
		if (!strncmp(names.items[i], "lower_", 6)) {
			xpt__critical_walk_enter(walk, names.items[i] + 6);
			count++;
		}
	return count;
}

static void visit_network(struct walk *walk, const char *name)
{
	struct needs *needs = walk->needs;
	auto_free char *target = NULL, *ovs = NULL;
	struct fact_text why;
	char room[PATH_ROOM];

	if (!xpt__probe_link(needs->source, needs->host, xpt__read_path(room, PATH_NET "/%s", name),
			    &target, &why)) {
		if (why.state != XPT_FACT_ABSENT)
			xpt__critical_doubt(needs, "unknown layers below", name);
		return;
	}
	if (xpt__critical_path(needs, target, reason(walk, name)) || visit_lower(walk, name))
		return;
	/* a bridge of Open vSwitch: which of its NICs are behind it, the kernel does not show */
	if (strstr(target, "/virtual/") &&
			!xpt__source_link(needs->source, PATH_NET "/" OVS, &ovs, NULL))
		xpt__critical_walk_enter(walk, OVS);
}

static void walk_network(struct needs *needs, const struct interface *interface)
{
	__attribute__((cleanup(xpt__critical_walk_end))) struct walk walk = { .needs = needs };

	walk.top = xpt__read_keep(needs->host,
			xpt__arena_printable(needs->host->arena, interface->name.at,
					interface->name.length));
	walk.why = interface->default_route ? "with the default route" : "with an address in use";
	if (!walk.top || !xpt__critical_walk_enter(&walk, walk.top))
		return;
	for (size_t i = 0; i < walk.seen.count && !needs->host->out_of_memory; i++)
		visit_network(&walk, walk.seen.items[i]);
}

void xpt__critical_networks(struct needs *needs)
{
	static const struct {
		const char *path, *doubt;
		void (*read)(struct needs *, struct interfaces *, struct span);
	} files[] = {
		{ PATH_ROUTES, "dom0's routes are not known:", read_routes },
		{ PATH_ROUTES_6, "dom0's IPv6 routes are not known:", read_routes_6 },
		{ PATH_ADDRESSES_6, "dom0's IPv6 addresses are not known:", read_addresses_6 },
	};
	struct blob blobs[3] = { 0 };
	struct interfaces interfaces = { 0 };
	struct fact_text why;

	for (size_t i = 0; i < 3; i++) {
		if (xpt__read_answer(needs->source, needs->host, files[i].path, &blobs[i], &why))
			files[i].read(needs, &interfaces, blob_span(&blobs[i]));
		else if (why.state != XPT_FACT_ABSENT)
			xpt__critical_doubt(needs, files[i].doubt, why.reason);
	}
	for (size_t i = 0; i < interfaces.list.count && !needs->host->out_of_memory; i++)
		walk_network(needs, &interfaces.list.items[i]);
	vector_clear(&interfaces.list);
	for (size_t i = 0; i < 3; i++)
		blob_clear(&blobs[i]);
}
