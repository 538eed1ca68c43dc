/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/login.h"

#include "base/number.h"
#include "cmd/ancestry.h"
#include "cmd/flows.h"
#include "filter/parse.h"
#include "net/decode.h"

#include <libnetfilter_conntrack/libnetfilter_conntrack.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

/*
 * Who gives the flow no longer than that to live ends it as good as surely: a login
 * is silent so long more often than not.
 */
enum { SHORT_SECONDS = 60 };

struct peer {
	struct addr addr;
	uint64_t port;
};

struct login {
	struct peer client, server;
	struct record *flows;	/* more than one where zones have the same addresses */
	size_t count;
};

/*
 * An address, perhaps of IPv4 in the clothes of IPv6, perhaps with the zone of its
 * link, which a flow does not know.
 */
static bool parse_address(char *text, struct addr *out)
{
	static const char mapped[] = "::ffff:";
	struct error ignored = ERROR_INIT;

	text[strcspn(text, "%")] = '\0';
	if (strncasecmp(text, mapped, strlen(mapped)) == 0 && strchr(text, '.'))
		text += strlen(mapped);
	return addr_parse(text, out, &ignored) == 0;
}

static bool parse_peer(char **words, struct peer *peer)
{
	char *addr = strsep(words, " "), *port = strsep(words, " ");

	return addr && port && parse_address(addr, &peer->addr) &&
	       number_parse(port, NUMBER_DECIMAL, UINT16_MAX, &peer->port) && peer->port;
}

/* What is no such text names nothing: the variable may be anybody's. */
static bool parse(struct login *login, const char *connection)
{
	char *copy = strdup(connection), *next = copy;
	bool good = copy && parse_peer(&next, &login->client) && parse_peer(&next, &login->server) &&
		    !next && login->client.addr.family == login->server.addr.family;

	free(copy);
	return good;
}

static void put_tuple(struct buf *b, const char *side, const struct peer *src, const struct peer *dst)
{
	const struct { const char *field; const struct peer *peer; } ends[] = { { "src", src }, { "dst", dst } };

	for (int i = 0; i < 2; i++) {
		buf_printf(b, "%s%s.%s ", i ? " and " : "", side, ends[i].field);
		addr_put(b, &ends[i].peer->addr);
		buf_printf(b, " and %s.%cport %u", side, ends[i].field[0], (unsigned)ends[i].peer->port);
	}
}

/* As it came in, or, translated on its way, as its answers leave. */
static struct expr *expression(const struct login *login)
{
	struct buf text = BUF_INIT;
	struct filter_source source = { .text = NULL };
	struct error ignored = ERROR_INIT;
	struct expr *e = NULL;

	buf_lit(&text, "tcp and (");
	put_tuple(&text, "orig", &login->client, &login->server);
	buf_lit(&text, " or ");
	put_tuple(&text, "reply", &login->server, &login->client);
	buf_lit(&text, ")");
	source.text = buf_cstr(&text);
	if (source.text)
		e = filter_parse(&source, &ignored);
	buf_free(&text);
	return e;
}

static int keep(struct record *rec, void *into, struct error *err)
{
	struct login *login = into;
	struct record *flows = reallocarray(login->flows, login->count + 1, sizeof(*flows));

	if (!flows)
		return error_nomem(err);
	login->flows = flows;
	rec->message = NULL;
	flows[login->count++] = *rec;
	*rec = (struct record){ .flow = NULL };
	return 0;
}

/* Fails where the command itself will, which says why. */
static void look(struct login *login, struct session *s)
{
	struct error ignored = ERROR_INIT;
	struct request rq = {
		.table = TABLE_CONNTRACK, .family = login->client.addr.family, .filter = expression(login),
	};

	if (rq.filter && flows_each(&rq, s, QUERY_FLOWS, keep, login, &ignored) < 0)
		session_hang_up(s);
	if (s->ctnl)
		ctnl_interrupted(s->ctnl);
	s->damaged = 0;
	expr_free(rq.filter);
}

/* To be freed; NULL: this is no login over SSH. Who became somebody else may have lost the variable on the way. */
static char *connection(void)
{
	static const char name[] = "SSH_CONNECTION";
	const char *own = getenv(name);

	return own ? strdup(own) : ancestry_variable(name);
}

struct login *login_find(struct session *s)
{
	char *text = session_listens_to_a_person() ? connection() : NULL;
	struct login *login = text ? calloc(1, sizeof(*login)) : NULL;

	if (login && parse(login, text))
		look(login, s);
	free(text);
	if (login && login->count)
		return login;
	login_free(login);
	return NULL;
}

void login_free(struct login *login)
{
	if (!login)
		return;
	while (login->count)
		decode_release(&login->flows[--login->count]);
	free(login->flows);
	free(login);
}

static bool shortens(const struct request *rq)
{
	return request_has(rq, OPT_TIMEOUT) &&
	       nfct_get_attr_u32(rq->change.flow, ATTR_TIMEOUT) <= SHORT_SECONDS;
}

/* In any other state the kernel forgets a connection soon, or takes its packets for invalid. */
static bool leaves_established(const struct request *rq)
{
	const struct nf_conntrack *flow = rq->change.flow;

	return request_has(rq, OPT_STATE) && nfct_attr_is_set(flow, ATTR_TCP_STATE) > 0 &&
	       strcmp(word_name(proto_tcp.states, nfct_get_attr_u8(flow, ATTR_TCP_STATE)), "ESTABLISHED") != 0;
}

/* Whether the request ends the flows that it is about. */
static bool ends_flows(const struct request *rq)
{
	if (request_has(rq, OPT_DRY_RUN))
		return false;
	if (rq->command->traits & COMMAND_REVISES)
		return shortens(rq) || leaves_established(rq);
	return rq->command->traits & COMMAND_DELETES;
}

/* Whether the request is about the flow: the one that its line describes, or one that it selects. */
static bool is_about(const struct request *rq, const struct record *rec)
{
	if (rq->command->traits & COMMAND_ENTRY)
		return nfct_cmp(rq->change.flow, rec->flow, NFCT_CMP_ORIG) &&
		       nfct_get_attr_u16(rq->change.flow, ATTR_ZONE) == nfct_get_attr_u16(rec->flow, ATTR_ZONE);
	return flows_selected(rq, rec);
}

bool login_suffers(const struct login *login, const struct request *rq)
{
	bool suffers = false;

	for (size_t i = 0; login && !suffers && i < login->count; i++)
		suffers = ends_flows(rq) && is_about(rq, &login->flows[i]);
	return suffers;
}

int login_ask(const struct login *login, struct error *err)
{
	struct buf question = BUF_INIT;
	bool yes;

	buf_lit(&question, "This would delete the flow that carries your login from ");
	addr_put(&question, &login->client.addr);
	buf_printf(&question, " port %u. Go on? [y/N] ", (unsigned)login->client.port);
	yes = buf_cstr(&question) && session_asks(buf_cstr(&question));
	buf_free(&question);
	return yes ? 0 : error_failed(err, 0, "nothing was changed: the flow that carries your login would be deleted "
				      "(--yes answers)");
}

int login_spare(const struct request *rq, struct session *s, struct error *err)
{
	struct login *login;
	int result = 0;

	if (s->loading || !ends_flows(rq) || request_has(rq, OPT_YES))
		return 0;
	login = login_find(s);
	if (login_suffers(login, rq))
		result = login_ask(login, err);
	login_free(login);
	return result;
}
