/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Settings of virtual functions, by rtnetlink. libnl's own calls for them (rtnl_link_vf_set_rate() and the like) take a
 * 0 for what is not given (3.7, read), so that no limit could be taken away: the message is made here.
 */
#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <linux/if_link.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>

#include <netlink/attr.h>
#include <netlink/msg.h>
#include <netlink/netlink.h>

#include "../../base/error.h"
#include "../../base/library.h"
#include "../../formats/vf_settings.h"
#include "../../source/paths.h"
#include "live.h"

#define LIBRARY "libnl-3.so.200"
#define FUNCTIONS(X)          \
	X(nl_socket_alloc)    \
	X(nl_socket_free)     \
	X(nl_connect)         \
	X(nl_geterror)        \
	X(nl_send_sync)       \
	X(nlmsg_alloc_simple) \
	X(nlmsg_append)       \
	X(nlmsg_free)         \
	X(nla_put)            \
	X(nla_nest_start)     \
	X(nla_nest_end)

#define PUT(message, type, ...) \
	(nl.nla_put(message, type, sizeof(__VA_ARGS__), &(__VA_ARGS__)) >= 0)

static struct {
	FUNCTIONS(LIBRARY_FUNCTION)
} nl;

LIBRARY_LOADER(load, LIBRARY, FUNCTIONS, LIBRARY_NAME, nl)

static bool put_mac(struct nl_msg *message, const struct vf_settings_line *settings)
{
	struct ifla_vf_mac mac = { .vf = settings->number };

	if (settings->mac.state != XPT_FACT_KNOWN)
		return true;
	for (size_t i = 0; i < ETH_ALEN; i++)
		mac.mac[i] = (__u8)strtoul(settings->mac.value.at + 3 * i, NULL, 16);
	return PUT(message, IFLA_VF_MAC, mac);
}

static bool put_vlan(struct nl_msg *message, const struct vf_settings_line *settings)
{
	bool provider = settings->protocol.state == XPT_FACT_KNOWN &&
			xpt__span_is(settings->protocol.value, "802.1ad");
	struct ifla_vf_vlan_info vlan = {
		.vf = settings->number,
		.vlan = (__u32)settings->vlan.value,
		.qos = settings->qos.state == XPT_FACT_KNOWN ? (__u32)settings->qos.value : 0,
		.vlan_proto = htons(provider ? ETH_P_8021AD : ETH_P_8021Q),
	};
	struct nlattr *list;

	if (settings->vlan.state != XPT_FACT_KNOWN)
		return true;
	list = nl.nla_nest_start(message, IFLA_VF_VLAN_LIST);
	return list && PUT(message, IFLA_VF_VLAN_INFO, vlan) && nl.nla_nest_end(message, list) >= 0;
}

static bool put_switches(struct nl_msg *message, const struct vf_settings_line *settings)
{
	struct ifla_vf_spoofchk spoof_check = { settings->number,
		(__u32)settings->spoof_check.value };
	struct ifla_vf_trust trust = { settings->number, (__u32)settings->trust.value };
	struct ifla_vf_link_state link = { settings->number, IFLA_VF_LINK_STATE_AUTO };

	if (settings->link.state == XPT_FACT_KNOWN && xpt__span_is(settings->link.value, "on"))
		link.link_state = IFLA_VF_LINK_STATE_ENABLE;
	if (settings->link.state == XPT_FACT_KNOWN && xpt__span_is(settings->link.value, "off"))
		link.link_state = IFLA_VF_LINK_STATE_DISABLE;
	return (settings->spoof_check.state != XPT_FACT_KNOWN ||
			       PUT(message, IFLA_VF_SPOOFCHK, spoof_check)) &&
			(settings->trust.state != XPT_FACT_KNOWN ||
					PUT(message, IFLA_VF_TRUST, trust)) &&
			(settings->link.state != XPT_FACT_KNOWN ||
					PUT(message, IFLA_VF_LINK_STATE, link));
}

static bool put_rate(struct nl_msg *message, const struct vf_settings_line *settings)
{
	struct ifla_vf_rate rate = { settings->number, (__u32)settings->min_rate.value,
		(__u32)settings->max_rate.value };

	return settings->max_rate.state != XPT_FACT_KNOWN || PUT(message, IFLA_VF_RATE, rate);
}

static bool fill(struct nl_msg *message, unsigned int interface,
		const struct vf_settings_line *settings)
{
	struct ifinfomsg head = { .ifi_family = AF_UNSPEC, .ifi_index = (int)interface };
	struct nlattr *list, *info;

	return nl.nlmsg_append(message, &head, sizeof(head), NLMSG_ALIGNTO) >= 0 &&
			(list = nl.nla_nest_start(message, IFLA_VFINFO_LIST)) &&
			(info = nl.nla_nest_start(message, IFLA_VF_INFO)) &&
			put_mac(message, settings) && put_vlan(message, settings) &&
			put_switches(message, settings) && put_rate(message, settings) &&
			nl.nla_nest_end(message, info) >= 0 && nl.nla_nest_end(message, list) >= 0;
}

/* The message is sent, or freed, in any case. */
static int send_settings(struct nl_msg *message, const char *interface, const char *text,
		struct xpt_error **ret_error)
{
	struct nl_sock *socket = nl.nl_socket_alloc();
	int rc = -NLE_NOMEM;

	if (socket)
		rc = nl.nl_connect(socket, NETLINK_ROUTE);
	if (rc < 0)
		nl.nlmsg_free(message);
	else
		rc = nl.nl_send_sync(socket, message);
	if (socket)
		nl.nl_socket_free(socket);
	if (rc >= 0)
		return 0;
	return xpt__error_set(ret_error, rc == -NLE_PERM ? XPT_DENIED : XPT_REFUSED,
			"the driver of %s refuses %.*s: %s", interface, (int)strcspn(text, "\n"),
			text, nl.nl_geterror(rc));
}

int xpt__live_net_link(const char *path, const char *text, struct xpt_error **ret_error)
{
	const char *name = path + strlen(PATH_NET_LINK "/");
	unsigned int interface = if_nametoindex(name);
	struct vf_settings_line settings;
	struct nl_msg *message;

	if (!load())
		return xpt__error_set(
				ret_error, XPT_REFUSED, "there is no " LIBRARY ": install libnl-3");
	if (!interface ||
			xpt__vf_settings_find(xpt__span_of(text),
					(unsigned int)strtoul(text, NULL, 10),
					&settings) != FOUND_ONE)
		return xpt__error_set(
				ret_error, XPT_REFUSED, "there is no network interface %s", name);
	message = nl.nlmsg_alloc_simple(RTM_SETLINK, NLM_F_REQUEST | NLM_F_ACK);
	if (!message)
		return xpt__error_no_memory(ret_error);
	if (!fill(message, interface, &settings)) {
		nl.nlmsg_free(message);
		return xpt__error_no_memory(ret_error);
	}
	return send_settings(
			message, name, strchr(text, ' ') ? strchr(text, ' ') + 1 : text, ret_error);
}
