/* SPDX-License-Identifier: GPL-2.0-or-later */
/* vfs= of a host's file: how many virtual functions there shall be, and what their drivers do for them. */
#include <string.h>

#include "../base/bdf.h"
#include "../base/error.h"
#include "desired_parse.h"
#include "pci_spec.h"

#define COUNT_MAX 0xffff /* 16 bits of SR-IOV's NumVFs */

static int take_function(const struct parser *parser, unsigned long line, struct span text,
		struct desired_function *ret_function)
{
	ret_function->at = xpt__desired_origin(parser, line);
	if (xpt__bdf_read(text, &ret_function->bdf))
		return 0;
	if (!xpt__pci_name_fits(text))
		return WRONG(parser, line,
				"\"%.*s\" is not a physical function: write its address, like "
				"0000:04:00.0, or its name",
				(int)text.length, text.at);
	ret_function->name = xpt__desired_keep(parser, text);
	return ret_function->name ? 0 : xpt__error_no_memory(parser->ret_error);
}

/* "count=8 reserve" */
static int take_count(const struct parser *parser, unsigned long line, struct span device,
		struct span text)
{
	struct desired_vfs vfs = { .count = 0 }, *added;
	struct span word;
	bool counted = false;
	int rc = take_function(parser, line, device, &vfs.pf);

	while (!rc && xpt__span_next_word(&text, &word)) {
		struct span number = word;
		uint64_t count = 0;

		if (!vfs.reserve && xpt__span_is(word, "reserve")) {
			vfs.reserve = true;
			continue;
		}
		if (counted || !xpt__span_skip(&number, "count=") ||
				!xpt__span_number(number, 10, &count) || count > COUNT_MAX)
			return WRONG(parser, line,
					"\"%.*s\" is not a setting of the VFs of a device: write "
					"PF count=8, PF count=8 reserve, or of one VF: PF/3 "
					"vlan=10",
					(int)word.length, word.at);
		vfs.count = (unsigned int)count;
		counted = true;
	}
	if (rc)
		return rc;
	if (!counted || (vfs.reserve && !vfs.count))
		return WRONG(parser, line, "how many VFs shall %.*s have? write count=8",
				(int)device.length, device.at);
	added = vector_push(&parser->desired->vfs);
	if (!added)
		return xpt__error_no_memory(parser->ret_error);
	*added = vfs;
	return 0;
}

static int take_setting(const struct parser *parser, unsigned long line, struct span word,
		struct desired_vf *vf)
{
	struct span value = word, key;
	char words[VF_WORDS_TEXT];
	enum vf_setting i = VF_MAC;
	const char *text;

	(void)xpt__span_next_part(&value, '=', &key);
	while (i < VF_SETTINGS && !xpt__span_is(key, xpt__vf_setting_kind(i)->key))
		i++;
	if (i == VF_SETTINGS || key.length == word.length)
		return WRONG(parser, line,
				"\"%.*s\" is none of mac=, vlan=, rate=, spoofchk=, trust=, link=, "
				"msix=",
				(int)word.length, word.at);
	if (vf->words[i])
		return WRONG(parser, line, "%s= is given twice", xpt__vf_setting_kind(i)->key);
	text = xpt__desired_keep(parser, value);
	if (!text)
		return xpt__error_no_memory(parser->ret_error);
	if (!xpt__vf_setting_words(i, text, words))
		return WRONG(parser, line, "%s cannot be \"%s\": write %s",
				xpt__vf_setting_kind(i)->name, text, xpt__vf_setting_kind(i)->form);
	vf->words[i] = xpt__desired_keep(parser, xpt__span_of(words));
	return vf->words[i] ? 0 : xpt__error_no_memory(parser->ret_error);
}

/* "mac=52:54:00:12:34:56 vlan=10 trust=on" of VF @number */
static int take_settings(const struct parser *parser, unsigned long line, struct span device,
		struct span number, struct span text)
{
	struct desired_vf vf = { .number = 0 }, *added;
	struct span word;
	uint64_t wanted;
	bool any = false;
	int rc = take_function(parser, line, device, &vf.pf);

	if (rc)
		return rc;
	if (!xpt__span_number(number, 10, &wanted) || wanted >= COUNT_MAX)
		return WRONG(parser, line, "\"%.*s\" is not the number of a VF: PF/3 is VF 3",
				(int)number.length, number.at);
	vf.number = (unsigned int)wanted;
	for (; !rc && xpt__span_next_word(&text, &word); any = true)
		rc = take_setting(parser, line, word, &vf);
	if (rc)
		return rc;
	if (!any)
		return WRONG(parser, line, "say what VF %u shall have: vlan=10", vf.number);
	added = vector_push(&parser->desired->vf_settings);
	if (!added)
		return xpt__error_no_memory(parser->ret_error);
	*added = vf;
	return 0;
}

int xpt__desired_take_vfs(const struct parser *parser, unsigned long line, struct span text)
{
	struct span device, rest, pf;

	if (!xpt__span_next_word(&text, &device))
		return WRONG(parser, line, "name a physical function: PF count=8, or PF/3 vlan=10");
	rest = device;
	if (!memchr(device.at, '/', device.length))
		return take_count(parser, line, device, text);
	(void)xpt__span_next_part(&rest, '/', &pf);
	return take_settings(parser, line, pf, rest, text);
}
