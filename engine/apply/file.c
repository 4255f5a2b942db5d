/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Files that outlive a reboot, and the programs that make others from them. */
#include <string.h>

#include "../base/error.h"
#include "../base/sum.h"
#include "verbs.h"
#include "file.h"

static int ask_file(struct source *source, const char *path, struct blob *ret_blob, bool *ret_there,
		struct xpt_error **ret_error)
{
	struct xpt_error *error = NULL;
	int rc = xpt__source_read(source, path, ret_blob, &error);

	*ret_there = !rc;
	if (rc != XPT_NOT_FOUND)
		return rc ? xpt__error_pass(ret_error, error) : 0;
	xpt_error_free(error);
	return 0;
}

int xpt__ask_sum(struct source *source, const char *path, char **ret_sum,
		struct xpt_error **ret_error)
{
	auto_blob struct blob blob = { 0 };
	char sum[SUM_TEXT];
	bool there;
	int rc = ask_file(source, path, &blob, &there, ret_error);

	if (rc || !there)
		return rc;
	*ret_sum = strdup(xpt__sum_text((struct span){ blob.bytes, blob.length }, sum));
	return *ret_sum ? 0 : xpt__error_no_memory(ret_error);
}

int xpt__file_done(const struct attempt *attempt, bool *ret_done, struct xpt_error **ret_error)
{
	auto_blob struct blob blob = { 0 };
	const char *content = attempt->op->content;
	bool there;
	int rc = ask_file(attempt->apply_context->source, attempt->op->path, &blob, &there,
			ret_error);

	if (!rc)
		*ret_done = !there ? !content :
				     content &&
						xpt__span_is((struct span){ blob.bytes,
									     blob.length },
								content);
	return rc;
}

int xpt__file_write(const struct attempt *attempt, struct xpt_error **ret_error)
{
	struct writer *writer = attempt->apply_context->writer;

	return writer->ops->replace_file(
			writer, attempt->op->path, attempt->op->content, ret_error);
}

int xpt__program_done(const struct attempt *attempt, bool *ret_done, struct xpt_error **ret_error)
{
	auto_free char *sum = NULL;
	int rc;

	*ret_done = false;
	if (!attempt->op->path || !attempt->op->content)
		return 0;
	rc = xpt__ask_sum(attempt->apply_context->source, attempt->op->path, &sum, ret_error);
	if (!rc)
		*ret_done = sum && !strcmp(sum, attempt->op->content);
	return rc;
}

int xpt__program_run(const struct attempt *attempt, struct xpt_error **ret_error)
{
	struct writer *writer = attempt->apply_context->writer;

	return writer->ops->run_program(
			writer, attempt->op->text, attempt->apply_context->lock, ret_error);
}
