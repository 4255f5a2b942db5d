place_files = \
	engine/place/candidates.c \
	engine/place/choose.c \
	engine/place/cost.c \
	engine/place/fields.c \
	engine/place/lines.c \
	engine/place/place.h \
	engine/place/request.c
