/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONNTRACK_BASE_ERROR_H
#define CONNTRACK_BASE_ERROR_H

/*
 * What went wrong, told once and completely by whoever noticed it.
 *
 * The caller owns the struct and starts it as ERROR_INIT. A callee fills it
 * and returns -1; on success it is untouched. The text is a whole message
 * without program name and line end, ready to print. Only main prints it.
 * A text longer than the buffer is cut; the words it quotes come from a
 * command line, so nothing but their tail is lost.
 */
enum error_kind {
	ERROR_NONE,
	ERROR_USAGE,	/* the command line is wrong; nothing was attempted */
	ERROR_FAILED,	/* a file, memory or this machine refused */
	ERROR_KERNEL,	/* the kernel answered a request with errnum */
	ERROR_NO_MATCH,	/* done, but nothing matched; no text */
	ERROR_CLOSED,	/* the reader of stdout went away; no text */
	ERROR_STALLED,	/* the reader of stdout stands still and was given up */
	ERROR_OUTPUT,	/* stdout does not take what is written */
};

struct error {
	enum error_kind kind;
	int errnum;		/* errno where one is known, else 0 */
	const char *see;	/* the command that explains a wrong line; NULL: the general help */
	char text[1024];
	char hint[256];		/* a line more: what would be right; may be empty */
};

#define ERROR_INIT { .kind = ERROR_NONE, .errnum = 0, .see = NULL, .text = "", .hint = "" }

/* Fill ERR; always returns -1, so that "return error_set(...)" reads well. */
int error_set(struct error *err, enum error_kind kind, int errnum,
	      const char *format, ...) __attribute__((format(printf, 4, 5)));

/* The two most frequent forms. */
#define error_usage(err, ...) error_set((err), ERROR_USAGE, 0, __VA_ARGS__)
#define error_failed(err, errnum, ...) \
	error_set((err), ERROR_FAILED, (errnum), __VA_ARGS__)
int error_nomem(struct error *err);

/* Add a hint to an error that is filled; always returns -1, too. */
int error_hint(struct error *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The exit status of the program: 0 done, 1 failed or no match, 2 usage. */
int error_exit_status(const struct error *err);

#endif
