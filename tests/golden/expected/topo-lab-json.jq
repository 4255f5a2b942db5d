keys_unsorted == ["host", "nodes", "cpus", "pools", "domains", "vcpus", "devices", "findings"]
.host | .xen_version == "4.17.7" and .kernel == "6.1.0-56-amd64" and .cpu_vendor == "AuthenticAMD" and .nodes == 2 and .cpus == 4
.host | .iommu_kind == "VT-d" and .firmware_tables == ["RMAD", "SRAT"] and .console_size_bytes == 262144 and .pciback == true
[.host.reserved_memory[] | [.range, .devices]] == [["7ffe0000-7ffe0fff", ["0000:00:07.0", "0000:00:08.0"]], ["7ffe2000-7ffe3fff", ["0000:00:09.0"]]]
[.nodes[] | [.node, .cpus, .size_kib, .free_kib, .dma_reserve_kib, .distances]] == [[0,"0-1",1572864,1093084,457728,[10,20]], [1,"2-3",3670016,539588,0,[20,10]]]
[.cpus[] | [.cpu, .node]] == [[0,0], [1,0], [2,1], [3,1]]
[.pools[] | [.id, .name, .cpus, .nodes, .scheduler, .domain_count]] == [[0, "Pool-0", "0-3", "0-1", "credit2", 3]]
[.domains[] | [.id, .name, .type, .state, .nodes, .node_memory_kib]] == [[0,"Domain-0","pv","running","0-1",[208860,839716]], [1,"h1","hvm","running","0",[262124,0]], [2,"p1","pv","blocked","1",[0,163840]]]
[.domains[] | .devices | length] == [27, 1, 0]
.domains[1] | .devices == ["0000:41:00.0"] and .xenstore_devices == ["0000:41:00.0"] and .uuid == "be41959d-5b0c-40d7-b361-ffca7f3026a2"
[.vcpus[] | [.domain, .vcpu, .cpu, .node, .hard, .soft]] == [["Domain-0",0,3,1,"all","all"], ["Domain-0",1,1,0,"all","all"], ["h1",0,0,0,"0-1","0-1"], ["p1",0,2,1,"all","2-3"]]
.devices | length == 28
[.devices[] | select(.node != null) | [.address, .node]] == [["0000:20:00.0",0], ["0000:21:00.0",0], ["0000:40:00.0",1], ["0000:41:00.0",1]]
[.devices[] | select(.domain != null and .domain != "Domain-0") | [.address, .state, .domain, .driver]] == [["0000:41:00.0", "attached", "h1", "pciback"]]
[.devices[] | select(.driver == "e1000e") | .address] == ["0000:00:05.0", "0000:00:06.0", "0000:00:07.0", "0000:00:08.0", "0000:00:09.0", "0000:03:00.0", "0000:03:00.1", "0000:21:00.0"]
.devices[] | select(.address == "0000:02:01.0") | .path == "0000:00:0a.0/00.0/01.0" and .device == "82540EM Gigabit Ethernet Controller"
[.. | objects | . as $of | keys[] | select(endswith("_reason")) | rtrimstr("_reason") | $of[.]] | length > 100 and all(. == null)
[.findings[] | [.cause, .severity, .devices, .domain]] == [["remote-device", "RISK", ["0000:41:00.0"], "h1"]]
.findings[0].evidence == [{source: "xen/pci-owners", line: 3, text: "0000:41:00.0 - d1"}]
[.findings[0].remedies[] | .command] == ["xpt pin h1 all node:1", "xpt move h1 --node 1 --memory", null]
