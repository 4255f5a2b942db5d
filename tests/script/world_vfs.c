/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The virtual functions of one of the world's devices, as Linux treats them. */
#include <stdio.h>
#include <string.h>

#include "../../engine/base/bdf.h"
#include "../../engine/source/paths.h"
#include "world_inside.h"

bool world_lacks(const struct world *world, size_t device)
{
	return device > WORLD_PF + world->vfs;
}

static bool is_pf(const struct world *world, const struct fake_pci *fake_pci)
{
	return fake_pci == &world->devices[WORLD_PF];
}

/* Where drivers do not take VFs by themselves, the kernel refuses to bind one, too, without an override. */
bool world_may_bind(const struct world *world, const struct fake_pci *fake_pci)
{
	return fake_pci <= &world->devices[WORLD_PF] || world->autoprobe || *fake_pci->override;
}

static void come(const struct world *world, struct fake_pci *vf)
{
	const char *driver = !world->autoprobe ? "" : vf->slot ? "pciback" : "nvme";

	snprintf(vf->driver, sizeof(vf->driver), "%s", driver);
}

static void leave(struct fake_pci *vf)
{
	*vf->driver = *vf->override = '\0';
	vf->permissive = false;
	snprintf(vf->owner, sizeof(vf->owner), "dom0");
}

/* Only from 0 and to 0; what pciback has counts as assigned. */
static bool set_count(struct world *world, unsigned int count)
{
	struct fake_pci *vfs = &world->devices[WORLD_PF + 1];

	if (count > WORLD_VFS || (count && world->vfs))
		return false;
	for (unsigned int i = 0; i < world->vfs; i++)
		if (!strcmp(vfs[i].driver, "pciback"))
			return false;
	for (unsigned int i = 0; i < world->vfs; i++) {
		leave(&vfs[i]);
		world->vf_vlan[i] = world->vf_trust[i] = world->vf_rate[i] = 0;
		world->nvme_vfs[i].online = false;
	}
	for (unsigned int i = 0; i < count; i++) {
		come(world, &vfs[i]);
		world->vf_msix[i] = world->msix_total / WORLD_VFS;
	}
	world->vfs = count;
	return true;
}

bool world_write_pf(struct world *world, const struct fake_pci *pf, const char *file,
		const char *text, bool *ret_done)
{
	if (!is_pf(world, pf))
		return false;
	if (!strcmp(file, "sriov_drivers_autoprobe")) {
		world->autoprobe = *text == '1';
		*ret_done = true;
		return true;
	}
	if (strcmp(file, "sriov_numvfs") != 0)
		return false;
	*ret_done = set_count(world, (unsigned int)strtoul(text, NULL, 10));
	return true;
}

/* Linux asks the driver of the PF, while no driver has the VF. */
bool world_write_vf(struct world *world, const struct fake_pci *vf, const char *file,
		const char *text, bool *ret_done)
{
	const struct fake_pci *first = &world->devices[WORLD_PF + 1];
	unsigned int wanted = (unsigned int)strtoul(text, NULL, 10);

	if (vf < first || strcmp(file, "sriov_vf_msix_count") != 0)
		return false;
	*ret_done = !*vf->driver && wanted && wanted <= world->msix_total;
	if (*ret_done)
		world->vf_msix[vf - first] = wanted;
	return true;
}

bool world_read_msix(const struct world *world, const struct fake_pci *vf, struct blob *ret_blob)
{
	const struct fake_pci *first = &world->devices[WORLD_PF + 1];
	char text[64];

	if (vf < first || !world->msix_total)
		return false;
	snprintf(text, sizeof(text), "kind endpoint\nmsix %u\n", world->vf_msix[vf - first]);
	return !world_give(ret_blob, text);
}

bool world_read_pf(const struct world *world, const struct fake_pci *pf, const char *file,
		struct blob *ret_blob)
{
	char text[16];

	if (!is_pf(world, pf))
		return false;
	if (!strcmp(file, "sriov_totalvfs"))
		snprintf(text, sizeof(text), "%u\n", WORLD_VFS);
	else if (!strcmp(file, "sriov_numvfs"))
		snprintf(text, sizeof(text), "%u\n",
				world->vfs_told ? world->vfs_told : world->vfs);
	else if (!strcmp(file, "sriov_drivers_autoprobe"))
		snprintf(text, sizeof(text), "%d\n", world->autoprobe);
	else if (!strcmp(file, "sriov_vf_total_msix"))
		snprintf(text, sizeof(text), "%u\n", world->msix_total);
	else if (!strcmp(file, "class") && world->disk)
		snprintf(text, sizeof(text), "0x010802\n");
	else if (!strcmp(file, "net/eth0/carrier") && world->interface)
		snprintf(text, sizeof(text), "%d\n", !world->link_waits);
	else
		return false;
	return !world_give(ret_blob, text);
}

bool world_link_vf(const struct world *world, const struct fake_pci *fake_pci, const char *file,
		char **ret_target)
{
	const struct fake_pci *pf = &world->devices[WORLD_PF], *to = NULL;
	char address[XPT_BDF_TEXT];
	unsigned int number;

	if (fake_pci == pf && sscanf(file, "virtfn%u", &number) == 1 && number < world->vfs)
		to = pf + 1 + number;
	else if (fake_pci > pf && !strcmp(file, "physfn"))
		to = pf;
	return to && asprintf(ret_target, "../%s", xpt_bdf_format(to->bdf, address)) > 0;
}

bool world_read_interface(const struct world *world, const char *path, struct blob *ret_blob)
{
	char text[512] = "";
	size_t used = 0;

	if (!world->interface || strcmp(path, PATH_NET_LINK "/eth0") != 0)
		return false;
	for (unsigned int i = 0; i < world->vfs; i++)
		used += (size_t)snprintf(text + used, sizeof(text) - used,
				"%u mac=00:00:00:00:00:00 vlan=%u qos=0 protocol=802.1Q spoof_check=1 "
				"%s%slink=auto min_rate=0 max_rate=%u\n",
				i, world->vf_vlan[i],
				world->trust_untold		   ? "" :
						world->vf_trust[i] ? "trust=1" :
								     "trust=0",
				world->trust_untold ? "" : " ", world->vf_rate[i]);
	return !world_give(ret_blob, text);
}

bool world_write_interface(struct world *world, const char *path, const char *text)
{
	unsigned int vf, value;

	if (!world->interface || strcmp(path, PATH_NET_LINK "/eth0") != 0)
		return false;
	if (sscanf(text, "%u vlan=%u qos=0 protocol=802.1Q", &vf, &value) == 2 && vf < world->vfs)
		world->vf_vlan[vf] = value;
	else if (sscanf(text, "%u trust=%u", &vf, &value) == 2 && vf < world->vfs)
		world->vf_trust[vf] = value;
	else if (sscanf(text, "%u min_rate=0 max_rate=%u", &vf, &value) == 2 && vf < world->vfs &&
			!world->link_waits)
		world->vf_rate[vf] = value;
	else
		return false;
	return true;
}
