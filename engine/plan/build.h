/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside plan/: collecting the steps of one request. */
#ifndef PLAN_BUILD_H
#define PLAN_BUILD_H

#include "../base/vector.h"
#include "../model/judged.h"
#include "../model/numa.h"
#include "step.h"

#define PCIBACK "pciback" /* the driver's name; its module is xen-pciback */

struct builder {
	struct arena *arena; /* the plan's */
	const struct xpt_host *host;
	struct xpt_request request;
	const struct xpt_domain *domain; /* attach, detach; NULL otherwise */
	VECTOR(struct step) steps;
	VECTOR(struct expectation) expectations;
	bool failed; /* memory is out */
};

/* xpt__plan_step_on - add a step about what is called @subject. */
void xpt__plan_step_on(struct builder *builder, const char *subject, struct op op, struct op undo,
		const char *why, ...) __attribute__((format(__printf__, 5, 6)));
/* xpt__plan_step - add a step of a device; @undo->verb VERB_NONE: nothing to undo. Remembers a failure. */
void xpt__plan_step(struct builder *builder, const struct xpt_device *device, struct op op,
		struct op undo, const char *why, ...) __attribute__((format(__printf__, 5, 6)));
/* xpt__plan_expect_on - @expectation without its text; @format NULL: there is none. */
void xpt__plan_expect_on(struct builder *builder, struct expectation expectation,
		const char *format, ...) __attribute__((format(__printf__, 3, 4)));
void xpt__plan_expect(struct builder *builder, enum expect_kind kind,
		const struct xpt_device *device, const char *format, ...)
		__attribute__((format(__printf__, 4, 5)));

const char *xpt__plan_copy(struct builder *builder, struct span text); /* remembers a failure */
/*
 * xpt__plan_file - a step that writes a whole file, and the expectation that it is as it was
 * @before: NULL: there is none; @after: NULL: remove it
 */
void xpt__plan_file(struct builder *builder, const char *path, const struct span *before,
		const char *after, const char *why);

/*
 * xpt__plan_build - what all plans have in common
 * @fill: adds the steps and expectations to the builder, and gives the plan's title, from its arena
 */
int xpt__plan_build(const struct xpt_host *host, const void *request,
		int (*fill)(struct builder *builder, const void *request, const char **ret_title,
				struct xpt_error **ret_error),
		struct xpt_plan **ret_plan, struct xpt_error **ret_error);

/* xpt__plan_add_request - the steps of a struct judged_request, as one of perhaps several of a plan. */
int xpt__plan_add_request(struct builder *builder, const void *judged_request,
		const char **ret_title, struct xpt_error **ret_error);

/* What shall become of a vCPU's affinities. */
struct vcpu_pin {
	const struct xpt_domain *domain;
	const struct xpt_vcpu *vcpu;
	const struct bitmap *hard, *soft; /* NULL: as it is */
	unsigned int flags;		  /* XPT_FORCE */
	bool was_reset;			  /* by an earlier step, to all CPUs */
	const char *why;
};

void xpt__plan_pin_vcpu(struct builder *builder, const struct vcpu_pin *pin);
/*
 * xpt__plan_save_affinity - a step that does nothing, and whose undo brings the vCPU's affinities back, which a
 * later step makes Xen forget
 */
void xpt__plan_save_affinity(struct builder *builder, const struct xpt_vcpu *vcpu, const char *why);
/* xpt__plan_expect_domain - it is still this one; told once, however often it is asked for. */
void xpt__plan_expect_domain(struct builder *builder, const struct xpt_domain *domain);

/* All USB devices of the request. */
int xpt__plan_usb(struct builder *builder, const struct xpt_usb_device *const *devices,
		struct xpt_error **ret_error);

/* The same without a domain: reserved for guests, or given back. */
int xpt__plan_usb_reserve(struct builder *builder, const struct xpt_usb_device *const *devices,
		struct xpt_error **ret_error);

/* xpt__plan_usb_mend - the step of what mends USB, and is no request */
void xpt__plan_usb_mend(struct builder *builder, const struct judged_usb *mend);

#define NO_UNDO ((struct op){ .verb = VERB_NONE })

/* The driver bound according to the snapshot, or NULL. */
static inline const char *device_driver(const struct xpt_device *device)
{
	return device->driver.state == XPT_FACT_KNOWN ? device->driver.value : NULL;
}

/* Does Xen say that domain @domid owns it? */
bool xpt__device_owned_by(const struct xpt_device *device, unsigned int domid);

/* Steps for one device of the request each; they read what it needs off the snapshot. */
void xpt__plan_repair_device(struct builder *builder, const struct xpt_device *device);
void xpt__plan_reserve_device(struct builder *builder, const struct xpt_device *device);
/*
 * xpt__plan_take_console - dom0's console leaves the display, if the device is one that it is drawn on
 * xpt__plan_go_on_console - the other half, once no driver of dom0 has any device of the plan
 */
void xpt__plan_take_console(struct builder *builder, const struct xpt_device *device);
void xpt__plan_go_on_console(struct builder *builder);
void xpt__plan_release_device(struct builder *builder, const struct xpt_device *device);
/* NULL: no name */
void xpt__plan_name_device(struct builder *builder, const struct xpt_device *device,
		const char *name, const char *why);

/* All devices of the request. */
void xpt__plan_attach(struct builder *builder, const struct xpt_device *const *devices);
void xpt__plan_detach(struct builder *builder, const struct xpt_device *const *devices);
/* xpt__plan_attach_back - to @domid, called @name, as a guest has it now */
struct op xpt__plan_attach_back(
		const struct xpt_device *device, const char *name, unsigned int domid);

#endif
