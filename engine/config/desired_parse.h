/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside the reading of one file that says what is desired. Functions return 0 or an error's code. */
#ifndef MODEL_READING_H
#define MODEL_READING_H

#include "desired.h"

#define NAME_MAX_BYTES 255
#define VCPU_MAX 8191

struct reading {
	struct xpt_desired *desired;
	const struct xpt_config *config;
	const char *file;
	struct xpt_error **ret_error;
};

#define WRONG(reading, at_line, ...) \
	reading_wrong((reading), (at_line), arena_text((reading)->desired->arena, __VA_ARGS__))
int reading_wrong(const struct reading *reading, unsigned long line, const char *text);

const char *reading_keep(const struct reading *reading, struct span text); /* NULL: no memory */
struct origin reading_origin(const struct reading *reading, unsigned long line);
bool reading_is_number(struct span text);
/* dom0 goes by several names; an id would mean another domain after each start. */
int reading_domain(const struct reading *reading, unsigned long line, struct span text,
		const char **ret_name);
/* A CPU list; "-" leaves the affinity as it is: NULL. */
int reading_cpus(const struct reading *reading, struct span text, const char **ret_cpus);

int reading_add_device(const struct reading *reading, const struct desired_device *device);
int reading_add_member(const struct reading *reading, unsigned long line, const char *domain,
		const char *pool);
int reading_add_pin(const struct reading *reading, const struct desired_pin *pin);

int reading_host_setting(const struct reading *reading, const struct config_setting *setting);

#endif
