/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What EFI firmware starts: BootNext once, ahead of BootOrder. Whether that is the loader whose menu is read, BootCurrent tells. */
#include "efi.h"

#include "../../boot/efi.h"
#include "../../model/boot.h"
#include "../../source/paths.h"
#include "../ask.h"

struct firmware {
	struct source *source;
	struct xpt_host *host;
	struct fact_int current; /* the entry that this boot came from */
};

static bool read_variable(const struct firmware *firmware, const char *name, struct blob *ret_blob,
		struct fact_text *ret_why)
{
	char path[PATH_ROOM];

	return xpt__read_answer(firmware->source, firmware->host,
			xpt__read_path(path, PATH_EFI_VARIABLES "/%s-" EFI_GLOBAL, name), ret_blob,
			ret_why);
}

static struct fact_int read_number(const struct firmware *firmware, const char *name)
{
	auto_blob struct blob blob = { 0 };
	unsigned int number;
	struct fact_text why;

	if (!read_variable(firmware, name, &blob, &why))
		return xpt__fact_int_why(why);
	return xpt__efi_number((struct span){ blob.bytes, blob.length }, &number) ?
			fact_int_known(number) :
			(struct fact_int)FACT_UNREADABLE("it is not as firmware writes it");
}

/* "Boot0003 \"debian\""; NULL: no memory, which is noted. */
static const char *called(const struct firmware *firmware, unsigned int number, const char *title)
{
	struct xpt_host *host = firmware->host;

	return xpt__read_keep(host,
			xpt__arena_text(host->arena, "Boot%04X%s%s%s", number, *title ? " \"" : "",
					title, *title ? "\"" : ""));
}

enum answer { FOUND, NOT_THERE, NOT_KNOWN };

static enum answer read_entry(
		const struct firmware *firmware, unsigned int number, struct efi_entry *ret_entry)
{
	auto_blob struct blob blob = { 0 };
	struct fact_text why;
	char name[16];

	snprintf(name, sizeof(name), "Boot%04X", number & 0xffff);
	if (!read_variable(firmware, name, &blob, &why))
		return why.state == XPT_FACT_ABSENT ? NOT_THERE : NOT_KNOWN;
	return xpt__efi_entry((struct span){ blob.bytes, blob.length }, ret_entry) ? FOUND :
										     NOT_KNOWN;
}

/* The first that firmware tries; entries that are not there, or not active, it passes over. */
static struct fact_text first_of(const struct firmware *firmware, const struct efi_order *order)
{
	struct efi_entry entry = { 0 };

	for (size_t i = 0; i < order->count; i++) {
		enum answer found = read_entry(firmware, order->numbers[i], &entry);

		if (found == NOT_KNOWN)
			return (struct fact_text)FACT_UNREADABLE(
					"an entry of its BootOrder cannot be read");
		if (found == NOT_THERE || !entry.tried)
			continue;
		return fact_is(firmware->current, order->numbers[i]) ?
				(struct fact_text)FACT_ABSENT(NULL) :
				fact_text_known(called(firmware, order->numbers[i], entry.title));
	}
	return (struct fact_text)FACT_UNREADABLE("no entry of its BootOrder is active");
}

static struct fact_text read_first(const struct firmware *firmware)
{
	auto_blob struct blob blob = { 0 };
	struct efi_order order;
	struct fact_text why;

	if (!read_variable(firmware, "BootOrder", &blob, &why)) {
		why.state = XPT_FACT_UNREADABLE;
		why.reason = why.reason ? why.reason :
					  "it has no BootOrder, or efivarfs is not mounted";
		return why;
	}
	if (firmware->current.state != XPT_FACT_KNOWN)
		return (struct fact_text)FACT_UNREADABLE(
				"it does not report from which entry this boot came (BootCurrent)");
	if (!xpt__efi_order((struct span){ blob.bytes, blob.length }, &order))
		return (struct fact_text)FACT_UNREADABLE(
				"its BootOrder is not as firmware writes it");
	return first_of(firmware, &order);
}

/* What the firmware starts once, ahead of its order; NULL: nothing else than for this boot. */
static const char *read_next(const struct firmware *firmware)
{
	struct xpt_host *host = firmware->host;
	struct fact_int next = read_number(firmware, "BootNext");
	struct efi_entry entry = { 0 };

	if (next.state == XPT_FACT_ABSENT)
		return NULL;
	if (next.state != XPT_FACT_KNOWN)
		return xpt__read_keep(host,
				xpt__arena_text(host->arena,
						"the firmware's BootNext cannot be read (%s)",
						next.reason));
	if (firmware->current.state == XPT_FACT_KNOWN && fact_is(next, firmware->current.value))
		return NULL;
	(void)read_entry(firmware, (unsigned int)next.value, &entry);
	return xpt__read_keep(host,
			xpt__arena_text(host->arena,
					"BootNext is set: the firmware starts its entry %s once, "
					"whatever that is",
					called(firmware, (unsigned int)next.value, entry.title)));
}

void xpt__read_efi(struct source *source, struct xpt_host *host)
{
	struct firmware firmware = { source, host, { 0 } };
	const char *next;

	host->boot->firmware_first = (struct fact_text)FACT_ABSENT(NULL);
	if (host->boot->files.efi.state == XPT_FACT_UNREADABLE)
		host->boot->firmware_first = xpt__fact_text_why(host->boot->files.efi);
	if (!fact_true(host->boot->files.efi))
		return;
	firmware.current = read_number(&firmware, "BootCurrent");
	host->boot->firmware_first = read_first(&firmware);
	next = read_next(&firmware);
	if (next)
		xpt__read_note_text(host, &host->boot->next.doubts, next);
}
