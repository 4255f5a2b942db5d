/* SPDX-License-Identifier: GPL-2.0-or-later */
/* File systems on several devices at once, which the kernel shows below no block device. */
#include <string.h>

#include "../../source/paths.h"
#include "../ask.h"
#include "critical.h"

#define POOLS 64

/* "sys/fs/btrfs/<uuid>/devices" lists the devices of each mounted btrfs by their block names. */
static bool need_together(struct needs *needs, const char *uuid, const char *block, const char *why)
{
	auto_names struct names names = { 0 };
	struct fact_text denied;
	char room[PATH_ROOM];
	bool member = false;

	if (!xpt__probe_list(needs->source, needs->host,
			    xpt__read_path(room, PATH_BTRFS "/%s/devices", uuid), &names, &denied))
		return false;
	for (size_t i = 0; i < names.count; i++)
		member = member || !strcmp(names.items[i], block);
	for (size_t i = 0; member && i < names.count; i++)
		xpt__critical_block(needs, names.items[i], why);
	return member;
}

void xpt__critical_btrfs(struct needs *needs, const char *block, const char *why)
{
	auto_names struct names names = { 0 };
	struct fact_text denied;
	bool found = false;

	if (xpt__probe_list(needs->source, needs->host, PATH_BTRFS, &names, &denied))
		for (size_t i = 0; i < names.count && needs->budget; i++) {
			if (strlen(names.items[i]) != 36) /* "features" lies beside the UUIDs */
				continue;
			needs->budget--;
			found = need_together(needs, names.items[i], block, why) || found;
		}
	if (!found) {
		xpt__critical_block(needs, block, why);
		xpt__critical_doubt(needs, "unknown other devices of the btrfs", why);
	}
}

/* udev found out which pool a device belongs to: "E:ID_FS_TYPE=zfs_member", "E:ID_FS_LABEL=tank". */
static bool is_member(struct needs *needs, const char *block, struct span pool)
{
	auto_blob struct blob blob = { 0 };
	struct fact_text number, why;
	struct span rest, line, label = { 0 };
	char room[PATH_ROOM];
	bool zfs = false;

	number = xpt__read_text(needs->source, needs->host,
			xpt__read_path(room, PATH_BLOCK "/%s/dev", block));
	if (number.state != XPT_FACT_KNOWN || strchr(number.value, '/') ||
			!xpt__read_answer(needs->source, needs->host,
					xpt__read_path(room, PATH_UDEV "/b%s", number.value), &blob,
					&why))
		return false;
	rest = blob_span(&blob);
	while (xpt__span_next_line(&rest, &line)) {
		zfs = zfs || xpt__span_is(line, "E:ID_FS_TYPE=zfs_member");
		if (xpt__span_starts(line, "E:ID_FS_LABEL="))
			label = (struct span){ line.at + 14, line.length - 14 };
	}
	return zfs && label.length == pool.length && !memcmp(label.at, pool.at, pool.length);
}

void xpt__critical_zfs(struct needs *needs, struct span dataset, const char *why)
{
	auto_names struct names names = { 0 };
	struct fact_text denied;
	struct span pool;
	size_t members = 0;
	const char *name;

	xpt__span_next_part(&dataset, '/', &pool);
	name = xpt__read_keep(needs->host,
			xpt__arena_printable(needs->host->arena, pool.at, pool.length));
	for (size_t i = 0; name && i < needs->pools.count; i++)
		if (!strcmp(needs->pools.items[i], name))
			return;
	if (needs->pools.count < POOLS)
		xpt__read_note_text(needs->host, &needs->pools, name);
	if (xpt__probe_list(needs->source, needs->host, PATH_BLOCK, &names, &denied))
		for (size_t i = 0; i < names.count && needs->budget; i++) {
			needs->budget--;
			if (!is_member(needs, names.items[i], pool))
				continue;
			xpt__critical_block(needs, names.items[i], why);
			members++;
		}
	if (!members)
		xpt__critical_doubt(needs, "unknown disks of the file system", why);
}
