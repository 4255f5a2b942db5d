/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A file that somebody changed since xpt changed it: what it was, what xpt wrote, and what stands there. */
#ifndef APPLY_EDITED_H
#define APPLY_EDITED_H

#include "../base/finding.h"
#include "apply.h"

/*
 * xpt__edited_undo - how to go back to @undo->content where the file is not as @written says
 * @written: what xpt wrote; NULL: it removed the file
 * @flags:   XPT_UNDO_MERGE, XPT_UNDO_OVERWRITE; the second where the first cannot be done
 * @cause:   of the error: which commands go on
 * @undo:    its content becomes what is to be written, from @arena
 * @ret_now: what stands there now, from @arena; NULL: there is no file
 * Return: 0; XPT_STALE: it is neither as xpt wrote it nor as it was before, and @flags choose nothing that can be done:
 * the findings of the error tell both changes; XPT_UNREADABLE, XPT_DENIED, XPT_NO_MEMORY.
 */
int xpt__edited_undo(struct source *source, const char *written, unsigned int flags,
		const struct cause *cause, struct arena *arena, struct op *undo,
		const char **ret_now, struct xpt_error **ret_error);
/* xpt__edited_adapt - the same of all files that @back writes: it goes on from what stands there now. */
int xpt__edited_adapt(struct source *source, struct xpt_plan *back, unsigned int flags,
		struct xpt_error **ret_error);

enum edited_made {
	EDITED_NOT_MADE, /* nothing of it is in a file */
	EDITED_MADE,
	EDITED_IN_DOUBT, /* somebody changed a file since, and what xpt wrote cannot be told from that */
};

/*
 * xpt__edited_is_made - was the change made that @back brings back?
 * @ret_file: EDITED_IN_DOUBT: the file that may tell it, of @back; otherwise to be left alone
 * A file that is no text counts as doubt. xpt's own notes say nothing.
 * Return: 0, XPT_UNREADABLE, XPT_DENIED, XPT_NO_MEMORY
 */
int xpt__edited_is_made(struct source *source, const struct xpt_plan *back,
		enum edited_made *ret_made, const char **ret_file, struct xpt_error **ret_error);

#endif
