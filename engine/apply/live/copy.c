/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A second instance of a domain on this host. libxl saves the original into a stream and builds the copy out
 * of it at the same time, each half in its own thread with its own context, because both block. Every
 * failure leaves the original there: running, or suspended for the caller to resume.
 */
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "../../base/clock.h"
#include "../../base/error.h"
#include "live.h"

#define TELL_MS 200
#define STALL_MS 120000 /* longer than libxl waits for the guest to suspend itself: 60 s */
#define END_S 90	/* so is this, for a half whose stream has ended */

struct half {
	libxl_ctx *libxl;
	int socket;
	uint32_t domid;
	libxl_domain_config *config; /* the receiving half's */
	bool live;		     /* the sending half's */
	pthread_t thread;
	int r;
	atomic_bool over;
	atomic_bool *failed; /* of both: whose failure was the first is the cause */
	bool failed_first;
};

struct copy {
	struct live *live;
	const struct local_migration *local_migration;
	libxl_domain_config config; /* of the copy */
	struct half save, restore;
	atomic_bool failed;
	int from, to;	     /* our ends of the two sockets */
	const char *gave_up; /* why we broke it off; NULL: we did not */
	bool is_cancelled;
	bool abandoned; /* a half did not end: all that it may use stays for ever */
	unsigned long long total_kib;
	long long begun_ms, suspended_ms, watched_ms, told_ms, moved_ms;
	unsigned long long sent;
};

/* The configuration of the copy */

static bool fill_affinity(libxl_ctx *libxl, const libxl_vcpuinfo *vcpus, int count,
		libxl_domain_build_info *build)
{
	build->vcpu_hard_affinity = calloc((size_t)count, sizeof(libxl_bitmap));
	build->vcpu_soft_affinity = calloc((size_t)count, sizeof(libxl_bitmap));
	if (!build->vcpu_hard_affinity || !build->vcpu_soft_affinity)
		return false;
	build->num_vcpu_hard_affinity = build->num_vcpu_soft_affinity = count;
	for (int i = 0; i < count; i++) {
		xpt__libxl.bitmap_init(&build->vcpu_hard_affinity[i]);
		xpt__libxl.bitmap_init(&build->vcpu_soft_affinity[i]);
		xpt__libxl.bitmap_copy_alloc(
				libxl, &build->vcpu_hard_affinity[i], &vcpus[i].cpumap);
		xpt__libxl.bitmap_copy_alloc(
				libxl, &build->vcpu_soft_affinity[i], &vcpus[i].cpumap_soft);
	}
	return true;
}

static void drop_maps(libxl_bitmap **maps, int *count)
{
	for (int i = 0; i < *count; i++)
		xpt__libxl.bitmap_dispose(&(*maps)[i]);
	free(*maps);
	*maps = NULL;
	*count = 0;
}

/* Where the vCPUs of the original may run now, there those of the copy may, and its memory on @nodes. */
static int place(struct copy *copy, libxl_domain_config *config, struct xpt_error **ret_error)
{
	libxl_domain_build_info *build = &config->b_info;
	libxl_ctx *libxl = copy->live->libxl;
	int count = 0, cpus = 0;
	libxl_vcpuinfo *vcpus =
			xpt__libxl.list_vcpu(libxl, copy->local_migration->domid, &count, &cpus);
	bool ok;

	if (!vcpus)
		return xpt__live_libxl_refused(
				copy->live, "libxl_list_vcpu", ERROR_FAIL, ret_error);
	drop_maps(&build->vcpu_hard_affinity, &build->num_vcpu_hard_affinity);
	drop_maps(&build->vcpu_soft_affinity, &build->num_vcpu_soft_affinity);
	ok = fill_affinity(libxl, vcpus, count, build);
	xpt__libxl.vcpuinfo_list_free(vcpus, count);
	xpt__libxl.bitmap_dispose(&build->cpumap);
	xpt__libxl.bitmap_dispose(&build->nodemap);
	if (!ok || xpt__libxl.node_bitmap_alloc(libxl, &build->nodemap, 0))
		return xpt__error_no_memory(ret_error);
	bitmap_each(node, copy->local_migration->nodes)
			xpt__libxl.bitmap_set(&build->nodemap, (int)node);
	xpt__libxl.defbool_set(&build->numa_placement, false);
	return 0;
}

static int name_copy(struct copy *copy, libxl_domain_config *config, struct xpt_error **ret_error)
{
	libxl_domain_create_info *create = &config->c_info;
	libxl_dominfo info;
	int r;

	xpt__libxl.dominfo_init(&info);
	r = xpt__libxl.domain_info(copy->live->libxl, &info, copy->local_migration->domid);
	if (r)
		return xpt__live_libxl_refused(copy->live, "libxl_domain_info", r, ret_error);
	copy->total_kib = info.current_memkb;
	free(create->name);
	free(create->pool_name);
	create->name = strdup(copy->local_migration->aside);
	create->pool_name = xpt__libxl.cpupoolid_to_name(copy->live->libxl, info.cpupool);
	create->poolid = info.cpupool;
	create->domid = copy->local_migration->copy;
	/* Fixed when a domain is made, and by default off where no device is listed. */
	if (copy->local_migration->passthrough)
		create->passthrough = LIBXL_PASSTHROUGH_ENABLED;
	xpt__libxl.dominfo_dispose(&info);
	return create->name ? 0 : xpt__error_no_memory(ret_error);
}

/*
 * libxl's own record keeps the devices that were detached. A PV Linux keeps their interrupts too, and
 * does not survive to be restored with them: see plan/move.c.
 */
static bool had_devices(struct copy *copy)
{
	auto_free uint8_t *data = NULL;
	auto_free char *text = NULL;
	libxl_domain_config config;
	bool found = false;
	int length = 0;

	if (xpt__libxl.userdata_retrieve(copy->live->libxl, copy->local_migration->domid,
			    "libxl-json", &data, &length) ||
			length <= 0)
		return false;
	text = strndup((const char *)data, (size_t)length);
	xpt__libxl.domain_config_init(&config);
	if (text && !xpt__libxl.domain_config_from_json(copy->live->libxl, &config, text))
		found = config.num_pcidevs > 0;
	xpt__libxl.domain_config_dispose(&config);
	return found;
}

static int configure(struct copy *copy, libxl_domain_config *config, struct xpt_error **ret_error)
{
	int r = xpt__libxl.retrieve_domain_configuration(
			copy->live->libxl, copy->local_migration->domid, config, NULL);

	if (r == ERROR_JSON_CONFIG_EMPTY)
		return xpt__error_set(ret_error, XPT_REFUSED,
				"libxl has no configuration of it: it was made by "
				"another toolstack, which has to move it");
	if (r)
		return xpt__live_libxl_refused(
				copy->live, "libxl_retrieve_domain_configuration", r, ret_error);
	if (config->c_info.type == LIBXL_DOMAIN_TYPE_PV && had_devices(copy))
		return xpt__error_set(ret_error, XPT_REFUSED,
				"it is PV and has had a device: its kernel keeps the interrupts "
				"of that, and Linux does not survive being restored with them; "
				"reboot it first");
	r = name_copy(copy, config, ret_error);
	return r ? r : place(copy, config, ret_error);
}

/*
 * May the original run on while its memory is copied? Xen does not watch the memory of a PV domain that
 * was created with passthrough, nor of any that has a device.
 */
static bool can_watch(struct copy *copy)
{
	xc_interface *xc = copy->live->xc;
	uint32_t domid = copy->local_migration->domid;

	if (xc_shadow_control(xc, domid, XEN_DOMCTL_SHADOW_OP_ENABLE_LOGDIRTY, NULL, 0) < 0)
		return false;
	(void)xc_shadow_control(xc, domid, XEN_DOMCTL_SHADOW_OP_OFF, NULL, 0);
	return true;
}

/* The halves. A socket that is shut ends them, whoever else still holds a copy of its descriptor. */

static void end(struct half *half)
{
	half->failed_first = half->r && !atomic_exchange(half->failed, true);
	shutdown(half->socket, SHUT_RDWR);
	atomic_store(&half->over, true);
}

static void *save(void *data)
{
	struct half *half = data;

	half->r = xpt__libxl.domain_suspend(half->libxl, half->domid, half->socket,
			half->live ? LIBXL_SUSPEND_LIVE : 0, NULL);
	end(half);
	return NULL;
}

static void *restore(void *data)
{
	struct half *half = data;
	libxl_domain_restore_params params;

	xpt__libxl.domain_restore_params_init(&params);
	params.stream_version =
			2; /* without it libxl looks for a converter of streams from before Xen 4.6 */
	half->r = xpt__libxl.domain_create_restore(half->libxl, half->config, &half->domid,
			half->socket, -1, &params, NULL, NULL);
	xpt__libxl.domain_restore_params_dispose(&params);
	end(half);
	return NULL;
}

/* The pump's questions */

static bool save_over(void *data, bool *ret_failed)
{
	struct copy *copy = data;

	*ret_failed = copy->save.r != 0;
	return atomic_load(&copy->save.over);
}

static bool restore_over(void *data)
{
	struct copy *copy = data;

	return atomic_load(&copy->restore.over);
}

/* Until it gets its last byte, the copy is not introduced, and nobody has looked at its name. */
static int swap_names(void *data, struct xpt_error **ret_error)
{
	struct copy *copy = data;
	const struct local_migration *local_migration = copy->local_migration;
	struct writer *writer = &copy->live->writer;
	char away[300];
	int rc;

	snprintf(away, sizeof(away), "%s-original", local_migration->aside);
	rc = xpt__live_domain_rename(writer, local_migration->domid, away, ret_error);
	return rc ? rc :
		    xpt__live_domain_rename(writer, local_migration->copy, local_migration->name,
				    ret_error);
}

/* Since when the original stands still. */
static void watch_pause(struct copy *copy, long long now)
{
	xc_domaininfo_t info;
	int r;

	if (copy->suspended_ms || now - copy->watched_ms < LIVE_TURN_MS)
		return;
	copy->watched_ms = now;
	xpt__live_forks_hold();
	r = xc_domain_getinfolist(copy->live->xc, copy->local_migration->domid, 1, &info);
	xpt__live_forks_let_go();
	if (r == 1 && info.domain == copy->local_migration->domid &&
			info.flags & XEN_DOMINF_shutdown)
		copy->suspended_ms = now;
}

static void tell(struct copy *copy, long long now)
{
	struct xpt_copy told = {
		.sent_kib = copy->sent / 1024,
		.total_kib = copy->total_kib,
		.downtime_ms = copy->suspended_ms ? (unsigned int)(now - copy->suspended_ms) : 0,
		.total_ms = (unsigned int)(now - copy->begun_ms),
		.domain_id = copy->local_migration->copy,
	};

	copy->told_ms = now;
	copy->is_cancelled = copy->local_migration->progress(copy->local_migration->data, &told);
}

/* Why to break it off, or NULL. Once all is sent, going on is shorter than going back. */
static const char *reason_to_stop(const struct copy *copy, long long now)
{
	if (copy->is_cancelled)
		return "interrupted while it was copied";
	if (atomic_load(&copy->save.over))
		return NULL;
	if (copy->suspended_ms &&
			now - copy->suspended_ms > copy->local_migration->downtime_limit_s * 1000LL)
		return "it was paused for longer than allowed (--downtime-limit)";
	return now - copy->moved_ms > STALL_MS ? "the copy made no progress for two minutes" : NULL;
}

static int turn(void *data, unsigned long long sent, struct xpt_error **ret_error)
{
	struct copy *copy = data;
	long long now = xpt__clock_ms();
	const char *reason;

	watch_pause(copy, now);
	if (sent != copy->sent || !copy->moved_ms)
		copy->moved_ms = now;
	copy->sent = sent;
	if (now - copy->told_ms >= TELL_MS)
		tell(copy, now);
	reason = reason_to_stop(copy, now);
	copy->gave_up = reason;
	if (!reason)
		return 0;
	return xpt__error_set(
			ret_error, copy->is_cancelled ? XPT_CANCELLED : XPT_REFUSED, "%s", reason);
}

static bool has_ended(const struct half *half)
{
	struct timespec until;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += END_S;
	return !pthread_timedjoin_np(half->thread, NULL, &until);
}

/* Both halves end with their sockets; what they report says more than that the stream broke off. */
static int finish(struct copy *copy, int rc, struct xpt_error *broken, struct xpt_error **ret_error)
{
	auto_of(error) struct xpt_error *owned = broken;

	shutdown(copy->from, SHUT_RDWR);
	shutdown(copy->to, SHUT_RDWR);
	copy->abandoned = !has_ended(&copy->restore);
	copy->abandoned |= !has_ended(&copy->save);
	copy->live->left_behind |= copy->abandoned;
	if (copy->abandoned)
		return xpt__error_set(ret_error, XPT_REFUSED,
				"%s%slibxl did not return within %d s of the end of its stream "
				"(end the processes libxl-save-helper that are left)",
				copy->gave_up ? copy->gave_up : "", copy->gave_up ? ", and " : "",
				END_S);
	if (copy->save.failed_first && !copy->gave_up)
		return xpt__live_libxl_refused(
				copy->live, "libxl_domain_suspend", copy->save.r, ret_error);
	if (copy->restore.failed_first && !copy->gave_up)
		return xpt__live_libxl_refused(copy->live, "libxl_domain_create_restore",
				copy->restore.r, ret_error);
	return rc ? xpt__error_pass(ret_error, TAKE(owned)) : 0;
}

static int run_copy(struct copy *copy, struct xpt_error **ret_error)
{
	const struct live_stream stream = { copy->from, copy->to, save_over, restore_over,
		swap_names, turn, copy };
	struct xpt_error *broken = NULL;
	int rc;

	copy->begun_ms = xpt__clock_ms();
	if (pthread_create(&copy->restore.thread, NULL, restore, &copy->restore))
		return xpt__error_no_memory(ret_error);
	if (pthread_create(&copy->save.thread, NULL, save, &copy->save)) {
		shutdown(copy->to, SHUT_RDWR);
		pthread_join(copy->restore.thread, NULL);
		return xpt__error_no_memory(ret_error);
	}
	rc = xpt__live_stream(&stream, &broken);
	return finish(copy, rc, broken, ret_error);
}

static int connect_halves(struct copy *copy, struct xpt_error **ret_error)
{
	int one[2], other[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, one))
		return xpt__error_errno(ret_error, XPT_NO_MEMORY, errno, "cannot make a stream");
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, other)) {
		close(one[0]);
		close(one[1]);
		return xpt__error_errno(ret_error, XPT_NO_MEMORY, errno, "cannot make a stream");
	}
	copy->from = one[0];
	copy->save.socket = one[1];
	copy->to = other[0];
	copy->restore.socket = other[1];
	return 0;
}

static void disconnect_halves(struct copy *copy)
{
	close(copy->from);
	close(copy->save.socket);
	close(copy->to);
	close(copy->restore.socket);
}

/* The record of the uuid became the copy's when libxl made it, and ended with it. */
static int copied(struct copy *copy, struct xpt_error **ret_error)
{
	struct live_record *record =
			xpt__live_record_read(copy->live, copy->local_migration->domid);
	int rc = connect_halves(copy, ret_error);

	if (!rc) {
		rc = run_copy(copy, ret_error);
		if (!copy->abandoned)
			disconnect_halves(copy);
	}
	xpt__live_record_give(copy->live, record,
			rc ? copy->local_migration->domid : copy->local_migration->copy);
	return rc;
}

static int copy_configured(struct copy *copy, struct xpt_error **ret_error)
{
	struct live *live = copy->live;
	int rc = configure(copy, &copy->config, ret_error);

	if (rc)
		return rc;
	copy->save = (struct half){ .libxl = live->libxl,
		.domid = copy->local_migration->domid,
		.live = can_watch(copy),
		.failed = &copy->failed };
	copy->restore = (struct half){
		.libxl = live->libxl_other, .config = &copy->config, .failed = &copy->failed
	};
	rc = copied(copy, ret_error);
	/*
	 * A half that breaks off can leave a watch behind, over which libxl_ctx_free() ends the
	 * program (an assertion, seen with 4.17 when the saving process is killed): never freed.
	 */
	if (rc)
		live->libxl = live->libxl_other = NULL;
	return rc;
}

int xpt__live_domain_copy(struct writer *writer, const struct local_migration *local_migration,
		long long *ret_suspended_ms, struct xpt_error **ret_error)
{
	struct live *live = live_of(writer);
	struct copy *copy = calloc(1, sizeof(*copy));
	xc_interface *xc;
	int rc = copy ? xpt__live_xc(live, &xc, ret_error) : xpt__error_no_memory(ret_error);

	rc = rc ? rc : xpt__live_libxl(live, &live->libxl, ret_error);
	rc = rc ? rc : xpt__live_libxl(live, &live->libxl_other, ret_error);
	if (rc) {
		free(copy);
		return rc;
	}
	copy->live = live;
	copy->local_migration = local_migration;
	xpt__libxl.domain_config_init(&copy->config);
	rc = copy_configured(copy, ret_error);
	if (!rc)
		*ret_suspended_ms = copy->suspended_ms ? copy->suspended_ms : xpt__clock_ms();
	if (!copy->abandoned) {
		xpt__libxl.domain_config_dispose(&copy->config);
		free(copy);
	}
	return rc;
}
