/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * may-i: an embedder's first program.  Would this device go to that domain, and what would be done?
 *
 *	cc may-i.c $(pkg-config --cflags --libs libxpt) -o may-i
 *	./may-i DOMAIN DEVICE [CAPTURED-HOST]
 */
#include <stdio.h>

#include <xpt.h>

static int fail(const char *what, struct xpt_error *error)
{
	fprintf(stderr, "may-i: %s: %s\n", what, xpt_error_message(error));
	xpt_error_free(error);
	return 1;
}

static void show_report(const struct xpt_report *report)
{
	const struct xpt_finding *finding;
	const struct xpt_remedy *remedy;

	printf("verdict: %s\n", xpt_verdict_text(xpt_report_verdict(report)));
	for (size_t i = 0; (finding = xpt_report_finding(report, i)); i++) {
		printf("  %s: %s\n", xpt_verdict_text(xpt_finding_verdict(finding)),
				xpt_finding_because(finding));
		for (size_t j = 0; (remedy = xpt_finding_remedy(finding, j)); j++)
			printf("    try: %s%s%s\n", remedy->text, remedy->command ? ": " : "",
					remedy->command ? remedy->command : "");
	}
}

static void show_plan(const struct xpt_plan *plan)
{
	struct xpt_step step = XPT_SIZED(xpt_step);

	for (size_t i = 0; xpt_plan_step(plan, i, &step); i++)
		printf("  %zu. %s: %s\n", i + 1, step.subject, step.what);
}

static int judge(const struct xpt_host *host, const char *domain, struct xpt_bdf device)
{
	struct xpt_request request = XPT_OPTIONS(xpt_request, .action = XPT_ATTACH,
			.devices = &device, .device_count = 1, .domain = domain);
	struct xpt_judged *judged;
	struct xpt_error *error = NULL;
	struct xpt_plan *plan;
	int rc;

	if (xpt_check_request(host, &request, &judged, &error))
		return fail("cannot judge", error);
	show_report(xpt_judged_report(judged));
	rc = xpt_plan_for_request(host, judged, &plan, &error);
	xpt_judged_free(judged);
	if (rc)
		return fail("no plan", error);
	show_plan(plan);
	/* xpt_plan_apply(plan, NULL, &error) would do it. */
	xpt_plan_free(plan);
	return 0;
}

int main(int argc, char **argv)
{
	struct xpt_error *error = NULL;
	struct xpt_open_options options =
			XPT_OPTIONS(xpt_open_options, .root = argc > 3 ? argv[3] : NULL,
					.detail = XPT_DETAIL_CRITICAL | XPT_DETAIL_MODELS);
	struct xpt_host *host;
	struct xpt_bdf device;
	int status;

	if (argc < 3) {
		fprintf(stderr, "usage: may-i DOMAIN DEVICE [CAPTURED-HOST]\n");
		return 2;
	}
	if (xpt_bdf_parse(argv[2], &device, &error))
		return fail("bad address", error);
	if (xpt_host_open(&options, &host, &error))
		return fail("no snapshot of the host", error);
	status = judge(host, argv[1], device);
	xpt_host_free(host);
	return status;
}
