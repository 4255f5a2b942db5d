/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The field tables: columns, JSON keys, --help and the manual all come from here.
 * To show one more thing, add one FIELD line.
 */
#include "field.h"
#include "numa.h"
#include "usb.h"

#define BAR(member, form, key, label, help) FIELD(bar, member, form, key, label, help)

static const struct field bar_fields[] = {
	BAR(index, FORM_INT, "index", "BAR", "0-5, 6 = expansion ROM, 7-12 = BARs of the VFs"),
	BAR(type, FORM_TEXT, "type", "TYPE", "memory, io or rom"),
	BAR(address, FORM_HEX_LONG, "address", "ADDRESS", "start, in hexadecimal"),
	BAR(size_bytes, FORM_LONG, "size_bytes", "SIZE", "size in bytes"),
	BAR(wide, FORM_BOOL, "wide", "64BIT", "may lie above 4 GiB"),
	BAR(prefetchable, FORM_BOOL, "prefetchable", "PREFETCH", "reads have no side effects"),
};

static const struct xpt_kind kind_bar = { "bar", bar_fields, COUNT(bar_fields) };

#define REGION(member, form, key, label, help) FIELD(region, member, form, key, label, help)

static const struct field region_fields[] = {
	REGION(text, FORM_TEXT, "range", "RANGE", "first and last address, in hexadecimal"),
	REGION(devices, FORM_BDFS, "devices", "DEVICES", "devices that use it"),
	REGION(purpose, FORM_FACT_TEXT, "purpose", "PURPOSE",
			"what it is for, as its devices tell"),
	REGION(reserved, FORM_FACT_BOOL, "in_reserved_memory", "RESERVED",
			"the memory map has all of it as reserved"),
	REGION(by_xen, FORM_FACT_BOOL, "by_xen", "XEN", "Xen maps it for its devices"),
	REGION(by_firmware, FORM_FACT_BOOL, "by_firmware", "FIRMWARE",
			"the firmware's ACPI table has it; otherwise an option of Xen"),
	REGION(strict, FORM_FACT_TEXT, "strict", "STRICT", "what Xen's strict policy does"),
	REGION(relaxed, FORM_FACT_TEXT, "relaxed", "RELAXED", "what Xen's relaxed policy does"),
};

static const struct xpt_kind kind_region = { "region", region_fields, COUNT(region_fields) };

const struct xpt_kind *xpt_kind_region(void)
{
	return &kind_region;
}

#define DEVICE(member, form, key, label, help) FIELD(xpt_device, member, form, key, label, help)

static const struct field device_fields[] = {
	DEVICE(address, FORM_CHARS, "address", "ADDRESS", "segment:bus:device.function"),
	DEVICE(path, FORM_TEXT, "path", "PATH", "bridges from the root bus to the device"),
	DEVICE(class_code, FORM_FACT_HEX4, "class", "CLASS", "class and sub-class"),
	DEVICE(class_name, FORM_FACT_TEXT, "class_name", "CLASS NAME", "name of the class"),
	DEVICE(programming_interface, FORM_FACT_HEX2, "programming_interface", "PROGIF",
			"programming interface of the class"),
	DEVICE(vendor_id, FORM_FACT_HEX4, "vendor_id", "VENDOR ID", "vendor number"),
	DEVICE(vendor_name, FORM_FACT_TEXT, "vendor", "VENDOR", "vendor name"),
	DEVICE(device_id, FORM_FACT_HEX4, "device_id", "DEVICE ID", "device number"),
	DEVICE(device_name, FORM_FACT_TEXT, "device", "DEVICE", "device name"),
	DEVICE(subsystem_vendor_id, FORM_FACT_HEX4, "subsystem_vendor_id", "SUBVENDOR ID",
			"vendor number of the subsystem"),
	DEVICE(subsystem_vendor_name, FORM_FACT_TEXT, "subsystem_vendor", "SUBVENDOR",
			"vendor name of the subsystem"),
	DEVICE(subsystem_device_id, FORM_FACT_HEX4, "subsystem_device_id", "SUBDEVICE ID",
			"device number of the subsystem"),
	DEVICE(subsystem_device_name, FORM_FACT_TEXT, "subsystem_device", "SUBDEVICE",
			"device name of the subsystem"),
	DEVICE(revision, FORM_FACT_HEX2, "revision", "REV", "revision"),
	DEVICE(serial, FORM_FACT_TEXT, "serial", "SERIAL", "PCI Express device serial number"),
	DEVICE(nvme_serial, FORM_FACT_TEXT, "nvme_serial", "NVME SERIAL",
			"serial number of an NVMe disk, which its own driver tells"),
	DEVICE(driver, FORM_FACT_TEXT, "driver", "DRIVER", "dom0 driver bound now"),
	DEVICE(driver_override, FORM_FACT_TEXT, "driver_override", "OVERRIDE",
			"the only driver that may bind, where one is set"),
	DEVICE(original_driver, FORM_FACT_TEXT, "original_driver", "ORIGINAL DRIVER",
			"dom0 driver from before it was reserved"),
	DEVICE(matching_drivers, FORM_TEXTS, "matching_drivers", "MATCHING DRIVERS",
			"dom0 drivers that could bind"),
	DEVICE(kind, FORM_FACT_TEXT, "kind", "KIND", "endpoint, root-port, pci-bridge, ..."),
	DEVICE(header_type, FORM_FACT_INT, "header_type", "HEADER",
			"0 = device, 1 = bridge, 2 = CardBus bridge"),
	DEVICE(irq, FORM_FACT_INT, "irq", "IRQ", "dom0 interrupt line (INTx)"),
	DEVICE(msi_vectors, FORM_FACT_INT, "msi_vectors", "MSI", "MSI vectors it can use"),
	DEVICE(msix_vectors, FORM_FACT_INT, "msix_vectors", "MSI-X", "MSI-X vectors it can use"),
	DEVICE(power_state, FORM_FACT_TEXT, "power_state", "POWER", "D0 is fully on"),
	OBJECTS(xpt_device, bars, bar_count, bar, kind_bar, "bars", "BARS",
			"memory and I/O regions"),
	DEVICE(functions, FORM_BDFS, "functions", "FUNCTIONS", "other functions of its slot"),
	DEVICE(physical_function, FORM_FACT_TEXT, "physical_function", "PF",
			"physical function of a VF"),
	DEVICE(virtual_functions, FORM_BDFS, "virtual_functions", "VFS", "its virtual functions"),
	DEVICE(vf_total, FORM_FACT_INT, "vf_total", "VF TOTAL", "VFs that it can have"),
	DEVICE(vf_count, FORM_FACT_INT, "vf_count", "VF COUNT", "VFs that are on"),
	DEVICE(vf_free, FORM_FACT_INT, "vf_free", "VF FREE",
			"VFs that are on and in nobody's use: reserved, or without a driver"),
	DEVICE(vf_number, FORM_FACT_INT, "vf_number", "VF",
			"number of a VF: 0000:04:00.0/3 means VF 3 of that physical function"),
	DEVICE(vf_settings.mac, FORM_FACT_TEXT, "vf_mac", "MAC",
			"address that the driver of its PF gives a VF"),
	DEVICE(vf_settings.vlan, FORM_FACT_INT, "vf_vlan", "VLAN",
			"VLAN that the PF puts a VF into, unknown to its guest"),
	DEVICE(vf_settings.vlan_qos, FORM_FACT_INT, "vf_vlan_qos", "VLAN QOS",
			"priority of that VLAN"),
	DEVICE(vf_settings.vlan_protocol, FORM_FACT_TEXT, "vf_vlan_protocol", "VLAN PROTOCOL",
			"802.1Q or 802.1ad"),
	DEVICE(vf_settings.spoof_check, FORM_FACT_BOOL, "vf_spoof_check", "SPOOF CHECK",
			"a VF may send from its own MAC address only"),
	DEVICE(vf_settings.trust, FORM_FACT_BOOL, "vf_trust", "TRUST",
			"a VF may set its MAC address and promiscuous mode"),
	DEVICE(vf_settings.link, FORM_FACT_TEXT, "vf_link", "LINK",
			"link of a VF: auto (as the PF's), on or off"),
	DEVICE(vf_settings.min_rate, FORM_FACT_INT, "vf_min_rate", "MIN RATE",
			"rate that a VF has at least, in Mbit/s"),
	DEVICE(vf_settings.max_rate, FORM_FACT_INT, "vf_max_rate", "MAX RATE",
			"rate that a VF has at most, in Mbit/s; 0: no limit"),
	DEVICE(vf_msix_total, FORM_FACT_INT, "vf_msix_total", "VF MSI-X TOTAL",
			"MSI-X vectors that the driver of a PF shares out to its VFs; 0: it does "
			"not"),
	DEVICE(nvme_vf.online, FORM_FACT_BOOL, "nvme_online", "NVME ONLINE",
			"the controller of a VF of a disk is online: offline, no guest can use it"),
	DEVICE(nvme_vf.queues, FORM_FACT_INT, "nvme_queues", "NVME QUEUES",
			"queues that a VF of a disk has; fewer than 2 are of no use"),
	DEVICE(nvme_vf.interrupts, FORM_FACT_INT, "nvme_interrupts", "NVME INTERRUPTS",
			"interrupts that a VF of a disk has"),
	DEVICE(reset_methods, FORM_TEXTS, "reset_methods", "RESETS",
			"how the kernel can reset it, best first"),
	DEVICE(reset, FORM_FACT_TEXT, "reset", "RESET", "the reset that will be used"),
	DEVICE(node, FORM_FACT_INT, "node", "NODE", "nearest NUMA node, according to Xen"),
	DEVICE(known_to_xen, FORM_FACT_BOOL, "known_to_xen", "XEN", "Xen knows the device"),
	{ .shown = { "owner", "OWNER", "who owns it according to Xen: dom0, dN, quarantine, xen",
			  XPT_TYPE_TEXT },
			.form = FORM_OWNER,
			.offset = offsetof(struct xpt_device, owner) },
	DEVICE(domain, FORM_FACT_TEXT, "domain", "DOMAIN", "name of the guest that has it"),
	{ .shown = { "state", "STATE", "dom0, unbound, reserved, attached or hidden",
			  XPT_TYPE_TEXT },
			.form = FORM_STATE,
			.offset = offsetof(struct xpt_device, state),
			.count_offset = offsetof(struct xpt_device, owner.reason) },
	DEVICE(assignable, FORM_FACT_BOOL, "assignable", "READY", "could be attached now"),
	DEVICE(store_name, FORM_FACT_TEXT, "assignable_name", "NAME",
			"name that was given to it (xpt reserve --name)"),
	DEVICE(hidden_at_boot, FORM_FACT_BOOL, "hidden_at_boot", "HIDDEN",
			"xen-pciback.hide= names it"),
	DEVICE(hidden_next, FORM_FACT_BOOL, "hidden_next_boot", "HIDDEN NEXT",
			"the next boot hides it"),
	DEVICE(permissive, FORM_FACT_BOOL, "permissive", "PERMISSIVE",
			"a guest may write all of its config space"),
	DEVICE(reserved_memory, FORM_TEXTS, "reserved_memory", "RESERVED MEMORY",
			"reserved memory regions (RMRR, IVMD) of the device"),
	DEVICE(reserved_memory_sharers, FORM_BDFS, "reserved_memory_sharers", "SHARERS",
			"other devices with the same reserved memory"),
	DEVICE(critical, FORM_TEXTS, "critical", "CRITICAL", "why dom0 needs it"),
	DEVICE(store_domid, FORM_FACT_INT, "xenstore_domain_id", "XENSTORE",
			"guest that has it according to xenstore"),
	DEVICE(model_domid, FORM_FACT_INT, "model_domain_id", "MODEL",
			"guest whose device model has it"),
	DEVICE(disagreements, FORM_TEXTS, "disagreements", "DISAGREEMENTS",
			"where Xen, xenstore and sysfs differ"),
	DEVICE(unfinished, FORM_FACT_TEXT, "unfinished", "UNFINISHED",
			"the operation of xpt that left it half-way"),
	DEVICE(held, FORM_FACT_TEXT, "held", "HELD",
			"who holds it back from its guest, and gives it back (xpt hold)"),
	DEVICE(tainted, FORM_FACT_TEXT, "tainted", "TAINTED",
			"since when, and in what, it has not been sane after a use"),
};

static const struct xpt_kind kind_device = { "device", device_fields, COUNT(device_fields) };

const struct xpt_kind *xpt_kind_device(void)
{
	return &kind_device;
}

#define DOMAIN(member, form, key, label, help) FIELD(xpt_domain, member, form, key, label, help)

static const struct field domain_fields[] = {
	DOMAIN(id, FORM_NUMBER, "id", "ID", "number until it is destroyed"),
	DOMAIN(name, FORM_FACT_TEXT, "name", "NAME", "name"),
	DOMAIN(uuid, FORM_FACT_TEXT, "uuid", "UUID", "identity across restarts"),
	DOMAIN(type, FORM_FACT_TEXT, "type", "TYPE", "pv, hvm or pvh"),
	DOMAIN(state, FORM_FACT_TEXT, "state", "STATE", "running, paused, dying, ..."),
	DOMAIN(passthrough, FORM_FACT_BOOL, "passthrough", "PASSTHROUGH",
			"created so that devices can be attached"),
	DOMAIN(vcpus, FORM_FACT_INT, "vcpus", "VCPUS", "virtual CPUs"),
	DOMAIN(memory_kib, FORM_FACT_INT, "memory_kib", "MEMORY", "memory now, in KiB"),
	DOMAIN(max_memory_kib, FORM_FACT_INT, "max_memory_kib", "MAX MEMORY",
			"memory limit, in KiB"),
	DOMAIN(stubdomain, FORM_FACT_INT, "stubdomain", "STUBDOMAIN", "id of its stub domain"),
	DOMAIN(pool, FORM_FACT_TEXT, "pool", "POOL", "cpupool"),
	DOMAIN(node_affinity, FORM_FACT_BITMAP, "node_affinity", "NODE AFFINITY",
			"NUMA nodes that its new memory comes from first"),
	DOMAIN(nodes, FORM_FACT_BITMAP, "nodes", "NODES", "NUMA nodes where its vCPUs run first"),
	DOMAIN(node_memory_kib, FORM_INTS, "node_memory_kib", "NODE MEMORY",
			"its memory on each NUMA node in order, in KiB"),
	DOMAIN(remote_memory_kib, FORM_FACT_INT, "remote_memory_kib", "REMOTE MEMORY",
			"its memory away from the nodes where its vCPUs run first, in KiB"),
	DOMAIN(devices, FORM_BDFS, "devices", "DEVICES", "its devices according to Xen"),
	DOMAIN(store_devices, FORM_BDFS, "xenstore_devices", "XENSTORE DEVICES",
			"its devices according to xenstore"),
	DOMAIN(model_devices, FORM_BDFS, "model_devices", "MODEL DEVICES",
			"its devices according to its device model"),
	DOMAIN(model, FORM_FACT_TEXT, "model", "MODEL", "device model, once it answered"),
};

static const struct xpt_kind kind_domain = { "domain", domain_fields, COUNT(domain_fields) };

const struct xpt_kind *xpt_kind_domain(void)
{
	return &kind_domain;
}

#define HOST(member, form, key, label, help) FIELD(xpt_host, member, form, key, label, help)

static const struct field host_fields[] = {
	HOST(xen_version, FORM_FACT_TEXT, "xen_version", "XEN", "version of Xen"),
	HOST(xen_capabilities, FORM_FACT_TEXT, "xen_capabilities", "CAPABILITIES",
			"kinds of guests that Xen can run"),
	HOST(xen_command_line, FORM_FACT_TEXT, "xen_command_line", "XEN OPTIONS",
			"Xen's command line"),
	HOST(kernel, FORM_FACT_TEXT, "kernel", "KERNEL", "release of dom0's kernel"),
	HOST(kernel_command_line, FORM_FACT_TEXT, "kernel_command_line", "KERNEL OPTIONS",
			"dom0 kernel's command line"),
	HOST(cpu_vendor, FORM_FACT_TEXT, "cpu_vendor", "CPU VENDOR", "vendor of the CPUs"),
	HOST(nodes, FORM_FACT_INT, "nodes", "NODES", "NUMA nodes"),
	HOST(cpus, FORM_FACT_INT, "cpus", "CPUS", "CPUs that Xen uses"),
	HOST(memory_kib, FORM_FACT_INT, "memory_kib", "MEMORY", "memory, in KiB"),
	HOST(free_memory_kib, FORM_FACT_INT, "free_memory_kib", "FREE", "free memory, in KiB"),
	HOST(claimed_memory_kib, FORM_FACT_INT, "claimed_memory_kib", "CLAIMED",
			"free memory that is promised to domains, in KiB"),
	HOST(iommu, FORM_FACT_BOOL, "iommu", "IOMMU", "Xen has the IOMMU on"),
	HOST(iommu_firmware, FORM_FACT_BOOL, "iommu_firmware", "FIRMWARE",
			"the firmware describes an IOMMU (DMAR or IVRS table)"),
	HOST(iommu_kind, FORM_FACT_TEXT, "iommu_kind", "IOMMU KIND", "VT-d or AMD-Vi"),
	HOST(firmware_tables, FORM_TEXTS, "firmware_tables", "TABLES",
			"ACPI tables about IOMMUs and memory affinity"),
	HOST(interrupt_remapping, FORM_FACT_BOOL, "interrupt_remapping", "INTREMAP",
			"the IOMMU checks interrupts too"),
	HOST(queued_invalidation, FORM_FACT_BOOL, "queued_invalidation", "QINVAL",
			"Intel VT-d queued invalidation"),
	HOST(hap_page_tables, FORM_FACT_BOOL, "shared_page_tables", "SHAREPT",
			"CPU and IOMMU can share page tables"),
	HOST(pciback, FORM_FACT_BOOL, "pciback", "PCIBACK", "dom0's pciback driver is there"),
	HOST(pciback_hide, FORM_FACT_TEXT, "pciback_hide", "HIDE",
			"devices hidden from dom0's drivers at boot"),
	HOST(pciback_error, FORM_FACT_TEXT, "pciback_error", "HIDE ERROR",
			"what is wrong with the hide= text"),
	HOST(console_size_bytes, FORM_FACT_INT, "console_size_bytes", "CONSOLE",
			"bytes in Xen's console ring"),
	HOST(sriov_devices, FORM_FACT_INT, "sriov_devices", "SR-IOV",
			"devices that can have virtual functions"),
	HOST(usb_devices, FORM_FACT_INT, "usb_devices", "USB", "USB devices that dom0 sees"),
	HOST(names_file, FORM_FACT_TEXT, "names", "NAMES",
			"file of the names that know their device"),
	HOST(usb_policy, FORM_FACT_TEXT, "usb_policy", "USB POLICY",
			"file that tells which USB devices guests may have"),
	HOST(ownership, FORM_FACT_BOOL, "ownership_read", "OWNERSHIP",
			"Xen reported who owns each device"),
	HOST(regions_read, FORM_FACT_BOOL, "reserved_memory_read", "REGIONS READ",
			"Xen reported the reserved memory regions"),
	HOST(domains_read, FORM_FACT_BOOL, "domains_read", "DOMAINS READ",
			"Xen listed its domains"),
	HOST(store, FORM_FACT_BOOL, "xenstore", "XENSTORE", "xenstore answers"),
	OBJECTS(xpt_host, regions, region_count, region, kind_region, "reserved_memory", "REGIONS",
			"reserved memory regions (RMRR, IVMD)"),
	OBJECTS(xpt_host, domains, domain_count, xpt_domain, kind_domain, "domains", "DOMAINS",
			"domains, and the devices of each"),
};

static const struct xpt_kind kind_host = { "host", host_fields, COUNT(host_fields) };

const struct xpt_kind *xpt_kind_host(void)
{
	return &kind_host;
}

#define CPU(member, form, key, label, help) FIELD(xpt_cpu, member, form, key, label, help)

static const struct field cpu_fields[] = {
	CPU(id, FORM_NUMBER, "cpu", "CPU", "number as Xen counts them"),
	CPU(node, FORM_FACT_INT, "node", "NODE", "NUMA node"),
	CPU(socket, FORM_FACT_INT, "socket", "SOCKET", "socket"),
	CPU(core, FORM_FACT_INT, "core", "CORE", "core of the socket"),
	CPU(thread, FORM_FACT_INT, "thread", "THREAD", "thread of the core, from 0"),
	CPU(pool, FORM_FACT_TEXT, "pool", "POOL", "cpupool"),
};

static const struct xpt_kind kind_cpu = { "cpu", cpu_fields, COUNT(cpu_fields) };

const struct xpt_kind *xpt_kind_cpu(void)
{
	return &kind_cpu;
}

#define NODE(member, form, key, label, help) FIELD(xpt_node, member, form, key, label, help)

static const struct field node_fields[] = {
	NODE(id, FORM_NUMBER, "node", "NODE", "number as Xen counts them"),
	NODE(cpus, FORM_FACT_BITMAP, "cpus", "CPUS", "its CPUs"),
	NODE(size_kib, FORM_FACT_INT, "size_kib", "MEMORY", "memory with holes, in KiB"),
	NODE(free_kib, FORM_FACT_INT, "free_kib", "FREE", "free memory, in KiB"),
	NODE(dma_reserve_kib, FORM_FACT_INT, "dma_reserve_kib", "DMA RESERVE",
			"free memory that guests get only when all other is used up, in KiB"),
	NODE(distances, FORM_INTS, "distances", "DISTANCES", "to each node; 10 is local"),
};

static const struct xpt_kind kind_node = { "node", node_fields, COUNT(node_fields) };

const struct xpt_kind *xpt_kind_node(void)
{
	return &kind_node;
}

#define POOL(member, form, key, label, help) FIELD(xpt_pool, member, form, key, label, help)

static const struct xpt_kind kind_vcpu;

static const struct field pool_fields[] = {
	POOL(id, FORM_NUMBER, "id", "ID", "number"),
	POOL(name, FORM_FACT_TEXT, "name", "NAME", "name"),
	POOL(cpus, FORM_FACT_BITMAP, "cpus", "CPUS", "its CPUs"),
	POOL(nodes, FORM_FACT_BITMAP, "nodes", "NODES", "NUMA nodes that these lie on"),
	POOL(scheduler, FORM_FACT_TEXT, "scheduler", "SCHEDULER", "credit, credit2, rtds, ..."),
	POOL(domain_count, FORM_FACT_INT, "domain_count", "DOMAINS", "how many domains are in it"),
	POOL(domains, FORM_TEXTS, "domains", "MEMBERS", "the domains in it"),
	OBJECTS(xpt_pool, vcpus, vcpu_count, xpt_vcpu, kind_vcpu, "vcpus", "VCPUS",
			"vCPUs of the domains in it"),
};

static const struct xpt_kind kind_pool = { "pool", pool_fields, COUNT(pool_fields) };

const struct xpt_kind *xpt_kind_pool(void)
{
	return &kind_pool;
}

#define VCPU(member, form, key, label, help) FIELD(xpt_vcpu, member, form, key, label, help)

static const struct field vcpu_fields[] = {
	VCPU(domain, FORM_FACT_TEXT, "domain", "DOMAIN", "name of its domain"),
	VCPU(domain_id, FORM_NUMBER, "domain_id", "ID", "number of its domain"),
	VCPU(id, FORM_NUMBER, "vcpu", "VCPU", "number within the domain"),
	VCPU(cpu, FORM_FACT_INT, "cpu", "CPU", "CPU where it runs, or ran last"),
	VCPU(node, FORM_FACT_INT, "node", "NODE", "NUMA node of that CPU"),
	VCPU(state, FORM_FACT_TEXT, "state", "STATE", "running, runnable, blocked or offline"),
	VCPU(time_ms, FORM_FACT_INT, "time_ms", "TIME(MS)", "time it has run, in milliseconds"),
	VCPU(pool, FORM_FACT_TEXT, "pool", "POOL", "cpupool of its domain"),
	VCPU(hard, FORM_FACT_BITMAP, "hard", "HARD", "hard affinity, as it was set"),
	VCPU(soft, FORM_FACT_BITMAP, "soft", "SOFT", "soft affinity, as it was set"),
	VCPU(effective, FORM_FACT_BITMAP, "effective", "EFFECTIVE", "CPUs where it may run"),
	VCPU(preferred, FORM_FACT_BITMAP, "preferred", "PREFERRED",
			"CPUs of these where it runs first"),
	VCPU(narrowed, FORM_FACT_TEXT, "narrowed", "BECAUSE",
			"why the affinity does not take effect as it was set"),
};

static const struct xpt_kind kind_vcpu = { "vcpu", vcpu_fields, COUNT(vcpu_fields) };

const struct xpt_kind *xpt_kind_vcpu(void)
{
	return &kind_vcpu;
}

#define INTERFACE(member, form, key, label, help) \
	FIELD(usb_interface, member, form, key, label, help)

static const struct field usb_interface_fields[] = {
	INTERFACE(number, FORM_NUMBER, "interface", "INTERFACE", "its number"),
	INTERFACE(class_code, FORM_FACT_HEX2, "class", "CLASS", "USB class"),
	INTERFACE(subclass, FORM_FACT_HEX2, "subclass", "SUBCLASS", "its sub-class"),
	INTERFACE(protocol, FORM_FACT_HEX2, "protocol", "PROTOCOL", "protocol of the sub-class"),
	INTERFACE(function, FORM_TEXT, "function", "FUNCTION", "what these three mean"),
	INTERFACE(driver, FORM_FACT_TEXT, "driver", "DRIVER",
			"dom0 driver bound now; usbfs: a program has it"),
	INTERFACE(policy, FORM_FACT_TEXT, "policy", "POLICY", "allow or deny, by usb-policy.conf"),
	INTERFACE(policy_line, FORM_FACT_INT, "policy_line", "LINE",
			"line of usb-policy.conf that decided; none: no rule matches"),
	INTERFACE(policy_rule, FORM_FACT_TEXT, "policy_rule", "RULE", "what stands there"),
};

static const struct xpt_kind kind_usb_interface = { "usb_interface", usb_interface_fields,
	COUNT(usb_interface_fields) };

#define USB(member, form, key, label, help) FIELD(xpt_usb_device, member, form, key, label, help)

static const struct field usb_device_fields[] = {
	USB(path, FORM_TEXT, "path", "PATH", "bus and ports, as in /sys/bus/usb/devices"),
	USB(vendor_id, FORM_FACT_HEX4, "vendor_id", "VENDOR ID", "vendor number"),
	USB(product_id, FORM_FACT_HEX4, "product_id", "PRODUCT ID", "product number"),
	USB(release, FORM_FACT_HEX4, "release", "RELEASE", "release of the device, in BCD"),
	USB(manufacturer, FORM_FACT_TEXT, "manufacturer", "MANUFACTURER", "as it reports itself"),
	USB(product, FORM_FACT_TEXT, "product", "PRODUCT", "name, as it reports itself"),
	USB(serial, FORM_FACT_TEXT, "serial", "SERIAL",
			"serial number, as it reports itself; not always unique"),
	USB(bus, FORM_FACT_INT, "bus", "BUS", "number of its bus, as lsusb shows it"),
	USB(number, FORM_FACT_INT, "number", "NUMBER",
			"as lsusb shows it: another one whenever it is plugged in"),
	USB(speed, FORM_FACT_TEXT, "speed", "SPEED", "in Mbit/s"),
	USB(class_code, FORM_FACT_HEX2, "class", "CLASS", "USB class; 00: see its interfaces"),
	USB(functions, FORM_TEXTS, "functions", "FUNCTIONS", "keyboard, storage, hub, ..."),
	USB(drivers, FORM_TEXTS, "drivers", "DRIVERS",
			"dom0 drivers bound now; usbfs: a program has it"),
	USB(programs, FORM_TEXTS, "programs", "PROGRAMS",
			"programs of dom0 that have it open by usbfs, and their process numbers"),
	USB(authorized, FORM_FACT_BOOL, "authorized", "AUTHORIZED", "dom0's kernel may use it"),
	USB(controller, FORM_FACT_TEXT, "controller", "CONTROLLER",
			"PCI address of the controller of its bus"),
	USB(node, FORM_FACT_INT, "node", "NODE", "NUMA node of the controller"),
	USB(state, FORM_FACT_TEXT, "state", "STATE",
			"dom0, unbound, reserved, program, unauthorized, attached, stale, or gone"),
	USB(domain, FORM_FACT_TEXT, "domain", "DOMAIN",
			"name of the guest that has it, by libxl's records or because its QEMU has it open"),
	USB(guest_controller, FORM_FACT_INT, "guest_controller", "CTRL",
			"number of the guest's USB controller that it is plugged into"),
	USB(guest_port, FORM_FACT_INT, "guest_port", "PORT", "port of that controller"),
	USB(critical, FORM_TEXTS, "critical", "CRITICAL", "what dom0 itself needs it for"),
	USB(policy, FORM_FACT_TEXT, "policy", "POLICY",
			"may guests have it, by usb-policy.conf: allow, deny, or not-listed (a hub, or not configured)"),
	USB(policy_line, FORM_FACT_INT, "policy_line", "LINE",
			"line of usb-policy.conf that decided; none: no rule matches"),
	USB(policy_rule, FORM_FACT_TEXT, "policy_rule", "RULE", "what stands there"),
	OBJECTS(xpt_usb_device, interfaces, interface_count, usb_interface, kind_usb_interface,
			"interfaces", "INTERFACES", "its interfaces, and the driver of each"),
};

static const struct xpt_kind kind_usb_device = { "usb_device", usb_device_fields,
	COUNT(usb_device_fields) };

const struct xpt_kind *xpt_kind_usb_device(void)
{
	return &kind_usb_device;
}
