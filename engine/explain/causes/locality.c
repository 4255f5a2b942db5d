/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What runs far from its memory or its devices. */
#include "causes.h"

const struct cause xpt__cause_ineffective_affinity = {
	.id = "ineffective-affinity",
	.verdict = XPT_RISK,
	.title = "an affinity does not take effect as it was set",
	.because = "the affinity of {vcpus} of domain {domain} does not take effect as it was set: {reason}",
	.why = "Xen keeps the hard affinity as it was set, but never runs a vCPU outside the cpupool of its "
	       "domain, and heeds a soft affinity only within the hard one. A pin that names CPUs of another "
	       "pool is so silently narrowed, and a soft affinity that is left with no CPU is ignored.",
	.remedies = {
		{ "pin it to CPUs of its pool, or move it to the pool that has these CPUs", NULL },
		{ "look at what takes effect", "xpt vcpus {domain}" },
	},
};

const struct cause xpt__cause_remote_device = {
	.id = "remote-device",
	.verdict = XPT_RISK,
	.title = "a device is on another NUMA node than its domain",
	.because = "{device} is on node {node}, but {where}",
	.why = "A device's DMA and interrupts cross the link between the nodes for each packet or block when "
	       "memory and vCPUs of its domain are on another node. Nothing breaks; fast devices lose a "
	       "part of their throughput, and latency grows. Which node a device is near comes from Xen, which knows it from "
	       "the firmware by way of dom0.",
	.remedies = {
		{ "run the domain near its device", "xpt pin {domain} all node:{reached}" },
		{ "run the domain near its device", "xpt pool move {domain} {pool}" },
		{ "its memory stays where it is until it is moved", "xpt move {domain} --node {near} --memory" },
		{ "or create the domain near the device: cpus = \"node:{near}\" in its configuration", NULL },
		{ "its devices are on several nodes: see what each place costs", "xpt place {between} --why" },
	},
};

const struct cause xpt__cause_remote_memory = {
	.id = "remote-memory",
	.verdict = XPT_RISK,
	.title = "a domain's memory is on another NUMA node than its vCPUs",
	.because = "{share} % of the memory of domain {domain} is on {memory_nodes}, but its vCPUs run on "
		   "{home}",
	.why = "Memory is placed when a domain is created and stays there: neither a pin nor a move to "
	       "another cpupool takes it along, and where the wanted node is full Xen silently takes "
	       "another. Each access then crosses the link between the nodes.",
	.remedies = {
		{ "boot Xen with dom0_nodes={dom0_nodes}, which keeps both together", NULL },
		{ "move the memory to the vCPUs", "xpt move {domain} --node {target} --memory" },
		{ "run the vCPUs where the memory is", "xpt pin {domain} all nodes:{reached}" },
		{ "run the vCPUs where the memory is", "xpt pool move {domain} {pool}" },
	},
};
