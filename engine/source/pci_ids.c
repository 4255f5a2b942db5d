/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "pci_ids.h"

#include <ctype.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/cleanup.h"

#define BYTES_MAX (64 << 20)
#define PACKED ".gz"
#define CHUNK 65536 /* memory that is new costs more than reading into it */

#define KEY_CLASS 0x10000U
#define KEY_SUBSYSTEM 0x20000U

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

/* Of a line that begins a block: a vendor, a class or the like; PCI_IDS_NONE: none of these. */
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

static void begin_block(struct pci_ids_picker *picker, uint32_t key)
{
	picker->block = PCI_IDS_NOTHING;
	picker->vendor = key;
	picker->taken = false;
	for (size_t i = 0; key != PCI_IDS_NONE && i < picker->count; i++) {
		const struct pci_ids_wanted *wanted = &picker->wanted[i];

		if (key == wanted->vendor || key == wanted->subsystem_vendor)
			picker->block = PCI_IDS_DEVICES;
		else if (key == (KEY_CLASS | wanted->class_code) ||
				key == (KEY_SUBSYSTEM | wanted->subsystem_vendor))
			picker->block = PCI_IDS_WHOLE;
	}
}

static bool is_device(const char *line)
{
	return line[0] == '\t' && line[1] != '\t' && !is_blank(line);
}

static bool wants_device(const struct pci_ids_picker *picker, uint32_t device)
{
	for (size_t i = 0; device != PCI_IDS_NONE && i < picker->count; i++)
		if (picker->wanted[i].vendor == picker->vendor &&
				picker->wanted[i].device == device)
			return true;
	return false;
}

static bool picks_line(struct pci_ids_picker *picker, const char *line)
{
	if (begins_block(line)) {
		begin_block(picker, key_of(line));
		return picker->block != PCI_IDS_NOTHING;
	}
	if (picker->block == PCI_IDS_DEVICES && is_device(line))
		picker->taken = wants_device(picker, number_of(line + 1, 4));
	return picker->block == PCI_IDS_WHOLE ||
			(picker->block == PCI_IDS_DEVICES && picker->taken);
}

void xpt__pci_ids_pick(struct pci_ids_picker *picker, const char *lines, size_t length)
{
	const char *end = lines + length, *next;

	for (const char *line = lines; line < end; line = next) {
		next = memchr(line, '\n', (size_t)(end - line));
		next = next ? next + 1 : end;
		if (picks_line(picker, line))
			fwrite(line, 1, (size_t)(next - line), picker->to);
	}
}

/* -1: it cannot be read, or is packed: libpci takes the packed one first */
static int open_plain(const char *path)
{
	const size_t length = strlen(path), end = strlen(PACKED);
	const bool named_packed = length > end && !strcmp(path + length - end, PACKED);
	auto_free char *plain = strndup(path, named_packed ? length - end : length);
	auto_fd int fd = -1;
	struct stat status;
	int opened;

	if (!plain || (named_packed && !access(path, F_OK)))
		return -1;
	fd = open(plain, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &status) || !S_ISREG(status.st_mode) || status.st_size <= 0 ||
			status.st_size > BYTES_MAX)
		return -1;
	opened = fd;
	fd = -1;
	return opened;
}

/* All lines in @room that are whole, or all that is there of one that is longer; how much it was. */
static size_t pick_whole_lines(struct pci_ids_picker *picker, char *room, size_t length)
{
	const char *newline = memrchr(room, '\n', length);
	const size_t whole = newline ? (size_t)(newline + 1 - room) : length == CHUNK ? length : 0;
	const char kept = room[whole];

	room[whole] = '\0';
	xpt__pci_ids_pick(picker, room, whole);
	room[whole] = kept;
	return whole;
}

bool xpt__pci_ids_pick_file(struct pci_ids_picker *picker, const char *path)
{
	auto_fd int fd = open_plain(path);
	auto_free char *room = fd < 0 ? NULL : malloc(CHUNK + 1);
	size_t length = 0, all = 0, picked;
	ssize_t r = 0;

	while (room && all <= BYTES_MAX && (r = read(fd, room + length, CHUNK - length)) > 0) {
		all += (size_t)r;
		length += (size_t)r;
		room[length] = '\0';
		picked = pick_whole_lines(picker, room, length);
		length -= picked;
		memmove(room, room + picked, length);
	}
	if (!room || r || !all)
		return false;
	room[length] = '\0';
	xpt__pci_ids_pick(picker, room, length);
	return true;
}
