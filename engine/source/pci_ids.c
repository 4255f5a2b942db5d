/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "pci_ids.h"

#include <ctype.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "../base/vector.h"

#define BYTES_MAX (64 << 20)
#define PACKED ".gz"

/* What begins with a vendor, a class or the like; @key: one of these, or PCI_IDS_NONE. */
struct block {
	uint32_t key;
	size_t at;
};

#define KEY_CLASS 0x10000U
#define KEY_SUBSYSTEM 0x20000U

struct pci_ids {
	char *text; /* ends with a NUL that does not count */
	size_t length;
	VECTOR(struct block) blocks; /* and the end */
};

/* What libpci passes over. */
static bool is_blank(const char *line)
{
	line += strspn(line, " \t");
	return !*line || *line == '#' || *line == '\n' || *line == '\r';
}

static bool begins_block(const char *line)
{
	return *line != '\t' && !is_blank(line);
}

/* "10d3  82574L": its number of so many digits, and one of @ends behind it. */
static uint32_t number_until(const char *line, int digits, const char *ends)
{
	uint32_t number = 0;

	for (int i = 0; i < digits; i++) {
		if (!isxdigit((unsigned char)line[i]))
			return PCI_IDS_NONE;
		number = number << 4 |
				(uint32_t)(line[i] <= '9' ? line[i] - '0' :
							    (line[i] | 0x20) - 'a' + 10);
	}
	return memchr(ends, line[digits], strlen(ends)) ? number : PCI_IDS_NONE;
}

static uint32_t number_of(const char *line, int digits)
{
	return number_until(line, digits, " \t");
}

static uint32_t key_of(const char *line)
{
	uint32_t number;

	if (line[0] == 'C' && line[1] == ' ') {
		number = number_of(line + 2, 2);
		return number == PCI_IDS_NONE ? number : KEY_CLASS | number;
	}
	if (line[0] == 'S' && line[1] == ' ') {
		number = number_until(line + 2, 4, "\r\n");
		return number == PCI_IDS_NONE ? number : KEY_SUBSYSTEM | number;
	}
	return number_of(line, 4);
}

/* Behind its end; @end: of all lines. */
static const char *next_line(const char *line, const char *end)
{
	const char *newline = memchr(line, '\n', (size_t)(end - line));

	return newline ? newline + 1 : end;
}

static bool add_block(struct pci_ids *ids, uint32_t key, const char *at)
{
	struct block *block = vector_push(&ids->blocks);

	if (block)
		*block = (struct block){ key, (size_t)(at - ids->text) };
	return block;
}

static bool find_blocks(struct pci_ids *ids)
{
	const char *end = ids->text + ids->length;

	for (const char *at = ids->text; at < end; at = next_line(at, end))
		if (begins_block(at) && !add_block(ids, key_of(at), at))
			return false;
	return add_block(ids, PCI_IDS_NONE, end);
}

struct pci_ids *xpt__pci_ids_new(char *text, size_t length)
{
	auto_of(pci_ids) struct pci_ids *ids = calloc(1, sizeof(*ids));

	if (!ids) {
		free(text);
		return NULL;
	}
	ids->text = text;
	ids->length = length;
	return find_blocks(ids) ? TAKE(ids) : NULL;
}

static char *read_all(int fd, size_t length)
{
	auto_free char *text = malloc(length + 1);
	size_t got = 0;
	ssize_t r = 1;

	while (text && got < length && r > 0) {
		r = read(fd, text + got, length - got);
		got += r > 0 ? (size_t)r : 0;
	}
	if (!text || got != length)
		return NULL;
	text[length] = '\0';
	return TAKE(text);
}

struct pci_ids *xpt__pci_ids_read(const char *path)
{
	const size_t length = strlen(path), end = strlen(PACKED);
	const bool named_packed = length > end && !strcmp(path + length - end, PACKED);
	auto_free char *plain = strndup(path, named_packed ? length - end : length);
	auto_fd int fd = -1;
	struct stat status;
	char *text;

	/* libpci takes the packed one first */
	if (!plain || (named_packed && !access(path, F_OK)))
		return NULL;
	fd = open(plain, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &status) || !S_ISREG(status.st_mode) || status.st_size <= 0 ||
			status.st_size > BYTES_MAX)
		return NULL;
	text = read_all(fd, (size_t)status.st_size);
	return text ? xpt__pci_ids_new(text, (size_t)status.st_size) : NULL;
}

void xpt__pci_ids_free(struct pci_ids *ids)
{
	if (!ids)
		return;
	vector_clear(&ids->blocks);
	free(ids->text);
	free(ids);
}

static void write_lines(const char *from, const char *to_here, FILE *to)
{
	fwrite(from, 1, (size_t)(to_here - from), to);
}

/* Of a vendor: its own line, and the device with what is below it. */
static void pick_device(const char *at, const char *end, uint32_t device, FILE *to)
{
	const char *line = next_line(at, end), *from = NULL;

	write_lines(at, line, to);
	for (; line < end; line = next_line(line, end)) {
		if (line[0] != '\t' || line[1] == '\t' || is_blank(line))
			continue;
		if (from)
			break;
		if (device != PCI_IDS_NONE && number_of(line + 1, 4) == device)
			from = line;
	}
	if (from)
		write_lines(from, line, to);
}

void xpt__pci_ids_pick(const struct pci_ids *ids, const struct pci_ids_wanted *wanted, FILE *to)
{
	for (size_t i = 0; i + 1 < ids->blocks.count; i++) {
		const struct block *block = &ids->blocks.items[i];
		const char *at = ids->text + block->at, *end = ids->text + block[1].at;

		if (block->key == PCI_IDS_NONE)
			continue;
		if (block->key == wanted->vendor)
			pick_device(at, end, wanted->device, to);
		else if (block->key == wanted->subsystem_vendor)
			pick_device(at, end, PCI_IDS_NONE, to);
		else if (block->key == (KEY_CLASS | wanted->class_code) ||
				block->key == (KEY_SUBSYSTEM | wanted->subsystem_vendor))
			write_lines(at, end, to);
	}
}
