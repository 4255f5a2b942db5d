/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What xenstore says of PCI devices; parts of xpt__read_domains(). */
#ifndef READ_STORE_H
#define READ_STORE_H

#include "read.h"

/* Which guest's backend lists a device. */
void xpt__read_backends(struct source *source, struct xpt_host *host);
/* Toolstack bookkeeping: claims, original drivers, names. */
void xpt__read_claims(struct source *source, struct xpt_host *host);

#endif
