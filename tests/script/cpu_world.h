/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A Xen of four CPUs on two nodes that lives in memory, with cpupools, domains and vCPUs: as world.h for
 * devices. Snapshots of it are made by the real readers.
 */
#ifndef TESTS_SCRIPT_CPU_WORLD_H
#define TESTS_SCRIPT_CPU_WORLD_H

#include "../../engine/apply/apply.h"
#include "../../engine/base/bitmap.h"
#include "../../engine/model/model.h"

#define CPU_WORLD_CPUS 4
#define CPU_WORLD_POOLS 8
#define CPU_WORLD_DOMAINS 3
#define CPU_WORLD_VCPUS 2

struct fake_pool {
	bool there;
	char name[32], scheduler[16]; /* the name may outlive the pool: it is xenstore's */
	unsigned int cpus;	      /* a bit for each */
};

struct fake_domain {
	bool there;
	unsigned int id, pool;
	const char *name, *uuid;
	unsigned int hard[CPU_WORLD_VCPUS], soft[CPU_WORLD_VCPUS];
};

struct cpu_world {
	struct source source;
	struct writer writer;
	struct fake_pool pools[CPU_WORLD_POOLS];
	struct fake_domain domains[CPU_WORLD_DOMAINS];
	bool by_core; /* sched-gran=core: CPUs 0 and 1, 2 and 3 move together */
	const char *command_line;
	char log[16384]; /* a line for each change */
	size_t acts;
	const char *refuse;	      /* refuse what holds this text, … */
	size_t refusals;	      /* … so many times */
	const char *ignore;	      /* accept what holds this text, without effect */
	size_t die_before, die_after; /* number of the act, from 1; 0 = never */
	struct xpt_apply_options options;
};

/* In memory that a child process shares: Pool-0 with all CPUs; dom0, "g1" (7) and "g2" (8). */
struct cpu_world *cpu_world_new(void);
void cpu_world_free(struct cpu_world *world);
struct apply_context cpu_world_actor(struct cpu_world *world, const char *folder);
struct xpt_host *cpu_world_snapshot(struct cpu_world *world);
/* Cpupools, members and affinities as text, to compare. Static buffer. */
const char *cpu_world_text(const struct cpu_world *world);

#endif
