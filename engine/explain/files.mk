explain_files = \
	engine/explain/causes/boot.c \
	engine/explain/causes/causes.c engine/explain/causes/causes.h \
	engine/explain/causes/config.c \
	engine/explain/causes/cpus.c \
	engine/explain/causes/device.c \
	engine/explain/causes/failure.c \
	engine/explain/causes/firmware.c \
	engine/explain/causes/graphics.c \
	engine/explain/causes/health.c \
	engine/explain/causes/host.c \
	engine/explain/causes/interrupts.c \
	engine/explain/causes/locality.c \
	engine/explain/causes/names.c \
	engine/explain/causes/place.c \
	engine/explain/causes/refusal.c \
	engine/explain/causes/usb.c \
	engine/explain/codes.c \
	engine/explain/errnos.c engine/explain/errnos.h \
	engine/explain/group.c \
	engine/explain/group_join.c \
	engine/explain/explain.c engine/explain/explain.h \
	engine/explain/incident.c \
	engine/explain/incidents.h \
	engine/explain/listed_functions.c \
	engine/explain/journal.c engine/explain/journal.h \
	engine/explain/log_time.c engine/explain/log_time.h \
	engine/explain/markup.c engine/explain/markup.h \
	engine/explain/match.c \
	engine/explain/mentions.c \
	engine/explain/rule_set.c engine/explain/rule_set.h \
	engine/explain/known_issues.c engine/explain/known_issues.h \
	engine/explain/pasted_hide.c \
	engine/explain/possible_causes.c engine/explain/possible_causes.h \
	engine/explain/prefilter.h \
	engine/explain/framing.c engine/explain/framing.h \
	engine/explain/prefix.c engine/explain/prefix.h \
	engine/explain/reader.c engine/explain/reader.h \
	engine/explain/setting.c \
	engine/explain/since_then.c \
	engine/explain/rules/libxl.c \
	engine/explain/rules/linux.c \
	engine/explain/rules/pasted.c \
	engine/explain/rules/qemu.c \
	engine/explain/rules/rules.c engine/explain/rules/rules.h \
	engine/explain/rules/toolstack_failures.c \
	engine/explain/rules/xen_crash.c \
	engine/explain/rules/libvirt.c \
	engine/explain/rules/xenopsd.c \
	engine/explain/rules/xl.c \
	engine/explain/rules/xen_assign.c \
	engine/explain/rules/xen_boot.c \
	engine/explain/rules/xen_devices.c \
	engine/explain/rules/xen_interrupts.c

# The one that is not built is still in the release.
if WITH_HYPERSCAN
explain_files += engine/explain/prefilter_hyperscan.c
EXTRA_DIST += engine/explain/prefilter_none.c
else
explain_files += engine/explain/prefilter_none.c
EXTRA_DIST += engine/explain/prefilter_hyperscan.c
endif
