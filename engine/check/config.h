/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Parts of xpt_config_check(). */
#ifndef CHECK_CONFIG_H
#define CHECK_CONFIG_H

#include "../explain/causes/causes.h"
#include "../model/model.h"

struct config_value;

struct config_device {
	struct xpt_bdf bdf;
	struct xpt_bdf looked_up; /* by libxl, which takes another one of "*" */
	char address[XPT_BDF_TEXT];
	bool relaxed, permissive;
	const struct config_value *value;
};

/* What a line of the configuration would mend; 0: nothing. */
struct config_advice {
	uint64_t hole_mib;     /* mmio_hole= */
	uint64_t boundary_mib; /* rdm_mem_boundary= */
};

struct config_check {
	const struct xpt_host *host;
	const struct xpt_config *config;
	struct arena *arena;
	struct xpt_report *report;
	const char *type;	       /* "pv", "hvm", "pvh" */
	struct config_device *devices; /* of pci=, that are there */
	size_t device_count;
	struct config_advice advice;
};

/* xpt__config_judge - all questions about a configuration. 0 or XPT_NO_MEMORY. */
int xpt__config_judge(const struct xpt_host *host, const struct xpt_config *config,
		struct xpt_report *report, struct config_advice *ret_advice);
/* xpt__config_type - "pv", "hvm", "pvh"; "pv" where what stands there is none of them */
const char *xpt__config_type(const struct xpt_config *config);

/* xpt__config_add - @reason at the line of @value. All: 0 or XPT_NO_MEMORY. */
int xpt__config_add(struct config_check *run, const struct cause *cause,
		const struct config_value *value, const char *reason);
/* xpt__config_add_as - the same with the placeholders of @cause, of which "place" is the first */
int xpt__config_add_as(struct config_check *run, const struct cause *cause,
		enum xpt_verdict verdict, const struct config_value *value,
		const struct placeholder *placeholders);
/* "g.cfg line 4"; NULL: no memory */
const char *xpt__config_place(const struct config_check *run, const struct config_value *value);
/* NULL: not set, or a list. */
const char *xpt__config_text(const struct config_check *run, const char *key);
int xpt__check_config_devices(struct config_check *run);
int xpt__check_config_regions(struct config_check *run, const struct config_device *device);
int xpt__check_config_graphics(struct config_check *run);
int xpt__check_config_hole(struct config_check *run);
int xpt__check_config_usb(struct config_check *run);
/* xpt__config_upstream_hvm - an HVM domain whose device model is upstream QEMU */
bool xpt__config_upstream_hvm(const struct config_check *run);

#endif
