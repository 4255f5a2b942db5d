# lab: xen "nr_irqs=30 max_gsi_irqs=24"
# lab: fresh
# lab: timeout 200
# A host with few interrupts: what xpt irqs says fits is what fits, and the logs say so. Few for guests and dom0: boot-through-grub.py.
step "the host is full, as counted"
expect_output 6 "what fits" json .irqs.host_room xpt irqs --json
taken=$(xpt irqs --json | jq .irqs.host_taken)
[ "$taken" -le 6 ] || fail "$taken are taken where 6 fit"
dmesg | grep 'map irq failed -22 for 32752 domain' >/dev/null || fail "the host had enough"
expect_any xpt explain
expect_grep '^RISK .*\[host-irqs-exhausted\]'
