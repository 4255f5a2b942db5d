/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "xen_console.h"

#include <errno.h>
#include <string.h>

#include "../base/clock.h"
#include "../base/error.h"
#include "../formats/owners.h"
#include "key_text.h"
#include "paths.h"
#include "xen_memory.h"
#include "xen_topology.h"

#define CHUNK_BYTES 65536U
#define FLOOD_LINES 200		  /* of one guest while a key is answered */
#define NOISE_LINES 5		  /* likewise, so that it is named where something is missing */
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
				"the line in which Xen reported the size is no longer in its "
				"console ring");
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

/* One question: what the console said meanwhile, and what is made of it. */
struct asked {
	struct blob said, answer;
	enum key_quality quality;
	long long ms;
};

static void asked_clear(struct asked *asked)
{
	blob_clear(&asked->said);
	blob_clear(&asked->answer);
}

/* The loudest guest, if it printed more than @lines. */
static bool find_noise(
		const struct asked *asked, unsigned long lines, struct owners_noise *ret_noise)
{
	unsigned long printed;

	if (!xpt__xen_loudest_guest(blob_span(&asked->said), &ret_noise->domid, &printed) ||
			printed <= lines)
		return false;
	ret_noise->rate = printed * 1000 / (unsigned long)(asked->ms > 0 ? asked->ms : 1);
	return true;
}

/* What was printed since the key was sent did not fit into the ring. */
static int ring_too_small(const struct safe_key *key, uint32_t printed, const struct asked *asked,
		struct xpt_error **ret_error)
{
	struct owners_noise noise;
	unsigned long size_kib = 32;

	while (size_kib < (1UL << 20) && size_kib * 1024 < 2UL * printed)
		size_kib *= 2;
	if (find_noise(asked, FLOOD_LINES, &noise))
		return xpt__error_set(ret_error, XPT_UNREADABLE,
				"d%u floods Xen's console (%lu lines per second), so that %s cannot be "
				"read from it: pause d%u, or boot Xen with guest_loglvl=none or "
				"conring_size=%luk",
				noise.domid, noise.rate, key->what, noise.domid, size_kib);
	return xpt__error_set(ret_error, XPT_UNREADABLE,
			"Xen's console ring is too small for %s (%u "
			"bytes): boot Xen with conring_size=%luk",
			key->what, printed, size_kib);
}

static int torn(const struct safe_key *key, const struct asked *asked, struct xpt_error **ret_error)
{
	struct owners_noise noise;

	if (find_noise(asked, NOISE_LINES, &noise))
		return xpt__error_set(ret_error, XPT_UNREADABLE,
				"other messages tore Xen's answer about %s (debug key %s) apart, and d%u "
				"prints %lu lines per second: pause d%u, or boot Xen with "
				"guest_loglvl=none",
				key->what, key->key, noise.domid, noise.rate, noise.domid);
	return xpt__error_set(ret_error, XPT_UNREADABLE,
			"other messages tore Xen's answer about %s "
			"(debug key %s) apart: try again",
			key->what, key->key);
}

/* Where Xen does not tell which devices it knows, a device without a line may have an owner. */
static int hold(xc_interface *xc, const struct safe_key *key, const struct names *devices,
		struct asked *asked)
{
	auto_free struct xpt_bdf *known = NULL;
	size_t count = 0;

	if (key->pick != xpt__pick_owners || asked->quality != KEY_WHOLE)
		return 0;
	if (devices->count &&
			xpt__xen_known_devices(xc, devices, &known, &count, NULL) == XPT_NO_MEMORY)
		return XPT_NO_MEMORY;
	return xpt__hold_owners(&asked->answer, known, count, &asked->quality);
}

static int ask_once(xc_interface *xc, struct console_place *place, const struct safe_key *key,
		const struct names *devices, struct asked *asked, struct xpt_error **ret_error)
{
	auto_blob struct blob before = { 0 }, own = { 0 };
	long long sent;
	uint32_t begin, lost;
	int rc = xpt__xen_console_read(xc, &place->at, place->known, &before, &lost, ret_error);

	if (rc)
		return rc;
	place->known = true;
	begin = place->at;
	sent = xpt__clock_ms();
	if (xc_send_debug_keys(xc, key->key))
		return xpt__xen_failed(key->what, ret_error);
	rc = xpt__xen_console_read(xc, &place->at, true, &asked->said, &lost, ret_error);
	asked->ms = xpt__clock_ms() - sent;
	if (rc)
		return rc;
	if (lost)
		return ring_too_small(key, place->at - begin, asked, ret_error);
	if (xpt__xen_without_guests(blob_span(&asked->said), &own) ||
			key->pick(blob_span(&own), &asked->answer, &asked->quality) ||
			hold(xc, key, devices, asked))
		return xpt__error_no_memory(ret_error);
	return 0;
}

/* Who made it so is part of a torn answer. */
static int name_noise(struct asked *asked)
{
	struct owners_noise noise;

	return find_noise(asked, NOISE_LINES, &noise) ? xpt__add_noise(&asked->answer, noise) : 0;
}

static int conclude(const struct safe_key *key, struct asked *asked, struct blob *ret_blob,
		struct xpt_error **ret_error)
{
	if (asked->quality == KEY_SILENT)
		return xpt__error_set(ret_error, XPT_UNREADABLE,
				"Xen printed nothing for debug key %s, "
				"which tells %s",
				key->key, key->what);
	if (asked->quality == KEY_TORN && !key->parts)
		return torn(key, asked, ret_error);
	if (asked->quality == KEY_TORN && name_noise(asked))
		return xpt__error_no_memory(ret_error);
	*ret_blob = asked->answer;
	asked->answer = (struct blob){ 0 };
	return 0;
}

int xpt__xen_read_key_answer(xc_interface *xc, struct console_place *place, const char *path,
		const struct names *devices, struct blob *ret_blob, struct xpt_error **ret_error)
{
	const struct safe_key *key = find_key(path);
	struct asked asked = { .quality = KEY_TORN };
	int rc = 0;

	/* of a torn answer the line with which it begins may be what is missing */
	for (int i = 0; !rc && i < key->tries && asked.quality != KEY_WHOLE; i++) {
		asked_clear(&asked);
		rc = ask_once(xc, place, key, devices, &asked, ret_error);
	}
	rc = rc ? rc : conclude(key, &asked, ret_blob, ret_error);
	asked_clear(&asked);
	return rc;
}
