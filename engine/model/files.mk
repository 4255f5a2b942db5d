model_files = \
	engine/model/boot.c engine/model/boot.h \
	engine/model/field.h \
	engine/model/fields.c \
	engine/model/firmware.h \
	engine/model/graphics.c engine/model/graphics.h \
	engine/model/host.c \
	engine/model/judged.c engine/model/judged.h \
	engine/model/model.c engine/model/model.h \
	engine/model/names.c engine/model/names.h \
	engine/model/numa.c engine/model/numa.h \
	engine/model/usb.c engine/model/usb.h \
	engine/model/usb_names.c engine/model/usb_names.h \
	engine/model/value.c \
	engine/model/vfs.c engine/model/vfs.h
