/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef APPLY_SUCCESSOR_H
#define APPLY_SUCCESSOR_H

#include "../plan/step.h"
#include "../source/source.h"

/*
 * xpt__successor_of - a device is given back to what its guest has become meanwhile
 * @undo: an attach whose guest is known by its uuid gets the id of the copy that went on, or of the guest that started
 *        anew (the same uuid, or else the same name); all else stays as it is
 */
int xpt__successor_of(struct source *source, struct op *undo, struct xpt_error **ret_error);

#endif
