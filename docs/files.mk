dist_man_MANS = \
	docs/man/libxpt.3 \
	docs/man/xpt-apply.1 \
	docs/man/xpt-attach.1 \
	docs/man/xpt-boot.1 \
	docs/man/xpt-capture.1 \
	docs/man/xpt-capture.5 \
	docs/man/xpt-causes.7 \
	docs/man/xpt-check.1 \
	docs/man/xpt-completion.1 \
	docs/man/xpt-detach.1 \
	docs/man/xpt-explain.1 \
	docs/man/xpt-group.1 \
	docs/man/xpt-help.1 \
	docs/man/xpt-hide.1 \
	docs/man/xpt-host.1 \
	docs/man/xpt-host.cfg.5 \
	docs/man/xpt-list.1 \
	docs/man/xpt-move.1 \
	docs/man/xpt-name.1 \
	docs/man/xpt-pin.1 \
	docs/man/xpt-place.1 \
	docs/man/xpt-pool.1 \
	docs/man/xpt-plan.1 \
	docs/man/xpt-release.1 \
	docs/man/xpt-reserve.1 \
	docs/man/xpt-hold.1 \
	docs/man/xpt-gpu.1 \
	docs/man/xpt-irqs.1 \
	docs/man/xpt-repair.1 \
	docs/man/xpt-rmrr.1 \
	docs/man/xpt-run.1 \
	docs/man/xpt-show.1 \
	docs/man/xpt-undo.1 \
	docs/man/xpt-unhide.1 \
	docs/man/xpt-topo.1 \
	docs/man/xpt-vcpus.1 \
	docs/man/xpt-usb.1 \
	docs/man/xpt-usb-policy.1 \
	docs/man/xpt-vf.1 \
	docs/man/xpt-watch.1 \
	docs/man/xpt.1

# bash-completion loads it by the name of the command.
bashcompletiondir = $(datadir)/bash-completion/completions
bashcompletion_DATA = docs/completion/xpt
EXTRA_DIST += docs/completion/xpt

# Made by docs/json-schema.
dist_pkgdata_DATA = docs/xpt.schema.json

EXTRA_DIST += docs/examples/host.cfg docs/xpt-watch.service.in docs/xpt-boot-check.service.in
if WITH_SYSTEMD
nodist_systemdsystemunit_DATA = docs/xpt-watch.service docs/xpt-boot-check.service
CLEANFILES += docs/xpt-watch.service docs/xpt-boot-check.service
docs/xpt-watch.service docs/xpt-boot-check.service: docs/xpt-watch.service.in \
		docs/xpt-boot-check.service.in Makefile
	$(AM_V_GEN)$(MKDIR_P) docs && sed 's|[@]bindir[@]|$(bindir)|g' $(srcdir)/$@.in > $@
endif
