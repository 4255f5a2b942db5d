/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writes docs/man/xpt-causes.7 from the library's own table of causes. */
#include <stdio.h>
#include <string.h>

#include <xpt.h>

/* Text as roff takes it: no line that begins with a control character, and plain hyphens. */
static void roff(const char *text)
{
	if (*text == '.' || *text == '\'')
		fputs("\\&", stdout);
	for (; *text; text++) {
		if (*text == '-' || *text == '\\')
			putchar('\\');
		putchar(*text == '\\' ? 'e' : *text);
	}
	putchar('\n');
}

/* One sentence a line. */
static void sentences(const char *text)
{
	char line[2000];
	const char *end;

	while ((end = strstr(text, ". ")) && (size_t)(end - text) < sizeof(line) - 2) {
		memcpy(line, text, (size_t)(end - text) + 1);
		line[end - text + 1] = '\0';
		roff(line);
		text = end + 2;
	}
	roff(text);
}

static void remedy(const struct xpt_remedy *remedy)
{
	puts(".IP \\(bu 2");
	roff(remedy->text);
	if (!remedy->command)
		return;
	puts(".br");
	fputs("\\fB", stdout);
	for (const char *at = remedy->command; *at; at++)
		fputs(*at == '-' ? "\\-" : (char[]){ *at, '\0' }, stdout);
	puts("\\fR");
}

static void cause(const struct xpt_cause *cause)
{
	puts(".SS");
	roff(cause->id);
	fputs("\\fI", stdout);
	fputs(xpt_verdict_text(cause->verdict), stdout);
	puts("\\fR:");
	roff(cause->title);
	puts(".PP");
	sentences(cause->why);
	for (size_t i = 0; cause->remedies[i].text; i++)
		remedy(&cause->remedies[i]);
	puts(".PP");
}

static void known_issue(const struct xpt_known_issue *issue)
{
	puts(".SS");
	roff(issue->id);
	fputs("Of \\fB", stdout);
	roff(issue->cause);
	puts("\\fR:");
	roff(issue->title);
	puts(".PP");
	fputs("If ", stdout);
	sentences(issue->condition);
	puts(".IP \\(bu 2");
	roff(issue->remedy);
	if (issue->fixed) {
		puts(".IP \\(bu 2");
		fputs("fixed by ", stdout);
		roff(issue->fixed);
	}
	puts(".IP \\(bu 2");
	fputs("see ", stdout);
	roff(issue->reference);
	puts(".PP");
}

int main(void)
{
	struct xpt_cause one = XPT_SIZED(xpt_cause);
	struct xpt_known_issue issue = XPT_SIZED(xpt_known_issue);

	puts(".\\\" SPDX-License-Identifier: GPL-2.0-or-later\n"
	     ".\\\" Made by docs/causes-page: do not edit.\n"
	     ".TH XPT-CAUSES 7 2026\\-11\\-24 \"xpt 0.1\" \"Devices for Xen domains\"\n"
	     ".ad l\n.nh\n.SH NAME\n"
	     "xpt\\-causes \\- why a device cannot be given to a domain, and what to do\n"
	     ".SH DESCRIPTION\n"
	     "Every finding and every incident of xpt names its cause by one of the words below.\n"
	     "Each is followed by its usual severity (BLOCKED: it will not work; RISK: it works, less\n"
	     "safely than it could; UNKNOWN: the host does not tell; PASS: all is well), by what it means\n"
	     "and how to see it, and by what to do.\n"
	     "A word in braces stands for what a finding names there.\n"
	     ".SH CAUSES");
	for (size_t i = 0; !xpt_cause(i, &one); i++)
		cause(&one);
	puts(".SH KNOWN ISSUES\n"
	     "Defects and traps that others have found out already.\n"
	     "Where the lines of an incident, and the version of Xen as far as it is known, fit one of these, the\n"
	     "incident names it among its possible causes, with what is left to look up.\n"
	     ".B xpt explain \\-\\-known\nlists them.");
	for (size_t i = 0; !xpt_known_issue(i, &issue); i++)
		known_issue(&issue);
	puts(".SH SEE ALSO\n.BR xpt (1),\n.BR xpt\\-explain (1),\n.BR xpt\\-host (1)");
	return 0;
}
