model_files = \
	engine/model/bdf.c engine/model/bdf.h \
	engine/model/boot.c engine/model/boot.h \
	engine/model/compare.c engine/model/compare.h engine/model/comparing.h \
	engine/model/compare_devices.c \
	engine/model/compare_requests.c \
	engine/model/cpulist.c \
	engine/model/desired.c engine/model/desired.h engine/model/reading.h \
	engine/model/desired_host.c \
	engine/model/field.h \
	engine/model/fields.c \
	engine/model/firmware.h \
	engine/model/host.c \
	engine/model/model.c engine/model/model.h \
	engine/model/numa.c engine/model/numa.h \
	engine/model/pci_spec.c engine/model/pci_spec.h \
	engine/model/value.c \
	engine/model/xl_config.c engine/model/xl_config.h
