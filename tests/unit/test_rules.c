/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "../../engine/explain/prefilter.h"
#include "../../engine/explain/rules/rules.h"

#include <stdio.h>

#include "unit.h"

static const enum log_source sources[] = { LOG_XEN, LOG_LIBXL, LOG_KERNEL, LOG_QEMU };

#define FOR_EACH_RULE(rule)                                                                \
	for (size_t s_ = 0, i_ = 0; s_ < sizeof(sources) / sizeof(*sources); s_++, i_ = 0) \
		for (const struct rule *rule; (rule = xpt__rule_of(sources[s_], i_)); i_++)

static const char *value(const struct rule_match *match, const char *name)
{
	for (const struct placeholder *placeholder = match->placeholders; placeholder->name;
			placeholder++)
		if (!strcmp(placeholder->name, name))
			return placeholder->value;
	return NULL;
}

static bool match_line(
		struct rule_set *set, const struct log_line *line, struct rule_match *ret_match)
{
	struct line_parts parts;

	xpt__line_read(line, &parts);
	return xpt__rule_set_match(set, &parts, ret_match);
}

static bool match_text(enum log_source source, const char *text, struct rule_match *ret_match)
{
	struct log_line line = { .source = source, .name = "log", .text = text };
	struct rule_set *set = NULL;
	bool matches;

	if (xpt__rule_set_new(NULL, &set, NULL))
		return false;
	matches = match_line(set, &line, ret_match);
	xpt__rule_set_free(set);
	return matches;
}

static bool sample_is_own(struct rule_set *set, enum log_source source, const char *sample,
		const struct rule *rule)
{
	struct log_line line = { source, "log", 0, sample };
	struct rule_match match;

	return match_line(set, &line, &match) && match.rule == rule;
}

static void every_sample_meets_its_own_rule(void)
{
	struct rule_set *set = NULL;

	CU_ASSERT_EQUAL_FATAL(xpt__rule_set_new(NULL, &set, NULL), 0);
	FOR_EACH_RULE(rule)
	for (size_t i = 0; i < RULE_SAMPLES && rule->samples[i]; i++) {
		bool own = sample_is_own(set, sources[s_], rule->samples[i], rule);

		if (!own)
			fprintf(stderr, "not matched by its own rule: %s\n", rule->samples[i]);
		CU_ASSERT(own);
	}
	xpt__rule_set_free(set);
}

/* A general rule is for what no other knows: it may know the samples of others too. */
static void no_sample_meets_another_rule(void)
{
	FOR_EACH_RULE(rule)
	{
		struct rule_set *alone = NULL;

		if (rule->general)
			continue;
		CU_ASSERT_EQUAL_FATAL(xpt__rule_set_new(rule, &alone, NULL), 0);
		for (size_t j = 0; xpt__rule_of(sources[s_], j); j++) {
			const struct rule *other = xpt__rule_of(sources[s_], j);

			for (size_t i = 0; other != rule && i < RULE_SAMPLES && other->samples[i];
					i++) {
				bool meets = sample_is_own(
						alone, sources[s_], other->samples[i], rule);

				if (meets)
					fprintf(stderr, "\"%s\" also knows: %s\n", rule->pattern,
							other->samples[i]);
				CU_ASSERT_FALSE(meets);
			}
		}
		xpt__rule_set_free(alone);
	}
}

static void every_wording_has_a_sample(void)
{
	FOR_EACH_RULE(rule)
	{
		size_t wordings = 0, samples = 0;

		while (xpt__rule_pattern(rule, wordings))
			wordings++;
		while (samples < RULE_SAMPLES && rule->samples[samples])
			samples++;
		CU_ASSERT(samples >= wordings);
	}
}

static void every_rule_has_a_sample(void)
{
	FOR_EACH_RULE(rule)
	CU_ASSERT_PTR_NOT_NULL(rule->samples[0]);
}

static const char *end_of_placeholder(const char *text)
{
	return text ? strchr(text, '}') : NULL;
}

/* Each "{blank}" is closed, and holds a name. */
static bool is_well_formed(const char *text)
{
	for (; text && (text = strchr(text, '{')); text++)
		if (!end_of_placeholder(text) || end_of_placeholder(text) == text + 1)
			return false;
	return true;
}

static void every_cause_says_what_why_and_what_to_do(void)
{
	for (size_t i = 0; xpt__causes[i]; i++) {
		const struct cause *cause = xpt__causes[i];

		CU_ASSERT_FATAL(cause->id && cause->title && cause->because && cause->why);
		CU_ASSERT(strspn(cause->id, "abcdefghijklmnopqrstuvwxyz0123456789-") ==
				strlen(cause->id));
		CU_ASSERT(*cause->title && *cause->because && strlen(cause->why) > 20);
		CU_ASSERT(is_well_formed(cause->because));
		CU_ASSERT(cause->verdict == XPT_PASS || cause->remedies[0].text);
		CU_ASSERT_PTR_NULL(cause->remedies[CAUSE_REMEDIES - 1].text);
		for (size_t j = 0; j < i; j++)
			CU_ASSERT_STRING_NOT_EQUAL(cause->id, xpt__causes[j]->id);
	}
}

static bool is_xpt_command(const char *command)
{
	static const char *const words[] = { "host", "list", "show", "reserve", "release", "attach",
		"detach", "capture", "undo", "repair", "check", "group", "rmrr", "pin", "pool",
		"vcpus", "topo", "place", "move", "boot", "hide", "unhide", "name", "apply",
		"explain", "irqs", "vf", "usb", "usb-policy", "gpu", "{action}" };

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (!strncmp(command, words[i], strlen(words[i])) &&
				strchr(" ", command[strlen(words[i])]))
			return true;
	return false;
}

static void every_remedy_can_be_typed(void)
{
	for (size_t i = 0; xpt__causes[i]; i++)
		for (size_t j = 0; j < CAUSE_REMEDIES && xpt__causes[i]->remedies[j].text; j++) {
			const struct xpt_remedy *remedy = &xpt__causes[i]->remedies[j];

			CU_ASSERT(is_well_formed(remedy->text) && is_well_formed(remedy->command));
			if (remedy->command && !strncmp(remedy->command, "xpt ", 4))
				CU_ASSERT(is_xpt_command(remedy->command + 4));
		}
}

static void old_and_new_ways_to_write_a_domain_mean_the_same(void)
{
	static const char *const lines[] = {
		"(XEN) d7: assign 0000:04:00.0 failed (-16)",
		"(XEN) d7: assign (0000:04:00.0) failed (-16)",
		"(XEN) XEN_DOMCTL_assign_device: assign 0000:04:00.0 to dom7 failed (-16)",
		"(XEN) [VT-D] It's disallowed to assign 0000:04:00.0 with shared RMRR at 7ffe0000 for Dom7.",
	};
	struct rule_match match;

	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		CU_ASSERT_FATAL(match_text(LOG_XEN, lines[i], &match));
		ASSERT_TEXT(value(&match, "domain"), "d7");
		ASSERT_TEXT(value(&match, "device"), "0000:04:00.0");
	}
}

static void the_quarantine_domain_is_never_a_guest(void)
{
	static const char *const names[] = { "d[IO]", "Dom32753", "d32753", "DomIO", "DomIO:7ff1" };
	struct rule_match match;
	char line[200];

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		snprintf(line, sizeof(line), "(XEN) %s: assign (0000:04:00.0) failed (-1)",
				names[i]);
		CU_ASSERT_FATAL(match_text(LOG_XEN, line, &match));
		CU_ASSERT_PTR_EQUAL(match.rule->cause, &xpt__cause_quarantine_failed);
	}
}

static void addresses_become_one_form(void)
{
	struct rule_match match;

	CU_ASSERT_FATAL(match_text(LOG_LIBXL, "PCI device 0:2:0.1 is not assignable", &match));
	ASSERT_TEXT(value(&match, "device"), "0000:02:00.1");
	CU_ASSERT_FATAL(match_text(LOG_LIBXL,
			"Domain 5:timed out waiting for DM to remove pci-pt-0b_00.3", &match));
	ASSERT_TEXT(value(&match, "device"), "0000:0b:00.3");
	ASSERT_TEXT(value(&match, "domain"), "d5");
	CU_ASSERT_FATAL(match_text(LOG_XEN,
			"(XEN) AMD-Vi: IO_PAGE_FAULT: domain = 0, "
			"device id = 0xa1, fault address = 0xbf695000, flags = 0x10",
			&match));
	ASSERT_TEXT(value(&match, "device"), "0000:00:14.1");
}

static void every_form_of_console_timestamps_is_stripped(void)
{
	static const char *const stamps[] = { "", "[2024-01-31 10:09:03] ",
		"[2024-01-31 10:09:03.123] ", "[    3.934848] ", "[0000001fd33a6c28] " };
	struct rule_match match;
	char line[200];

	for (size_t i = 0; i < sizeof(stamps) / sizeof(*stamps); i++) {
		snprintf(line, sizeof(line), "(XEN) %sI/O virtualisation disabled", stamps[i]);
		CU_ASSERT(match_text(LOG_XEN, line, &match));
	}
	CU_ASSERT(match_text(LOG_XEN,
			"[2020-08-22 10:09:03] (XEN) [  1.5] I/O virtualisation disabled", &match));
}

static void what_a_guest_prints_is_not_what_xen_says(void)
{
	static const char *const forged[] = {
		"(d1) (XEN) I/O virtualisation disabled",
		"(d1) [  12.345678] (XEN) I/O virtualisation disabled",
		"[2020-08-22 10:09:03] (d1) (XEN) I/O virtualisation disabled",
		"I/O virtualisation disabled",
		"dom0 says (XEN) I/O virtualisation disabled",
		"(XEN)I/O virtualisation disabled",
		"",
		"(",
		"[",
		"[1",
		"[1]",
	};
	struct rule_match match;

	for (size_t i = 0; i < sizeof(forged) / sizeof(*forged); i++)
		CU_ASSERT_FALSE(match_text(LOG_XEN, forged[i], &match));
}

static void broken_lines_match_nothing(void)
{
	static const char *const broken[] = { "(XEN) ", "(XEN) [", "(XEN) d", "(XEN) d[",
		"(XEN) d[v", "(XEN) d1v", "(XEN) x.c:", "(XEN) [VT-D]",
		"(XEN) d99999999999999999999: assign (",
		"(XEN) AMD-Vi: ", "Domain 1:", "libxl: error: ", "<6", "<6>", "2024-01-31 " };
	char *huge = malloc(1 << 20);
	struct rule_match match;

	for (size_t s = 0; s < sizeof(sources) / sizeof(*sources); s++)
		for (size_t i = 0; i < sizeof(broken) / sizeof(*broken); i++)
			CU_ASSERT_FALSE(match_text(sources[s], broken[i], &match));
	memset(huge, ' ', 1 << 20);
	memcpy(huge, "(XEN) d1: GFN ", 14);
	huge[(1 << 20) - 1] = '\0';
	CU_ASSERT_FALSE(match_text(LOG_XEN, huge, &match));
	free(huge);
}

/* "a b": with more blanks between, and wrapped in a post. Static buffer. */
static const char *with_placeholders(const char *text, const char *blank)
{
	static char wide[8192];
	size_t used = 0;

	for (; *text && used + 8 < sizeof(wide); text++) {
		if (*text == ' ')
			used += (size_t)sprintf(wide + used, "%s", blank);
		else
			wide[used++] = *text;
	}
	wide[used] = '\0';
	return wide;
}

/* Where none is built in, every line is read, and there is nothing to miss. */
static void the_prefilter_misses_no_line_that_a_rule_knows(void)
{
	static const char *const blanks[] = { " ", "   ", "\t", "\n> " };
	struct prefilter *prefilter = xpt__prefilter_new(NULL);

	FOR_EACH_RULE(rule)
	for (size_t i = 0; prefilter && i < RULE_SAMPLES && rule->samples[i]; i++)
		for (size_t k = 0; k < sizeof(blanks) / sizeof(*blanks); k++) {
			const char *text = with_placeholders(rule->samples[i], blanks[k]);
			bool found = xpt__prefilter_scan(prefilter, text, strlen(text)) &&
					xpt__prefilter_next(prefilter, text);

			if (rule->weight == RULE_NOISE)
				continue;
			if (!found)
				fprintf(stderr, "missed: %s\n", text);
			CU_ASSERT(found);
		}
	xpt__prefilter_free(prefilter);
}

static void the_prefilter_leaves_out_what_only_looks_similar(void)
{
	static const char *const similar[] = { "assign", "a page of it", "Request device model",
		"for domain 3" };
	struct prefilter *prefilter = xpt__prefilter_new(NULL);

	for (size_t i = 0; prefilter && i < sizeof(similar) / sizeof(*similar); i++) {
		CU_ASSERT(xpt__prefilter_scan(prefilter, similar[i], strlen(similar[i])));
		CU_ASSERT_PTR_NULL(xpt__prefilter_next(prefilter, similar[i]));
	}
	xpt__prefilter_free(prefilter);
}

SUITE(rules)
{
	TEST(every_sample_meets_its_own_rule);
	TEST(no_sample_meets_another_rule);
	TEST(every_wording_has_a_sample);
	TEST(every_rule_has_a_sample);
	TEST(every_cause_says_what_why_and_what_to_do);
	TEST(every_remedy_can_be_typed);
	TEST(old_and_new_ways_to_write_a_domain_mean_the_same);
	TEST(the_quarantine_domain_is_never_a_guest);
	TEST(addresses_become_one_form);
	TEST(every_form_of_console_timestamps_is_stripped);
	TEST(what_a_guest_prints_is_not_what_xen_says);
	TEST(broken_lines_match_nothing);
	TEST(the_prefilter_misses_no_line_that_a_rule_knows);
	TEST(the_prefilter_leaves_out_what_only_looks_similar);
}
