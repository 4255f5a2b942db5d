[.usb_devices[] | select(.path == "1-2") | .policy, .policy_line] == ["deny", 2]
