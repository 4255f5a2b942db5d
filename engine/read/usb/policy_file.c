/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "../../policy/usb_policy.h"

#include <string.h>

#include "../../base/error.h"
#include "../whole_file.h"

struct xpt_usb_policy {
	struct arena *arena;
	const struct usb_policy *policy;
	const char *path; /* printable */
};

int xpt_usb_policy_open(
		const char *path, struct xpt_usb_policy **ret_policy, struct xpt_error **ret_error)
{
	auto_blob struct blob text = { 0 };
	struct arena *arena = xpt__arena_new();
	struct xpt_usb_policy *policy = arena ? xpt__arena_alloc(arena, sizeof(*policy)) : NULL;
	int rc = xpt__read_whole_file(path, "usb-policy.conf", &text, ret_error);

	if (!rc && policy)
		policy->policy = xpt__usb_policy_parse(arena, blob_span(&text));
	if (!rc && policy)
		policy->path = xpt__arena_printable(arena, path, strlen(path));
	if (!rc && !(policy && policy->policy && policy->path))
		rc = xpt__error_no_memory(ret_error);
	if (rc) {
		xpt__arena_free(arena);
		return rc;
	}
	policy->arena = arena;
	*ret_policy = policy;
	return 0;
}

void xpt_usb_policy_free(struct xpt_usb_policy *policy)
{
	if (policy)
		xpt__arena_free(policy->arena); /* holds the policy itself */
}

size_t xpt_usb_policy_rules(const struct xpt_usb_policy *policy)
{
	return policy->policy->rule_count;
}

bool xpt_usb_policy_defect(
		const struct xpt_usb_policy *policy, size_t index, struct xpt_object *ret_defect)
{
	if (index >= policy->policy->defect_count)
		return false;
	*ret_defect = (struct xpt_object){ xpt_kind_usb_policy_defect(),
		&policy->policy->defects[index] };
	return true;
}

int xpt_usb_policy_test(struct xpt_usb_policy *policy, const char *const *words, size_t word_count,
		const struct xpt_usb_device **ret_device, struct xpt_error **ret_error)
{
	struct xpt_usb_device *device = xpt__arena_alloc(policy->arena, sizeof(*device));
	int rc = device ? xpt__usb_words_read(policy->arena, words, word_count, device, ret_error) :
			  xpt__error_no_memory(ret_error);

	if (!rc && !xpt__usb_policy_mark(policy->arena, policy->policy, policy->path, device))
		rc = xpt__error_no_memory(ret_error);
	if (!rc)
		*ret_device = device;
	return rc;
}
