/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Logs, wherever they are, to an explainer. */
#include <string.h>
#include <time.h>

#include <xpt/explain.h>

#include "../base/clock.h"
#include "../base/error.h"
#include "../base/options.h"
#include "../base/vector.h"
#include "../explain/causes/causes.h"
#include "../explain/known_issues.h"
#include "../explain/reader.h"
#include "../source/log_file.h"
#include "../source/log_folder.h"
#include "../source/ring.h"

/* A file that is followed. */
struct followed {
	struct log_file *file;
	struct log_reader *reader;
};

struct xpt_explainer {
	struct explainer *explainer;
	int64_t since;
	bool follow;
	VECTOR(struct followed) files;
	struct xen_ring *ring;
	struct kernel_log *kernel;
	struct log_reader *ring_reader, *kernel_reader;
};

DEFINE_AUTO(xpt_explainer, struct xpt_explainer *, xpt_explainer_free)

static void followed_clear(struct followed *followed)
{
	xpt__log_file_free(followed->file);
	xpt__log_reader_free(followed->reader);
}

void xpt_explainer_free(struct xpt_explainer *explainer)
{
	if (!explainer)
		return;
	for (size_t i = 0; i < explainer->files.count; i++)
		followed_clear(&explainer->files.items[i]);
	vector_clear(&explainer->files);
	xpt__log_reader_free(explainer->ring_reader);
	xpt__log_reader_free(explainer->kernel_reader);
	xpt__xen_ring_free(explainer->ring);
	xpt__kernel_log_free(explainer->kernel);
	xpt__explainer_free(explainer->explainer);
	free(explainer);
}

int xpt_explainer_new(const struct xpt_explain_options *given, struct xpt_explainer **ret_explainer,
		struct xpt_error **ret_error)
{
	auto_of(xpt_explainer) struct xpt_explainer *explainer = calloc(1, sizeof(*explainer));
	struct xpt_explain_options options = { .since = XPT_SINCE_EVER };
	int rc;

	if (!explainer)
		return xpt__error_no_memory(ret_error);
	if (given && !xpt__options_take(given, &options, sizeof(options)))
		return xpt__error_set(ret_error, XPT_INVALID,
				"the options have no size, or are of a newer libxpt");
	explainer->since = options.since;
	explainer->follow = options.follow;
	rc = xpt__explainer_new(options.host, options.device, &explainer->explainer, ret_error);
	if (rc)
		return rc;
	if (options.device)
		xpt__explainer_only_subject(explainer->explainer);
	*ret_explainer = TAKE(explainer);
	return 0;
}

void xpt_explainer_host(struct xpt_explainer *explainer, const struct xpt_host *host)
{
	xpt__explainer_host(explainer->explainer, host);
}

void xpt_explainer_now(struct xpt_explainer *explainer, const struct xpt_host *host)
{
	xpt__explainer_now(explainer->explainer, host);
}

/* All that @file has now; @ret_bytes: how much. */
static int read_file(struct log_file *file, struct log_reader *reader, size_t *ret_bytes,
		struct xpt_error **ret_error)
{
	size_t room, length;

	do {
		char *to = xpt__log_reader_room(reader, &room);
		int rc = xpt__log_file_read(file, to, room, &length, ret_error);

		if (rc)
			return rc;
		*ret_bytes += length;
		if (xpt__log_reader_filled(reader, length))
			return xpt__error_no_memory(ret_error);
	} while (length);
	return 0;
}

/* One that is followed is plain: what is packed has ended. */
static int follow(struct xpt_explainer *explainer, struct log_file **file,
		struct log_reader **reader, struct xpt_error **ret_error)
{
	struct followed *followed = vector_push(&explainer->files);

	if (!followed)
		return xpt__error_no_memory(ret_error);
	*followed = (struct followed){ TAKE(*file), TAKE(*reader) };
	return 0;
}

/* A log, or a member of an archive of logs; @member: "" where there is none */
static int read_member(struct xpt_explainer *explainer, struct log_file **file, const char *path,
		const char *member, struct xpt_error **ret_error)
{
	auto_of(log_reader) struct log_reader *reader = NULL;
	auto_free char *name = NULL;
	size_t bytes = 0;
	int rc;

	if (asprintf(&name, "%s%s%s", strcmp(path, "-") ? path : "stdin", *member ? ":" : "",
			    member) < 0) {
		name = NULL;
		return xpt__error_no_memory(ret_error);
	}
	rc = xpt__log_reader_new(explainer->explainer, xpt__log_source_of(*member ? member : path),
			name, explainer->since, &reader, ret_error);
	if (!rc)
		rc = read_file(*file, reader, &bytes, ret_error);
	if (rc)
		return rc;
	if (explainer->follow && !*member)
		return follow(explainer, file, &reader, ret_error);
	return xpt__log_reader_end(reader) ? xpt__error_no_memory(ret_error) : 0;
}

int xpt_explainer_file(
		struct xpt_explainer *explainer, const char *path, struct xpt_error **ret_error)
{
	auto_of(log_file) struct log_file *file = NULL;
	const char *member = NULL;
	int rc = xpt__log_file_open(path, &file, ret_error);

	if (rc)
		return rc;
	if (explainer->since == XPT_SINCE_EVER && !explainer->follow)
		xpt__explainer_expect_lines(explainer->explainer);
	do {
		rc = xpt__log_file_member(file, &member, ret_error);
		if (!rc)
			rc = read_member(explainer, &file, path, member, ret_error);
		if (!rc && file)
			rc = xpt__log_file_next(file, &member, ret_error);
	} while (!rc && file && member);
	return rc;
}

static int read_bytes(struct log_reader *reader, const char *bytes, size_t length)
{
	while (length) {
		size_t room;
		char *to = xpt__log_reader_room(reader, &room);

		room = room < length ? room : length;
		memcpy(to, bytes, room);
		bytes += room;
		length -= room;
		if (xpt__log_reader_filled(reader, room))
			return XPT_NO_MEMORY;
	}
	return 0;
}

int xpt_explainer_text(struct xpt_explainer *explainer, const char *name, const char *bytes,
		size_t length, struct xpt_error **ret_error)
{
	auto_of(log_reader) struct log_reader *reader = NULL;
	int rc = xpt__log_reader_new(
			explainer->explainer, LOG_ANY, name, SINCE_EVER, &reader, ret_error);

	if (rc)
		return rc;
	return read_bytes(reader, bytes, length) || xpt__log_reader_end(reader) ?
			xpt__error_no_memory(ret_error) :
			0;
}

/* Something live said @blob; @lost: not all of it could be read. */
static int read_live(struct log_reader *reader, const struct blob *blob, size_t lost)
{
	if (lost && xpt__log_reader_lost(reader))
		return XPT_NO_MEMORY;
	return read_bytes(reader, blob->bytes, blob->length);
}

static int read_ring(struct xpt_explainer *explainer, bool skip, size_t *ret_bytes,
		size_t *ret_lost, struct xpt_error **ret_error)
{
	auto_blob struct blob blob = { 0 };
	size_t lost = 0;
	int rc = explainer->ring ? xpt__xen_ring_read(explainer->ring, &blob, &lost, ret_error) : 0;

	if (rc || skip || !explainer->ring)
		return rc;
	*ret_bytes += blob.length;
	*ret_lost += lost;
	return read_live(explainer->ring_reader, &blob, lost) ? xpt__error_no_memory(ret_error) : 0;
}

static int read_kernel(struct xpt_explainer *explainer, bool skip, size_t *ret_bytes,
		size_t *ret_lost, struct xpt_error **ret_error)
{
	auto_blob struct blob blob = { 0 };
	size_t lost = 0;
	int rc = explainer->kernel ?
			xpt__kernel_log_read(explainer->kernel, &blob, &lost, ret_error) :
			0;

	if (rc || skip || !explainer->kernel)
		return rc;
	*ret_bytes += blob.length;
	*ret_lost += lost;
	return read_live(explainer->kernel_reader, &blob, lost) ? xpt__error_no_memory(ret_error) :
								  0;
}

/* When this host booted, in its local time, which is what logs tell. */
static int64_t boot_time(void)
{
	struct tm local = { 0 };
	time_t boot = xpt__clock_boot_time();

	localtime_r(&boot, &local);
	return timegm(&local);
}

/* One that goes away or may not be read is no reason to be silent on the others. */
static int read_folder(struct xpt_explainer *explainer, struct xpt_error **ret_error)
{
	auto_names struct names paths = { 0 };
	int rc = xpt__log_folder_list(&paths, ret_error);

	for (size_t i = 0; i < paths.count && !rc; i++) {
		enum log_source source = xpt__log_source_of(paths.items[i]);

		if (source != LOG_LIBXL && source != LOG_QEMU)
			continue;
		if (xpt_explainer_file(explainer, paths.items[i], NULL) == XPT_NO_MEMORY)
			rc = xpt__error_no_memory(ret_error);
	}
	return rc;
}

int xpt_explainer_live(struct xpt_explainer *explainer, unsigned int logs, int from_now,
		struct xpt_error **ret_error)
{
	size_t bytes = 0, lost = 0;
	int rc = 0;

	if (logs & XPT_LOG_CONSOLE && !explainer->ring) {
		rc = xpt__xen_ring_open(&explainer->ring, ret_error);
		if (!rc)
			rc = xpt__log_reader_new(explainer->explainer, LOG_XEN, "xen/console",
					explainer->since, &explainer->ring_reader, ret_error);
		if (!rc)
			xpt__log_reader_boot(explainer->ring_reader, boot_time());
		if (!rc)
			rc = read_ring(explainer, from_now, &bytes, &lost, ret_error);
	}
	if (!rc && logs & XPT_LOG_KERNEL && !explainer->kernel) {
		rc = xpt__kernel_log_open(&explainer->kernel, ret_error);
		if (!rc)
			rc = xpt__log_reader_new(explainer->explainer, LOG_KERNEL, "dmesg",
					explainer->since, &explainer->kernel_reader, ret_error);
		if (!rc)
			xpt__log_reader_boot(explainer->kernel_reader, boot_time());
		if (!rc)
			rc = read_kernel(explainer, from_now, &bytes, &lost, ret_error);
	}
	if (!rc && logs & XPT_LOG_TOOLSTACK && !from_now)
		rc = read_folder(explainer, ret_error);
	return rc;
}

int xpt_explainer_more(struct xpt_explainer *explainer, size_t *ret_bytes, size_t *ret_lost,
		struct xpt_error **ret_error)
{
	size_t bytes = 0, lost = 0;
	int rc = read_ring(explainer, false, &bytes, &lost, ret_error);

	if (!rc)
		rc = read_kernel(explainer, false, &bytes, &lost, ret_error);
	for (size_t i = 0; i < explainer->files.count && !rc; i++)
		rc = read_file(explainer->files.items[i].file, explainer->files.items[i].reader,
				&bytes, ret_error);
	if (rc)
		return rc;
	*ret_bytes = bytes;
	if (ret_lost)
		*ret_lost = lost;
	return 0;
}

int xpt_explainer_report(struct xpt_explainer *explainer, struct xpt_report **ret_report,
		struct xpt_error **ret_error)
{
	auto_of(report) struct xpt_report *report = xpt__report_new();
	int rc = report ? xpt__explainer_report(explainer->explainer, report, ret_error) :
			  xpt__error_no_memory(ret_error);

	if (rc)
		return rc;
	if (xpt__explainer_forget(explainer->explainer))
		return xpt__error_no_memory(ret_error);
	*ret_report = TAKE(report);
	return 0;
}

int xpt_cause(size_t index, struct xpt_cause *ret_cause)
{
	for (size_t i = 0; xpt__causes[i]; i++) {
		size_t before = 0;

		for (size_t j = 0; xpt__causes[j]; j++)
			before += strcmp(xpt__causes[j]->id, xpt__causes[i]->id) < 0;
		if (before != index)
			continue;
		xpt__options_give(&XPT_OPTIONS(xpt_cause, .id = xpt__causes[i]->id,
						  .title = xpt__causes[i]->title,
						  .verdict = xpt__causes[i]->verdict,
						  .why = xpt__causes[i]->why,
						  .remedies = xpt__causes[i]->remedies),
				sizeof(*ret_cause), ret_cause);
		return 0;
	}
	return XPT_NOT_FOUND;
}

int xpt_known_issue(size_t index, struct xpt_known_issue *ret_issue)
{
	const struct known_issue *issue = xpt__known_issues;

	while (issue->id && index--)
		issue++;
	if (!issue->id)
		return XPT_NOT_FOUND;
	xpt__options_give(&XPT_OPTIONS(xpt_known_issue, .id = issue->id, .title = issue->title,
					  .cause = issue->cause->id, .line = issue->line,
					  .condition = issue->condition, .fixed = issue->fixed,
					  .remedy = issue->remedy, .reference = issue->reference),
			sizeof(*ret_issue), ret_issue);
	return 0;
}
