/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * model/ - the snapshot: plain structs and look-up.  Reads nothing, judges nothing.
 * Everything lives in the host's arena and does not change once xpt_host_open() returned.
 */
#ifndef MODEL_MODEL_H
#define MODEL_MODEL_H

#include <xpt/host.h>

#include "../base/arena.h"
#include "../base/bitmap.h"
#include "../base/fact.h"
#include "../base/text.h"

/* Lists; what is known of a list is XPT_FACT_UNREAD, _KNOWN (maybe empty) or _UNREADABLE. */
struct texts {
	const char **items;
	size_t count;
	enum xpt_state state;
	const char *reason;
};

struct ints {
	const long long *items;
	size_t count;
	enum xpt_state state;
	const char *reason;
};

/* Addresses, as indexes would age badly across hot-plug between two reads. */
struct bdfs {
	struct xpt_bdf *items;
	size_t count;
	enum xpt_state state;
	const char *reason;
};

struct bar {
	int index;	  /* 0-5; 6 = expansion ROM; 7-12 = SR-IOV BARs of the VFs */
	const char *type; /* "memory", "io", "rom" */
	bool wide, prefetchable;
	unsigned long long address, size_bytes;
};

enum device_state {
	DEVICE_UNKNOWN,	 /* who owns it could not be read */
	DEVICE_DOM0,	 /* driven by dom0 */
	DEVICE_UNBOUND,	 /* dom0's, no driver */
	DEVICE_RESERVED, /* in pciback, free to be attached */
	DEVICE_ATTACHED, /* a guest has it */
	DEVICE_HIDDEN,	 /* Xen keeps it for itself */
};

/* Who owns a device according to Xen. */
enum owner_kind { OWNER_UNKNOWN, OWNER_DOMAIN, OWNER_QUARANTINE, OWNER_XEN };

struct owner {
	enum owner_kind kind;
	unsigned int domid; /* OWNER_DOMAIN */
	const char *text;   /* as shown: "dom0", "d1", "quarantine", "xen" */
	unsigned long line; /* in xen/pci-owners */
	const char *reason; /* OWNER_UNKNOWN: why */
};

struct graphics; /* graphics.h */

/* What the driver of its PF does for a VF. XPT_FACT_ABSENT: it is none of a network interface, … */
struct vf_settings {
	struct fact_text mac;
	struct fact_int vlan, vlan_qos; /* XPT_FACT_ABSENT: none */
	struct fact_text vlan_protocol;
	struct fact_int spoof_check, trust; /* bool */
	struct fact_text link;		    /* "auto", "on", "off" */
	struct fact_int min_rate, max_rate; /* Mbit/s; 0: no limit */
	struct fact_int msix; /* vectors, where they can be set; XPT_FACT_ABSENT: they cannot */
};

/* What an NVMe controller has given to that of a VF. XPT_FACT_ABSENT: the VF is none of a disk, or needs nothing. */
struct nvme_vf {
	struct fact_text controller; /* of the PF: "nvme0" */
	struct fact_int cntlid;	     /* of the VF's own */
	struct fact_int online;	     /* bool */
	struct fact_int queues, interrupts;
};

/* What an NVMe controller can give to those of its VFs. XPT_FACT_ABSENT: nothing, or it is none with VFs. */
struct nvme_share {
	struct fact_int total;
	struct fact_int primary, assigned; /* of these: its own, and those of VFs */
	struct fact_int most;		   /* that a VF can have */
	struct fact_int step;		   /* a VF has a multiple of it */
};

struct xpt_device {
	struct xpt_bdf bdf;
	char address[XPT_BDF_TEXT];
	struct xpt_device *parent; /* the bridge above */
	struct xpt_device *first_below,
			*next_beside; /* the first below this one; below the same parent */
	struct xpt_bdf parent_bdf;    /* where it should be; itself: on a root bus */
	const char *path;	      /* from the root bus: "0000:00:0a.0/00.0/01.0" */

	struct fact_int class_code; /* 16 bits: base class and sub-class */
	struct fact_int programming_interface, vendor_id, device_id;
	struct fact_int subsystem_vendor_id, subsystem_device_id, revision;
	struct fact_text class_name, vendor_name, device_name;
	struct fact_text subsystem_vendor_name, subsystem_device_name;
	struct fact_text serial; /* PCIe device serial number */
	struct fact_text
			nvme_serial; /* of the disk; XPT_FACT_UNREADABLE while another driver has it; XPT_FACT_ABSENT: no NVMe */
	struct fact_text
			vpd_serial; /* of its vital product data; only asked for names (read/names.c) */

	struct fact_text driver; /* XPT_FACT_ABSENT: none bound */
	struct fact_text driver_override;
	struct fact_text original_driver; /* that reserve remembered, from xenstore */
	struct fact_text store_name;	  /* that xl pci-assignable-add -n gave it */
	struct fact_text modalias;	  /* what drivers match */
	struct texts matching_drivers;

	struct fact_text kind; /* "endpoint", "root-port", "switch-upstream", "pci-bridge", … */
	struct fact_int header_type;
	struct fact_int multifunction; /* bool, by its own word */
	bool silent;		     /* all bits of its config space are set: it does not answer */
	struct fact_int irq;	     /* INTx line of dom0; XPT_FACT_ABSENT: none */
	struct fact_int msi_vectors; /* XPT_FACT_ABSENT: no capability */
	struct fact_int msix_vectors;
	struct fact_int irqs_taken;   /* MSI and MSI-X vectors that are set up now, by Xen's word */
	struct fact_text power_state; /* "D0", "D3hot", … */
	struct fact_int acs_can, acs_does; /* ACS registers; XPT_FACT_ABSENT: no capability */
	struct fact_int acs_second;	   /* 16 bits of the dword behind them */
	struct bar *bars;		   /* NULL: not read */
	size_t bar_count;
	struct graphics *graphics; /* XPT_DETAIL_GRAPHICS, of display functions; NULL: none */

	struct bdfs functions;		    /* other functions of the slot */
	struct fact_text physical_function; /* of a VF */
	struct bdfs virtual_functions;
	struct fact_int vf_total, vf_count;
	struct fact_int vf_free;   /* of those that are on, reserved or without a driver */
	struct fact_int vf_number; /* of a VF: which of its PF's; XPT_FACT_ABSENT: no VF */
	struct fact_int vf_offset, vf_stride; /* routing ids of VFs, from the PF's */
	struct fact_int vf_autoprobe;	      /* bool: drivers may take its VFs */
	struct fact_int vf_msix_total; /* that its driver shares out to VFs; 0: it does not */
	struct vf_settings vf_settings;
	struct nvme_vf nvme_vf;
	struct nvme_share nvme_queues, nvme_interrupts; /* of a PF */

	struct texts own_resets;    /* that its config space offers: "flr", "af_flr", "pm" */
	struct texts reset_methods; /* of the kernel: "flr", "af_flr", "pm", "bus", … */
	struct fact_text reset;	    /* what they come down to; XPT_FACT_ABSENT: cannot be reset */
	struct fact_int node;	    /* NUMA node from Xen */

	struct fact_int known_to_xen; /* bool */
	struct owner owner;
	struct fact_text domain;     /* name of the domain that has it (by Xen's word) */
	struct fact_int store_domid; /* guest whose xenstore backend lists it */
	struct fact_int claim_domid; /* /libxl/pci/…/domid */
	struct fact_int model_domid; /* guest whose device model has it (XPT_DETAIL_MODELS) */
	struct fact_int attach_flags; /* enum xpt_request_flag: how it was attached, by xenstore's word */
	struct fact_int guest_slot; /* of the guest's PCI bus, by xenstore's word; XPT_FACT_ABSENT: not told */
	enum device_state state;
	struct fact_int assignable;	/* bool: attach would find it ready */
	struct fact_int hidden_at_boot; /* bool: xen-pciback.hide= names it */
	struct fact_int hidden_next;	/* bool: the next boot hides it (XPT_DETAIL_BOOT) */
	struct fact_int permissive;	/* bool: pciback lets all of config space be written */
	struct fact_int in_slots;	/* bool: pciback's slots list has it */
	struct bdfs reserved_memory_sharers;
	struct texts reserved_memory; /* "7ffe0000-7ffe0fff" */
	struct texts critical;	      /* why dom0 needs it (XPT_DETAIL_CRITICAL) */
	struct texts disagreements;   /* where Xen, xenstore and sysfs differ */
	struct fact_text
			unfinished; /* title of the operation that left it half-way; XPT_FACT_ABSENT: none */
	struct fact_text
			tainted; /* "since …: …": not sane after a use, nor now; XPT_FACT_ABSENT: no such thing is noted */
	struct fact_text
			held; /* who gives it back to its guest in the end; XPT_FACT_ABSENT: nobody */
};

struct xpt_domain {
	unsigned int id;
	struct fact_text name, uuid;
	struct fact_text type;	     /* "pv", "hvm", "pvh" */
	struct fact_text state;	     /* "running", "paused", "shutdown", "dying", … */
	struct fact_int passthrough; /* bool: created with it, so that devices can be hot-plugged */
	struct fact_int vcpus, memory_kib, max_memory_kib;
	struct fact_int pod_kib, shared_kib,
			paged_kib; /* memory that is not there, or not its own */
	/* bytes below 4 GiB without memory, as mmio_hole= asked for an HVM guest; XPT_FACT_ABSENT: not asked for */
	struct fact_int mmio_hole;
	/* bool: its kernel says in xenstore that it can; XPT_FACT_ABSENT: it says nothing of what it can (XPT_DETAIL_PLACEMENT) */
	struct fact_int suspends;
	struct fact_int stubdomain; /* id of its stub domain; XPT_FACT_ABSENT: none */
	struct fact_text pool;	    /* its name, or its number where xenstore has no name */
	struct fact_int pool_id;
	struct fact_bitmap node_affinity; /* XPT_DETAIL_PLACEMENT */
	struct fact_bitmap nodes;    /* XPT_DETAIL_PLACEMENT: of the CPUs that its vCPUs prefer */
	struct ints node_memory_kib; /* XPT_DETAIL_MEMORY: on the nodes in order of id */
	struct fact_int remote_memory_kib; /* the same on none of its nodes */
	struct bdfs devices;		   /* by Xen's word */
	struct bdfs store_devices;	   /* by xenstore's */
	struct bdfs model_devices;	   /* by its device model's (XPT_DETAIL_MODELS) */
	struct fact_text model; /* XPT_FACT_KNOWN "qemu" once the device model answered */
};

/* A reserved memory region: RMRR, IVMD. */
struct region {
	unsigned long long start, end; /* inclusive */
	const char *text;	       /* "7ffe0000-7ffe0fff" */
	struct bdfs devices;
	unsigned long line;		  /* in xen/reserved-memory */
	struct fact_int by_xen;		  /* bool: Xen maps it */
	struct fact_int by_firmware;	  /* bool: the ACPI table has it; else an option of Xen */
	struct fact_int reserved;	  /* bool: all of it is reserved in the memory map */
	struct fact_text purpose;	  /* "graphics", …: what its devices tell */
	struct fact_text strict, relaxed; /* what Xen does with its devices under either policy */
};

/* An operation of xpt that never ended, or whose process holds devices back and will end it. */
struct unfinished_operation {
	const char *path;   /* of its journal */
	const char *title;  /* "attach 0000:00:05.0 to g1" */
	const char *holder; /* "xpt hold g1 -- backup (pid 123)"; NULL: it never ended */
	struct bdfs devices;
	const unsigned int *domids;
	size_t domid_count;
	bool usb;     /* it is about USB devices */
	bool damaged; /* its journal: nothing is known of it */
};

/* A program of dom0's that has a character device open. */
struct program {
	unsigned int pid, major, minor;
	const char *command; /* its name by its own word; may be empty */
};

struct programs {
	struct program *items;
	size_t count;
	struct fact_text why; /* XPT_FACT_UNREADABLE: there may be more */
};

struct firmware;	 /* firmware.h */
struct numa;		 /* numa.h */
struct boot;		 /* boot.h */
struct usb;		 /* usb.h */
struct usb_child;	 /* usb.h */
struct device_names;	 /* names.h */
struct graphics_sharing; /* graphics.h */

struct xpt_host {
	struct arena *arena;
	unsigned long identity;	    /* xpt__identity_new(): what is judged on it is planned on it */
	struct xpt_device *devices; /* in order of address */
	size_t device_count;
	struct xpt_device
			*removed; /* by surprise, yet a guest's xenstore or device model has them */
	size_t removed_count;
	struct xpt_domain *domains; /* in order of id */
	size_t domain_count;
	struct region *regions;
	size_t region_count;
	unsigned int detail;  /* enum xpt_detail that was read */
	unsigned int without; /* enum xpt_without that was not */
	bool captured;	      /* not the host that xpt runs on */
	bool by_root;	      /* who asked it may ask anything */

	struct fact_text xen_version, xen_capabilities, xen_command_line;
	struct fact_text kernel, kernel_command_line;
	struct fact_text cpu_vendor;
	struct fact_int nodes, cpus, memory_kib, free_memory_kib;
	struct fact_int claimed_memory_kib;  /* of the free memory, promised to domains */
	struct fact_int iommu;		     /* bool: Xen has it on */
	struct fact_int iommu_firmware;	     /* bool: an ACPI DMAR or IVRS table is there */
	struct fact_int interrupt_remapping; /* bool */
	struct fact_int queued_invalidation; /* bool */
	struct fact_int hap_page_tables;     /* bool: shared with the IOMMU */
	struct fact_int hvm;		     /* bool: HVM guests can run */
	struct fact_int pciback;	     /* bool: driver present */
	struct fact_text pciback_hide;	     /* its hide= */
	struct fact_text pciback_error;	     /* a parse error of hide= that the kernel logged */
	struct fact_int console_size_bytes;  /* of Xen's ring; 0 lines lost = XPT_FACT_KNOWN */
	struct fact_int sriov_devices;
	struct texts pci_drivers; /* of dom0, that are loaded (XPT_DETAIL_CONFIG) */
	struct unfinished_operation *unfinished;
	size_t unfinished_count;
	struct bdfs changing; /* what an xpt that runs is changing: in between two states by right */
	struct fact_int unfinished_read; /* bool: all were found; reason otherwise */
	struct fact_int ownership;	 /* bool: debug key Q answered; reason otherwise */
	struct fact_int regions_read;	 /* bool: the hypercall answered */
	struct fact_int last_domain;	 /* the highest id in use, or so lately that libxl does not
	                                        give it out again */
	struct fact_int domains_read;	 /* bool: Xen listed its domains; reason otherwise */
	struct fact_int store;		 /* bool: xenstore answers; reason otherwise */
	const char *console;		 /* XPT_DETAIL_CONSOLE: printable text, or NULL */
	struct texts firmware_tables;	 /* ACPI tables about IOMMUs: "DMAR", "IVRS", … */
	struct fact_text iommu_kind;	 /* "VT-d", "AMD-Vi" */
	struct firmware *firmware;	 /* XPT_DETAIL_CONFIG; NULL: nobody asked */
	struct numa *numa;		 /* XPT_DETAIL_PLACEMENT; NULL: nobody asked */
	struct boot *boot;		 /* XPT_DETAIL_BOOT; NULL: nobody asked */
	struct usb *usb;		 /* XPT_DETAIL_USB; NULL: nobody asked */
	struct fact_text usb_policy;	 /* path of usb-policy.conf; XPT_FACT_ABSENT: none */
	struct fact_text names_file;	 /* path of the names of devices; XPT_FACT_ABSENT: none */
	const char *names_path;		 /* of that file, whether or not it is there */
	struct device_names *names;	 /* names.h; NULL: none, or not known */
	struct fact_int usb_devices;	 /* how many dom0 sees; the same */
	struct graphics_sharing *
			sharing; /* graphics.h; XPT_DETAIL_GRAPHICS; NULL: nobody asked, or there is no display */
	struct programs *programs;	/* with devices of dom0's open; NULL: nobody asked */
	struct usb_child *usb_children; /* by libxl's records; XPT_DETAIL_CRITICAL */
	size_t usb_child_count;
	struct fact_text usb_children_why; /* XPT_FACT_UNREADABLE: there may be more */
	struct fact_int drawn_console; /* bool: dom0 draws its console on framebuffers now; XPT_FACT_ABSENT:
	                                  it cannot; XPT_DETAIL_GRAPHICS */
	bool text_console; /* dom0 draws on the boot VGA in text mode, if on nothing else; the same */
	struct texts terminals; /* dom0's consoles of now that are on no display: "hvc0"; the same */
	bool out_of_memory; /* memory ran out while the snapshot was made: xpt__read_host() fails */
};

/* Look-up; NULL = none. */
struct xpt_device *xpt__model_device(const struct xpt_host *host, struct xpt_bdf at);
/* xpt__model_link_below - from each device's parent, which devices are below which */
void xpt__model_link_below(struct xpt_host *host);
/* VF @number of a physical function. */
struct xpt_device *xpt__model_vf(
		const struct xpt_host *host, const struct xpt_device *pf, uint64_t number);
struct xpt_device *xpt__model_removed(const struct xpt_host *host, struct xpt_bdf at);
/* As xpt_host_find_device(), and devices that are gone: those can be detached. */
int xpt__model_find_with_removed(const struct xpt_host *host, struct xpt_bdf at,
		const struct xpt_device **ret_device, struct xpt_error **ret_error);
/* By the name that it was given as an assignable device. */
struct xpt_device *xpt__model_named_device(const struct xpt_host *host, struct span name);
struct xpt_domain *xpt__model_domain(const struct xpt_host *host, unsigned int id);
bool xpt__model_in_pciback(const struct xpt_device *device);
/*
 * xpt__model_attached - has the domain all of the device: by Xen's word, xenstore's, and its device model's if it
 * has one? XPT_FACT_UNREADABLE: its device model does not answer.
 */
struct fact_int xpt__model_attached(
		const struct xpt_device *device, const struct xpt_domain *domain);
const char *xpt__model_domain_name(const struct xpt_host *host, unsigned int id, char buffer[16]);
const char *xpt__device_state_text(enum device_state state);
/* xpt__model_lacks_driver - is it known that dom0 has no such driver for PCI devices now? */
bool xpt__model_lacks_driver(const struct xpt_host *host, const char *name);
bool xpt__bdfs_have(const struct bdfs *bdfs, struct xpt_bdf bdf);
/* Append; the list becomes XPT_FACT_KNOWN. False when memory is out. @text is not copied. */
bool xpt__texts_add(struct arena *arena, struct texts *texts, const char *text);
bool xpt__bdfs_add(struct arena *arena, struct bdfs *bdfs, struct xpt_bdf bdf);
/* xpt__bdfs_text - "0000:00:05.0 0000:00:06.0", NULL when memory is out. */
const char *xpt__bdfs_text(struct arena *arena, const struct bdfs *bdfs);

#endif
