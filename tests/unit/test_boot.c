/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What boots next, and what a change makes of a loader's files. */
#include "../../engine/boot/loader.h"
#include "unit.h"

static struct arena *arena;
static struct boot_file items[8];
static struct boot_files files;

/* Each host begins with nothing but what a test says; texts that were made stay for the next one. */
static void begin(void)
{
	if (!arena)
		arena = xpt__arena_new();
	files = (struct boot_files){ .items = items, .efi = fact_int_known(0) };
}

static void have(const char *path, const char *text)
{
	items[files.count++] = (struct boot_file){ .path = path,
		.state = text ? XPT_FACT_KNOWN : XPT_FACT_ABSENT,
		.text = xpt__span_of(text) };
}

static struct boot_next next(void)
{
	struct boot_next ret = { 0 };

	CU_ASSERT_FATAL(xpt__boot_next(arena, &files, &ret));
	return ret;
}

static bool boots(const char *title)
{
	struct boot_next is = next();

	return title && is.entry && is.entry->title && !strcmp(is.entry->title, title);
}

static bool doubts(const char *text)
{
	struct boot_next is = next();

	for (size_t i = 0; i < is.doubts.count; i++)
		if (strstr(is.doubts.items[i], text))
			return true;
	return false;
}

#define ENV "# GRUB Environment Block\n"
#define ENTRY(title)                                                              \
	"menuentry '" title "' --id 'id-" title "' {\n\tmultiboot2 /xen.gz a=1\n" \
	"\tmodule2 /vmlinuz ro\n\tmodule2 /initrd\n}\n"
#define HEADER                                                                                    \
	"if [ -s $prefix/grubenv ]; then\n  load_env\nfi\n"                                       \
	"if [ \"${next_entry}\" ] ; then\n   set default=\"${next_entry}\"\n   set next_entry=\n" \
	"   save_env next_entry\nelse\n   set default=\"${saved_entry}\"\nfi\n"

static void debian(const char *grub_cfg, const char *grubenv)
{
	begin();
	have("etc/debian_version", "12\n");
	have("boot/grub/grub.cfg", grub_cfg);
	have("boot/grub/grubenv", grubenv);
	have("boot/grub/custom.cfg", NULL);
}

static void xcp(const char *grub_cfg, const char *grubenv)
{
	begin();
	have("etc/xensource-inventory", "PRODUCT_BRAND='XCP-ng'\nPRODUCT_VERSION='8.3.0'\n");
	have("boot/grub/grub.cfg", grub_cfg);
	have("boot/grub/grubenv", grubenv);
}

static void a_default_is_a_number_a_title_or_an_id(void)
{
	debian("set default=\"1\"\n" ENTRY("a") ENTRY("b"), NULL);
	CU_ASSERT(boots("b"));
	debian("set default='b'\n" ENTRY("a") ENTRY("b"), NULL);
	CU_ASSERT(boots("b"));
	debian("set default=id-b\n" ENTRY("a") ENTRY("b"), NULL);
	CU_ASSERT(boots("b"));
}

static void what_names_no_entry_is_the_first(void)
{
	debian("set default=9\n" ENTRY("a") ENTRY("b"), NULL);
	CU_ASSERT(boots("a"));
	debian("set default=nothing\n" ENTRY("a") ENTRY("b"), NULL);
	CU_ASSERT(boots("a"));
	debian(HEADER ENTRY("a") ENTRY("b"), NULL);
	CU_ASSERT(boots("a"));
}

static void debian_takes_digits_for_a_number_and_xcp_for_a_title_first(void)
{
	static const char text[] = "set default='1 bogus'\n" ENTRY("a") ENTRY("b") ENTRY("1 bogus");

	debian(text, NULL);
	CU_ASSERT(boots("b"));
	xcp(text, NULL);
	CU_ASSERT(boots("1 bogus"));
	begin();
	have("boot/grub2/grub.cfg", text);
	CU_ASSERT_PTR_NULL(next().entry);
	CU_ASSERT(doubts("another for upstream's"));
}

static void an_entry_chosen_once_boots_once(void)
{
	debian(HEADER ENTRY("a") ENTRY("b"), ENV "saved_entry=id-b\n####");
	CU_ASSERT(boots("b"));
	CU_ASSERT(fact_is(next().once, 0));
	CU_ASSERT(strstr(next().why.value, "saved_entry") != NULL);
	debian(HEADER ENTRY("a") ENTRY("b"), ENV "saved_entry=id-b\nnext_entry=a\n####");
	CU_ASSERT(boots("a"));
	CU_ASSERT(fact_is(next().once, 1));
}

static void xcp_overrides_its_default_once(void)
{
	static const char text[] =
			"set default=0\nif [ -s $prefix/grubenv ]; then\n\tload_env\nfi\n\n"
			"if [ -n \"$override_entry\" ]; then\n\tset default=$override_entry\nfi\n"
			"menuentry 'XCP-ng' {\nunset override_entry\nsave_env override_entry\nmultiboot2 /xen a\n"
			"module2 /v b\nmodule2 /i\n}\n" ENTRY("kernel-alt");

	xcp(text, ENV "override_entry=1\n");
	CU_ASSERT(boots("kernel-alt"));
	CU_ASSERT(strstr(next().why.value, "override_entry") != NULL);
	xcp(text, ENV);
	CU_ASSERT(boots("XCP-ng"));
}

#define SUBMENUS                                                                       \
	ENTRY("linux")                                                                 \
	"submenu 'Advanced' --id 'adv' {\n" ENTRY("x") "submenu 'More' {\n" ENTRY("y") \
			ENTRY("z") "}\n}\nsubmenu 'Second' --id 'adv' {\n" ENTRY("w") "}\n"

static void a_path_leads_through_submenus(void)
{
	debian("set default='Advanced>More>1'\n" SUBMENUS, NULL);
	CU_ASSERT(boots("z"));
	ASSERT_TEXT(next().entry->place, "1>1>1");
	debian("set default='1>1>id-y'\n" SUBMENUS, NULL);
	CU_ASSERT(boots("y"));
	debian("set default='Advanced'\n" SUBMENUS, NULL);
	CU_ASSERT(boots("x"));
}

static void of_two_submenus_with_one_id_the_first_counts(void)
{
	debian("set default='adv>id-w'\n" SUBMENUS, NULL);
	CU_ASSERT(boots("x"));
}

static void what_cannot_be_known_is_in_doubt(void)
{
	debian("if search --file /x; then\nset default=1\nfi\n" ENTRY("a") ENTRY("b"), NULL);
	CU_ASSERT_PTR_NULL(next().entry);
	CU_ASSERT(doubts("condition that is not known"));
	debian("set default=1\nif keystatus --shift; then\n" ENTRY("a") "fi\n" ENTRY("b"), NULL);
	CU_ASSERT_PTR_NULL(next().entry);
	debian("set default=0\nblscfg\n" ENTRY("a"), NULL);
	CU_ASSERT(doubts("grub.cfg line 2: \"blscfg\""));
	debian("set default=0\nsource /other.cfg\n" ENTRY("a"), NULL);
	CU_ASSERT(doubts("is not followed"));
}

static void a_condition_that_changes_nothing_is_no_doubt(void)
{
	debian("set default=1\nif loadfont x; then\nset gfxmode=auto\nfi\n" ENTRY("a")
					ENTRY("b") "if keystatus; then\n" ENTRY("c") "fi\n",
			NULL);
	CU_ASSERT(boots("b"));
	CU_ASSERT_EQUAL(next().doubts.count, 0);
}

static void the_line_arrives_as_grub_joins_it(void)
{
	debian("set x='1 2'\nmenuentry a {\nmultiboot2 /xen.gz p $x \"q r\" 'rmrr=a;b'\nmodule2 --nounzip /v c=\\\"d\n}\n",
			NULL);
	ASSERT_TEXT(next().entry->xen_line.value, "p 1 2 \"q r\" rmrr=a;b");
	ASSERT_TEXT(next().entry->dom0_line.value, "c=\\\"d");
	ASSERT_TEXT(next().entry->kernel.value, "/v");
	CU_ASSERT(next().entry->xen);
}

static void a_semicolon_without_quotes_cuts_the_line(void)
{
	debian("menuentry a {\nmultiboot2 /xen.gz rmrr=0x1=a;0x2=b dom0_mem=1G\nmodule2 /v\n}\n",
			NULL);
	ASSERT_TEXT(next().entry->xen_line.value, "rmrr=0x1=a");
	ASSERT_TEXT(next().entry->cut_at, "0x2=b");
	CU_ASSERT_EQUAL(next().entry->cut_line, 2);
	debian("menuentry a {\nmultiboot2 /xen.gz a; module2 /v\n}\n", NULL);
	CU_ASSERT_PTR_NULL(next().entry->cut_at);
}

static void linux_alone_is_not_xen(void)
{
	debian("menuentry a {\nlinux /vmlinuz root=x\ninitrd /i\n}\n", NULL);
	CU_ASSERT_FALSE(next().entry->xen);
}

static void hostile_scripts_end(void)
{
	debian("function f { f; f; }\nf\nset a=x\nset a=$a$a$a$a\nmenuentry a {\n", NULL);
	next();
	debian("menuentry a {\nmultiboot2 \"x\n}\n", NULL);
	next();
	debian("fi fi\ndone\nelse\n}\n}\n{\n{\n" ENTRY("a"), NULL);
	next();
	debian("${\n$\n\\", NULL);
	next();
}

/* One edit of the line that @words belong to. */
static const char *edited_but(
		enum boot_line line, const char *key, const char *word, struct texts *ret_lost)
{
	const char *words[] = { word };
	struct boot_edit edit = { line, key, words, word != NULL };
	struct boot_edits edits = { &edit, 1 };
	struct boot_change change = { 0 };
	auto_of(error) struct xpt_error *error = NULL;

	if (xpt__boot_edit(arena, &files, &edits, &change, &error))
		return xpt__arena_text(arena, "%s", xpt_error_message(error));
	*ret_lost = change.lost;
	return change.files[0].after ? change.files[0].after : "nothing is left";
}

static const char *edited(enum boot_line line, const char *key, const char *word)
{
	struct texts lost;

	return edited_but(line, key, word, &lost);
}

static void xcp_is_edited_in_place_in_its_own_entries(void)
{
	xcp("set default=0\nmenuentry 'XCP-ng' {\n\tmultiboot2 /xen.gz dom0_mem=1G  watchdog\n\tmodule2 /v ro\n}\n"
	    "menuentry 'XCP-ng (Serial)' {\n\tmultiboot2 /xen.gz\n\tmodule2 /v ro \n}\n"
	    "menuentry 'Safe' {\n\tmultiboot2 /xen.gz nosmp\n\tmodule2 /v ro\n}\n",
			NULL);
	ASSERT_TEXT(edited(BOOT_LINE_XEN, "rmrr", "rmrr=1=a;2=b"),
			"set default=0\nmenuentry 'XCP-ng' {\n\tmultiboot2 /xen.gz dom0_mem=1G  watchdog rmrr=\"1=a;2=b\"\n\tmodule2 /v ro\n}\n"
			"menuentry 'XCP-ng (Serial)' {\n\tmultiboot2 /xen.gz rmrr=\"1=a;2=b\"\n\tmodule2 /v ro \n}\n"
			"menuentry 'Safe' {\n\tmultiboot2 /xen.gz nosmp\n\tmodule2 /v ro\n}\n");
}

#define TWO_ENTRIES(first, second)                                      \
	"set default=1\nmenuentry 'XCP-ng' {\nmultiboot2 /xen.gz" first \
	"}\nmenuentry 'alt' {\nmultiboot2 "                             \
	"/xen.gz" second "}\n"

static void what_another_entry_alone_hides_is_not_lost(void)
{
	xcp(TWO_ENTRIES("\nmodule2 /v xen-pciback.hide=(0000:00:0a.0)\n", "\nmodule2 /v\n"), NULL);
	ASSERT_TEXT(edited(BOOT_LINE_DOM0, "xen-pciback.hide", "xen-pciback.hide=(0000:00:05.0)"),
			"\"XCP-ng\" hides (0000:00:0a.0), which the entry that boots next does not, and "
			"would hide them no longer: first make both alike, xpt boot set dom0 "
			"\"xen-pciback.hide=(0000:00:05.0)(0000:00:0a.0)\"");
	CU_ASSERT(strstr(edited(BOOT_LINE_DOM0, "xen_pciback.hide", NULL),
				  "(0000:00:0a.0), which") != NULL);
}

static void what_both_entries_hide_is_unhidden_in_both(void)
{
	xcp(TWO_ENTRIES("\nmodule2 /v xen-pciback.hide=(00:0a.0)\n",
			    "\nmodule2 /v xen-pciback.hide=(00:05.0)(0000:00:0a.0)\n"),
			NULL);
	ASSERT_TEXT(edited(BOOT_LINE_DOM0, "xen-pciback.hide", NULL),
			TWO_ENTRIES("\nmodule2 /v\n", "\nmodule2 /v\n"));
}

static void a_list_that_hides_nothing_in_another_entry_is_told_and_goes(void)
{
	struct texts lost = { .count = 0 };

	xcp(TWO_ENTRIES("\nmodule2 /v xen-pciback.hide=(00:0a)\n", "\nmodule2 /v\n"), NULL);
	CU_ASSERT(strstr(edited_but(BOOT_LINE_DOM0, "xen-pciback.hide",
					 "xen-pciback.hide=(00:05.0)", &lost),
				  "set default=1") != NULL);
	CU_ASSERT_EQUAL_FATAL(lost.count, 1);
	ASSERT_TEXT(lost.items[0], "xen-pciback.hide=(00:0a) of \"XCP-ng\"");
}

static void other_words_that_go_from_another_entry_are_told(void)
{
	const char *words[] = { "a=3" };
	struct boot_edit edit = { BOOT_LINE_XEN, "a", words, 1 };
	struct boot_edits edits = { &edit, 1 };
	struct boot_change change = { 0 };

	xcp(TWO_ENTRIES(" a=1\nmodule2 /v\n", " a=2\nmodule2 /v\n"), NULL);
	CU_ASSERT_EQUAL_FATAL(xpt__boot_edit(arena, &files, &edits, &change, NULL), 0);
	CU_ASSERT_EQUAL_FATAL(change.lost.count, 1);
	ASSERT_TEXT(change.lost.items[0], "a=1 of \"XCP-ng\"");
}

/* A host's files, of which a change makes another of @made; NULL: it is not there before. */
struct loader_case {
	const char *sign, *menu_path, *menu, *made_path, *made;
};

static void have_all(const struct loader_case *as, const char *made)
{
	bool in_place = !strcmp(as->menu_path, as->made_path);

	begin();
	if (as->sign)
		have(as->sign, "x\n");
	have(as->menu_path, in_place ? made : as->menu);
	if (!in_place)
		have(as->made_path, made);
}

/* Each loader, and XCP-ng's in both places. */
static void what_is_set_then_deleted_leaves_the_same_bytes(void)
{
#define XCP_MENU                                                                                  \
	"set default=0\nmenuentry 'XCP-ng' {\n\tmultiboot2 /xen.gz\n\tmodule2 /v ro  quiet \n}\n" \
	"menuentry 'XCP-ng (Serial)' {\n\tmultiboot2 /xen.gz com1=115200,8n1\n"                   \
	"\tmodule2 /v ro\tquiet\n}\n"                                                             \
	"menuentry 'XCP-ng 8.2.1 / Xen 4.13' {\n\tmultiboot2 /xen-fallback.gz\n\tmodule2 /f ro\n}\n"
	static const struct loader_case cases[] = {
		{ "etc/xensource-inventory", "boot/grub/grub.cfg", NULL, "boot/grub/grub.cfg",
				XCP_MENU },
		{ "etc/xensource-inventory", "boot/efi/EFI/xenserver/grub.cfg", NULL,
				"boot/efi/EFI/xenserver/grub.cfg", XCP_MENU },
		{ "etc/debian_version", "boot/grub/grub.cfg", ENTRY("a"),
				"etc/default/grub.d/zz-xpt.cfg", NULL },
		{ NULL, "boot/grub2/grub.cfg", ENTRY("a"), "etc/default/grub",
				"GRUB_TIMEOUT=5\n\nGRUB_CMDLINE_XEN=\"a\"\n" },
		{ NULL, "boot/extlinux.conf", NULL, "boot/extlinux.conf",
				"DEFAULT xen\nLABEL xen\n  KERNEL mboot.c32\n"
				"  APPEND xen.gz  dom0_mem=1G --- vmlinuz ro  quiet --- initrd\n" },
		{ NULL, "boot/efi/EFI/xen/xen.cfg", NULL, "boot/efi/EFI/xen/xen.cfg",
				"[global]\r\ndefault=xen\n\n[xen]\noptions=a  b\n"
				"kernel=vmlinuz ro  quiet\nramdisk=initrd\n" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const char *after;

		have_all(&cases[i], cases[i].made);
		after = edited(BOOT_LINE_DOM0, "xen-pciback.hide",
				"xen-pciback.hide=(0000:04:00.0)");
		CU_ASSERT_PTR_NOT_NULL(strstr(after, "xen-pciback.hide=(0000:04:00.0)"));
		have_all(&cases[i], after);
		ASSERT_TEXT(edited(BOOT_LINE_DOM0, "xen_pciback.hide", NULL),
				cases[i].made ? cases[i].made : "nothing is left");
	}
}

static void two_new_parameters_stand_one_behind_the_other(void)
{
	const char *a[] = { "a=1" }, *b[] = { "b=2" };
	struct boot_edit both[] = { { BOOT_LINE_XEN, "a", a, 1 }, { BOOT_LINE_XEN, "b", b, 1 } };
	struct boot_edits edits = { both, 2 };
	struct boot_change change = { 0 };

	xcp("menuentry 'XCP-ng' {\n\tmultiboot2 /xen.gz x\n\tmodule2 /v\n}\n", NULL);
	CU_ASSERT_FALSE(xpt__boot_edit(arena, &files, &edits, &change, NULL));
	ASSERT_TEXT(change.files[0].after,
			"menuentry 'XCP-ng' {\n\tmultiboot2 /xen.gz x a=1 b=2\n\tmodule2 /v\n}\n");
}

static void a_parameter_given_twice_becomes_one(void)
{
	xcp("menuentry 'XCP-ng' {\n\tmultiboot2 /xen.gz a=1 b a=2 c\n\tmodule2 /v\n}\n", NULL);
	ASSERT_TEXT(edited(BOOT_LINE_XEN, "a", "a=3"),
			"menuentry 'XCP-ng' {\n\tmultiboot2 /xen.gz b a=3 c\n\tmodule2 /v\n}\n");
}

/* Behind "--" Xen would hand it on to dom0, and Linux to its first process. */
static void a_new_parameter_stands_before_two_dashes(void)
{
	static const char before[] = "menuentry 'XCP-ng' {\n\tmultiboot2 /xen.gz a=1 -- b=2\n"
				     "\tmodule2 /v -- single\n}\n";
	const char *after;

	xcp(before, NULL);
	after = edited(BOOT_LINE_XEN, "c", "c=3");
	ASSERT_TEXT(after,
			"menuentry 'XCP-ng' {\n\tmultiboot2 /xen.gz a=1 c=3 -- b=2\n"
			"\tmodule2 /v -- single\n}\n");
	xcp(after, NULL);
	ASSERT_TEXT(edited(BOOT_LINE_XEN, "c", NULL), before);
	xcp(before, NULL);
	ASSERT_TEXT(edited(BOOT_LINE_XEN, "b", NULL), before);
	ASSERT_TEXT(edited(BOOT_LINE_DOM0, "c", "c=3"),
			"menuentry 'XCP-ng' {\n\tmultiboot2 /xen.gz a=1 -- b=2\n"
			"\tmodule2 /v c=3 -- single\n}\n");
}

static void what_stands_behind_two_dashes_is_not_kept(void)
{
	const char *words[] = { "a=1" };
	struct boot_edit edit = { BOOT_LINE_XEN, "a", words, 1 };
	const struct boot_edits edits = { &edit, 1 };

	CU_ASSERT_PTR_NULL(xpt__edit_broken(xpt__span_of("b a=1 -- a=2"), BOOT_LINE_XEN, &edits));
	ASSERT_TEXT(xpt__edit_broken(xpt__span_of("b -- a=1"), BOOT_LINE_XEN, &edits), "a");
}

static void what_a_variable_gives_is_not_edited(void)
{
	xcp("set x='a=1 b=2'\nmenuentry 'XCP-ng' {\n\tmultiboot2 /xen.gz $x\n\tmodule2 /v\n}\n",
			NULL);
	CU_ASSERT(strstr(edited(BOOT_LINE_XEN, "a", "a=3"), "comes from a variable") != NULL);
}

static void a_next_boot_without_xen_is_not_edited(void)
{
	xcp("menuentry 'XCP-ng' {\n\tlinux /v\n}\n", NULL);
	CU_ASSERT(strstr(edited(BOOT_LINE_XEN, "a", "a=3"), "does not start Xen") != NULL);
}

static void debian_gets_a_file_of_its_own(void)
{
	const char *after;

	debian(ENTRY("a"), NULL);
	have("etc/default/grub.d/zz-xpt.cfg", NULL);
	after = edited(BOOT_LINE_XEN, "iommu", "iommu=force");
	CU_ASSERT(strstr(after, "#xpt xen + iommu=force\n") != NULL);
	debian(ENTRY("a"), NULL);
	have("etc/default/grub.d/zz-xpt.cfg", after);
	ASSERT_TEXT(edited(BOOT_LINE_XEN, "iommu", NULL), "nothing is left");
	/* a=1 stands in a variable of somebody else's */
	CU_ASSERT(strstr(edited(BOOT_LINE_XEN, "a", NULL), "#xpt xen - a\n") != NULL);
}

static void a_file_that_somebody_edited_is_refused(void)
{
	const char *after;

	debian(ENTRY("a"), NULL);
	have("etc/default/grub.d/zz-xpt.cfg", NULL);
	after = edited(BOOT_LINE_XEN, "iommu", "iommu=force");
	debian(ENTRY("a"), NULL);
	have("etc/default/grub.d/zz-xpt.cfg",
			xpt__arena_text(arena, "%.*sFOO=1\n# xpt end\n", (int)(strlen(after) - 10),
					after));
	CU_ASSERT(strstr(edited(BOOT_LINE_XEN, "b", "b"), "somebody edited") != NULL);
}

static void extlinux_and_xen_cfg_are_read_and_edited(void)
{
	begin();
	have("boot/extlinux.conf",
			"DEFAULT xen\nLABEL lts\n  LINUX /v\nLABEL xen\n  COM32 mboot.c32\n"
			"  APPEND /xen.gz a --- /v root=x --- /i\n");
	ASSERT_TEXT(next().entry->dom0_line.value, "root=x");
	CU_ASSERT(strstr(edited(BOOT_LINE_DOM0, "b", "b=1"),
				  "APPEND /xen.gz a --- /v root=x b=1 --- /i\n") != NULL);
	begin();
	have("boot/efi/EFI/xen/xen.cfg",
			"[global]\ndefault=two\n[one]\noptions=a\n[two]\noptions=b\nkernel=v root=x\n");
	ASSERT_TEXT(next().entry->xen_line.value, "b");
	CU_ASSERT(strstr(edited(BOOT_LINE_DOM0, "c", "c=1"), "kernel=v root=x c=1\n") != NULL);
	CU_ASSERT(strstr(edited(BOOT_LINE_XEN, "b", NULL), "[two]\noptions=\nkernel") != NULL);
}

SUITE(boot)
{
	TEST(a_default_is_a_number_a_title_or_an_id);
	TEST(what_names_no_entry_is_the_first);
	TEST(debian_takes_digits_for_a_number_and_xcp_for_a_title_first);
	TEST(an_entry_chosen_once_boots_once);
	TEST(xcp_overrides_its_default_once);
	TEST(a_path_leads_through_submenus);
	TEST(of_two_submenus_with_one_id_the_first_counts);
	TEST(what_cannot_be_known_is_in_doubt);
	TEST(a_condition_that_changes_nothing_is_no_doubt);
	TEST(the_line_arrives_as_grub_joins_it);
	TEST(a_semicolon_without_quotes_cuts_the_line);
	TEST(linux_alone_is_not_xen);
	TEST(hostile_scripts_end);
	TEST(xcp_is_edited_in_place_in_its_own_entries);
	TEST(what_is_set_then_deleted_leaves_the_same_bytes);
	TEST(two_new_parameters_stand_one_behind_the_other);
	TEST(a_parameter_given_twice_becomes_one);
	TEST(a_new_parameter_stands_before_two_dashes);
	TEST(what_stands_behind_two_dashes_is_not_kept);
	TEST(what_another_entry_alone_hides_is_not_lost);
	TEST(what_both_entries_hide_is_unhidden_in_both);
	TEST(a_list_that_hides_nothing_in_another_entry_is_told_and_goes);
	TEST(other_words_that_go_from_another_entry_are_told);
	TEST(what_a_variable_gives_is_not_edited);
	TEST(a_next_boot_without_xen_is_not_edited);
	TEST(debian_gets_a_file_of_its_own);
	TEST(a_file_that_somebody_edited_is_refused);
	TEST(extlinux_and_xen_cfg_are_read_and_edited);
}
