/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How long a QEMU is waited for. One command asks it several times, and undoes what it had begun: where it is stopped,
 * each question would take the whole time again. All of it is for any thread.
 */
#ifndef SOURCE_QMP_PATIENCE_H
#define SOURCE_QMP_PATIENCE_H

/* That of a domain that is not known to be silent. */
#define QMP_ANSWER_MS 10000

/* xpt__qmp_patience_ms - what the next question to the device model of @domid may take */
long long xpt__qmp_patience_ms(unsigned int domid);
/* It did not answer in that time: for half a minute it is not waited for as long. */
void xpt__qmp_was_silent(unsigned int domid);
void xpt__qmp_has_answered(unsigned int domid);

#endif
