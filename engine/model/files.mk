model_files = \
	engine/model/bdf.c engine/model/bdf.h \
	engine/model/cpulist.c \
	engine/model/field.h \
	engine/model/fields.c \
	engine/model/firmware.h \
	engine/model/host.c \
	engine/model/model.c engine/model/model.h \
	engine/model/numa.c engine/model/numa.h \
	engine/model/pci_spec.c engine/model/pci_spec.h \
	engine/model/value.c \
	engine/model/xl_config.c engine/model/xl_config.h
