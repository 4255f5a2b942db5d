/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside plan/: what the plans about virtual functions share. */
#ifndef PLAN_VFS_H
#define PLAN_VFS_H

#include <xpt/vf.h>

#include "../base/nvme_words.h"
#include "../model/vfs.h"
#include "build.h"

/*
 * xpt__vf_check_pf - can it have VFs at all, and so many? (vf_checks.c)
 * Return: 0; the number of VFs that it has now is known then.
 */
int xpt__vf_check_pf(const struct xpt_host *host, const struct xpt_device *pf,
		const struct xpt_vf_request *request, struct xpt_error **ret_error);
/* xpt__vf_check_free - may the VFs that it has be taken away? Names those that may not, and who has them. */
int xpt__vf_check_free(
		struct builder *builder, const struct xpt_device *pf, struct xpt_error **ret_error);

/* xpt__plan_add_vfs - the steps of a struct xpt_vf_request, as one of perhaps several of a plan. (vfs.c) */
int xpt__plan_add_vfs(struct builder *builder, const void *request, const char **ret_title,
		struct xpt_error **ret_error);
/* xpt__plan_new_vf_setting - the step that sets @wanted, in words, of a VF that an earlier step of the plan makes */
int xpt__plan_new_vf_setting(struct builder *builder, const struct xpt_device *pf, bool reserved,
		unsigned int number, const char *wanted, const char *why,
		struct xpt_error **ret_error);

/* What a disk gives to each of its new VFs. (nvme_vfs.c) */
struct nvme_gift {
	bool given;
	struct nvme_words words;
	const char *why_not; /* NULL: it is given, or no VF needs it */
};

/* xpt__plan_nvme_gift - the same to each of @count new VFs, once those that it has are gone */
struct nvme_gift xpt__plan_nvme_gift(
		struct builder *builder, const struct xpt_device *pf, unsigned int count);
/* xpt__plan_nvme_online - the steps that make @count new VFs of use, where something is given */
void xpt__plan_nvme_online(struct builder *builder, const struct xpt_device *pf, unsigned int count,
		const struct nvme_gift *gift);
/* xpt__plan_nvme_takes - does @vf, which goes away, have something, and no driver of dom0 meanwhile? */
bool xpt__plan_nvme_takes(const struct xpt_device *pf, const struct xpt_device *vf);
/* xpt__plan_nvme_offline - the step that takes it back */
void xpt__plan_nvme_offline(
		struct builder *builder, const struct xpt_device *pf, const struct xpt_device *vf);

/*
 * xpt__plan_vf_setting - a step where @vf does not have @wanted, in words that outlive the builder. (vf_settings.c)
 * @reserved_before: an earlier step of the plan reserves it
 */
int xpt__plan_vf_setting(struct builder *builder, const struct xpt_device *vf, bool reserved_before,
		enum vf_setting setting, const char *wanted, const char *why,
		struct xpt_error **ret_error);
/* xpt__plan_vf_msix - of it the number of MSI-X vectors, from @now to another. (vf_msix.c) */
int xpt__plan_vf_msix(struct builder *builder, const struct xpt_device *vf, bool reserved_before,
		const char *wanted, const char *now, const char *why, struct xpt_error **ret_error);
/* xpt__plan_new_vf_msix - the same of a VF of @pf that an earlier step makes, perhaps reserved */
int xpt__plan_new_vf_msix(struct builder *builder, const struct xpt_device *pf,
		const struct xpt_device *vf, bool reserved, unsigned int number, const char *wanted,
		const char *why, struct xpt_error **ret_error);
/* xpt__plan_note_vf - what the driver of its PF does for a VF that goes away comes back when the plan is undone */
void xpt__plan_note_vf(struct builder *builder, const struct xpt_device *vf);
/* xpt__vf_expect - that it is still such a device */
void xpt__vf_expect(struct builder *builder, const struct xpt_device *vf);

#endif
