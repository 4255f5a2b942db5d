/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "whole_file.h"

#include "../base/error.h"
#include "../source/log_file.h"

#define CHUNK 65536

int xpt__read_whole_file(const char *path, const char *what, struct blob *ret_blob,
		struct xpt_error **ret_error)
{
	auto_of(log_file) struct log_file *file = NULL;
	auto_blob struct blob blob = { 0 };
	size_t length = 1;
	int rc = xpt__log_file_open(path, &file, ret_error);

	if (!rc)
		xpt__log_file_as_it_is(file);
	while (!rc && length) {
		char *bytes = realloc(blob.bytes, blob.length + CHUNK);

		if (!bytes)
			return xpt__error_no_memory(ret_error);
		blob.bytes = bytes;
		rc = xpt__log_file_read(file, bytes + blob.length, CHUNK, &length, ret_error);
		blob.length += rc ? 0 : length;
		if (blob.length > WHOLE_FILE_BYTES)
			return xpt__error_set(ret_error, XPT_UNREADABLE,
					"%s is larger than 1 MiB: it is not a %s", path, what);
	}
	if (rc)
		return rc;
	*ret_blob = blob;
	blob = (struct blob){ 0 };
	return 0;
}
