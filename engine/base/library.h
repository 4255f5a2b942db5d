/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Libraries that few commands need, and that take long to load: opened when they are needed first. */
#ifndef BASE_LIBRARY_H
#define BASE_LIBRARY_H

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

#endif
