keys_unsorted == ["usb_devices", "findings"]
[.usb_devices[].path] == ["usb1", "1-2", "1-3", "usb2", "2-1", "usb3", "3-2", "usb4", "4-1"]
.usb_devices[1] | [.vendor_id, .product_id, .serial, .speed, .number, .functions, .drivers, .state] == ["0627", "0001", "SERIAL000002", "480", 2, ["keyboard"], ["usbfs"], "attached"]
.usb_devices[1] | [.domain, .guest_controller, .guest_port, .policy, .policy_line, .controller] == ["guest1", 0, 1, "deny", 2, "0000:00:14.0"]
.usb_devices[1].interfaces == [{interface: 0, class: "03", subclass: "01", protocol: "01", function: "keyboard", driver: "usbfs", policy: "deny", policy_line: 2, policy_rule: "DENY: class=03 subclass=01 prot=01"}]
[.findings[] | [.cause, .severity, .devices[0]]] == [["usb-unauthorized", "BLOCKED", "3-2"], ["unreadable-in-capture", "UNKNOWN", "1-2"], ["unreadable-in-capture", "UNKNOWN", "2-1"], ["disagreement", "RISK", "1-3"]]
.findings | all((.remedies | length) > 0)
