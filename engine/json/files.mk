json_files = \
	engine/json/host.c \
	engine/json/json.h \
	engine/json/object.c \
	engine/json/plan.c \
	engine/json/report.c
