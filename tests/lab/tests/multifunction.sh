# lab: guests
# A pattern gives both functions of a card to a guest. One function alone goes, too; the risk for its sibling is said.
pair=$(xpt list --json --id 8086:10d3 |
	jq -r 'first(.devices[] | select(.functions | length > 0)).address | .[:-2]')
expect_ok xpt attach p1 "$pair.*"
wait_for guest_sees_count p1 8086:10d3 2
expect_ok xpt detach --release p1 "$pair.*"
expect_ok xpt attach p1 "$pair.1"
expect_grep not-isolated
wait_for guest_sees p1 8086:10d3
