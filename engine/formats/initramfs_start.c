/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the kernel and systemd start, where dom0's command line says so. */
#include "initramfs.h"
#include "initramfs_told.h"

struct start {
	const char *key;
	const char *const
			*usual; /* values by which nothing is left out; NULL: it is a whole word */
	const char *why;
};

#define VALUES(...) ((const char *const[]){ __VA_ARGS__, NULL })

#define EMERGENCY "dom0's command line asks for an emergency shell, which comes before udev"

/* All but emergency.target start udev before anything else, as rescue.target does. */
static const struct start starts[] = {
	{ "rdinit=", VALUES("/init"),
			"rdinit= of dom0's command line starts another program in the initramfs "
			"than its own, which may leave out what loads xen-pciback" },
	{ "init=",
			VALUES("/sbin/init", "/usr/sbin/init", "/lib/systemd/systemd",
					"/usr/lib/systemd/systemd"),
			"init= of dom0's command line starts another system than dom0's own, which "
			"may leave out what loads drivers and xen-pciback" },
	{ "rd.systemd.unit=", VALUES("initrd.target"),
			"rd.systemd.unit= of dom0's command line has the initramfs start another "
			"unit than its own, which may leave out what loads xen-pciback" },
	{ "systemd.unit=",
			VALUES("default.target", "graphical.target", "multi-user.target",
					"rescue.target"),
			"systemd.unit= of dom0's command line starts another unit than the usual, "
			"which may leave out what loads drivers and xen-pciback" },
	{ "emergency", NULL, EMERGENCY },
	{ "-b", NULL, EMERGENCY },
	{ "rd.emergency", NULL, EMERGENCY },
};

static bool is_usual(struct span value, const char *const *usual)
{
	for (; *usual; usual++) {
		struct span rest = value;

		if (xpt__told_skip_quoted(&rest, *usual) && xpt__told_only_quotes(rest))
			return true;
	}
	return false;
}

static bool starts_other(struct span word, const struct start *start)
{
	if (!xpt__told_skip_quoted(&word, start->key))
		return false;
	return start->usual ? !is_usual(word, start->usual) : xpt__told_only_quotes(word);
}

const char *xpt__initramfs_other_start(struct span dom0_line)
{
	struct span word;

	while (xpt__span_next_word(&dom0_line, &word))
		for (size_t i = 0; i < sizeof(starts) / sizeof(*starts); i++)
			if (starts_other(word, &starts[i]))
				return starts[i].why;
	return NULL;
}
