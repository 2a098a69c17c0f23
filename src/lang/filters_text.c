// SPDX-License-Identifier: Apache-2.0
// Jinja2's filters on texts. They take the text of whatever they are given.
#include "base/utf8.h"
#include "event/chars.h"
#include "lang/builtins.h"
#include "lang/casing.h"
#include "lang/entities.h"
#include "lang/ops.h"
#include "lang/percent.h"
#include "lang/text.h"

typedef pen_status recase(pen_vm *vm, pen_value s, pen_value *out);

static pen_status recased(const pen_args *a, recase *how, pen_value *out)
{
    pen_value text;
    PEN_TRY(pen_operand_text(a, &text));
    return how(a->vm, text, out);
}

pen_status pen_filter_lower(const pen_args *a, pen_value *out)
{
    return recased(a, pen_case_lower, out);
}

pen_status pen_filter_upper(const pen_args *a, pen_value *out)
{
    return recased(a, pen_case_upper, out);
}

pen_status pen_filter_capitalize(const pen_args *a, pen_value *out)
{
    return recased(a, pen_case_capitalize, out);
}

pen_status pen_filter_string(const pen_args *a, pen_value *out)
{
    return pen_operand_text(a, out);
}

// ---- title ----

static bool divides_words(uint32_t cp)
{
    char text[4];
    size_t n = pen_utf8_put(text, cp);
    bool mark = n == 1 && strchr("-({[<", text[0]) && text[0];
    return mark || pen_strip(pen_str_of(text, n), NULL, 1).n == 0;
}

// Where the run of word or of dividing characters that starts at `from` ends.
static size_t run_end(pen_str s, size_t from, size_t *first_end, bool *dividing)
{
    size_t at = from;
    *dividing = divides_words(pen_utf8_next(s, &at));
    *first_end = at;
    while (at < s.n) {
        size_t next = at;
        if (divides_words(pen_utf8_next(s, &next)) != *dividing) {
            break;
        }
        at = next;
    }
    return at;
}

// Each word: first character in upper case, the rest in lower case.
pen_status pen_filter_title(const pen_args *a, pen_value *out)
{
    pen_value text, part;
    pen_buf *buf = &a->vm->text;
    size_t mark = buf->n, first_end = 0, end = 0;
    bool dividing = false;
    PEN_TRY(pen_operand_text(a, &text));
    pen_str s = pen_value_str(text);
    for (size_t at = 0; at < s.n && buf->failed == PEN_OK; at = end) {
        end = run_end(s, at, &first_end, &dividing);
        if (dividing) {
            pen_buf_add(buf, pen_str_of(s.p + at, end - at));
            continue;
        }
        pen_value head = pen_v_str(pen_str_of(s.p + at, first_end - at));
        PEN_TRY(pen_case_upper(a->vm, head, &part));
        pen_buf_add(buf, pen_value_str(part));
        PEN_TRY(pen_case_lower(a->vm, pen_v_str(pen_str_of(s.p + first_end, end - first_end)),
                               &part));
        pen_buf_add(buf, pen_value_str(part));
    }
    return pen_text_end(a->vm, mark, buf->failed, out);
}

// ---- trim, center, replace, format ----

pen_status pen_filter_trim(const pen_args *a, pen_value *out)
{
    pen_value text;
    PEN_TRY(pen_operand_text(a, &text));
    bool set = pen_arg_some(a, 1);
    if (set && a->v[1].tag != PEN_T_STR) {
        return PEN_E_TYPE;
    }
    PEN_TRY(pen_spend_bytes(a->vm, text.n));
    *out = pen_v_str(pen_strip(pen_value_str(text), set ? &a->v[1] : NULL, 3));
    out->flags = text.flags & PEN_F_CLEAN;
    return PEN_OK;
}

pen_status pen_filter_center(const pen_args *a, pen_value *out)
{
    pen_value text;
    int64_t width = 0;
    PEN_TRY(pen_operand_text(a, &text));
    PEN_TRY(pen_arg_int(a, 1, 80, &width));
    return pen_pad_text(a->vm, pen_value_str(text), &(pen_pad){width, PEN_LIT(" "), 3}, out);
}

pen_status pen_filter_replace(const pen_args *a, pen_value *out)
{
    pen_value text[3];
    int64_t most = -1;
    for (unsigned i = 0; i < 3; i++) {
        PEN_TRY(pen_op_text(a->vm, a->v[i], &text[i]));
    }
    if (pen_arg_some(a, 3)) {
        PEN_TRY(pen_arg_int(a, 3, -1, &most));
    }
    const pen_str part[3] = {pen_value_str(text[0]), pen_value_str(text[1]),
                             pen_value_str(text[2])};
    return pen_replace(a->vm, part, most, out);
}

pen_status pen_filter_format(const pen_args *a, pen_value *out)
{
    const pen_call *c = a->call;
    pen_value text, values;
    PEN_TRY(pen_operand_text(a, &text));
    if (c->nkw && c->nargs > 1) {
        return PEN_E_EVAL;
    }
    if (c->nkw) {
        pen_dict *d = pen_dict_new(a->vm->arena, c->nkw);
        for (uint32_t i = 0; d && i < c->nkw; i++) {
            PEN_TRY(pen_dict_put_str(a->vm->arena, d, c->kw[i], c->kwargs[i]));
        }
        values = pen_v_dict(d);
    } else {
        pen_list *l = pen_list_new(a->vm->arena, c->nargs);
        for (uint32_t i = 1; l && i < c->nargs; i++) {
            PEN_TRY(pen_list_push(a->vm->arena, l, c->args[i]));
        }
        values = (pen_value){.tag = PEN_T_TUPLE, .u.list = l};
    }
    return values.u.p ? pen_percent(a->vm, pen_value_str(text), values, out) : PEN_E_NOMEM;
}

// ---- HTML ----

static const struct {
    char c;
    pen_str entity;
} entities[] = {
    {'&', {"&amp;", 5}}, {'<', {"&lt;", 4}},   {'>', {"&gt;", 4}},
    {'\'', {"&#39;", 5}}, {'"', {"&#34;", 5}},
};

static void put_escaped(pen_str s, pen_buf *out)
{
    size_t done = 0;
    for (size_t i = 0; i < s.n; i++) {
        for (size_t k = 0; k < sizeof entities / sizeof *entities; k++) {
            if (s.p[i] == entities[k].c) {
                pen_buf_add(out, pen_str_of(s.p + done, i - done));
                pen_buf_add(out, entities[k].entity);
                done = i + 1;
            }
        }
    }
    pen_buf_add(out, pen_str_from(s, done));
}

pen_status pen_filter_escape(const pen_args *a, pen_value *out)
{
    pen_value text;
    PEN_TRY(pen_operand_text(a, &text));
    size_t mark = a->vm->text.n;
    put_escaped(pen_value_str(text), &a->vm->text);
    return pen_text_end(a->vm, mark, a->vm->text.failed, out);
}

static bool bad_attribute_name(pen_str s)
{
    for (size_t i = 0; i < s.n; i++) {
        if (pen_is_blank(s.p[i]) || s.p[i] == '/' || s.p[i] == '>' || s.p[i] == '=') {
            return true;
        }
    }
    return false;
}

static pen_status put_attribute(pen_vm *vm, const pen_pair *p)
{
    pen_value text;
    if (p->key.tag != PEN_T_STR) {
        return PEN_E_TYPE;
    }
    if (bad_attribute_name(pen_value_str(p->key))) {
        return PEN_E_EVAL;
    }
    PEN_TRY(pen_op_text(vm, p->value, &text));
    put_escaped(pen_value_str(p->key), &vm->text);
    PEN_BUF_LIT(&vm->text, "=\"");
    put_escaped(pen_value_str(text), &vm->text);
    pen_buf_byte(&vm->text, '"');
    return vm->text.failed;
}

pen_status pen_filter_xmlattr(const pen_args *a, pen_value *out)
{
    if (a->v[0].tag != PEN_T_DICT) {
        return a->v[0].tag == PEN_T_UNDEF ? PEN_E_UNDEFINED : PEN_E_TYPE;
    }
    const pen_dict *d = a->v[0].u.dict;
    size_t mark = a->vm->text.n;
    pen_status s = PEN_OK;
    bool blank = pen_arg_truth(a, 1, true);
    for (uint32_t i = 0; i < d->n && s == PEN_OK; i++) {
        if (d->pairs[i].value.tag != PEN_T_NONE && d->pairs[i].value.tag != PEN_T_UNDEF) {
            if (blank) {
                pen_buf_byte(&a->vm->text, ' ');
            }
            blank = true;
            s = put_attribute(a->vm, &d->pairs[i]);
        }
    }
    return pen_text_end(a->vm, mark, s, out);
}

// Without `<!-- … -->` and then without `<…>`.
static pen_str cut_tags(pen_str s, char *to, pen_str open, pen_str close)
{
    size_t n = 0, at = 0;
    while (at < s.n) {
        size_t start = pen_str_find(s, open, at);
        size_t end = start == PEN_NPOS ? PEN_NPOS : pen_str_find(s, close, start + open.n);
        size_t stop = end == PEN_NPOS ? s.n : start;
        memmove(to + n, s.p + at, stop - at);
        n += stop - at;
        at = end == PEN_NPOS ? s.n : end + close.n;
    }
    return pen_str_of(to, n);
}

pen_status pen_filter_striptags(const pen_args *a, pen_value *out)
{
    pen_value text, words, joined;
    PEN_TRY(pen_operand_text(a, &text));
    PEN_TRY(pen_spend_bytes(a->vm, text.n));
    char *to = pen_arena_get(a->vm->arena, (size_t)text.n + 1);
    if (!to) {
        return PEN_E_NOMEM;
    }
    pen_str s = cut_tags(pen_value_str(text), to, PEN_LIT("<!--"), PEN_LIT("-->"));
    s = cut_tags(s, to, PEN_LIT("<"), PEN_LIT(">"));
    PEN_TRY(pen_call_one(a->vm, pen_str_method_split, pen_v_str(s), &words));
    const pen_args join = {.vm = a->vm, .call = a->call, .v = {words, pen_v_str(PEN_LIT(" "))},
                           .has = {true, true}};
    PEN_TRY(pen_filter_join(&join, &joined));
    size_t mark = a->vm->text.n;
    pen_entities_put(pen_value_str(joined), &a->vm->text);
    return pen_text_end(a->vm, mark, a->vm->text.failed, out);
}

// ---- urlencode ----

static void put_quoted(pen_str s, bool query, pen_buf *out)
{
    static const char hex[] = "0123456789ABCDEF";
    for (size_t i = 0; i < s.n && out->failed == PEN_OK; i++) {
        char c = s.p[i];
        bool plain = pen_is_alpha(c) || pen_is_digit(c) || (c && strchr("_.-~", c));
        if (plain || (c == '/' && !query)) {
            pen_buf_byte(out, c);
        } else if (c == ' ' && query) {
            pen_buf_byte(out, '+');
        } else {
            const char coded[3] = {'%', hex[(unsigned char)c >> 4], hex[(unsigned char)c & 15]};
            pen_buf_add(out, pen_str_of(coded, 3));
        }
    }
}

static pen_status put_query_pair(pen_vm *vm, pen_value pair)
{
    pen_list *two;
    pen_value key, value;
    PEN_TRY(pen_items(vm, pair, &two));
    if (two->n != 2) {
        return PEN_E_TYPE;
    }
    PEN_TRY(pen_op_text(vm, two->items[0], &key));
    PEN_TRY(pen_op_text(vm, two->items[1], &value));
    put_quoted(pen_value_str(key), true, &vm->text);
    pen_buf_byte(&vm->text, '=');
    put_quoted(pen_value_str(value), true, &vm->text);
    return vm->text.failed;
}

pen_status pen_filter_urlencode(const pen_args *a, pen_value *out)
{
    pen_value text, pairs = a->v[0];
    pen_list *l;
    size_t mark = a->vm->text.n;
    bool box = a->v[0].tag >= PEN_T_LIST && a->v[0].tag <= PEN_T_VIEW;
    if (!box && a->v[0].tag != PEN_T_UNDEF) {
        PEN_TRY(pen_operand_text(a, &text));
        put_quoted(pen_value_str(text), false, &a->vm->text);
        return pen_text_end(a->vm, mark, a->vm->text.failed, out);
    }
    if (pairs.tag == PEN_T_DICT) {
        PEN_TRY(pen_call_one(a->vm, pen_dict_method_items, pairs, &pairs));
    }
    PEN_TRY(pen_items(a->vm, pairs, &l));
    pen_status s = PEN_OK;
    for (uint32_t i = 0; i < l->n && s == PEN_OK; i++) {
        if (i) {
            pen_buf_byte(&a->vm->text, '&');
        }
        s = put_query_pair(a->vm, l->items[i]);
    }
    return pen_text_end(a->vm, mark, s, out);
}

// ---- layout ----

pen_status pen_filter_wordcount(const pen_args *a, pen_value *out)
{
    pen_value text;
    int64_t words = 0;
    bool inside = false;
    PEN_TRY(pen_operand_text(a, &text));
    PEN_TRY(pen_spend_bytes(a->vm, text.n));
    pen_str s = pen_value_str(text);
    for (size_t at = 0; at < s.n;) {
        uint32_t cp = pen_utf8_next(s, &at);
        bool word = cp == '_' || pen_char_alnum(cp);
        words += word && !inside;
        inside = word;
    }
    *out = pen_v_int(words);
    return PEN_OK;
}

static pen_status indention(const pen_args *a, pen_value *out)
{
    int64_t width = 4;
    if (a->has[1] && a->v[1].tag == PEN_T_STR) {
        *out = a->v[1];
        return PEN_OK;
    }
    PEN_TRY(pen_arg_int(a, 1, 4, &width));
    return pen_op_mul(a->vm, pen_v_str(PEN_LIT(" ")), pen_v_int(width), out);
}

pen_status pen_filter_indent(const pen_args *a, pen_value *out)
{
    pen_value in, text, lines;
    if (a->v[0].tag != PEN_T_STR) {
        return a->v[0].tag == PEN_T_UNDEF ? PEN_E_UNDEFINED : PEN_E_TYPE;
    }
    PEN_TRY(indention(a, &in));
    PEN_TRY(pen_op_add(a->vm, a->v[0], pen_v_str(PEN_LIT("\n")), &text));
    PEN_TRY(pen_call_one(a->vm, pen_str_method_splitlines, text, &lines));
    size_t mark = a->vm->text.n;
    bool blank = pen_arg_truth(a, 3, false);
    for (uint32_t i = 0; i < lines.u.list->n; i++) {
        pen_str line = pen_value_str(lines.u.list->items[i]);
        if (i) {
            pen_buf_byte(&a->vm->text, '\n');
        }
        if (i ? blank || line.n : pen_arg_truth(a, 2, false)) {
            pen_buf_add(&a->vm->text, pen_value_str(in));
        }
        pen_buf_add(&a->vm->text, line);
    }
    return pen_text_end(a->vm, mark, a->vm->text.failed, out);
}

pen_status pen_filter_truncate(const pen_args *a, pen_value *out)
{
    int64_t length = 0, leeway = 5, have = 0;
    pen_value end = a->has[3] ? a->v[3] : pen_v_str(PEN_LIT("..."));
    if (end.tag != PEN_T_STR) {
        return PEN_E_TYPE;
    }
    PEN_TRY(pen_arg_int(a, 1, 255, &length));
    if (pen_arg_some(a, 4)) {
        PEN_TRY(pen_arg_int(a, 4, 5, &leeway));
    }
    PEN_TRY(pen_spend_bytes(a->vm, a->v[0].tag == PEN_T_STR ? a->v[0].n : 0));
    PEN_TRY(pen_op_length(a->v[0], &have)); // whatever has a length and is short passes
    int64_t end_length = (int64_t)pen_utf8_count(pen_value_str(end));
    if (length < end_length || leeway < 0) {
        return PEN_E_EVAL;
    }
    *out = a->v[0];
    if (have <= length || have - length <= leeway) {
        return PEN_OK;
    }
    if (a->v[0].tag != PEN_T_STR) {
        return PEN_E_TYPE;
    }
    pen_str s = pen_value_str(a->v[0]);
    s = pen_str_head(s, pen_utf8_offset(s, (size_t)(length - end_length)));
    size_t blank = pen_arg_truth(a, 2, false) ? PEN_NPOS : pen_str_rchr(s, ' ');
    s = blank == PEN_NPOS ? s : pen_str_head(s, blank);
    return pen_op_add(a->vm, pen_v_str(s), end, out);
}
