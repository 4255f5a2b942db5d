/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>
#include <strings.h>

#include "filters.h"
#include "../output/class_words.h"
#include "../output/message.h"

const char *const state_words[] = { "dom0", "unbound", "reserved", "attached", "hidden", "unknown",
	NULL };

/* The next word of a list with commas, without copying it. */
static bool next_word(const char **list, char word[64])
{
	size_t length = *list ? strcspn(*list, ",") : 0;

	if (!*list)
		return false;
	snprintf(word, 64, "%.*s", (int)(length < 63 ? length : 63), *list);
	*list = (*list)[length] ? *list + length + 1 : NULL;
	return true;
}

static bool one_of(const char *word, const char *const *words)
{
	for (; *words; words++)
		if (!strcasecmp(*words, word))
			return true;
	return false;
}

static bool hex(const char *text, size_t digits)
{
	return strlen(text) == digits && strspn(text, "0123456789abcdefABCDEF") == digits;
}

/* "network" and "02" are "02"; NULL: no class. */
static const char *code_of(const char *word)
{
	const char *code = class_code(word);

	return code || !(hex(word, 2) || hex(word, 4)) ? code : word;
}

static bool is_class(const char *word)
{
	return code_of(word) != NULL;
}

static bool is_id(const char *word)
{
	const char *colon = strchr(word, ':');
	char vendor[64];

	if (!colon)
		return hex(word, 4);
	snprintf(vendor, sizeof(vendor), "%.*s", (int)(colon - word), word);
	return hex(vendor, 4) && (hex(colon + 1, 4) || !colon[1]);
}

static bool is_state(const char *word)
{
	return one_of(word, state_words);
}

static bool is_node(const char *word)
{
	return !strcmp(word, "none") || !strcmp(word, "unknown") ||
			(*word && strlen(word) < 10 && strspn(word, "0123456789") == strlen(word));
}

static char *words_text(const char *const *words)
{
	auto_free char *text = NULL;
	size_t length = 0;
	FILE *out = open_memstream(&text, &length);

	if (!out)
		return NULL;
	for (; *words; words++)
		fprintf(out, "%s%s", *words, words[1] ? ", " : "");
	return fclose(out) ? NULL : TAKE(text);
}

static int check_words(const struct command *command, const char *option, const char *list,
		bool (*right)(const char *word), const char *valid)
{
	char word[64];

	while (next_word(&list, word))
		if (!right(word))
			return print_usage_error(command, "--%s takes %s, not \"%s\"", option,
					valid ? valid : "other words", word);
	return STATUS_DONE;
}

static int check_domains(
		const struct invocation *invocation, const char *list, const struct xpt_host *host)
{
	char word[64];

	while (next_word(&list, word)) {
		const struct xpt_domain *domain;
		struct xpt_error *error = NULL;

		if (xpt_host_find_domain(host, word, &domain, &error))
			return print_error(invocation, error);
	}
	return STATUS_DONE;
}

int filters_check(const struct invocation *invocation, const struct filters *filters,
		const struct xpt_host *host)
{
	const struct command *command = invocation->command;
	auto_free char *states = words_text(state_words), *classes = words_text(class_words);
	auto_free char *class_help = NULL;
	int status;

	if (!states || !classes ||
			asprintf(&class_help, "one of %s, or a code such as 0c03", classes) < 0) {
		class_help = NULL;
		return print_no_memory();
	}
	status = check_words(command, "state", filters->state, is_state, states);
	if (!status)
		status = check_words(command, "class", filters->class, is_class, class_help);
	if (!status)
		status = check_words(command, "id", filters->id, is_id,
				"VENDOR[:DEVICE] in hexadecimal, such as 8086:10d3");
	if (!status)
		status = check_words(command, "node", filters->node, is_node,
				"a NUMA node's number, none or unknown");
	return status ? status : check_domains(invocation, filters->domain, host);
}

/* Is the field @word? "none" and "unknown" ask for what is known of it. */
static bool field_is(struct xpt_object device, const char *key, const char *word)
{
	size_t field = xpt_kind_find(device.kind, key);
	auto_free char *text = NULL;
	struct xpt_value value = XPT_SIZED(xpt_value);

	if (field == XPT_NO_FIELD)
		return false;
	xpt_object_value(device, field, &value);
	if (value.state != XPT_FACT_KNOWN)
		return !strcmp(word, value.state == XPT_FACT_ABSENT ? "none" : "unknown");
	text = value_text(&value);
	return text && !strcasecmp(text, word);
}

static bool class_is(struct xpt_object device, const char *word)
{
	auto_free char *code = object_text(device, "class");
	const char *wanted = code_of(word);

	return code && wanted && !strncasecmp(code, wanted, strlen(wanted));
}

static bool id_is(struct xpt_object device, const char *word)
{
	char vendor[5];
	const char *colon = strchr(word, ':');

	snprintf(vendor, sizeof(vendor), "%.4s", word);
	return field_is(device, "vendor_id", vendor) &&
			(!colon || !colon[1] || field_is(device, "device_id", colon + 1));
}

static bool driver_is(struct xpt_object device, const char *word)
{
	return field_is(device, "driver", word);
}

static bool node_is(struct xpt_object device, const char *word)
{
	return field_is(device, "node", word);
}

static bool state_is(struct xpt_object device, const char *word)
{
	return field_is(device, "state", word);
}

static bool any_word(const char *list, struct xpt_object device,
		bool (*is)(struct xpt_object device, const char *word))
{
	char word[64];

	if (!list)
		return true;
	while (next_word(&list, word))
		if (is(device, word))
			return true;
	return false;
}

/* By name, or by owner: the devices of dom0 have no guest's name. */
static bool has(const struct xpt_domain *domain, struct xpt_object device)
{
	const char *name = xpt_domain_name(domain);
	unsigned int id = xpt_domain_id(domain);
	char owner[16];

	if (name && field_is(device, "domain", name))
		return true;
	snprintf(owner, sizeof(owner), "%s%u", id ? "d" : "dom", id);
	return field_is(device, "owner", owner);
}

static bool domain_is(const char *list, const struct xpt_host *host, struct xpt_object device)
{
	char word[64];

	if (!list)
		return true;
	while (next_word(&list, word)) {
		const struct xpt_domain *domain;

		if (!xpt_host_find_domain(host, word, &domain, NULL) && has(domain, device))
			return true;
	}
	return false;
}

bool filters_match(const struct filters *filters, const struct xpt_host *host,
		struct xpt_object device)
{
	return any_word(filters->class, device, class_is) && any_word(filters->id, device, id_is) &&
			any_word(filters->driver, device, driver_is) &&
			any_word(filters->node, device, node_is) &&
			any_word(filters->state, device, state_is) &&
			domain_is(filters->domain, host, device);
}
