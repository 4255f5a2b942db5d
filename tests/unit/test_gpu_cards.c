/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Graphics cards of real machines, where a collection of lspci's texts lies beside the tree. */
#include <stdio.h>
#include <unistd.h>

#include "../../engine/base/bdf.h"
#include "../../engine/base/vector.h"
#include "../../engine/check/gpu.h"
#include "fake_source.h"
#include "unit.h"

#define DEVICES "sys/bus/pci/devices"

struct answers {
	struct arena *arena;
	VECTOR(struct fake) items;
};

static void answer(struct answers *answers, enum fake_kind kind, const char *path, const char *text)
{
	struct fake *fake = vector_push(&answers->items);

	CU_ASSERT_PTR_NOT_NULL_FATAL(fake);
	*fake = (struct fake){ kind, path, text };
}

static bool has(const struct texts *texts, const char *part)
{
	for (size_t i = 0; i < texts->count; i++)
		if (strstr(texts->items[i], part))
			return true;
	return false;
}

/*
 * Of real machines, each looked at by hand: what a driver never touched passes, but for chips that a reset does not bring back, and
 * for graphics that are a part of something else.
 */
static const struct expected {
	const char *file, *address;
	enum gpu_form form;
	size_t functions;
	const char *sharing;	  /* a part of it; NULL: nothing is said */
	const char *reason;	  /* one of the reasons; NULL: none is looked for */
	enum xpt_verdict verdict; /* of a sound host that hid it at boot */
} expected[] = {
	{ "gh-desktop-amd-rtx3090", "0a:00.0", GPU_CARD, 2, "NVIDIA's vGPU", NULL, XPT_PASS },
	{ "gh-desktop-h310-gtx550ti", "01:00.0", GPU_CARD, 2, "NVIDIA's vGPU", NULL, XPT_PASS },
	{ "gh-desktop-h61-gtx1060", "01:00.0", GPU_CARD, 2, "NVIDIA's vGPU", NULL, XPT_PASS },
	{ "gh-server-4x-rtx2080ti-4functions-i350", "84:00.0", GPU_CARD, 4, "NVIDIA's vGPU", NULL,
			XPT_PASS },
	{ "gh-ws-asus-wrx80-rtx4090-gt1030", "61:00.0", GPU_CARD, 2, "NVIDIA's vGPU", NULL,
			XPT_PASS },
	{ "gh-ws-asus-wrx80-rtxa6000", "2e:00.0", GPU_CARD, 2, "NVIDIA's vGPU", NULL, XPT_PASS },
	{ "lw-notebook-asus-k6500ze-vmd-rtx3050ti", "01:00.0", GPU_CARD, 2, "NVIDIA's vGPU", NULL,
			XPT_PASS },
	{ "gh-notebook-dell-e6430-nvs5200m", "01:00.0", GPU_CARD, 2, "NVIDIA's vGPU", NULL,
			XPT_PASS },
	{ "gh-desktop-amd-rx480-user", "1c:00.0", GPU_CARD, 2, "not one of AMD's MxGPU", "Polaris",
			XPT_RISK },
	{ "gh-desktop-huananzhi-x99-navi23", "05:00.0", GPU_CARD, 2, "not one of AMD's MxGPU", NULL,
			XPT_PASS },
	{ "lw-notebook-msi-alpha15-navi23", "03:00.0", GPU_CARD, 2, "not one of AMD's MxGPU", NULL,
			XPT_PASS },
	{ "lw-notebook-msi-alpha15-navi23", "07:00.0", GPU_PROCESSOR, 1, "one guest", "Cezanne",
			XPT_RISK },
	{ "gh-notebook-samsung-np350-hd4000-chelsea", "01:00.0", GPU_CARD, 1,
			"not one of AMD's MxGPU", NULL, XPT_PASS },
	{ "gh-board-jetway-amd-wrestler-usb", "00:01.0", GPU_PROCESSOR, 1, "one guest", "Wrestler",
			XPT_RISK },
	{ "gh-desktop-dh77df-ivybridge", "00:02.0", GPU_IGD, 1, "GVT-g", "gfx_passthru=1",
			XPT_RISK },
	{ "gh-notebook-lenovo-t400-gm45-0380", "00:02.0", GPU_IGD, 2, "GVT-g", "gfx_passthru=1",
			XPT_RISK },
	{ "lw-notebook-dell-latitude5420", "00:02.0", GPU_IGD, 1, "up to 7 virtual",
			"gfx_passthru=1", XPT_RISK },
	{ "lw-notebook-asus-k6500ze-vmd-rtx3050ti", "00:02.0", GPU_IGD, 1, "up to 7 virtual",
			"gfx_passthru=1", XPT_RISK },
	{ "lw-tablet-msi-claw-arc-vmd", "00:02.0", GPU_IGD, 1, "up to 7 virtual", "gfx_passthru=1",
			XPT_RISK },
	{ "gh-ws-asus-wrx80-rtxa6000", "2b:00.0", GPU_MANAGEMENT, 1, NULL, "remote console",
			XPT_RISK },
	{ "gh-server-hp-dl360p-gen8", "01:00.1", GPU_MANAGEMENT, 1, NULL, "remote console",
			XPT_RISK },
	{ "lw-server-supermicro-h8dgu", "01:04.0", GPU_MANAGEMENT, 1, NULL, "remote console",
			XPT_RISK },
};

/* "01:00.0 VGA compatible controller [0300]: NVIDIA … [10de:2684] (rev a1)" */
static bool read_head(struct answers *answers, const char *line, char address[XPT_BDF_TEXT])
{
	const char *blank = strchr(line, ' '), *at;
	unsigned int class_code = 0, vendor, device;
	struct xpt_bdf bdf;
	bool ids = false;

	if (!blank || !xpt__bdf_read((struct span){ line, (size_t)(blank - line) }, &bdf))
		return false;
	for (at = strchr(blank, '['); at && !ids; at = strchr(at + 1, '[')) {
		if (!class_code && at[5] == ']')
			sscanf(at, "[%x]", &class_code);
		ids = sscanf(at, "[%4x:%4x]", &vendor, &device) == 2;
	}
	if (!ids)
		return false;
	xpt_bdf_format(bdf, address);
	answer(answers, FAKE_FILE, xpt__arena_text(answers->arena, DEVICES "/%s/uevent", address),
			xpt__arena_text(answers->arena, "PCI_CLASS=%04X00\nPCI_ID=%04X:%04X\n",
					class_code, vendor, device));
	answer(answers, FAKE_LINK, xpt__arena_text(answers->arena, DEVICES "/%s", address),
			xpt__arena_text(answers->arena, "../../../devices/pci0000:00/%s", address));
	answer(answers, FAKE_FILE,
			xpt__arena_text(answers->arena, DEVICES "/%s/reset_method", address),
			"flr\n");
	answer(answers, FAKE_FILE, xpt__arena_text(answers->arena, "pci/%s", address),
			"header_type 0\nkind endpoint\n");
	answer(answers, FAKE_FILE, xpt__arena_text(answers->arena, DEVICES "/%s/resource", address),
			"0x0000000081000000 0x0000000081ffffff 0x0000000000040200\n");
	return true;
}

static void read_vfs(struct answers *answers, const char *line, const char *address)
{
	const char *at = strstr(line, "Total VFs: ");
	unsigned int total;

	if (!at || sscanf(at, "Total VFs: %u", &total) != 1)
		return;
	answer(answers, FAKE_FILE,
			xpt__arena_text(answers->arena, DEVICES "/%s/sriov_totalvfs", address),
			xpt__arena_text(answers->arena, "%u\n", total));
	answer(answers, FAKE_FILE,
			xpt__arena_text(answers->arena, DEVICES "/%s/sriov_numvfs", address),
			"0\n");
}

static struct xpt_host *read_machine(struct answers *answers, FILE *from, const char *hidden)
{
	char line[4096], address[XPT_BDF_TEXT] = "";
	const char *names = "";

	while (fgets(line, sizeof(line), from)) {
		if (line[0] == '\t')
			read_vfs(answers, line, address);
		else if (read_head(answers, line, address))
			names = xpt__arena_text(answers->arena, "%s %s", names, address);
	}
	answer(answers, FAKE_LIST, DEVICES, names);
	answer(answers, FAKE_FILE, "proc/cmdline",
			xpt__arena_text(answers->arena, "xen-pciback.hide=(%s)", hidden));
	answer(answers, FAKE_FILE, "proc/iomem", "  fee00000-fee00fff : Reserved\n");
	answer(answers, FAKE_FILE, "xen/version", "xen 4.17.0\ncommand_line conring_size=1M\n");
	answer(answers, FAKE_FILE, "xen/physinfo", "cap_hvm_directio 1\n");
	answer(answers, FAKE_END, NULL, NULL);
	return fake_host(answers->items.items, XPT_DETAIL_GRAPHICS);
}

static const struct gpu *card_at(const struct xpt_gpus *gpus, const char *address)
{
	struct xpt_bdf bdf;

	CU_ASSERT_FATAL(xpt__bdf_read(xpt__span_of(address), &bdf));
	for (size_t i = 0; i < gpus->cards.count; i++)
		if (xpt__bdf_equal(gpus->cards.items[i].device->bdf, bdf))
			return &gpus->cards.items[i];
	return NULL;
}

static bool is_as_expected(const struct gpu *gpu, const struct expected *wanted)
{
	return gpu && gpu->form == wanted->form && gpu->verdict == wanted->verdict &&
			gpu->functions.count == wanted->functions &&
			!wanted->sharing == !gpu->sharing &&
			(!wanted->sharing || strstr(gpu->sharing, wanted->sharing)) &&
			(!wanted->reason || has(&gpu->reasons, wanted->reason));
}

static void compare(const char *folder, const struct expected *wanted)
{
	auto_free char *path = NULL;
	struct answers answers = { .arena = xpt__arena_new() };
	auto_of(gpus) struct xpt_gpus *gpus = NULL;
	struct xpt_host *host;
	bool as_expected;
	FILE *from;

	CU_ASSERT_FATAL(asprintf(&path, "%s/%s.txt", folder, wanted->file) > 0);
	from = fopen(path, "r");
	CU_ASSERT_PTR_NOT_NULL_FATAL(from);
	host = read_machine(&answers, from, wanted->address);
	fclose(from);
	CU_ASSERT_PTR_NOT_NULL_FATAL(host);
	CU_ASSERT_EQUAL_FATAL(xpt_gpus_find(host, &gpus, NULL), 0);
	as_expected = is_as_expected(card_at(gpus, wanted->address), wanted);
	if (!as_expected)
		printf("%s %s is not as expected: %s\n", wanted->file, wanted->address,
				card_at(gpus, wanted->address) ?
						card_at(gpus, wanted->address)->verdict_text :
						"no card");
	CU_ASSERT(as_expected);
	xpt_host_free(host);
	vector_clear(&answers.items);
	xpt__arena_free(answers.arena);
}

static void cards_of_real_machines_are_told_apart(void)
{
	const char *top = getenv("srcdir");
	auto_free char *folder = NULL;

	CU_ASSERT_FATAL(asprintf(&folder, "%s/../shared/corpus/lspci", top ? top : ".") > 0);
	if (access(folder, R_OK)) {
		printf("skipped: no collection of lspci's texts at %s ... ", folder);
		return;
	}
	for (size_t i = 0; i < sizeof(expected) / sizeof(*expected); i++)
		compare(folder, &expected[i]);
}

SUITE(gpu_cards)
{
	TEST(cards_of_real_machines_are_told_apart);
}
