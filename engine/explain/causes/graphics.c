/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is peculiar to display functions. */
#include "causes.h"

const struct cause xpt__cause_graphics_peculiar = {
	.id = "graphics-peculiar",
	.verdict = XPT_RISK,
	.title = "something specific to graphics argues against it",
	.because = "{device} is a display function: {reason}",
	.why = "The firmware, Xen and dom0 draw on displays without a driver that could be unbound, QEMU and libxl treat "
	       "Intel's integrated graphics differently from all other devices, and large regions of cards need a firmware "
	       "that gives them addresses. xpt gpu lists all graphics of a host with what is known of each.",
	.remedies = {
		{ "see what is known of it", "xpt gpu" },
	},
};

const struct cause xpt__cause_graphics_set_up = {
	.id = "graphics-set-up",
	.verdict = XPT_RISK,
	.title = "a driver of dom0 has set the graphics card up",
	.because = "{device} is a display function: {reason}",
	.why = "A driver leaves the card initialised, and a reset does not undo that on all of them: the guest's driver then "
	       "finds a card that is not as after power-on, and many fail. A card that is hidden at boot was never touched.",
	.remedies = {
		{ "hide it, and what goes with it, from dom0's drivers, and reboot the host", "xpt hide --group {card}" },
	},
};

const struct cause xpt__cause_console_leaves = {
	.id = "console-leaves",
	.verdict = XPT_RISK,
	.title = "dom0's console leaves the display",
	.because = "{device} is dom0's {use}: xpt takes that off it first (xl does not), and {other console} is left",
	.why = "pciback takes a card from its driver alone. The kernel would go on drawing its console into the memory of a "
	       "card that a guest has, so the console is unbound from it (and the firmware's framebuffer from its driver), "
	       "which an undo reverses; but nothing sets the mode of that one again, so the picture may stay dark until the "
	       "card's driver comes. With another display of dom0 the console goes on there, and stays. Where no other console "
	       "is left, that needs --force-critical; and so does the boot VGA of a "
	       "dom0 that draws in text mode, too (VGA+ in /sys/class/vtconsole), as the console would only change to that.",
	.remedies = {
		{ "see first that you can log in there: nobody can tell whether something is connected to it", NULL },
	},
};
