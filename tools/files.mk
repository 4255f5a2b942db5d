bin_PROGRAMS = tools/xpt
tools_xpt_SOURCES = \
	tools/apply.c tools/apply.h \
	tools/change.c tools/change.h \
	tools/devices.c tools/devices.h \
	tools/cmd_apply.c \
	tools/cmd_attach.c \
	tools/boot.h \
	tools/cmd_boot.c \
	tools/cmd_boot_change.c \
	tools/cmd_hide.c \
	tools/cmd_capture.c \
	tools/cmd_check.c \
	tools/cmd_completion.c \
	tools/cmd_detach.c \
	tools/cmd_explain.c \
	tools/cmd_group.c \
	tools/cmd_help.c \
	tools/cmd_host.c \
	tools/cmd_list.c \
	tools/cmd_cpupool.c \
	tools/cmd_move.c \
	tools/cmd_pin.c \
	tools/cmd_place.c \
	tools/cmd_pool.c \
	tools/cmd_pool_change.c \
	tools/cmd_plan.c \
	tools/cmd_release.c \
	tools/cmd_reserve.c \
	tools/cmd_rmrr.c \
	tools/cmd_run.c \
	tools/cmd_show.c \
	tools/cmd_topo.c \
	tools/cmd_undo.c \
	tools/cmd_vcpus.c \
	tools/cmd_watch.c \
	tools/columns.c tools/columns.h \
	tools/command.h \
	tools/filters.c \
	tools/group.c \
	tools/host_open.c \
	tools/incidents.c tools/incidents.h \
	tools/list.h \
	tools/pool.h \
	tools/main.c \
	tools/options.c tools/options.h \
	tools/notify.c tools/notify.h \
	tools/say.c tools/say.h \
	tools/tell.h \
	tools/tell_json.c \
	tools/tell_report.c \
	tools/tell_text.c \
	tools/topo.h \
	tools/topo_dot.c \
	tools/topo_svg.c \
	tools/topo_text.c \
	tools/topo_view.c \
	tools/value.c \
	tools/watch_memory.c tools/watch_memory.h \
	tools/watch_round.c tools/watch_round.h \
	tools/wish.c tools/wish.h
tools_xpt_CFLAGS = $(AM_CFLAGS) $(JSON_CFLAGS) $(TABLE_CFLAGS)
tools_xpt_LDADD = libxpt.la $(JSON_LIBS) $(TABLE_LIBS)
