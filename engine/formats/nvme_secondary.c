/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "nvme_secondary.h"

#define NUMBER(member, most) LINE_KEY_NUMBER(nvme_secondary_line, member, most)

static const struct line_key table[] = {
	NUMBER(cntlid, UINT16_MAX),
	NUMBER(online, 1),
	NUMBER(vq, UINT16_MAX),
	NUMBER(vi, UINT16_MAX),
};

static const struct line_keys keys = LINE_KEYS(table);
static const char unlisted[] =
		"it is not among the secondary controllers that its physical function was asked for";

enum found xpt__nvme_secondary_find(
		struct span text, unsigned int number, struct nvme_secondary_line *ret_line)
{
	struct span pairs;
	enum found found = xpt__line_find(text, UINT16_MAX, number, &pairs);

	if (found == FOUND_GARBLED)
		return found;
	*ret_line = (struct nvme_secondary_line){ .number = number };
	xpt__line_unknown(&keys, found == FOUND_ONE ? xpt__line_untold : unlisted, ret_line);
	if (found == FOUND_ONE)
		xpt__line_add_pairs(&keys, pairs, ret_line);
	return found;
}

void xpt__nvme_secondary_write(FILE *to, const struct nvme_secondary_line *line)
{
	fprintf(to, "%u", line->number);
	xpt__line_write(to, &keys, line);
	fputc('\n', to);
}

#define SHARE(member) LINE_KEY_NUMBER(nvme_share_line, member, UINT32_MAX)

static const struct line_key share_table[] = {
	SHARE(total),
	SHARE(primary),
	SHARE(assigned),
	SHARE(most),
	SHARE(step),
};

static const struct line_keys share_keys = LINE_KEYS(share_table);

enum found xpt__nvme_share_find(
		struct span text, const char *what, struct nvme_share_line *ret_line)
{
	enum found found = FOUND_NONE;
	struct span line, name;

	while (xpt__span_next_line(&text, &line)) {
		if (!xpt__span_next_word(&line, &name) || !xpt__span_is(name, what))
			continue;
		if (found == FOUND_ONE)
			return FOUND_GARBLED;
		found = FOUND_ONE;
		xpt__line_unknown(&share_keys, xpt__line_untold, ret_line);
		xpt__line_add_pairs(&share_keys, line, ret_line);
	}
	if (found == FOUND_NONE)
		xpt__line_unknown(&share_keys, xpt__line_untold, ret_line);
	return found;
}

void xpt__nvme_share_write(FILE *to, const char *what, const struct nvme_share_line *line)
{
	fputs(what, to);
	xpt__line_write(to, &share_keys, line);
	fputc('\n', to);
}

static bool agrees(long long wanted, const struct fact_int *now)
{
	return wanted < 0 || fact_is(*now, wanted);
}

bool xpt__nvme_secondary_agrees(const char *words, const struct nvme_secondary_line *now)
{
	struct nvme_words wanted;

	return xpt__nvme_words_read(words, &wanted) && fact_is(now->online, wanted.online) &&
			agrees(wanted.vq, &now->vq) && agrees(wanted.vi, &now->vi);
}
