// SPDX-License-Identifier: Apache-2.0
// The filter pprint: the repr of a value over as many lines as 80 columns ask for, keys of
// dicts sorted, as Python's pprint.pformat writes it.
#include "base/limits.h"
#include "base/sort.h"
#include "base/ublank.h"
#include "base/utf8.h"
#include "lang/builtins.h"
#include "lang/text.h"

enum { WIDTH = 80 };

typedef struct printer {
    pen_vm *vm;
    pen_buf *out;
} printer;

// Where a value stands: its column, what must fit behind it, how deep it lies.
typedef struct place {
    int64_t indent, allowance;
    unsigned level;
} place;

// ---- sorted keys ----

// Keys that cannot be compared are ordered by the names of their types.
static pen_status key_less(void *ctx, uint32_t b, uint32_t a, int *less)
{
    const pen_dict *d = ctx;
    int order = 0;
    bool unordered = false;
    pen_value x = d->pairs[b].key, y = d->pairs[a].key;
    if (pen_value_cmp(x, y, &order, &unordered) != PEN_OK) {
        order = pen_str_cmp(pen_str_c(pen_value_type(x)), pen_str_c(pen_value_type(y)));
    }
    *less = order < 0;
    return PEN_OK;
}

// What groupby gives is no plain tuple: Python's pprint leaves it as repr() writes it.
static bool is_group(pen_value v)
{
    return v.tag == PEN_T_TUPLE && v.aux == PEN_TUPLE_GROUP;
}

static pen_status sorted_copy(pen_vm *vm, unsigned depth, pen_value *v);

static pen_status sorted_dict(pen_vm *vm, unsigned depth, pen_value *v)
{
    pen_dict *from = v->u.dict, *to = pen_dict_new(vm->arena, from->n);
    uint32_t *order = pen_arena_get(vm->arena, (size_t)from->n * 2 * sizeof *order + 1);
    if (!to || !order) {
        return PEN_E_NOMEM;
    }
    for (uint32_t i = 0; i < from->n; i++) {
        order[i] = i;
    }
    PEN_TRY(pen_sort(order, order + from->n, from->n, key_less, from));
    for (uint32_t i = 0; i < from->n; i++) {
        pen_pair p = from->pairs[order[i]];
        PEN_TRY(sorted_copy(vm, depth + 1, &p.value));
        PEN_TRY(pen_dict_put(vm->arena, to, p.key, p.value));
    }
    *v = pen_v_dict(to);
    return PEN_OK;
}

static pen_status sorted_list(pen_vm *vm, unsigned depth, pen_value *v)
{
    pen_list *to = pen_list_new(vm->arena, v->u.list->n);
    if (!to) {
        return PEN_E_NOMEM;
    }
    for (uint32_t i = 0; i < v->u.list->n; i++) {
        pen_value item = v->u.list->items[i];
        PEN_TRY(sorted_copy(vm, depth + 1, &item));
        PEN_TRY(pen_list_push(vm->arena, to, item));
    }
    *v = (pen_value){.tag = v->tag, .u.list = to};
    return PEN_OK;
}

static pen_status sorted_copy(pen_vm *vm, unsigned depth, pen_value *v)
{
    if (depth >= PEN_VALUE_DEPTH_MAX) {
        return PEN_E_DEPTH;
    }
    PEN_TRY(pen_vm_spend(vm, 1));
    if (is_group(*v)) {
        return PEN_OK;
    }
    if (v->tag == PEN_T_DICT) {
        return sorted_dict(vm, depth, v);
    }
    return v->tag == PEN_T_LIST || v->tag == PEN_T_TUPLE ? sorted_list(vm, depth, v) : PEN_OK;
}

// ---- texts ----

// The length of a repr in characters.
static pen_status repr_width(printer *p, pen_value v, int64_t *width)
{
    size_t mark = p->out->n;
    PEN_TRY(pen_value_repr(v, p->out));
    pen_str text = pen_str_from(pen_buf_str(p->out), mark);
    *width = (int64_t)pen_utf8_count(text);
    p->out->n = mark;
    return pen_spend_bytes(p->vm, text.n * 4);
}

static void new_line(printer *p, int64_t indent)
{
    pen_buf_byte(p->out, '\n');
    pen_buf_fill(p->out, ' ', (size_t)indent);
}

// The end of a word and the blanks behind it.
static size_t part_end(pen_str s, size_t at)
{
    while (at < s.n && !pen_ublank_at(s, at)) {
        (void)pen_utf8_next(s, &at);
    }
    for (size_t n; at < s.n && (n = pen_ublank_at(s, at)) > 0;) {
        at += n;
    }
    return at;
}

static pen_status push_text(printer *p, pen_list *to, pen_str s)
{
    return s.n ? pen_list_push(p->vm->arena, to, pen_v_str(s)) : PEN_OK;
}

// One line of a text as pieces whose reprs fit, cut behind blanks where there are any.
static pen_status cut_line(printer *p, pen_str line, const int64_t width[2], pen_list *to)
{
    int64_t have = 0;
    PEN_TRY(repr_width(p, pen_v_str(line), &have));
    if (have <= width[1]) {
        return push_text(p, to, line);
    }
    size_t from = 0;
    for (size_t at = 0, end; at < line.n; at = end) {
        end = part_end(line, at);
        PEN_TRY(repr_width(p, pen_v_str(pen_str_of(line.p + from, end - from)), &have));
        if (have > width[end == line.n]) {
            PEN_TRY(push_text(p, to, pen_str_of(line.p + from, at - from)));
            from = at;
        }
    }
    return push_text(p, to, pen_str_from(line, from));
}

static pen_status text_pieces(printer *p, pen_value v, const place *at, pen_list **out)
{
    pen_value lines, yes = pen_v_bool(true);
    pen_args split = {.vm = p->vm, .v = {v, yes}, .has = {true, true}};
    *out = pen_list_new(p->vm->arena, 0);
    if (!*out) {
        return PEN_E_NOMEM;
    }
    PEN_TRY(pen_str_method_splitlines(&split, &lines));
    uint32_t n = lines.u.list->n;
    for (uint32_t i = 0; i < n; i++) {
        int64_t width = WIDTH - at->indent;
        const int64_t widths[2] = {width, i + 1 == n ? width - at->allowance : width};
        PEN_TRY(cut_line(p, pen_value_str(lines.u.list->items[i]), widths, *out));
    }
    return PEN_OK;
}

// A long text: its pieces below each other, in parentheses when it stands alone.
static pen_status put_text(printer *p, pen_value v, place at)
{
    pen_list *pieces;
    bool alone = at.level == 1;
    at.indent += alone;
    at.allowance += alone;
    PEN_TRY(text_pieces(p, v, &at, &pieces));
    if (pieces->n <= 1) {
        return pen_value_repr(v, p->out);
    }
    pen_buf_add(p->out, alone ? PEN_LIT("(") : PEN_EMPTY);
    for (uint32_t i = 0; i < pieces->n; i++) {
        if (i) {
            new_line(p, at.indent);
        }
        PEN_TRY(pen_value_repr(pieces->items[i], p->out));
    }
    pen_buf_add(p->out, alone ? PEN_LIT(")") : PEN_EMPTY);
    return p->out->failed;
}

// ---- containers ----

static pen_status put_value(printer *p, pen_value v, place at);

static pen_status put_items(printer *p, const pen_list *l, place at)
{
    for (uint32_t i = 0; i < l->n; i++) {
        place inner = {at.indent, i + 1 == l->n ? at.allowance : 1, at.level};
        if (i) {
            pen_buf_byte(p->out, ',');
            new_line(p, at.indent);
        }
        PEN_TRY(put_value(p, l->items[i], inner));
    }
    return p->out->failed;
}

static pen_status put_list(printer *p, pen_value v, place at)
{
    bool tuple = v.tag == PEN_T_TUPLE;
    pen_str end = !tuple ? PEN_LIT("]") : v.u.list->n == 1 ? PEN_LIT(",)") : PEN_LIT(")");
    pen_buf_byte(p->out, tuple ? '(' : '[');
    at.indent++;
    at.allowance += (int64_t)end.n;
    PEN_TRY(put_items(p, v.u.list, at));
    pen_buf_add(p->out, end);
    return p->out->failed;
}

static pen_status put_dict(printer *p, const pen_dict *d, place at)
{
    pen_buf_byte(p->out, '{');
    at.indent++;
    at.allowance++;
    for (uint32_t i = 0; i < d->n; i++) {
        int64_t key = 0;
        if (i) {
            pen_buf_byte(p->out, ',');
            new_line(p, at.indent);
        }
        PEN_TRY(repr_width(p, d->pairs[i].key, &key));
        PEN_TRY(pen_value_repr(d->pairs[i].key, p->out));
        PEN_BUF_LIT(p->out, ": ");
        place inner = {at.indent + key + 2, i + 1 == d->n ? at.allowance : 1, at.level};
        PEN_TRY(put_value(p, d->pairs[i].value, inner));
    }
    pen_buf_byte(p->out, '}');
    return p->out->failed;
}

// Recursion is bounded: sorted_copy refused what is too deep.
static pen_status put_value(printer *p, pen_value v, place at)
{
    int64_t width = 0;
    PEN_TRY(repr_width(p, v, &width));
    at.level++;
    if (width <= WIDTH - at.indent - at.allowance || is_group(v)) {
        return pen_value_repr(v, p->out);
    }
    if (v.tag == PEN_T_DICT) {
        return put_dict(p, v.u.dict, at);
    }
    if (v.tag == PEN_T_STR) {
        return put_text(p, v, at);
    }
    bool list = v.tag == PEN_T_LIST || v.tag == PEN_T_TUPLE;
    return list ? put_list(p, v, at) : pen_value_repr(v, p->out);
}

pen_status pen_filter_pprint(const pen_args *a, pen_value *out)
{
    printer p = {a->vm, &a->vm->text};
    pen_value v = a->v[0];
    size_t mark = p.out->n;
    PEN_TRY(sorted_copy(a->vm, 0, &v));
    pen_status s = put_value(&p, v, (place){0, 0, 0});
    return pen_text_end(a->vm, mark, s, out);
}
