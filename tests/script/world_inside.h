/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Parts of world.c: the guest and its copy, and what all acts on the world have in common. */
#ifndef TESTS_SCRIPT_WORLD_INSIDE_H
#define TESTS_SCRIPT_WORLD_INSIDE_H

#include "world.h"

struct world *world_of_sink(struct writer *writer);
struct ownership world_owner(const struct fake_pci *fake_pci);
int world_give(struct blob *ret_blob, const char *text);

/* world_note - write an act down, and tell whether it shall be done; or die. */
enum outcome { DO, IGNORE, REFUSE };
enum outcome world_note(struct world *world, const char *format, ...)
		__attribute__((format(__printf__, 2, 3)));
/* world_end - an act is over, refused with the words @what unless @ok; or die. */
int world_end(struct world *world, bool ok, const char *what, struct xpt_error **ret_error);

#define NO_DEVICE ((struct fake_pci *)NULL)
struct fake_pci *world_device_at(struct world *world, struct xpt_bdf bdf);
struct fake_pci *world_device_named(struct world *world, const char *text, size_t length);
struct fake_pci *world_device_of_path(struct world *world, const char *path, const char **ret_file);
struct fake_pci *world_device_of_taint(struct world *world, const char *path);
struct fake_pci *world_device_of_claim(struct world *world, const char *path, const char **ret_key);

/* world_vfs.c */
bool world_lacks(const struct world *world, size_t device); /* a VF that is not there now */
bool world_write_pf(struct world *world, const struct fake_pci *pf, const char *file,
		const char *text, bool *ret_done);
bool world_read_pf(const struct world *world, const struct fake_pci *pf, const char *file,
		struct blob *ret_blob);
bool world_read_interface(const struct world *world, const char *path, struct blob *ret_blob);
bool world_write_interface(struct world *world, const char *path, const char *text);
bool world_write_vf(struct world *world, const struct fake_pci *vf, const char *file,
		const char *text, bool *ret_done);
/* The size of the table of a VF whose vectors are shared out. */
bool world_read_msix(const struct world *world, const struct fake_pci *vf, struct blob *ret_blob);
bool world_may_bind(const struct world *world, const struct fake_pci *fake_pci);
bool world_link_vf(const struct world *world, const struct fake_pci *fake_pci, const char *file,
		char **ret_target);

/* world_nvme.c */
bool world_read_nvme(const struct world *world, const char *path, struct blob *ret_blob);
bool world_write_nvme(struct world *world, const char *path, const char *text);

/* world_display.c */
bool world_read_display(const struct world *world, const char *path, struct blob *ret_blob);
/* NULL ends the names. */
bool world_list_display(
		const struct world *world, const char *path, const char *ret_names[WORLD_DEVICES]);
bool world_link_display(const struct world *world, const char *path, char **ret_target);
bool world_write_display(struct world *world, const char *path, const char *text);

/* world_lists.c */
int world_list(struct source *source, const char *path, struct names *ret_names,
		struct xpt_error **ret_error);
/* Device @number of those that xenstore lists for the domain: libxl counts from 0 on. */
const struct fake_pci *world_listed(const struct world *world, unsigned int domid, size_t number);
struct world *world_of_source(struct source *source);

/* world_source.c */
extern const struct source_ops world_source_ops;

/* world_files.c */
bool world_read_file(const struct world *world, const char *path, struct blob *ret_blob);
int world_replace_file(struct writer *writer, const char *path, const char *text,
		struct xpt_error **ret_error);
int world_run_program(
		struct writer *writer, const char *program, int lock, struct xpt_error **ret_error);

/* world_domains.c */
bool world_read_twins(const struct world *world, const char *path, struct blob *ret_blob);
int world_set_affinity(struct writer *writer, unsigned int domid, unsigned int vcpu,
		const struct bitmap *hard, const struct bitmap *soft, bool force,
		struct xpt_error **ret_error);
int world_set_nodes(struct writer *writer, unsigned int domid, const struct bitmap *nodes,
		struct xpt_error **ret_error);
int world_domain_copy(struct writer *writer, const struct local_migration *local_migration,
		long long *ret_suspended_ms, struct xpt_error **ret_error);
int world_domain_rename(struct writer *writer, unsigned int domid, const char *name,
		struct xpt_error **ret_error);
int world_domain_unpause(struct writer *writer, unsigned int domid, struct xpt_error **ret_error);
int world_domain_resume(struct writer *writer, unsigned int domid, bool suspended,
		struct xpt_error **ret_error);
int world_domain_destroy(struct writer *writer, unsigned int domid, unsigned int survivor,
		struct xpt_error **ret_error);

#endif
