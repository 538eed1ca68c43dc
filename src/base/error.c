/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

int error_set(struct error *err, enum error_kind kind, int errnum,
	      const char *format, ...)
{
	va_list ap;

	err->kind = kind;
	err->errnum = errnum;
	err->see = NULL;
	err->hint[0] = '\0';
	va_start(ap, format);
	vsnprintf(err->text, sizeof(err->text), format, ap);
	va_end(ap);
	return -1;
}

int error_hint(struct error *err, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	vsnprintf(err->hint, sizeof(err->hint), format, ap);
	va_end(ap);
	return -1;
}

int error_nomem(struct error *err)
{
	return error_failed(err, ENOMEM, "out of memory");
}

int error_exit_status(const struct error *err)
{
	switch (err->kind) {
	case ERROR_NONE:
		return 0;
	case ERROR_USAGE:
		return 2;
	case ERROR_FAILED:
	case ERROR_KERNEL:
	case ERROR_NO_MATCH:
	case ERROR_CLOSED:
	case ERROR_STALLED:
	case ERROR_OUTPUT:
		return 1;
	}
	return 1;
}
