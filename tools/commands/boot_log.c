/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "boot_log.h"

#include <syslog.h>

const char *boot_log_word(enum xpt_verdict verdict, int status)
{
	if (!status)
		return "made good";
	return verdict == XPT_UNKNOWN ? "not known" : "not as promised";
}

void boot_log_finding(const struct xpt_finding *finding, int status)
{
	enum xpt_verdict verdict = xpt_finding_verdict(finding);

	if (verdict == XPT_PASS)
		return;
	openlog("xpt", 0, LOG_DAEMON);
	syslog(status ? LOG_WARNING : LOG_NOTICE, "boot check: %s: %s",
			boot_log_word(verdict, status), xpt_finding_because(finding));
	closelog();
}

void boot_log_promised(void)
{
	openlog("xpt", 0, LOG_DAEMON);
	syslog(LOG_INFO, "boot check: this boot is as it was promised");
	closelog();
}
