"""Hosts with few interrupts: what xpt irqs says fits is what fits, and the logs say so."""

# lab: timeout 600
import sys

from session import Request, perform
from topology import Variant

# Xen's options, and what is asked in dom0
CASES = (
    ("extra_guest_irqs=0,4", """
step "no guest gets one"
expect_output 0 "the limit" json .irqs.limit xpt irqs --json
lab-guest start p --type pv --passthrough
expect_ok xpt check --domain p 00:05.0
expect_grep '^RISK .*\\[guest-irqs-short\\]'
expect_ok xpt attach p 00:05.0
wait_for sh -c 'dmesg | grep "map irq failed -28 for [1-9][0-9]\\? domain"'
expect_output 0 "what the guest has" json '.irqs.domains[0].taken' xpt irqs p --json

step "dom0 is short of them, too"
dmesg | grep 'map irq failed -28 for 32752 domain' >/dev/null || fail "dom0 had enough"
expect_fail 1 xpt explain
expect_grep 'driver-irqs-exhausted'
"""),
    ("nr_irqs=30 max_gsi_irqs=24", """
step "the host is full, as counted"
expect_output 6 "what fits" json .irqs.host_room xpt irqs --json
taken=$(xpt irqs --json | jq .irqs.host_taken)
[ "$taken" -le 6 ] || fail "$taken are taken where 6 fit"
dmesg | grep 'map irq failed -22 for 32752 domain' >/dev/null || fail "the host had enough"
expect_any xpt explain
expect_grep '^RISK .*\\[host-irqs-exhausted\\]'
"""),
)

PRELUDE = "exec sh -eu -c '. /usr/lib/lab/lib.sh; . /run/lab/script'"


def run(xen, script):
    """Once more where the machine is to blame."""
    request = Request(script=script, name="irqs-as-told", fresh=True, variant=Variant(xen=xen), prelude=PRELUDE)
    for _ in range(2):
        outcome = perform(request, sys.stdout.buffer.write, sys.stderr.buffer.write)
        if not outcome.trouble:
            break
    assert outcome.status == 0, (xen, outcome)


if __name__ == "__main__":
    for case in CASES:
        print(f"== {case[0]}", flush=True)
        run(*case)
