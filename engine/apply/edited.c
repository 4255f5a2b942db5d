/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "edited.h"

#include <string.h>

#include "../base/error.h"
#include "../base/hide_list.h"
#include "../base/sum.h"
#include "../base/text.h"
#include "../explain/causes/causes.h"
#include "../plan/diff.h"
#include "../plan/merge.h"

/* Lines of each change that are told. */
#define LINES_TOLD 12

/* NULL: there was, or is, no file. */
struct edited_file {
	const char *path;
	const char *before, *written, *now;
	const char *merged; /* @now without what xpt changed; NULL: the changes meet */
};

/* @ret_text: false: a crash tore it, or it never was a text */
static int read_if_text(struct source *source, const char *path, struct arena *arena,
		const char **ret_now, bool *ret_text, struct xpt_error **ret_error)
{
	auto_blob struct blob blob = { 0 };
	struct xpt_error *error = NULL;
	int rc = xpt__source_read(source, path, &blob, &error);

	*ret_now = NULL;
	*ret_text = true;
	if (rc == XPT_NOT_FOUND) {
		xpt_error_free(error);
		return 0;
	}
	if (rc)
		return xpt__error_pass(ret_error, error);
	*ret_text = !blob.length || !memchr(blob.bytes, '\0', blob.length);
	if (!*ret_text)
		return 0;
	*ret_now = xpt__arena_copy(arena, blob.length ? blob.bytes : "", blob.length);
	return *ret_now ? 0 : xpt__error_no_memory(ret_error);
}

static int read_now(struct source *source, const char *path, struct arena *arena,
		const char **ret_now, struct xpt_error **ret_error)
{
	bool is_text;
	int rc = read_if_text(source, path, arena, ret_now, &is_text, ret_error);

	if (!rc && !is_text)
		rc = xpt__error_set(ret_error, XPT_UNREADABLE, "/%s is not a text any more", path);
	return rc;
}

static bool merge(struct arena *arena, struct edited_file *texts)
{
	if (!texts->before || !texts->written || !texts->now)
		return true;
	return xpt__merge_lines(arena, xpt__span_of(texts->written), xpt__span_of(texts->before),
			xpt__span_of(texts->now), &texts->merged);
}

static const char *how(const struct edited_file *texts)
{
	if (!texts->now)
		return "it is gone";
	if (!texts->written)
		return "xpt removed it, and it is there again";
	if (!texts->before)
		return "there was no such file before";
	return texts->merged ? "in other lines, so that both changes can be told apart" :
			       "in the same lines, or right beside them";
}

static int tell_lines(struct xpt_finding *finding, struct arena *arena, const char *whose,
		const char *before, const char *after)
{
	const char *diff = xpt__diff_lines(arena, xpt__span_of(before), xpt__span_of(after));
	struct span rest = xpt__span_of(diff), line;
	size_t count = 0;
	int rc = diff ? 0 : XPT_NO_MEMORY;

	while (!rc && xpt__span_next_line(&rest, &line))
		if (++count <= LINES_TOLD)
			rc = xpt__finding_evidence(
					finding, whose, 0, "%.*s", (int)line.length, line.at);
	if (!rc && count > LINES_TOLD)
		rc = xpt__finding_evidence(
				finding, whose, 0, "and %zu lines more", count - LINES_TOLD);
	return rc;
}

static int tell_change(struct xpt_finding *finding, struct arena *arena, const char *whose,
		const char *before, const char *after)
{
	if (!after)
		return xpt__finding_evidence(finding, whose, 0, "the file was removed");
	if (!before && xpt__finding_evidence(finding, whose, 0, "the file was made"))
		return XPT_NO_MEMORY;
	return tell_lines(finding, arena, whose, before, after);
}

static int refuse(const struct cause *cause, const struct edited_file *texts, struct arena *arena,
		struct xpt_error **ret_error)
{
	auto_of(report) struct xpt_report *report = xpt__report_new();
	const char *file = xpt__arena_text(arena, "/%s", texts->path);
	struct xpt_finding *finding = report && file ?
			xpt__report_add(report, cause,
					PLACEHOLDERS({ "file", file }, { "how", how(texts) },
							{ "the later change",
									texts->merged ? "the later change" :
											NULL })) :
			NULL;

	if (!finding ||
			tell_change(finding, arena, "changed by xpt", texts->before,
					texts->written) ||
			tell_change(finding, arena, "changed since", texts->written, texts->now))
		return xpt__error_no_memory(ret_error);
	return xpt__error_report(ret_error, XPT_STALE, TAKE(report),
			"somebody changed /%s since xpt changed it: it is left as it stands",
			texts->path);
}

int xpt__edited_undo(struct source *source, const char *written, unsigned int flags,
		const struct cause *cause, struct arena *arena, struct op *undo,
		const char **ret_now, struct xpt_error **ret_error)
{
	struct edited_file texts = {
		.path = undo->path, .before = undo->content, .written = written
	};
	int rc = read_now(source, undo->path, arena, &texts.now, ret_error);

	if (rc)
		return rc;
	*ret_now = texts.now;
	if (xpt__text_same(texts.now, texts.written) || xpt__text_same(texts.now, texts.before))
		return 0;
	if (!merge(arena, &texts))
		return xpt__error_no_memory(ret_error);
	/* nothing of what xpt wrote is left in it, or it is taken out */
	if (texts.merged && (flags & XPT_UNDO_MERGE || xpt__text_same(texts.merged, texts.now)))
		undo->content = texts.merged;
	else if (!(flags & XPT_UNDO_OVERWRITE))
		return refuse(cause, &texts, arena, ret_error);
	return 0;
}

static bool expect(struct xpt_plan *plan, const char *path, const char *now)
{
	char sum[SUM_TEXT];
	const char *text = now ?
			xpt__arena_text(plan->arena, "%s", xpt__sum_text(xpt__span_of(now), sum)) :
			NULL;

	for (size_t i = 0; i < plan->expectation_count; i++)
		if (plan->expectations[i].kind == EXPECT_FILE &&
				!strcmp(plan->expectations[i].path, path))
			plan->expectations[i].text = text;
	return text || !now;
}

static int adapt(struct source *source, struct xpt_plan *back, struct step *step,
		unsigned int flags, struct xpt_error **ret_error)
{
	const char *now;
	int rc = xpt__edited_undo(source, step->undo.content, flags, &xpt__cause_boot_edited,
			back->arena, &step->op, &now, ret_error);

	if (rc || xpt__text_same(now, step->undo.content))
		return rc;
	step->undo.content = now;
	step->diff = xpt__diff_lines(
			back->arena, xpt__span_of(now), xpt__span_of(step->op.content));
	return step->diff && expect(back, step->op.path, now) ? 0 : xpt__error_no_memory(ret_error);
}

/* xpt's own notes, which a check of the boot changes too */
static bool is_of_notes(const struct op *op)
{
	return op->path && !strcmp(op->path, HIDDEN_FILE);
}

int xpt__edited_adapt(struct source *source, struct xpt_plan *back, unsigned int flags,
		struct xpt_error **ret_error)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < back->count; i++) {
		struct step *step = &back->steps[i];
		unsigned int own = is_of_notes(&step->op) ? XPT_UNDO_OVERWRITE : 0;

		if (step->op.verb == VERB_FILE)
			rc = adapt(source, back, step, flags | own, ret_error);
	}
	return rc;
}

static int look_whether_made(struct source *source, const struct step *step, struct arena *arena,
		enum edited_made *ret_made, struct xpt_error **ret_error)
{
	struct edited_file texts = {
		.path = step->op.path, .before = step->op.content, .written = step->undo.content
	};
	bool is_text;
	int rc = read_if_text(source, texts.path, arena, &texts.now, &is_text, ret_error);

	if (rc)
		return rc;
	*ret_made = EDITED_IN_DOUBT;
	if (!is_text)
		return 0;
	if (xpt__text_same(texts.now, texts.before))
		*ret_made = EDITED_NOT_MADE;
	else if (xpt__text_same(texts.now, texts.written))
		*ret_made = EDITED_MADE;
	else if (!merge(arena, &texts))
		return xpt__error_no_memory(ret_error);
	else if (texts.merged)
		*ret_made = xpt__text_same(texts.merged, texts.now) ? EDITED_NOT_MADE : EDITED_MADE;
	return 0;
}

int xpt__edited_is_made(struct source *source, const struct xpt_plan *back,
		enum edited_made *ret_made, const char **ret_file, struct xpt_error **ret_error)
{
	struct arena *arena = xpt__arena_new();
	enum edited_made made = EDITED_NOT_MADE;
	int rc = arena ? 0 : xpt__error_no_memory(ret_error);

	for (size_t i = 0; !rc && made != EDITED_MADE && i < back->count; i++) {
		const struct step *step = &back->steps[i];
		enum edited_made one = EDITED_NOT_MADE;

		if (step->op.verb == VERB_FILE && !is_of_notes(&step->op))
			rc = look_whether_made(source, step, arena, &one, ret_error);
		if (one == EDITED_IN_DOUBT)
			*ret_file = step->op.path;
		made = one == EDITED_NOT_MADE ? made : one;
	}
	xpt__arena_free(arena);
	if (!rc)
		*ret_made = made;
	return rc;
}
