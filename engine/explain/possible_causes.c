/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "possible_causes.h"

#include <stddef.h>

#define CONSEQUENCES 16

#define REFUSALS &xpt__cause_assignment_refused, &xpt__cause_quarantine_failed
/* What a guest, its device model and dom0 meet when the device itself does not work. */
#define DEVICE_TROUBLE                                                                            \
	&xpt__cause_msi_setup_failed, &xpt__cause_bar_mapping_conflict, &xpt__cause_device_error, \
			&xpt__cause_device_model_refused, &xpt__cause_driver_rebind_failed,       \
			&xpt__cause_pciback_bind_failed, &xpt__cause_hotplug_timeout,             \
			&xpt__cause_config_write_blocked
/* What never fails by itself: worth a word only where nothing else went wrong. */
#define SIDE_NOTES                                                                               \
	&xpt__cause_reset_unavailable, &xpt__cause_config_write_blocked, &xpt__cause_permissive, \
			&xpt__cause_interrupt_fault, &xpt__cause_reserved_memory_relaxed

static const struct {
	const struct cause *cause, *explains[CONSEQUENCES]; /* ends with NULL */
} explanations[] = {
	{ &xpt__cause_shared_reserved_memory,
			{ REFUSALS, &xpt__cause_device_model_refused, &xpt__cause_hotplug_timeout,
					SIDE_NOTES } },
	{ &xpt__cause_reserved_memory_conflict,
			{ REFUSALS, &xpt__cause_device_model_refused, SIDE_NOTES } },
	{ &xpt__cause_iommu_firmware_defect,
			{ &xpt__cause_iommu_disabled, &xpt__cause_interrupt_remapping_off,
					&xpt__cause_queued_invalidation_off, REFUSALS,
					&xpt__cause_device_unknown_to_xen,
					&xpt__cause_interrupt_fault } },
	{ &xpt__cause_io_apic_unplaced,
			{ &xpt__cause_iommu_disabled, &xpt__cause_interrupt_remapping_off, REFUSALS,
					&xpt__cause_interrupt_fault } },
	{ &xpt__cause_iommu_disabled,
			{ &xpt__cause_interrupt_remapping_off, &xpt__cause_queued_invalidation_off,
					REFUSALS, &xpt__cause_toolstack_config, SIDE_NOTES } },
	{ &xpt__cause_operation_failed, { SIDE_NOTES } },
	{ &xpt__cause_attach_timeout, { SIDE_NOTES } },
	{ &xpt__cause_backend_not_ready, { &xpt__cause_attach_timeout, SIDE_NOTES } },
	{ &xpt__cause_device_model_silent,
			{ &xpt__cause_attach_timeout, &xpt__cause_device_model_refused,
					SIDE_NOTES } },
	{ &xpt__cause_queued_invalidation_off, { &xpt__cause_interrupt_remapping_off } },
	{ &xpt__cause_hide_parse_error,
			{ &xpt__cause_pciback_missing, &xpt__cause_not_assignable, SIDE_NOTES } },
	{ &xpt__cause_pciback_missing,
			{ &xpt__cause_not_assignable, &xpt__cause_pciback_bind_failed,
					SIDE_NOTES } },
	{ &xpt__cause_not_assignable, { REFUSALS, SIDE_NOTES } },
	{ &xpt__cause_device_unknown_to_xen,
			{ REFUSALS, &xpt__cause_msi_setup_failed, SIDE_NOTES } },
	{ &xpt__cause_populate_on_demand, { REFUSALS, &xpt__cause_toolstack_config, SIDE_NOTES } },
	{ &xpt__cause_domain_type_unsupported,
			{ REFUSALS, &xpt__cause_toolstack_config, SIDE_NOTES } },
	{ &xpt__cause_passthrough_off, { REFUSALS, &xpt__cause_toolstack_config, SIDE_NOTES } },
	{ &xpt__cause_reset_failed,
			{ DEVICE_TROUBLE, &xpt__cause_power_state, &xpt__cause_device_lost,
					REFUSALS, &xpt__cause_reset_unavailable } },
	{ &xpt__cause_power_state,
			{ DEVICE_TROUBLE, &xpt__cause_device_lost,
					&xpt__cause_reset_unavailable } },
	{ &xpt__cause_device_gone, { DEVICE_TROUBLE, &xpt__cause_device_lost } },
	{ &xpt__cause_device_lost, { &xpt__cause_device_error } },
	{ &xpt__cause_stubdomain_attach, { DEVICE_TROUBLE, SIDE_NOTES } },
	{ &xpt__cause_driver_irqs_exhausted, { &xpt__cause_msi_setup_failed, SIDE_NOTES } },
	{ &xpt__cause_host_irqs_exhausted, { &xpt__cause_msi_setup_failed, SIDE_NOTES } },
	{ &xpt__cause_guest_irqs_exhausted,
			{ &xpt__cause_msi_setup_failed, &xpt__cause_device_model_refused,
					&xpt__cause_interrupt_shared, SIDE_NOTES } },
	{ &xpt__cause_msi_setup_failed,
			{ &xpt__cause_device_model_refused, &xpt__cause_driver_rebind_failed,
					&xpt__cause_hotplug_timeout, SIDE_NOTES } },
	{ &xpt__cause_bar_mapping_conflict,
			{ &xpt__cause_device_model_refused, &xpt__cause_hotplug_timeout,
					&xpt__cause_driver_rebind_failed, SIDE_NOTES } },
	{ &xpt__cause_device_model_refused, { &xpt__cause_hotplug_timeout, SIDE_NOTES } },
	{ &xpt__cause_invalidation_timeout,
			{ REFUSALS, &xpt__cause_dma_fault, &xpt__cause_deassignment_refused } },
	{ &xpt__cause_phantom_function, { &xpt__cause_dma_fault } },
	{ &xpt__cause_toolstack_defect, { &xpt__cause_hotplug_timeout, SIDE_NOTES } },
	{ &xpt__cause_toolstack_mismatch, { REFUSALS, &xpt__cause_deassignment_refused } },
	{ &xpt__cause_driver_unbind_failed,
			{ &xpt__cause_pciback_bind_failed, &xpt__cause_not_assignable } },
	{ &xpt__cause_pciback_bind_failed, { &xpt__cause_not_assignable, SIDE_NOTES } },
	{ &xpt__cause_quarantine_failed, { &xpt__cause_deassignment_refused, SIDE_NOTES } },
	{ &xpt__cause_assignment_refused, { &xpt__cause_device_model_refused, SIDE_NOTES } },
	{ &xpt__cause_hotplug_timeout, { SIDE_NOTES } },
	{ &xpt__cause_dma_fault, { &xpt__cause_interrupt_fault } },
};

bool xpt__cause_explains(const struct cause *cause, const struct cause *other)
{
	for (size_t i = 0; i < sizeof(explanations) / sizeof(*explanations); i++)
		for (size_t j = 0; explanations[i].cause == cause && j < CONSEQUENCES &&
				explanations[i].explains[j];
				j++)
			if (explanations[i].explains[j] == other)
				return true;
	return false;
}

#define REFUSED NULL /* an assignment, to a guest or to the quarantine */

/* Likeliest first. Number 0: whatever the error. */
static const struct {
	const struct cause *cause; /* that says only what failed */
	int number;
	const struct cause *possible;
	const char *sign;
} possible_causes[] = {
	{ REFUSED, 1, &xpt__cause_shared_reserved_memory,
			"Xen says \"It's disallowed to assign\" in xl dmesg, "
			"or xpt rmrr lists sharers of its reserved memory" },
	{ REFUSED, 1, &xpt__cause_bridge, "lspci says that the device is a host bridge" },
	{ REFUSED, 6, &xpt__cause_bridge,
			"lspci -t shows it behind a bridge that does not answer" },
	{ REFUSED, 9, &xpt__cause_invalidation_timeout,
			"xl dmesg has a flush that did not finish, before" },
	{ REFUSED, 9, &xpt__cause_phantom_function,
			"xl dmesg has a phantom function whose assignment failed" },
	{ REFUSED, 16, &xpt__cause_device_in_use, "xpt show names another domain as its owner" },
	{ REFUSED, 16, &xpt__cause_reserved_memory_conflict,
			"xl dmesg has \"cannot map reserved region\"" },
	{ REFUSED, 18, &xpt__cause_populate_on_demand,
			"the domain's maxmem is above its memory, or it is being "
			"migrated, shared or paged" },
	{ REFUSED, 19, &xpt__cause_device_unknown_to_xen,
			"xl debug-keys Q, then xl dmesg: it is not listed" },
	{ REFUSED, 19, &xpt__cause_iommu_disabled, "xpt host says that the IOMMU is off" },
	{ REFUSED, 19, &xpt__cause_iommu_firmware_defect,
			"xl dmesg has \"no IOMMU for\" the device" },
	{ REFUSED, 22, &xpt__cause_device_in_use, "xpt show names another domain as its owner" },
	{ REFUSED, 22, &xpt__cause_device_unknown_to_xen,
			"xl debug-keys Q, then xl dmesg: it is not listed" },
	{ REFUSED, 38, &xpt__cause_iommu_disabled, "xpt host says that the IOMMU is off" },
	{ REFUSED, 95, &xpt__cause_passthrough_off,
			"the domain's configuration had neither pci= nor "
			"passthrough= when it was created" },
	{ REFUSED, 95, &xpt__cause_iommu_disabled, "xpt host says that the IOMMU is off" },
	{ REFUSED, 98, &xpt__cause_reserved_memory_conflict,
			"xl dmesg has \"cannot map reserved region\"" },
	{ REFUSED, 110, &xpt__cause_invalidation_timeout,
			"xl dmesg has a flush that did not finish" },
	{ &xpt__cause_device_model_refused, 0, &xpt__cause_stubdomain_attach,
			"the domain's device model runs in a "
			"stub domain (device_model_stubdomain_override=1)" },
	{ &xpt__cause_device_model_refused, 0, &xpt__cause_msi_setup_failed,
			"its log (qemu-dm-NAME.log) has "
			"\"Mapping of MSI\"" },
	{ &xpt__cause_msi_setup_failed, 22, &xpt__cause_stubdomain_attach,
			"the line is a guest's, and its device model runs in a stub domain" },
	{ &xpt__cause_toolstack_refused, 0, &xpt__cause_device_in_use,
			"xpt show names another domain as its owner" },
	{ &xpt__cause_toolstack_refused, 0, &xpt__cause_not_isolated,
			"xpt show names functions that it is not isolated from" },
	{ &xpt__cause_toolstack_refused, 0, &xpt__cause_toolstack_defect,
			"lspci -t shows its bus as a root bus other than 00, which libvirt "
			"takes for one without a bridge above it" },
	{ &xpt__cause_backend_not_ready, 0, &xpt__cause_not_assignable,
			"dmesg has \"Couldn't locate PCI device\"" },
	{ &xpt__cause_attach_timeout, 0, &xpt__cause_device_model_silent,
			"QEMU's log ends early, or says what failed" },
	{ &xpt__cause_attach_timeout, 0, &xpt__cause_stubdomain_attach,
			"the domain's device model runs in a stub domain" },
	{ &xpt__cause_io_apic_unplaced, 0, &xpt__cause_iommu_firmware_defect,
			"acpidump and iasl -d show no entry for it in the IVRS table" },
	{ &xpt__cause_device_lost, 0, &xpt__cause_reset_failed,
			"dmesg has \"not ready\" or \"giving up\" of the device, before" },
	{ &xpt__cause_device_lost, 0, &xpt__cause_device_gone,
			"lspci -s of the device shows \"rev ff\"" },
	{ &xpt__cause_device_lost, 0, &xpt__cause_invalidation_timeout,
			"xl dmesg has a flush of the device that did not finish" },
	{ &xpt__cause_hotplug_timeout, 0, &xpt__cause_not_assignable,
			"dmesg has \"Couldn't locate PCI device\"" },
	{ &xpt__cause_hotplug_timeout, 0, &xpt__cause_reset_failed,
			"dmesg has \"not ready\" or \"giving up\" of "
			"the device" },
};

/* What a snapshot of the host would have told already. */
static const struct {
	const struct cause *possible;
	const char *sign;
} of_faults[] = {
	{ &xpt__cause_phantom_function,
			"lspci shows no such function: the fault names one that does not exist" },
	{ &xpt__cause_reserved_memory_unmapped,
			"xpt rmrr shows the address inside a region of the device" },
};

static int add_causes_of_faults(struct xpt_finding *finding)
{
	for (size_t i = 0; i < sizeof(of_faults) / sizeof(*of_faults); i++)
		if (xpt__finding_possible_cause(finding, of_faults[i].possible, of_faults[i].sign))
			return XPT_NO_MEMORY;
	return 0;
}

int xpt__possible_causes_add(
		struct xpt_finding *finding, const struct cause *cause, int number, bool host)
{
	bool refused = cause == &xpt__cause_assignment_refused ||
			cause == &xpt__cause_quarantine_failed;

	if (cause == &xpt__cause_dma_fault && !host)
		return add_causes_of_faults(finding);
	for (size_t i = 0; i < sizeof(possible_causes) / sizeof(*possible_causes); i++)
		if ((possible_causes[i].cause == REFUSED ? refused :
							   possible_causes[i].cause == cause) &&
				(!possible_causes[i].number ||
						possible_causes[i].number == number) &&
				xpt__finding_possible_cause(finding, possible_causes[i].possible,
						possible_causes[i].sign))
			return XPT_NO_MEMORY;
	return 0;
}
