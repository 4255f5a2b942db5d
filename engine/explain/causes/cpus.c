/* SPDX-License-Identifier: GPL-2.0-or-later */
/* About CPUs, cpupools and where domains run. */
#include "causes.h"

const struct cause xpt__cause_temporary_affinity = {
	.id = "temporary-affinity",
	.verdict = XPT_BLOCKED,
	.title = "the domain itself has pinned the vCPU for the moment",
	.because = "the domain has pinned this vCPU itself for the moment",
	.why = "A domain with hardware access (dom0) may tie a vCPU to one CPU while it needs that, as for "
	       "firmware calls. Until it lets go, Xen changes neither its affinity nor its cpupool (EBUSY).",
	.remedies = {
		{ "try again", NULL },
		{ "end it, if it never lets go", "xpt pin --force DOMAIN VCPU CPUS" },
	},
};

const struct cause xpt__cause_affinity_outside_pool = {
	.id = "affinity-outside-pool",
	.verdict = XPT_BLOCKED,
	.title = "the affinity names no CPU of the domain's cpupool",
	.because = "none of these CPUs is in the cpupool of the domain and online",
	.why = "Xen runs a vCPU only on CPUs of its domain's cpupool, and refuses a hard affinity that has none of "
	       "them (EINVAL).",
	.remedies = {
		{ "see the cpupools and their CPUs", "xpt pool list" },
		{ "move the domain to the cpupool that has the CPUs", "xpt pool move DOMAIN POOL" },
	},
};

const struct cause xpt__cause_cpu_half_moved = {
	.id = "cpu-half-moved",
	.verdict = XPT_BLOCKED,
	.title = "a CPU has left its cpupool only by half",
	.because = "a CPU is not in this cpupool, or another one has left its own only by half",
	.why = "Xen moves one CPU at a time. One that could not leave (a vCPU on it was tied to it for the "
	       "moment, or the toolstack was killed) is in no cpupool and yet not free, and until it is back "
	       "where it was, no other CPU can leave (EADDRNOTAVAIL).",
	.remedies = {
		{ "see which CPUs are in no cpupool", "xpt pool list" },
		{ "add it to the cpupool that it was in", "xpt pool add-cpu POOL CPU" },
	},
};

const struct cause xpt__cause_cpu_not_free = {
	.id = "cpu-not-free",
	.verdict = XPT_BLOCKED,
	.title = "the CPU is not free to join a cpupool",
	.because = "the CPU is in another cpupool, offline, or tied to CPUs that are (sched-gran=)",
	.why = "A CPU joins a cpupool only when it is online and in no other one. With sched-gran=core or socket "
	       "on Xen's command line the same holds for all CPUs of its core or socket (ENODEV).",
	.remedies = {
		{ "see where it is", "xpt pool list" },
	},
};

const struct cause xpt__cause_cpupool_exists = {
	.id = "cpupool-exists",
	.verdict = XPT_BLOCKED,
	.title = "a cpupool with that number exists already",
	.because = "somebody else has just made a cpupool with the same number",
	.why = "Cpupools have numbers, and xpt takes the lowest one that is free when it looks (EEXIST).",
	.remedies = {
		{ "look again, and repeat the command", "xpt pool list" },
	},
};

const struct cause xpt__cause_cpupool_gone = {
	.id = "cpupool-gone",
	.verdict = XPT_BLOCKED,
	.title = "the cpupool is gone, or has no CPUs",
	.because = "the cpupool is gone, or has no CPUs",
	.why = "A domain can only go where a CPU can run it, so that a cpupool without CPUs counts as none "
	       "(ENOENT).",
	.remedies = {
		{ "see the cpupools and their CPUs", "xpt pool list" },
		{ "give it CPUs", "xpt pool add-cpu POOL CPUS" },
	},
};

const struct cause xpt__cause_cpupool_in_use = {
	.id = "cpupool-in-use",
	.verdict = XPT_BLOCKED,
	.title = "domains are in the cpupool",
	.because = "domains are in the cpupool: it cannot lose its last CPU, nor be destroyed",
	.why = "Every domain needs a CPU to run on. The last one leaves a cpupool only after all domains have "
	       "(EBUSY).",
	.remedies = {
		{ "see the domains in it", "xpt pool show POOL" },
		{ "move them to another one", "xpt pool move DOMAIN POOL" },
		{ "or merge it with the first one", "xpt pool merge POOL" },
	},
};

const struct cause xpt__cause_cpupool_stays = {
	.id = "cpupool-stays",
	.verdict = XPT_BLOCKED,
	.title = "dom0 and CPU 0 stay in the cpupool with number 0",
	.because = "dom0 and CPU 0 stay in the cpupool with number 0",
	.why = "Xen moves no domain at that domain's own request (EPERM), and needs CPU 0 where dom0 is, for "
	       "shutdown and for CPU hot-plug (EINVAL).",
	.remedies = {
		{ "move the others away instead", "xpt pool move DOMAIN POOL" },
	},
};

const struct cause xpt__cause_cpupools_exhausted = {
	.id = "cpupools-exhausted",
	.verdict = XPT_BLOCKED,
	.title = "Xen has as many cpupools as it allows",
	.because = "Xen has as many cpupools as it allows: two for each CPU",
	.why = "The limit is there because each one costs memory (ENOSPC).",
	.remedies = {
		{ "see those that are empty", "xpt pool list" },
		{ "destroy one", "xpt pool destroy POOL" },
	},
};

const struct cause xpt__cause_scheduler_missing = {
	.id = "scheduler-missing",
	.verdict = XPT_BLOCKED,
	.title = "this Xen is built without the scheduler",
	.because = "this Xen is built without that scheduler",
	.why = "Schedulers are chosen when Xen is built. \"xl info\" and the console tell which are there.",
	.remedies = {
		{ "see what Xen said of its schedulers at boot", "xl dmesg" },
		{ "leave it out: the new cpupool then has the one that the first has", NULL },
	},
};

const struct cause xpt__cause_cpupool_unchanged = {
	.id = "cpupool-unchanged",
	.verdict = XPT_BLOCKED,
	.title = "the toolstack could not change a cpupool",
	.because = "a cpupool was not changed as asked: {message}",
	.why = "The line only says that it failed. Xen refuses a CPU that is not free, the last "
	       "CPU of a cpupool with domains, a cpupool without CPUs as a domain's place, and one "
	       "CPU's move while another's is not finished.",
	.remedies = {
		{ "see the cpupools, their CPUs and their domains", "xpt pool list" },
	},
};

const struct cause xpt__cause_granularity_fallback = {
	.id = "granularity-fallback",
	.verdict = XPT_RISK,
	.title = "Xen does not schedule by cores or sockets as asked",
	.because = "Xen schedules by {granularity}, not as sched-gran= asks",
	.why = "Core and socket scheduling need the same number of online threads in each core or socket. Guests that "
	       "should not share a core do so now.",
	.remedies = {
		{ "see which threads are online", "xl info -n" },
		{ "bring all threads of each core online, or none but the first (smt=0), and reboot", NULL },
	},
};
