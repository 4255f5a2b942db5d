/* SPDX-License-Identifier: GPL-2.0-or-later */
#define SUITES(X)       \
	X(bdf)          \
	X(hide)         \
	X(boot)         \
	X(boot_change)  \
	X(redact)       \
	X(text)         \
	X(finding)      \
	X(explain)      \
	X(rules)        \
	X(logs)         \
	X(check)        \
	X(config)       \
	X(critical)     \
	X(judged)       \
	X(plan)         \
	X(pools)        \
	X(desired)      \
	X(apply)        \
	X(undo)         \
	X(move)         \
	X(journal)      \
	X(acpi)         \
	X(firmware)     \
	X(group)        \
	X(read_pci)     \
	X(read_domains) \
	X(cpulist)      \
	X(read_numa)    \
	X(locality)     \
	X(place)        \
	X(place_hosts)  \
	X(states)       \
	X(pseudonyms)   \
	X(config_space) \
	X(owners)       \
	X(formats)
