explain_files = \
	engine/explain/causes.c engine/explain/causes.h \
	engine/explain/causes_boot.c \
	engine/explain/causes_config.c \
	engine/explain/causes_cpus.c \
	engine/explain/causes_device.c \
	engine/explain/causes_firmware.c \
	engine/explain/causes_host.c \
	engine/explain/causes_locality.c \
	engine/explain/causes_place.c \
	engine/explain/causes_refusal.c \
	engine/explain/candidates.c engine/explain/candidates.h \
	engine/explain/errnos.c engine/explain/errnos.h \
	engine/explain/explain.c engine/explain/explain.h \
	engine/explain/functions.c engine/explain/gather.h \
	engine/explain/incident.c \
	engine/explain/log_time.c engine/explain/log_time.h \
	engine/explain/log_rules_boot.c \
	engine/explain/log_rules_devices.c \
	engine/explain/log_rules_dom0.c \
	engine/explain/log_rules_interrupts.c \
	engine/explain/log_rules_linux.c \
	engine/explain/log_rules_qemu.c \
	engine/explain/log_rules_toolstack.c \
	engine/explain/log_rules_xen.c \
	engine/explain/match.c \
	engine/explain/prefilter.h \
	engine/explain/prefix.c engine/explain/prefix.h \
	engine/explain/reader.c engine/explain/reader.h \
	engine/explain/rules.c engine/explain/rules.h

if WITH_HYPERSCAN
explain_files += engine/explain/prefilter_hyperscan.c
EXTRA_DIST += engine/explain/prefilter_none.c
else
explain_files += engine/explain/prefilter_none.c
EXTRA_DIST += engine/explain/prefilter_hyperscan.c
endif
