plan_files = \
	engine/plan/attach.c \
	engine/plan/build.c engine/plan/build.h \
	engine/plan/desired.c engine/plan/desired.h \
	engine/plan/desired_pools.c \
	engine/plan/desired_vfs.c \
	engine/plan/console.c \
	engine/plan/detach.c \
	engine/plan/diff.c engine/plan/diff.h \
	engine/plan/merge.c engine/plan/merge.h \
	engine/plan/file.c \
	engine/plan/move.c \
	engine/plan/names.c \
	engine/plan/hidden_cards.c engine/plan/hidden_cards.h \
	engine/plan/hide_rules.c engine/plan/hide_rules.h \
	engine/plan/next_boot.c \
	engine/plan/pin.c \
	engine/plan/plan.c \
	engine/plan/plan_json.c \
	engine/plan/pool_checks.c \
	engine/plan/pool_domains.c \
	engine/plan/pool_numa.c \
	engine/plan/pool_steps.c \
	engine/plan/pools.c engine/plan/pools.h \
	engine/plan/release.c \
	engine/plan/repair.c \
	engine/plan/reserve.c \
	engine/plan/step.h \
	engine/plan/steps.c \
	engine/plan/usb_controller.c \
	engine/plan/usb.c engine/plan/usb.h \
	engine/plan/usb_reserve.c \
	engine/plan/usb_op.c \
	engine/plan/usb_policy.c \
	engine/plan/vf_checks.c \
	engine/plan/nvme_vfs.c \
	engine/plan/vf_msix.c engine/plan/vf_settings.c \
	engine/plan/vfs.c engine/plan/vfs.h
