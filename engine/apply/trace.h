/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef APPLY_TRACE_H
#define APPLY_TRACE_H

#include "apply.h"

/*
 * xpt__trace_op - tells the caller what came of an operation of @step, or of its undo
 * @began_us: when it was begun, by xpt__clock_us()
 * @error:    of @code; NULL where it was done
 */
void xpt__trace_op(const struct apply_context *apply_context, const struct step *step,
		long long began_us, int code, const struct xpt_error *error);

#endif
