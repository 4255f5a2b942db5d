/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A file that is written whole, if it is as it was when it was looked at. */
#include "../base/sum.h"
#include "build.h"
#include "diff.h"

const char *xpt__plan_copy(struct builder *builder, struct span text)
{
	const char *copy = xpt__arena_copy(builder->arena, text.at ? text.at : "", text.length);

	builder->failed |= !copy;
	return copy;
}

void xpt__plan_file(struct builder *builder, const char *path, const struct span *before,
		const char *after, const char *why)
{
	const struct span nothing = { 0 };
	const char *kept = xpt__plan_copy(builder, xpt__span_of(path));
	const char *subject = xpt__arena_text(builder->arena, "/%s", path);
	struct op write = { VERB_FILE, .path = kept }, back = { VERB_FILE, .path = kept };
	char sum[SUM_TEXT];

	builder->failed |= !subject;
	if (after)
		write.content = xpt__plan_copy(builder, xpt__span_of(after));
	if (before)
		back.content = xpt__plan_copy(builder, *before);
	if (builder->failed)
		return;
	xpt__plan_expect_on(builder, (struct expectation){ EXPECT_FILE, .path = kept },
			before ? "%s" : NULL, before ? xpt__sum_text(*before, sum) : "");
	xpt__plan_step_on(builder, subject, write, back, "%s", why);
	if (!builder->failed)
		builder->steps.items[builder->steps.count - 1].diff = xpt__diff_lines(
				builder->arena, before ? *before : nothing, xpt__span_of(after));
}
