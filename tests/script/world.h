/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A host of a few devices that lives in memory, for plans to be tried on: the source answers from it,
 * the writer changes it as the kernel, Xen and libxl would, and writes down what it was told.
 * It can refuse, accept without effect, or die (as by kill -9) at any act.
 */
#ifndef TESTS_SCRIPT_WORLD_H
#define TESTS_SCRIPT_WORLD_H

#include "../../engine/apply/apply.h"
#include "../../engine/formats/owners.h"
#include "../../engine/model/numa.h"

#define WORLD_PF 2U /* devices[WORLD_PF] has what follows as VFs, as many as there are */
#define WORLD_VFS 2U
#define WORLD_DEVICES (WORLD_PF + 1 + WORLD_VFS)
#define WORLD_GUEST 7U
#define WORLD_COPY 8U /* what it moves to */
#define WORLD_UUID "11111111-2222-3333-4444-555555555555"
#define WORLD_RESOURCE                                               \
	"0x00000000fe000000 0x00000000fe01ffff 0x0000000000040200\n" \
	"0x0000000000000000 0x0000000000000000 0x0000000000000000\n" \
	"0x000000000000c000 0x000000000000c01f 0x0000000000040101\n" \
	"0x0000008000000000 0x0000008000ffffff 0x000000000014220c\n" \
	"0x0000000000000000 0x0000000000000000 0x0000000000000000\n" \
	"0x0000000000000000 0x0000000000000000 0x0000000000000000\n"
#define WORLD_FILE "etc/default/grub.d/zz-xpt.cfg"
#define WORLD_OTHER_FILES 2

struct fake_pci {
	struct xpt_bdf bdf;
	char driver[24], override[24], remembered[24]; /* "" = none */
	char owner[16];
	unsigned int claim, store, model; /* domain, 0 = none */
	bool slot, permissive;
	bool gone, replaced;	  /* pulled out; another in its place */
	const char *config;	  /* text of pci/ADDRESS; NULL: it cannot be read */
	const char *config_later; /* once so many waits are over */
	unsigned int waits;
	char taint[128]; /* what is noted of it in xenstore; "" = nothing */
};

/* The guest, and its copy while its memory moves. */
struct world_domain {
	unsigned int id;
	bool there, paused, suspended, dying, ran;
	bool idle;	  /* let go, it waits for its first CPU time */
	const char *uuid; /* NULL: WORLD_UUID */
	char name[40], hard[8], soft[8], nodes[8];
};

struct world {
	struct source source;
	struct writer writer;
	struct fake_pci devices[WORLD_DEVICES];
	struct world_domain guest, copy;
	unsigned int vfs;
	unsigned int vfs_told;	 /* another number than there are; 0: that */
	bool autoprobe;		 /* drivers take new VFs */
	bool display;		 /* the first device is one, and dom0's console is there */
	bool deferred;		 /* the kernel draws nothing before its next line */
	bool second_display;	 /* the second device is one too, with fb1 */
	bool drawn, framebuffer; /* so far: the console on framebuffers, that of the firmware */
	bool disk;		 /* the PF says that it is an NVMe disk */
	bool interface; /* the PF has the network interface eth0, whose driver tells of its VFs */
	unsigned int vf_vlan[WORLD_VFS], vf_trust[WORLD_VFS];
	bool trust_untold; /* the driver does not tell of trust */
	unsigned int vf_rate[WORLD_VFS];
	unsigned int msix_total; /* vectors that the PF's driver shares out; 0: it does not */
	unsigned int vf_msix[WORLD_VFS];
	bool nvme; /* its controller nvme0 gives queues and interrupts to those of its VFs */
	unsigned int nvme_keeps; /* queues that the PF itself holds */
	struct {
		bool online;
		unsigned int queues, interrupts;
	} nvme_vfs[WORLD_VFS];
	unsigned int link_waits; /* so many waits later the interface has its link; until then no rate is set */
	bool hvm;
	unsigned int guest_ends; /* so many waits later it is gone, and its device in quarantine */
	bool guest_is_deaf;	 /* device_del has no effect */
	bool monitor_asked;	 /* the device model was asked, the first time after … */
	size_t acts_before, keys_before; /* … so many changes and debug keys */
	bool monitor_taken;		 /* it was asked and not yet heard, and takes nobody else */
	const char *pv_driver; /* state of a PV guest's driver, as xenstore has it; NULL: connected */
	unsigned int pv_starts; /* so many waits later it is connected */
	unsigned int pciback_keeps; /* so many waits later pciback lets go of what xenstore lists no more */
	bool vcpus_garbled;	    /* Xen does not tell whether a vCPU has run */
	const char *said;	    /* more lines of debug key Q */
	size_t line_lost; /* of the first device, from this debug key on, from 1; 0: never */
	bool witness;	  /* Xen (4.17) tells by a hypercall, too, whether a guest has a device */
	size_t keys;	  /* debug keys asked so far */
	char boot[40];
	bool file_there; /* WORLD_FILE */
	char file[8192];
	struct {
		bool there;
		char path[64]; /* "": it was never written */
		char text[2048];
	} other_files[WORLD_OTHER_FILES];
	char menu[1024];	      /* boot/grub/grub.cfg; "": there is none */
	char log[16384];	      /* a line for each change */
	size_t acts;		      /* changes asked for so far */
	const char *refuse;	      /* refuse what holds this text, … */
	size_t refusals;	      /* … so many times */
	const char *ignore;	      /* accept what holds this text, without effect */
	size_t die_before, die_after; /* number of the act, from 1; 0 = never */
	struct log_line line;	      /* said by listen_end; text NULL = nothing */
	struct xpt_apply_options options;
	char told[8192]; /* progress */
};

/*
 * In memory that a child process shares, with devices 0000:00:05.0 (e1000e), 0000:00:06.0 (no driver)
 * and 0000:01:00.0 (nvme, which can have the VFs 0000:01:00.1 and .2), and the guest "g1", domain 7.
 */
struct world *world_new(void);
void world_free(struct world *world);
/* An actor on it, whose lock and journal lie in @folder. */
struct apply_context world_actor(struct world *world, const char *folder);
/* What the real readers make of it: two nodes of two CPUs, of which the guest's vCPU may use all. */
struct xpt_host *world_snapshot(struct world *world);
/* The steps of a request that no check was asked about: the checks have their own tests. */
int world_plan(const struct xpt_host *host, const struct xpt_request *request,
		struct xpt_plan **ret_plan, struct xpt_error **ret_error);
/* How many files are there besides WORLD_FILE and the menu. */
size_t world_other_files(const struct world *world);
/* The guest is gone; xenstore keeps what it kept of the first device. */
void world_end_guest(struct world *world);
/* Everything that is not log, as text: to compare before and after. Static buffer. */
const char *world_text(const struct world *world);

#endif
