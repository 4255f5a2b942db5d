explain_files = \
	engine/explain/causes.c engine/explain/causes.h \
	engine/explain/causes_device.c \
	engine/explain/causes_host.c \
	engine/explain/causes_refusal.c \
	engine/explain/errnos.c engine/explain/errnos.h \
	engine/explain/explain.c engine/explain/explain.h \
	engine/explain/log_rules_dom0.c \
	engine/explain/log_rules_xen.c \
	engine/explain/match.c \
	engine/explain/prefix.c \
	engine/explain/rules.h
