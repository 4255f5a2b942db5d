/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * explain/ - every cause once, and the log lines that prove them.  Reads nothing.
 *
 * Placeholders of the texts are named so that a sentence still reads well where one is not filled
 * ("{device} shares reserved memory with {others}"); {sharers} and {owner} hold what can be typed.
 */
#ifndef EXPLAIN_CAUSES_CAUSES_H
#define EXPLAIN_CAUSES_CAUSES_H

#include "../../base/finding.h"

/* X(symbol): a causes_*.c defines `const struct cause cause_symbol` for each. */
#define CAUSES_DEVICE(X)               \
	X(bridge)                      \
	X(critical_device)             \
	X(device_gone)                 \
	X(file_edited)                 \
	X(device_in_model)             \
	X(device_in_use)               \
	X(device_tainted)              \
	X(device_unknown_to_xen)       \
	X(disagreement)                \
	X(host_irqs_exhausted)         \
	X(driver_irqs_exhausted)       \
	X(domain_state)                \
	X(domain_type_unsupported)     \
	X(name_ambiguous)              \
	X(name_gone)                   \
	X(name_moved)                  \
	X(name_replaced)               \
	X(name_unconfirmed)            \
	X(name_unknown)                \
	X(name_unplugged)              \
	X(name_unseen)                 \
	X(not_assignable)              \
	X(not_attached)                \
	X(nvme_vf_offline)             \
	X(option_ignored)              \
	X(ownership_unknown)           \
	X(passthrough_off)             \
	X(permissive)                  \
	X(physical_function_in_use)    \
	X(reserved_memory)             \
	X(reset_unavailable)           \
	X(segment_too_large)           \
	X(shared_reserved_memory)      \
	X(reserved_memory_relaxed)     \
	X(not_isolated)        \
	X(isolation_believed)  \
	X(unreadable)                  \
	X(unreadable_in_capture)       \
	X(virtual_functions_in_use)    \
	X(virtual_functions_lost)      \
	X(critical_unknown)            \
	X(bars_large)                  \
	X(device_not_in_d0)               \
	X(console_leaves)              \
	X(graphics_peculiar)           \
	X(graphics_set_up)             \
	X(guest_irqs_short)            \
	X(host_irqs_short)             \
	X(permissive_before)           \
	X(quarantine_off)              \
	X(reset_stuck)                 \
	X(unfinished_operation)

#define CAUSES_HOST(X)                 \
	X(console_ring_ready)          \
	X(console_ring_small)          \
	X(dangerous_option)            \
	X(firmware_iommu_missing)      \
	X(graphics_iommu_off)          \
	X(hide_parse_error)            \
	X(option_unknown)              \
	X(option_refused)              \
	X(pciback_option_unknown)      \
	X(hide_too_long)               \
	X(interrupt_remapping_off)     \
	X(device_held) \
	X(journal_damaged)             \
	X(interrupt_remapping_on)      \
	X(io_apic_unplaced)            \
	X(iommu_disabled)              \
	X(iommu_firmware_defect)       \
	X(iommu_on)                    \
	X(options_safe)                \
	X(ownership_readable)          \
	X(pciback_missing)             \
	X(pciback_ready)               \
	X(queued_invalidation_off)     \
	X(queued_invalidation_on)      \
	X(sriov_capable)               \
	X(xenstore_answers)            \
	X(xenstore_silent)

#define CAUSES_REFUSAL(X)              \
	X(assignment_refused)          \
	X(bar_mapping_conflict)        \
	X(config_write_blocked)        \
	X(deassignment_refused)        \
	X(device_error)                \
	X(device_lost)                 \
	X(device_model_refused)        \
	X(dma_fault)                   \
	X(driver_rebind_failed)        \
	X(driver_unbind_failed)        \
	X(frontend_failed)             \
	X(guest_irqs_exhausted)        \
	X(hardware_error)              \
	X(hotplug_timeout)             \
	X(incidents_left_out)          \
	X(xen_bug)           \
	X(interrupt_fault)             \
	X(interrupt_shared)            \
	X(invalidation_timeout)        \
	X(iommu_mapping_failed)        \
	X(iommu_out_of_resources)      \
	X(attach_timeout)                \
	X(backend_not_ready)          \
	X(device_model_silent)        \
	X(domain_crashed)             \
	X(operation_failed)           \
	X(xen_crashed)                \
	X(log_empty)                  \
	X(log_unknown)                \
	X(msi_setup_failed)            \
	X(pciback_bind_failed)         \
	X(phantom_function)            \
	X(numa_placement_failed)            \
	X(populate_on_demand)          \
	X(power_state)                 \
	X(quarantine_failed)           \
	X(removed_in_use)              \
	X(reserved_memory_conflict)    \
	X(reserved_memory_unmapped)    \
	X(reset_failed)                \
	X(stubdomain_attach)           \
	X(toolstack_config)            \
	X(toolstack_defect)            \
	X(toolstack_mismatch)          \
	X(toolstack_refused)           \
	X(unexplained)                 \
	X(usb_not_attached)            \
	X(virtual_functions_failed)

#define CAUSES_FIRMWARE(X)             \
	X(firmware_no_interrupt_remapping)       \
	X(firmware_sound)              \
	X(firmware_table_broken)       \
	X(io_apic_missing)             \
	X(region_inverted)            \
	X(region_excluded)             \
	X(region_not_reserved)         \
	X(region_of_all)               \
	X(region_of_slot)              \
	X(region_absent_devices)         \
	X(regions_overlap)             \
	X(iommu_unit_invalid)

#define CAUSES_CONFIG(X)               \
	X(config_doubtful)             \
	X(config_refused)              \
	X(config_syntax)

#define CAUSES_CPUS(X)                 \
	X(temporary_affinity)      \
	X(affinity_outside_pool)       \
	X(cpu_half_moved)              \
	X(cpu_not_free)                \
	X(cpupool_exists)              \
	X(cpupool_gone)                \
	X(cpupool_in_use)              \
	X(cpupool_stays)             \
	X(cpupool_unchanged)           \
	X(cpupools_exhausted)          \
	X(granularity_fallback)        \
	X(scheduler_missing)

#define CAUSES_LOCALITY(X)             \
	X(ineffective_affinity)        \
	X(remote_device)               \
	X(remote_memory)

#define CAUSES_PLACE(X)                \
	X(placement_across_pools)      \
	X(placement_no_room)           \
	X(placement_unknown)

#define CAUSES_BOOT(X)                 \
	X(boot_edited)                 \
	X(boot_firmware_order)         \
	X(boot_hide_absent)            \
	X(boot_few_lines)              \
	X(boot_hide_blank)             \
	X(boot_hide_built_in)          \
	X(boot_not_desired)            \
	X(boot_hide_change)            \
	X(boot_hide_bridge)            \
	X(boot_hide_critical)          \
	X(boot_hide_elsewhere)         \
	X(boot_hide_ineffective)       \
	X(boot_hide_held)              \
	X(boot_hide_missed)            \
	X(boot_hide_module)            \
	X(boot_hide_other)             \
	X(boot_hide_not_quarantined)   \
	X(boot_hide_rules)             \
	X(boot_hide_rules_stale)       \
	X(boot_hide_rules_there)       \
	X(boot_not_arrived)            \
	X(boot_seized)                 \
	X(boot_seized_other)           \
	X(boot_waits)                  \
	X(boot_hide_virtual)           \
	X(boot_line_cut)               \
	X(boot_line_long)              \
	X(boot_once)                   \
	X(boot_option_long)            \
	X(boot_option_twice)           \
	X(boot_same_name)              \
	X(boot_sound)                  \
	X(boot_unknown)                \
	X(boot_upgrade_loses)          \
	X(boot_without_xen)

#define CAUSES_USB(X)            \
	X(usb_ambiguous)         \
	X(usb_backend_missing)   \
	X(usb_children)          \
	X(usb_config_absent)     \
	X(usb_config_address)    \
	X(usb_config_frontend)   \
	X(usb_config_no_controller) \
	X(usb_config_number)     \
	X(usb_config_speed)      \
	X(usb_config_type)       \
	X(usb_controller_reserved) \
	X(usb_domain_type)       \
	X(usb_follows_port) \
	X(usb_foreign) \
	X(usb_forgotten)         \
	X(usb_frontend_missing) \
	X(usb_gone)              \
	X(usb_held)              \
	X(usb_hub)               \
	X(usb_identical)         \
	X(usb_isochronous) \
	X(usb_line)              \
	X(usb_line_unknown)      \
	X(usb_model_gone) \
	X(usb_model_without_host) \
	X(usb_phantom_controller) \
	X(usb_policy_denies)     \
	X(usb_speed)             \
	X(usb_stale_record)      \
	X(usb_taker)             \
	X(usb_udev_missing)      \
	X(usb_unauthorized)      \
	X(usb_unheld)            \
	X(usb_unseen)            \
	X(usb_unrecorded)

#define CAUSES(X)                      \
	CAUSES_DEVICE(X) CAUSES_HOST(X) CAUSES_FIRMWARE(X) CAUSES_CONFIG(X) CAUSES_CPUS(X)     \
	CAUSES_LOCALITY(X) CAUSES_PLACE(X) CAUSES_BOOT(X) CAUSES_REFUSAL(X) CAUSES_USB(X)

#define DECLARE_CAUSE(symbol) extern const struct cause xpt__cause_##symbol;
CAUSES(DECLARE_CAUSE)
#undef DECLARE_CAUSE

extern const struct cause *const xpt__causes[]; /* ends with NULL */

#endif
