/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Other settings of a VF: a step for each, whose undo brings back what it was. */
#include <stdlib.h>
#include <string.h>

#include <xpt/vf.h>

#include "../base/error.h"
#include "../base/options.h"
#include "../base/vf_words.h"
#include "build.h"

#define NO_MAC "00:00:00:00:00:00"
#define NO_VLAN "vlan=0 qos=0 protocol=802.1Q"

struct change {
	struct builder *builder;
	const struct xpt_device *vf;
	struct xpt_error **ret_error;
	int rc;
};

/* What was asked for, and how it is written. */
struct setting {
	const char *name, *asked, *form;
};

/* What it is now is not known; or there is none, and it cannot be set. */
static void fail_now(struct change *change, const struct setting *setting, enum xpt_state state,
		const char *reason)
{
	bool none = state == XPT_FACT_ABSENT;

	change->rc = xpt__error_set(change->ret_error, none ? XPT_REFUSED : XPT_UNREADABLE,
			"%s of %s %s: %s", setting->name, change->vf->address,
			none ? "cannot be set" : "is not known",
			reason ? reason : "the host does not tell");
}

static void fail_asked(struct change *change, const struct setting *setting)
{
	if (!change->rc)
		change->rc = xpt__error_set(change->ret_error, XPT_INVALID,
				"%s of %s cannot be \"%s\": write %s", setting->name,
				change->vf->address, setting->asked, setting->form);
}

/* @wanted, @now: as words; NULL: it is none, and not known for @reason. */
static void set(struct change *change, const struct setting *setting, const char *wanted,
		const char *now, enum xpt_state state, const char *reason)
{
	unsigned int number = (unsigned int)change->vf->vf_number.value;

	if (change->rc)
		return;
	if (!wanted || !xpt__vf_words_valid(wanted)) {
		fail_asked(change, setting);
		return;
	}
	if (!now) {
		fail_now(change, setting, state, reason);
		return;
	}
	if (strcasecmp(wanted, now) != 0)
		xpt__plan_step(change->builder, change->vf,
				(struct op){ VERB_VF_SETTINGS, wanted, .count = number },
				(struct op){ VERB_VF_SETTINGS, now, .count = number },
				"as requested");
}

static void set_mac(struct change *change, const char *wanted)
{
	const struct setting setting = { "the MAC address", wanted,
		"one of a device: 52:54:00:12:34:56" };
	struct arena *arena = change->builder->arena;
	const struct fact_text *mac = &change->vf->vf_settings.mac;
	/* where the interface tells and no address is set, the VLAN is told all the same */
	bool none = mac->state == XPT_FACT_ABSENT &&
			change->vf->vf_settings.link.state != XPT_FACT_ABSENT;
	const char *now = mac->state == XPT_FACT_KNOWN ? mac->value : none ? NO_MAC : NULL;

	if (!wanted)
		return;
	if (strlen(wanted) != sizeof(NO_MAC) - 1 ||
			strtoul((char[]){ wanted[0], wanted[1], '\0' }, NULL, 16) & 1) {
		fail_asked(change, &setting);
		return;
	}
	set(change, &setting, xpt__arena_text(arena, "mac=%s", wanted),
			now ? xpt__arena_text(arena, "mac=%s", now) : NULL, mac->state,
			mac->reason);
}

static bool ends_open(const char *text)
{
	return *text && text[strlen(text) - 1] == ':';
}

/* "10:3:ad" as words; NULL: it is none. */
static const char *vlan_words(struct arena *arena, const char *text)
{
	struct span rest = xpt__span_of(text), part;
	uint64_t vlan, qos = 0;
	bool provider = false;

	if (!strcmp(text, "none"))
		return NO_VLAN;
	if (ends_open(text))
		return NULL;
	if (!xpt__span_next_part(&rest, ':', &part) || !xpt__span_number(part, 10, &vlan) ||
			!vlan || vlan > 4094)
		return NULL;
	if (xpt__span_next_part(&rest, ':', &part) &&
			(!xpt__span_number(part, 10, &qos) || qos > 7))
		return NULL;
	if (xpt__span_next_part(&rest, ':', &part)) {
		provider = xpt__span_is(part, "ad");
		if (!provider || rest.length)
			return NULL;
	}
	return xpt__arena_text(arena, "vlan=%u qos=%u protocol=%s", (unsigned int)vlan,
			(unsigned int)qos, provider ? "802.1ad" : "802.1Q");
}

static void set_vlan(struct change *change, const char *wanted)
{
	struct arena *arena = change->builder->arena;
	const struct vf_settings *is = &change->vf->vf_settings;
	const char *now = NULL;

	if (!wanted)
		return;
	if (is->vlan.state == XPT_FACT_ABSENT && is->link.state != XPT_FACT_ABSENT)
		now = NO_VLAN;
	else if (is->vlan.state == XPT_FACT_KNOWN && is->vlan_qos.state == XPT_FACT_KNOWN &&
			is->vlan_protocol.state == XPT_FACT_KNOWN)
		now = xpt__arena_text(arena, "vlan=%lld qos=%lld protocol=%s", is->vlan.value,
				is->vlan_qos.value, is->vlan_protocol.value);
	set(change,
			&(struct setting){ "the VLAN", wanted,
					"10, 10:3 (priority), 10:3:ad (802.1ad) or none" },
			vlan_words(arena, wanted), now, is->vlan.state, is->vlan.reason);
}

static void set_rate(struct change *change, const char *wanted)
{
	struct arena *arena = change->builder->arena;
	const struct fact_int *least = &change->vf->vf_settings.min_rate,
			      *most = &change->vf->vf_settings.max_rate;
	struct span rest, part;
	uint64_t min, max;
	bool valid;

	if (!wanted)
		return;
	rest = xpt__span_of(wanted);
	valid = xpt__span_next_part(&rest, ':', &part) && xpt__span_number(part, 10, &min) &&
			xpt__span_next_part(&rest, ':', &part) &&
			xpt__span_number(part, 10, &max) && !rest.length && !ends_open(wanted) &&
			min <= UINT32_MAX && max <= UINT32_MAX && (!max || min <= max);
	set(change, &(struct setting){ "the rate", wanted, "MIN:MAX in Mbit/s, 0:0 for no limit" },
			valid ? xpt__arena_text(arena, "min_rate=%lu max_rate=%lu",
						(unsigned long)min, (unsigned long)max) :
				NULL,
			least->state == XPT_FACT_KNOWN && most->state == XPT_FACT_KNOWN ?
					xpt__arena_text(arena, "min_rate=%lld max_rate=%lld",
							least->value, most->value) :
					NULL,
			most->state, most->reason);
}

static void set_switch(struct change *change, const char *key, enum xpt_vf_switch wanted,
		const struct fact_int *now)
{
	struct arena *arena = change->builder->arena;

	if (wanted == XPT_VF_AS_IT_IS)
		return;
	set(change, &(struct setting){ key, "auto", "on or off" },
			wanted == XPT_VF_ON || wanted == XPT_VF_OFF ?
					xpt__arena_text(arena, "%s=%d", key, wanted == XPT_VF_ON) :
					NULL,
			now->state == XPT_FACT_KNOWN ?
					xpt__arena_text(arena, "%s=%lld", key, now->value) :
					NULL,
			now->state, now->reason);
}

static void set_link(struct change *change, enum xpt_vf_switch wanted)
{
	static const char *const words[] = { NULL, "link=on", "link=off", "link=auto" };
	const struct fact_text *now = &change->vf->vf_settings.link;
	struct arena *arena = change->builder->arena;

	if (wanted == XPT_VF_AS_IT_IS)
		return;
	set(change, &(struct setting){ "the link", "?", "auto, on or off" },
			wanted <= XPT_VF_AUTO ? words[wanted] : NULL,
			now->state == XPT_FACT_KNOWN ?
					xpt__arena_text(arena, "link=%s", now->value) :
					NULL,
			now->state, now->reason);
}

static int check_vf(const struct xpt_device *vf, struct xpt_error **ret_error)
{
	if (vf->physical_function.state == XPT_FACT_ABSENT)
		return xpt__error_set(ret_error, XPT_REFUSED,
				"%s is no virtual function; xpt vf list shows which there are",
				vf->address);
	if (vf->physical_function.state != XPT_FACT_KNOWN || vf->vf_number.state != XPT_FACT_KNOWN)
		return xpt__error_set(ret_error, XPT_UNREADABLE,
				"which VF of its physical function %s is is not known: %s",
				vf->address,
				vf->vf_number.reason ? vf->vf_number.reason :
						       "the host does not tell");
	return 0;
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
	xpt__plan_expect(builder, EXPECT_IDENTITY, change.vf, "%04x:%04x",
			(unsigned int)change.vf->vendor_id.value,
			(unsigned int)change.vf->device_id.value);
	set_mac(&change, settings.mac);
	set_vlan(&change, settings.vlan);
	set_rate(&change, settings.rate);
	set_switch(&change, "spoof_check", settings.spoof_check,
			&change.vf->vf_settings.spoof_check);
	set_switch(&change, "trust", settings.trust, &change.vf->vf_settings.trust);
	set_link(&change, settings.link);
	return change.rc;
}

int xpt_plan_vf_settings(const struct xpt_host *host, const struct xpt_vf_settings *settings,
		struct xpt_plan **ret_plan, struct xpt_error **ret_error)
{
	return xpt__plan_build(host, settings, fill, ret_plan, ret_error);
}
