/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/namer.h"

#include "cmd/beside.h"
#include "cmd/sandbox.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

/* Behind that a walk through /proc is given up. */
enum { PATIENCE_SECONDS = 2, INTERRUPTIONS = 10 };

struct answer {
	uint32_t portid;
	char name[PROGNAME_SIZE];	/* empty: nobody */
};

/* Who is told to end is interrupted all the time, and waits some times more for what has to come. */
static ssize_t receive(int fd, struct answer *answer)
{
	ssize_t n;
	int interrupted = 0;

	do {
		n = recv(fd, answer, sizeof(*answer), 0);
	} while (n < 0 && errno == EINTR && ++interrupted < INTERRUPTIONS);
	return n;
}

/* Requests are numbers of ports; the end comes with the end of whoever asks. */
static void serve(void)
{
	struct answer answer;
	uint32_t portid;
	ssize_t n;

	while ((n = recv(STDIN_FILENO, &portid, sizeof(portid), 0)) > 0) {
		answer = (struct answer){ .portid = portid };
		if (n != sizeof(portid) || !progname_find(portid, answer.name))
			answer.name[0] = '\0';
		if (send(STDIN_FILENO, &answer, sizeof(answer), MSG_NOSIGNAL) < 0)
			return;
	}
}

/* Without privileges it could not give up it does nothing, and nobody gets a name. */
static void be_namer(void)
{
	struct error ignored = ERROR_INIT;

	if (sandbox_enter(SANDBOX_LOOKS, &ignored) >= 0)
		serve();
}

/* An answer that comes too late is not taken for one to the next question. */
static bool ask(const struct progname_finder *finder, uint32_t portid, char name[PROGNAME_SIZE])
{
	int fd = ((const struct namer *)finder)->fd;
	struct answer answer;

	if (send(fd, &portid, sizeof(portid), MSG_NOSIGNAL) < 0)
		return false;
	do {
		if (receive(fd, &answer) != sizeof(answer))
			return false;
	} while (answer.portid != portid);
	memcpy(name, answer.name, PROGNAME_SIZE);
	name[PROGNAME_SIZE - 1] = '\0';
	return name[0];
}

bool namer_start(struct namer *namer)
{
	const struct timeval patience = { .tv_sec = PATIENCE_SECONDS };
	int fd;
	pid_t pid = beside_start("conntrack-names", be_namer, &fd);

	if (pid < 0)
		return false;
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
	*namer = (struct namer){ .finder = { .find = ask }, .fd = fd, .pid = pid };
	return true;
}

void namer_stop(struct namer *namer)
{
	struct answer late;
	ssize_t n;

	shutdown(namer->fd, SHUT_WR);
	do {
		n = receive(namer->fd, &late);
	} while (n > 0 || (n < 0 && errno == ECONNRESET));
	/* it has closed its end, which only a process does that ends */
	while (n == 0 && waitpid(namer->pid, NULL, 0) < 0 && errno == EINTR)
		;
	close(namer->fd);
}
