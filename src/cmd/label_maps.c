/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/label_maps.h"

#include "base/escape.h"

#include <stdlib.h>
#include <string.h>

struct opened_map {
	char *path;
	struct label_map *map;	/* NULL: cannot be used */
};

static void put_notice(struct buf *notices, const char *why)
{
	struct buf plain = BUF_INIT;

	put_plain(&plain, why);
	if (buf_cstr(&plain))
		buf_printf(notices, "nfct_labelmap_new: %s\n", buf_cstr(&plain));
	buf_free(&plain);
}

/* A missing map is no error: there are just no names. */
static struct label_map *open_map(const char *path, struct buf *notices)
{
	struct error why = ERROR_INIT;
	struct label_map *map = label_map_open(path, &why);

	if (!map && notices)
		put_notice(notices, why.errnum ? strerror(why.errnum) : why.text);
	return map;
}

void label_maps_init(struct label_maps *maps)
{
	*maps = (struct label_maps){ .lock = PTHREAD_MUTEX_INITIALIZER, .opened = NULL };
}

static struct label_map *get(struct label_maps *maps, const char *path, struct buf *notices)
{
	struct opened_map new, *grown;

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

struct label_map *label_maps_get(struct label_maps *maps, const char *path, struct buf *notices)
{
	struct label_map *map;

	pthread_mutex_lock(&maps->lock);
	map = get(maps, path ? path : LABEL_MAP_PATH, notices);
	pthread_mutex_unlock(&maps->lock);
	return map;
}

void label_maps_release(struct label_maps *maps)
{
	for (size_t i = 0; i < maps->count; i++) {
		label_map_close(maps->opened[i].map);
		free(maps->opened[i].path);
	}
	free(maps->opened);
}
