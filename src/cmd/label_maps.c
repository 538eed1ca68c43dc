/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/label_maps.h"

#include "base/escape.h"

#include <errno.h>
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
static int open_map(const char *path, struct buf *notices, struct label_map **out,
		    struct error *err)
{
	struct error why = ERROR_INIT;

	*out = label_map_open(path, &why);
	if (why.errnum == ENOMEM)
		return error_nomem(err);
	if (!*out && notices)
		put_notice(notices, why.errnum ? strerror(why.errnum) : why.text);
	return 0;
}

void label_maps_init(struct label_maps *maps)
{
	*maps = (struct label_maps){ .lock = PTHREAD_MUTEX_INITIALIZER, .opened = NULL };
}

static int add_map(struct label_maps *maps, const char *path, struct buf *notices,
		   struct error *err)
{
	struct opened_map *grown = reallocarray(maps->opened, maps->count + 1, sizeof(*grown));
	struct opened_map *new = grown ? &grown[maps->count] : NULL;

	if (!new)
		return error_nomem(err);
	maps->opened = grown;
	new->path = strdup(path);
	if (!new->path)
		return error_nomem(err);
	if (open_map(path, notices, &new->map, err) < 0) {
		free(new->path);
		return -1;
	}
	maps->count++;
	return 0;
}

static int get(struct label_maps *maps, const char *path, struct buf *notices,
	       struct label_map **out, struct error *err)
{
	size_t i = 0;

	while (i < maps->count && strcmp(maps->opened[i].path, path) != 0)
		i++;
	if (i == maps->count && add_map(maps, path, notices, err) < 0)
		return -1;
	*out = maps->opened[i].map;
	return 0;
}

int label_maps_get(struct label_maps *maps, const char *path, struct buf *notices,
		   struct label_map **out, struct error *err)
{
	int result;

	pthread_mutex_lock(&maps->lock);
	result = get(maps, path ? path : LABEL_MAP_PATH, notices, out, err);
	pthread_mutex_unlock(&maps->lock);
	return result;
}

void label_maps_release(struct label_maps *maps)
{
	for (size_t i = 0; i < maps->count; i++) {
		label_map_close(maps->opened[i].map);
		free(maps->opened[i].path);
	}
	free(maps->opened);
}
