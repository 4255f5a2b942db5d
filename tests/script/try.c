/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "try.h"

#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../unit/unit.h"

const struct xpt_bdf try_nic = { 0, 0, 5, 0 }, try_disk = { 0, 1, 0, 0 };

char try_folder[64];

void try_begin(void)
{
	snprintf(try_folder, sizeof(try_folder), "/tmp/xpt-unit-XXXXXX");
	CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(try_folder));
}

const char *try_path(const char *name)
{
	static char path[128];

	snprintf(path, sizeof(path), "%s/%s", try_folder, name);
	return path;
}

bool try_journal(void)
{
	return !access(try_path("state/journal"), F_OK);
}

void try_finish(struct world *world)
{
	unlink(try_path("state/journal"));
	unlink(try_path("state/journal.1"));
	unlink(try_path("state/boot-undo"));
	unlink(try_path("state/boot-undo.next"));
	unlink(try_path("lock"));
	rmdir(try_path("state"));
	CU_ASSERT_EQUAL(rmdir(try_folder), 0);
	world_free(world);
}

struct xpt_plan *try_plan(struct world *world, enum xpt_action action,
		const struct xpt_bdf *devices, size_t count, unsigned int flags)
{
	struct xpt_request request = { .size = sizeof(request),
		.action = action,
		.devices = devices,
		.device_count = count,
		.flags = flags,
		.timeout_s = 1 };
	struct xpt_host *host = world_snapshot(world);
	struct xpt_plan *plan = NULL;

	if (action == XPT_ATTACH || action == XPT_DETACH)
		request.domain = "g1";
	CU_ASSERT_EQUAL_FATAL(world_plan(host, &request, &plan, NULL), 0);
	xpt_host_free(host);
	return plan;
}

/* Plan and apply; the code. The message goes to @ret_message (static), "" for success. */
int try_apply(struct world *world, enum xpt_action action, const struct xpt_bdf *devices,
		size_t count, unsigned int flags, const char **ret_message)
{
	static char message[2048];
	struct apply_context apply_context = world_actor(world, try_folder);
	struct xpt_plan *plan = try_plan(world, action, devices, count, flags);
	struct xpt_error *error = NULL;
	int rc = xpt__plan_apply(&apply_context, plan, &error);

	snprintf(message, sizeof(message), "%s", error ? xpt_error_message(error) : "");
	if (rc == XPT_REFUSED && error)
		CU_ASSERT_PTR_NOT_NULL(xpt_error_report(error));
	xpt_error_free(error);
	xpt_plan_free(plan);
	if (ret_message)
		*ret_message = message;
	return rc;
}

void try_log_clear(struct world *world)
{
	*world->log = *world->told = '\0';
	world->acts = 0;
}

void try_make_ready(struct world *world)
{
	const struct xpt_bdf both[] = { try_nic, try_disk };

	CU_ASSERT_EQUAL_FATAL(try_apply(world, XPT_RESERVE, both, 2, 0, NULL), 0);
	try_log_clear(world);
}

void try_make_attached(struct world *world)
{
	const struct xpt_bdf both[] = { try_nic, try_disk };

	CU_ASSERT_EQUAL_FATAL(try_apply(world, XPT_ATTACH, both, 2, 0, NULL), 0);
	try_log_clear(world);
}

bool try_dies(struct world *world, const struct xpt_plan *plan)
{
	pid_t child = fork();
	int status;

	if (!child) {
		struct apply_context apply_context = world_actor(world, try_folder);

		_exit(xpt__plan_apply(&apply_context, plan, NULL));
	}
	CU_ASSERT_EQUAL_FATAL(waitpid(child, &status, 0), child);
	return WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
}

size_t try_die_everywhere(struct world *world,
		struct xpt_plan *(*make)(struct world *world, const void *data), const void *data)
{
	struct apply_context apply_context = world_actor(world, try_folder);
	struct world initial = *world;
	size_t undone, deaths = 0;
	char before[2048];
	bool died = true;

	snprintf(before, sizeof(before), "%s", world_text(world));
	for (size_t at = 1; died; at++)
		for (int after = 0; after < 2; after++) {
			struct xpt_plan *plan = make(world, data);

			world->die_before = after ? 0 : at;
			world->die_after = after ? at : 0;
			died = try_dies(world, plan);
			world->die_before = world->die_after = 0;
			xpt_plan_free(plan);
			deaths += died;
			if (died) {
				CU_ASSERT_EQUAL(xpt__plan_undo(&apply_context, &undone, NULL), 0);
				ASSERT_TEXT(world_text(world), before);
			}
			CU_ASSERT_FALSE(try_journal());
			*world = initial;
		}
	return deaths;
}
