/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "filter/typed.h"

#include "base/buf.h"

#include <string.h>

static bool has_units(const struct field *field)
{
	return field->type == FIELD_BYTES || field->type == FIELD_SECONDS || field->type == FIELD_SPAN ||
	       field->type == FIELD_TIME;
}

static bool is_digits(const char *text)
{
	return text[strspn(text, "0123456789-")] == '\0';
}

/* Whether a value says by itself what it is: no octal number does, and no name of a port. */
static bool is_clear(const struct field *field, const char *text)
{
	bool hex = strncmp(text, "0x", 2) == 0;

	return has_units(field) || hex ||
	       (is_digits(text) && !(field_base(field, text) == NUMBER_C && text[0] == '0'));
}

static bool is_telling(const struct expr *e, enum comparison comparison, const struct token *values,
		       const struct token *end)
{
	bool telling = comparison > COMPARE_NE;

	if (e->kind != EXPR_IN || (!has_units(e->field) && e->field->type != FIELD_NUMBER &&
				   e->field->type != FIELD_PORT))
		return false;
	telling |= e->field->type == FIELD_SPAN || e->field->type == FIELD_TIME;
	for (; values < end; values++) {
		if (values->kind != TOKEN_WORD && values->kind != TOKEN_QUOTED)
			continue;
		if (!is_clear(e->field, values->text))
			return false;
		telling |= !is_digits(values->text);
	}
	return telling;
}

const char *typed_sign(enum comparison comparison)
{
	static const char signs[][4] = {
		[COMPARE_EQ] = "=", [COMPARE_NE] = "!=", [COMPARE_LT] = "<", [COMPARE_LE] = "<=",
		[COMPARE_GT] = ">", [COMPARE_GE] = ">=",
	};

	return signs[comparison];
}

/* A blank belongs to what is written with one: a date and a time. */
static void put_value(struct buf *out, const struct token *value, unsigned *count)
{
	bool again = *count && value[-1].kind == TOKEN_WORD && strchr(value->text, ':') && !strchr(value[-1].text, ':') &&
		     value->offset == value[-1].offset + strlen(value[-1].text) + 1;

	buf_printf(out, "%s%s", again ? " " : *count ? ", " : "", value->text);
	*count += !again;
}

int typed_note(struct expr *e, enum comparison comparison, const struct token *values,
	       const struct token *end)
{
	struct buf text = BUF_INIT, list = BUF_INIT;
	unsigned count = 0;

	if (!is_telling(e, comparison, values, end))
		return 0;
	for (; values < end; values++)
		if (values->kind == TOKEN_WORD || values->kind == TOKEN_QUOTED)
			put_value(&list, values, &count);
	if (buf_cstr(&list))
		buf_printf(&text, "%s %s%s%s", typed_sign(comparison), count > 1 ? "{" : "", list.data,
			   count > 1 ? "}" : "");
	e->typed = buf_cstr(&text) ? strdup(text.data) : NULL;
	buf_free(&list);
	buf_free(&text);
	return e->typed ? 0 : -1;
}
