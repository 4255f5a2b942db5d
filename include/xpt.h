/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef XPT_H
#define XPT_H

/**
 * libxpt - hand real devices to Xen domains.
 *
 * The flow is ask, snapshot, judge, plan, act:
 * xpt_host_open() takes a snapshot of a host; xpt_check_request() judges a request against it;
 * only what it judged does xpt_plan_for_request() turn into steps; xpt_plan_apply() does the steps or undoes them.
 * See libxpt(3) and docs/examples.
 */
#include <xpt/base.h>
#include <xpt/boot.h>
#include <xpt/error.h>
#include <xpt/value.h>
#include <xpt/config.h>
#include <xpt/desired.h>
#include <xpt/explain.h>
#include <xpt/finding.h>
#include <xpt/gpu.h>
#include <xpt/group.h>
#include <xpt/host.h>
#include <xpt/irqs.h>
#include <xpt/json.h>
#include <xpt/name.h>
#include <xpt/numa.h>
#include <xpt/place.h>
#include <xpt/plan.h>
#include <xpt/record.h>
#include <xpt/usb.h>
#include <xpt/vf.h>
#include <xpt/watch.h>

#endif
