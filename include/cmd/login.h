/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_CMD_LOGIN_H
#define CONNTRACK_CMD_LOGIN_H

#include "cmd/request.h"
#include "cmd/session.h"

/*
 * The flow that carries the login of whoever types, as SSH_CONNECTION names it, be
 * it in the environment of a process that this one comes from: nobody is to cut the
 * branch they sit on without a question. There is one only where standard input is
 * a terminal; scripts are not concerned.
 */
struct login;

/*
 * That flow; NULL when there is none, nobody to ask, or no way to see it. To be
 * freed, which NULL may be.
 */
struct login *login_find(struct session *s);
void login_free(struct login *login);

/* Whether the request would delete it, or have it end within a minute. LOGIN may be NULL. */
bool login_suffers(const struct login *login, const struct request *rq);

/* Ask on the terminal; -1 with ERR without a yes. */
int login_ask(const struct login *login, struct error *err);

/* All of it for one request: 0 when it may be carried out. */
int login_spare(const struct request *rq, struct session *s, struct error *err);

#endif
