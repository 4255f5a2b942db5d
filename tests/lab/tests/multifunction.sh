# lab: guests
# One function of a two-function card goes to a guest; the risk for its sibling is said.
pair=$(xpt list --json --id 8086:10d3 |
	jq -r 'first(.devices[] | select(.functions | length > 0)).address | .[:-2]')
expect_ok xpt attach p1 "$pair.0" "$pair.1"
wait_for 20 guest_sees_count p1 8086:10d3 2
expect_ok xpt detach --release p1 "$pair.0" "$pair.1"
expect_ok xpt attach p1 "$pair.1"
expect_grep not-isolated
wait_for 20 guest_sees p1 8086:10d3
