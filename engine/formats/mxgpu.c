/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "mxgpu.h"

#include <limits.h>
#include <string.h>
#include <strings.h>

#define MOST_VFS 16
#define MOST_MIB 65536

/* gim goes by the beginning of a key. */
static bool is_key(struct span token, const char *name)
{
	size_t length = xpt__span_of(name).length;

	return token.length >= length && !strncasecmp(token.at, name, length);
}

static bool next_token(struct span *rest, struct span *ret_token)
{
	static const char between[] = " =\n\t";
	size_t length = 0;

	while (rest->length && memchr(between, rest->at[0], sizeof(between) - 1)) {
		rest->at++;
		rest->length--;
	}
	while (length < rest->length && !memchr(between, rest->at[length], sizeof(between) - 1))
		length++;
	*ret_token = (struct span){ rest->at, length };
	rest->at += length;
	rest->length -= length;
	return length;
}

struct gim_config xpt__gim_config_read(struct span text)
{
	static const char *const others[] = { "fb_option", "sched_option", "sched_interval",
		"fb_clear" };
	struct gim_config config = { 0 };
	struct span key, value;

	while (next_token(&text, &key) && next_token(&text, &value)) {
		unsigned int *member = is_key(key, "vf_num") ? &config.vfs :
				is_key(key, "pf_fb")	     ? &config.pf_mib :
				is_key(key, "vf_fb")	     ? &config.vf_mib :
							       NULL;
		bool known = member;
		uint64_t number;

		for (size_t i = 0; !known && i < sizeof(others) / sizeof(*others); i++)
			known = is_key(key, others[i]);
		if (!known)
			break;
		if (member && xpt__span_number(value, 10, &number) &&
				number <= (member == &config.vfs ? MOST_VFS : MOST_MIB))
			*member = (unsigned int)number;
	}
	return config;
}

/* "framebuffer_sz=480" */
static bool read_setting(struct span *line, const char *name, unsigned int *ret_number)
{
	struct span word;
	uint64_t number;

	if (!xpt__span_next_word(line, &word) || !xpt__span_skip(&word, name) ||
			!xpt__span_number(word, 10, &number) || number > UINT_MAX)
		return false;
	*ret_number = (unsigned int)number;
	return true;
}

bool xpt__mxgpu_kind_read(struct span line, struct mxgpu_kind *ret_kind)
{
	struct mxgpu_kind kind;
	struct span word, name;
	unsigned int experimental;
	uint64_t device;

	if (!xpt__span_next_word(&line, &word) || word.length != 4 ||
			!xpt__span_number(word, 16, &device) ||
			!read_setting(&line, "experimental=", &experimental))
		return false;
	line = xpt__span_trim(line);
	if (!xpt__span_skip(&line, "name='") || !xpt__span_next_part(&line, '\'', &name) ||
			!read_setting(&line, "framebuffer_sz=", &kind.vf_mib) ||
			!read_setting(&line, "vgpus_per_pgpu=", &kind.vfs))
		return false;
	kind.device = (unsigned int)device;
	*ret_kind = kind;
	return true;
}
