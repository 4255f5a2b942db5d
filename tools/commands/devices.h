/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * DEVICE on a command line: an address, a pattern ("04:00.*", "04:*.*"), a virtual function ("04:00.0/3"), the name of
 * a device, or any free one ("vf:04:00.0"); where USB devices are taken, the path of one ("1-1.2"), or
 * what it is ("046d:c52b:SERIAL"). A wrong address is told before the host is looked at; the rest can only be found in it. All say why not, and return an enum
 * status.
 */
#ifndef TOOLS_COMMANDS_DEVICES_H
#define TOOLS_COMMANDS_DEVICES_H

#include "../command.h"

struct devices {
	struct xpt_bdf *items;
	size_t count;
	size_t chosen; /* the last of them: any free ones */
	bool takes_usb;
	struct {
		char **items;
		size_t count;
	} usb; /* paths; they outlive the snapshot */
};

/* What xl means a USB device by: two numbers that it has now. */
struct usb_place {
	const char *domain;  /* that has it; NULL: whoever */
	const char *keys[2]; /* fields of a USB device */
	long long numbers[2];
};

#define auto_devices __attribute__((cleanup(devices_clear)))

int check_addresses(const struct invocation *invocation, char *const *words, size_t count);
int find_devices(const struct invocation *invocation, const struct xpt_host *host,
		char *const *words, size_t count, struct devices *ret_devices);
/*
 * find_or_choose - the same, where a word may mean any free one ("vf:04:00.0", "any:8086:10ca"); which it is, is told
 * @request: an attach: whom the devices are for
 */
int find_or_choose(const struct invocation *invocation, const struct xpt_host *host,
		char *const *words, size_t count, const struct xpt_request *request,
		struct devices *ret_devices);
/* find_usb_place - the USB device at a place */
int find_usb_place(const struct invocation *invocation, const struct xpt_host *host,
		const struct usb_place *place, struct devices *ret_devices);
/* A word that may mean one device only. */
int find_device(const struct invocation *invocation, const struct xpt_host *host, char *word,
		struct xpt_bdf *ret_device);
/* enum xpt_detail of a snapshot in which these words can be found. */
unsigned int devices_detail(char *const *words, size_t count);
/* devices_add_usb - one more, by its path. Return: enum status. */
int devices_add_usb(struct devices *devices, const char *path);
bool may_be_usb(const char *word);
/* Is one of them perhaps a USB device? */
bool devices_may_be_usb(char *const *words, size_t count);
void devices_clear(struct devices *devices);

#endif
