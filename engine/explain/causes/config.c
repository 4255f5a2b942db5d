/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is wrong with a domain's configuration. */
#include "causes.h"

const struct cause xpt__cause_config_doubtful = {
	.id = "config-doubtful",
	.verdict = XPT_RISK,
	.title = "a line of the configuration may not do what it says",
	.because = "{place}: {reason}",
	.why = "xl takes the line, and the domain may come up; but part of it is ignored, or fails under "
	       "circumstances.",
	.remedies = {
		{ "change it, and check again", NULL },
	},
};

const struct cause xpt__cause_config_refused = {
	.id = "config-refused",
	.verdict = XPT_BLOCKED,
	.title = "xl create will refuse the configuration",
	.because = "{place}: {reason}",
	.why = "libxl checks devices, passthrough and memory of a configuration before it builds the domain, and "
	       "attaches the devices when it is built: where one fails, the whole domain is destroyed again.",
	.remedies = {
		{ "change it, and check again", NULL },
	},
};

const struct cause xpt__cause_config_syntax = {
	.id = "config-syntax",
	.verdict = XPT_BLOCKED,
	.title = "the configuration is not in xl's syntax",
	.because = "{place}: {reason}",
	.why = "A setting is KEY = \"text\", KEY = number or KEY = [ list ], one a line. xl stops at the first "
	       "line that it cannot read.",
	.remedies = {
		{ "see xl.cfg(5)", "man xl.cfg" },
	},
};
