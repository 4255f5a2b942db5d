apply_files = \
	engine/apply/apply.c engine/apply/apply.h \
	engine/apply/boot_undo.c engine/apply/boot_undo.h \
	engine/apply/console.c engine/apply/console.h \
	engine/apply/cpus.c engine/apply/cpus.h \
	engine/apply/detach.c \
	engine/apply/edited.c engine/apply/edited.h \
	engine/apply/failure.c \
	engine/apply/file.c engine/apply/file.h \
	engine/apply/frontend.c engine/apply/frontend.h \
	engine/apply/health.c engine/apply/health.h \
	engine/apply/successor.c engine/apply/successor.h \
	engine/apply/holders.c engine/apply/holders.h \
	engine/apply/writer.h \
	engine/apply/journal.c engine/apply/journal.h \
	engine/apply/leftovers.c engine/apply/leftovers.h \
	engine/apply/lock.c engine/apply/lock.h \
	engine/apply/move.c engine/apply/move.h \
	engine/apply/probe.c engine/apply/probe.h \
	engine/apply/probe_cpus.c engine/apply/probe_cpus.h \
	engine/apply/probe_domain.c engine/apply/probe_domain.h \
	engine/apply/patience.c engine/apply/patience.h \
	engine/apply/progress.c engine/apply/progress.h \
	engine/apply/public.c \
	engine/apply/record.c \
	engine/apply/signals.c \
	engine/apply/steps.c engine/apply/steps.h \
	engine/apply/trace.c engine/apply/trace.h \
	engine/apply/touches.c engine/apply/touches.h \
	engine/apply/undo.c \
	engine/apply/usb.c engine/apply/usb.h \
	engine/apply/usb_backend.c \
	engine/apply/usb_drivers.c \
	engine/apply/vf.c engine/apply/vf.h \
	engine/apply/nvme_vf.c \
	engine/apply/vf_msix.c engine/apply/vf_settings.c \
	engine/apply/verbs.c engine/apply/verbs.h

apply_live_files = \
	engine/apply/live/children.c engine/apply/live/children.h \
	engine/apply/live/copy.c \
	engine/apply/live/cpus.c \
	engine/apply/live/domain.c \
	engine/apply/live/file.c \
	engine/apply/live/libxl.c \
	engine/apply/live/libxl_library.c engine/apply/live/libxl_library.h \
	engine/apply/live/listen.c \
	engine/apply/live/handles.c \
	engine/apply/live/live.c engine/apply/live/live.h \
	engine/apply/live/nvme_admin.c \
	engine/apply/live/net_link.c \
	engine/apply/live/stream.c \
	engine/apply/live/sysfs.c

# The one that is not built is still in the release.
if WITH_XEN
apply_files += $(apply_live_files)
EXTRA_DIST += engine/apply/live/none.c
else
apply_files += engine/apply/live/none.c
EXTRA_DIST += $(apply_live_files)
endif
