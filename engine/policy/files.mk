policy_files = \
	engine/policy/usb_policy.c engine/policy/usb_policy.h
