/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/label_maps.h"

#include <stdlib.h>
#include <string.h>

struct opened_map {
	char *path;
	struct label_map *map;	/* NULL: cannot be used */
};

/* A missing map is no error: there are just no names. */
static struct label_map *open_map(const char *path, struct buf *notices)
{
	struct error why = ERROR_INIT;
	struct label_map *map = label_map_open(path, &why);

	if (!map && notices)
		buf_printf(notices, "nfct_labelmap_new: %s\n",
			   why.errnum ? strerror(why.errnum) : why.text);
	return map;
}

struct label_map *label_maps_get(struct label_maps *maps, const char *path, struct buf *notices)
{
	struct opened_map new, *grown;

	path = path ? path : LABEL_MAP_PATH;
	for (size_t i = 0; i < maps->count; i++)
		if (strcmp(maps->opened[i].path, path) == 0)
			return maps->opened[i].map;
	grown = reallocarray(maps->opened, maps->count + 1, sizeof(*grown));
	if (!grown)
		return NULL;
	maps->opened = grown;
	new.path = strdup(path);
	if (!new.path)
		return NULL;
	new.map = open_map(path, notices);
	grown[maps->count++] = new;
	return new.map;
}

void label_maps_release(struct label_maps *maps)
{
	for (size_t i = 0; i < maps->count; i++) {
		label_map_close(maps->opened[i].map);
		free(maps->opened[i].path);
	}
	free(maps->opened);
	*maps = (struct label_maps){ .opened = NULL };
}
