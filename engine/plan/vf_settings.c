/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Other settings of a VF: a step for each, whose undo brings back what it was. */
#include <stdio.h>
#include <string.h>

#include "../base/error.h"
#include "../base/options.h"
#include "vfs.h"

struct change {
	struct builder *builder;
	const struct xpt_device *vf;
	struct xpt_error **ret_error;
};

/* What it is now is not known; or there is none, and it cannot be set. */
static int fail_now(const struct change *change, const struct vf_setting_kind *kind,
		const struct fact_text *now)
{
	bool none = now->state == XPT_FACT_ABSENT;

	return xpt__error_set(change->ret_error, none ? XPT_REFUSED : XPT_UNREADABLE,
			"%s of %s %s: %s", kind->name, change->vf->address,
			none ? "cannot be set" : "is not known",
			now->reason ? now->reason : "the host does not report it");
}

int xpt__plan_vf_setting(struct builder *builder, const struct xpt_device *vf, bool reserved_before,
		enum vf_setting setting, const char *wanted, const char *why,
		struct xpt_error **ret_error)
{
	const struct change change = { builder, vf, ret_error };
	const struct fact_text now = xpt__model_vf_words(builder->arena, vf, setting);
	unsigned int number = (unsigned int)vf->vf_number.value;

	if (now.state != XPT_FACT_KNOWN)
		return fail_now(&change, xpt__vf_setting_kind(setting), &now);
	if (!now.value)
		return xpt__error_no_memory(ret_error);
	if (setting == VF_MSIX && strcmp(wanted, now.value) != 0)
		return xpt__plan_vf_msix(
				builder, vf, reserved_before, wanted, now.value, why, ret_error);
	if (strcasecmp(wanted, now.value) != 0)
		xpt__plan_step(builder, vf,
				(struct op){ VERB_VF_SETTINGS, wanted, .count = number },
				(struct op){ VERB_VF_SETTINGS, now.value, .count = number }, "%s",
				why);
	return 0;
}

/* @text NULL: it stays as it is */
static int set(const struct change *change, enum vf_setting setting, const char *text)
{
	const struct vf_setting_kind *kind = xpt__vf_setting_kind(setting);
	char words[VF_WORDS_TEXT];
	const char *wanted;

	if (!text)
		return 0;
	if (!xpt__vf_setting_words(setting, text, words))
		return xpt__error_set(change->ret_error, XPT_INVALID,
				"%s of %s cannot be \"%s\": write %s", kind->name,
				change->vf->address, text, kind->form);
	wanted = xpt__plan_copy(change->builder, xpt__span_of(words));
	return wanted ? xpt__plan_vf_setting(change->builder, change->vf, false, setting, wanted,
					"as requested", change->ret_error) :
			xpt__error_no_memory(change->ret_error);
}

/* As people write it; NULL: it stays. */
static const char *switch_text(enum xpt_vf_switch wanted)
{
	static const char *const words[] = { NULL, "on", "off", "auto" };

	return (unsigned int)wanted < sizeof(words) / sizeof(*words) ? words[wanted] : "?";
}

static int set_all(const struct change *change, const struct xpt_vf_settings *settings)
{
	char msix[16];
	const char *const texts[VF_SETTINGS] = { [VF_MAC] = settings->mac,
		[VF_VLAN] = settings->vlan,
		[VF_RATE] = settings->rate,
		[VF_SPOOF_CHECK] = switch_text(settings->spoof_check),
		[VF_TRUST] = switch_text(settings->trust),
		[VF_LINK] = switch_text(settings->link),
		[VF_MSIX] = settings->msix ? msix : NULL };
	int rc = 0;

	snprintf(msix, sizeof(msix), "%u", settings->msix);
	for (enum vf_setting i = 0; !rc && i < VF_SETTINGS; i++)
		rc = set(change, i, texts[i]);
	return rc;
}

static int check_vf(const struct xpt_device *vf, struct xpt_error **ret_error)
{
	if (vf->physical_function.state == XPT_FACT_ABSENT)
		return xpt__error_set(ret_error, XPT_REFUSED,
				"%s is not a virtual function; xpt vf list shows which there are",
				vf->address);
	if (vf->physical_function.state != XPT_FACT_KNOWN || vf->vf_number.state != XPT_FACT_KNOWN)
		return xpt__error_set(ret_error, XPT_UNREADABLE,
				"which VF of its physical function %s is is not known: %s",
				vf->address,
				vf->vf_number.reason ? vf->vf_number.reason :
						       "the host does not report it");
	return 0;
}

/* Of what a new VF has by itself nothing needs to be noted. */
static bool is_own(enum vf_setting setting, const char *words)
{
	const char *as_new = xpt__vf_setting_kind(setting)->as_new;

	return strcmp(words, as_new ? as_new : VF_NO_MAC) != 0;
}

void xpt__plan_note_vf(struct builder *builder, const struct xpt_device *vf)
{
	unsigned int number = (unsigned int)vf->vf_number.value;

	for (enum vf_setting i = 0; vf->vf_number.state == XPT_FACT_KNOWN && i < VF_SETTINGS; i++) {
		const struct fact_text now = xpt__model_vf_words(builder->arena, vf, i);

		/* where a driver comes with the VF, it comes before this could be set again */
		if (now.state != XPT_FACT_KNOWN || (i == VF_MSIX && !xpt__model_in_pciback(vf)))
			continue;
		builder->failed = builder->failed || !now.value;
		if (now.value && is_own(i, now.value))
			xpt__plan_step(builder, vf,
					(struct op){ VERB_SAVE_VF_SETTINGS, now.value,
							.count = number },
					(struct op){ VERB_VF_SETTINGS, now.value, .count = number },
					"it goes away with the VF");
	}
}

void xpt__vf_expect(struct builder *builder, const struct xpt_device *vf)
{
	xpt__plan_expect(builder, EXPECT_IDENTITY, vf, "%04x:%04x",
			(unsigned int)vf->vendor_id.value, (unsigned int)vf->device_id.value);
}

static int fill(struct builder *builder, const void *given, const char **ret_title,
		struct xpt_error **ret_error)
{
	struct change change = { .builder = builder, .ret_error = ret_error };
	struct xpt_vf_settings settings;
	int rc;

	if (!xpt__options_take(given, &settings, sizeof(settings)))
		return xpt__error_set(ret_error, XPT_INVALID,
				"the request uses options that this libxpt does not know");
	rc = xpt_host_find_device(builder->host, settings.device, &change.vf, ret_error);
	rc = rc ? rc : check_vf(change.vf, ret_error);
	if (rc)
		return rc;
	*ret_title = xpt__arena_text(
			builder->arena, "change the settings of VF %s", change.vf->address);
	xpt__vf_expect(builder, change.vf);
	return set_all(&change, &settings);
}

int xpt_plan_for_vf_settings(const struct xpt_host *host, const struct xpt_vf_settings *settings,
		struct xpt_plan **ret_plan, struct xpt_error **ret_error)
{
	return xpt__plan_build(host, settings, fill, ret_plan, ret_error);
}
