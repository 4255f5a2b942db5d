/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Words for PCI's base classes and for the sub-classes that people ask for, also where there is no pci.ids. */
#ifndef OUTPUT_CLASS_WORDS_H
#define OUTPUT_CLASS_WORDS_H

extern const char *const class_words[]; /* ends with NULL */

/* class_code - "02" for "network", in whatever case; NULL: no such word */
const char *class_code(const char *word);
/* class_word - "ethernet" for "0200", "network" for "0280"; NULL: no word for it */
const char *class_word(const char *code);

#endif
