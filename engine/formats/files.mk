formats_files = \
	engine/formats/limits.h \
	engine/formats/owners.c engine/formats/owners.h
