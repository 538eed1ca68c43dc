/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_CMD_ANCESTRY_H
#define CONNTRACK_CMD_ANCESTRY_H

/*
 * The variable NAME as the nearest of the processes that this one comes from was
 * started with it; NULL when none of them was, or none that may be looked at. To
 * be freed.
 */
char *ancestry_variable(const char *name);

#endif
