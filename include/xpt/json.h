/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef XPT_JSON_H
#define XPT_JSON_H

/**
 * JSON of what the library knows, as the command prints it with --json. The keys of a snapshot's things are those
 * of their field tables (xpt/value.h). null: there is none; with "KEY_reason" beside it: it is not known, and why.
 * xpt.schema.json describes all of it as JSON Schema; "pkg-config --variable=schema libxpt" tells where it lies.
 *
 * Every function returns text that is yours, free it with free(); or NULL: memory is out. Keys are added in later
 * versions: pass over what you do not know.
 */
#include <xpt/base.h>
#include <xpt/error.h>
#include <xpt/finding.h>
#include <xpt/host.h>
#include <xpt/plan.h>
#include <xpt/value.h>

#ifdef __cplusplus
extern "C" {
#endif

/** xpt_object_json - one thing of a snapshot, all its fields: { "address": "0000:04:00.0", … }. Return: to be freed; NULL: no memory. Since: 0.2 */
XPT_PUBLIC XPT_MUST_CHECK char *xpt_object_json(struct xpt_object object);

/**
 * xpt_host_json - a whole snapshot
 * Members: "host", an object; "devices", "domains", "regions" (reserved memory), "nodes", "cpus", "pools", "vcpus" and
 * "usb_devices", lists; "boot", an object. What was not asked for when the snapshot was taken (XPT_DETAIL_…), or the
 * host did not tell, is null with its reason.
 * Return: text that is yours, free() it; NULL: memory is out. Since: 0.2
 */
XPT_PUBLIC XPT_MUST_CHECK char *xpt_host_json(const struct xpt_host *host);

/**
 * xpt_report_json - { "verdict": "PASS", "findings": [ … ] }, worst first
 * @report: NULL: nothing was judged, and "verdict" is null
 * Return: text that is yours, free() it; NULL: memory is out. Since: 0.2
 */
XPT_PUBLIC XPT_MUST_CHECK char *xpt_report_json(const struct xpt_report *report);

/** xpt_incidents_json - the report of an explainer: { "incidents": [ … ] }, each a finding. Return: to be freed; NULL: no memory. Since: 0.2 */
XPT_PUBLIC XPT_MUST_CHECK char *xpt_incidents_json(const struct xpt_report *report);

/**
 * xpt_plan_json - { "steps": [ … ] }, for people and programs that show it; it cannot be read back
 * @done: of each step, was it done? NULL: none was
 * Return: text that is yours, free() it; NULL: memory is out. Since: 0.2
 */
XPT_PUBLIC XPT_MUST_CHECK char *xpt_plan_json(const struct xpt_plan *plan, const bool *done);

/** xpt_error_json - { "code": "refused", "message": "…", "findings": [ … ] }. Return: to be freed; NULL: no memory. Since: 0.2 */
XPT_PUBLIC XPT_MUST_CHECK char *xpt_error_json(const struct xpt_error *error);

#ifdef __cplusplus
}
#endif
#endif
