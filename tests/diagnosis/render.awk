# SPDX-License-Identifier: GPL-2.0-or-later
# Lines of a case, each behind its kind, as the program named by `container` shows or sends them.
function program() {
	return kind == "x" ? "xen-hypervisor" : kind == "k" ? "kernel" : kind == "q" ? "qemu-dm-7[4711]" : "xl[815]"
}

function plain() {
	return kind == "x" ? "(XEN) " text : kind == "k" ? sprintf("[%5d.%06d] %s", 100 + NR, NR * 7919 % 1000000, text) : text
}

function bare() {
	return kind == "x" ? "(XEN) " text : text
}

function json_string(string) {
	gsub(/\\/, "\\\\", string)
	gsub(/"/, "\\\"", string)
	gsub(/\t/, "\\t", string)
	return "\"" string "\""
}

function html(string) {
	gsub(/&/, "\\&amp;", string)
	gsub(/</, "\\&lt;", string)
	gsub(/>/, "\\&gt;", string)
	gsub(/"/, "\\&quot;", string)
	gsub(/  /, "\\&nbsp; ", string)
	return string
}

# As a mail program quotes and breaks it: at blanks, before the 73rd column.
function mail(string,   words, count, i, line) {
	count = split(string, words, " ")
	line = words[1]
	for (i = 2; i <= count; i++) {
		if (length(line) + 1 + length(words[i]) > 72) {
			print "> " line
			line = words[i]
		} else
			line = line " " words[i]
	}
	print "> " line
}

function quoted_printable(string,   at) {
	gsub(/=/, "=3D", string)
	while (length(string) > 76) {
		at = 75
		while (substr(string, at - 1, 2) ~ /=/ || substr(string, at, 1) == "=")
			at--
		print substr(string, 1, at) "="
		string = substr(string, at + 1)
	}
	print string
}

BEGIN {
	if (container == "html")
		print "<html><body><p>It does not work:</p><pre><code>"
	if (container == "mail")
		print "On Tue, 5 Mar 2024, somebody wrote:"
	if (container == "quoted-printable")
		print "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n"
}

{
	kind = substr($0, 1, 1)
	text = substr($0, 3)
	second = sprintf("%02d", NR % 60)
}

kind == "g" {
	if (container == "html") print html(text) "<br>"
	else if (container == "mail") mail(text)
	else if (container == "quoted-printable") quoted_printable(text)
	else if (container == "json") print "{\"__REALTIME_TIMESTAMP\":\"17096334" second "123456\",\"SYSLOG_IDENTIFIER\":\"bash\",\"MESSAGE\":" json_string(text) "}"
	else print text
	next
}

container == "plain" { print plain() }
container == "dmesg-T" { print kind == "k" ? "[Tue Mar  5 10:11:" second " 2024] " text : bare() }
container == "journal" { print "Mar 05 10:11:" second " dom0 " program() ": " bare() }
container == "json" {
	tag = program()
	sub(/\[.*/, "", tag)
	print "{\"__CURSOR\":\"s=1;i=" NR "\",\"__REALTIME_TIMESTAMP\":\"17096334" second "123456\",\"_HOSTNAME\":\"dom0\",\"MESSAGE\":" \
		json_string(bare()) ",\"PRIORITY\":\"4\",\"SYSLOG_IDENTIFIER\":\"" tag "\"}"
}
container == "html" { print html(plain()) (NR % 2 ? "<br>" : "") }
container == "mail" { mail(plain()) }
container == "quoted-printable" { quoted_printable(plain()) }

END {
	if (container == "html")
		print "</code></pre></body></html>"
}
