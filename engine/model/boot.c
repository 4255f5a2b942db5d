/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The field tables of the next boot. */
#include "boot.h"

#include <xpt/boot.h>

#include "field.h"

#define ENTRY(member, form, key, label, help) FIELD(boot_entry, member, form, key, label, help)

static const struct field entry_fields[] = {
	ENTRY(place, FORM_TEXT, "place", "PLACE", "number in the menu; \"1>0\" in its submenu 1"),
	ENTRY(title, FORM_TEXT, "title", "TITLE", "as the menu shows it"),
	ENTRY(id, FORM_TEXT, "id", "ID", "GRUB's id, extlinux' label, or the section of xen.cfg"),
	ENTRY(next, FORM_BOOL, "next", "NEXT", "the next boot takes it"),
	ENTRY(xen, FORM_BOOL, "xen", "XEN", "it boots Xen, with dom0 on top"),
	ENTRY(image, FORM_FACT_TEXT, "image", "IMAGE", "Xen's file"),
	ENTRY(kernel, FORM_FACT_TEXT, "kernel", "KERNEL", "dom0's kernel"),
	ENTRY(initramfs, FORM_FACT_TEXT, "initramfs", "INITRAMFS", "dom0's initramfs"),
	ENTRY(xen_line, FORM_FACT_TEXT, "xen_command_line", "XEN OPTIONS",
			"Xen's command line, as it arrives"),
	ENTRY(dom0_line, FORM_FACT_TEXT, "kernel_command_line", "KERNEL OPTIONS",
			"dom0's command line, as it arrives"),
};

static const struct xpt_kind kind_boot_entry = { "boot entry", entry_fields, COUNT(entry_fields) };

const struct xpt_kind *xpt_kind_boot_entry(void)
{
	return &kind_boot_entry;
}

#define BOOT(member, form, key, label, help) FIELD(boot, member, form, key, label, help)

static const struct field boot_fields[] = {
	BOOT(next.loader, FORM_TEXT, "loader", "LOADER", "boot loader whose files are there"),
	BOOT(next.file, FORM_FACT_TEXT, "file", "FILE", "its menu"),
	BOOT(entry_title, FORM_FACT_TEXT, "entry", "ENTRY", "entry that the next boot takes"),
	BOOT(entry_place, FORM_FACT_TEXT, "place", "PLACE",
			"its number in the menu; \"1>0\" in its submenu 1"),
	BOOT(entry_id, FORM_FACT_TEXT, "id", "ID",
			"its id of GRUB, label of extlinux, or section of xen.cfg"),
	BOOT(next.why, FORM_FACT_TEXT, "why", "BECAUSE", "what chose it"),
	BOOT(next.once, FORM_FACT_BOOL, "once", "ONCE", "the boot after it takes another entry"),
	BOOT(entry_xen, FORM_FACT_BOOL, "xen", "XEN", "it boots Xen, with dom0 on top"),
	BOOT(xen_line, FORM_FACT_TEXT, "xen_command_line", "XEN OPTIONS",
			"Xen's command line at the next boot"),
	BOOT(xen_bytes, FORM_FACT_INT, "xen_command_line_bytes", "XEN BYTES", "its length"),
	BOOT(dom0_line, FORM_FACT_TEXT, "kernel_command_line", "KERNEL OPTIONS",
			"dom0's command line at the next boot"),
	BOOT(dom0_bytes, FORM_FACT_INT, "kernel_command_line_bytes", "KERNEL BYTES",
			"its length; up to Xen 4.20 all behind 1023 is lost"),
	BOOT(kernel, FORM_FACT_TEXT, "kernel", "KERNEL", "dom0's kernel at the next boot"),
	BOOT(initramfs, FORM_FACT_TEXT, "initramfs", "INITRAMFS",
			"dom0's initramfs at the next boot"),
	BOOT(hide_now, FORM_FACT_TEXT, "hide_now", "HIDE NOW",
			"xen-pciback.hide= of the boot that runs"),
	BOOT(hide, FORM_TEXT, "hide", "HIDE", "xen-pciback.hide= at the next boot"),
	BOOT(hide_error, FORM_FACT_TEXT, "hide_error", "HIDE ERROR", "what is wrong with it"),
	BOOT(hidden, FORM_BDFS, "hidden", "HIDDEN", "devices that the next boot hides for certain"),
	BOOT(ruled, FORM_BDFS, "hide_rules", "HIDE RULES",
			"devices that udev rules of xpt hide name"),
	BOOT(xen_line_now, FORM_FACT_TEXT, "xen_command_line_now", "XEN OPTIONS NOW",
			"Xen's command line of the boot that runs"),
	BOOT(dom0_line_now, FORM_FACT_TEXT, "kernel_command_line_now", "KERNEL OPTIONS NOW",
			"dom0's command line of the boot that runs"),
	BOOT(pciback_now, FORM_FACT_TEXT, "pciback_now", "PCIBACK NOW",
			"how xen-pciback came: built in, or as a module"),
	BOOT(pciback_came, FORM_FACT_TEXT, "pciback_came", "PCIBACK CAME",
			"when it came: built in, from the initramfs, or late, in dom0's system"),
	BOOT(pciback_next, FORM_FACT_TEXT, "pciback_next", "PCIBACK NEXT",
			"the same of the kernel that boots next"),
	BOOT(next.doubts, FORM_TEXTS, "doubts", "DOUBTS", "what makes this uncertain"),
	OBJECTS(boot, next.entries, next.entry_count, boot_entry, kind_boot_entry, "entries",
			"ENTRIES", "all entries of the menu"),
};

static const struct xpt_kind kind_boot = { "boot", boot_fields, COUNT(boot_fields) };

const struct xpt_kind *xpt_kind_boot(void)
{
	return &kind_boot;
}

static const struct boot nobody_asked;

struct xpt_object xpt_host_boot(const struct xpt_host *host)
{
	return (struct xpt_object){ xpt_kind_boot(), host->boot ? host->boot : &nobody_asked };
}
