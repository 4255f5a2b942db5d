/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Asking the host anew, one fact of one device at a time.  Unlike read/, nothing is kept.
 * All return 0 or an error's code; what is not there is a value, not an error.
 */
#ifndef APPLY_PROBE_H
#define APPLY_PROBE_H

#include "../formats/domains.h"
#include "../formats/owners.h"
#include "../source/source.h"

#define PATH_TEXT 160

enum answer { ANSWER_NO, ANSWER_YES, ANSWER_UNKNOWN };

/* Paths below the folders of source/paths.h. */
const char *xpt__path_device(char path[PATH_TEXT], struct xpt_bdf bdf, const char *file);
const char *xpt__path_driver(char path[PATH_TEXT], const char *driver, const char *file);
const char *xpt__path_claim(char path[PATH_TEXT], struct xpt_bdf bdf, const char *key);

/* The trimmed text of a small file; NULL: there is none. */
int xpt__probe_text(struct source *source, const char *path, char **ret_text,
		struct xpt_error **ret_error);
/* The names in a folder; none: there is no such folder. */
int xpt__probe_names(struct source *source, const char *folder, struct names *ret_names,
		struct xpt_error **ret_error);
/* "8086:10d3"; NULL: there is no device at that address. */
int xpt__probe_identity(struct source *source, struct xpt_bdf bdf, char **ret_identity,
		struct xpt_error **ret_error);
/* The driver's name; NULL: none. */
int xpt__probe_driver(struct source *source, struct xpt_bdf bdf, char **ret_driver,
		struct xpt_error **ret_error);
/* driver_override; "" where there is none. */
int xpt__probe_override(struct source *source, struct xpt_bdf bdf, char **ret_override,
		struct xpt_error **ret_error);
/* The driver that was remembered in xenstore; NULL: none. */
int xpt__probe_remembered(struct source *source, struct xpt_bdf bdf, char **ret_driver,
		struct xpt_error **ret_error);
/* The guest that /libxl/pci says has it; ANSWER_NO: none does. */
int xpt__probe_claim(struct source *source, struct xpt_bdf bdf, enum answer *ret_claimed,
		unsigned int *ret_domid, struct xpt_error **ret_error);
/* Is it in pciback's slots? ANSWER_UNKNOWN: the list was cut at one page. */
int xpt__probe_slot(struct source *source, struct xpt_bdf bdf, enum answer *ret_listed,
		struct xpt_error **ret_error);
/* By Xen's word. */
int xpt__probe_owner(struct source *source, struct xpt_bdf bdf, struct ownership *ret_ownership,
		struct xpt_error **ret_error);
/*
 * The second witness, a hypercall: ANSWER_YES: dom0 has it or quarantine, and no guest; ANSWER_NO: a guest, Xen, or nobody knows
 * it; ANSWER_UNKNOWN: this Xen cannot be asked so. Ask where yes is expected: to a no Xen prints a line that logs hold against it.
 */
enum answer xpt__probe_free(struct source *source, struct xpt_bdf bdf);
/* Each question is a debug key: for several devices ask once, and use xpt__owners_find(). */
int xpt__probe_owners(struct source *source, struct blob *ret_owners, struct xpt_error **ret_error);
/* Does the domain's backend in xenstore list it? */
int xpt__probe_store(struct source *source, unsigned int domid, struct xpt_bdf bdf,
		enum answer *ret_listed, struct xpt_error **ret_error);
/* xpt__announce_device_model - the next question is that: its answer takes a while, and must be heard */
void xpt__announce_device_model(struct source *source, unsigned int domid);
/* Does the domain's device model have it? ANSWER_UNKNOWN: there is none, or it does not answer. */
enum answer xpt__probe_device_model(struct source *source, unsigned int domid, struct xpt_bdf bdf);
/*
 * xpt__probe_domain - what Xen tells of a domain
 * @ret_text: what @ret_domain points into, for the caller to clear
 * Return: 0, XPT_NOT_FOUND: there is no such domain, or the code.
 */
int xpt__probe_domain(struct source *source, unsigned int domid, struct blob *ret_text,
		struct domain_line *ret_domain, struct xpt_error **ret_error);
/* xpt__probe_domain_there - the same where it may be gone, which is no error; its uuid is known */
int xpt__probe_domain_there(struct source *source, unsigned int domid, struct blob *ret_text,
		struct domain_line *ret_domain, bool *ret_there, struct xpt_error **ret_error);
/* The domain's uuid; NULL: there is no such domain. */
int xpt__probe_uuid(struct source *source, unsigned int domid, char **ret_uuid,
		struct xpt_error **ret_error);
/* The id of this boot; "" where the host does not tell. */
int xpt__probe_boot(struct source *source, char **ret_boot, struct xpt_error **ret_error);

#endif
