/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The one cleanup idiom: attributes and early return. */
#ifndef BASE_CLEANUP_H
#define BASE_CLEANUP_H

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static inline void cleanup_free_(void *p)
{
	free(*(void **)p);
}

static inline void cleanup_fd_(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

static inline void cleanup_file_(FILE **file)
{
	if (*file)
		fclose(*file);
}

static inline void cleanup_dir_(DIR **dir)
{
	if (*dir)
		closedir(*dir);
}

#define auto_free __attribute__((cleanup(cleanup_free_)))
#define auto_fd __attribute__((cleanup(cleanup_fd_)))
#define auto_file __attribute__((cleanup(cleanup_file_)))
#define auto_dir __attribute__((cleanup(cleanup_dir_)))

/* AUTO(type, free_function) defines auto cleanup for pointers: `auto_of(report) struct …`. */
#define DEFINE_AUTO(name, type, destroy)                   \
	static inline void cleanup_##name##_(type *object) \
	{                                                  \
		if (*object)                               \
			destroy(*object);                  \
	}
/* unused: an owner whose only use is that it frees is a use (clang warns). */
#define auto_of(name) __attribute__((cleanup(cleanup_##name##_), unused))

/* Hand ownership over: the variable is NULL afterwards. */
#define TAKE(pointer)                                   \
	__extension__({                                 \
		__typeof__(pointer) taken_ = (pointer); \
		(pointer) = NULL;                       \
		taken_;                                 \
	})

#endif
