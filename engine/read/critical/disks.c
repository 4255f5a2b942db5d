/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Disks in use: mounted file systems and swap, down through partitions, md, dm (LVM, multipath,
 * crypt), bcache (all by their slaves/ directories) and NVMe subsystems.
 */
#include <string.h>

#include "../../source/paths.h"
#include "../ask.h"
#include "critical.h"

#define MOUNTS 4096
#define NAME_ROOM 128

static void need_disk(struct walk *walk, const char *name, const char *path)
{
	struct xpt_host *host = walk->needs->host;

	xpt__critical_path(walk->needs, path,
			xpt__read_keep(host,
					xpt__arena_text(host->arena, "disk %s %s", name,
							walk->why)));
}

/* With native multipath a namespace hangs below its subsystem, whose controllers are the way on. */
static void visit_nvme_subsystem(struct walk *walk, const char *name, const char *path)
{
	struct needs *needs = walk->needs;
	auto_names struct names names = { 0 };
	struct span rest = xpt__span_of(path), part = { 0 };
	struct fact_text why;
	char room[PATH_ROOM];

	while (xpt__span_next_part(&rest, '/', &part))
		if (xpt__span_starts(part, "nvme-subsys") && !xpt__span_is(part, "nvme-subsystem"))
			break;
	if (!rest.length)
		return;
	xpt__read_path(room, PATH_NVME_SUBSYSTEMS "/%.*s", (int)part.length, part.at);
	if (!xpt__probe_list(needs->source, needs->host, room, &names, &why)) {
		xpt__critical_doubt(needs, "unknown NVMe controllers of disk", name);
		return;
	}
	for (size_t i = 0; i < names.count && needs->budget; i++) {
		auto_free char *target = NULL;

		if (strncmp(names.items[i], "nvme", 4) || strchr(names.items[i] + 4, 'n'))
			continue;
		needs->budget--;
		xpt__read_path(room, PATH_NVME "/%s", names.items[i]);
		if (xpt__probe_link(needs->source, needs->host, room, &target, &why))
			need_disk(walk, name, target);
	}
}

/* The disk of a partition: its directory lies in the disk's. False: @path is no partition's. */
static bool disk_of(struct needs *needs, const char *path, char disk[NAME_ROOM])
{
	struct span rest = xpt__span_of(path), name = xpt__last_part(rest);
	auto_free char *target = NULL;
	char room[PATH_ROOM];

	if (name.length + 1 >= rest.length)
		return false;
	rest.length -= name.length + 1;
	name = xpt__last_part(rest);
	if (!name.length || name.length >= NAME_ROOM || name.at[0] == '.')
		return false;
	memcpy(disk, name.at, name.length);
	disk[name.length] = '\0';
	return !xpt__source_link(
			needs->source, xpt__read_path(room, PATH_BLOCK "/%s", disk), &target, NULL);
}

/* What lies right below @name, as a list. */
static void list_below(struct walk *walk, const char *name, struct names *ret_names)
{
	struct needs *needs = walk->needs;
	auto_free char *target = NULL;
	struct fact_text why;
	char room[PATH_ROOM], disk[NAME_ROOM];

	if (!xpt__probe_link(needs->source, needs->host,
			    xpt__read_path(room, PATH_BLOCK "/%s", name), &target, &why)) {
		if (why.state != XPT_FACT_ABSENT)
			xpt__critical_doubt(needs, "unknown layers below", name);
		return;
	}
	if (disk_of(needs, target, disk)) {
		ret_names->items = calloc(1, sizeof(*ret_names->items));
		if (ret_names->items && (ret_names->items[0] = strdup(disk)))
			ret_names->count = 1;
		needs->host->out_of_memory |= !ret_names->count;
		return;
	}
	need_disk(walk, name, target);
	if (strstr(target, "/nvme-subsystem/"))
		visit_nvme_subsystem(walk, name, target);
	xpt__read_path(room, PATH_BLOCK "/%s/slaves", name);
	if (!xpt__probe_list(needs->source, needs->host, room, ret_names, &why) &&
			why.state != XPT_FACT_ABSENT)
		xpt__critical_doubt(needs, "unknown layers below", name);
}

/* Breadth first: walk->seen is the queue, so that a deep chain needs no deep stack. */
void xpt__critical_block(struct needs *needs, const char *name, const char *why)
{
	__attribute__((cleanup(xpt__critical_walk_end))) struct walk walk = {
		.needs = needs, .top = name, .why = why
	};

	if (!why || !xpt__critical_walk_enter(&walk, name))
		return;
	for (size_t i = 0; i < walk.seen.count && !needs->host->out_of_memory; i++) {
		auto_names struct names below = { 0 };

		list_below(&walk, walk.seen.items[i], &below);
		for (size_t k = 0; k < below.count; k++)
			xpt__critical_walk_enter(&walk, below.items[k]);
	}
}

/* "/dev/mapper/vg-root" is the dm device of that name. */
static bool mapped_name(struct needs *needs, struct span name, char block[NAME_ROOM])
{
	auto_names struct names names = { 0 };
	struct fact_text why, mapped;
	char room[PATH_ROOM];

	if (!xpt__probe_list(needs->source, needs->host, PATH_BLOCK, &names, &why))
		return false;
	for (size_t i = 0; i < names.count && needs->budget; i++) {
		if (strncmp(names.items[i], "dm-", 3) || strlen(names.items[i]) >= NAME_ROOM)
			continue;
		needs->budget--;
		mapped = xpt__read_text(needs->source, needs->host,
				xpt__read_path(room, PATH_BLOCK "/%s/dm/name", names.items[i]));
		if (mapped.state == XPT_FACT_KNOWN && xpt__span_is(name, mapped.value)) {
			memcpy(block, names.items[i], strlen(names.items[i]) + 1);
			return true;
		}
	}
	return false;
}

/* "vg-a/root" is a link that LVM makes to the dm device "vg--a-root". */
static bool volume_name(struct needs *needs, struct span node, char block[NAME_ROOM])
{
	char mapped[2 * NAME_ROOM];
	size_t length = 0;

	if (!memchr(node.at, '/', node.length) || node.length >= NAME_ROOM)
		return false;
	for (size_t i = 0; i < node.length; i++) {
		if (node.at[i] == '-')
			mapped[length++] = '-';
		mapped[length++] = node.at[i] == '/' ? '-' : node.at[i];
	}
	return mapped_name(needs, (struct span){ mapped, length }, block);
}

/* The kernel's name of a "/dev/…" path; sysfs has "!" for "/". */
static bool block_name(struct needs *needs, struct span node, char block[NAME_ROOM])
{
	if (!xpt__span_starts(node, DEVICE_NODES))
		return false;
	node.at += 5;
	node.length -= 5;
	if (xpt__span_starts(node, "mapper/"))
		return mapped_name(needs, (struct span){ node.at + 7, node.length - 7 }, block);
	if (volume_name(needs, node, block))
		return true;
	if (!node.length || node.length >= NAME_ROOM || node.at[0] == '.')
		return false;
	for (size_t i = 0; i < node.length; i++)
		block[i] = node.at[i] == '/' ? '!' : node.at[i];
	block[node.length] = '\0';
	return true;
}

static bool numbered_name(struct needs *needs, struct span number, char block[NAME_ROOM])
{
	auto_free char *target = NULL;
	struct fact_text why;
	struct span name;
	char room[PATH_ROOM];

	if (memchr(number.at, '/', number.length))
		return false;
	xpt__read_path(room, PATH_BLOCK_NUMBERS "/%.*s", (int)number.length, number.at);
	if (!xpt__probe_link(needs->source, needs->host, room, &target, &why))
		return false;
	name = xpt__last_part(xpt__span_of(target));
	if (!name.length || name.length >= NAME_ROOM)
		return false;
	memcpy(block, name.at, name.length);
	block[name.length] = '\0';
	return true;
}

bool xpt__critical_device_node(struct needs *needs, struct span node, const char *why)
{
	auto_free char *target = NULL;
	char block[NAME_ROOM], room[PATH_ROOM];

	if (!block_name(needs, node, block) ||
			xpt__source_link(needs->source,
					xpt__read_path(room, PATH_BLOCK "/%s", block), &target,
					NULL))
		return false;
	xpt__critical_block(needs, block, why);
	return true;
}

bool xpt__critical_device_number(struct needs *needs, struct span number, const char *why)
{
	char block[NAME_ROOM];

	if (!numbered_name(needs, number, block))
		return false;
	xpt__critical_block(needs, block, why);
	return true;
}

struct mount {
	struct span number, point, type, node;
};

/* "36 35 98:0 /root /point options [fields…] - type source options", proc(5) */
static bool read_mount(struct span line, struct mount *mount)
{
	struct span word;

	for (int i = 0; i < 6; i++) {
		if (!xpt__span_next_word(&line, &word))
			return false;
		if (i == 2)
			mount->number = word;
		if (i == 4)
			mount->point = word;
	}
	while (!xpt__span_is(word, "-"))
		if (!xpt__span_next_word(&line, &word))
			return false;
	return xpt__span_next_word(&line, &mount->type) && xpt__span_next_word(&line, &mount->node);
}

static const char *mount_text(struct xpt_host *host, const struct mount *mount)
{
	const char *point = xpt__arena_printable(host->arena, mount->point.at, mount->point.length);
	const char *type = xpt__arena_printable(host->arena, mount->type.at, mount->type.length);

	return xpt__read_keep(host,
			point && type ? xpt__arena_text(host->arena, "under %s (%s)", point, type) :
					NULL);
}

/* Without a number of a disk's it may well be none, as proc and tmpfs are. */
static void need_unknown(struct needs *needs, bool own, const char *why)
{
	if (!own)
		xpt__critical_doubt(needs, "unknown disk of the file system", why);
}

static void need_mount(struct needs *needs, const struct mount *mount)
{
	const char *why = mount_text(needs->host, mount);
	/* btrfs and others have a number of their own; the source names one of their devices */
	bool own = xpt__span_starts(mount->number, "0:");
	char block[NAME_ROOM];

	if (!why)
		return;
	if (xpt__span_is(mount->type, "zfs"))
		xpt__critical_zfs(needs, mount->node, why);
	else if (own ? !block_name(needs, mount->node, block) :
		       !numbered_name(needs, mount->number, block))
		need_unknown(needs, own, why);
	else if (xpt__span_is(mount->type, "btrfs"))
		xpt__critical_btrfs(needs, block, why);
	else
		xpt__critical_block(needs, block, why);
}

static bool same_span(struct span a, struct span b)
{
	return a.length == b.length && !memcmp(a.at, b.at, a.length);
}

/* The first mount of each file system; containers mount the same one many times. */
static void need_mounts(struct needs *needs, struct span rest)
{
	VECTOR(struct mount) mounts = { 0 };
	struct mount mount, *item;
	struct span line;

	while (xpt__span_next_line(&rest, &line) && mounts.count < MOUNTS) {
		bool known = !read_mount(line, &mount);

		for (size_t i = mounts.count; !known && i > 0; i--)
			known = same_span(mounts.items[i - 1].number, mount.number);
		if (known)
			continue;
		item = vector_push(&mounts);
		if (!item) {
			needs->host->out_of_memory = true;
			break;
		}
		*item = mount;
		need_mount(needs, &mount);
	}
	if (mounts.count >= MOUNTS)
		xpt__critical_doubt(needs, "too many file systems are mounted", "");
	vector_clear(&mounts);
}

static void need_swaps(struct needs *needs, struct span rest)
{
	struct span line, node, type;
	char block[NAME_ROOM];

	while (xpt__span_next_line(&rest, &line) && needs->budget)
		if (xpt__span_next_word(&line, &node) && xpt__span_next_word(&line, &type) &&
				xpt__span_is(type, "partition") && block_name(needs, node, block))
			xpt__critical_block(needs, block, "with swap");
}

void xpt__critical_disks(struct needs *needs)
{
	auto_blob struct blob mounts = { 0 }, swaps = { 0 };
	struct fact_text why;

	if (xpt__read_answer(needs->source, needs->host, PATH_MOUNTS, &mounts, &why))
		need_mounts(needs, blob_span(&mounts));
	else
		xpt__critical_doubt(needs, "dom0's mounts are not known:",
				why.reason ? why.reason : "no list");
	if (xpt__read_answer(needs->source, needs->host, PATH_SWAPS, &swaps, &why))
		need_swaps(needs, blob_span(&swaps));
	else if (why.state != XPT_FACT_ABSENT)
		xpt__critical_doubt(needs, "dom0's swap is not known:", why.reason);
}
