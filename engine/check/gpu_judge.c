/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What speaks against giving a graphics card to a guest, one question a function. */
#include "gpu.h"

#include <string.h>

#include "../boot/hide_rules.h"
#include "graphics_families.h"

struct gpu_judgement {
	const struct xpt_host *host;
	struct arena *arena;
	struct gpu *gpu;
	struct xpt_report *report; /* gets the reasons as findings; NULL: the card gets them */
	bool failed;		   /* memory is out */
};

static bool is_driver(const struct gpu *gpu, const char *name)
{
	return fact_text_is(gpu->driver, name);
}

static bool has_rule(const struct xpt_host *host, const struct xpt_device *device)
{
	return host->boot && xpt__hide_rule_of(&host->boot->rules, device);
}

static bool is_hidden(const struct xpt_host *host, const struct xpt_device *device)
{
	return fact_true(device->hidden_at_boot) || fact_true(device->hidden_next) ||
			has_rule(host, device);
}

/* @card: what to hide; NULL: nothing */
static void note_as(struct gpu_judgement *run, const struct cause *cause, enum xpt_verdict verdict,
		const char *reason, const char *card)
{
	if (run->report) {
		run->failed |= !reason ||
				!xpt__report_add_as(run->report, cause, verdict,
						PLACEHOLDERS({ "device", run->gpu->address },
								{ "reason", reason },
								{ "card", card }));
		return;
	}
	run->failed |= !reason || !xpt__texts_add(run->arena, &run->gpu->reasons, reason);
	if (verdict > run->gpu->verdict)
		run->gpu->verdict = verdict;
}

static void note(struct gpu_judgement *run, enum xpt_verdict verdict, const char *reason)
{
	note_as(run, &xpt__cause_graphics_peculiar, verdict, reason, NULL);
}

static void note_set_up(struct gpu_judgement *run, const char *reason)
{
	const struct gpu *gpu = run->gpu;

	note_as(run, &xpt__cause_graphics_set_up, XPT_RISK, reason,
			is_hidden(run->host, gpu->device) ? NULL : gpu->address);
}

static void note_unknown(struct gpu_judgement *run, const char *what, const char *reason)
{
	if (run->report)
		run->failed |= xpt__check_unreadable_of(
				run->host, run->report, what, reason, run->gpu->address);
	else
		note(run, XPT_UNKNOWN,
				xpt__arena_text(run->arena, "not known %s: %s", what,
						reason ? reason : "the host does not report it"));
}

static void judge_iommu(struct gpu_judgement *run)
{
	const struct fact_int *iommu = &run->host->iommu;

	if (fact_is(*iommu, 0))
		note(run, XPT_BLOCKED, "Xen runs without an IOMMU");
	else if (iommu->state != XPT_FACT_KNOWN)
		note_unknown(run, "whether Xen has an IOMMU", iommu->reason);
}

static void judge_igd_iommu(struct gpu_judgement *run)
{
	const struct fact_text *line = &run->host->xen_command_line;
	const char *option = xpt__check_suboption(run->arena, line, "iommu", "no-igfx");

	if (run->gpu->form != GPU_IGD)
		return;
	if (line->state != XPT_FACT_KNOWN)
		note_unknown(run, "whether Xen keeps the IOMMU from the IGD", line->reason);
	else if (option)
		note(run, XPT_BLOCKED,
				xpt__arena_text(run->arena,
						"%s on Xen's command line keeps the IOMMU from the IGD",
						option));
}

/* Where Xen keeps its VGA console it writes to the card for ever. */
static void judge_xen_console(struct gpu_judgement *run)
{
	const struct fact_text *line = &run->host->xen_command_line;

	if (!fact_true(run->gpu->device->graphics->boot_vga))
		return;
	if (line->state != XPT_FACT_KNOWN)
		note_unknown(run, "whether Xen itself writes to it", line->reason);
	else if (xpt__check_suboption(run->arena, line, "vga", "keep"))
		note(run, XPT_BLOCKED,
				"Xen itself writes to it: vga=...,keep is on its command line");
}

static const char *join(struct arena *arena, const struct texts *texts)
{
	const char *text = texts->items[0];

	for (size_t i = 1; text && i < texts->count; i++)
		text = xpt__arena_text(arena, "%s, %s", text, texts->items[i]);
	return text;
}

static void judge_console(struct gpu_judgement *run)
{
	const struct gpu *gpu = run->gpu;

	if (gpu->form == GPU_VIRTUAL || (run->report && !is_driver(gpu, "pciback")))
		return; /* what dom0 would lose is asked of any device */
	if (run->report && xpt__graphics_can_let_go(run->host, gpu->device))
		return;
	if (gpu->console.state == XPT_FACT_UNREADABLE)
		note_unknown(run, "whether the console is on it", gpu->console.reason);
	else if (gpu->console.count)
		note(run, XPT_RISK,
				xpt__arena_text(run->arena, "the host's console is on it: %s",
						join(run->arena, &gpu->console)));
}

/* A rule takes what has no driver, and sets the override, which xpt reserve does not. */
static bool is_kept_by_rule(const struct xpt_host *host, const struct xpt_device *device)
{
	return has_rule(host, device) && fact_text_is(device->driver_override, "pciback");
}

/* Without a driver now, it may have had one. */
static void judge_hidden(struct gpu_judgement *run)
{
	const struct xpt_device *device = run->gpu->device;
	const struct fact_int *hidden = &device->hidden_at_boot;

	if (device->original_driver.state == XPT_FACT_KNOWN &&
			strcmp(device->original_driver.value, "pciback")) {
		note_set_up(run,
				xpt__arena_text(run->arena,
						"%s of dom0 had it before it was reserved, and may have set it up",
						device->original_driver.value));
		return;
	}
	if (is_kept_by_rule(run->host, device))
		return;
	if (hidden->state != XPT_FACT_KNOWN)
		note_unknown(run, "whether it was hidden at boot", hidden->reason);
	else if (!hidden->value)
		note_set_up(run,
				"hide= did not hide it at boot: a driver of dom0 may have set it up before");
}

/* A driver of dom0 leaves the card set up, and many cards then fail in the guest. */
static void judge_driver(struct gpu_judgement *run)
{
	const struct gpu *gpu = run->gpu;

	if (gpu->form == GPU_VIRTUAL || gpu->form == GPU_MANAGEMENT ||
			gpu->device->state == DEVICE_ATTACHED)
		return;
	if (gpu->driver.state == XPT_FACT_UNREADABLE || gpu->driver.state == XPT_FACT_UNREAD)
		note_unknown(run, "which driver it has", gpu->driver.reason);
	else if (gpu->driver.state == XPT_FACT_ABSENT || is_driver(gpu, "pciback"))
		judge_hidden(run);
	else if (is_driver(gpu, "gim") && !xpt__gpu_has_gim(gpu))
		note_set_up(run,
				"gim of dom0 has it, which under Xen is for AMD's FirePro S7150 alone");
	else if (!is_driver(gpu, "gim"))
		note_set_up(run,
				xpt__arena_text(run->arena,
						"%s of dom0 has set it up, and many cards then fail in a guest",
						gpu->driver.value));
}

static void note_no_reset(struct gpu_judgement *run)
{
	const char *sharers = xpt__check_bus_sharers(run->host, run->arena, run->gpu->device);

	note(run, XPT_RISK,
			sharers ? xpt__arena_text(run->arena,
						  "neither it nor its bus, where %s would be reset too, can be reset: "
						  "reboot the host between two guests",
						  sharers) :
				  "neither it nor its bus can be reset: reboot the host between two guests");
}

static void judge_reset(struct gpu_judgement *run)
{
	const struct gpu *gpu = run->gpu;
	const char *stuck = xpt__graphics_stuck(gpu->device);

	if (stuck && gpu->form != GPU_VIRTUAL)
		note(run, XPT_RISK,
				xpt__arena_text(run->arena,
						"%s chips are known not to come back from a reset: only the first guest "
						"after power-on may find it working",
						stuck));
	else if (gpu->reset.state == XPT_FACT_ABSENT)
		note_no_reset(run);
	else if (gpu->reset.state != XPT_FACT_KNOWN)
		note_unknown(run, "whether it can be reset", gpu->reset.reason);
}

/* Firmware without "above 4G decoding" leaves large BARs without an address. */
static void judge_memory(struct gpu_judgement *run)
{
	const struct xpt_device *device = run->gpu->device;

	if (run->gpu->low_bytes.state != XPT_FACT_KNOWN)
		note_unknown(run, "how large its memory regions are", run->gpu->low_bytes.reason);
	for (size_t i = 0; i < device->bar_count; i++)
		if (device->bars[i].type[0] == 'm' && device->bars[i].index < 6 &&
				!device->bars[i].address)
			note(run, XPT_BLOCKED,
					xpt__arena_text(run->arena,
							"BAR %d has no address: switch \"above 4G decoding\" on in the "
							"firmware's setup",
							device->bars[i].index));
}

static void judge_igd(struct gpu_judgement *run)
{
	const struct gpu *gpu = run->gpu;

	if (gpu->form != GPU_IGD)
		return;
	if (fact_is(gpu->class_code, CLASS_VGA))
		note(run, XPT_RISK,
				"it is the IGD: the guest needs gfx_passthru=1, and has it in slot 2");
	else
		note(run, XPT_RISK,
				"it is an IGD of class 0380, which libxl and QEMU do not know for one unless they "
				"are patched: QEMU refuses it at 0000:00:02.0");
}

/* QEMU goes by the address alone. */
static void judge_address(struct gpu_judgement *run)
{
	const struct xpt_bdf at = run->gpu->device->bdf;

	if (run->gpu->form == GPU_IGD || at.segment || at.bus || at.device != 2 || at.function)
		return;
	note(run, XPT_RISK,
			fact_is(run->gpu->class_code, CLASS_VGA) ?
					"QEMU takes anything at 0000:00:02.0 for Intel's IGD, and refuses it without "
					"gfx_passthru=\"igd\"" :
					"QEMU takes anything at 0000:00:02.0 for Intel's IGD, and refuses it there, as "
					"it is not of class 0300");
}

static void judge_form(struct gpu_judgement *run)
{
	const char *name = xpt__graphics_processor(run->gpu->device);

	if (run->gpu->form == GPU_MANAGEMENT)
		note(run, XPT_RISK,
				"the remote console of the server shows what is drawn on it: leave it to dom0");
	if (run->gpu->form == GPU_PROCESSOR)
		note(run, XPT_RISK,
				xpt__arena_text(run->arena,
						"it is a part of the processor (%s), and its video BIOS is the "
						"firmware's: drivers may not find that in a guest",
						name ? name :
						       "its slot has AMD's security processor"));
}

static const char *summary_of(struct gpu_judgement *run)
{
	const struct gpu *gpu = run->gpu;

	if (gpu->device->state == DEVICE_ATTACHED)
		return xpt__arena_text(run->arena, "a guest has it: %s",
				gpu->device->domain.state == XPT_FACT_KNOWN ?
						gpu->device->domain.value :
						gpu->device->owner.text);
	if (gpu->form == GPU_VIRTUAL)
		return xpt__arena_text(run->arena,
				"a virtual function of %s: goes to a guest as any device, without gfx_passthru",
				gpu->device->physical_function.value);
	if (gpu->form == GPU_IGD)
		return "Intel's integrated graphics: goes to one HVM guest, with gfx_passthru";
	if (gpu->form == GPU_MANAGEMENT)
		return "the display of the management controller: stays with dom0";
	if (gpu->form == GPU_PROCESSOR)
		return "graphics of the processor: goes to one HVM guest as a second display";
	if (gpu->functions.count == 1)
		return "a card: goes to one HVM guest as a second display, without gfx_passthru";
	return xpt__arena_text(run->arena,
			"a card of %zu functions: goes whole to one HVM guest as a second display, without "
			"gfx_passthru",
			gpu->functions.count);
}

static const char *advice_of(struct gpu_judgement *run)
{
	const struct gpu *gpu = run->gpu;

	if (gpu->verdict == XPT_PASS || gpu->verdict == XPT_BLOCKED ||
			(gpu->form != GPU_CARD && gpu->form != GPU_IGD &&
					gpu->form != GPU_PROCESSOR) ||
			gpu->device->state == DEVICE_ATTACHED ||
			is_hidden(run->host, gpu->device) || xpt__gpu_has_gim(gpu))
		return NULL;
	return xpt__arena_text(run->arena, "xpt hide --group %s", gpu->address);
}

/* What any device is asked, xpt check asks elsewhere. */
static void ask_as_any(struct gpu_judgement *run)
{
	const struct fact_text *virtual = &run->gpu->device->physical_function;

	if (virtual->state == XPT_FACT_UNREADABLE)
		note_unknown(run, "whether it is a virtual function", virtual->reason);
	judge_iommu(run);
	judge_reset(run);
}

static void ask(struct gpu_judgement *run)
{
	static void (*const questions[])(struct gpu_judgement *) = { judge_igd_iommu,
		judge_xen_console, judge_console, judge_driver, judge_memory, judge_igd,
		judge_address, judge_form };

	for (size_t i = 0; i < sizeof(questions) / sizeof(*questions); i++)
		questions[i](run);
}

bool xpt__gpu_judge(const struct xpt_host *host, struct arena *arena, struct gpu *gpu)
{
	struct gpu_judgement run = { host, arena, gpu, NULL, false };

	gpu->reasons.state = XPT_FACT_KNOWN;
	ask_as_any(&run);
	ask(&run);
	gpu->verdict_text = xpt_verdict_text(gpu->verdict);
	gpu->sharing = xpt__gpu_sharing(host, arena, gpu);
	gpu->summary = summary_of(&run);
	gpu->advice = advice_of(&run);
	return !run.failed && gpu->summary;
}

bool xpt__gpu_report(const struct xpt_host *host, struct arena *arena, struct gpu *gpu,
		struct xpt_report *report)
{
	struct gpu_judgement run = { host, arena, gpu, report, false };

	ask(&run);
	return !run.failed;
}
