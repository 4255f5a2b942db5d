# lab: guests
# A capture tells the same elsewhere as the host tells itself.
xpt reserve 00:05.0
xpt attach p1 00:06.0
expect_ok xpt capture /share/host
for command in 'list' 'list --json' 'show 00:06.0' 'show --json 00:07.0' 'list --tree'; do
	xpt $command > "/share/$(echo "$command" | tr ' :/' '___')"
done
expect_ok xpt host
grep -v 'free memory' "$SAID" > /share/host.txt
xpt list --host /share/host | diff /share/list -
