/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * libpci ends the process when something goes wrong, unless its error hook never comes back. The
 * hook gets no data of ours, so each call of the library runs in a fence: a jump back, known to
 * this thread only. After a jump the library's state is not trusted again.
 */
#include "pci_access.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <sys/mman.h>

#include <pci/pci.h>

#include "../base/error.h"
#include "../base/library.h"
#include "../base/text.h"
#include "../base/vector.h"
#include "paths.h"
#include "pci_config.h"
#include "pci_ids.h"

#define NAME_BYTES 1024

/* Loaded when it is needed: commands about vCPUs and cpupools ask nothing of it. */
#define LIBRARY "libpci.so.3"
#define FUNCTIONS(X)              \
	X(pci_alloc)              \
	X(pci_init)               \
	X(pci_cleanup)            \
	X(pci_lookup_name)        \
	X(pci_set_name_list_path) \
	X(pci_load_name_list)

static struct {
	FUNCTIONS(LIBRARY_FUNCTION)
} libpci;

LIBRARY_LOADER(load, LIBRARY, FUNCTIONS, LIBRARY_NAME, libpci)

#define PICKED_PATH 32

struct pci_reader {
	struct pci_access *access;	      /* NULL: not opened yet, or given up after an error */
	char *list;			      /* all names: where libpci looks for them */
	VECTOR(struct pci_ids_wanted) wanted; /* announced or asked for */
	size_t listed;		  /* of them: so many are in the list that libpci has read */
	bool reads_all;		  /* libpci reads all names itself */
	char picked[PICKED_PATH]; /* the list that libpci reads, where it is one of ours */
	FILE *picked_file;	  /* closed behind the fence, as libpci may jump out */
};

struct fence {
	jmp_buf way_out;
	int number;	   /* errno of the last complaint */
	char message[200]; /* of the fatal error */
};

static _Thread_local struct fence *fence;

static void complain(char *format, ...)
{
	(void)format;
	fence->number = errno;
}

static void stay_quiet(char *format, ...)
{
	(void)format;
}

static void __attribute__((noreturn, format(__printf__, 1, 2))) jump_out(char *format, ...)
{
	va_list arguments;

	fence->number = errno;
	va_start(arguments, format);
	vsnprintf(fence->message, sizeof(fence->message), format, arguments);
	va_end(arguments);
	longjmp(fence->way_out, 1);
}

/* What is asked of libpci within one fence. */
struct question {
	struct pci_reader *handle;
	FILE *to;
	void (*name)(struct question *question);
	uint64_t vendor, id, subsystem_vendor, subsystem_id, class_code;
	bool answered;
};

static void open_access(struct pci_reader *handle)
{
	struct pci_access *access = libpci.pci_alloc();

	if (!access)
		return;
	access->error = jump_out;
	access->warning = complain;
	access->debug = stay_quiet;
	access->method = PCI_ACCESS_SYS_BUS_PCI;
	libpci.pci_init(access);
	free(handle->list);
	handle->list = strdup(access->id_file_name);
	if (handle->list)
		handle->access = access;
	else
		libpci.pci_cleanup(access);
}

#define LOCAL_NAMES (PCI_LOOKUP_NO_NUMBERS) /* and not PCI_LOOKUP_NETWORK: never ask the DNS */

/* A line with the name, or an empty one. */
static void report_name(struct question *question, const char *name)
{
	question->answered = question->answered || name;
	fprintf(question->to, "%s\n", name ? name : "");
}

static void ask_vendor(struct question *question)
{
	char room[NAME_BYTES];

	report_name(question,
			libpci.pci_lookup_name(question->handle->access, room, sizeof(room),
					PCI_LOOKUP_VENDOR | LOCAL_NAMES, (int)question->vendor));
}

static void ask_vendor_and_device(struct question *question)
{
	char room[NAME_BYTES];

	ask_vendor(question);
	report_name(question,
			libpci.pci_lookup_name(question->handle->access, room, sizeof(room),
					PCI_LOOKUP_DEVICE | LOCAL_NAMES, (int)question->vendor,
					(int)question->id));
}

static void ask_subsystem(struct question *question)
{
	struct pci_access *access = question->handle->access;
	char room[NAME_BYTES];

	report_name(question,
			libpci.pci_lookup_name(access, room, sizeof(room),
					PCI_LOOKUP_SUBSYSTEM | PCI_LOOKUP_VENDOR | LOCAL_NAMES,
					(int)question->subsystem_vendor));
	report_name(question,
			libpci.pci_lookup_name(access, room, sizeof(room),
					PCI_LOOKUP_SUBSYSTEM | PCI_LOOKUP_DEVICE | LOCAL_NAMES,
					(int)question->vendor, (int)question->id,
					(int)question->subsystem_vendor,
					(int)question->subsystem_id));
}

static void ask_class(struct question *question)
{
	char room[NAME_BYTES];

	report_name(question,
			libpci.pci_lookup_name(question->handle->access, room, sizeof(room),
					PCI_LOOKUP_CLASS | LOCAL_NAMES, (int)question->class_code));
}

static struct pci_ids_wanted wanted_of(const struct question *question)
{
	return (struct pci_ids_wanted){ (uint32_t)question->vendor, (uint32_t)question->id,
		(uint32_t)question->subsystem_vendor, (uint32_t)(question->class_code >> 8) };
}

static bool is_wanted(
		const struct pci_reader *handle, const struct pci_ids_wanted *wanted, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!memcmp(&handle->wanted.items[i], wanted, sizeof(*wanted)))
			return true;
	return false;
}

/* False: memory is out. */
static bool want(struct pci_reader *handle, const struct question *question)
{
	const struct pci_ids_wanted wanted = wanted_of(question);
	struct pci_ids_wanted *item;

	if (is_wanted(handle, &wanted, handle->wanted.count))
		return true;
	item = vector_push(&handle->wanted);
	if (item)
		*item = wanted;
	return item;
}

/* All that is wanted, into memory that has a name, as libpci takes names of files only. NULL: it cannot be. */
static FILE *pick_names(struct pci_reader *handle)
{
	auto_fd int fd = memfd_create("pci.ids", MFD_CLOEXEC);
	auto_file FILE *to = fd < 0 ? NULL : fdopen(fd, "w");
	struct pci_ids_picker picker = {
		.wanted = handle->wanted.items, .count = handle->wanted.count, .to = to
	};

	if (!to)
		return NULL;
	fd = -1; /* closed with @to */
	handle->reads_all = !xpt__pci_ids_pick_file(&picker, handle->list);
	return fflush(to) ? NULL : TAKE(to);
}

/* False: it cannot be, and errno tells why. */
static bool list_names(struct pci_reader *handle)
{
	handle->picked_file = pick_names(handle);
	if (!handle->picked_file)
		return false;
	snprintf(handle->picked, sizeof(handle->picked), PLACE_DESCRIPTOR,
			fileno(handle->picked_file));
	libpci.pci_set_name_list_path(
			handle->access, handle->reads_all ? handle->list : handle->picked, 0);
	libpci.pci_load_name_list(handle->access);
	handle->listed = handle->wanted.count;
	return true;
}

static void ask_name(struct question *question)
{
	struct pci_reader *handle = question->handle;
	const struct pci_ids_wanted wanted = wanted_of(question);

	if (!handle->reads_all && !is_wanted(handle, &wanted, handle->listed) &&
			(!want(handle, question) || !list_names(handle))) {
		fence->number = errno;
		return;
	}
	question->name(question);
}

/* False: the library wanted to end the process. */
static bool ask_fenced(struct question *question, struct fence *around)
{
	struct fence *outer = fence;

	fence = around;
	if (setjmp(around->way_out)) {
		question->handle->access = NULL;
		question->handle->listed = 0;
		question->handle->reads_all = false;
		fence = outer;
		return false;
	}
	if (!question->handle->access)
		open_access(question->handle);
	if (question->handle->access)
		ask_name(question);
	fence = outer;
	return true;
}

static int answer(struct question *question, const char *path, struct blob *ret_blob,
		struct xpt_error **ret_error)
{
	auto_blob struct blob blob = { 0 };
	struct fence around = { .number = 0 };
	bool returned, whole;

	if (!load())
		return xpt__error_set(ret_error, XPT_UNREADABLE,
				"%s cannot be asked for: " LIBRARY " is not installed", path);
	question->to = open_memstream(&blob.bytes, &blob.length);
	if (!question->to)
		return xpt__error_no_memory(ret_error);
	returned = ask_fenced(question, &around);
	if (question->handle->picked_file)
		fclose(TAKE(question->handle->picked_file));
	whole = !ferror(question->to);
	if (fclose(question->to) || !whole)
		return xpt__error_no_memory(ret_error);
	if (!returned)
		return xpt__error_set(ret_error, XPT_UNREADABLE, "libpci gave up on %s: %s", path,
				around.message);
	if (!question->handle->access)
		return xpt__error_no_memory(ret_error);
	if (!question->answered)
		return xpt__pci_no_answer(path, around.number, ret_error);
	*ret_blob = blob;
	blob = (struct blob){ 0 };
	return 0;
}

/* "8086:10d3": the next number up to ':' or the end. */
static bool next_id(struct span *rest, uint64_t *ret_id)
{
	struct span part;

	return xpt__span_next_part(rest, ':', &part) && xpt__span_number(part, 16, ret_id) &&
			*ret_id <= 0xffff;
}

static bool ends_after_id(struct span *rest, uint64_t *ret_id)
{
	return next_id(rest, ret_id) && !rest->length;
}

/* Who answers "class/0200", "8086", "8086:10d3" or "subsystem/8086:10d3:8086:a01f"; NULL: nobody. */
static void (*name_asker(struct span rest, struct question *question))(struct question *)
{
	struct span first = rest, kind;

	if (!xpt__span_next_part(&first, '/', &kind) || !first.length)
		return !next_id(&rest, &question->vendor)	    ? NULL :
				!rest.length			    ? ask_vendor :
				ends_after_id(&rest, &question->id) ? ask_vendor_and_device :
								      NULL;
	if (xpt__span_is(kind, "class"))
		return ends_after_id(&first, &question->class_code) ? ask_class : NULL;
	return xpt__span_is(kind, "subsystem") && next_id(&first, &question->vendor) &&
					next_id(&first, &question->id) &&
					next_id(&first, &question->subsystem_vendor) &&
					ends_after_id(&first, &question->subsystem_id) ?
			ask_subsystem :
			NULL;
}

static struct question question_of(struct pci_reader *handle, const char *path)
{
	struct question question = { .handle = handle };
	struct span rest = xpt__span_of(path), part;

	xpt__span_next_part(&rest, '/', &part);
	if (xpt__span_is(part, PATH_PCI_IDS))
		question.name = name_asker(rest, &question);
	return question;
}

void xpt__pci_access_announce(struct pci_reader *handle, const char *path)
{
	const struct question question = question_of(handle, path);

	if (question.name)
		(void)want(handle, &question);
}

int xpt__pci_access_read(struct pci_reader *handle, const char *path, struct blob *ret_blob,
		struct xpt_error **ret_error)
{
	struct question question = question_of(handle, path);

	return question.name ? answer(&question, path, ret_blob, ret_error) :
			       xpt__pci_no_answer(path, ENOENT, ret_error);
}

struct pci_reader *xpt__pci_access_new(void)
{
	return calloc(1, sizeof(struct pci_reader));
}

void xpt__pci_access_free(struct pci_reader *handle)
{
	struct fence around = { .number = 0 };
	struct fence *outer = fence;

	if (!handle)
		return;
	fence = &around;
	if (handle->access && !setjmp(around.way_out))
		libpci.pci_cleanup(handle->access);
	fence = outer;
	vector_clear(&handle->wanted);
	free(handle->list);
	free(handle);
}
