/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reads xpt a configuration as xl does? Entries of pci= and whole files, made from parts that are right and parts that
 * are not, go through libxlutil and through ours. Left out is what libxlutil takes only because scanf() does ("0x1b",
 * "+5", blanks before a number), and a last line of nothing but one wrong byte.
 */
#include <libxl.h>
#include <libxlutil.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../engine/base/bdf.h"
#include "../../engine/config/pci_spec.h"
#include "../../engine/config/xl_config.h"

#define SPECS 4000
#define FILES 2000
#define TEXT_MAX 1024
#define SLOT_NONE 0xff

/* What both are asked for, in xl's terms. */
struct answer {
	bool taken;
	unsigned int bdf, slot;
	bool all_functions, seize, permissive;
	int relaxed;
	char text[TEXT_MAX]; /* the name of an entry; of a file all that is in it */
};

static unsigned int seed = 20221;
static FILE *quiet;

static unsigned int choose(unsigned int count)
{
	seed = seed * 1103515245U + 12345U;
	return (seed >> 16) % count;
}

static const char *one_of(const char *const *words)
{
	unsigned int count = 0;

	while (words[count])
		count++;
	return words[choose(count)];
}

#define ONE_OF(...) one_of((const char *const[]){ __VA_ARGS__, NULL })

static void make_spec(char *text)
{
	int options = (int)choose(4);

	text += sprintf(text, "%s",
			choose(8) ? ONE_OF("00:1b.0", "0000:04:00.1", "1:0.0", "04:00.*",
						    "0001:04:1f.7", "000:0ff:01.07",
						    "ffff:ff:1f.7") :
				    ONE_OF("", "bdf=04:00.0", "name=nic", "10000:00:00.0",
						    "00:20.0", "100:00.0", "00:1b.8",
						    "0000.00:1b.0", "00:1b.0.0", "*.*", "04:*.*",
						    "00:1b.0 ", " 00:1b.0", "bdf=04:00.0junk",
						    "00:1b.**", "g:00.0", "04:.0", ":04:00.0",
						    "0000:00:00:00.0"));
	if (!choose(3))
		text += sprintf(text, "%s",
				ONE_OF("@5", "@1f", "@0", "@20", "@", "@5@6", "@zz", "@05"));
	while (options--)
		text += sprintf(text, "%s%s",
				ONE_OF(",", ",", ",", ",", ",", ", ", " ,", ",,", ";"),
				choose(3) ? ONE_OF("seize=1", "seize=0", "permissive=1",
							    "permissive=0", "msitranslate=1",
							    "power_mgmt=0", "rdm_policy=strict",
							    "rdm_policy=relaxed",
							    "rdm_policy=Relaxed") :
					    ONE_OF("vslot=6", "vslot=1f", "vslot=20", "vslot=6junk",
							    "vslot=", "name=nic", "bdf=1:2.3",
							    "seize", "seize=", "seize=yes",
							    "seize=-1", "seize=2x", "seize==1",
							    "permissive=on", "rdm_policy=lax",
							    "rdm_policy=", "rdm_policy=INVALID",
							    "romfile=/x", "SEIZE=1", "seize =1",
							    "=1"));
	if (!choose(10))
		sprintf(text, "%s", ONE_OF(",", ",,", " ", "="));
}

static void make_file(char *text)
{
	for (int lines = 1 + (int)choose(5); lines; lines--)
		text += sprintf(text, "%s%s%s%s",
				choose(6) ? ONE_OF("memory", "name", "pci", "a.b", "x1_y") :
					    ONE_OF("Memory", "_x", "", "a-b", "1x", "aB", "#",
							    "\t name"),
				choose(8) ? ONE_OF("=", " = ", "\t=", "+=") :
					    ONE_OF("", "==", " ", "+ ="),
				choose(4) ? ONE_OF("1", "\"web\"", "'web'", "[ \"a\", 'b' ]", "[]",
							    "[ 1,\n 2, ]", "0x1f", "51a2",
							    "[ [ 1 ], # c\n\"z\" ]") :
					    ONE_OF("-1", "1.5", "web", "[ 1 2 ]", "[ 1,,2 ]", "\"a",
							    "0xFF", "5g", "\"a\\\"b\"", "\"\\q\"",
							    "\"a\" \"b\"", "[ -1 ]", "[ 1", "",
							    "[ 1;2 ]", "'a\nb'", "0x"),
				choose(5) ? ONE_OF("\n", "\n\n", ";", " # c\n", " ;\n",
							    "# c\n#\n") :
					    ONE_OF("\r\n", " x\n", ";;", ", \n", "\f\n"));
	sprintf(text, "%s",
			ONE_OF("", "", "\n", "x = 1", "# c", " # c\n", "pci = [ \"00:05.0\" ]",
					";"));
}

static void spec_of_xl(const char *text, struct answer *answer)
{
	libxl_device_pci pci;
	XLU_Config *config = xlu_cfg_init(quiet, "spec");

	libxl_device_pci_init(&pci);
	answer->taken = !xlu_pci_parse_spec_string(config, &pci, text);
	answer->bdf = (unsigned int)pci.domain << 16 | (unsigned int)pci.bus << 8 |
			(unsigned int)pci.dev << 3 | pci.func;
	answer->slot = pci.vdevfn >> 3;
	answer->all_functions = pci.vfunc_mask == LIBXL_PCI_FUNC_ALL;
	answer->seize = pci.seize;
	answer->permissive = pci.permissive;
	answer->relaxed = pci.rdm_policy;
	snprintf(answer->text, TEXT_MAX, "%s", pci.name ? pci.name : "");
}

static void spec_of_xpt(const char *text, struct answer *answer)
{
	struct pci_spec spec;

	answer->taken = !xpt__pci_spec_parse(xpt__span_of(text), &spec);
	if (!answer->taken)
		return;
	answer->bdf = spec.bdf.segment << 16 | (unsigned int)spec.bdf.bus << 8 |
			(unsigned int)spec.bdf.device << 3 | spec.bdf.function;
	answer->slot = spec.slot ? spec.slot_number : 0;
	answer->all_functions = spec.all_functions;
	answer->seize = spec.seize == SPEC_YES;
	answer->permissive = spec.permissive == SPEC_YES;
	answer->relaxed = spec.relaxed == SPEC_UNSET ? LIBXL_RDM_RESERVE_POLICY_INVALID :
						       spec.relaxed == SPEC_YES;
	snprintf(answer->text, TEXT_MAX, "%.*s", (int)spec.name.length,
			spec.name.at ? spec.name.at : "");
}

/* Escapes stay as they are in xpt. */
static const char *plain(const char *value)
{
	for (const char *at = value; *at; at++)
		if (*at == '"' || *at == '\\' || (unsigned char)*at < ' ')
			return "?";
	return value;
}

static const char *const keys[] = { "memory", "name", "pci", "a.b", "x1_y", "x", NULL };

static void file_of_xl(const char *text, struct answer *answer)
{
	XLU_Config *config = xlu_cfg_init(quiet, "file");
	char *at = answer->text;

	answer->taken = !xlu_cfg_readdata(config, text, (int)strlen(text));
	for (const char *const *key = keys; answer->taken && *key; key++) {
		XLU_ConfigList *list;
		const char *value, *item;
		int count;

		if (!xlu_cfg_get_string(config, *key, &value, 1)) {
			at += sprintf(at, "%s=%s\n", *key, plain(value));
		} else if (!xlu_cfg_get_list(config, *key, &list, &count, 1)) {
			at += sprintf(at, "%s=[", *key);
			for (int i = 0; i < count; i++) {
				item = xlu_cfg_get_listitem(list, i);
				at += sprintf(at, "%s,", item ? item : "?");
			}
			at += sprintf(at, "]\n");
		}
	}
}

static void file_of_xpt(const char *text, struct answer *answer)
{
	struct xpt_config config = { .arena = xpt__arena_new() };
	char *at = answer->text;

	answer->taken = config.arena && xpt__config_parse(&config, xpt__span_of(text)) &&
			!config.error;
	for (const char *const *key = keys; answer->taken && *key; key++) {
		const struct config_value *value = xpt__config_find(&config, *key);

		if (!value)
			continue;
		if (value->text) {
			at += sprintf(at, "%s=%s\n", *key, plain(value->text));
			continue;
		}
		at += sprintf(at, "%s=[", *key);
		for (size_t i = 0; i < value->count; i++)
			at += sprintf(at, "%s,", value->items[i].text ? value->items[i].text : "?");
		at += sprintf(at, "]\n");
	}
	xpt__arena_free(config.arena);
}

/* libxlutil crashes on some texts: that is a refusal. */
static void ask_xl(
		void (*ask)(const char *, struct answer *), const char *text, struct answer *shared)
{
	pid_t child;
	int status;

	memset(shared, 0, sizeof(*shared));
	fflush(stdout);
	child = fork();
	if (!child) {
		ask(text, shared);
		_exit(0);
	}
	if (waitpid(child, &status, 0) != child || !WIFEXITED(status))
		memset(shared, 0, sizeof(*shared));
}

static bool agree(const struct answer *a, const struct answer *b)
{
	return a->taken == b->taken &&
			(!a->taken ||
					(a->bdf == b->bdf && a->slot == b->slot &&
							a->all_functions == b->all_functions &&
							a->seize == b->seize &&
							a->permissive == b->permissive &&
							a->relaxed == b->relaxed &&
							!strcmp(a->text, b->text)));
}

static unsigned int compare(const char *what, unsigned int count, struct answer *shared,
		void (*make)(char *), void (*xl)(const char *, struct answer *),
		void (*ours)(const char *, struct answer *))
{
	unsigned int differ = 0, taken = 0;
	char text[TEXT_MAX];

	for (unsigned int i = 0; i < count; i++) {
		struct answer answer = { 0 };

		make(text);
		ask_xl(xl, text, shared);
		ours(text, &answer);
		taken += shared->taken;
		if (agree(shared, &answer))
			continue;
		if (differ++ < 20)
			printf("FAIL %s: xl %s, xpt %s: %s\n%s%s", what,
					shared->taken ? "takes" : "refuses",
					answer.taken ? "takes" : "refuses", text, shared->text,
					answer.text);
	}
	printf("%s: %u, of which xl takes %u; %u read differently\n", what, count, taken, differ);
	return differ + !taken + (taken == count);
}

int main(void)
{
	struct answer *shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
			MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	unsigned int wrong;

	quiet = fopen("/dev/null", "w");
	if (shared == MAP_FAILED || !quiet)
		return 99;
	wrong = compare("entries of pci=", SPECS, shared, make_spec, spec_of_xl, spec_of_xpt);
	wrong += compare("files", FILES, shared, make_file, file_of_xl, file_of_xpt);
	return wrong != 0;
}
