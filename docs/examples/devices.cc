/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * devices: libxpt from C++17.  Which devices are there, and who has them?
 *
 *	c++ -std=c++17 devices.cc $(pkg-config --cflags --libs libxpt) -o devices
 *	./devices [CAPTURED-HOST]
 */
#include <cstdio>
#include <memory>

#include <xpt.h>

using host_ptr = std::unique_ptr<xpt_host, decltype(&xpt_host_free)>;
using error_ptr = std::unique_ptr<xpt_error, decltype(&xpt_error_free)>;

static const char *or_none(const char *text)
{
	return text ? text : "-";
}

static void show(const xpt_device *device)
{
	char address[XPT_BDF_TEXT];
	long long node;

	std::printf("%s %s %s", xpt_bdf_format(xpt_device_address(device), address),
			or_none(xpt_device_owner(device)), or_none(xpt_device_driver(device)));
	if (!xpt_object_number(xpt_device_object(device), "node", &node))
		std::printf(" node %lld", node);
	std::putchar('\n');
}

int main(int argc, char **argv)
{
	xpt_open_options options = XPT_SIZED(xpt_open_options);
	xpt_host *opened = nullptr;
	xpt_error *failed = nullptr;

	static_assert(XPT_VERSION_NUMBER >= 0x000100, "libxpt 0.1 or later");
	options.root = argc > 1 ? argv[1] : nullptr;
	if (xpt_host_open(&options, &opened, &failed)) {
		error_ptr error(failed, xpt_error_free);

		std::fprintf(stderr, "devices: %s\n", xpt_error_message(error.get()));
		return 1;
	}
	host_ptr host(opened, xpt_host_free);
	const xpt_device *device;
	for (size_t i = 0; (device = xpt_host_device(host.get(), i)); i++)
		show(device);
	return 0;
}
