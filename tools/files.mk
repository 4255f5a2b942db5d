bin_PROGRAMS = tools/xpt
tools_xpt_SOURCES = \
	tools/command.h \
	tools/commands/apply.c \
	tools/commands/apply_plan.c tools/commands/apply_plan.h \
	tools/commands/attach.c \
	tools/commands/boot.c tools/commands/boot.h \
	tools/commands/boot_change.c \
	tools/commands/boot_check.c tools/commands/boot_log.c tools/commands/boot_log.h \
	tools/commands/boot_set.c \
	tools/commands/capture.c \
	tools/commands/change.c tools/commands/change.h \
	tools/commands/check.c \
	tools/commands/command_run.c tools/commands/command_run.h \
	tools/commands/completion.c \
	tools/commands/cpupool.c \
	tools/commands/detach.c \
	tools/commands/devices.c tools/commands/devices.h \
	tools/commands/explain.c \
	tools/commands/explain_lookup.c tools/commands/explain_lookup.h \
	tools/commands/filters.c tools/commands/filters.h \
	tools/commands/gpu_lines.c \
	tools/commands/gpu.c tools/commands/gpu.h \
	tools/commands/group.c \
	tools/output/fields_help.c \
	tools/commands/help.c \
	tools/commands/hide.c \
	tools/commands/host.c \
	tools/commands/interrupt.c tools/commands/interrupt.h \
	tools/commands/intent.c tools/commands/intent.h \
	tools/commands/hold.c \
	tools/commands/irqs.c \
	tools/commands/list.c \
	tools/commands/move.c \
	tools/commands/name.c \
	tools/commands/notify.c tools/commands/notify.h \
	tools/commands/pin.c \
	tools/commands/place.c \
	tools/commands/plan.c \
	tools/output/pools.c \
	tools/commands/pool.c tools/commands/pool.h \
	tools/commands/pool_change.c \
	tools/commands/release.c \
	tools/commands/repair.c \
	tools/commands/request_card.c \
	tools/commands/request_group.c \
	tools/commands/reserve.c \
	tools/commands/rmrr.c \
	tools/commands/run.c \
	tools/commands/show.c \
	tools/commands/topo.c \
	tools/commands/undo.c \
	tools/commands/usbdev.c \
	tools/commands/vcpus.c \
	tools/commands/vf.c tools/commands/vf.h \
	tools/commands/vf_change.c \
	tools/commands/usb.c tools/commands/usb.h \
	tools/commands/usb_list.c \
	tools/commands/usb_policy.c \
	tools/commands/usb_policy_change.c \
	tools/commands/usb_policy_list.c \
	tools/commands/usb_policy_find.c \
	tools/commands/usb_policy_test.c \
	tools/commands/usb_policy_why.c \
	tools/commands/vf_list.c \
	tools/commands/vf_set.c \
	tools/commands/watch_status.c tools/commands/watch_status.h \
	tools/commands/watch.c \
	tools/commands/xen_cmdline.c \
	tools/host_open.c \
	tools/command_list.c \
	tools/main.c \
	tools/options.c tools/options.h \
	tools/output/columns.c tools/output/columns.h \
	tools/output/incidents.c tools/output/incidents.h \
	tools/output/json.c tools/output/json_values.c tools/output/json_values.h \
	tools/output/error.c \
	tools/output/message.c tools/output/message.h \
	tools/output/rows.c tools/output/rows.h \
	tools/output/output.h \
	tools/output/report.c \
	tools/output/table.c \
	tools/output/topo.h \
	tools/output/topo_dot.c \
	tools/output/topo_svg.c \
	tools/output/topo_text.c \
	tools/output/class_words.c tools/output/class_words.h \
	tools/output/topo_size.c \
	tools/output/topo_view.c \
	tools/output/value.c \
	tools/output/width.c tools/output/width.h
tools_xpt_CFLAGS = $(AM_CFLAGS) $(JSON_CFLAGS) $(TABLE_CFLAGS)
tools_xpt_LDADD = libxpt.la $(JSON_LIBS) $(TABLE_LIBS)
