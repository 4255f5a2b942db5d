/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "possible_causes.h"

#include <stddef.h>

#define CONSEQUENCES 16

#define REFUSALS &cause_assignment_refused, &cause_quarantine_failed
/* What a guest, its device model and dom0 meet when the device itself does not work. */
#define DEVICE_TROUBLE                                                                       \
	&cause_msi_setup_failed, &cause_bar_mapping_conflict, &cause_device_error,           \
	&cause_device_model_refused, &cause_driver_rebind_failed, &cause_pciback_bind_failed, \
	&cause_hotplug_timeout, &cause_config_write_blocked
/* What never fails by itself: worth a word only where nothing else went wrong. */
#define SIDE_NOTES                                                                           \
	&cause_reset_unavailable, &cause_config_write_blocked, &cause_permissive,            \
	&cause_interrupt_fault, &cause_reserved_memory_relaxed

static const struct {
	const struct cause *cause, *explains[CONSEQUENCES]; /* ends with NULL */
} explanations[] = {
	{ &cause_shared_reserved_memory, { REFUSALS, &cause_device_model_refused,
			&cause_hotplug_timeout, SIDE_NOTES } },
	{ &cause_reserved_memory_conflict, { REFUSALS, &cause_device_model_refused, SIDE_NOTES } },
	{ &cause_iommu_firmware_defect, { &cause_iommu_disabled, &cause_interrupt_remapping_off,
			&cause_queued_invalidation_off, REFUSALS, &cause_device_unknown_to_xen,
			&cause_interrupt_fault } },
	{ &cause_iommu_disabled, { &cause_interrupt_remapping_off, &cause_queued_invalidation_off,
			REFUSALS, &cause_toolstack_config, SIDE_NOTES } },
	{ &cause_queued_invalidation_off, { &cause_interrupt_remapping_off } },
	{ &cause_hide_parse_error, { &cause_pciback_missing, &cause_not_assignable, SIDE_NOTES } },
	{ &cause_pciback_missing, { &cause_not_assignable, &cause_pciback_bind_failed, SIDE_NOTES } },
	{ &cause_not_assignable, { REFUSALS, SIDE_NOTES } },
	{ &cause_device_unknown_to_xen, { REFUSALS, &cause_msi_setup_failed, SIDE_NOTES } },
	{ &cause_populate_on_demand, { REFUSALS, &cause_toolstack_config, SIDE_NOTES } },
	{ &cause_domain_type_unsupported, { REFUSALS, &cause_toolstack_config, SIDE_NOTES } },
	{ &cause_passthrough_off, { REFUSALS, &cause_toolstack_config, SIDE_NOTES } },
	{ &cause_reset_failed, { DEVICE_TROUBLE, &cause_power_state, REFUSALS,
			&cause_reset_unavailable } },
	{ &cause_power_state, { DEVICE_TROUBLE, &cause_reset_unavailable } },
	{ &cause_stubdomain_attach, { DEVICE_TROUBLE, SIDE_NOTES } },
	{ &cause_guest_irqs_exhausted, { &cause_msi_setup_failed, &cause_device_model_refused,
			&cause_interrupt_shared, SIDE_NOTES } },
	{ &cause_msi_setup_failed, { &cause_device_model_refused, &cause_driver_rebind_failed,
			&cause_hotplug_timeout, SIDE_NOTES } },
	{ &cause_bar_mapping_conflict, { &cause_device_model_refused, &cause_hotplug_timeout,
			&cause_driver_rebind_failed, SIDE_NOTES } },
	{ &cause_device_model_refused, { &cause_hotplug_timeout, SIDE_NOTES } },
	{ &cause_invalidation_timeout, { REFUSALS, &cause_dma_fault, &cause_deassignment_refused } },
	{ &cause_phantom_function, { &cause_dma_fault } },
	{ &cause_toolstack_defect, { &cause_hotplug_timeout, SIDE_NOTES } },
	{ &cause_toolstack_mismatch, { REFUSALS, &cause_deassignment_refused } },
	{ &cause_driver_unbind_failed, { &cause_pciback_bind_failed, &cause_not_assignable } },
	{ &cause_pciback_bind_failed, { &cause_not_assignable, SIDE_NOTES } },
	{ &cause_quarantine_failed, { &cause_deassignment_refused, SIDE_NOTES } },
	{ &cause_assignment_refused, { &cause_device_model_refused, SIDE_NOTES } },
	{ &cause_hotplug_timeout, { SIDE_NOTES } },
	{ &cause_dma_fault, { &cause_interrupt_fault } },
};

bool cause_explains(const struct cause *cause, const struct cause *other)
{
	for (size_t i = 0; i < sizeof(explanations) / sizeof(*explanations); i++)
		for (size_t j = 0; explanations[i].cause == cause && j < CONSEQUENCES &&
				explanations[i].explains[j]; j++)
			if (explanations[i].explains[j] == other)
				return true;
	return false;
}

#define REFUSED NULL /* an assignment, to a guest or to the quarantine */

/* Likeliest first. Number 0: whatever the error. */
static const struct {
	const struct cause *cause; /* that says only what failed */
	int number;
	const struct cause *candidate;
	const char *sign;
} candidates[] = {
	{ REFUSED, 1, &cause_shared_reserved_memory, "Xen says \"It's disallowed to assign\" in xl dmesg, "
			"or xpt rmrr lists sharers of its reserved memory" },
	{ REFUSED, 1, &cause_bridge, "lspci says that the device is a host bridge" },
	{ REFUSED, 6, &cause_bridge, "lspci -t shows it behind a bridge that does not answer" },
	{ REFUSED, 9, &cause_invalidation_timeout, "xl dmesg has a flush that did not finish, before" },
	{ REFUSED, 9, &cause_phantom_function, "xl dmesg has a phantom function whose assignment failed" },
	{ REFUSED, 16, &cause_device_in_use, "xpt show names another domain as its owner" },
	{ REFUSED, 16, &cause_reserved_memory_conflict, "xl dmesg has \"cannot map reserved region\"" },
	{ REFUSED, 18, &cause_populate_on_demand, "the domain's maxmem is above its memory, or it is being "
			"migrated, shared or paged" },
	{ REFUSED, 19, &cause_device_unknown_to_xen, "xl debug-keys Q, then xl dmesg: it is not listed" },
	{ REFUSED, 19, &cause_iommu_disabled, "xpt host says that the IOMMU is off" },
	{ REFUSED, 19, &cause_iommu_firmware_defect, "xl dmesg has \"no IOMMU for\" the device" },
	{ REFUSED, 22, &cause_device_in_use, "xpt show names another domain as its owner" },
	{ REFUSED, 22, &cause_device_unknown_to_xen, "xl debug-keys Q, then xl dmesg: it is not listed" },
	{ REFUSED, 38, &cause_iommu_disabled, "xpt host says that the IOMMU is off" },
	{ REFUSED, 95, &cause_passthrough_off, "the domain's configuration had neither pci= nor "
			"passthrough= when it was created" },
	{ REFUSED, 95, &cause_iommu_disabled, "xpt host says that the IOMMU is off" },
	{ REFUSED, 98, &cause_reserved_memory_conflict, "xl dmesg has \"cannot map reserved region\"" },
	{ REFUSED, 110, &cause_invalidation_timeout, "xl dmesg has a flush that did not finish" },
	{ &cause_device_model_refused, 0, &cause_stubdomain_attach, "the domain's device model runs in a "
			"stub domain (device_model_stubdomain_override=1)" },
	{ &cause_device_model_refused, 0, &cause_msi_setup_failed, "its log (qemu-dm-NAME.log) has "
			"\"Mapping of MSI\"" },
	{ &cause_hotplug_timeout, 0, &cause_not_assignable, "dmesg has \"Couldn't locate PCI device\"" },
	{ &cause_hotplug_timeout, 0, &cause_reset_failed, "dmesg has \"not ready\" or \"giving up\" of "
			"the device" },
};

/* What a picture of the host would have told already. */
static const struct {
	const struct cause *candidate;
	const char *sign;
} of_faults[] = {
	{ &cause_phantom_function, "lspci shows no such function: the fault names one that does not exist" },
	{ &cause_reserved_memory_unmapped, "xpt rmrr shows the address inside a region of the device" },
};

static int fault_candidates(struct xpt_finding *finding)
{
	for (size_t i = 0; i < sizeof(of_faults) / sizeof(*of_faults); i++)
		if (finding_candidate(finding, of_faults[i].candidate, of_faults[i].sign))
			return XPT_NO_MEMORY;
	return 0;
}

int candidates_add(struct xpt_finding *finding, const struct cause *cause, int number, bool host)
{
	bool refused = cause == &cause_assignment_refused || cause == &cause_quarantine_failed;

	if (cause == &cause_dma_fault && !host)
		return fault_candidates(finding);
	for (size_t i = 0; i < sizeof(candidates) / sizeof(*candidates); i++)
		if ((candidates[i].cause == REFUSED ? refused : candidates[i].cause == cause) &&
				(!candidates[i].number || candidates[i].number == number) &&
				finding_candidate(finding, candidates[i].candidate, candidates[i].sign))
			return XPT_NO_MEMORY;
	return 0;
}
