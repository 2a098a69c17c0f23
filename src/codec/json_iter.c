// SPDX-License-Identifier: Apache-2.0
#include "codec/json.h"

#include "codec/json_lex.h"

// What may come next.
enum {
    WANT_VALUE,
    WANT_FIRST_ITEM, // or the end of the array
    WANT_FIRST_KEY,  // or the end of the object
    WANT_SEPARATOR,  // a value is behind us
};

void pen_json_iter_init(pen_json_iter *it, const pen_scan *scan, pen_str text)
{
    it->scan = scan ? scan : pen_scan_best();
    it->text = text;
    it->at = 0;
    it->depth = 0;
    it->state = WANT_VALUE;
}

static bool in_object(const pen_json_iter *it)
{
    uint32_t d = it->depth - 1;
    return it->objects[d / 64] >> (d % 64) & 1;
}

static pen_status open_container(pen_json_iter *it, bool object, pen_json_event *ev)
{
    uint32_t d = it->depth;
    if (d == PEN_JSON_DEPTH_MAX) {
        return PEN_E_DEPTH;
    }
    uint64_t bit = (uint64_t)1 << (d % 64);
    it->objects[d / 64] = (it->objects[d / 64] & ~bit) | (object ? bit : 0);
    it->depth++;
    it->at++;
    it->state = object ? WANT_FIRST_KEY : WANT_FIRST_ITEM;
    *ev = object ? PEN_JSON_OBJECT : PEN_JSON_ARRAY;
    return PEN_OK;
}

static pen_status close_container(pen_json_iter *it, pen_json_event *ev)
{
    *ev = in_object(it) ? PEN_JSON_OBJECT_END : PEN_JSON_ARRAY_END;
    it->depth--;
    it->at++;
    it->state = WANT_SEPARATOR;
    return PEN_OK;
}

// Moves to the next byte that is not blank and gives it, or -1 at the end.
static int look(pen_json_iter *it)
{
    if (it->at == it->text.n) {
        return -1;
    }
    const char *end = it->text.p + it->text.n;
    it->at = (size_t)(pen_json_blanks(it->text.p + it->at, end) - it->text.p);
    return it->at < it->text.n ? (unsigned char)it->text.p[it->at] : -1;
}

// A key and the colon after it.
static pen_status next_key(pen_json_iter *it, pen_json_event *ev, pen_value *v)
{
    if (look(it) != '"') {
        return it->at == it->text.n ? PEN_MORE : PEN_E_SYNTAX;
    }
    PEN_TRY(pen_json_lex_string(it->scan, it->text, &it->at, v));
    if (look(it) != ':') {
        return it->at == it->text.n ? PEN_MORE : PEN_E_SYNTAX;
    }
    it->at++;
    it->state = WANT_VALUE;
    *ev = PEN_JSON_KEY;
    return PEN_OK;
}

static pen_status next_value(pen_json_iter *it, pen_json_event *ev, pen_value *v)
{
    int c = look(it);
    if (c == '{' || c == '[') {
        return open_container(it, c == '{', ev);
    }
    if (c == '"') {
        PEN_TRY(pen_json_lex_string(it->scan, it->text, &it->at, v));
    } else {
        PEN_TRY(pen_json_lex_scalar(it->text, &it->at, v));
    }
    it->state = WANT_SEPARATOR;
    *ev = PEN_JSON_VALUE;
    return PEN_OK;
}

// After a value: the end of the text, of a container, or a comma and what follows it.
static pen_status next_separated(pen_json_iter *it, pen_json_event *ev, pen_value *v)
{
    int c = look(it);
    if (it->depth == 0) {
        *ev = PEN_JSON_END;
        return c < 0 ? PEN_OK : PEN_E_SYNTAX;
    }
    bool object = in_object(it);
    if (c == ',') {
        it->at++;
        return object ? next_key(it, ev, v) : next_value(it, ev, v);
    }
    if (c == (object ? '}' : ']')) {
        return close_container(it, ev);
    }
    return c < 0 ? PEN_MORE : PEN_E_SYNTAX;
}

// One token; PEN_MORE when the text ends too early.
static pen_status step(pen_json_iter *it, pen_json_event *ev, pen_value *v)
{
    switch (it->state) {
    case WANT_SEPARATOR:
        return next_separated(it, ev, v);
    case WANT_FIRST_KEY:
        return look(it) == '}' ? close_container(it, ev) : next_key(it, ev, v);
    case WANT_FIRST_ITEM:
        return look(it) == ']' ? close_container(it, ev) : next_value(it, ev, v);
    default:
        return next_value(it, ev, v);
    }
}

pen_status pen_json_next(pen_json_iter *it, pen_json_event *ev, pen_value *v)
{
    if (it->text.n > UINT32_MAX) {
        return PEN_E_LIMIT;
    }
    pen_status s = step(it, ev, v);
    return s == PEN_MORE ? PEN_E_SYNTAX : s;
}

pen_status pen_json_skip(pen_str text, size_t *at)
{
    pen_json_iter it;
    pen_json_event ev;
    pen_value v;
    if (*at >= text.n) {
        return PEN_END;
    }
    pen_json_iter_init(&it, NULL, pen_str_from(text, *at));
    if (it.text.n > UINT32_MAX) {
        return PEN_E_LIMIT;
    }
    if (look(&it) < 0) {
        return PEN_END;
    }
    do {
        PEN_TRY(step(&it, &ev, &v));
    } while (it.depth > 0);
    *at += it.at;
    return PEN_OK;
}
