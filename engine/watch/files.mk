watch_files = \
	engine/watch/busy.c \
	engine/watch/flaps.c engine/watch/flaps.h \
	engine/watch/keep.c \
	engine/watch/memory.c engine/watch/memory.h \
	engine/watch/memory_file.c \
	engine/watch/next_boot.c engine/watch/next_boot.h \
	engine/watch/ours.c \
	engine/watch/round.c engine/watch/round.h \
	engine/watch/trouble.c \
	engine/watch/report.c \
	engine/watch/status.c engine/watch/status.h \
	engine/watch/status_file.c \
	engine/watch/tries.c engine/watch/tries.h \
	engine/watch/watch.c engine/watch/watch.h
