/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What files say of a host, before any host was looked at. */
#ifndef CONFIG_DESIRED_H
#define CONFIG_DESIRED_H

#include <xpt/desired.h>

#include "../base/arena.h"
#include "../base/bdf.h"
#include "../base/vector.h"
#include "../base/vf_setting.h"
#include "../model/boot.h"
#include "../model/usb.h"
#include "xl_config.h"

struct origin {
	const char *file;
	unsigned long line;
};

struct desired_device {
	struct origin at;
	struct bdf_pattern at_bdf;
	const char *name;   /* instead of @at_bdf; or NULL */
	const char *domain; /* to be attached to; NULL: reserved */
	unsigned int flags; /* enum xpt_request_flag */
	unsigned int slot;
};

/* A device's name, wherever it is. */
struct desired_name {
	struct origin at;
	struct xpt_bdf bdf;
	const char *name;
};

struct desired_pool {
	struct origin at;
	const char *name, *cpus;
	const char *scheduler; /* NULL: whichever */
};

struct desired_member {
	struct origin at;
	const char *domain, *pool;
};

struct desired_pin {
	struct origin at;
	const char *domain;
	unsigned int vcpu;	 /* XPT_VCPU_ALL */
	const char *hard, *soft; /* NULL: as it is */
};

struct desired_domain {
	struct origin at; /* where it is named first */
	const char *name;
};

struct desired_guest {
	struct origin at;
	const char *path, *name; /* one is NULL: named by another file, or a guest's own file */
};

/* Devices that the next boot shall hide. */
struct desired_hidden {
	struct origin at;
	struct bdf_pattern at_bdf;
	const char *name; /* instead of @at_bdf; or NULL */
};

/* A USB device that a domain shall have, by what it is: a port may hold another one tomorrow. */
struct desired_usb {
	struct origin at;
	const char *domain;   /* NULL: to be reserved */
	struct usb_path port; /* depth 0: wherever it is plugged in */
	struct usb_identity identity;
	const char *name; /* instead of both; or NULL */
	const char *text; /* "USB device 046d:c52b:SERIAL in 1-1.2", "USB device stick" */
};

/* usbdev= of a guest's configuration: what has this number means another device after each plugging. */
struct desired_usb_number {
	struct origin at;
	const char *domain;
	unsigned int bus, number;
	const char *text; /* "device 7 of USB bus 1" */
};

/* A word of a command line of the next boot. */
struct desired_option {
	struct origin at;
	enum boot_line line;
	const char *word; /* "KEY", "KEY=VALUE" */
};

/* A physical function, by address or name. */
struct desired_function {
	struct origin at;
	struct xpt_bdf bdf;
	const char *name; /* instead of @bdf; or NULL */
};

/* How many VFs it shall have. */
struct desired_vfs {
	struct desired_function pf;
	unsigned int count;
	bool reserve;
};

/* What its driver shall do for one of them. */
struct desired_vf {
	struct desired_function pf;
	unsigned int number;
	const char *words[VF_SETTINGS]; /* base/vf_words.h; NULL: as it is */
};

struct xpt_desired {
	struct arena *arena;
	VECTOR(struct desired_device) devices;
	VECTOR(struct desired_name) names;
	VECTOR(struct desired_pool) pools;
	VECTOR(struct desired_member) members;
	VECTOR(struct desired_pin) pins;       /* a later one counts more */
	VECTOR(struct desired_domain) domains; /* all that the above name */
	VECTOR(struct desired_guest) guests;
	VECTOR(struct desired_vfs) vfs;
	VECTOR(struct desired_vf) vf_settings;
	VECTOR(struct desired_hidden) hidden;
	VECTOR(struct desired_usb) usb;		 /* no two of them read the same */
	VECTOR(struct desired_usb) usb_reserved; /* the same */
	VECTOR(struct desired_usb_number) usb_numbers;
	VECTOR(struct desired_option) options; /* words of one key, on one line, all count */
};

struct xpt_desired *xpt__desired_new(void); /* NULL: no memory */
/* What one file says; XPT_INVALID tells file and line. Nothing of @config is kept. */
int xpt__desired_add(struct xpt_desired *desired, const struct xpt_config *config,
		struct xpt_error **ret_error);

#endif
