/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef XPT_BOOT_H
#define XPT_BOOT_H

/**
 * The next boot: what the boot loader's files promise, and changing them.
 */
#include <xpt/base.h>
#include <xpt/error.h>
#include <xpt/finding.h>
#include <xpt/host.h>
#include <xpt/plan.h>

#ifdef __cplusplus
extern "C" {
#endif

/** xpt_kind_boot, xpt_kind_boot_entry - kinds of objects, for their fields. Return: static. Since: 0.2 */
XPT_PUBLIC const struct xpt_kind *xpt_kind_boot(void);
XPT_PUBLIC const struct xpt_kind *xpt_kind_boot_entry(void);

/**
 * xpt_host_boot - the next boot
 * @host: a snapshot with XPT_DETAIL_BOOT; without it all fields are XPT_FACT_UNREAD
 * Since: 0.2
 */
XPT_PUBLIC struct xpt_object xpt_host_boot(const struct xpt_host *host);

/**
 * xpt_host_check_boot - will the next boot do what its command lines say?
 * @host:       a snapshot with XPT_DETAIL_BOOT; with XPT_DETAIL_CRITICAL a device that dom0 needs and will not have is told
 * @ret_report: a finding for each trap; free with xpt_report_free()
 * Return: 0 (read the verdict), XPT_INVALID (a snapshot without XPT_DETAIL_BOOT), XPT_NO_MEMORY. Since: 0.2
 */
XPT_PUBLIC XPT_MUST_CHECK int xpt_host_check_boot(const struct xpt_host *host,
		struct xpt_report **ret_report, struct xpt_error **ret_error);

enum xpt_this_boot_flag {
	XPT_BOOT_CHANGED = 1
			<< 0, /* the loader's files were changed since it: what they say is of the next boot */
};

/**
 * xpt_host_check_this_boot - is what was promised for the boot that runs as it was promised?
 * @host:       a snapshot with XPT_DETAIL_BOOT and XPT_DETAIL_CONFIG
 * @flags:      enum xpt_this_boot_flag, or-ed
 * @ret_report: a finding for each device that is to be hidden, each that is and should not be, and each line of
 *              which something did not arrive; free with xpt_report_free()
 *
 * A device is promised to be hidden by hide= that was booted with, and by that of the loader's menu. Where
 * /etc/xpt/hidden notes what hide= was written for, another device at that address is told ("boot-seized-other",
 * "boot-hide-other"), and the one that was meant is looked for elsewhere.
 * Return: 0 (read the verdict), XPT_INVALID (a snapshot without XPT_DETAIL_BOOT), XPT_NO_MEMORY. Since: 0.2
 */
XPT_PUBLIC XPT_MUST_CHECK int xpt_host_check_this_boot(const struct xpt_host *host,
		unsigned int flags, struct xpt_report **ret_report, struct xpt_error **ret_error);

/** Whose command line. Since: 0.2 */
enum xpt_boot_line { XPT_BOOT_XEN, XPT_BOOT_DOM0 };

enum xpt_boot_flag {
	XPT_BOOT_DELETE = 1 << 0, /* the words are names of parameters, which go */
	/* the one word is of xpt_hide() with XPT_HIDE_OVERRIDE: udev rules and the initramfs change. Since: 0.2 */
	XPT_BOOT_OVERRIDE = 1 << 1,
};

struct xpt_boot_request {
	size_t size;
	enum xpt_boot_line line;
	const char *const *
			words; /* "KEY=VALUE" or "KEY"; words of one key replace all that the line has of it */
	size_t word_count;
	unsigned int flags; /* enum xpt_boot_flag, or-ed */
	const char *const *
			other_words; /* for the other line, in the same change; or NULL. Since: 0.2 */
	size_t other_word_count;     /* Since: 0.2 */
};

/**
 * xpt_plan_for_boot - the steps that change command lines of the next boot
 * @host:     a snapshot with XPT_DETAIL_BOOT; with XPT_DETAIL_CONFIG what hide= names is noted in /etc/xpt/hidden
 * @ret_plan: free with xpt_plan_free(); no steps: it is so already
 *
 * The boot loader's file is written whole and at once; where a program makes the menu from it (update-grub),
 * it is run. Take a snapshot then, and ask xpt_boot_kept().
 * Return: 0, XPT_INVALID (a word that no command line can hold, a hide= that the kernel cannot read),
 * XPT_REFUSED (the line would be too long), XPT_UNSUPPORTED (a loader or a file that is not understood; the
 * error says what to do by hand), XPT_UNREADABLE, XPT_NO_MEMORY. Since: 0.2
 */
XPT_PUBLIC XPT_MUST_CHECK int xpt_plan_for_boot(const struct xpt_host *host,
		const struct xpt_boot_request *request, struct xpt_plan **ret_plan,
		struct xpt_error **ret_error);

/**
 * xpt_boot_kept - does the next boot do what @request asks?
 * @host: a snapshot with XPT_DETAIL_BOOT, taken after the change
 * Return: 0, XPT_REFUSED (which parameter is not as it should be), XPT_INVALID, XPT_NO_MEMORY. Since: 0.2
 */
XPT_PUBLIC XPT_MUST_CHECK int xpt_boot_kept(const struct xpt_host *host,
		const struct xpt_boot_request *request, struct xpt_error **ret_error);

/**
 * xpt_plan_for_boot_undo - the steps that bring back what @request changed
 * @before: the snapshot that xpt_plan_for_boot() was given
 * @now:    one with XPT_DETAIL_BOOT from after the change; NULL: there is none, and what was to be written counts as written
 * @ret_plan: for xpt_boot_keep(); free with xpt_plan_free()
 * Return: as xpt_plan_for_boot(). Since: 0.2
 */
XPT_PUBLIC XPT_MUST_CHECK int xpt_plan_for_boot_undo(const struct xpt_host *before,
		const struct xpt_host *now, const struct xpt_boot_request *request,
		struct xpt_plan **ret_plan, struct xpt_error **ret_error);

/**
 * xpt_boot_expect - remember how to bring back what xpt_plan_apply() does next
 * @back:    of xpt_plan_for_boot_undo() without @now; stays yours. NULL: what was announced failed, or was brought back
 * @options: of xpt_plan_apply(): how long to wait for another xpt, and whom to tell; NULL = defaults
 * Where the program ends before xpt_boot_keep(), and a file is as xpt wrote it, this is the way back from the last
 * change. It is this process's own: until xpt_boot_keep(), or a call with NULL, other processes get XPT_BUSY. Written
 * below /var/lib/xpt, durably.
 * Return: 0; XPT_STUCK (an earlier change is half-way, or it is not known whether it was made, or what is kept cannot be
 * understood); XPT_BUSY (another xpt has the host's lock, or announced a change that is not over); XPT_CANCELLED while
 * waiting; XPT_DENIED; XPT_UNREADABLE; XPT_INVALID (@options); XPT_UNSUPPORTED (build without Xen); XPT_NO_MEMORY.
 * Since: 0.2
 */
XPT_PUBLIC XPT_MUST_CHECK int xpt_boot_expect(const struct xpt_plan *back,
		const struct xpt_apply_options *options, struct xpt_error **ret_error);

/**
 * xpt_boot_keep - remember how to bring back what was changed, in place of an earlier change
 * @back:    of xpt_plan_for_boot_undo(), after the change; stays yours
 * @options: as of xpt_boot_expect()
 * Written below /var/lib/xpt, durably. Where it fails, what xpt_boot_expect() wrote is the way back.
 * Return: 0, or as xpt_boot_expect(); XPT_UNREADABLE: it cannot be written. Since: 0.2
 */
XPT_PUBLIC XPT_MUST_CHECK int xpt_boot_keep(const struct xpt_plan *back,
		const struct xpt_apply_options *options, struct xpt_error **ret_error);

/**
 * xpt_boot_last - how to bring back the last change of the next boot
 * @options:  as of xpt_boot_expect()
 * @ret_back: for xpt_plan_apply(), which says XPT_STALE where somebody changed the file since; free with
 *            xpt_plan_free()
 * Writes below /var/lib/xpt where a program ended between xpt_boot_expect() and xpt_boot_keep(): its change becomes the
 * last one, or is forgotten if it was not made.
 * Return: XPT_NOT_FOUND, or as xpt_boot_expect(). Since: 0.2
 */
XPT_PUBLIC XPT_MUST_CHECK int xpt_boot_last(const struct xpt_apply_options *options,
		struct xpt_plan **ret_back, struct xpt_error **ret_error);

/**
 * xpt_boot_adapt - make the way back one from what stands in its files now
 * @back:  of xpt_boot_last(); changed, where somebody changed a file since
 * @flags: XPT_UNDO_MERGE, XPT_UNDO_OVERWRITE of enum xpt_undo_flag, or-ed; 0: only where nothing of the later
 *         change would be lost
 *
 * Reads this host's files. With both flags the second counts where the first cannot be done.
 * Return: 0; XPT_STALE (somebody changed a file, and @flags choose nothing that can be done: the findings of the error
 * tell what xpt changed, what was changed since, and which command goes on); XPT_INVALID, XPT_UNREADABLE, XPT_DENIED,
 * XPT_NO_MEMORY. Since: 0.2
 */
XPT_PUBLIC XPT_MUST_CHECK int xpt_boot_adapt(
		struct xpt_plan *back, unsigned int flags, struct xpt_error **ret_error);

/**
 * xpt_boot_is_changed - has xpt changed the next boot since the boot that runs?
 * @ret_changed: of the last change that was not undone; false as well where the host does not tell its boot id
 * Return: 0 or as xpt_boot_last(), but never XPT_NOT_FOUND. Since: 0.2
 */
XPT_PUBLIC XPT_MUST_CHECK int xpt_boot_is_changed(bool *ret_changed, struct xpt_error **ret_error);

/**
 * xpt_plan_for_boot_notes - the steps that forget what was at addresses that hide= names no longer
 * @host: with XPT_DETAIL_BOOT
 * @ret_plan: without steps where neither this boot nor an entry of the menu has lost one; free with xpt_plan_free()
 * Somebody took these out of hide= by hand: what is put in there again may be another card, and would be given back
 * by its note.
 * Return: 0, XPT_UNREADABLE (the notes cannot be read), XPT_INVALID (@host lacks the detail), XPT_NO_MEMORY. Since: 0.2
 */
XPT_PUBLIC XPT_MUST_CHECK int xpt_plan_for_boot_notes(const struct xpt_host *host,
		struct xpt_plan **ret_plan, struct xpt_error **ret_error);

/**
 * xpt_boot_forget - the last change was brought back, or is left as it is: its way back goes
 * @back:    of xpt_boot_last(); stays yours. Where another change was made since, the way back from that one stays.
 * @options: as of xpt_boot_expect()
 * Return: 0; XPT_INVALID (@back is of another call); or as xpt_boot_expect(). Since: 0.2
 */
XPT_PUBLIC XPT_MUST_CHECK int xpt_boot_forget(const struct xpt_plan *back,
		const struct xpt_apply_options *options, struct xpt_error **ret_error);

/**
 * xpt_judged_boot - what is due on the command lines of the next boot, as one change
 * @judged:      of xpt_check_comparison(); must outlive the request
 * @ret_request: for xpt_plan_for_boot() and xpt_boot_kept(), with the snapshot that was compared, or a later one
 * Return: false: nothing is, or the verdict is XPT_BLOCKED. Since: 0.2
 */
XPT_PUBLIC bool xpt_judged_boot(
		const struct xpt_judged *judged, struct xpt_boot_request *ret_request);

enum xpt_hide_flag {
	XPT_UNHIDE = 1 << 8,	 /* give them back to dom0's drivers */
	XPT_UNHIDE_ALL = 1 << 9, /* all that hide= names; no devices are named */
	/* by udev rules that set driver_override, for a xen-pciback that is a module. Since: 0.2 */
	XPT_HIDE_OVERRIDE = 1 << 11,
	/* XPT_FORCE_CRITICAL of xpt/plan.h: even what dom0 lives on */
};

struct xpt_hide_request {
	size_t size;
	const struct xpt_bdf *devices;
	size_t device_count;
	unsigned int flags; /* enum xpt_hide_flag, XPT_FORCE_CRITICAL, or-ed */
	const char *list; /* all of hide=, as the kernel reads it, in place of devices; or NULL. Since: 0.2 */
};

/**
 * xpt_hide_list - what a word of dom0's command line hides, if it is hide=
 * @word:     "xen-pciback.hide=(0000:04:00.0)", or as Linux takes it too: "xen_pciback.hide=", quotes around the
 *            word or its value
 * @ret_list: for struct xpt_hide_request, free with free(); NULL: it is another word
 * Return: 0, XPT_NO_MEMORY. Since: 0.2
 */
XPT_PUBLIC XPT_MUST_CHECK int xpt_hide_list(
		const char *word, char **ret_list, struct xpt_error **ret_error);

/**
 * xpt_hide - the hide= that hides devices from dom0's drivers at the next boot, or no longer does
 * @host:       a snapshot with XPT_DETAIL_BOOT and XPT_DETAIL_CRITICAL
 * @ret_report: what speaks against it, of all devices that it takes; free with xpt_report_free()
 * @ret_word:   for xpt_plan_for_boot(): "xen-pciback.hide=(0000:04:00.0)"; "xen-pciback.hide" with nothing
 *              behind it where none is left: to be deleted; NULL: it is so already. Free with free()
 * Return: 0 (read the verdict), XPT_INVALID, XPT_NOT_FOUND (no such device), XPT_REFUSED (an entry of the
 * list that is there cannot be read, or names a bridge above the device; by rules: the device is a bridge),
 * XPT_UNREADABLE (the next boot's line, or what a device is, is not known), XPT_UNSUPPORTED (somebody edited the
 * rules), XPT_NO_MEMORY. Since: 0.2
 */
XPT_PUBLIC XPT_MUST_CHECK int xpt_hide(const struct xpt_host *host,
		const struct xpt_hide_request *request, struct xpt_report **ret_report,
		char **ret_word, struct xpt_error **ret_error);

#ifdef __cplusplus
}
#endif
#endif
