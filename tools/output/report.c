/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Findings, as people read them: because, seen in, try. */
#include <string.h>

#include "output.h"
#include "width.h"

/* Where it is no terminal, as on most. A line of more than the most is hard to read. */
#define WIDTH 80
#define WIDTH_LEAST 40
#define WIDTH_MOST 100
#define INDENT 11

static const char *const words[] = {
	[XPT_PASS] = "ok",
	[XPT_RISK] = "RISK",
	[XPT_UNKNOWN] = "?",
	[XPT_BLOCKED] = "BLOCKED",
};

static int width_of(FILE *out)
{
	size_t columns = terminal_columns(out);

	if (!columns)
		return WIDTH;
	if (columns > WIDTH_MOST)
		return WIDTH_MOST;
	return columns > WIDTH_LEAST ? (int)columns : WIDTH_LEAST;
}

void print_wrapped(FILE *out, const char *text, int indent)
{
	int column = indent, width = width_of(out);

	for (bool first = true; *text; first = false) {
		int length = (int)strcspn(text, " ");

		if (!first && column + 1 + length > width) {
			fprintf(out, "\n%*s", indent, "");
			column = indent;
		} else if (!first) {
			fputc(' ', out);
			column++;
		}
		fwrite(text, 1, (size_t)length, out);
		column += length;
		text += length;
		text += *text == ' ';
	}
	fputc('\n', out);
}

void print_headline(FILE *out, const char *text, const struct xpt_finding *finding)
{
	const char *cause = xpt_finding_cause(finding);
	int gap = width_of(out) - (int)text_cells(text) - (int)strlen(cause) - 2;

	fprintf(out, "%s%*s[%s]\n", text, gap > 1 ? gap : 1, "", cause);
}

static void print_evidence(FILE *out, const struct xpt_finding *finding)
{
	const struct xpt_evidence *evidence;

	for (size_t i = 0; (evidence = xpt_finding_evidence(finding, i)); i++) {
		fprintf(out, "  %-9s%s", i ? "" : "seen in", evidence->source);
		if (evidence->line)
			fprintf(out, " line %lu", evidence->line);
		fprintf(out, ": %s\n", evidence->text);
	}
}

static void print_remedies(FILE *out, const struct xpt_finding *finding)
{
	const struct xpt_remedy *remedy;
	size_t width = (size_t)width_of(out);

	for (size_t i = 0; (remedy = xpt_finding_remedy(finding, i)); i++) {
		const char *command = remedy->command;

		fprintf(out, "  %-9s", i ? "" : "try");
		if (command && INDENT + strlen(remedy->text) + strlen(command) + 3 <= width) {
			fprintf(out, "%s:  %s\n", remedy->text, command);
			continue;
		}
		print_wrapped(out, remedy->text, INDENT);
		if (command)
			fprintf(out, "%*s%s\n", INDENT + 2, "", command);
	}
}

static void print_possible_causes(FILE *out, const struct xpt_finding *finding)
{
	const struct xpt_possible_cause *possible;

	for (size_t i = 0; (possible = xpt_finding_possible_cause(finding, i)); i++) {
		fprintf(out, "  %-9s%s: %s\n", i ? "" : "perhaps", possible->cause,
				possible->title);
		if (possible->sign) {
			fprintf(out, "%*sif ", INDENT + 2, "");
			print_wrapped(out, possible->sign, INDENT + 5);
		}
	}
}

void print_finding(FILE *out, const struct xpt_finding *finding)
{
	fprintf(out, "  %-9s", "because");
	print_wrapped(out, xpt_finding_because(finding), INDENT);
	print_possible_causes(out, finding);
	print_evidence(out, finding);
	print_remedies(out, finding);
}

/* What was, when, and that it is over. */
static void print_event(FILE *out, const struct xpt_finding *finding)
{
	const char *device = xpt_finding_device(finding, 0), *domain = xpt_finding_domain(finding);
	const char *time = xpt_finding_time(finding), *since = xpt_finding_since(finding);
	auto_free char *text = NULL;

	if (asprintf(&text, "%s%s%s%s%s",
			    since ? "over" : xpt_verdict_text(xpt_finding_verdict(finding)),
			    device ? "  " : "", device ? device : "", domain ? "  domain " : "",
			    domain ? domain : "") < 0)
		text = NULL;
	print_headline(out, text ? text : "", finding);
	if (time)
		fprintf(out, "  %-9s%s\n", "when", time);
	if (since)
		fprintf(out, "  %-9s%s\n", "since", since);
}

void print_incident_briefly(FILE *out, const struct xpt_finding *finding)
{
	print_event(out, finding);
	fprintf(out, "  %-9s", "because");
	print_wrapped(out, xpt_finding_because(finding), INDENT);
}

void print_incident(FILE *out, const struct xpt_finding *finding)
{
	const char *step = xpt_finding_step(finding);

	print_event(out, finding);
	if (step)
		fprintf(out, "  %-9s%s\n", "step",
				*step == 'q' ? "quarantine (d[IO]), before any guest was concerned" :
					       "assignment to the guest");
	print_finding(out, finding);
}

void print_findings(FILE *out, const struct xpt_report *report)
{
	const struct xpt_finding *finding;

	for (size_t i = 0; (finding = xpt_report_finding(report, i)); i++)
		if (xpt_finding_verdict(finding) != XPT_PASS)
			print_finding(out, finding);
}

/* One headline and one remedy serve both. */
static bool is_like(const struct xpt_finding *a, const struct xpt_finding *b)
{
	const struct xpt_remedy *of_a, *of_b;

	if (strcmp(xpt_finding_cause(a), xpt_finding_cause(b)) != 0 ||
			xpt_finding_verdict(a) != xpt_finding_verdict(b) ||
			xpt_finding_evidence(a, 0) || xpt_finding_evidence(b, 0) ||
			xpt_finding_possible_cause(a, 0) || xpt_finding_possible_cause(b, 0))
		return false;
	for (size_t i = 0;; i++) {
		of_a = xpt_finding_remedy(a, i);
		of_b = xpt_finding_remedy(b, i);
		if (!of_a || !of_b)
			return of_a == of_b;
		if (!same_text(of_a->text, of_b->text) || !same_text(of_a->command, of_b->command))
			return false;
	}
}

/* Return: the index behind those that were printed. */
static size_t print_alike(const struct xpt_report *report, size_t index)
{
	const struct xpt_finding *first = xpt_report_finding(report, index), *finding = first;
	size_t next = index;

	for (; finding && is_like(first, finding); finding = xpt_report_finding(report, ++next)) {
		if (next != index && xpt_report_repeats(report, next))
			continue;
		fprintf(stdout, "  %-9s", next == index ? "because" : "");
		print_wrapped(stdout, xpt_finding_because(finding), INDENT);
	}
	print_remedies(stdout, first);
	return next;
}

size_t print_judged(const struct xpt_report *report, size_t index)
{
	const struct xpt_finding *finding = xpt_report_finding(report, index);
	const struct xpt_finding *next = xpt_report_finding(report, index + 1);
	enum xpt_verdict verdict = xpt_finding_verdict(finding);

	if (xpt_report_repeats(report, index))
		return index + 1;
	if (verdict == XPT_PASS) {
		printf("%-9s  ", words[verdict]);
		print_wrapped(stdout, xpt_finding_because(finding), INDENT);
		return index + 1;
	}
	print_headline(stdout, words[verdict], finding);
	if (next && is_like(finding, next))
		return print_alike(report, index);
	print_finding(stdout, finding);
	return index + 1;
}

void print_all_judged(const struct xpt_report *report)
{
	if (xpt_report_finding(report, 0))
		putchar('\n');
	for (size_t i = 0; xpt_report_finding(report, i);)
		i = print_judged(report, i);
}

static void print_question(const struct xpt_question *question)
{
	printf("  %-9s", words[question->verdict]);
	if (question->verdict == XPT_PASS)
		puts(question->text);
	else
		printf("%s [%s]\n", question->text, xpt_finding_cause(question->finding));
}

/* What was asked once for all devices. */
static void print_questions_of_host(const struct xpt_report *report)
{
	struct xpt_question question = XPT_SIZED(xpt_question);
	bool any = false;

	for (size_t i = 0; xpt_report_question(report, i, &question); i++) {
		if (question.device)
			continue;
		if (!any)
			puts("asked of host and domain");
		any = true;
		print_question(&question);
	}
}

void print_questions(const struct xpt_report *report)
{
	struct xpt_question question = XPT_SIZED(xpt_question);
	const char *device = NULL;

	print_questions_of_host(report);
	for (size_t i = 0; xpt_report_question(report, i, &question); i++) {
		if (!question.device)
			continue;
		if (!device || strcmp(device, question.device) != 0)
			printf("asked of %s\n", question.device);
		device = question.device;
		print_question(&question);
	}
}
