/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Libraries that few commands need, and that take long to load: opened when they are needed first. */
#ifndef BASE_LIBRARY_H
#define BASE_LIBRARY_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * xpt__library_open - load a library and find functions in it
 * @soname:        "libarchive.so.13"
 * @names:         of the functions
 * @ret_functions: a struct of as many pointers to functions, in the order of @names
 * Return: what dlclose() takes; NULL if there is no such library, or it lacks one of these. Memory is untouched then.
 */
void *xpt__library_open(
		const char *soname, const char *const *names, size_t count, void *ret_functions);

/* For a list X(name) X(name)…: the members of that struct, and the names. */
#define LIBRARY_FUNCTION(name) __typeof__(name) *name;
#define LIBRARY_NAME(name) #name,

/*
 * LIBRARY_LOADER - defines "static bool @loader(void)", which fills @functions once, whichever thread comes first
 * @list, @to_name: the list, and LIBRARY_NAME or what else makes a name of the library's of an entry
 * Return of @loader: false: there is no such library, or it lacks one of these.
 */
#define LIBRARY_LOADER(loader, soname, list, to_name, functions)                              \
	static bool loader##_is_there;                                                        \
	static void loader##_once(void)                                                       \
	{                                                                                     \
		static const char *const names[] = { list(to_name) };                         \
		loader##_is_there = xpt__library_open(                                        \
				soname, names, sizeof(names) / sizeof(*names), &(functions)); \
	}                                                                                     \
	static bool loader(void)                                                              \
	{                                                                                     \
		static pthread_once_t once = PTHREAD_ONCE_INIT;                               \
		pthread_once(&once, loader##_once);                                           \
		return loader##_is_there;                                                     \
	}

#endif
