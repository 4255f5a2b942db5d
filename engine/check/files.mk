check_files = \
	engine/check/acs.c engine/check/acs.h \
	engine/check/answer.c \
	engine/check/bars.c \
	engine/check/boot_lines.c engine/check/boot_lines.h \
	engine/check/check.c engine/check/check.h \
	engine/check/choose.c \
	engine/check/console.c \
	engine/check/config_findings.c \
	engine/check/config.c engine/check/config.h \
	engine/check/config_graphics.c \
	engine/check/config_hole.c \
	engine/check/config_devices.c \
	engine/check/config_usb.c engine/check/config_usb.h \
	engine/check/config_usb_device.c \
	engine/check/critical.c \
	engine/check/desired.c \
	engine/check/desired_boot.c \
	engine/check/domain.c \
	engine/check/firmware.c \
	engine/check/gpu.c engine/check/gpu.h \
	engine/check/gpu_fields.c \
	engine/check/gpu_judge.c \
	engine/check/gpu_lines.c \
	engine/check/gpu_sharing.c \
	engine/check/graphics.c \
	engine/check/graphics_families.c engine/check/graphics_families.h \
	engine/check/group.c engine/check/group.h \
	engine/check/health.c \
	engine/check/hide.c \
	engine/check/hidden_cards.c engine/check/hidden_cards.h \
	engine/check/hide_absent.c engine/check/hide_absent.h \
	engine/check/hide_change.c engine/check/hide_change.h \
	engine/check/host.c \
	engine/check/identity.c \
	engine/check/interrupts.c \
	engine/check/iommu.c \
	engine/check/irqs.c engine/check/irqs.h \
	engine/check/irqs_config.c engine/check/irqs_config.h \
	engine/check/irqs_count.c \
	engine/check/irqs_fields.c \
	engine/check/irqs_judge.c \
	engine/check/irqs_log.c \
	engine/check/isolation.c engine/check/isolation.h \
	engine/check/isolation_sets.c \
	engine/check/locality.c \
	engine/check/match.c engine/check/match.h \
	engine/check/memory.c \
	engine/check/mmio_hole.c engine/check/mmio_hole.h \
	engine/check/next_boot.c \
	engine/check/nvme.c \
	engine/check/options.c \
	engine/check/ownership.c \
	engine/check/pciback.c \
	engine/check/permissive.c \
	engine/check/power.c \
	engine/check/quarantine.c \
	engine/check/remote.c \
	engine/check/repair.c engine/check/repair.h \
	engine/check/repair_judge.c \
	engine/check/repair_pci.c \
	engine/check/repair_usb.c \
	engine/check/request.c engine/check/request.h \
	engine/check/reserved_memory.c \
	engine/check/reset.c \
	engine/check/sriov.c \
	engine/check/subject.c \
	engine/check/this_boot.c \
	engine/check/unfinished.c \
	engine/check/usb_backend.c \
	engine/check/usb_children.c \
	engine/check/usb.c \
	engine/check/usb_critical.c \
	engine/check/usb_domain.c \
	engine/check/usb_findings.c \
	engine/check/usb_holder.c \
	engine/check/usb_kind.c \
	engine/check/usb_match.c \
	engine/check/usb_policy.c \
	engine/check/usb_records.c \
	engine/check/usb_speed.c \
	engine/check/usb_subject.c \
	engine/check/usb_unfinished.c \
	engine/check/xenstore.c
