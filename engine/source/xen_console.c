/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "xen_console.h"

#include <errno.h>
#include <string.h>

#include "../base/error.h"
#include "key_text.h"
#include "paths.h"
#include "xen_memory.h"

#define CHUNK_BYTES 65536U
#define FLOOD_LINES 200		  /* of one guest while a key is answered */
#define CONSOLE_BYTES (16U << 20) /* far beyond any ring; only an endless printer gets there */

/*
 * The only keys that are ever sent: they print what no hypercall tells. Others stop guests or the
 * host. u stalls a large host while it walks the list of every domain's pages.
 */
static const struct safe_key {
	const char *path, *key, *what;
	key_picker *pick;
	int tries;
	bool parts; /* are what is whole of a torn answer worth something? */
} safe_keys[] = {
	{ PATH_XEN_OWNERS, "Q", "who owns the devices", xpt__pick_owners, 3, true },
	{ PATH_XEN_MEMORY, "u", "on which nodes memory lies", xpt__pick_memory, 2, false },
};

int xpt__xen_console_read(xc_interface *xc, uint32_t *at, bool on, struct blob *ret_blob,
		uint32_t *ret_lost, struct xpt_error **ret_error)
{
	auto_blob struct blob blob = { 0 };
	uint32_t lost = 0;

	for (;;) {
		unsigned int count = CHUNK_BYTES;
		uint32_t expected = *at;
		char *bytes = realloc(blob.bytes, blob.length + CHUNK_BYTES + 1);

		if (!bytes)
			return xpt__error_no_memory(ret_error);
		blob.bytes = bytes;
		if (xc_readconsolering(xc, bytes + blob.length, &count, 0, on, at))
			return xpt__xen_failed("what its console said", ret_error);
		if (on)
			lost += *at - count - expected;
		on = true;
		blob.length += count < CHUNK_BYTES ? count : CHUNK_BYTES;
		bytes[blob.length] = '\0';
		if (!count || blob.length > CONSOLE_BYTES)
			break;
	}
	*ret_blob = blob;
	*ret_lost = lost;
	blob = (struct blob){ 0 };
	return 0;
}

/* The ring's size, as Xen printed it, or because it is full. 0: it does not show. */
static unsigned long console_size(xc_interface *xc)
{
	static const char said[] = "Allocated console ring of ";
	auto_blob struct blob blob = { 0 };
	uint32_t at = 0, lost;
	const char *line;

	if (xpt__xen_console_read(xc, &at, false, &blob, &lost, NULL))
		return 0;
	line = strstr(blob.bytes, said);
	if (line)
		return strtoul(line + sizeof(said) - 1, NULL, 10) * 1024;
	/* it wrapped around, and nobody cleared it since */
	if (at != blob.length && blob.length >= 16384 && !(blob.length & (blob.length - 1)))
		return blob.length;
	return 0;
}

int xpt__xen_write_console_size(xc_interface *xc, FILE *to, struct xpt_error **ret_error)
{
	unsigned long bytes = console_size(xc);

	if (!bytes)
		return xpt__error_set(ret_error, XPT_UNREADABLE,
				"the line in which Xen told the size is no "
				"longer in its console ring");
	fprintf(to, "%lu\n", bytes);
	return 0;
}

static const struct safe_key *find_key(const char *path)
{
	for (size_t i = 0; i < sizeof(safe_keys) / sizeof(*safe_keys); i++)
		if (!strcmp(safe_keys[i].path, path))
			return &safe_keys[i];
	return NULL;
}

bool xpt__xen_is_key_answer(const char *path)
{
	return find_key(path);
}

/* What was printed since the key was sent did not fit into the ring. */
static int ring_too_small(const struct safe_key *key, uint32_t printed, struct span said,
		struct xpt_error **ret_error)
{
	unsigned long size_kib = 32, lines;
	unsigned int domid;

	if (xpt__xen_loudest_guest(said, &domid, &lines) && lines > FLOOD_LINES)
		return xpt__error_set(ret_error, XPT_UNREADABLE,
				"d%u floods Xen's console, so that %s cannot be read from it: "
				"pause d%u, or boot Xen with guest_loglvl=none",
				domid, key->what, domid);
	while (size_kib < (1UL << 20) && size_kib * 1024 < 2UL * printed)
		size_kib *= 2;
	return xpt__error_set(ret_error, XPT_UNREADABLE,
			"Xen's console ring is too small for %s (%u "
			"bytes): boot Xen with conring_size=%luk",
			key->what, printed, size_kib);
}

static int ask_once(xc_interface *xc, struct console_place *place, const struct safe_key *key,
		struct blob *ret_answer, enum key_quality *ret_quality,
		struct xpt_error **ret_error)
{
	auto_blob struct blob before = { 0 }, said = { 0 }, own = { 0 };
	uint32_t begin, lost;
	int rc = xpt__xen_console_read(xc, &place->at, place->known, &before, &lost, ret_error);

	if (rc)
		return rc;
	place->known = true;
	begin = place->at;
	if (xc_send_debug_keys(xc, key->key))
		return xpt__xen_failed(key->what, ret_error);
	rc = xpt__xen_console_read(xc, &place->at, true, &said, &lost, ret_error);
	if (rc)
		return rc;
	if (lost)
		return ring_too_small(key, place->at - begin, blob_span(&said), ret_error);
	if (xpt__xen_without_guests(blob_span(&said), &own) ||
			key->pick(blob_span(&own), ret_answer, ret_quality))
		return xpt__error_no_memory(ret_error);
	return 0;
}

int xpt__xen_read_key_answer(xc_interface *xc, struct console_place *place, const char *path,
		struct blob *ret_blob, struct xpt_error **ret_error)
{
	const struct safe_key *key = find_key(path);
	enum key_quality quality = KEY_TORN;
	auto_blob struct blob answer = { 0 };

	for (int i = 0; i < key->tries && quality == KEY_TORN; i++) {
		int rc;

		blob_clear(&answer);
		rc = ask_once(xc, place, key, &answer, &quality, ret_error);
		if (rc)
			return rc;
	}
	if (quality == KEY_SILENT)
		return xpt__error_set(ret_error, XPT_UNREADABLE,
				"Xen printed nothing for debug key %s, "
				"which tells %s",
				key->key, key->what);
	if (quality == KEY_TORN && !key->parts)
		return xpt__error_set(ret_error, XPT_UNREADABLE,
				"other messages tore Xen's answer about %s "
				"(debug key %s) apart: try again",
				key->what, key->key);
	*ret_blob = answer;
	answer = (struct blob){ 0 };
	return 0;
}
