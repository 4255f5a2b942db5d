/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside apply/: the verbs about the virtual functions of a PF. */
#ifndef APPLY_VF_H
#define APPLY_VF_H

#include "verbs.h"

int xpt__verb_vf_count_done(
		const struct attempt *attempt, bool *ret_done, struct xpt_error **ret_error);
int xpt__verb_vf_count(const struct attempt *attempt, struct xpt_error **ret_error);
int xpt__verb_vf_autoprobe_done(
		const struct attempt *attempt, bool *ret_done, struct xpt_error **ret_error);
int xpt__verb_vf_autoprobe(const struct attempt *attempt, struct xpt_error **ret_error);
/* Of a VF: what the network driver of its PF does for it (vf_settings.c). */
int xpt__verb_vf_settings_done(
		const struct attempt *attempt, bool *ret_done, struct xpt_error **ret_error);
int xpt__verb_vf_settings(const struct attempt *attempt, struct xpt_error **ret_error);
/* Of these its MSI-X vectors, which are no network driver's (vf_msix.c). */
bool xpt__vf_is_msix(const char *words);
int xpt__vf_msix_done(const struct attempt *attempt, bool *ret_done, struct xpt_error **ret_error);
int xpt__vf_msix_set(const struct attempt *attempt, struct xpt_error **ret_error);

/* Of a VF: what the controller of its PF, a disk, gives to its own (nvme_vf.c). */
int xpt__verb_nvme_vf_done(
		const struct attempt *attempt, bool *ret_done, struct xpt_error **ret_error);
int xpt__verb_nvme_vf(const struct attempt *attempt, struct xpt_error **ret_error);

/* xpt__vf_find_pf - the PF of the attempt's device, of which it is still the VF that was planned */
int xpt__vf_find_pf(const struct attempt *attempt, struct xpt_bdf *ret_pf,
		struct xpt_error **ret_error);

/* xpt__vf_refuse_in_use - an error where a guest has the attempt's device, or it is not known; asked at this moment */
int xpt__vf_refuse_in_use(const struct attempt *attempt, struct xpt_error **ret_error);

#endif
