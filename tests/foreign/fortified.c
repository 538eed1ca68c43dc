/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What Debian's libraries want of a C library and musl does not have: libraries built for one run with the other. */
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

int __printf_chk(int flag, const char *format, ...);
int __fprintf_chk(FILE *file, int flag, const char *format, ...);
int __snprintf_chk(char *into, size_t size, int flag, size_t space, const char *format, ...);

int __printf_chk(int flag, const char *format, ...)
{
	va_list ap;
	int n;

	(void)flag;
	va_start(ap, format);
	n = vprintf(format, ap);
	va_end(ap);
	return n;
}

int __fprintf_chk(FILE *file, int flag, const char *format, ...)
{
	va_list ap;
	int n;

	(void)flag;
	va_start(ap, format);
	n = vfprintf(file, format, ap);
	va_end(ap);
	return n;
}

int __snprintf_chk(char *into, size_t size, int flag, size_t space, const char *format, ...)
{
	va_list ap;
	int n;

	(void)flag;
	va_start(ap, format);
	n = vsnprintf(into, size < space ? size : space, format, ap);
	va_end(ap);
	return n;
}
