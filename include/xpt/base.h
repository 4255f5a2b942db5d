/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef XPT_BASE_H
#define XPT_BASE_H

/**
 * Result codes, device addresses, and the rules that hold everywhere in libxpt.
 *
 * Ownership: everything `const` that you get lives as long as what you got it from;
 * everything else is yours to free with the function that its comment names.
 * Outputs come last, are named ret_…, and are untouched on failure. Every function that takes
 * `struct xpt_error **` accepts NULL there and leaves it untouched on success.
 * Structs that you fill, or have filled, start with `size`: set it to sizeof the struct, and zero what you
 * do not use (XPT_OPTIONS() and XPT_SIZED() do both). So they may grow: the library reads and writes no
 * more than you know of, and takes no value that it does not know.
 * Threads: an object may be read by several threads, and changed or freed by one.
 * Blocking: what does not say so waits for nobody, but for the processor and local files.
 * Units: sizes are in bytes, times in seconds, CPUs, NUMA nodes and cpupools by Xen's numbers, where a name or
 * comment does not say otherwise (memory_kib, timeout_s).
 * Nothing here prints, exits, or changes a signal handler. Some operations start processes and threads of their
 * own (copying a domain, a loader's update program): they wait for these by their pids, so reap only your own
 * children meanwhile (waitpid(-1) takes theirs, and the operation fails), and do not ignore SIGCHLD.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
namespace xpt
{
template <typename type> inline type sized()
{
	type zeroed = type();

	zeroed.size = sizeof(type);
	return zeroed;
}
} /* namespace xpt */

extern "C" {
#endif

#define XPT_PUBLIC __attribute__((visibility("default")))
#define XPT_MUST_CHECK __attribute__((warn_unused_result))

/** The version of these headers, as numbers; xpt_version() is that of the library that runs. Since: 0.2 */
#define XPT_VERSION_MAJOR 0
#define XPT_VERSION_MINOR 1
#define XPT_VERSION_PATCH 0

/** One number that grows with the version, for #if: 0x000203 is 0.2.3. Since: 0.2 */
#define XPT_VERSION_NUMBER (XPT_VERSION_MAJOR << 16 | XPT_VERSION_MINOR << 8 | XPT_VERSION_PATCH)

/** An option struct on the stack, sized and zeroed: XPT_OPTIONS(xpt_open_options, .root = dir). Not for C++. */
#define XPT_OPTIONS(type, ...) ((struct type){ .size = sizeof(struct type), __VA_ARGS__ })

/** The same without values, and for structs that the library fills: struct xpt_step step = XPT_SIZED(xpt_step). */
#ifdef __cplusplus
#define XPT_SIZED(type) (xpt::sized<struct type>())
#else
#define XPT_SIZED(type) ((struct type){ .size = sizeof(struct type) })
#endif

/** Result codes: 0 is success, each other one is a decision for the caller. Since: 0.1 */
enum xpt_code {
	XPT_OK = 0,
	XPT_INVALID,	 /* the request makes no sense: change it */
	XPT_NOT_FOUND,	 /* no such device, domain or file */
	XPT_DENIED,	 /* not allowed: usually not root, or not dom0 */
	XPT_BUSY,	 /* somebody else is at it: try again later */
	XPT_REFUSED,	 /* the host said no; xpt_error_report() says why */
	XPT_UNREADABLE,	 /* the host (or the capture) does not tell */
	XPT_UNSUPPORTED, /* not on this host, or not in this build */
	XPT_STALE,	 /* the host changed since the snapshot: look again */
	XPT_STUCK, /* only partly done, or the undo failed too: the error says where things are */
	XPT_CANCELLED, /* the caller's own wish, from a progress function; all is undone. Since: 0.2 */
	XPT_NO_MEMORY,
};

/**
 * xpt_code_text - a result code as one lower-case word, such as "refused"
 * Return: a static string, never NULL. Since: 0.1
 */
XPT_PUBLIC const char *xpt_code_text(int code);

/** xpt_version - the library's version, "MAJOR.MINOR.PATCH". Return: a static string. Since: 0.1 */
XPT_PUBLIC const char *xpt_version(void);

/**
 * A PCI function's address. Linux numbers segments with up to 32 bits (VMD starts at 0x10000);
 * Xen's hypercalls carry 16, so such devices can be shown but not assigned. Since: 0.1
 */
struct xpt_bdf {
	uint32_t segment;
	uint8_t bus;
	uint8_t device;
	uint8_t function;
};

/** Room for the text of any address, with its final NUL. */
#define XPT_BDF_TEXT 20

/**
 * xpt_bdf_parse - read an address: "0000:04:00.0", "04:00.0", "10000:e1:00.0"
 * @text:    the whole text is the address; hexadecimal as Linux and Xen print it
 * Return: 0 or XPT_INVALID (what is wrong with it, and how one is written). Since: 0.1
 */
struct xpt_error;
XPT_PUBLIC XPT_MUST_CHECK int xpt_bdf_parse(
		const char *text, struct xpt_bdf *ret_bdf, struct xpt_error **ret_error);

/** xpt_bdf_format - write an address as "0000:04:00.0" into @buffer. Return: @buffer. Since: 0.1 */
XPT_PUBLIC const char *xpt_bdf_format(struct xpt_bdf bdf, char buffer[XPT_BDF_TEXT]);

/** xpt_bdf_compare - order of two addresses. Return: below, equal to or above 0, as for qsort(). Since: 0.1 */
XPT_PUBLIC int xpt_bdf_compare(struct xpt_bdf a, struct xpt_bdf b);

#ifdef __cplusplus
}
#endif
#endif
