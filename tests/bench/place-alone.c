/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How long xpt_place() takes by itself: place-alone DIRECTORY [TIMES]
 * DIRECTORY is a captured host, such as tests/bench/make-numa writes.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <xpt.h>

static double now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static int fail(struct xpt_error *error)
{
	fprintf(stderr, "%s\n", xpt_error_message(error));
	xpt_error_free(error);
	return 1;
}

int main(int count, char **words)
{
	const struct xpt_open_options options = XPT_OPTIONS(xpt_open_options,
			.root = count > 1 ? words[1] : NULL, .detail = XPT_DETAIL_PLACEMENT);
	const struct xpt_place_request request =
			XPT_OPTIONS(xpt_place_request, .vcpus = 16, .memory_kib = 16ULL << 20);
	long times = count > 2 ? strtol(words[2], NULL, 10) : 100;
	struct xpt_error *error = NULL;
	struct xpt_object candidate;
	struct xpt_host *host;
	double start = now_ms();
	size_t candidates = 0;

	if (xpt_host_open(&options, &host, &error))
		return fail(error);
	printf("snapshot    %8.3f ms\n", now_ms() - start);
	start = now_ms();
	for (long i = 0; i < times; i++) {
		struct xpt_placement *placement;

		if (xpt_place(host, &request, &placement, &error))
			return fail(error);
		for (candidates = 0; xpt_placement_candidate(placement, candidates, &candidate);)
			candidates++;
		xpt_placement_free(placement);
	}
	printf("xpt_place  %8.3f ms, %zu candidates\n", (now_ms() - start) / (double)times,
			candidates);
	xpt_host_free(host);
	return 0;
}
