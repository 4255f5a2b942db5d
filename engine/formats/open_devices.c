/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "open_devices.h"

#include <stdint.h>

static bool read_number(struct span text, unsigned int *ret_number)
{
	uint64_t number;

	if (!xpt__span_number(text, 10, &number) || number > UINT32_MAX)
		return false;
	*ret_number = (unsigned int)number;
	return true;
}

bool xpt__device_number_read(struct span text, unsigned int *ret_major, unsigned int *ret_minor)
{
	struct span major;

	return xpt__span_next_part(&text, ':', &major) && read_number(major, ret_major) &&
			read_number(text, ret_minor);
}

bool xpt__open_device_read(struct span line, struct open_device *ret_device)
{
	struct open_device device = { 0 };
	struct span pid, number;

	if (!xpt__span_next_word(&line, &pid) || !read_number(pid, &device.pid) ||
			!xpt__span_next_word(&line, &number) ||
			!xpt__device_number_read(number, &device.major, &device.minor))
		return false;
	device.command = xpt__span_trim(line);
	*ret_device = device;
	return true;
}

/* The name may hold anything but NUL; what ends a line must not. */
void xpt__open_device_write(const struct open_device *device, FILE *file)
{
	fprintf(file, "%u %u:%u ", device->pid, device->major, device->minor);
	for (size_t i = 0; i < device->command.length; i++) {
		unsigned char byte = (unsigned char)device->command.at[i];

		fputc(byte < ' ' || byte == 0x7f ? '?' : byte, file);
	}
	fputc('\n', file);
}
