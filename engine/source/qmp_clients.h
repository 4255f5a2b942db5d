/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who else is connected to the monitor of a device model. */
#ifndef SOURCE_QMP_CLIENTS_H
#define SOURCE_QMP_CLIENTS_H

/*
 * xpt__qmp_clients - "virsh (process 812)", one after the other; QEMU serves the first that came, and which that is nobody tells
 * Return: malloc'd; NULL: none but this program, or it is not known.
 */
char *xpt__qmp_clients(unsigned int domid);

#endif
