/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "net_link.h"

#include <stdio.h>
#include <string.h>

#include <linux/if_ether.h>
#include <linux/if_link.h>
#include <netlink/netlink.h>
#include <netlink/route/link.h>
#include <netlink/route/link/sriov.h>

#include "../base/error.h"
#include "../base/library.h"
#include "../formats/vf_settings.h"

/* Loaded when it is needed: few hosts have virtual functions of network interfaces. */
#define LIBRARY "libnl-route-3.so.200"
#define FUNCTIONS(X)                  \
	X(nl_socket_alloc)            \
	X(nl_socket_free)             \
	X(nl_connect)                 \
	X(nl_geterror)                \
	X(nl_addr2str)                \
	X(rtnl_link_get_kernel)       \
	X(rtnl_link_put)              \
	X(rtnl_link_has_vf_list)      \
	X(rtnl_link_get_num_vf)       \
	X(rtnl_link_vf_get)           \
	X(rtnl_link_vf_put)           \
	X(rtnl_link_vf_get_addr)      \
	X(rtnl_link_vf_get_vlans)     \
	X(rtnl_link_vf_vlan_put)      \
	X(rtnl_link_vf_get_spoofchk)  \
	X(rtnl_link_vf_get_trust)     \
	X(rtnl_link_vf_get_linkstate) \
	X(rtnl_link_vf_get_rate)

#define MAC_ROOM 32

static struct {
	FUNCTIONS(LIBRARY_FUNCTION)
} nl;

LIBRARY_LOADER(load, LIBRARY, FUNCTIONS, LIBRARY_NAME, nl)

static void add_address(
		struct vf_settings_line *settings, struct rtnl_link_vf *vf, char room[MAC_ROOM])
{
	struct nl_addr *address;

	if (nl.rtnl_link_vf_get_addr(vf, &address) >= 0)
		settings->mac = fact_span_known(nl.nl_addr2str(address, room, MAC_ROOM));
}

static void add_vlan(struct vf_settings_line *settings, struct rtnl_link_vf *vf)
{
	nl_vf_vlans_t *vlans;

	if (nl.rtnl_link_vf_get_vlans(vf, &vlans) < 0)
		return;
	/* the kernel tells one of each VF */
	if (vlans->size == 1) {
		settings->vlan = fact_int_known(vlans->vlans->vf_vlan);
		settings->qos = fact_int_known(vlans->vlans->vf_vlan_qos);
		if (vlans->vlans->vf_vlan_proto == ETH_P_8021Q)
			settings->protocol = fact_span_known("802.1Q");
		if (vlans->vlans->vf_vlan_proto == ETH_P_8021AD)
			settings->protocol = fact_span_known("802.1ad");
	}
	nl.rtnl_link_vf_vlan_put(vlans);
}

static void add_link(struct vf_settings_line *settings, struct rtnl_link_vf *vf)
{
	static const char *const states[] = {
		[IFLA_VF_LINK_STATE_AUTO] = "auto",
		[IFLA_VF_LINK_STATE_ENABLE] = "on",
		[IFLA_VF_LINK_STATE_DISABLE] = "off",
	};
	uint32_t state;

	if (nl.rtnl_link_vf_get_linkstate(vf, &state) >= 0 &&
			state < sizeof(states) / sizeof(*states))
		settings->link = fact_span_known(states[state]);
}

static void add_rates(struct vf_settings_line *settings, struct rtnl_link_vf *vf)
{
	struct nl_vf_rate rate = { 0 };
	int rc = nl.rtnl_link_vf_get_rate(vf, &rate);

	/* libnl takes no limit, which the kernel tells as 0, for a rate that is not told (3.7, seen) */
	if (rc < 0 && rc != -NLE_NOATTR)
		return;
	settings->min_rate = fact_int_known(rate.min_tx_rate);
	settings->max_rate = fact_int_known(
			rate.api == RTNL_LINK_VF_RATE_API_OLD ? rate.rate : rate.max_tx_rate);
}

static void add_flags(struct vf_settings_line *settings, struct rtnl_link_vf *vf)
{
	uint32_t value;

	if (nl.rtnl_link_vf_get_spoofchk(vf, &value) >= 0)
		settings->spoof_check = fact_int_known(value);
	if (nl.rtnl_link_vf_get_trust(vf, &value) >= 0)
		settings->trust = fact_int_known(value);
}

static void write_vf(FILE *to, struct rtnl_link_vf *vf, unsigned int number)
{
	struct vf_settings_line settings = xpt__vf_settings_unknown(number);
	char mac[MAC_ROOM];

	add_flags(&settings, vf);
	add_address(&settings, vf, mac);
	add_vlan(&settings, vf);
	add_link(&settings, vf);
	add_rates(&settings, vf);
	xpt__vf_settings_write(to, &settings);
}

static void write_all(FILE *to, struct rtnl_link *link)
{
	uint32_t count = 0;

	/* a driver that has VFs and tells nothing of them leaves libnl without a list to look into (3.7, read) */
	if (!nl.rtnl_link_has_vf_list(link) || nl.rtnl_link_get_num_vf(link, &count) < 0)
		return;
	for (unsigned int i = 0; i < count && i < VF_SETTINGS_LIMIT; i++) {
		struct rtnl_link_vf *vf = nl.rtnl_link_vf_get(link, i);

		if (!vf)
			continue;
		write_vf(to, vf, i);
		nl.rtnl_link_vf_put(vf);
	}
}

static int failed(const char *interface, int rc, struct xpt_error **ret_error)
{
	if (rc == -NLE_NODEV || rc == -NLE_OBJ_NOTFOUND)
		return xpt__error_set(ret_error, XPT_NOT_FOUND, "there is no network interface %s",
				interface);
	return xpt__error_set(ret_error, XPT_UNREADABLE,
			"the kernel does not report the VFs of %s: %s", interface,
			nl.nl_geterror(rc));
}

static int ask(const char *interface, struct rtnl_link **ret_link, struct xpt_error **ret_error)
{
	struct nl_sock *socket = nl.nl_socket_alloc();
	int rc;

	if (!socket)
		return xpt__error_no_memory(ret_error);
	rc = nl.nl_connect(socket, NETLINK_ROUTE);
	if (rc >= 0)
		rc = nl.rtnl_link_get_kernel(socket, 0, interface, ret_link);
	nl.nl_socket_free(socket);
	return rc < 0 ? failed(interface, rc, ret_error) : 0;
}

int xpt__net_link_read(const char *path, struct blob *ret_blob, struct xpt_error **ret_error)
{
	const char *interface = strchr(path, '/');
	auto_blob struct blob blob = { 0 };
	struct rtnl_link *link;
	FILE *to;
	int rc;

	if (!load())
		return xpt__error_set(ret_error, XPT_UNREADABLE,
				"there is no " LIBRARY ": install libnl-route-3");
	if (!interface || !interface[1])
		return xpt__error_set(ret_error, XPT_NOT_FOUND, "there is no %s", path);
	rc = ask(interface + 1, &link, ret_error);
	if (rc)
		return rc;
	to = open_memstream(&blob.bytes, &blob.length);
	if (to)
		write_all(to, link);
	nl.rtnl_link_put(link);
	if (!to || fclose(to))
		return xpt__error_no_memory(ret_error);
	*ret_blob = blob;
	blob = (struct blob){ 0 };
	return 0;
}
