keys_unsorted == ["host", "nodes", "cpus", "pools", "domains", "vcpus", "devices", "findings"]
.host | .xen_version == "4.18.0" and .nodes == 1 and .cpus == 4 and .memory_kib == 67108864
.host | .claimed_memory_kib == 1048576 and .iommu == true and .ownership_read == true
# what is not known is null, and says why
[.. | objects | to_entries[] | select(.key | endswith("_reason")) | .value] | length > 100 and all(type == "string" and length > 0)
[.. | objects | . as $of | keys[] | select(endswith("_reason")) | rtrimstr("_reason") | $of[.]] | all(. == null)
.nodes == [{node: 0, cpus: "0-3", size_kib: 67108864, free_kib: 20971520, dma_reserve_kib: 0, distances: [10]}]
[.cpus[] | [.cpu, .node, .socket, .core, .thread, .pool]] == [[0,0,0,0,0,"Pool-0"], [1,0,0,0,1,"Pool-0"], [2,0,0,1,0,"Pool-0"], [3,0,0,1,1,"Pool-0"]]
[.pools[] | [.id, .name, .cpus, .nodes, .scheduler]] == [[0, "Pool-0", "0-3", "0", "credit2"], [5, null, null, null, "credit2"]]
.pools[0].domains == ["Domain-0", "guest1", "web <&> \"2\""]
.pools[0].vcpus == .vcpus
[.domains[] | [.id, .name, .vcpus, .memory_kib]] == [[0,"Domain-0",4,4194304], [1,"guest1",2,2097152], [2,"web <&> \"2\"",3,2097152]]
.domains | all(.node_memory_kib == [.memory_kib] and .remote_memory_kib == 0 and .nodes == "0")
.domains[1].devices == ["0000:10:01.1"]
.domains | all(.model_devices == null and .model_devices_reason == "not asked for")
[.vcpus[] | [.domain_id, .vcpu]] == [[0,0], [0,1], [0,2], [0,3], [1,0], [1,1], [2,0], [2,1], [2,2]]
.vcpus | all(.node == 0 and .effective == "0-3" and .narrowed == null)
[.devices[].address] == ["0000:00:00.0", "0000:00:1f.0", "0000:10:00.0", "0000:10:01.0", "0000:10:01.1", "0000:10:02.0"]
.devices[0].vendor == null and .devices[0].vendor_reason == "pci-ids/8086:10fb is not in this capture"
.findings == []
