/* SPDX-License-Identifier: GPL-2.0-or-later */
/* As ask.h: an instance of a domain, of which there are two while its memory moves. */
#ifndef APPLY_PROBE_DOMAIN_H
#define APPLY_PROBE_DOMAIN_H

#include "../formats/vcpus.h"
#include "../source/source.h"

#define INSTANCE_NAME 300

struct instance {
	bool there; /* a domain of this number with the uuid that was asked for */
	bool paused, suspended, let_go;
	enum ran ran;		  /* any of its vCPUs; one that is let go may at any moment */
	char name[INSTANCE_NAME]; /* xenstore's; "": none */
};

int xpt__probe_instance(struct source *source, unsigned int domid, const char *uuid,
		struct instance *ret_instance, struct xpt_error **ret_error);

#endif
