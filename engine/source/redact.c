/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "redact.h"

#include <ctype.h>
#include <search.h>
#include <string.h>

#include "../base/error.h"
#include "../base/hide_list.h"
#include "../base/percent.h"
#include "../base/vector.h"
#include "paths.h"
#include "redact_efi.h"
#include "redact_names.h"
#include "redact_paths.h"

#define MAC_LENGTH 17
#define UUID_LENGTH 36
#define EUI64_LENGTH 32 /* an IPv6 address as /proc/net shows it */

enum kind { KIND_MAC, KIND_UUID, KIND_SERIAL, KIND_DEVICE_SERIAL, KIND_HOST, KIND_DOMAIN, KINDS };

struct pseudonym {
	char *key; /* kind and original */
	char *text;
};

struct name {
	char *original;
	const char *text;
};

struct redactor {
	void *known; /* struct pseudonym by key, a tree of search.h */
	unsigned long counts[KINDS];
	VECTOR(struct name) names; /* longest first */
	bool out_of_memory;
};

static int compare_pseudonyms(const void *a, const void *b)
{
	return strcmp(((const struct pseudonym *)a)->key, ((const struct pseudonym *)b)->key);
}

static void pseudonym_free(void *data)
{
	struct pseudonym *pseudonym = data;

	free(pseudonym->key);
	free(pseudonym->text);
	free(pseudonym);
}

static char *make_text(enum kind kind, unsigned long number)
{
	char *text = NULL;
	int r = -1;

	switch (kind) {
	case KIND_MAC:
		r = asprintf(&text, "02:00:00:%02lx:%02lx:%02lx", number >> 16 & 0xff,
				number >> 8 & 0xff, number & 0xff);
		break;
	case KIND_UUID:
		r = asprintf(&text, "00000000-0000-4000-8000-%012lx", number);
		break;
	case KIND_DEVICE_SERIAL:
		r = asprintf(&text, "00-00-00-00-00-%02lx-%02lx-%02lx", number >> 16 & 0xff,
				number >> 8 & 0xff, number & 0xff);
		break;
	case KIND_SERIAL:
		r = asprintf(&text, "SERIAL%06lu", number);
		break;
	case KIND_HOST:
		r = asprintf(&text, "host%lu", number);
		break;
	default:
		r = asprintf(&text, "guest%lu", number);
	}
	return r < 0 ? NULL : text;
}

static char *make_key(enum kind kind, struct span original)
{
	char *key = malloc(original.length + 2);

	if (!key)
		return NULL;
	key[0] = (char)('a' + kind);
	for (size_t i = 0; i < original.length; i++)
		key[i + 1] = (char)tolower((unsigned char)original.at[i]);
	key[original.length + 1] = '\0';
	return key;
}

/* The one pseudonym of @original; NULL when memory is out. */
static const char *pseudonym_of(struct redactor *redactor, enum kind kind, struct span original)
{
	struct pseudonym *made = calloc(1, sizeof(*made)), **place = NULL;

	if (made)
		made->key = make_key(kind, original);
	if (made && made->key)
		place = tsearch(made, &redactor->known, compare_pseudonyms);
	if (!place) {
		if (made)
			pseudonym_free(made);
		redactor->out_of_memory = true;
		return NULL;
	}
	if (*place != made)
		pseudonym_free(made);
	else
		made->text = make_text(kind, ++redactor->counts[kind]);
	if (!(*place)->text)
		redactor->out_of_memory = true;
	return (*place)->text;
}

static bool is_hex(struct span text, size_t from, size_t count)
{
	if (text.length < from + count)
		return false;
	for (size_t i = from; i < from + count; i++)
		if (!isxdigit((unsigned char)text.at[i]))
			return false;
	return true;
}

/* All digits are the same: an address or a UUID that means "none" or "all". */
static bool says_nothing(struct span text)
{
	for (size_t i = 0; i < text.length; i++)
		if (isxdigit((unsigned char)text.at[i]) && text.at[i] != text.at[0])
			return false;
	return true;
}

static bool ends_word(struct span text, size_t length)
{
	return text.length == length || !isalnum((unsigned char)text.at[length]);
}

static bool is_mac(struct span text)
{
	for (size_t i = 0; i < MAC_LENGTH; i += 3)
		if (!is_hex(text, i, 2) ||
				(i + 2 < MAC_LENGTH &&
						(text.length <= i + 2 || text.at[i + 2] != ':')))
			return false;
	return ends_word(text, MAC_LENGTH) &&
			(text.length == MAC_LENGTH || text.at[MAC_LENGTH] != ':');
}

static bool is_uuid(struct span text)
{
	static const size_t parts[][2] = { { 0, 8 }, { 9, 4 }, { 14, 4 }, { 19, 4 }, { 24, 12 } };

	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++)
		if (!is_hex(text, parts[i][0], parts[i][1]) ||
				(i && text.at[parts[i][0] - 1] != '-'))
			return false;
	return ends_word(text, UUID_LENGTH);
}

/* An IPv6 address made of a MAC address: …XXXXXXfffeXXXXXX, the seventh bit inverted. */
static bool is_eui64(struct span text)
{
	return is_hex(text, 0, EUI64_LENGTH) && ends_word(text, EUI64_LENGTH) &&
			!memcmp(text.at + 22, "fffe", 4);
}

static void write_eui64(struct redactor *redactor, struct span text, FILE *file)
{
	static const unsigned char digits[] = { 16, 18, 20, 26, 28, 30 };
	const char *fake;
	unsigned int first;
	char mac[MAC_LENGTH + 1];

	for (size_t i = 0; i < 6; i++)
		snprintf(mac + 3 * i, sizeof(mac) - 3 * i, "%.2s:", text.at + digits[i]);
	mac[MAC_LENGTH] = '\0';
	first = (unsigned int)strtoul(mac, NULL, 16) ^ 2;
	snprintf(mac, 3, "%02x", first);
	mac[2] = ':';
	fake = pseudonym_of(redactor, KIND_MAC, xpt__span_of(mac));
	if (fake) /* 02:… with the seventh bit inverted */
		fprintf(file, "%.16s00%.2s%.2sfffe%.2s%.2s%.2s", text.at, fake + 3, fake + 6,
				fake + 9, fake + 12, fake + 15);
}

/* Does an identifying pattern begin here? Writes its pseudonym; the length that it replaces, or 0. */
static size_t write_pattern(struct redactor *redactor, struct span text, FILE *file)
{
	enum kind kind = is_uuid(text) ? KIND_UUID : KIND_MAC;
	size_t length = kind == KIND_UUID ? UUID_LENGTH : is_mac(text) ? MAC_LENGTH : 0;
	struct span original = { text.at, length };
	const char *fake;

	if (!length && is_eui64(text)) {
		write_eui64(redactor, text, file);
		return EUI64_LENGTH;
	}
	if (!length || says_nothing(original))
		return 0;
	fake = pseudonym_of(redactor, kind, original);
	if (fake)
		fputs(fake, file);
	return length;
}

static size_t write_known_name(struct redactor *redactor, struct span text, FILE *file)
{
	for (size_t i = 0; i < redactor->names.count; i++) {
		const struct name *name = &redactor->names.items[i];

		if (xpt__span_starts(text, name->original) &&
				ends_word(text, strlen(name->original))) {
			fputs(name->text, file);
			return strlen(name->original);
		}
	}
	return 0;
}

static void write_clean(struct redactor *redactor, struct span text, bool names, FILE *file)
{
	bool in_word = false;

	while (text.length) {
		size_t length = in_word ? 0 : write_pattern(redactor, text, file);

		if (!length && !in_word && names)
			length = write_known_name(redactor, text, file);
		if (!length) {
			length = 1;
			fputc(text.at[0], file);
		}
		in_word = isalnum((unsigned char)text.at[length - 1]);
		text.at += length;
		text.length -= length;
	}
}

/* "LVM-…", "CRYPT-…" and the like say what kind of mapping it is: kept. */
static size_t mapping_prefix(const char *path, struct span text)
{
	const char *dash = memchr(text.at, '-', text.length);

	return strstr(path, "/dm/uuid") && dash ? (size_t)(dash - text.at) + 1 : 0;
}

static void write_serial(struct redactor *redactor, const char *path, struct span text, FILE *file)
{
	struct span serial = xpt__span_trim(text);
	size_t kept = serial.length ? mapping_prefix(path, serial) : 0;
	const char *fake;

	fwrite(serial.at, 1, kept, file);
	serial = (struct span){ serial.at + kept, serial.length - kept };
	fake = serial.length ? pseudonym_of(redactor, KIND_SERIAL, serial) : NULL;
	fprintf(file, "%s\n", fake ? fake : "");
}

/* Config space as lines: only the serial number identifies. */
static void write_config(struct redactor *redactor, struct span text, FILE *file)
{
	struct span line;

	while (xpt__span_next_line(&text, &line)) {
		const char *fake = NULL;

		if (xpt__span_starts(line, "serial "))
			fake = pseudonym_of(redactor, KIND_DEVICE_SERIAL,
					(struct span){ line.at + 7, line.length - 7 });
		if (fake)
			fprintf(file, "serial %s\n", fake);
		else
			fprintf(file, "%.*s\n", (int)line.length, line.at);
	}
}

/* As it is read of the device. NULL: it is none, or memory is out. */
static const char *pseudonym_of_usb(struct redactor *redactor, struct span word)
{
	auto_free char *serial = malloc(word.length + 1);

	if (!serial)
		redactor->out_of_memory = true;
	return serial && xpt__percent_read(word, serial) ?
			pseudonym_of(redactor, KIND_SERIAL, xpt__span_of(serial)) :
			NULL;
}

/* Names of devices. */
static void write_names(struct redactor *redactor, struct span text, FILE *file)
{
	struct names_text names = { .rest = text };
	struct span kept, serial;
	enum names_serial kind;

	while (xpt__redact_names_next(&names, &kept, &serial, &kind)) {
		const char *fake = NULL;

		fwrite(kept.at, 1, kept.length, file);
		if (serial.length)
			fake = kind == NAMES_SERIAL_USB ?
					pseudonym_of_usb(redactor, serial) :
					pseudonym_of(redactor,
							kind == NAMES_SERIAL_PCI ?
									KIND_DEVICE_SERIAL :
									KIND_SERIAL,
							serial);
		fputs(fake ? fake : "", file);
	}
}

/* "password USER PASSWORD" and "password_pbkdf2 USER HASH" of a boot loader. */
static void write_boot_file(struct redactor *redactor, struct span text, FILE *file)
{
	struct span line, rest, word;

	while (xpt__span_next_part(&text, '\n', &line)) {
		rest = line;
		if (xpt__span_next_word(&rest, &word) && xpt__span_starts(word, "password"))
			fprintf(file, "%.*s redacted", (int)word.length, word.at);
		else
			write_clean(redactor, line, true, file);
		if (text.at[-1] == '\n')
			fputc('\n', file);
	}
}

static int finish(struct redactor *redactor, FILE *file, struct blob *blob, struct blob *ret_blob)
{
	bool failed = ferror(file);

	if (fclose(file) || failed || redactor->out_of_memory) {
		blob_clear(blob);
		return XPT_NO_MEMORY;
	}
	*ret_blob = *blob;
	return 0;
}

int xpt__redact_name(struct redactor *redactor, struct span name, struct blob *ret_blob)
{
	struct blob blob = { 0 };
	FILE *file = open_memstream(&blob.bytes, &blob.length);

	if (!file)
		return XPT_NO_MEMORY;
	write_clean(redactor, name, false, file);
	return finish(redactor, file, &blob, ret_blob);
}

static void write_boot_entry(struct redactor *redactor, struct span entry, FILE *file)
{
	char room[BOOT_TITLE_ROOM];
	auto_blob struct blob title = { 0 };

	if (xpt__redact_name(redactor, xpt__redact_boot_title(entry, room), &title))
		redactor->out_of_memory = true;
	else
		xpt__redact_boot_write(entry, blob_span(&title), file);
}

int xpt__redact_answer(struct redactor *redactor, const char *path, struct span answer,
		struct blob *ret_blob)
{
	struct blob blob = { 0 };
	FILE *file = open_memstream(&blob.bytes, &blob.length);

	if (!file)
		return XPT_NO_MEMORY;
	if (!strncmp(path, PATH_ACPI_TABLES "/", strlen(PATH_ACPI_TABLES "/")))
		fwrite(answer.at, 1, answer.length,
				file); /* binary; the board's, not the machine's */
	else if (xpt__redact_is_boot_entry(path))
		write_boot_entry(redactor, answer, file);
	else if (xpt__redact_is_serial(path))
		write_serial(redactor, path, answer, file);
	else if (!strncmp(path, "boot/", strlen("boot/")))
		write_boot_file(redactor, answer, file);
	else if (!strcmp(path, PATH_NAMES) || !strcmp(path, HIDDEN_FILE))
		write_names(redactor, answer, file);
	else if (!strncmp(path, PATH_PCI "/", strlen(PATH_PCI "/")))
		write_config(redactor, answer, file);
	else
		write_clean(redactor, answer, xpt__redact_holds_names(path), file);
	return finish(redactor, file, &blob, ret_blob);
}

static void add_name(
		struct redactor *redactor, const char *original, size_t length, const char *text)
{
	struct name *name = length && text ? vector_push(&redactor->names) : NULL;

	if (!length)
		return;
	if (name) {
		name->original = strndup(original, length);
		name->text = text;
	}
	if (name && !name->original)
		redactor->names.count--;
	if (!name || !name->original)
		redactor->out_of_memory = true;
}

/* Device mapper doubles the dashes of a volume group's name, and that is often the host's. */
static void add_mapper_name(struct redactor *redactor, struct span name, const char *text)
{
	auto_free char *doubled = malloc(2 * name.length + 1);
	size_t length = 0;

	if (!doubled) {
		redactor->out_of_memory = true;
		return;
	}
	for (size_t i = 0; i < name.length; i++) {
		doubled[length++] = name.at[i];
		if (name.at[i] == '-')
			doubled[length++] = '-';
	}
	if (length != name.length)
		add_name(redactor, doubled, length, text);
}

static void add_names(
		struct redactor *redactor, struct source *source, const char *path, enum kind kind)
{
	auto_blob struct blob blob = { 0 };
	struct span name;
	const char *text;

	if (xpt__source_read(source, path, &blob, NULL))
		return;
	name = xpt__span_trim((struct span){ blob.bytes, blob.length });
	if (!name.length || xpt__span_is(name, "Domain-0"))
		return;
	text = pseudonym_of(redactor, kind, name);
	add_name(redactor, name.at, name.length, text);
	add_mapper_name(redactor, name, text);
}

static int longest_first(const void *first, const void *second)
{
	const struct name *a = first, *b = second;
	size_t of_a = strlen(a->original), of_b = strlen(b->original);

	return of_a == of_b ? strcmp(a->original, b->original) : of_a < of_b ? 1 : -1;
}

int xpt__redactor_new(
		struct source *source, struct redactor **ret_redactor, struct xpt_error **ret_error)
{
	auto_of(redactor) struct redactor *redactor = calloc(1, sizeof(*redactor));
	auto_names struct names domains = { 0 };

	if (!redactor)
		return xpt__error_no_memory(ret_error);
	add_names(redactor, source, PATH_HOSTNAME, KIND_HOST);
	if (xpt__source_list(source, PATH_STORE_DOMAINS, &domains, NULL) == XPT_NO_MEMORY)
		return xpt__error_no_memory(ret_error);
	for (size_t i = 0; i < domains.count; i++) {
		auto_free char *path = NULL;

		if (asprintf(&path, PATH_STORE_DOMAINS "/%s/name", domains.items[i]) < 0)
			return xpt__error_no_memory(ret_error);
		add_names(redactor, source, path, KIND_DOMAIN);
	}
	if (redactor->names.count)
		qsort(redactor->names.items, redactor->names.count, sizeof(struct name),
				longest_first);
	if (redactor->out_of_memory)
		return xpt__error_no_memory(ret_error);
	*ret_redactor = TAKE(redactor);
	return 0;
}

void xpt__redactor_free(struct redactor *redactor)
{
	if (!redactor)
		return;
	tdestroy(redactor->known, pseudonym_free);
	for (size_t i = 0; i < redactor->names.count; i++)
		free(redactor->names.items[i].original);
	vector_clear(&redactor->names);
	free(redactor);
}
