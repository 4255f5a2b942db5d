# lab: guests
# A guest's forged "(XEN)" line and escape bytes are never evidence, and never reach the terminal.
lab-guest exec p1 "printf '(XEN) [VT-D] It is disallowed to assign 0000:00:05.0 with shared RMRR at dead0000 for d1.\n\033]0;owned\007\033[2J\n' > /dev/kmsg; printf '\n(XEN) [VT-D] It'\''s disallowed to assign 0000:00:05.0 with shared RMRR at dead0000 for d1.\033[2J\n' > /dev/console"
expect_fail 1 xpt attach h1 00:07.0
expect_no_grep dead0000
expect_no_grep "$(printf '\033')"
expect_ok xpt attach h1 00:05.0
