base_files = \
	engine/base/arena.c engine/base/arena.h \
	engine/base/bdf.c engine/base/bdf.h \
	engine/base/bitmap.c engine/base/bitmap.h \
	engine/base/cleanup.h \
	engine/base/clock.c engine/base/clock.h \
	engine/base/error.c engine/base/error.h \
	engine/base/fact.h \
	engine/base/finding.c engine/base/finding.h \
	engine/base/finding_repeats.c \
	engine/base/framebuffer.c engine/base/framebuffer.h \
	engine/base/hide_list.c engine/base/hide_list.h \
	engine/base/json.c engine/base/json.h \
	engine/base/library.c engine/base/library.h \
	engine/base/log_line.h \
	engine/base/nvme_words.c engine/base/nvme_words.h \
	engine/base/options.c engine/base/options.h \
	engine/base/percent.c engine/base/percent.h \
	engine/base/serial.c engine/base/serial.h \
	engine/base/shell.c engine/base/shell.h \
	engine/base/sum.c engine/base/sum.h \
	engine/base/text.c engine/base/text.h \
	engine/base/thread.c engine/base/thread.h \
	engine/base/usb_path.c engine/base/usb_path.h \
	engine/base/vf_setting.c engine/base/vf_setting.h \
	engine/base/vf_words.c engine/base/vf_words.h \
	engine/base/vector.c engine/base/vector.h \
	engine/base/version.c \
	engine/base/xen_line.c engine/base/xen_line.h
