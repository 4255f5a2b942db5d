/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * libxl, which only attaching, detaching and moving need. With what it needs it is a third of what would be loaded by every
 * command.
 */
#ifndef APPLY_LIVE_LIBXL_LIBRARY_H
#define APPLY_LIVE_LIBXL_LIBRARY_H

#include <libxl.h>
#include <libxl_event.h>
#include <libxl_utils.h>
#include <pthread.h>
#include <stdbool.h>

#define LIBXL_FUNCTIONS(X)               \
	X(bitmap_copy_alloc)             \
	X(bitmap_dispose)                \
	X(bitmap_init)                   \
	X(bitmap_set)                    \
	X(childproc_reaped)              \
	X(childproc_setmode)             \
	X(cpupoolid_to_name)             \
	X(ctx_alloc)                     \
	X(ctx_free)                      \
	X(defbool_set)                   \
	X(device_pci_add)                \
	X(device_pci_destroy)            \
	X(device_pci_dispose)            \
	X(device_pci_init)               \
	X(device_pci_remove)             \
	X(device_usbctrl_add)            \
	X(device_usbctrl_dispose)        \
	X(device_usbctrl_init)           \
	X(device_usbctrl_remove)         \
	X(device_usbdev_add)             \
	X(device_usbdev_dispose)         \
	X(device_usbdev_init)            \
	X(device_usbdev_init_type)       \
	X(domain_config_dispose)         \
	X(domain_config_from_json)       \
	X(domain_config_init)            \
	X(domain_create_restore)         \
	X(domain_destroy)                \
	X(domain_info)                   \
	X(domain_rename)                 \
	X(domain_restore_params_dispose) \
	X(domain_restore_params_init)    \
	X(domain_resume)                 \
	X(domain_suspend)                \
	X(domain_unpause)                \
	X(dominfo_dispose)               \
	X(dominfo_init)                  \
	X(error_to_string)               \
	X(event_register_callbacks)      \
	X(list_vcpu)                     \
	X(node_bitmap_alloc)             \
	X(retrieve_domain_configuration) \
	X(userdata_retrieve)             \
	X(vcpuinfo_list_free)

#define LIBXL_FUNCTION(name) __typeof__(libxl_##name) *name;

struct libxl_functions {
	LIBXL_FUNCTIONS(LIBXL_FUNCTION)
};

/* Its functions, once xpt__libxl_load() has said so. */
extern struct libxl_functions xpt__libxl;

/* xpt__libxl_load - the first time loads it. Return: false: it is not there, or lacks one of these. */
bool xpt__libxl_load(void);
/* The same in a thread of its own, for who will need it soon. False: there is no such thread to be waited for. */
bool xpt__libxl_load_meanwhile(pthread_t *ret_thread);

#endif
