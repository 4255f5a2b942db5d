policy_files = \
	engine/policy/usb_edit.c engine/policy/usb_edit.h \
	engine/policy/usb_mark.c \
	engine/policy/usb_policy.c engine/policy/usb_policy.h \
	engine/policy/usb_words.c
