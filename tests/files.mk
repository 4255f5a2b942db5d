# Unit tests: the pure middle. Each suite is a file and a name in tests/unit/suites.h.
unit_sources = \
	tests/script/cpu_world.c tests/script/cpu_world.h \
	tests/script/try.c tests/script/try.h \
	tests/script/world.c tests/script/world.h tests/script/world_inside.h \
	tests/script/world_display.c tests/script/world_nvme.c tests/script/world_files.c tests/script/world_lists.c tests/script/world_source.c \
	tests/script/world_snapshot.c tests/script/world_domains.c tests/script/world_vfs.c \
	tests/unit/test_acpi.c \
	tests/unit/test_apply.c \
	tests/unit/test_progress.c \
	tests/unit/test_bdf.c \
	tests/unit/test_boot.c \
	tests/unit/test_boot_change.c \
	tests/unit/test_boot_undo.c \
	tests/unit/test_vpd.c \
	tests/unit/test_boot_log.c tools/commands/boot_log.c tools/commands/boot_log.h \
	tests/unit/test_pseudonyms.c \
	tests/unit/test_hide.c \
	tests/unit/test_check.c \
	tests/unit/test_check_guest.c tests/unit/good_host.c tests/unit/good_host.h \
	tests/unit/test_config.c tests/unit/test_config_usb.c \
	tests/unit/test_answer.c \
	tests/unit/test_console.c tests/unit/test_critical.c \
	tests/unit/test_mmio_hole.c \
	tests/unit/test_desired.c \
	tests/unit/test_explain.c \
	tests/unit/test_firmware.c \
	tests/unit/page.h tests/unit/test_formats.c tests/unit/test_formats_host.c tests/unit/test_formats_places.c \
	tests/unit/fake_source.c tests/unit/fake_source.h \
	tests/unit/test_finding.c \
	tests/unit/test_flood.c \
	tests/unit/test_trace.c \
	tests/unit/test_read_domains.c \
	tests/unit/test_read_pci.c \
	tests/unit/test_config_space.c \
	tests/unit/test_cpulist.c \
	tests/unit/test_owners.c \
	tests/unit/test_redact.c \
	tests/unit/test_repair.c \
	tests/unit/test_read_numa.c \
	tests/unit/test_locality.c \
	tests/unit/test_states.c \
	tests/unit/test_group.c \
	tests/unit/test_lspci.c \
	tests/unit/test_gpu.c tests/unit/test_gpu_cards.c tests/unit/test_gpu_lines.c \
	tests/unit/test_initramfs.c tests/unit/test_initramfs_links.c tests/unit/cpio_image.c tests/unit/cpio_image.h tests/unit/test_initramfs_start.c tests/unit/test_kernel_events.c \
	tests/unit/test_irqs.c \
	tests/unit/test_choose.c \
	tests/unit/test_isolation.c \
	tests/unit/test_json.c \
	tests/unit/test_journal.c \
	tests/unit/test_judged.c \
	tests/unit/test_logs.c \
	tests/unit/test_place.c \
	tests/unit/test_place_lines.c tests/unit/place_trial.c tests/unit/place_trial.h \
	tests/unit/test_place_hosts.c \
	tests/unit/test_move.c \
	tests/unit/test_plan.c \
	tests/unit/test_qmp.c \
	tests/unit/test_store_talk.c \
	tests/unit/test_pools.c \
	tests/unit/test_pools_undo.c tests/unit/pool_trial.c tests/unit/pool_trial.h \
	tests/unit/test_known_issues.c \
	tests/unit/test_rules.c \
	tests/unit/test_pci_ids.c \
	tests/unit/test_text.c \
	tests/unit/test_this_boot.c \
	tests/unit/test_hide_whole_list.c \
	tests/unit/test_edited.c tests/unit/test_watch_boot.c \
	tests/unit/test_efi.c \
	tests/unit/test_health.c \
	tests/unit/test_hold.c \
	tests/unit/test_undo.c tests/unit/test_unread.c \
	tests/unit/test_unfinished.c \
	tests/unit/test_names.c tests/unit/test_nvme_vfs.c tests/unit/test_desired_usb.c tests/unit/test_watch_usb.c tests/unit/usb_trial.c tests/unit/usb_trial.h tests/unit/usb_world.c tests/unit/usb_world.h tests/unit/test_usb.c tests/unit/test_usb_apply.c tests/unit/test_usb_attach.c tests/unit/test_usb_backend.c tests/unit/test_usb_edit.c tests/unit/test_usb_findings.c tests/unit/test_usb_names.c tests/unit/test_usb_policy.c tests/unit/test_usb_repair.c tests/unit/test_usb_reserve.c tests/unit/test_usb_truth.c tests/unit/test_values.c tests/unit/test_desired_vfs.c tests/unit/test_vf_settings.c tests/unit/test_vfs.c tests/unit/test_watch_status.c tests/unit/watch_status.h tests/unit/test_watch_vfs.c tests/unit/vf_trial.h \
	tests/unit/test_watch.c \
	tests/unit/verdicts.c tests/unit/verdicts.h

if HAVE_CUNIT
check_PROGRAMS += tests/unit/unit
TESTS += tests/unit/unit
tests_unit_unit_SOURCES = tests/unit/main.c tests/unit/facts.h tests/unit/unit.h tests/unit/suites.h $(unit_sources)
tests_unit_unit_CFLAGS = $(AM_CFLAGS) $(CUNIT_CFLAGS) $(JSON_CFLAGS)
tests_unit_unit_LDADD = libengine.la $(CUNIT_LIBS)
else
TESTS += tests/unit/no-cunit
endif
dist_check_SCRIPTS += tests/unit/no-cunit

if HAVE_XLUTIL
check_PROGRAMS += tests/unit/xlutil
TESTS += tests/unit/xlutil
tests_unit_xlutil_SOURCES = tests/unit/xlutil.c
tests_unit_xlutil_CFLAGS = $(AM_CFLAGS) $(XLUTIL_CFLAGS) $(LIBXL_CFLAGS) $(XEN_CFLAGS)
tests_unit_xlutil_LDADD = libengine.la $(XLUTIL_LIBS) $(LIBXL_LIBS) $(XEN_LIBS)
else
TESTS += tests/unit/no-xlutil
endif
dist_check_SCRIPTS += tests/unit/no-xlutil

# An embedder's program sees the public headers and the library alone.
check_PROGRAMS += docs/examples/may-i
docs_examples_may_i_SOURCES = docs/examples/may-i.c
docs_examples_may_i_LDADD = libxpt.la
check_PROGRAMS += docs/examples/devices
docs_examples_devices_SOURCES = docs/examples/devices.cc
docs_examples_devices_CXXFLAGS = -std=c++17 -Wall -Wextra -pedantic -Werror $(SANITIZE)
docs_examples_devices_LDADD = libxpt.la
EXTRA_DIST += docs/examples/devices.py

# Writes xpt-causes(7); tests/rules/docs compares.
check_PROGRAMS += docs/causes-page
docs_causes_page_SOURCES = docs/causes-page.c
docs_causes_page_LDADD = libxpt.la

# Writes the JSON Schema; tests/rules/docs compares. It looks into the field tables.
check_PROGRAMS += docs/json-schema
docs_json_schema_SOURCES = docs/json-schema.c
docs_json_schema_CFLAGS = $(AM_CFLAGS) $(JSON_CFLAGS)
docs_json_schema_LDADD = libengine.la $(JSON_LIBS)

# Made by tests/bench/place.
EXTRA_PROGRAMS = tests/bench/place-alone
tests_bench_place_alone_SOURCES = tests/bench/place-alone.c
tests_bench_place_alone_LDADD = libxpt.la
EXTRA_DIST += tests/bench

fuzz_sources = tests/fuzz/boot.c tests/fuzz/formats.c tests/fuzz/fuzz.c tests/fuzz/fuzz.h
if FUZZING
check_PROGRAMS += tests/fuzz/fuzz
tests_fuzz_fuzz_SOURCES = $(fuzz_sources)
tests_fuzz_fuzz_LDADD = libengine.la
tests_fuzz_fuzz_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
endif

# The program behind libtool's wrapper, which takes longer to start than it: scripts call it thousands of times.
AM_TESTS_ENVIRONMENT = CC='$(CC)'; CXX='$(CXX)'; export CC CXX; \
	if test -x tools/.libs/xpt; then XPT=$(abs_builddir)/tools/.libs/xpt; LD_LIBRARY_PATH=$(abs_builddir)/.libs; export XPT LD_LIBRARY_PATH; fi;
script_tests = tests/diagnosis/run tests/golden/run tests/golden/large tests/golden/topology tests/golden/corpus \
	tests/golden/packed tests/golden/round-trip tests/golden/terminal tests/golden/trace tests/golden/run-command
# what reads the sources and the documents: one build is enough
rule_tests = tests/rules/commits tests/rules/completion tests/rules/desired tests/rules/docs \
	tests/rules/example tests/rules/exports \
	tests/rules/headers tests/rules/lab tests/rules/layers tests/rules/no-xen tests/rules/schema tests/rules/size tests/rules/style tests/rules/symbols
TESTS += $(script_tests) $(rule_tests)
EXTRA_DIST += $(script_tests) $(rule_tests) tests/diagnosis/cases tests/diagnosis/render.awk tests/golden/cases tests/golden/configs tests/golden/expected tests/golden/hosts tests/golden/logs tests/golden/make-host \
	$(fuzz_sources) tests/bench tests/lab tests/abi-breaks tests/variants lab docs/ARCHITECTURE.md
dist-hook:
	find $(distdir) -name '*.o' -delete -o -name '*.lo' -delete
