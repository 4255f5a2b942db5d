/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "qmp_patience.h"

#include <stdatomic.h>
#include <stdbool.h>

#include "../base/clock.h"

#define AGAIN_MS 2000
#define FORGOTTEN_MS 30000
#define SLOTS 16
#define DOMID_BITS 16

/* By domain id modulo SLOTS: since when (milliseconds), and the id; of two in one slot the later one counts. */
static atomic_llong silent[SLOTS];

static long long since(unsigned int domid)
{
	long long value = atomic_load(&silent[domid % SLOTS]);

	return (value & ((1 << DOMID_BITS) - 1)) == domid ? value >> DOMID_BITS : 0;
}

static bool is_silent(unsigned int domid)
{
	long long at = since(domid);

	return at && xpt__clock_ms() - at < FORGOTTEN_MS;
}

long long xpt__qmp_patience_ms(unsigned int domid)
{
	return is_silent(domid) ? AGAIN_MS : QMP_ANSWER_MS;
}

/* Not counted from the last time: who asks often would never wait for it again. */
void xpt__qmp_was_silent(unsigned int domid)
{
	if (!is_silent(domid))
		atomic_store(&silent[domid % SLOTS], xpt__clock_ms() << DOMID_BITS | domid);
}

void xpt__qmp_has_answered(unsigned int domid)
{
	if (since(domid))
		atomic_store(&silent[domid % SLOTS], 0);
}
