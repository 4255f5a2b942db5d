/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the tests of vfs= share: files that say so, and a network card in memory. */
#ifndef TESTS_UNIT_VF_TRIAL_H
#define TESTS_UNIT_VF_TRIAL_H

#include <stdio.h>

#include <xpt/config.h>
#include <xpt/desired.h>

#include "../script/try.h"
#include "unit.h"

static const char two[] = "vfs = [ '01:00.0 count=2', '01:00.0/1 vlan=10 trust=on' ]\n";

/* NULL: it is wrong; @ret_why: static */
static inline struct xpt_desired *read_file(const char *text, const char **ret_why)
{
	static char why[512];
	struct xpt_config *config = NULL;
	struct xpt_desired *desired = NULL;
	struct xpt_error *error = NULL;

	CU_ASSERT_EQUAL_FATAL(xpt_config_parse("f", text, strlen(text), &config, NULL), 0);
	if (xpt_desired_of((const struct xpt_config *const *)&config, 1, &desired, &error))
		snprintf(why, sizeof(why), "%s", xpt_error_message(error));
	else
		*why = '\0';
	if (ret_why)
		*ret_why = why;
	xpt_error_free(error);
	xpt_config_free(config);
	return desired;
}

/* A host's file "f" and a guest's "g". */
static inline struct xpt_desired *read_files(const char *host, const char *guest)
{
	struct xpt_config *configs[2] = { NULL };
	struct xpt_desired *desired = NULL;

	CU_ASSERT_EQUAL_FATAL(xpt_config_parse("f", host, strlen(host), &configs[0], NULL), 0);
	CU_ASSERT_EQUAL_FATAL(xpt_config_parse("g", guest, strlen(guest), &configs[1], NULL), 0);
	CU_ASSERT_EQUAL_FATAL(xpt_desired_of((const struct xpt_config *const *)configs, 2, &desired,
					      NULL),
			0);
	xpt_config_free(configs[0]);
	xpt_config_free(configs[1]);
	return desired;
}

/* A world whose PF, 0000:01:00.0, is a network card that can have two VFs. */
static inline struct world *network_card(unsigned int vfs)
{
	struct world *world = world_new();

	try_begin();
	world->interface = true;
	world->vfs = vfs;
	return world;
}

#endif
