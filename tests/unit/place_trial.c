/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "place_trial.h"

static const struct fake twins[] = {
	FILE_("xen/version", "command_line \n"),
	FILE_("xen/physinfo", "nr_nodes 2\noutstanding_kib 0\n"),
	FILE_("xen/cpus",
			"0 socket=0 core=0 node=0\n1 socket=0 core=1 node=0\n2 socket=0 core=2 node=0\n"
			"3 socket=0 core=3 node=0\n4 socket=1 core=0 node=1\n5 socket=1 core=1 node=1\n"
			"6 socket=1 core=2 node=1\n7 socket=1 core=3 node=1\n"),
	FILE_("xen/nodes", NODES),
	FILE_("xen/pools", "0 sched=credit2 domains=2 cpus=0-7\nfree cpus=\n"),
	FILE_("xen/domains",
			"0 type=pv vcpus=1 pool=0\n1 type=hvm vcpus=2 pool=0 memory_kib=1048576\n"),
	LIST_("xenstore/local/domain", "0 1"),
	FILE_("xenstore/local/domain/0/name", "Domain-0"),
	FILE_("xenstore/local/domain/1/name", "web"),
	FILE_("xenstore/libxl/1/type", "hvm"),
	FILE_("xenstore/local/pool/0/name", "Pool-0"),
	FILE_("xen/vcpus/0", "0 state=running cpu=0 hard=0-7 soft=0-7\nall nodes=0-1\n"),
	FILE_("xen/vcpus/1",
			"0 state=blocked cpu=0 hard=0-7 soft=0-7\n1 state=blocked cpu=1 hard=0-7 soft=0-7\n"
			"all nodes=0-1\n"),
	LIST_("sys/bus/pci/devices", "0000:04:00.0 0000:41:00.0 0000:42:00.0"),
	FILE_("sys/bus/pci/devices/0000:04:00.0/uevent", "PCI_ID=8086:10D3\nPCI_CLASS=20000\n"),
	FILE_("sys/bus/pci/devices/0000:41:00.0/uevent", "PCI_ID=8086:10D3\nPCI_CLASS=20000\n"),
	FILE_("sys/bus/pci/devices/0000:42:00.0/uevent", "PCI_ID=8086:10D3\nPCI_CLASS=20000\n"),
	FILE_("xen/pci-topology", "0000:04:00.0 0\n0000:41:00.0 1\n0000:42:00.0 -\n"),
	FILE_("xen/pci-owners",
			"==== PCI devices ====\n0000:04:00.0 - d0 - node 0\n"
			"0000:41:00.0 - d0 - node 1\n0000:42:00.0 - d0 - node -1\n"),
	END_,
};

const struct fake as_they_are[] = { END_ };
const struct xpt_bdf nic1 = { 0, 0x41, 0, 0 }, nowhere = { 0, 0x42, 0, 0 },
		     missing = { 0, 9, 9, 0 };

int try(const struct fake *changes, struct xpt_place_request request, bool running,
		struct trial *trial, struct xpt_error **ret_error)
{
	const struct fake *const tables[] = { changes, twins, NULL };

	*trial = (struct trial){ fake_host_of(tables, XPT_DETAIL_PLACEMENT), NULL };
	CU_ASSERT_PTR_NOT_NULL_FATAL(trial->host);
	request.size = sizeof(request);
	if (running)
		request.domain = xpt__model_domain(trial->host, 1);
	return xpt_place(trial->host, &request, &trial->placement, ret_error);
}

void trial_end(struct trial *trial)
{
	xpt_placement_free(trial->placement);
	xpt_host_free(trial->host);
}

const struct candidate *candidate_on(const struct trial *trial, const char *nodes)
{
	for (size_t i = 0; trial->placement && i < trial->placement->candidates.count; i++)
		if (!strcmp(trial->placement->candidates.items[i].nodes_text, nodes))
			return &trial->placement->candidates.items[i];
	return NULL;
}

const char *chosen_nodes(const struct trial *trial)
{
	return trial->placement && trial->placement->candidates.count ?
			trial->placement->candidates.items[0].nodes_text :
			NULL;
}

const struct xpt_finding *blocked(const struct trial *trial)
{
	const struct xpt_report *report = xpt_placement_report(trial->placement);

	return xpt_report_verdict(report) == XPT_BLOCKED ? xpt_report_finding(report, 0) : NULL;
}
