/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tree.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>

#include "../base/error.h"
#include "paths.h"

#define FIRST_BYTES 4096 /* a whole sysfs attribute */
#define NAMES_LIMIT 1000000

/*
 * Readers ask one device for a dozen files, then the next: the directory asked last stays open,
 * which halves the work of 10,000 devices.
 */
struct tree {
	int root;
	enum tree_links links;
	int folder; /* -1 = none */
	char *folder_path;
};

static int failed(int number, const char *path, struct xpt_error **ret_error)
{
	switch (number) {
	case ENOENT:
	case ENODEV:
	case ENOTDIR:
	case ENXIO:
		return xpt__error_set(ret_error, XPT_NOT_FOUND, "there is no %s", path);
	case EACCES:
	case EPERM:
		return xpt__error_errno(ret_error, XPT_DENIED, number, "cannot read %s", path);
	case ENOMEM:
		return xpt__error_no_memory(ret_error);
	default:
		return xpt__error_errno(ret_error, XPT_UNREADABLE, number, "cannot read %s", path);
	}
}

/* Step by step, so that no component may be a link. */
static int open_without_links(int root, const char *path, int flags)
{
	auto_fd int at = fcntl(root, F_DUPFD_CLOEXEC, 0);

	while (at >= 0) {
		size_t length = strcspn(path, "/");
		bool last = !path[length];
		char name[NAME_MAX + 1];
		int next, before;

		if (length > NAME_MAX) {
			errno = ENOENT;
			return -1;
		}
		memcpy(name, path, length);
		name[length] = '\0';
		next = openat(at, name,
				(last ? flags : O_PATH | O_DIRECTORY) | O_NOFOLLOW | O_CLOEXEC);
		if (last)
			return next;
		before = errno;
		close(at);
		errno = before;
		at = next;
		path += length + 1;
	}
	return -1;
}

static int open_below(const struct tree *tree, const char *path, int flags)
{
	if (tree->links == TREE_NO_LINKS)
		return open_without_links(tree->root, path, flags);
	return openat(tree->root, path, flags | O_CLOEXEC);
}

/* The directory of @path as a descriptor, and the name in it. -1 and errno on failure. */
static int folder_of(struct tree *tree, const char *path, const char **ret_name)
{
	const char *slash = strrchr(path, '/');
	size_t length = slash ? (size_t)(slash - path) : 0;
	char *folder_path;

	*ret_name = slash ? slash + 1 : path;
	if (!slash)
		return tree->root;
	if (tree->folder >= 0 && !strncmp(tree->folder_path, path, length) &&
			!tree->folder_path[length])
		return tree->folder;
	cleanup_fd_(&tree->folder);
	tree->folder = -1;
	folder_path = strndup(path, length);
	if (!folder_path)
		return -1;
	free(tree->folder_path);
	tree->folder_path = folder_path;
	tree->folder = open_below(tree, folder_path, O_PATH | O_DIRECTORY);
	return tree->folder;
}

static void forget_folder(struct tree *tree)
{
	cleanup_fd_(&tree->folder);
	tree->folder = -1;
}

/*
 * A kept directory may be that of a device that left and came back: then only a new look counts. The directory of a device
 * that is there yet has this file.
 */
static bool is_there_yet(int folder)
{
	return !faccessat(folder, "uevent", F_OK, 0);
}

static int open_file(struct tree *tree, const char *path)
{
	int flags = O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC |
			(tree->links == TREE_NO_LINKS ? O_NOFOLLOW : 0);
	int kept = tree->folder;
	const char *name;
	int folder = folder_of(tree, path, &name), fd;

	if (folder < 0)
		return -1;
	fd = openat(folder, name, flags);
	if (fd >= 0 || folder != kept || (errno != ENOENT && errno != ENODEV))
		return fd;
	if (errno == ENOENT && is_there_yet(folder)) {
		errno = ENOENT;
		return fd;
	}
	forget_folder(tree);
	folder = folder_of(tree, path, &name);
	return folder < 0 ? -1 : openat(folder, name, flags);
}

/*
 * Attributes of devices: plain files, of which one read tells all that fits into it. A snapshot reads ten of each device, so
 * neither is asked for.
 */
static bool is_attribute(const struct tree *tree, const char *path)
{
	return tree->links == TREE_FOLLOW && !strncmp(path, PATH_BUSES "/", strlen(PATH_BUSES "/"));
}

/* @fd to its end; @at_once: what is shorter than there is room for is the end. 0, or an errno. */
static int read_to_end(int fd, bool at_once, struct blob *ret_blob)
{
	auto_free char *bytes = malloc(FIRST_BYTES + 1);
	size_t length = 0, room = FIRST_BYTES;

	while (bytes) {
		ssize_t r = read(fd, bytes + length, room - length);

		if (r < 0 && errno == EINTR)
			continue;
		if (r < 0)
			return errno;
		length += (size_t)r;
		if (!r || (at_once && length < FIRST_BYTES)) {
			bytes[length] = '\0';
			*ret_blob = (struct blob){ TAKE(bytes), length };
			return 0;
		}
		if (length < room)
			continue;
		if (room >= TREE_FILE_BYTES)
			return EFBIG;
		room *= 2;
		char *larger = realloc(bytes, room + 1);
		if (!larger)
			return ENOMEM;
		bytes = larger;
	}
	return ENOMEM;
}

int xpt__tree_read(struct tree *tree, const char *path, struct blob *ret_blob,
		struct xpt_error **ret_error)
{
	auto_fd int fd = open_file(tree, path);
	bool attribute = is_attribute(tree, path);
	struct stat stat;
	int r;

	if (fd < 0 || (!attribute && fstat(fd, &stat)))
		return failed(errno, path, ret_error);
	r = attribute || S_ISREG(stat.st_mode) ? read_to_end(fd, attribute, ret_blob) : EISDIR;
	if (r == EISDIR)
		return xpt__error_set(ret_error, XPT_NOT_FOUND, "%s is not a file", path);
	if (r == EFBIG)
		return xpt__error_set(ret_error, XPT_UNREADABLE, "%s is larger than %u MiB", path,
				TREE_FILE_BYTES >> 20);
	return r ? failed(r, path, ret_error) : 0;
}

static int list_entries(
		DIR *dir, const char *path, struct names *names, struct xpt_error **ret_error)
{
	struct dirent *entry;

	for (errno = 0; (entry = readdir(dir)); errno = 0) {
		if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
			continue;
		if (names->count == NAMES_LIMIT)
			return xpt__error_set(ret_error, XPT_UNREADABLE,
					"%s has more than %d entries", path, NAMES_LIMIT);
		if (!xpt__names_add(names, entry->d_name, strlen(entry->d_name)))
			return xpt__error_no_memory(ret_error);
	}
	return errno ? failed(errno, path, ret_error) : 0;
}

int xpt__tree_list(struct tree *tree, const char *path, struct names *ret_names,
		struct xpt_error **ret_error)
{
	auto_fd int fd = open_below(tree, path, O_RDONLY | O_DIRECTORY);
	auto_dir DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	auto_names struct names names = { 0 };
	int rc;

	if (!dir)
		return failed(errno, path, ret_error);
	fd = -1; /* closed with @dir */
	rc = list_entries(dir, path, &names, ret_error);
	if (rc)
		return rc;
	xpt__names_sort(&names);
	*ret_names = names;
	names = (struct names){ 0 };
	return 0;
}

int xpt__tree_link(struct tree *tree, const char *path, char **ret_target,
		struct xpt_error **ret_error)
{
	char target[PATH_MAX];
	const char *name;
	int folder = folder_of(tree, path, &name);
	ssize_t length = folder < 0 ? -1 : readlinkat(folder, name, target, sizeof(target) - 1);
	char *copy;

	if (length < 0 && errno == ENOENT && folder >= 0 && folder == tree->folder) {
		if (is_there_yet(folder))
			return failed(ENOENT, path, ret_error);
		forget_folder(tree);
		folder = folder_of(tree, path, &name);
		length = folder < 0 ? -1 : readlinkat(folder, name, target, sizeof(target) - 1);
	}
	if (length < 0 && errno == EINVAL)
		return xpt__error_set(ret_error, XPT_NOT_FOUND, "%s is not a link", path);
	if (length < 0)
		return failed(errno, path, ret_error);
	copy = strndup(target, (size_t)length);
	if (!copy)
		return xpt__error_no_memory(ret_error);
	*ret_target = copy;
	return 0;
}

int xpt__tree_open(const char *root, enum tree_links links, struct tree **ret_tree,
		struct xpt_error **ret_error)
{
	auto_of(tree) struct tree *tree = calloc(1, sizeof(*tree));

	if (!tree)
		return xpt__error_no_memory(ret_error);
	*tree = (struct tree){ .links = links, .folder = -1 };
	tree->root = open(root, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (tree->root < 0)
		return failed(errno, root, ret_error);
	*ret_tree = TAKE(tree);
	return 0;
}

void xpt__tree_free(struct tree *tree)
{
	if (!tree)
		return;
	cleanup_fd_(&tree->root);
	cleanup_fd_(&tree->folder);
	free(tree->folder_path);
	free(tree);
}
