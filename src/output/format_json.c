/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "output/sheet.h"

#include "base/escape.h"
#include "output/parts.h"
#include "output/value.h"

/* How much of NAME is the object that it stands in; 0: none. */
static size_t object_len(const char *name)
{
	const char *dot = strchr(name, '.');

	return dot ? (size_t)(dot - name) : 0;
}

static bool same_object(const struct column *a, const struct column *b)
{
	size_t len = object_len(a->field->name);

	return len && len == object_len(b->field->name) &&
	       memcmp(a->field->name, b->field->name, len) == 0;
}

/* An object occurs once: its members follow the first of them. */
static void gather_objects(struct sheet *sheet)
{
	struct column *columns = sheet->columns;
	unsigned objects = 0;
	size_t next;

	for (size_t i = 0; i < sheet->count; i = next) {
		if (object_len(columns[i].field->name))
			columns[i].object = ++objects;
		next = i + 1;
		for (size_t j = next; j < sheet->count; j++) {
			struct column member = columns[j];

			if (!same_object(&columns[i], &member))
				continue;
			member.object = objects;
			memmove(&columns[next + 1], &columns[next], (j - next) * sizeof(*columns));
			columns[next++] = member;
		}
	}
}

/* ,"orig":{"src": from where "key" points on is the key within an open object. */
static void put_keys(struct buf *keys, const struct column *c, size_t *open, size_t *key)
{
	const char *name = c->field->name;
	size_t len = object_len(name);

	*open = keys->len;
	if (len) {
		buf_lit(keys, ",\"");
		buf_mem(keys, name, len);
		buf_lit(keys, "\":{\"");
		buf_str(keys, name + len + 1);
		buf_lit(keys, "\":");
		name += len + 1;
	}
	*key = keys->len;
	buf_lit(keys, ",\"");
	put_json(keys, name);
	buf_lit(keys, "\":");
}

/* Prepare the text in front of every value. The buffer moves while it grows. */
static void make_keys(struct output *out)
{
	struct sheet *sheet = out->sheet;

	gather_objects(sheet);
	for (size_t i = 0; i < sheet->count; i++) {
		struct column *c = &sheet->columns[i];
		size_t open, key;

		put_keys(&sheet->keys, c, &open, &key);
		c->key_len = sheet->keys.len - key;
		c->opening_len = c->object ? key - open : c->key_len;
	}
	out->text.failed |= sheet->keys.failed;
	for (size_t i = 0, at = 0; !sheet->keys.failed && i < sheet->count; i++) {
		struct column *c = &sheet->columns[i];

		c->opening = sheet->keys.data + at;
		at += c->object ? c->opening_len : 0;
		c->key = sheet->keys.data + at;
		at += c->key_len;
	}
}

static void put_element(struct buf *b, unsigned place, const char *text)
{
	if (place)
		buf_char(b, ',');
	buf_char(b, '"');
	put_json(b, text);
	buf_char(b, '"');
}

/* The words of the program need no escapes. */
static void put_word(struct buf *b, unsigned place, const char *word)
{
	if (place)
		buf_char(b, ',');
	buf_char(b, '"');
	buf_str(b, word);
	buf_char(b, '"');
}

static void put_quoted_moment(struct output *out, uint64_t nanoseconds)
{
	bool text = out->style.time == OUTPUT_ISO || out->style.time == OUTPUT_LOCAL;

	if (text)
		buf_char(&out->text, '"');
	put_moment(out, nanoseconds, 9);
	if (text)
		buf_char(&out->text, '"');
}

static void put_json_value(struct output *out, const struct field *field, const struct value *value)
{
	struct buf *b = &out->text;

	switch (field->type) {
	case FIELD_NUMBER:
	case FIELD_PORT:
	case FIELD_BYTES:
	case FIELD_SECONDS:
		buf_u64(b, value->number);
		break;
	case FIELD_PERCENT:
		put_percent(b, value->number);
		break;
	case FIELD_SPAN:
		put_seconds(b, value->number, 9);
		break;
	case FIELD_TIME:
		put_quoted_moment(out, value->number);
		break;
	case FIELD_ADDRESS:
		buf_char(b, '"');
		addr_put(b, &value->addr);
		buf_char(b, '"');
		break;
	case FIELD_WORD:
		put_word(b, 0, value->text);
		break;
	case FIELD_TEXT:
		put_element(b, 0, value->text);
		break;
	case FIELD_BITS:
	case FIELD_LABELS:
		buf_char(b, '[');
		each_element(out, field, value, field->type == FIELD_BITS ? put_word : put_element);
		buf_char(b, ']');
		break;
	}
}

/* Every member brings the comma in front; the first one's becomes the brace. */
static void put_object(struct output *out, const struct row *row)
{
	const struct sheet *sheet = out->sheet;
	struct buf *b = &out->text;
	size_t start = b->len;
	unsigned open = 0;
	struct value value;

	buf_reserve(b, ROW_ROOM);
	for (size_t i = 0; i < sheet->count; i++) {
		const struct column *c = &sheet->columns[i];

		if (!row_get(row, c, &value))
			continue;
		if (c->object != open && open)
			buf_char(b, '}');
		if (c->object != open)
			buf_mem(b, c->opening, c->opening_len);
		else
			buf_mem(b, c->key, c->key_len);
		open = c->object;
		put_json_value(out, c->field, &value);
	}
	if (b->len == start)
		buf_char(b, '{');
	else
		b->data[start] = '{';
	buf_mem(b, "}}", open ? 2 : 1);
}

static void json_line(struct output *out, const struct row *row)
{
	put_object(out, row);
	buf_char(&out->text, '\n');
}

/* Events come as long as somebody listens: no array would ever end. */
static bool is_array(const struct output *out)
{
	return !out->events && !out->sheet->single;
}

static void json_begin(struct output *out)
{
	make_keys(out);
	if (is_array(out))
		buf_char(&out->text, '[');
}

static void json_row(struct output *out, const struct row *row)
{
	if (!is_array(out)) {
		json_line(out, row);
		return;
	}
	if (out->sheet->rows)
		buf_char(&out->text, ',');
	buf_char(&out->text, '\n');
	put_object(out, row);
}

static void json_end(struct output *out)
{
	if (is_array(out) && out->sheet->rows)
		buf_char(&out->text, '\n');
	if (is_array(out))
		buf_lit(&out->text, "]\n");
}

static void json_lost(struct output *out, uint64_t count)
{
	buf_lit(&out->text, "{\"event\":\"lost\",\"count\":");
	buf_u64(&out->text, count);
	buf_lit(&out->text, "}\n");
}

static const struct sheet_format json_sheet = { json_begin, json_row, json_lost, json_end, false };
static const struct sheet_format jsonl_sheet = { make_keys, json_line, json_lost, no_frame, false };

const struct output_format output_json = {
	.name = "json", .help = "a JSON array, one row a line; events: one object a line",
	SHEET_SLOTS, .sheet = &json_sheet,
};

const struct output_format output_jsonl = {
	.name = "jsonl", .help = "one JSON object a line",
	SHEET_SLOTS, .sheet = &jsonl_sheet,
};
