/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The boot loader's files, what they promise, and which devices the next boot hides. */
#include <string.h>

#include "../../boot/hide.h"
#include "../../boot/hide_rules.h"
#include "../../boot/initramfs_maker.h"
#include "../../boot/loader.h"
#include "../../formats/kernel_events.h"
#include "../../source/paths.h"
#include "../ask.h"
#include "efi.h"
#include "hidden_cards.h"
#include "initramfs.h"

/* No loader's file comes near it. */
#define FILE_BYTES (4U << 20)

static void read_file(struct source *source, struct xpt_host *host, struct boot_file *file)
{
	auto_blob struct blob blob = { 0 };
	struct fact_text why;

	if (!xpt__read_answer(source, host, file->path, &blob, &why)) {
		file->state = why.state;
		file->reason = why.reason;
		return;
	}
	if (blob.length > FILE_BYTES) {
		file->state = XPT_FACT_UNREADABLE;
		file->reason = "it is larger than a boot loader's file can be";
		return;
	}
	file->state = XPT_FACT_KNOWN;
	file->text = (struct span){
		xpt__read_keep(host, xpt__arena_copy(host->arena, blob.bytes, blob.length)),
		blob.length
	};
}

static void read_one(struct source *source, struct xpt_host *host, const char *path)
{
	struct boot_files *files = &host->boot->files;

	if (!path || host->out_of_memory || xpt__boot_file(files, path))
		return;
	files->items[files->count].path = path;
	read_file(source, host, &files->items[files->count++]);
}

static size_t count_of(const char *const *paths)
{
	size_t count = 0;

	while (paths[count])
		count++;
	return count;
}

static void read_files(struct source *source, struct xpt_host *host)
{
	/* what is of no loader */
	static const char *const others[] = { HIDE_RULES_FILE, DRACUT_SIGN, INITRAMFS_TOOLS_SIGN,
		DEBIAN_SIGN, DRACUT_FILE, HIDDEN_FILE, NULL };
	size_t room = count_of(others);

	for (size_t i = 0; xpt__boot_loaders[i]; i++)
		room += 1 + count_of(xpt__boot_loaders[i]->menus) +
				count_of(xpt__boot_loaders[i]->others);
	host->boot->files.items =
			xpt__arena_array(host->arena, room, sizeof(*host->boot->files.items));
	if (!host->boot->files.items) {
		host->out_of_memory = true;
		return;
	}
	for (size_t i = 0; xpt__boot_loaders[i]; i++) {
		const struct boot_loader *loader = xpt__boot_loaders[i];

		read_one(source, host, loader->sign);
		for (size_t k = 0; loader->menus[k]; k++)
			read_one(source, host, loader->menus[k]);
		for (size_t k = 0; loader->others[k]; k++)
			read_one(source, host, loader->others[k]);
	}
	for (size_t i = 0; others[i]; i++)
		read_one(source, host, others[i]);
}

static void doubt(struct xpt_host *host, const char *text)
{
	if (xpt__read_keep(host, text))
		xpt__read_note_text(host, &host->boot->next.doubts, text);
}

static void read_firmware_kind(struct source *source, struct xpt_host *host)
{
	auto_names struct names names = { 0 };
	struct fact_text why;

	if (xpt__probe_list(source, host, PATH_EFI, &names, &why))
		host->boot->files.efi = fact_int_known(1);
	else
		host->boot->files.efi = why.state == XPT_FACT_ABSENT ? fact_int_known(0) :
								       xpt__fact_int_why(why);
}

/* "6.1.0-56-amd64" of a kernel's file, behind the link that XCP-ng has there. */
static struct fact_text kernel_release(
		struct source *source, struct xpt_host *host, const char *kernel)
{
	struct span name = xpt__last_part(xpt__span_of(kernel)), target;
	auto_free char *link = NULL;
	char path[PATH_ROOM];
	struct fact_text why;

	if (xpt__probe_link(source, host,
			    xpt__read_path(path, "boot/%.*s", (int)name.length, name.at), &link,
			    &why))
		name = xpt__last_part(xpt__span_of(link));
	target = name;
	if (!xpt__span_starts(target, "vmlinuz-"))
		return (struct fact_text)FACT_UNREADABLE(
				"the kernel's file is not called vmlinuz-RELEASE");
	target.at += strlen("vmlinuz-");
	target.length -= strlen("vmlinuz-");
	return xpt__fact_span(host, target);
}

static struct fact_text pciback_of(
		struct source *source, struct xpt_host *host, const char *release)
{
	auto_blob struct blob blob = { 0 };
	auto_names struct names names = { 0 };
	char path[PATH_ROOM];
	struct fact_text why;

	if (!xpt__read_answer(source, host,
			    xpt__read_path(path, PATH_MODULES "/%s/modules.builtin", release),
			    &blob, &why))
		return (struct fact_text)FACT_UNREADABLE(
				"the kernel's list of built in drivers is not there");
	host->boot->built_in = (struct span){
		xpt__read_keep(host, xpt__arena_copy(host->arena, blob.bytes, blob.length)),
		blob.length
	};
	if (blob.length && memmem(blob.bytes, blob.length, "/xen-pciback.ko", 15))
		return fact_text_known("built in");
	if (xpt__probe_list(source, host,
			    xpt__read_path(path, PATH_MODULES "/%s/kernel/drivers/xen/xen-pciback",
					    release),
			    &names, &why))
		return fact_text_known("module");
	return why;
}

static struct fact_text pciback_now(struct source *source, struct xpt_host *host)
{
	auto_blob struct blob blob = { 0 };
	auto_names struct names names = { 0 };
	struct fact_text why;

	if (!xpt__probe_list(source, host, PATH_PCIBACK_MODULE, &names, &why))
		return why;
	if (xpt__read_answer(source, host, PATH_PCIBACK_MODULE "/initstate", &blob, &why))
		return fact_text_known("module");
	return why.state == XPT_FACT_ABSENT ? fact_text_known("built in") : why;
}

/* No file tells when a module was loaded; the kernel said it once. */
static struct fact_text pciback_came(
		struct source *source, struct xpt_host *host, struct fact_text now)
{
	auto_blob struct blob blob = { 0 };
	struct fact_text why;
	const char *came, *reason;

	if (now.state == XPT_FACT_ABSENT)
		return (struct fact_text)FACT_ABSENT("it is not loaded");
	if (now.state != XPT_FACT_KNOWN || strcmp(now.value, "module") != 0)
		return now;
	if (!xpt__read_answer(source, host, PATH_KERNEL_EVENTS, &blob, &why)) {
		why.state = XPT_FACT_UNREADABLE;
		return why;
	}
	came = xpt__kernel_events_pciback(blob_span(&blob), &reason);
	return came ? fact_text_known(came) : (struct fact_text)FACT_UNREADABLE(reason);
}

/* Return: the release of the kernel that boots next, where that is known. */
static const char *read_pciback_kinds(struct source *source, struct xpt_host *host)
{
	struct boot *boot = host->boot;
	struct fact_text release;

	boot->pciback_now = pciback_now(source, host);
	boot->pciback_came = pciback_came(source, host, boot->pciback_now);
	if (boot->kernel.state != XPT_FACT_KNOWN) {
		boot->pciback_next = (struct fact_text)FACT_UNREADABLE(
				"the next boot's kernel is not known");
		return NULL;
	}
	release = kernel_release(source, host, boot->kernel.value);
	boot->pciback_next = release.state == XPT_FACT_KNOWN ?
			pciback_of(source, host, release.value) :
			release;
	return release.state == XPT_FACT_KNOWN ? release.value : NULL;
}

static struct fact_int length_of(const struct fact_text *line)
{
	if (line->state != XPT_FACT_KNOWN)
		return xpt__fact_int_why(*line);
	return fact_int_known((long long)strlen(line->value));
}

/* The entry's facts become the boot's; without an entry they are not known. */
static void take_entry(struct boot *boot)
{
	const struct boot_entry *entry = boot->next.entry;
	struct fact_text none = FACT_UNREADABLE("it is not known which entry boots next");

	if (!boot->next.loader)
		none = (struct fact_text)FACT_UNREADABLE("the boot loader is not known");
	boot->entry_title = entry && entry->title ? fact_text_known(entry->title) : none;
	boot->entry_id = !entry	  ? none :
			entry->id ? fact_text_known(entry->id) :
				    (struct fact_text)FACT_ABSENT("it has none");
	boot->entry_place = entry ? fact_text_known(entry->place) : none;
	boot->entry_xen = entry ? fact_int_known(entry->xen) : xpt__fact_int_why(none);
	boot->xen_line = entry ? entry->xen_line : none;
	boot->dom0_line = entry ? entry->dom0_line : none;
	boot->kernel = entry ? entry->kernel : none;
	boot->initramfs = entry ? entry->initramfs : none;
	boot->xen_bytes = length_of(&boot->xen_line);
	boot->dom0_bytes = length_of(&boot->dom0_line);
}

static struct fact_int hide_answer(const struct boot *boot)
{
	if (boot->dom0_line.state != XPT_FACT_KNOWN)
		return xpt__fact_int_why(boot->dom0_line);
	if (boot->next.doubts.count)
		return (struct fact_int)FACT_UNREADABLE(boot->next.doubts.items[0]);
	if (!fact_true(boot->entry_xen))
		return fact_int_known(0);
	if (boot->pciback_next.state != XPT_FACT_KNOWN)
		return boot->pciback_next.state == XPT_FACT_ABSENT ?
				fact_int_known(0) :
				xpt__fact_int_why(boot->pciback_next);
	return fact_int_known(1);
}

/* Of a device that hide= names, where all hide= names would be hidden (@effective). */
static struct fact_int hidden_by_list(const struct xpt_host *host, const struct xpt_device *device,
		struct fact_int effective)
{
	return fact_true(effective) && strcmp(host->boot->pciback_next.value, "built in") != 0 ?
			xpt__initramfs_hide(host, device) :
			effective;
}

static void read_rules(struct xpt_host *host)
{
	struct boot *boot = host->boot;
	const struct boot_file *file = xpt__boot_file(&boot->files, HIDE_RULES_FILE);

	if (file->state == XPT_FACT_KNOWN)
		host->out_of_memory |=
				!xpt__hide_rules_parse(host->arena, file->text, &boot->rules);
	else if (file->state != XPT_FACT_ABSENT && boot->next.loader)
		doubt(host,
				xpt__arena_text(host->arena,
						"/" HIDE_RULES_FILE " cannot be read: %s",
						file->reason));
	boot->ruled.state = boot->rules.edited ? XPT_FACT_UNREADABLE : file->state;
	boot->ruled.reason = boot->rules.edited ? "it was edited by hand" : file->reason;
	for (size_t i = 0; i < host->device_count && !boot->rules.edited; i++)
		if (xpt__hide_rule_of(&boot->rules, &host->devices[i]))
			xpt__read_note_bdf(host, &boot->ruled, host->devices[i].bdf);
	if (boot->rules.edited)
		doubt(host,
				"/" HIDE_RULES_FILE
				" was edited by hand: which devices it hides is not known");
}

/* What a rule does is certain only as long as the entry cannot start Xen. */
static struct fact_int hidden_by_rule(const struct xpt_host *host, const struct xpt_device *device)
{
	const struct boot *boot = host->boot;

	if (!boot->next.doubts.count && fact_is(boot->entry_xen, 0))
		return fact_int_known(0);
	if (xpt__hide_rule_in_doubt(&boot->rules, device))
		return (struct fact_int)FACT_UNREADABLE(
				"a udev rule is for its place, and its ids cannot be read");
	if (boot->next.doubts.count)
		return (struct fact_int)FACT_UNREADABLE(boot->next.doubts.items[0]);
	if (boot->entry_xen.state != XPT_FACT_KNOWN)
		return boot->entry_xen;
	return xpt__initramfs_rule(host, device);
}

static struct fact_int hidden_next_of(const struct xpt_host *host, const struct hide_list *list,
		struct fact_int effective, const struct xpt_device *device)
{
	const struct boot *boot = host->boot;
	bool named = !list->error && xpt__hide_takes(list, device);
	struct fact_int next;

	/* what no entry names stays, however pciback comes */
	next = boot->dom0_line.state == XPT_FACT_KNOWN && !named && !boot->next.doubts.count ?
			fact_int_known(0) :
			hidden_by_list(host, device, effective);
	if (!fact_true(next) &&
			(xpt__hide_rule_of(&boot->rules, device) ||
					xpt__hide_rule_in_doubt(&boot->rules, device)))
		next = hidden_by_rule(host, device);
	return next;
}

static void read_hide(struct xpt_host *host, struct hide_list *ret_list)
{
	struct boot *boot = host->boot;
	struct cmdline_word word;

	boot->hide_error = (struct fact_text)FACT_ABSENT(NULL);
	if (boot->dom0_line.state != XPT_FACT_KNOWN ||
			!xpt__cmdline_find(xpt__span_of(boot->dom0_line.value), BOOT_LINE_DOM0,
					"xen-pciback.hide", &word))
		return;
	boot->hide = xpt__read_keep(
			host, xpt__arena_copy(host->arena, word.value.at, word.value.length));
	host->out_of_memory |= !xpt__hide_parse(host->arena, word.value, ret_list);
	if (ret_list->error)
		boot->hide_error = fact_text_known(
				xpt__read_keep(host, xpt__hide_why(host->arena, ret_list)));
}

static void read_hidden(struct xpt_host *host)
{
	struct boot *boot = host->boot;
	struct fact_int effective = hide_answer(boot), doubt = fact_int_known(0);
	struct hide_list list = { 0 };

	read_hide(host, &list);
	for (size_t i = 0; i < host->device_count; i++) {
		struct xpt_device *device = &host->devices[i];

		device->hidden_next = hidden_next_of(host, &list, effective, device);
		if (device->hidden_next.state != XPT_FACT_KNOWN && doubt.state == XPT_FACT_KNOWN)
			doubt = device->hidden_next;
		if (fact_true(device->hidden_next))
			xpt__read_note_bdf(host, &boot->hidden, device->bdf);
	}
	/* with no entry it does not matter how pciback comes */
	if (doubt.state == XPT_FACT_KNOWN &&
			(list.count || boot->dom0_line.state != XPT_FACT_KNOWN ||
					boot->next.doubts.count))
		doubt = effective;
	if (doubt.state == XPT_FACT_KNOWN)
		boot->hidden.state = XPT_FACT_KNOWN;
	else
		boot->hidden = (struct bdfs){ .state = doubt.state, .reason = doubt.reason };
}

int xpt__read_next_boot(struct source *source, struct xpt_host *host)
{
	const char *release;

	if (!(host->detail & XPT_DETAIL_BOOT))
		return 0;
	host->boot = xpt__arena_alloc(host->arena, sizeof(*host->boot));
	if (!host->boot)
		return XPT_NO_MEMORY;
	read_firmware_kind(source, host);
	read_files(source, host);
	if (host->out_of_memory ||
			!xpt__boot_next(host->arena, &host->boot->files, &host->boot->next))
		return XPT_NO_MEMORY;
	xpt__read_efi(source, host);
	host->boot->next.doubts.state = XPT_FACT_KNOWN;
	take_entry(host->boot);
	host->boot->xen_line_now = host->xen_command_line;
	host->boot->dom0_line_now = host->kernel_command_line;
	host->boot->hide_now = host->pciback_hide;
	release = read_pciback_kinds(source, host);
	read_rules(host);
	if (!host->out_of_memory)
		xpt__read_initramfs(source, host, release);
	if (!host->out_of_memory)
		read_hidden(host);
	if (!host->out_of_memory)
		xpt__read_hidden_cards(host);
	return host->out_of_memory ? XPT_NO_MEMORY : 0;
}
