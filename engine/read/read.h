/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * read/ - source to model, one subject a file.  Asks the source, judges nothing.
 * A reader never fails because the host does not tell: the fact says so.  It fails with
 * XPT_NO_MEMORY only (and host.c where there is nothing to make a snapshot of).
 */
#ifndef READ_READ_H
#define READ_READ_H

#include "../model/model.h"
#include "../source/source.h"

int xpt__read_host(struct source *source, unsigned int detail, unsigned int without,
		struct xpt_host **ret_host, struct xpt_error **ret_error);

/* The readers, in the order in which xpt__read_host() calls them. */
int xpt__read_boot(struct source *source, struct xpt_host *host); /* Xen, dom0, IOMMU facts */
int xpt__read_pci(struct source *source, struct xpt_host *host);  /* devices from sysfs */
int xpt__read_domains(
		struct source *source, struct xpt_host *host);	  /* domains, xenstore backends */
int xpt__read_numa(struct source *source, struct xpt_host *host); /* XPT_DETAIL_PLACEMENT */
int xpt__read_memory(
		struct source *source, struct xpt_host *host); /* XPT_DETAIL_MEMORY: debug key u */
int xpt__read_owners(struct source *source, struct xpt_host *host); /* debug key Q, nodes */
int xpt__read_reserved_memory(struct source *source, struct xpt_host *host); /* RMRR, IVMD */
int xpt__read_firmware(struct source *source, struct xpt_host *host); /* DMAR, IVRS, memory map */
int xpt__read_pciback(
		struct source *source, struct xpt_host *host); /* reserved, hidden, permissive */
int xpt__read_device_models(struct source *source, struct xpt_host *host); /* XPT_DETAIL_MODELS */
/* xpt__read_asks_model - is its device model asked? */
bool xpt__read_asks_model(const struct xpt_domain *domain);
int xpt__read_removed(struct source *source, struct xpt_host *host);
int xpt__read_critical(struct source *source, struct xpt_host *host);  /* XPT_DETAIL_CRITICAL */
int xpt__read_next_boot(struct source *source, struct xpt_host *host); /* XPT_DETAIL_BOOT */
int xpt__read_graphics(struct source *source, struct xpt_host *host);  /* XPT_DETAIL_GRAPHICS */
int xpt__read_graphics_sharing(struct source *source, struct xpt_host *host); /* the same */
int xpt__read_usb(struct source *source, struct xpt_host *host);	      /* XPT_DETAIL_USB */
int xpt__read_usb_children(struct source *source, struct xpt_host *host); /* XPT_DETAIL_CRITICAL */
int xpt__read_taints(
		struct source *source, struct xpt_host *host); /* what was not sane after a use */
int xpt__read_unfinished(struct source *source, struct xpt_host *host); /* journals of xpt */
int xpt__read_names(
		struct source *source, struct xpt_host *host); /* of devices, from our own file */
int xpt__read_states(struct xpt_host *host); /* conclusions: state, disagreements */

/* xpt__read_text - a whole small file as a fact, printable, in the host's arena. */
struct fact_text xpt__read_text(struct source *source, struct xpt_host *host, const char *path);
/* xpt__read_number - a file that holds one number. */
struct fact_int xpt__read_number(
		struct source *source, struct xpt_host *host, const char *path, int base);
/* xpt__read_link_name - the last component of a link, such as a driver's name. */
struct fact_text xpt__read_link_name(
		struct source *source, struct xpt_host *host, const char *path);

#endif
