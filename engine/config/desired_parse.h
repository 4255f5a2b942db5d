/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside the reading of one file that says what is desired. Functions return 0 or an error's code. */
#ifndef CONFIG_DESIRED_PARSE_H
#define CONFIG_DESIRED_PARSE_H

#include "desired.h"

#define NAME_MAX_BYTES 255
#define VCPU_MAX 8191

struct parser {
	struct xpt_desired *desired;
	const struct xpt_config *config;
	const char *file;
	struct xpt_error **ret_error;
};

#define WRONG(parser, at_line, ...)             \
	xpt__desired_wrong((parser), (at_line), \
			xpt__arena_text((parser)->desired->arena, __VA_ARGS__))
int xpt__desired_wrong(const struct parser *parser, unsigned long line, const char *text);

const char *xpt__desired_keep(const struct parser *parser, struct span text); /* NULL: no memory */
struct origin xpt__desired_origin(const struct parser *parser, unsigned long line);
bool xpt__desired_is_number(struct span text);
/* dom0 goes by several names; an id would mean another domain after each start. */
int xpt__desired_parse_domain(const struct parser *parser, unsigned long line, struct span text,
		const char **ret_name);
/* A CPU list; "-" leaves the affinity as it is: NULL. */
int xpt__desired_parse_cpus(const struct parser *parser, struct span text, const char **ret_cpus);

int xpt__desired_add_device(const struct parser *parser, const struct desired_device *device);
int xpt__desired_add_member(const struct parser *parser, unsigned long line, const char *domain,
		const char *pool);
int xpt__desired_add_pin(const struct parser *parser, const struct desired_pin *pin);

/* A line of usb=. */
int xpt__desired_take_usb(const struct parser *parser, unsigned long line, struct span text);
/* usbdev= of a guest. What xl refuses there, xpt check --config tells. */
int xpt__desired_take_usb_numbers(const struct parser *parser, const char *domain);
/* xpt__desired_is_usb - does it say what a USB device is: "046d:c52b", "1-1.2 046d:c52b"? */
bool xpt__desired_is_usb(struct span text);
/* xpt__desired_reserve_usb - such a line of reserve= */
int xpt__desired_reserve_usb(const struct parser *parser, unsigned long line, struct span text);
int xpt__desired_parse_host_setting(
		const struct parser *parser, const struct config_setting *setting);
/* desired_vfs.c: "0000:04:00.0 count=8 reserve", "0000:04:00.0/3 vlan=10" */
int xpt__desired_take_vfs(const struct parser *parser, unsigned long line, struct span text);

#endif
