/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the next boot will do, and will not do. */
#include "causes.h"

const struct cause xpt__cause_boot_sound = {
	.id = "boot-sound",
	.verdict = XPT_PASS,
	.title = "the next boot is known",
	.because = "the next boot takes \"{entry}\"",
	.why = "The boot loader's files name one entry, which starts Xen, and its command lines arrive whole.",
};

const struct cause xpt__cause_boot_unknown = {
	.id = "boot-unknown",
	.verdict = XPT_UNKNOWN,
	.title = "it is not certain what boots next",
	.because = "it is not certain what boots next: {reason}",
	.why = "A boot loader's menu is a program: conditions that only hold while it runs, "
	       "other files, and the firmware's own order can choose another entry. What cannot be "
	       "followed is reported, not guessed.",
	.remedies = {
		{ "set a default that names one entry, or look at the loader's menu at the next boot", NULL },
	},
};

const struct cause xpt__cause_boot_without_xen = {
	.id = "boot-without-xen",
	.verdict = XPT_RISK,
	.title = "the next boot is without Xen",
	.because = "the next boot takes \"{entry}\", which does not start Xen",
	.why = "GRUB takes the first entry where its default names none, and on Debian the first entry is plain Linux. "
	       "The submenu of the entries with Xen has the same id as the one without, so a default by ids finds the "
	       "wrong one. A name or a place in the menu is not ambiguous.",
	.remedies = {
		{ "make an entry with Xen the default (Debian: GRUB_DEFAULT in a file of /etc/default/grub.d that sorts "
		  "behind xen.cfg, then update-grub)", NULL },
	},
};

const struct cause xpt__cause_boot_same_name = {
	.id = "boot-same-name",
	.verdict = XPT_RISK,
	.title = "the default of the boot loader names two of the menu",
	.because = "the default says \"{name}\", which is \"{other}\" too: GRUB takes the first that is called so, "
		   "and that leads to no Xen",
	.why = "Debian's update-grub gives the submenu of the entries with Xen the id of the one without. GRUB goes into the "
	       "first of them, and where the rest of the path is not there, it takes that submenu's first entry.",
	.remedies = {
		{ "let the default say \"{it alone}\" in the place of \"{name}\" (Debian: GRUB_DEFAULT in a file of "
		  "/etc/default/grub.d that sorts behind xen.cfg, then update-grub)", NULL },
	},
};

const struct cause xpt__cause_boot_once = {
	.id = "boot-once",
	.verdict = XPT_RISK,
	.title = "the next boot is not the one after it",
	.because = "\"{entry}\" boots this once; the boot after it takes the usual default",
	.why = "grub-reboot, and the host's own tools after an update, name an entry for one boot. What is changed in it "
	       "does not hold for the boots after it.",
	.remedies = {
		{ "reboot, then look again", "xpt boot" },
	},
};

const struct cause xpt__cause_boot_line_cut = {
	.id = "boot-line-cut",
	.verdict = XPT_BLOCKED,
	.title = "GRUB cuts a command line at a semicolon",
	.because = "GRUB ends the command line at \";\": \"{rest}\" and all behind it does not arrive",
	.why = "To GRUB a semicolon outside of quotes ends the command. update-grub does not mind, and at boot GRUB "
	       "complains for a moment and goes on: Xen loses every later option.",
	.remedies = {
		{ "put the value in quotes, as in rmrr=\"0x1=...;0x2=...\"", NULL },
	},
};

const struct cause xpt__cause_boot_line_long = {
	.id = "boot-line-long",
	.verdict = XPT_BLOCKED,
	.title = "dom0's command line is too long",
	.because = "dom0's command line has {bytes} bytes, and Xen hands on 1023 of them",
	.why = "Up to Xen 4.20, and for a PV dom0 ever since, there is room for 1024 bytes with the final zero. The rest "
	       "is lost without a word. A list of devices to hide that is cut in the middle hides nothing.",
	.remedies = {
		{ "shorten it: one entry (SSSS:BB:DD.*) of hide= covers all functions of a device", NULL },
	},
};

const struct cause xpt__cause_boot_option_long = {
	.id = "boot-option-long",
	.verdict = XPT_BLOCKED,
	.title = "an option of Xen is too long",
	.because = "Xen keeps 127 characters of {option}",
	.why = "Xen reads one option into a buffer of 128 bytes and drops the rest. What is left may still be valid, and "
	       "then nothing tells.",
	.remedies = {
		{ "shorten it, or split it where the option may be given more than once", NULL },
	},
};

const struct cause xpt__cause_boot_option_twice = {
	.id = "boot-option-twice",
	.verdict = XPT_RISK,
	.title = "a parameter is given more than once",
	.because = "{option} stands {count} times on the next boot's line of {kernel}; only the last one counts",
	.why = "Each time the parameter is met it replaces what was there before; lists do not add up.",
	.remedies = {
		{ "put all of it in one", "xpt boot set {line} {option}=..." },
	},
};

const struct cause xpt__cause_boot_few_lines = {
	.id = "boot-few-lines",
	.verdict = XPT_RISK,
	.title = "nr_irqs= leaves few interrupt lines",
	.because = "nr_irqs={number} without max_gsi_irqs= leaves {kept} interrupt lines of the IO-APICs at the next boot",
	.why = "Xen keeps an eighth of nr_irqs= for the IO-APICs, unless max_gsi_irqs= says how many. Lines above that are gone: "
	       "devices that use one (INTx) get none, and dom0 says that it failed to register a GSI.",
	.remedies = {
		{ "say it: as many as the IO-APICs have pins, 24 to 256", "xpt boot set xen max_gsi_irqs=NUMBER" },
		{ "or leave both to Xen", "xpt boot delete xen nr_irqs" },
	},
};

const struct cause xpt__cause_boot_hide_ineffective = {
	.id = "boot-hide-ineffective",
	.verdict = XPT_RISK,
	.title = "hide= takes no device from a driver",
	.because = "xen-pciback.hide= may hide nothing at the next boot: {reason}",
	.why = "As a module xen-pciback takes only devices that have no driver when it is loaded. Debian loads it late or not "
	       "at all, and its initramfs starts the drivers of network cards and disks first, unless softdep in modprobe.d, "
	       "a script of init-top, or rd.driver.pre of dracut has it loaded before.",
	.remedies = {
		{ "reserve the devices once the host is up", "xpt reserve DEVICE..." },
	},
};

const struct cause xpt__cause_boot_firmware_order = {
	.id = "boot-firmware-order",
	.verdict = XPT_RISK,
	.title = "the firmware tries another entry first",
	.because = "the firmware tries {first} before the entry that this boot came from",
	.why = "EFI firmware goes through BootOrder, and what can be started is. This boot came from a later entry: the first gave "
	       "nothing then, as a network that did not answer, or another was chosen by hand or by BootNext. Where the first "
	       "starts next time, it is not the menu that was looked at here that counts.",
	.remedies = {
		{ "see the order, and what each entry is", "efibootmgr -v" },
		{ "put the entry of this boot first", "efibootmgr -o NUMBER,NUMBER..." },
	},
};

const struct cause xpt__cause_boot_hide_absent = {
	.id = "boot-hide-absent",
	.verdict = XPT_RISK,
	.title = "hide= names a device that is not there",
	.because = "hide= of the next boot names {devices}, where no device is now",
	.why = "hide= goes by address alone. Where a card was added or taken out, the addresses behind it may have changed: "
	       "the device that was meant stays with dom0's driver, and another that comes to the address is taken. A virtual "
	       "function, too, is not there at boot.",
	.remedies = {
		{ "find the device that was meant", "xpt list" },
		{ "hide it where it is now", "xpt hide DEVICE" },
	},
};

const struct cause xpt__cause_boot_hide_critical = {
	.id = "boot-hide-critical",
	.verdict = XPT_BLOCKED,
	.title = "the next boot takes from dom0 what it depends on",
	.because = "hide= of the next boot takes {device} from dom0, which needs it now: {use}",
	.why = "No driver of dom0 sees a device that is hidden. Under the file system that dom0 starts from this is a boot that "
	       "fails; with the network that you are logged in through it is a host that nobody reaches.",
	.remedies = {
		{ "leave it to dom0", "xpt unhide {device}" },
		{ "or move what dom0 uses to another device first", "xpt show {device}" },
	},
};

const struct cause xpt__cause_boot_hide_blank = {
	.id = "boot-hide-blank",
	.verdict = XPT_BLOCKED,
	.title = "a blank ends the list of hidden devices",
	.because = "hide= ends at a blank: {lost} behind it hides nothing at the next boot",
	.why = "The kernel cuts its command line at blanks that are not in quotes, and takes what follows for another "
	       "parameter. What stands before the blank is hidden all the same.",
	.remedies = {
		{ "write the list without blanks", "xpt boot set dom0 {word}" },
	},
};

const struct cause xpt__cause_boot_hide_held = {
	.id = "boot-hide-held",
	.verdict = XPT_PASS,
	.title = "a device is hidden as hide= says",
	.because = "{device} is reserved, or a guest has it, as {promise} says",
	.why = "The driver of the device is pciback, and it is in quarantine or with a guest.",
};

const struct cause xpt__cause_boot_hide_missed = {
	.id = "boot-hide-missed",
	.verdict = XPT_BLOCKED,
	.title = "the boot did not hide a device that it was to hide",
	.because = "{promise} is to hide {device}, and it is not reserved (driver: {driver})",
	.why = "As a module xen-pciback takes only devices that have no driver when it is loaded, and Debian loads it late or "
	       "not at all. An entry of the menu other than the one that was changed hides what that entry says. Or the "
	       "device was released since.",
	.remedies = {
		{ "reserve it now", "xpt reserve {device}" },
		{ "and after each boot, before the guests start", "systemctl enable xpt-boot-check" },
	},
};

const struct cause xpt__cause_boot_hide_not_quarantined = {
	.id = "boot-hide-not-quarantined",
	.verdict = XPT_RISK,
	.title = "a device that was hidden at boot is not in quarantine",
	.because = "{device} is hidden as {promise} says, and not in quarantine: it still reaches dom0's memory",
	.why = "What xen-pciback takes when it is loaded stays dom0's for Xen. Only one who assigns it (xpt reserve, xl "
	       "pci-assignable-add) has Xen put it in quarantine, where what it still writes reaches nobody (XSA-306).",
	.remedies = {
		{ "have Xen quarantine it", "xpt reserve {device}" },
		{ "and after each boot, before the guests start", "systemctl enable xpt-boot-check" },
	},
};

const struct cause xpt__cause_boot_seized = {
	.id = "boot-seized",
	.verdict = XPT_RISK,
	.title = "a device was taken from dom0 that hide= does not name",
	.because = "{device} is held by pciback, outside of quarantine, and hide= of this boot does not name it",
	.why = "What a toolstack reserves is in quarantine; what is seized when xen-pciback is loaded is not. A "
	       "driver_override of pciback (a rule of udev) seizes a device that hide= does not name. So does a toolstack "
	       "that was killed half-way.",
	.remedies = {
		{ "give it back to dom0's driver", "xpt release {device}" },
		{ "or keep it for guests, in quarantine", "xpt reserve {device}" },
	},
};

#define WHY_OTHER                                                                                           \
	"hide= goes by address alone, and the kernel takes whatever is there. xpt notes what a device is when it " \
	"hides it (serial number, ids, slot), and this one is not it: a card was added, taken out or replaced, and " \
	"buses are renumbered then. "

const struct cause xpt__cause_boot_seized_other = {
	.id = "boot-seized-other",
	.verdict = XPT_BLOCKED,
	.title = "the boot took another card than the one that was hidden",
	.because = "hide= names {address}, and the boot took {device} for it: {found}; it was written for {named}",
	.why = WHY_OTHER "dom0 lacks it, and a guest that is given what is at the address would get the wrong card.",
	.remedies = {
		{ "give back what was taken wrongly, and reserve what was meant, if it is here", "xpt boot check --reserve" },
		{ "let hide= name it no longer", "xpt unhide {address}" },
		{ "and hide the card where it is now", "xpt hide {card}" },
	},
};

const struct cause xpt__cause_boot_hide_other = {
	.id = "boot-hide-other",
	.verdict = XPT_RISK,
	.title = "hide= names another card than the one that was hidden",
	.because = "hide= names {address}, and takes {device} for it: {found}; it was written for {named}",
	.why = WHY_OTHER "The next boot takes it from dom0.",
	.remedies = {
		{ "let hide= name it no longer", "xpt unhide {address}" },
		{ "and hide the card where it is now", "xpt hide {card}" },
	},
};

const struct cause xpt__cause_boot_not_arrived = {
	.id = "boot-not-arrived",
	.verdict = XPT_RISK,
	.title = "parameters did not arrive",
	.because = "{kernel} was booted without these words of the boot loader's menu: {words}",
	.why = "Somebody chose another entry (a fallback, a serial console, kernel-alt), the firmware started another loader, "
	       "the line was cut, or the menu was changed since.",
	.remedies = {
		{ "compare what booted with what boots next", "xpt boot" },
		{ "reboot, into the entry that boots by default", NULL },
	},
};

const struct cause xpt__cause_boot_waits = {
	.id = "boot-waits",
	.verdict = XPT_PASS,
	.title = "the boot loader's menu was changed since the boot",
	.because = "xpt changed the boot loader's files since this boot: what they say comes with the next one",
	.why = "What they said of this boot is no longer there to compare with.",
};

const struct cause xpt__cause_boot_hide_elsewhere = {
	.id = "boot-hide-elsewhere",
	.verdict = XPT_RISK,
	.title = "other entries hide other devices",
	.because = "another hide= than the next boot's, or none: {entries}",
	.why = "Recovery entries, older versions and kernel-alt have command lines of their own. "
	       "Whoever boots one of them gets the devices with dom0's drivers.",
	.remedies = {
		{ "before such a boot keep guests with devices from starting", NULL },
	},
};

const struct cause xpt__cause_boot_upgrade_loses = {
	.id = "boot-upgrade-loses",
	.verdict = XPT_RISK,
	.title = "an upgrade of the system loses parameters",
	.because = "an upgrade from an ISO does not keep {options}",
	.why = "The installer of XCP-ng and XenServer rewrites the menu. From the default entry "
	       "it keeps xen-pciback.hide=, dom0_mem=, sched-gran= and the CPUID masks. Updates by yum "
	       "keep all.",
	.remedies = {
		{ "note them, and set them again after the upgrade", "xpt boot set xen KEY=VALUE" },
	},
};

const struct cause xpt__cause_boot_hide_module = {
	.id = "boot-hide-module",
	.verdict = XPT_BLOCKED,
	.title = "hide= needs a built in xen-pciback",
	.because = "the kernel that boots next has xen-pciback {how}: hide= would take {device} from no driver{unless}",
	.why = "Built in, as in XCP-ng and XenServer, xen-pciback comes before every other driver. As a module it takes only "
	       "devices that have no driver when it is loaded: something in the initramfs must load it before the drivers, such "
	       "as a script of init-top, or softdep in /etc/modprobe.d. Once hide= is in the menu, \"xpt boot\" tells whether it "
	       "does.",
	.remedies = {
		{ "hide it by a rule of udev, which the initramfs gets", "xpt hide {device} --method override" },
		{ "let xpt take the device once the host is up: reserve = [ \"{device}\" ] in /etc/xpt/host.cfg", "xpt apply" },
	},
};

const struct cause xpt__cause_boot_hide_built_in = {
	.id = "boot-hide-built-in",
	.verdict = XPT_BLOCKED,
	.title = "a driver in the kernel comes before udev",
	.because = "the kernel that boots next has {driver} built in, which {takes} {device} before a rule of udev can",
	.why = "A rule gives a device to xen-pciback when udev starts, before modules are loaded. Drivers that are built into the "
	       "kernel have looked at all devices by then, and a rule leaves alone what has a driver.",
	.remedies = {
		{ "let xpt take the device once the host is up: reserve = [ \"{device}\" ] in /etc/xpt/host.cfg", "xpt apply" },
	},
};

#define EDITED                                                                                              \
	"xpt keeps what it replaced, and brings it back only where the file is still as xpt wrote it: what " \
	"somebody else changed is not lost unasked. Told are the lines that xpt changed, and those that "    \
	"were changed since. "

const struct cause xpt__cause_boot_edited = {
	.id = "boot-edited",
	.verdict = XPT_BLOCKED,
	.title = "a file of the next boot was changed since xpt changed it",
	.because = "{file} was changed since xpt changed it: {how}",
	.why = EDITED "Whatever is chosen, --dry-run shows the file's lines first.",
	.remedies = {
		{ "take out what xpt changed alone, and keep {the later change}", "xpt boot undo --merge" },
		{ "have the file as it was before xpt: the later change goes too", "xpt boot undo --overwrite" },
		{ "leave the file as it stands, and forget the way back", "xpt boot undo --abandon" },
	},
};

const struct cause xpt__cause_file_edited = {
	.id = "file-edited",
	.verdict = XPT_BLOCKED,
	.title = "a file that an unfinished operation wrote was changed since",
	.because = "{file} was changed since xpt changed it: {how}",
	.why = EDITED "The operation stays unfinished until one of these is chosen.",
	.remedies = {
		{ "take out what xpt changed alone, and keep {the later change}", "xpt undo --merge" },
		{ "have the file as it was before xpt: the later change goes too", "xpt undo --overwrite" },
		{ "leave the file as it stands, and end the operation", "xpt undo --abandon" },
	},
};

const struct cause xpt__cause_boot_not_desired = {
	.id = "boot-not-desired",
	.verdict = XPT_RISK,
	.title = "the next boot may not be what host.cfg wants",
	.because = "{subject}: {is}, wanted: {wanted}",
	.why = "An upgrade of the system, or somebody who edited the boot loader's files, took it out of the menu; or the menu has "
	       "it, and it is not known whether the boot does it; or the device is not there, or another card is where it was. "
	       "The host runs on as it was booted.",
	.remedies = {
		{ "where the menu lacks it: put it back", "xpt apply" },
	},
};

const struct cause xpt__cause_boot_hide_change = {
	.id = "boot-hide-change",
	.verdict = XPT_PASS,
	.title = "what the next boot does with a device changes",
	.because = "{device}: now {now}, next boot {before} -> {after}; it needs {needs}",
	.why = "Now nothing changes: who has the device keeps it until the host boots again.",
};

const struct cause xpt__cause_boot_hide_rules = {
	.id = "boot-hide-rules",
	.verdict = XPT_RISK,
	.title = "Devices are hidden by rules of udev",
	.because = "rules of udev are to hide {devices}, and whether they do is not known: {reason}",
	.why = "Drivers are loaded from the initramfs, and what counts there is its own copy of the rules. Without Xen the rules "
	       "do nothing. A card that is plugged in while its driver is loaded is the driver's before udev hears of it.",
	.remedies = {
		{ "make it again", "{operands}" },
		{ "after the reboot, see that it is so", "xpt boot check" },
	},
};

const struct cause xpt__cause_boot_hide_rules_there = {
	.id = "boot-hide-rules-there",
	.verdict = XPT_PASS,
	.title = "The initramfs hides devices",
	.because = "rules of udev hide {devices}: the initramfs has them, and xen-pciback",
	.why = "udev sets driver_override there before it loads any driver.",
};

const struct cause xpt__cause_boot_hide_rules_stale = {
	.id = "boot-hide-rules-stale",
	.verdict = XPT_RISK,
	.title = "A hidden card is not in its place",
	.because = "rules of udev hide cards at {devices}, and those are not there: what is there instead is not hidden",
	.why = "A rule knows its card by address, vendor, device and subsystem, so that no other is taken in its place. Cards move "
	       "when others are added or removed.",
	.remedies = {
		{ "see where the card is now", "xpt list" },
		{ "then hide it there; the rule without a card goes", "xpt hide DEVICE" },
	},
};

const struct cause xpt__cause_boot_hide_virtual = {
	.id = "boot-hide-virtual",
	.verdict = XPT_RISK,
	.title = "a virtual function is not there at boot",
	.because = "{device} is a virtual function: it appears when its driver turns it on, long after the boot",
	.why = "xen-pciback remembers the address and takes the function when it appears, unless a driver of its own that was "
	       "loaded earlier is faster. Its address changes when cards are added.",
	.remedies = {
		{ "reserve it once it is there", "xpt reserve {device}" },
	},
};

const struct cause xpt__cause_boot_hide_bridge = {
	.id = "boot-hide-bridge",
	.verdict = XPT_RISK,
	.title = "a hidden bridge takes what is below it",
	.because = "{device} is a bridge: with it the next boot hides {below}",
	.why = "The kernel looks whether a device, or any bridge above it, is in the list. dom0 loses all that is plugged in "
	       "there, now and later.",
	.remedies = {
		{ "name the devices instead of the bridge", "xpt hide {below}" },
	},
};
