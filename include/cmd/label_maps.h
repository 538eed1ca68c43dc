/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_CMD_LABEL_MAPS_H
#define CONNTRACK_CMD_LABEL_MAPS_H

#include "base/buf.h"
#include "base/error.h"
#include "model/label.h"

#include <pthread.h>
#include <stddef.h>

/*
 * Maps of labels that were opened, each once, however many lines name it, and
 * whichever thread reads them.
 */
struct label_maps {
	pthread_mutex_t lock;
	struct opened_map *opened;
	size_t count;
};

void label_maps_init(struct label_maps *maps);

/*
 * *out: the map in the file PATH (NULL: the system's), owned by MAPS. NULL when it
 * cannot be used, which the first who asks is told by a line in NOTICES (NULL: nobody).
 * -1 with ERR only when memory ran out.
 */
int label_maps_get(struct label_maps *maps, const char *path, struct buf *notices,
		   struct label_map **out, struct error *err);
void label_maps_release(struct label_maps *maps);

#endif
