/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The fields of a kind, as --help lists them. */
#include <stdio.h>
#include <string.h>

#include "../output/message.h"
#include "../output/output.h"

void fields_help(const char *title, const struct xpt_kind *kind)
{
	const struct xpt_field *field;

	printf("\n%s:\n", title);
	for (size_t i = 0; (field = xpt_kind_field(kind, i)); i++) {
		printf("  %-24s ", field->key);
		print_wrapped(stdout, field->help, 27);
	}
}
