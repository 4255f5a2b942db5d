/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Offsets and bits are those of the PCI Local Bus 3.0 and PCI Express Base specifications. */
#include "pci_decode.h"

#define HEADER_BRIDGE 1
#define HEADER_CARDBUS 2

#define STATUS_CAPABILITIES 0x10
#define CAPABILITIES_FIRST 0x34
#define CAPABILITIES_FIRST_CARDBUS 0x14
#define EXTENDED_FIRST 0x100

#define LEGACY_ENDPOINT 1 /* types of PCI Express devices; integrated endpoints have no link */

enum { CAP_PM = 0x01, CAP_MSI = 0x05, CAP_EXPRESS = 0x10, CAP_MSIX = 0x11, CAP_AF = 0x13 };
enum { EXT_SERIAL = 0x03, EXT_ACS = 0x0d, EXT_ARI = 0x0e, EXT_ATS = 0x0f, EXT_SRIOV = 0x10 };

struct decoder {
	const struct config_space *space;
	uint8_t header[CONFIG_HEADER];
	const char *kind;	/* by PCI Express; NULL: no such capability */
	bool cut, extended_cut; /* something of the capabilities could not be read */
	FILE *to;
};

static unsigned int word(const uint8_t *bytes)
{
	return bytes[0] | (unsigned int)bytes[1] << 8;
}

static void print_bars(const uint8_t *header, FILE *to)
{
	fputs("bars", to);
	for (const uint8_t *bar = header + 0x10; bar < header + 0x28; bar += 4)
		fprintf(to, " %04x%04x", word(bar + 2), word(bar));
	fputc('\n', to);
}

static bool ask(struct decoder *decoder, unsigned int at, uint8_t *ret_bytes, unsigned int length)
{
	if (at + length <= CONFIG_BYTES &&
			decoder->space->read(decoder->space->data, at, ret_bytes, length))
		return true;
	*(at < EXTENDED_FIRST ? &decoder->cut : &decoder->extended_cut) = true;
	return false;
}

static const char *class_kind(const uint8_t *header)
{
	switch (header[0x0e] & 0x7f) {
	case HEADER_BRIDGE:
		return "pci-bridge";
	case HEADER_CARDBUS:
		return "cardbus-bridge";
	default:
		return header[0x0b] == 0x06 && header[0x0a] == 0x00 ? "host-bridge" : "pci";
	}
}

static const char *express_kind(unsigned int flags)
{
	static const char *const kinds[16] = {
		[0x0] = "endpoint",
		[0x1] = "legacy-endpoint",
		[0x4] = "root-port",
		[0x5] = "switch-upstream",
		[0x6] = "switch-downstream",
		[0x7] = "pcie-pci-bridge",
		[0x8] = "pci-pcie-bridge",
		[0x9] = "root-complex-endpoint",
		[0xa] = "root-complex-event-collector",
	};

	return kinds[flags >> 4 & 15];
}

static void print_header(const struct decoder *decoder)
{
	const uint8_t *header = decoder->header;
	unsigned int type = header[0x0e] & 0x7f;
	FILE *to = decoder->to;

	if (word(header) != 0xffff) /* as all virtual functions say */
		fprintf(to, "vendor %04x\ndevice %04x\n", word(header), word(header + 2));
	fprintf(to, "class %02x%02x%02x\n", header[0x0b], header[0x0a], header[0x09]);
	fprintf(to, "revision %02x\nheader_type %u\nmultifunction %d\n", header[0x08], type,
			header[0x0e] >> 7);
	fprintf(to, "command %04x\n", word(header + 0x04));
	if (type == 0)
		print_bars(header, to);
	if (type == 0 && (word(header + 0x2c) || word(header + 0x2e)))
		fprintf(to, "subsystem_vendor %04x\nsubsystem_device %04x\n", word(header + 0x2c),
				word(header + 0x2e));
	if (type == HEADER_BRIDGE || type == HEADER_CARDBUS)
		fprintf(to, "primary %02x\nsecondary %02x\nsubordinate %02x\n", header[0x18],
				header[0x19], header[0x1a]);
	if (header[0x3d] >= 1 && header[0x3d] <= 4)
		fprintf(to, "irq_pin %c\nirq_line %u\n", 'A' + header[0x3d] - 1, header[0x3c]);
}

static void print_power(struct decoder *decoder, unsigned int at)
{
	static const char *const states[] = { "D0", "D1", "D2", "D3hot" };
	uint8_t bytes[6];
	unsigned int can, control;

	if (!ask(decoder, at, bytes, sizeof(bytes)))
		return;
	can = word(bytes + 2);
	control = word(bytes + 4);
	fprintf(decoder->to, "power %s\npm_reset %d\n", states[control & 3], !(control & 1 << 3));
	if (can & (3 << 9))
		fprintf(decoder->to, "pm_states%s%s\n", can & 1 << 9 ? " D1" : "",
				can & 1 << 10 ? " D2" : "");
}

static void print_msi(struct decoder *decoder, unsigned int at)
{
	uint8_t bytes[4];
	unsigned int control, order;

	if (!ask(decoder, at, bytes, sizeof(bytes)))
		return;
	control = word(bytes + 2);
	order = control >> 1 & 7;
	if (order <= 5) /* 6 and 7 are reserved */
		fprintf(decoder->to, "msi %u\nmsi_enabled %u\n", 1U << order, control & 1);
}

static void print_msix(struct decoder *decoder, unsigned int at)
{
	uint8_t bytes[4];
	unsigned int control;

	if (!ask(decoder, at, bytes, sizeof(bytes)))
		return;
	control = word(bytes + 2);
	fprintf(decoder->to, "msix %u\nmsix_enabled %u\n", (control & 0x7ff) + 1, control >> 15);
}

static void print_link(struct decoder *decoder, unsigned int at)
{
	uint8_t bytes[2];
	unsigned int lanes;

	if (!ask(decoder, at + 0x12, bytes, sizeof(bytes)))
		return;
	lanes = word(bytes) >> 4 & 0x3f;
	if (lanes)
		fprintf(decoder->to, "link_lanes %u\n", lanes);
}

static void print_express(struct decoder *decoder, unsigned int at)
{
	uint8_t bytes[8];

	if (!ask(decoder, at, bytes, sizeof(bytes)))
		return;
	decoder->kind = express_kind(word(bytes + 2));
	fprintf(decoder->to, "flr %d\n", bytes[7] >> 4 & 1);
	if ((bytes[2] >> 4 & 15) <= LEGACY_ENDPOINT)
		print_link(decoder, at);
}

/* FLR needs that pending transactions (TP, bit 0) can be seen, too. */
static void print_advanced_features(struct decoder *decoder, unsigned int at)
{
	uint8_t bytes[4];

	if (ask(decoder, at, bytes, sizeof(bytes)))
		fprintf(decoder->to, "af_flr %d\n", (bytes[3] & 3) == 3);
}

static void print_capability(struct decoder *decoder, unsigned int id, unsigned int at)
{
	switch (id) {
	case CAP_PM:
		print_power(decoder, at);
		break;
	case CAP_MSI:
		print_msi(decoder, at);
		break;
	case CAP_MSIX:
		print_msix(decoder, at);
		break;
	case CAP_EXPRESS:
		print_express(decoder, at);
		break;
	case CAP_AF:
		print_advanced_features(decoder, at);
		break;
	}
}

/* True the first time. */
static bool visit(uint8_t *seen, unsigned int at)
{
	bool first = !(seen[at / 8] & 1 << at % 8);

	seen[at / 8] |= (uint8_t)(1 << at % 8);
	return first;
}

/* Each capability has its line; of the second of a kind no more is told, as keys stand once. */
static void print_capabilities(struct decoder *decoder)
{
	bool cardbus = (decoder->header[0x0e] & 0x7f) == HEADER_CARDBUS;
	unsigned int at = cardbus ? CAPABILITIES_FIRST_CARDBUS : CAPABILITIES_FIRST;
	uint8_t places[EXTENDED_FIRST / 8] = { 0 }, ids[256 / 8] = { 0 }, bytes[2];

	if (!(decoder->header[0x06] & STATUS_CAPABILITIES))
		return;
	at = decoder->header[at] & ~3U;
	while (at >= CONFIG_HEADER && visit(places, at)) {
		if (!ask(decoder, at, bytes, sizeof(bytes)))
			return;
		if (bytes[0] == 0xff) { /* nobody answered: the list goes on, unseen */
			decoder->cut = true;
			return;
		}
		fprintf(decoder->to, "cap %02x@%02x\n", bytes[0], at);
		if (visit(ids, bytes[0]))
			print_capability(decoder, bytes[0], at);
		at = bytes[1] & ~3U;
	}
}

static void print_serial(struct decoder *decoder, unsigned int at)
{
	uint8_t bytes[12];

	if (!ask(decoder, at, bytes, sizeof(bytes)))
		return;
	fputs("serial ", decoder->to);
	for (int i = 11; i >= 4; i--)
		fprintf(decoder->to, "%02x%c", bytes[i], i > 4 ? '-' : '\n');
}

static void print_sriov(struct decoder *decoder, unsigned int at)
{
	uint8_t bytes[24];

	if (ask(decoder, at, bytes, sizeof(bytes)))
		fprintf(decoder->to,
				"sriov_total %u\nsriov_num %u\nsriov_offset %u\n"
				"sriov_stride %u\n",
				word(bytes + 0x0e), word(bytes + 0x10), word(bytes + 0x14),
				word(bytes + 0x16));
}

/*
 * The dword behind the two registers is the egress control vector; root ports of some Intel chipsets
 * have their control register there (100 series, erratum 23).
 */
static void print_acs(struct decoder *decoder, unsigned int at)
{
	uint8_t bytes[12];

	if (!ask(decoder, at, bytes, 8))
		return;
	fprintf(decoder->to, "acs_can %04x\nacs_does %04x\n", word(bytes + 4), word(bytes + 6));
	if (at + sizeof(bytes) <= CONFIG_BYTES && ask(decoder, at, bytes, sizeof(bytes)))
		fprintf(decoder->to, "acs_second %04x\n", word(bytes + 8));
}

static void print_extended(struct decoder *decoder, unsigned int id, unsigned int at)
{
	switch (id) {
	case EXT_SERIAL:
		print_serial(decoder, at);
		break;
	case EXT_ACS:
		print_acs(decoder, at);
		break;
	case EXT_ARI:
		fputs("ari 1\n", decoder->to);
		break;
	case EXT_ATS:
		fputs("ats 1\n", decoder->to);
		break;
	case EXT_SRIOV:
		print_sriov(decoder, at);
		break;
	}
}

/* All bits set at the first: only 256 bytes can be reached, as without MMCONFIG. */
static void print_extended_capabilities(struct decoder *decoder)
{
	uint8_t places[CONFIG_BYTES / 8] = { 0 }, ids[0x10000 / 8] = { 0 }, bytes[4];
	unsigned int at = EXTENDED_FIRST;

	while (at >= EXTENDED_FIRST && visit(places, at)) {
		unsigned int id;

		if (!ask(decoder, at, bytes, sizeof(bytes)))
			return;
		id = word(bytes);
		if (id == 0 && at == EXTENDED_FIRST)
			return;
		if (id == 0xffff && word(bytes + 2) == 0xffff) {
			decoder->extended_cut = true;
			return;
		}
		fprintf(decoder->to, "ext %04x@%03x\n", id, at);
		if (visit(ids, id))
			print_extended(decoder, id, at);
		at = word(bytes + 2) >> 4 & ~3U;
	}
}

static bool all_set(const uint8_t *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (bytes[i] != 0xff)
			return false;
	return true;
}

static void print_kind(const struct decoder *decoder)
{
	if (decoder->kind)
		fprintf(decoder->to, "kind %s\n", decoder->kind);
	else if (!decoder->cut) /* or a root port would be a conventional bridge */
		fprintf(decoder->to, "kind %s\n", class_kind(decoder->header));
	if (decoder->cut)
		fputs("capabilities unreadable\n", decoder->to);
	if (decoder->extended_cut || (decoder->cut && !decoder->kind))
		fputs("extended unreadable\n", decoder->to);
}

bool xpt__pci_decode(const struct config_space *space, FILE *to)
{
	struct decoder decoder = { .space = space, .to = to };

	if (!ask(&decoder, 0, decoder.header, CONFIG_HEADER))
		return false;
	if (all_set(decoder.header, CONFIG_HEADER)) {
		fputs("config unreadable\n", to);
		return true;
	}
	print_header(&decoder);
	print_capabilities(&decoder);
	if (decoder.kind)
		print_extended_capabilities(&decoder);
	print_kind(&decoder);
	return true;
}
