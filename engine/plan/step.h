/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * plan/ - request and snapshot in, steps out.  Pure.
 * Each verb knows how to tell whether it is already done (apply/verbs.c), so undoing after a crash
 * may repeat one without harm.
 */
#ifndef PLAN_STEP_H
#define PLAN_STEP_H

#include <xpt/plan.h>

#include "../base/arena.h"
#include "../base/cleanup.h"

enum verb {
	VERB_NONE,
	VERB_UNBIND,   /* from driver @text; NULL: from whatever driver it has */
	VERB_BIND,     /* to driver @text */
	VERB_PROBE,    /* let dom0's drivers have it */
	VERB_OVERRIDE, /* driver_override becomes @text; "" clears it */
	VERB_SLOT_ADD, /* to pciback's list */
	VERB_SLOT_REMOVE,
	VERB_REMEMBER, /* the original driver @text, where xl looks for it too */
	VERB_FORGET,
	VERB_QUARANTINE, /* assign to DOMID_IO, relaxed */
	VERB_UNQUARANTINE,
	VERB_TRIAL_ASSIGN, /* assign to @domid and take back at once: Xen's answer before the guest's */
	VERB_ATTACH,	   /* to @domid */
	VERB_DETACH,	   /* from @domid: xenstore, device model, Xen */
	VERB_UNCLAIM,	   /* remove a stale /libxl/pci/…/domid */
	VERB_CLEAR_RECORD, /* remove what xenstore keeps of devices of @domid, which is gone */
	VERB_NAME,	   /* the device is called @text; NULL: it has no name */
	VERB_VF_COUNT, /* the PF has @count VFs, VF @count - 1 at the address @text; NULL: wherever */
	VERB_VF_AUTOPROBE, /* drivers of dom0 may take VFs of the PF: @count 1; 0: none may */
	VERB_VF_SETTINGS,  /* VF @count of its PF has the settings @text: base/vf_words.h */
	VERB_SAVE_VF_SETTINGS, /* does nothing; its undo sets @text again, which goes away with the VF */
	VERB_NVME_VF, /* the controller of VF @count of its PF has what @text tells: base/nvme_words.h */
	VERB_CONSOLE, /* dom0 draws its console on framebuffers: @count 1; 0: it does not */
	VERB_FRAMEBUFFER, /* the firmware's @text = "efi-framebuffer.0" has its driver: @count 1; 0: none */
	VERB_PIN, /* vCPU @vcpu of @domid: hard affinity @cpus, soft @soft; NULL: as it is */
	VERB_SAVE_AFFINITY, /* does nothing; its undo brings back what a later step resets */
	VERB_NODES,	    /* node affinity of @domid becomes @cpus */
	VERB_POOL_CREATE,   /* number @pool, called @text, with @scheduler */
	VERB_POOL_DESTROY,
	VERB_POOL_RENAME, /* to @text */
	VERB_POOL_ADD,	  /* @cpus */
	VERB_POOL_REMOVE, /* @cpus */
	VERB_POOL_MOVE, /* @domid to pool @pool, called @text: Xen resets the affinities of its vCPUs */
	VERB_MIGRATE, /* @domid goes on as @copy (both are @uuid, called @text), memory on nodes @cpus */
	VERB_FINISH_MIGRATION, /* of @domid and @copy one is left, and runs */
	VERB_FILE,	       /* the file @path holds @content; NULL: there is none */
	VERB_RUN,	   /* the program @text; not while the file @path has the sum @content */
	VERB_NOTE_PROGRAM, /* does nothing; its undo runs the program behind a file that was brought back */
	/* USB devices by path: @path is one; of a port of the emulated controller @controller of @domid */
	VERB_USB_CONTROLLER, /* there is one, USB 3, with @count ports */
	VERB_USB_CONTROLLER_REMOVE,
	VERB_USB_ATTACH,    /* into port @slot; it is still @content */
	VERB_USB_DETACH,    /* out of port @slot, whatever is there now */
	VERB_USB_PROBE,	    /* offer its interfaces to the drivers of dom0 */
	VERB_USB_RESERVE,   /* no driver may have an interface of it; it is still @content */
	VERB_USB_AUTHORIZE, /* whoever asks may have them; the same */
	VERB_USB_RELEASE,   /* that, and they are offered to the drivers of dom0; the same */
	VERB_COUNT
};

#define POOL_TEXT_MAX 256

struct op {
	enum verb verb;
	const char *text; /* a driver, a cpupool; with a device's domain its name, to be shown */
	unsigned int domid;
	unsigned int flags;	/* enum xpt_request_flag */
	unsigned int slot;	/* VERB_ATTACH; VERB_USB_…: a port */
	unsigned int timeout_s; /* VERB_DETACH, VERB_RELOCATE */
	unsigned int vcpu, pool, count;
	unsigned int controller; /* VERB_USB_… */
	unsigned int version;	 /* of a controller that is made; 0: 3 */
	unsigned int copy;	 /* VERB_ATTACH: has the device if @domid went on as it */
	const char *cpus, *soft; /* as xpt__bitmap_parse() takes them */
	const char *scheduler, *uuid;
	const char *path,
			*content; /* VERB_FILE, VERB_RUN: "boot/grub/grub.cfg"; VERB_USB_…: "1-1.2" */
};

/* Of VERB_RELOCATE, beside enum xpt_request_flag: devices may be plugged into the domain. */
#define ACT_PASSTHROUGH (XPT_THEN_ATTACH * 2U)

/* What the plan relies on; asked again under the lock before the first step. */
enum expect_kind {
	EXPECT_IDENTITY, /* the device is still @text = "8086:10d3" */
	EXPECT_DRIVER,	 /* its driver is @text; NULL = none */
	EXPECT_OWNER,	 /* Xen says that @text owns it: "dom0", "d1", "quarantine" */
	EXPECT_DOMAIN,	 /* domain @domid has the uuid @text */
	EXPECT_PINS,	 /* vCPU @number of domain @domid has the affinities @text = "0-3/0-3" */
	EXPECT_POOL,	 /* cpupool @number has the CPUs @text; NULL = there is none */
	EXPECT_MEMBER,	 /* domain @domid is in the cpupool @text, a number */
	EXPECT_VF_COUNT, /* the PF has @text = "2" VFs */
	EXPECT_FILE,	 /* the file @path has the sum @text (base/sum.h); NULL = there is none */
	EXPECT_USB, /* the USB device @path is @text = "0627:0001 serial"; NULL = it is not there */
};

struct expectation {
	enum expect_kind kind;
	struct xpt_bdf bdf;
	unsigned int domid, number;
	const char *text;
	const char *path; /* EXPECT_FILE, EXPECT_USB */
};

struct step {
	struct xpt_bdf bdf;  /* steps of devices */
	const char *subject; /* an address, "vCPU 0 of g1", "cpupool numa1" */
	struct op op, undo;  /* undo.verb VERB_NONE: nothing to undo */
	const char *what, *undo_what, *why;
	const char *diff; /* VERB_FILE: what changes, or NULL */
};

struct xpt_plan {
	struct arena *arena;
	const char *title; /* "attach 0000:00:05.0 to g1" */
	struct step *steps;
	size_t count;
	struct expectation *expectations;
	size_t expectation_count;
	const char *way_back; /* of a way back as it was read: which one it is; it stays so where that is adapted */
};

/* xpt__op_text - "unbind from e1000e"; NULL when memory is out. */
const char *xpt__op_text(struct arena *arena, const struct op *op);
const char *xpt__verb_name(enum verb verb); /* "unbind": the word in journals */
/* The same of a USB device. */
const char *xpt__usb_act_text(struct arena *arena, const struct op *op);
/* Has it what its verb needs? */
bool xpt__usb_act_complete(const struct op *op);
/* May a plan change this device? A root hub is none. */
bool xpt__usb_path_allowed(const char *path);
/* Has any Xen a scheduler of that name? */
bool xpt__scheduler_exists(const char *name);
/* Of a PCI device; all others but those of USB devices are about CPUs or files, and depend on each other in their order. */
bool xpt__verb_of_device(enum verb verb);
bool xpt__verb_of_usb(enum verb verb);
/* Is it about whether drivers may have the interfaces of a USB device? */
bool xpt__verb_authorizes_usb(enum verb verb);
/* May a plan write this file? Below boot/ and etc/ alone. */
bool xpt__path_allowed(const char *path);
/* May a plan run this? The few programs that make a menu or an initramfs. */
bool xpt__program_allowed(const char *program);
/* Is anything of it still there after a reboot? */
bool xpt__plan_lasts(const struct xpt_plan *plan);
/* xpt__step_same_lane - must the undo of @a not pass over a failed undo of @b? */
bool xpt__step_same_lane(const struct step *a, const struct step *b);

/* Plans as JSON on one line, for the journal. xpt__plan_from_json() takes hostile text. */
char *xpt__plan_to_json(const struct xpt_plan *plan); /* malloc'd; NULL: no memory */
int xpt__plan_from_json(const char *text, size_t length, struct xpt_plan **ret_plan,
		struct xpt_error **ret_error);

DEFINE_AUTO(plan, struct xpt_plan *, xpt_plan_free)

#endif
