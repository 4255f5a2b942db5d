/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The namespace of source.h, path by path, and the text that sources make up where the host itself
 * has no file.  Nobody else spells these paths.
 *
 * "key value" lines: a missing key is a fact that the source could not tell.  Numbers are decimal
 * unless said otherwise; flags are 0 or 1.
 *
 * pci/<address>, what config space holds:
 *	header_type 0
 *	kind endpoint        endpoint, legacy-endpoint, root-port, switch-upstream, switch-downstream,
 *	                     pcie-pci-bridge, pci-pcie-bridge, root-complex-endpoint,
 *	                     root-complex-event-collector; without PCI Express: pci, pci-bridge,
 *	                     cardbus-bridge, host-bridge
 *	revision 02          hexadecimal
 *	msi 4                vectors that the capability has; no line: no capability
 *	msix 64
 *	power D0             D0, D1, D2, D3hot
 *	flr 1                PCI Express function level reset
 *	af_flr 1             the same of the conventional "advanced features" capability
 *	pm_reset 1           D3hot to D0 resets it (No_Soft_Reset is clear)
 *	serial 00-11-22-ff-ff-33-44-55
 *	sriov_total 8        VFs
 *	vendor device subsystem_vendor subsystem_device (hexadecimal, 4 digits), class 020000,
 *	command 0406 (hexadecimal), multifunction 1, irq_pin A, irq_line 11, pm_states (D1 D2),
 *	primary secondary subordinate (bus numbers of a bridge, hexadecimal), msi_enabled,
 *	msix_enabled, bars (six registers, hexadecimal), link_lanes 16, sriov_num, sriov_offset, sriov_stride, ari, ats, acs_can, acs_does and
 *	acs_second (registers, hexadecimal; the last is the dword behind them), "cap 10@a0" and "ext 000d@140" for each capability
 *	config unreadable    nothing else follows: all bits are set, it does not answer
 *	capabilities unreadable   what a capability would tell is told as far as it was read; and kind
 *	extended unreadable       the same beyond 256 bytes: serial, sriov_…, ari, ats, acs_…
 * pci-ids/8086:10d3         first line vendor name, second line device name (empty: not known)
 * pci-ids/subsystem/8086:10d3:8086:a01f   the same of a subsystem: of its two numbers
 * pci-ids/class/0200        one line
 * pci-vpd/<address>         the serial number of its vital product data; there is none: it has no such number
 * net/<interface>           formats/vf_settings.h
 * nvme/<controller>         formats/nvme_secondary.h
 * initramfs/boot/<file>     formats/initramfs.h
 * kernel-events             formats/kernel_events.h
 * open-devices              formats/open_devices.h
 * xen/version               formats/xen_version.h
 * xen/physinfo              formats/physinfo.h
 * xen/console-size          bytes of the console ring: Xen printed it, or the ring has wrapped
 * xen/pci-owners            formats/owners.h
 * xen/domains               formats/domains.h
 * xen/cpus                  formats/cpus.h
 * xen/nodes                 formats/nodes.h
 * xen/pools                 formats/pools.h
 * xen/vcpus/<domid>         formats/vcpus.h
 * xen/model/<domid>         formats/device_model.h
 * xen/memory                formats/memory.h
 * xen/pci-topology          formats/topology.h
 * xen/reserved-memory       formats/regions.h
 * xen/memory-map            formats/memory_map.h
 */
#ifndef SOURCE_PATHS_H
#define SOURCE_PATHS_H

/* Below PATH_DEVICES: <address>/uevent, resource, irq, … */
#define PATH_BUSES "sys/bus"
#define PATH_DEVICES "sys/bus/pci/devices"
#define PATH_DRIVERS "sys/bus/pci/drivers"
#define PATH_DRIVERS_PROBE "sys/bus/pci/drivers_probe"
#define PATH_PCIBACK PATH_DRIVERS "/pciback"
#define PATH_BACKEND_DEVICES "sys/bus/xen-backend/devices" /* /pci-<domid>-0 */
#define PATH_PCIBACK_MODULE "sys/module/xen_pciback"
#define PATH_ACPI_TABLES "sys/firmware/acpi/tables"
#define PATH_EFI "sys/firmware/efi"
#define PATH_EFI_VARIABLES "sys/firmware/efi/efivars"
#define EFI_GLOBAL "8be4df61-93ca-11d2-aa0d-00e098032b8c" /* whose a variable of the firmware is */
#define PATH_BLOCK "sys/class/block"
#define PATH_BLOCK_NUMBERS "sys/dev/block"	    /* /<major>:<minor> */
#define PATH_BTRFS "sys/fs/btrfs"		    /* /<uuid>/devices */
#define PATH_DOMAIN_HISTORY "run/xen/domid-history" /* "seconds id" lines: ended of late */
#define PATH_UDEV "run/udev/data"		    /* /b8:1 */
#define PATH_NVME "sys/class/nvme"
#define PATH_NVME_SUBSYSTEMS "sys/class/nvme-subsystem"
#define PATH_NET "sys/class/net"
#define PATH_FRAMEBUFFERS "sys/class/graphics"		 /* /fb0/name */
#define PATH_DRAWN_CONSOLES "sys/class/vtconsole"	 /* /vtcon1/name, bind */
#define PATH_CONSOLES "sys/class/tty/console/active"	 /* "tty0 hvc0" */
#define PATH_PLATFORM_DEVICES "sys/bus/platform/devices" /* /efi-framebuffer.0/driver */
#define PATH_PLATFORM_DRIVERS "sys/bus/platform/drivers"
#define PATH_DRM "sys/class/drm" /* /card0 */
#define PATH_NVIDIA_VGPU "usr/share/nvidia/vgpu"
#define PATH_NVIDIA_PROGRAMS "usr/lib/nvidia" /* /sriov-manage */
#define PATH_NVIDIA_GPUS "proc/driver/nvidia/gpus"
#define PATH_GIM_CONFIG "etc/gim_config"
#define PATH_MXGPU_WHITELIST "etc/mxgpu-whitelist"
#define PATH_GVT_WHITELIST "etc/gvt-g-whitelist"
#define PATH_GVT_PARAMETER "sys/module/i915/parameters/enable_gvt"
#define PATH_USB_DEVICES "sys/bus/usb/devices" /* <path>/…, <path>:<configuration>.<interface>/… */
#define PATH_USB_DRIVERS "sys/bus/usb/drivers"
#define PATH_USB_AUTOPROBE "sys/bus/usb/drivers_autoprobe"
#define PATH_USB_BACK PATH_USB_DRIVERS "/usbback"
#define PATH_USB_PROBE "sys/bus/usb/drivers_probe"
#define PATH_UDEV_SOCKET "run/udev" /* "control": udevd listens there */
#define PATH_USB_POLICY "etc/xpt/usb-policy.conf"
#define PATH_USB_POLICY_XCP "etc/xensource/usb-policy.conf"
#define PATH_MODPROBE "etc/modprobe.d"
#define PATH_MODPROBE_LOCAL "usr/local/lib/modprobe.d"
#define PATH_MODPROBE_LIB "lib/modprobe.d"
#define PATH_NAMES "etc/xpt/names"
#define PATH_INPUT "sys/class/input"
#define PATH_TERMINALS "sys/class/tty" /* /ttyUSB0/dev */

#define PATH_PROC "proc" /* /<pid>/cmdline */
#define PATH_MOUNTS "proc/self/mountinfo"
#define PATH_SWAPS "proc/swaps"
#define PATH_ROUTES "proc/net/route"
#define PATH_ROUTES_6 "proc/net/ipv6_route"
#define PATH_ADDRESSES_6 "proc/net/if_inet6"
#define PATH_HOSTNAME "proc/sys/kernel/hostname"
#define PATH_CMDLINE "proc/cmdline"
#define PATH_IOMEM "proc/iomem"
#define PATH_CPUINFO "proc/cpuinfo"
#define PATH_KERNEL_RELEASE "proc/sys/kernel/osrelease"
#define PATH_BOOT_ID "proc/sys/kernel/random/boot_id"

#define PATH_MODULES "lib/modules" /* /<release>/modules.alias */

/* What xpt keeps of its own, wherever it was built to keep it: journal, journal.1 … (formats/unfinished.h). */
#define PATH_STATE "xpt"
#define STATE_JOURNAL "journal"

#define PATH_PCI "pci"
#define PATH_PCI_IDS "pci-ids"
#define PATH_PCI_VPD "pci-vpd" /* /<address> */

#define PATH_NET_LINK "net"    /* /<interface> */
#define PATH_NVME_ADMIN "nvme" /* /<controller> */
#define PATH_KERNEL_EVENTS "kernel-events"
#define PATH_INITRAMFS "initramfs" /* /boot/initrd.img-<release> */

#define PATH_OPEN_DEVICES "open-devices"

#define PATH_XEN_VERSION "xen/version"
#define PATH_XEN_PHYSINFO "xen/physinfo"
#define PATH_XEN_DOMAINS "xen/domains"
#define PATH_XEN_TOPOLOGY "xen/pci-topology"
#define PATH_XEN_OWNERS "xen/pci-owners"
#define PATH_XEN_FREE "xen/free" /* /<address>: has no guest it? in no capture */
#define PATH_XEN_FREE_YES "yes\n"
#define PATH_XEN_REGIONS "xen/reserved-memory"
#define PATH_XEN_MEMORY_MAP "xen/memory-map"
#define PATH_XEN_CPUS "xen/cpus"
#define PATH_XEN_NODES "xen/nodes"
#define PATH_XEN_POOLS "xen/pools"
#define PATH_XEN_VCPUS "xen/vcpus" /* /<domid>, /<domid>/<vcpu> */
#define PATH_XEN_CONSOLE "xen/console"
#define PATH_XEN_CONSOLE_SIZE "xen/console-size"
#define PATH_XEN_MEMORY "xen/memory"
#define PATH_XEN_MODEL "xen/model"	   /* /<domid> */
#define PATH_XEN_MODEL_USB "xen/model-usb" /* /<domid>: formats/dm_usb.h */

#define PATH_STORE "xenstore"
#define PATH_STORE_DOMAINS "xenstore/local/domain"
#define PATH_STORE_POOLS "xenstore/local/pool" /* /<id>/name */
#define PATH_STORE_BACKEND "xenstore/local/domain/0/backend"
#define PATH_STORE_BACKENDS "xenstore/local/domain/0/backend/pci" /* /<domid>/0/dev-0 */
#define PATH_STORE_MODELS "xenstore/local/domain/0/device-model"  /* /<domid>/backends/… */
#define PATH_STORE_LIBXL "xenstore/libxl"
#define PATH_STORE_CLAIMS "xenstore/libxl/pci"	 /* formats/claims.h */
#define PATH_STORE_TAINTS "xenstore/xpt/tainted" /* formats/taint.h */

/* How mounts and swaps name block devices; not a path of the namespace. */
#define DEVICE_NODES "/dev/"

/* The same below the root of this host, for those who open it: LIVE(PATH_PCIBACK "/new_slot"). */
#define LIVE(path) "/" path
#define LIVE_ROOT "/"
#define LIVE_PRIVCMD "/dev/xen/privcmd"
#define LIVE_PRIVCMD_OLD "/proc/xen/privcmd"

/* Not in the namespace: this host's own, where only root can put something in the way. */
#define PLACE_LOCK "/run/xpt.lock"
#define PLACE_DPKG_LOCK "/var/lib/dpkg/lock"
#define PLACE_DPKG_FRONTEND_LOCK "/var/lib/dpkg/lock-frontend"
#define PLACE_QMP_SOCKET \
	"/var/run/xen/qmp-libxl-"      /* and the number of the domain: as libxl makes it */
#define PLACE_XENBUS "/dev/xen/xenbus" /* to a xenstored elsewhere */
#define PLACE_XENBUS_OLD "/proc/xen/xenbus"
#define PLACE_KERNEL_LOG "/dev/kmsg"
#define PLACE_DESCRIPTOR "/proc/self/fd/%d" /* an open file of this program, by a name */
#define PLACE_TOOLSTACK_LOGS "/var/log/xen"

#endif
