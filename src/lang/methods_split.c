// SPDX-License-Identifier: Apache-2.0
// split, rsplit, splitlines, partition, rpartition. The pieces are slices of the text.
#include "base/ublank.h"
#include "lang/builtins.h"
#include "lang/text.h"

typedef struct cut {
    pen_vm *vm;
    pen_list *to;
    pen_str s;
    int64_t left; // cuts that may still be made, < 0: any number
} cut;

static pen_status push(cut *c, size_t from, size_t to)
{
    pen_str part = {c->s.p ? c->s.p + from : "", to - from};
    PEN_TRY(pen_vm_spend(c->vm, 1));
    return pen_list_push(c->vm->arena, c->to, pen_v_str(part));
}

static bool may_cut(cut *c)
{
    bool may = c->left != 0;
    c->left -= c->left > 0;
    return may;
}

static pen_status at_text(cut *c, pen_str sep)
{
    size_t from = 0;
    while (c->left != 0) {
        size_t at = pen_str_find(c->s, sep, from);
        if (at == PEN_NPOS) {
            break;
        }
        (void)may_cut(c);
        PEN_TRY(push(c, from, at));
        from = at + sep.n;
    }
    return push(c, from, c->s.n);
}

static pen_status at_blanks(cut *c)
{
    pen_str s = c->s;
    size_t at = 0, width;
    for (;;) {
        while (at < s.n && (width = pen_ublank_at(s, at)) > 0) {
            at += width;
        }
        if (at == s.n) {
            return PEN_OK;
        }
        if (!may_cut(c)) {
            return push(c, at, s.n);
        }
        size_t from = at;
        while (at < s.n && pen_ublank_at(s, at) == 0) {
            at++;
        }
        PEN_TRY(push(c, from, at));
    }
}

static size_t without_blanks(pen_str s, size_t end)
{
    size_t width;
    while (end > 0 && (width = pen_ublank_before(s, end)) > 0) {
        end -= width;
    }
    return end;
}

// From the right; the pieces come out in the wrong order.
static pen_status at_blanks_back(cut *c)
{
    pen_str s = c->s;
    size_t end = without_blanks(s, s.n);
    while (end > 0) {
        if (!may_cut(c)) {
            return push(c, 0, end);
        }
        size_t from = end;
        while (from > 0 && pen_ublank_before(s, from) == 0) {
            from--;
        }
        PEN_TRY(push(c, from, end));
        end = without_blanks(s, from);
    }
    return PEN_OK;
}

// Cuts are counted from the left, so that all but the last few are left out.
static pen_status at_text_back(cut *c, pen_str sep)
{
    pen_str s = c->s;
    size_t end = s.n, at = s.n;
    while (c->left != 0 && at >= sep.n) {
        if (memcmp(s.p + at - sep.n, sep.p, sep.n) != 0) {
            at--;
            continue;
        }
        (void)may_cut(c);
        PEN_TRY(push(c, at, end));
        end = at = at - sep.n;
    }
    return push(c, 0, end);
}

static void turn_round(pen_list *l)
{
    for (uint32_t i = 0; i < l->n / 2; i++) {
        pen_value v = l->items[i];
        l->items[i] = l->items[l->n - 1 - i];
        l->items[l->n - 1 - i] = v;
    }
}

static pen_status begin(const pen_args *a, cut *c)
{
    *c = (cut){.vm = a->vm, .s = pen_value_str(a->v[0]), .left = -1};
    PEN_TRY(pen_spend_bytes(a->vm, c->s.n));
    c->to = pen_list_new(a->vm->arena, 0);
    return c->to ? PEN_OK : PEN_E_NOMEM;
}

static pen_status split(const pen_args *a, bool back, pen_value *out)
{
    cut c;
    PEN_TRY(begin(a, &c));
    PEN_TRY(pen_arg_int(a, 2, -1, &c.left));
    pen_value sep = a->v[1];
    if (!pen_arg_some(a, 1)) {
        PEN_TRY(back ? at_blanks_back(&c) : at_blanks(&c));
    } else if (sep.tag != PEN_T_STR) {
        return PEN_E_TYPE;
    } else if (sep.n == 0) {
        return PEN_E_EVAL;
    } else {
        PEN_TRY(pen_vm_spend(a->vm, back ? (uint64_t)c.s.n * sep.n / 256 : 0));
        PEN_TRY(back ? at_text_back(&c, pen_value_str(sep)) : at_text(&c, pen_value_str(sep)));
    }
    if (back) {
        turn_round(c.to);
    }
    *out = pen_v_list(c.to);
    return PEN_OK;
}

pen_status pen_str_method_split(const pen_args *a, pen_value *out)
{
    return split(a, false, out);
}

pen_status pen_str_method_rsplit(const pen_args *a, pen_value *out)
{
    return split(a, true, out);
}

// ---- lines ----

// Length of the line end at s.p[at], 0 for none: LF VT FF CR CRLF, U+001C-001E, 0085, 2028,
// 2029.
static size_t line_end(pen_str s, size_t at)
{
    pen_str rest = pen_str_from(s, at);
    unsigned char c = (unsigned char)s.p[at];
    if (pen_str_starts(rest, PEN_LIT("\r\n"))) {
        return 2;
    }
    if ((c >= 0x0a && c <= 0x0d) || (c >= 0x1c && c <= 0x1e)) {
        return 1;
    }
    if (pen_str_starts(rest, PEN_LIT("\xc2\x85"))) {
        return 2;
    }
    bool separator = pen_str_starts(rest, PEN_LIT("\xe2\x80\xa8")) ||
                     pen_str_starts(rest, PEN_LIT("\xe2\x80\xa9"));
    return separator ? 3 : 0;
}

pen_status pen_str_method_splitlines(const pen_args *a, pen_value *out)
{
    cut c;
    PEN_TRY(begin(a, &c));
    bool keep = pen_arg_truth(a, 1, false);
    size_t from = 0;
    for (size_t at = 0; at < c.s.n;) {
        size_t end = line_end(c.s, at);
        if (end == 0) {
            at++;
            continue;
        }
        PEN_TRY(push(&c, from, keep ? at + end : at));
        from = at = at + end;
    }
    if (from < c.s.n) {
        PEN_TRY(push(&c, from, c.s.n));
    }
    *out = pen_v_list(c.to);
    return PEN_OK;
}

// ---- partition ----

static size_t last_of(pen_str s, pen_str sep)
{
    size_t last = PEN_NPOS, at = 0;
    while ((at = pen_str_find(s, sep, at)) != PEN_NPOS) {
        last = at++;
    }
    return last;
}

static pen_status partition(const pen_args *a, bool back, pen_value *out)
{
    cut c;
    pen_value sep = a->v[1];
    if (sep.tag != PEN_T_STR || sep.n == 0) {
        return sep.tag == PEN_T_STR ? PEN_E_EVAL : PEN_E_TYPE;
    }
    PEN_TRY(begin(a, &c));
    pen_str s = c.s;
    size_t at = back ? last_of(s, pen_value_str(sep)) : pen_str_find(s, pen_value_str(sep), 0);
    bool found = at != PEN_NPOS;
    size_t first = found ? at : back ? 0 : s.n;
    size_t second = found ? at + sep.n : back ? 0 : s.n;
    PEN_TRY(push(&c, 0, first));
    PEN_TRY(push(&c, first, second));
    PEN_TRY(push(&c, second, s.n));
    *out = (pen_value){.tag = PEN_T_TUPLE, .u.list = c.to};
    return PEN_OK;
}

pen_status pen_str_method_partition(const pen_args *a, pen_value *out)
{
    return partition(a, false, out);
}

pen_status pen_str_method_rpartition(const pen_args *a, pen_value *out)
{
    return partition(a, true, out);
}
