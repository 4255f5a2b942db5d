act_files = \
	engine/act/act.h \
	engine/act/acts.c \
	engine/act/apply.c \
	engine/act/ask.c engine/act/ask.h \
	engine/act/ask_cpus.c engine/act/ask_cpus.h \
	engine/act/ask_domain.c engine/act/ask_domain.h \
	engine/act/cpus.c engine/act/cpus.h \
	engine/act/detach.c \
	engine/act/doing.h \
	engine/act/failure.c \
	engine/act/file.c engine/act/file.h \
	engine/act/journal.c engine/act/journal.h \
	engine/act/lock.c engine/act/lock.h \
	engine/act/move.c engine/act/move.h \
	engine/act/public.c \
	engine/act/sink.h \
	engine/act/steps.c engine/act/steps.h \
	engine/act/undo.c
if WITH_XEN
act_files += \
	engine/act/live.c engine/act/live.h \
	engine/act/live_copy.c \
	engine/act/live_cpus.c \
	engine/act/live_domain.c \
	engine/act/live_file.c \
	engine/act/live_libxl.c \
	engine/act/live_listen.c \
	engine/act/live_stream.c \
	engine/act/live_sysfs.c
else
act_files += engine/act/live_none.c
endif
