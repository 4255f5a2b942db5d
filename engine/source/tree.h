/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Files below a root directory: those of this host, or a capture's. */
#ifndef SOURCE_TREE_H
#define SOURCE_TREE_H

#include "source.h"

/* No file that tells about a host is larger; a larger one is an error, never cut off. */
#define TREE_FILE_BYTES (64U << 20)

enum tree_links {
	TREE_FOLLOW,   /* this host: /sys is full of links */
	TREE_NO_LINKS, /* a capture: it holds none, and one that was planted must not lead outside */
};

struct tree;

int xpt__tree_open(const char *root, enum tree_links links, struct tree **ret_tree,
		struct xpt_error **ret_error);
void xpt__tree_free(struct tree *tree); /* NULL is fine */

/* As in struct source_ops; a directory read as a file and a file read as a link are NOT_FOUND. */
int xpt__tree_read(struct tree *tree, const char *path, struct blob *ret_blob,
		struct xpt_error **ret_error);
int xpt__tree_list(struct tree *tree, const char *path, struct names *ret_names,
		struct xpt_error **ret_error);
int xpt__tree_link(struct tree *tree, const char *path, char **ret_target,
		struct xpt_error **ret_error);

DEFINE_AUTO(tree, struct tree *, xpt__tree_free)

#endif
