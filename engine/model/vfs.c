/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vfs.h"

bool xpt__model_vf_place(
		const struct xpt_device *pf, unsigned int number, struct xpt_bdf *ret_place)
{
	long long id = (pf->bdf.bus << 8 | pf->bdf.device << 3 | pf->bdf.function) +
			pf->vf_offset.value + number * pf->vf_stride.value;

	if (pf->vf_offset.state != XPT_FACT_KNOWN || pf->vf_stride.state != XPT_FACT_KNOWN ||
			id > 0xffff || !pf->vf_offset.value || (number && !pf->vf_stride.value))
		return false;
	*ret_place = (struct xpt_bdf){ pf->bdf.segment, (uint8_t)(id >> 8),
		(uint8_t)(id >> 3 & 0x1f), (uint8_t)(id & 7) };
	return true;
}

bool xpt__model_new_vf(const struct xpt_device *pf, unsigned int number, struct xpt_device *ret_vf)
{
	*ret_vf = (struct xpt_device){ 0 };
	if (!xpt__model_vf_place(pf, number, &ret_vf->bdf))
		return false;
	xpt_bdf_format(ret_vf->bdf, ret_vf->address);
	return true;
}

struct fact_int xpt__model_msix_to_share(const struct xpt_device *pf)
{
	const struct fact_int *total = &pf->vf_msix_total;

	if (total->state == XPT_FACT_ABSENT)
		return (struct fact_int)FACT_ABSENT("dom0's kernel has no sriov_vf_total_msix");
	if (total->state == XPT_FACT_KNOWN && !total->value)
		return (struct fact_int)FACT_ABSENT(
				"the driver of its physical function does not offer it");
	return *total;
}

const char *xpt__model_vf_holders(
		struct arena *arena, const struct xpt_host *host, const struct bdfs *vfs)
{
	const char *list = "";

	for (size_t i = 0; list && i < vfs->count; i++) {
		const struct xpt_device *vf = xpt__model_device(host, vfs->items[i]);
		bool has = vf->owner.kind == OWNER_DOMAIN && vf->owner.domid;
		char buffer[16];

		list = xpt__arena_text(arena, "%s%s%s (%s)", list, *list ? ", " : "", vf->address,
				has ? xpt__model_domain_name(host, vf->owner.domid, buffer) :
						vf->owner.kind == OWNER_UNKNOWN ?
				      "owner not known" :
				      "reserved");
	}
	return list;
}

static struct fact_text not_known(enum xpt_state state, const char *reason)
{
	return (struct fact_text){ .state = state, .reason = reason };
}

static struct fact_text number_words(struct arena *arena, const char *key, struct fact_int number)
{
	return number.state == XPT_FACT_KNOWN ?
			fact_text_known(xpt__arena_text(arena, "%s=%lld", key, number.value)) :
			not_known(number.state, number.reason);
}

static struct fact_text text_words(struct arena *arena, const char *key, struct fact_text text)
{
	return text.state == XPT_FACT_KNOWN ?
			fact_text_known(xpt__arena_text(arena, "%s=%s", key, text.value)) :
			text;
}

static struct fact_text vlan_words(struct arena *arena, const struct vf_settings *is)
{
	if (is->vlan.state != XPT_FACT_KNOWN)
		return not_known(is->vlan.state, is->vlan.reason);
	if (is->vlan_qos.state != XPT_FACT_KNOWN)
		return not_known(is->vlan_qos.state, is->vlan_qos.reason);
	if (is->vlan_protocol.state != XPT_FACT_KNOWN)
		return is->vlan_protocol;
	return fact_text_known(xpt__arena_text(arena, "vlan=%lld qos=%lld protocol=%s",
			is->vlan.value, is->vlan_qos.value, is->vlan_protocol.value));
}

static struct fact_text rate_words(struct arena *arena, const struct vf_settings *is)
{
	if (is->max_rate.state != XPT_FACT_KNOWN)
		return not_known(is->max_rate.state, is->max_rate.reason);
	if (is->min_rate.state != XPT_FACT_KNOWN)
		return not_known(is->min_rate.state, is->min_rate.reason);
	return fact_text_known(xpt__arena_text(arena, "min_rate=%lld max_rate=%lld",
			is->min_rate.value, is->max_rate.value));
}

/* Where an interface tells and none is set, the link is told all the same. */
static struct fact_text or_none(
		const struct vf_settings *is, struct fact_text words, const char *none)
{
	return words.state == XPT_FACT_ABSENT && is->link.state != XPT_FACT_ABSENT ?
			fact_text_known(none) :
			words;
}

struct fact_text xpt__model_vf_words(
		struct arena *arena, const struct xpt_device *vf, enum vf_setting setting)
{
	const struct vf_settings *is = &vf->vf_settings;

	switch (setting) {
	case VF_MAC:
		return or_none(is, text_words(arena, "mac", is->mac), VF_NO_MAC);
	case VF_VLAN:
		return or_none(is, vlan_words(arena, is), xpt__vf_setting_kind(VF_VLAN)->as_new);
	case VF_RATE:
		return rate_words(arena, is);
	case VF_SPOOF_CHECK:
		return number_words(arena, "spoof_check", is->spoof_check);
	case VF_TRUST:
		return number_words(arena, "trust", is->trust);
	case VF_LINK:
		return text_words(arena, "link", is->link);
	case VF_MSIX:
		return number_words(arena, "msix", is->msix);
	case VF_SETTINGS:
		break;
	}
	return not_known(XPT_FACT_UNREADABLE, "it is not a setting");
}

bool xpt__model_vfs_change(const struct xpt_device *pf)
{
	return pf->vf_count.state == XPT_FACT_KNOWN &&
			pf->virtual_functions.count != (size_t)pf->vf_count.value;
}
