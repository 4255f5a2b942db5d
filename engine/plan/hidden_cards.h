/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the devices are that hide= names, kept beside it: hide= itself goes by address. */
#ifndef PLAN_HIDDEN_CARDS_H
#define PLAN_HIDDEN_CARDS_H

#include "../boot/loader.h"
#include "build.h"

/*
 * xpt__plan_hidden_cards - a step that notes them, where @edits change hide=
 * What cannot be told of a device leaves it out.
 */
int xpt__plan_hidden_cards(struct builder *builder, const struct boot_edits *edits,
		struct xpt_error **ret_error);
/* xpt__plan_hidden_cards_back - a step from what @now holds to what the builder's host held. */
int xpt__plan_hidden_cards_back(
		struct builder *builder, const struct xpt_host *now, struct xpt_error **ret_error);

#endif
