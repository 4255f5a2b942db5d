# lab: guests
# A device behind a conventional PCI bridge goes to a guest; that its neighbour shares its requester id is said.
first=$(xpt list --json --id 8086:100e | jq -r '.devices[0].address')
expect_ok xpt attach p1 "$first"
expect_grep not-isolated
wait_for guest_sees p1 8086:100e
expect_ok xpt detach --release p1 "$first"
