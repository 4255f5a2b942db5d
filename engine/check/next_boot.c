/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Will the next boot do what its command lines say? */
#include <string.h>

#include <xpt/boot.h>

#include "../base/error.h"
#include "../boot/cmdline.h"
#include "../boot/hide.h"
#include "../boot/hide_rules.h"
#include "../boot/initramfs_maker.h"
#include "boot_lines.h"
#include "check.h"
#include "hidden_cards.h"
#include "hide_absent.h"
#include "irqs.h"

struct next_boot_check {
	const struct xpt_host *host;
	const struct boot *boot;
	struct arena *arena;
	struct xpt_report *report;
};

static int add(struct next_boot_check *run, const struct cause *cause,
		const struct placeholder *placeholders)
{
	struct xpt_finding *finding = xpt__report_add(run->report, cause, placeholders);

	if (!finding || !run->boot->next.entry)
		return finding ? 0 : XPT_NO_MEMORY;
	return xpt__finding_file(finding, run->boot->next.file.value, run->boot->next.entry->line,
			run->boot->next.entry->title ? run->boot->next.entry->title : "");
}

static int ask_entry(struct next_boot_check *run)
{
	const struct boot_next *next = &run->boot->next;
	int rc = 0;

	for (size_t i = 0; i < next->doubts.count && !rc; i++)
		rc = add(run, &xpt__cause_boot_unknown,
				PLACEHOLDERS({ "reason", next->doubts.items[i] }));
	if (rc || next->doubts.count)
		return rc;
	if (!next->entry)
		return add(run, &xpt__cause_boot_unknown,
				PLACEHOLDERS({ "reason",
						next->file.reason ? next->file.reason :
								    "the menu has no entry" }));
	if (!next->entry->xen && next->twin)
		rc = add(run, &xpt__cause_boot_same_name,
				PLACEHOLDERS({ "name", next->twin_name }, { "other", next->twin },
						{ "it alone", next->twin_alone }));
	if (!next->entry->xen)
		return rc ? rc :
			    add(run, &xpt__cause_boot_without_xen,
					    PLACEHOLDERS({ "entry", next->entry->title }));
	if (fact_true(next->once))
		return add(run, &xpt__cause_boot_once,
				PLACEHOLDERS({ "entry", next->entry->title }));
	return add(run, &xpt__cause_boot_sound, PLACEHOLDERS({ "entry", next->entry->title }));
}

/* Another loader's menu may count, which nobody read. */
static int ask_firmware(struct next_boot_check *run)
{
	const struct fact_text *first = &run->boot->firmware_first;

	if (first->state == XPT_FACT_KNOWN)
		return xpt__report_add(run->report, &xpt__cause_boot_firmware_order,
				       PLACEHOLDERS({ "first", first->value })) ?
				0 :
				XPT_NO_MEMORY;
	return first->state == XPT_FACT_UNREADABLE ?
			xpt__check_unreadable(run->host, run->report,
					"what the firmware starts first", first->reason) :
			0;
}

static int ask_cut(struct next_boot_check *run)
{
	const struct boot_entry *entry = run->boot->next.entry;

	if (!entry || !entry->cut_at)
		return 0;
	return add(run, &xpt__cause_boot_line_cut, PLACEHOLDERS({ "rest", entry->cut_at }));
}

static int ask_lengths(struct next_boot_check *run)
{
	struct span rest = xpt__span_of(run->boot->xen_line.value);
	const struct fact_int *bytes = &run->boot->dom0_bytes;
	struct cmdline_word word;
	int rc = 0;

	if (bytes->state == XPT_FACT_KNOWN && bytes->value >= CMDLINE_DOM0_BYTES)
		rc = add(run, &xpt__cause_boot_line_long,
				PLACEHOLDERS({ "bytes",
						xpt__arena_text(run->arena, "%lld",
								bytes->value) }));
	while (!rc && fact_true(run->boot->entry_xen) &&
			xpt__cmdline_next(&rest, BOOT_LINE_XEN, &word))
		if (word.all.length > CMDLINE_XEN_OPTION_BYTES)
			rc = add(run, &xpt__cause_boot_option_long,
					PLACEHOLDERS({ "option",
							xpt__arena_text(run->arena, "%.*s=",
									(int)word.key.length,
									word.key.at) }));
	return rc;
}

/* Parameters of which only the last one counts. */
static int ask_twice(struct next_boot_check *run)
{
	static const struct {
		enum boot_line line;
		const char *key;
	} once[] = {
		{ BOOT_LINE_DOM0, "xen-pciback.hide" },
		{ BOOT_LINE_DOM0, "xen-pciback.passthrough" },
		{ BOOT_LINE_XEN, "extra_guest_irqs" },
		{ BOOT_LINE_XEN, "dom0_mem" },
		{ BOOT_LINE_XEN, "dom0_max_vcpus" },
		{ BOOT_LINE_XEN, "conring_size" },
		{ BOOT_LINE_XEN, "nr_irqs" },
		{ BOOT_LINE_XEN, "loglvl" },
		{ BOOT_LINE_XEN, "guest_loglvl" },
	};
	struct cmdline_word word;
	int rc = 0;

	for (size_t i = 0; i < sizeof(once) / sizeof(*once) && !rc; i++) {
		bool xen = once[i].line == BOOT_LINE_XEN;
		const struct fact_text *text = xen ? &run->boot->xen_line : &run->boot->dom0_line;
		size_t count = text->state == XPT_FACT_KNOWN ?
				xpt__cmdline_find(xpt__span_of(text->value), once[i].line,
						once[i].key, &word) :
				0;

		if (count > 1)
			rc = add(run, &xpt__cause_boot_option_twice,
					PLACEHOLDERS({ "option", once[i].key },
							{ "count",
									xpt__arena_text(run->arena,
											"%zu",
											count) },
							{ "kernel", xen ? "Xen" : "dom0" },
							{ "line", xen ? "xen" : "dom0" }));
	}
	return rc;
}

/* What few hosts' IO-APICs go beyond. */
#define LINES_ENOUGH 256

static int ask_lines(struct next_boot_check *run)
{
	const struct fact_text *text = &run->boot->xen_line;
	unsigned int all = xpt__irqs_option(text, "nr_irqs"), kept = xpt__irqs_pins(text, all);

	if (!all || xpt__irqs_option(text, "max_gsi_irqs"))
		return 0;
	return kept >= LINES_ENOUGH ?
			0 :
			add(run, &xpt__cause_boot_few_lines,
					PLACEHOLDERS({ "number",
								     xpt__arena_text(run->arena,
										     "%u", all) },
							{ "kept",
									xpt__arena_text(run->arena,
											"%u",
											kept) }));
}

static int ask_hide(struct next_boot_check *run)
{
	const struct boot *boot = run->boot;
	const char *reason = NULL;

	if (!boot->hide || !fact_true(boot->entry_xen))
		return 0;
	if (boot->hide_error.state == XPT_FACT_KNOWN)
		return add(run, &xpt__cause_hide_parse_error,
				PLACEHOLDERS({ "entry", boot->hide_error.value }));
	if (boot->pciback_next.state == XPT_FACT_ABSENT)
		reason = "the kernel that boots next has no xen-pciback";
	else if (boot->pciback_next.state != XPT_FACT_KNOWN)
		reason = boot->pciback_next.reason;
	else if (strcmp(boot->pciback_next.value, "built in") != 0)
		reason = xpt__check_hide_doubt(run->host, run->arena);
	return reason ? add(run, &xpt__cause_boot_hide_ineffective,
					PLACEHOLDERS({ "reason", reason })) :
			0;
}

static int report_lost(struct next_boot_check *run, struct span list, const char *lost)
{
	const char *word = xpt__arena_text(run->arena, "xen-pciback.hide=%.*s%s", (int)list.length,
			list.at ? list.at : "", lost);
	struct hide_list kept, wanted;
	bool all = true;

	if (!word || !xpt__hide_parse(run->arena, list, &kept) ||
			!xpt__hide_parse(run->arena, xpt__span_of(lost), &wanted))
		return XPT_NO_MEMORY;
	for (size_t i = 0; i < wanted.count; i++)
		all &= xpt__hide_has(&kept, wanted.entries[i].bdf);
	return all && !wanted.error ?
			0 :
			add(run, &xpt__cause_boot_hide_blank,
					PLACEHOLDERS({ "lost", lost }, { "word", word }));
}

/* "hide=(A) (B)": what stands behind the blank is no list, but another parameter. */
static int ask_blank(struct next_boot_check *run)
{
	struct span rest = xpt__span_of(run->boot->dom0_line.value), list = { 0 };
	const char *lost = "";
	struct cmdline_word word;
	bool behind = false;

	if (!run->boot->hide || !fact_true(run->boot->entry_xen))
		return 0;
	while (lost && xpt__cmdline_next(&rest, BOOT_LINE_DOM0, &word)) {
		behind &= word.all.at[0] == '(';
		if (behind)
			lost = xpt__arena_text(run->arena, "%s%.*s", lost, (int)word.all.length,
					word.all.at);
		else if (!*lost)
			behind = xpt__cmdline_hides(word.all, &list);
	}
	return lost ? report_lost(run, list, lost) : XPT_NO_MEMORY;
}

static int ask_absent(struct next_boot_check *run)
{
	struct hide_list list;
	const char *absent;

	if (!run->boot->hide || !fact_true(run->boot->entry_xen) || !run->host->device_count)
		return 0;
	if (!xpt__hide_parse(run->arena, xpt__span_of(run->boot->hide), &list))
		return XPT_NO_MEMORY;
	absent = xpt__check_hide_absent(run->host, run->arena, &list, NULL);
	if (!absent)
		return XPT_NO_MEMORY;
	return *absent ? add(run, &xpt__cause_boot_hide_absent,
					 PLACEHOLDERS({ "devices", absent })) :
			 0;
}

/* hide= goes by address; what was there when xpt wrote it may be elsewhere now. */
static int ask_cards(struct next_boot_check *run)
{
	struct hide_list list;
	int rc = 0;

	if (!xpt__hide_parse(run->arena, xpt__span_of(run->boot->hide), &list))
		return XPT_NO_MEMORY;
	for (size_t i = 0; i < run->host->device_count && !list.error && !rc; i++) {
		const struct xpt_device *device = &run->host->devices[i];
		enum hidden_card card = xpt__hide_takes(&list, device) ?
				xpt__hidden_card(run->host, device) :
				HIDDEN_CARD_SAME;

		if (card == HIDDEN_CARD_OTHER)
			rc = xpt__check_other_card(run->report, run->arena,
					&xpt__cause_boot_hide_other, run->boot, device);
		else if (card == HIDDEN_CARD_UNSURE)
			rc = xpt__check_unsure_card(run->host, run->report, device);
	}
	return rc;
}

static int report_rules(struct next_boot_check *run, const struct cause *cause, const char *devices,
		const char *reason)
{
	struct xpt_finding *finding = xpt__report_add(run->report, cause,
			PLACEHOLDERS({ "devices", devices }, { "reason", reason },
					{ "operands",
							xpt__initramfs_maker(&run->boot->files)
									.program }));

	return finding ? xpt__finding_file(finding, HIDE_RULES_FILE, 0, devices) : XPT_NO_MEMORY;
}

static int ask_rules_in_doubt(struct next_boot_check *run)
{
	int rc = 0;

	for (size_t i = 0; i < run->host->device_count && !rc; i++) {
		const struct xpt_device *device = &run->host->devices[i];

		if (xpt__hide_rule_in_doubt(&run->boot->rules, device))
			rc = xpt__check_unreadable_of(run->host, run->report,
					"whether a rule of udev hides it", "its ids cannot be read",
					device->address);
	}
	return rc;
}

/* Cards that are where their rule has them: by what the initramfs makes of that; and those that are not. */
struct ruled {
	const char *certain, *doubtful, *stale; /* lists of addresses */
	const char *reason;			/* of the first doubt */
};

static const char **list_of(struct ruled *ruled, const struct hide_rules *rules,
		const struct hide_rule *rule, const struct xpt_device *device)
{
	if (!device || xpt__hide_rule_of(rules, device) != rule)
		return &ruled->stale;
	if (fact_true(device->hidden_next))
		return &ruled->certain;
	if (!ruled->reason)
		ruled->reason = device->hidden_next.state == XPT_FACT_KNOWN ?
				"the next boot starts no Xen" :
				device->hidden_next.reason;
	return &ruled->doubtful;
}

static int report_ruled(struct next_boot_check *run, const struct ruled *ruled)
{
	int rc = 0;

	if (!ruled->certain || !ruled->doubtful || !ruled->stale)
		return XPT_NO_MEMORY;
	if (*ruled->doubtful)
		rc = report_rules(run, &xpt__cause_boot_hide_rules, ruled->doubtful,
				ruled->reason ? ruled->reason : "nobody asked");
	if (!rc && *ruled->certain)
		rc = report_rules(run, &xpt__cause_boot_hide_rules_there, ruled->certain, "");
	return rc || !*ruled->stale ?
			rc :
			report_rules(run, &xpt__cause_boot_hide_rules_stale, ruled->stale, "");
}

static int ask_rules(struct next_boot_check *run)
{
	const struct hide_rules *rules = &run->boot->rules;
	struct ruled ruled = { "", "", "", NULL };
	char address[XPT_BDF_TEXT];

	for (size_t i = 0; i < rules->count; i++) {
		const struct xpt_device *device = xpt__model_device(run->host, rules->items[i].bdf);
		const char **to;

		if (device && xpt__hide_rule_in_doubt(rules, device))
			continue;
		to = list_of(&ruled, rules, &rules->items[i], device);
		if (*to)
			*to = xpt__arena_text(run->arena, "%s%s%s", *to, **to ? " " : "",
					xpt_bdf_format(rules->items[i].bdf, address));
	}
	return report_ruled(run, &ruled);
}

/* What dom0 has now, lives on, and will not have. */
static bool is_missed(const struct boot *boot, const struct xpt_device *device)
{
	bool taken = fact_true(device->hidden_next) || xpt__hide_rule_of(&boot->rules, device);

	return taken && device->critical.count && !xpt__model_in_pciback(device) &&
			!xpt__check_is_guests(device);
}

static int ask_critical(struct next_boot_check *run)
{
	int rc = 0;

	for (size_t i = 0; i < run->host->device_count && !rc; i++) {
		const struct xpt_device *device = &run->host->devices[i];

		if (is_missed(run->boot, device))
			rc = add(run, &xpt__cause_boot_hide_critical,
					PLACEHOLDERS({ "device", device->address },
							{ "use",
									xpt__check_uses(run->arena,
											device) }));
	}
	return rc;
}

static bool same_hide(const struct boot *boot, const struct boot_entry *entry)
{
	struct cmdline_word word;
	bool has = entry->dom0_line.state == XPT_FACT_KNOWN &&
			xpt__cmdline_find(xpt__span_of(entry->dom0_line.value), BOOT_LINE_DOM0,
					"xen-pciback.hide", &word);

	return has && xpt__span_is(word.value, boot->hide);
}

static int ask_other_entries(struct next_boot_check *run)
{
	const struct boot_next *next = &run->boot->next;
	const char *others = "";
	size_t count = 0;

	if (!run->boot->hide || !next->entry)
		return 0;
	for (size_t i = 0; i < next->entry_count && others; i++) {
		const struct boot_entry *entry = &next->entries[i];

		if (!entry->xen || entry == next->entry || same_hide(run->boot, entry))
			continue;
		others = xpt__arena_text(
				run->arena, "%s%s\"%s\"", others, count ? ", " : "", entry->title);
		count++;
	}
	if (!others)
		return XPT_NO_MEMORY;
	return count ? add(run, &xpt__cause_boot_hide_elsewhere,
				       PLACEHOLDERS({ "entries", others })) :
		       0;
}

static bool is_kept(const char *const *kept, const char *key)
{
	for (; *kept; kept++)
		if (!strcmp(*kept, key))
			return true;
	return false;
}

/* Of what matters for passthrough. */
static int ask_upgrade(struct next_boot_check *run)
{
	static const struct {
		enum boot_line line;
		const char *key;
	} matters[] = {
		{ BOOT_LINE_XEN, "extra_guest_irqs" },
		{ BOOT_LINE_XEN, "iommu" },
		{ BOOT_LINE_XEN, "rmrr" },
		{ BOOT_LINE_XEN, "nr_irqs" },
		{ BOOT_LINE_DOM0, "xen-pciback.passthrough" },
		{ BOOT_LINE_DOM0, "xen-pciback.permissive" },
	};
	const struct boot *boot = run->boot;
	const char *lost = "";
	struct cmdline_word word;

	for (size_t i = 0;
			boot->next.upgrade_keeps && lost && i < sizeof(matters) / sizeof(*matters);
			i++) {
		const struct fact_text *text = matters[i].line == BOOT_LINE_XEN ? &boot->xen_line :
										  &boot->dom0_line;

		if (text->state == XPT_FACT_KNOWN &&
				!is_kept(boot->next.upgrade_keeps, matters[i].key) &&
				xpt__cmdline_find(xpt__span_of(text->value), matters[i].line,
						matters[i].key, &word))
			lost = xpt__arena_text(run->arena, "%s%s%s=", lost, *lost ? ", " : "",
					matters[i].key);
	}
	if (!lost)
		return XPT_NO_MEMORY;
	return *lost ? add(run, &xpt__cause_boot_upgrade_loses, PLACEHOLDERS({ "options", lost })) :
		       0;
}

/* What this Xen did not take, and the next boot gives it again. */
static int ask_complaints(struct next_boot_check *run)
{
	return xpt__check_boot_lines(run->host, &run->boot->xen_line, run->report);
}

int xpt_host_check_boot(const struct xpt_host *host, struct xpt_report **ret_report,
		struct xpt_error **ret_error)
{
	static int (*const questions[])(struct next_boot_check *) = { ask_entry, ask_firmware,
		ask_cut, ask_lengths, ask_twice, ask_lines, ask_complaints, ask_hide, ask_blank,
		ask_absent, ask_cards, ask_rules, ask_rules_in_doubt, ask_critical,
		ask_other_entries, ask_upgrade };
	struct next_boot_check run = { host, host->boot, NULL, NULL };
	int rc;

	if (!host->boot)
		return xpt__error_set(ret_error, XPT_INVALID,
				"the snapshot was taken without XPT_DETAIL_BOOT");
	run.arena = xpt__arena_new();
	run.report = xpt__report_new();
	rc = run.arena && run.report ? 0 : XPT_NO_MEMORY;
	for (size_t i = 0; i < sizeof(questions) / sizeof(*questions) && !rc; i++)
		rc = questions[i](&run);
	xpt__arena_free(run.arena);
	if (rc) {
		xpt_report_free(run.report);
		return xpt__error_no_memory(ret_error);
	}
	*ret_report = run.report;
	return 0;
}
