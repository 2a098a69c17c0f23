// SPDX-License-Identifier: Apache-2.0
// Methods of texts: searching, cutting, joining, padding. Indexes count characters.
#include "base/limits.h"
#include "base/ublank.h"
#include "base/utf8.h"
#include "lang/builtins.h"
#include "lang/casing.h"
#include "lang/ops.h"
#include "lang/text.h"

static pen_str self(const pen_args *a)
{
    return pen_value_str(a->v[0]);
}

static pen_status text_arg(const pen_args *a, unsigned i, pen_str *out)
{
    *out = pen_value_str(a->v[i]);
    return a->v[i].tag == PEN_T_STR ? PEN_OK : PEN_E_TYPE;
}

// ---- find and its like ----

// The part of a text that optional arguments `i` and `i + 1` choose; false when it starts
// behind the end, where nothing is found, not even an empty text.
static pen_status window(const pen_args *a, unsigned i, pen_str *part, size_t *skipped,
                         bool *inside)
{
    pen_str s = self(a);
    *part = s;
    *skipped = 0;
    *inside = true;
    bool from_given = pen_arg_some(a, i), to_given = pen_arg_some(a, i + 1);
    PEN_TRY(pen_spend_bytes(a->vm, s.n));
    if (!from_given && !to_given) {
        return PEN_OK;
    }
    int64_t n = (int64_t)pen_utf8_count(s), from = 0, to = n;
    if (from_given) {
        PEN_TRY(pen_arg_int(a, i, 0, &from));
    }
    if (to_given) {
        PEN_TRY(pen_arg_int(a, i + 1, n, &to));
    }
    from = from < -n ? 0 : from < 0 ? from + n : from;
    to = to < -n ? 0 : to < 0 ? to + n : to > n ? n : to;
    *inside = from <= to;
    if (*inside) {
        size_t start = pen_utf8_offset(s, (size_t)from);
        pen_str rest = pen_str_from(s, start);
        *part = pen_str_head(rest, pen_utf8_offset(rest, (size_t)(to - from)));
        *skipped = (size_t)from;
    }
    return PEN_OK;
}

// Offset of the last `needle`, PEN_NPOS for none: the last of all that are found from the
// left, overlapping ones too.
static size_t find_last(pen_str s, pen_str needle)
{
    size_t last = PEN_NPOS, at = 0;
    if (needle.n == 0) {
        return s.n;
    }
    if (needle.n == 1) {
        return pen_str_rchr(s, needle.p[0]);
    }
    while ((at = pen_str_find(s, needle, at)) != PEN_NPOS) {
        last = at++;
    }
    return last;
}

static pen_status find(const pen_args *a, bool last, pen_value *out)
{
    pen_str needle, part;
    size_t skipped = 0;
    bool inside = false;
    PEN_TRY(text_arg(a, 1, &needle));
    PEN_TRY(window(a, 2, &part, &skipped, &inside));
    size_t at = !inside ? PEN_NPOS : last ? find_last(part, needle) : pen_str_find(part, needle, 0);
    *out = pen_v_int(-1);
    if (at != PEN_NPOS) {
        *out = pen_v_int((int64_t)(skipped + pen_utf8_count(pen_str_head(part, at))));
    }
    return PEN_OK;
}

pen_status pen_str_method_find(const pen_args *a, pen_value *out)
{
    return find(a, false, out);
}

pen_status pen_str_method_rfind(const pen_args *a, pen_value *out)
{
    return find(a, true, out);
}

static pen_status must_find(const pen_args *a, bool last, pen_value *out)
{
    PEN_TRY(find(a, last, out));
    return out->u.i < 0 ? PEN_E_EVAL : PEN_OK;
}

pen_status pen_str_method_index(const pen_args *a, pen_value *out)
{
    return must_find(a, false, out);
}

pen_status pen_str_method_rindex(const pen_args *a, pen_value *out)
{
    return must_find(a, true, out);
}

pen_status pen_str_method_count(const pen_args *a, pen_value *out)
{
    pen_str needle, part;
    size_t skipped = 0, n = 0;
    bool inside = false;
    PEN_TRY(text_arg(a, 1, &needle));
    PEN_TRY(window(a, 2, &part, &skipped, &inside));
    if (inside && needle.n == 0) {
        n = pen_utf8_count(part) + 1;
    }
    size_t at = inside && needle.n ? pen_str_find(part, needle, 0) : PEN_NPOS;
    while (at != PEN_NPOS) {
        n++;
        at = pen_str_find(part, needle, at + needle.n);
    }
    *out = pen_v_int((int64_t)n);
    return PEN_OK;
}

static bool at_end(pen_str s, pen_str what, bool end)
{
    return end ? pen_str_ends(s, what) : pen_str_starts(s, what);
}

static pen_status affix(const pen_args *a, bool end, pen_value *out)
{
    pen_str part;
    size_t skipped = 0;
    bool inside = false, found = false;
    bool tuple = a->v[1].tag == PEN_T_TUPLE;
    PEN_TRY(window(a, 2, &part, &skipped, &inside));
    const pen_value *v = tuple ? a->v[1].u.list->items : &a->v[1];
    uint32_t n = tuple ? a->v[1].u.list->n : 1;
    PEN_TRY(pen_vm_spend(a->vm, n));
    for (uint32_t i = 0; i < n && !found; i++) {
        if (v[i].tag != PEN_T_STR) {
            return PEN_E_TYPE;
        }
        found = inside && at_end(part, pen_value_str(v[i]), end);
    }
    *out = pen_v_bool(found);
    return PEN_OK;
}

pen_status pen_str_method_startswith(const pen_args *a, pen_value *out)
{
    return affix(a, false, out);
}

pen_status pen_str_method_endswith(const pen_args *a, pen_value *out)
{
    return affix(a, true, out);
}

pen_status pen_str_method_removeprefix(const pen_args *a, pen_value *out)
{
    pen_str what, s = self(a);
    PEN_TRY(text_arg(a, 1, &what));
    *out = pen_str_starts(s, what) ? pen_v_str(pen_str_from(s, what.n)) : a->v[0];
    return PEN_OK;
}

pen_status pen_str_method_removesuffix(const pen_args *a, pen_value *out)
{
    pen_str what, s = self(a);
    PEN_TRY(text_arg(a, 1, &what));
    *out = pen_str_ends(s, what) ? pen_v_str(pen_str_head(s, s.n - what.n)) : a->v[0];
    return PEN_OK;
}

// ---- strip ----

static bool in_set(pen_str set, pen_str one)
{
    return pen_str_find(set, one, 0) != PEN_NPOS;
}

static pen_str strip_left(pen_str s, pen_str set)
{
    size_t at = 0;
    while (at < s.n) {
        size_t next = at;
        (void)pen_utf8_next(s, &next);
        if (!in_set(set, pen_str_of(s.p + at, next - at))) {
            break;
        }
        at = next;
    }
    return pen_str_from(s, at);
}

static pen_str strip_right(pen_str s, pen_str set)
{
    size_t end = s.n;
    while (end > 0) {
        size_t start = end - 1;
        while (start > 0 && ((unsigned char)s.p[start] & 0xc0) == 0x80) {
            start--;
        }
        if (!in_set(set, pen_str_of(s.p + start, end - start))) {
            break;
        }
        end = start;
    }
    return pen_str_head(s, end);
}

pen_str pen_strip(pen_str s, const pen_value *set, unsigned sides)
{
    if (!set) {
        s = sides & 1 ? pen_ublank_ltrim(s) : s;
        return sides & 2 ? pen_ublank_rtrim(s) : s;
    }
    s = sides & 1 ? strip_left(s, pen_value_str(*set)) : s;
    return sides & 2 ? strip_right(s, pen_value_str(*set)) : s;
}

static pen_status strip(const pen_args *a, unsigned sides, pen_value *out)
{
    bool set = pen_arg_some(a, 1);
    if (set && a->v[1].tag != PEN_T_STR) {
        return PEN_E_TYPE;
    }
    PEN_TRY(pen_vm_spend(a->vm, 1 + (uint64_t)a->v[0].n * (set ? 1 + a->v[1].n : 1) / 64));
    *out = pen_v_str(pen_strip(self(a), set ? &a->v[1] : NULL, sides));
    out->flags = a->v[0].flags & PEN_F_CLEAN;
    return PEN_OK;
}

pen_status pen_str_method_strip(const pen_args *a, pen_value *out)
{
    return strip(a, 3, out);
}

pen_status pen_str_method_lstrip(const pen_args *a, pen_value *out)
{
    return strip(a, 1, out);
}

pen_status pen_str_method_rstrip(const pen_args *a, pen_value *out)
{
    return strip(a, 2, out);
}

// ---- replace ----

// An empty text is found before each character and at the end.
static void put_between(pen_str s, pen_str with, int64_t most, pen_buf *out)
{
    size_t at = 0;
    for (; at < s.n && most != 0 && out->failed == PEN_OK; most -= most > 0) {
        size_t next = at;
        (void)pen_utf8_next(s, &next);
        pen_buf_add(out, with);
        pen_buf_add(out, pen_str_of(s.p + at, next - at));
        at = next;
    }
    pen_buf_add(out, pen_str_from(s, at));
    if (most != 0 && at == s.n) {
        pen_buf_add(out, with);
    }
}

static void put_replaced(const pen_str part[3], int64_t most, pen_buf *out)
{
    pen_str s = part[0];
    size_t at = 0;
    while (most != 0 && out->failed == PEN_OK) {
        size_t next = pen_str_find(s, part[1], at);
        if (next == PEN_NPOS) {
            break;
        }
        pen_buf_add(out, pen_str_of(s.p + at, next - at));
        pen_buf_add(out, part[2]);
        at = next + part[1].n;
        most -= most > 0;
    }
    pen_buf_add(out, pen_str_from(s, at));
}

pen_status pen_replace(pen_vm *vm, const pen_str part[3], int64_t most, pen_value *out)
{
    PEN_TRY(pen_spend_bytes(vm, part[0].n));
    bool found = part[1].n == 0 || pen_str_find(part[0], part[1], 0) != PEN_NPOS;
    if (!found || most == 0) {
        *out = pen_v_str(part[0]);
        return PEN_OK;
    }
    size_t mark = vm->text.n;
    if (part[1].n == 0) {
        put_between(part[0], part[2], most, &vm->text);
    } else {
        put_replaced(part, most, &vm->text);
    }
    return pen_text_end(vm, mark, vm->text.failed, out);
}

pen_status pen_str_method_replace(const pen_args *a, pen_value *out)
{
    pen_str part[3] = {self(a)};
    int64_t most = -1;
    PEN_TRY(text_arg(a, 1, &part[1]));
    PEN_TRY(text_arg(a, 2, &part[2]));
    PEN_TRY(pen_arg_int(a, 3, -1, &most));
    return pen_replace(a->vm, part, most, out);
}

// ---- padding ----

static pen_status put_padded(pen_vm *vm, pen_str s, pen_str fill, const size_t n[2])
{
    if (n[0] + n[1] > PEN_TEXT_MAX / fill.n) {
        return PEN_E_LIMIT;
    }
    for (size_t i = 0; i < n[0]; i++) {
        pen_buf_add(&vm->text, fill);
    }
    pen_buf_add(&vm->text, s);
    for (size_t i = 0; i < n[1]; i++) {
        pen_buf_add(&vm->text, fill);
    }
    return vm->text.failed;
}

pen_status pen_pad_text(pen_vm *vm, pen_str s, const pen_pad *pad, pen_value *out)
{
    PEN_TRY(pen_spend_bytes(vm, s.n));
    int64_t have = (int64_t)pen_utf8_count(s);
    size_t mark = vm->text.n;
    if (pad->width <= have) {
        *out = pen_v_str(s);
        return PEN_OK;
    }
    size_t lack = (size_t)(pad->width - have);
    size_t odd = lack & (size_t)pad->width & 1;
    size_t left = pad->sides == 3 ? lack / 2 + odd : pad->sides == 1 ? lack : 0;
    const size_t n[2] = {left, lack - left};
    return pen_text_end(vm, mark, put_padded(vm, s, pad->fill, n), out);
}

static pen_status pad(const pen_args *a, unsigned sides, pen_value *out)
{
    pen_str fill = PEN_LIT(" ");
    int64_t width = 0;
    PEN_TRY(pen_arg_int(a, 1, 0, &width));
    if (a->has[2]) {
        PEN_TRY(text_arg(a, 2, &fill));
    }
    if (pen_utf8_count(fill) != 1) {
        return PEN_E_TYPE;
    }
    return pen_pad_text(a->vm, self(a), &(pen_pad){width, fill, sides}, out);
}

pen_status pen_str_method_center(const pen_args *a, pen_value *out)
{
    return pad(a, 3, out);
}

pen_status pen_str_method_ljust(const pen_args *a, pen_value *out)
{
    return pad(a, 2, out);
}

pen_status pen_str_method_rjust(const pen_args *a, pen_value *out)
{
    return pad(a, 1, out);
}

pen_status pen_str_method_zfill(const pen_args *a, pen_value *out)
{
    pen_str s = self(a);
    pen_value padded;
    int64_t width = 0;
    PEN_TRY(pen_arg_int(a, 1, 0, &width));
    bool sign = s.n && (s.p[0] == '-' || s.p[0] == '+');
    const pen_pad zeros = {width - sign, PEN_LIT("0"), 1};
    PEN_TRY(pen_pad_text(a->vm, pen_str_from(s, sign), &zeros, &padded));
    *out = padded;
    return sign ? pen_op_add(a->vm, pen_v_str(pen_str_head(s, 1)), padded, out) : PEN_OK;
}

pen_status pen_str_method_expandtabs(const pen_args *a, pen_value *out)
{
    pen_str s = self(a);
    int64_t size = 8, column = 0;
    size_t mark = a->vm->text.n;
    PEN_TRY(pen_arg_int(a, 1, 8, &size));
    for (size_t i = 0; i < s.n && a->vm->text.failed == PEN_OK; i++) {
        char c = s.p[i];
        if (c == '\t') {
            int64_t n = size > 0 ? size - column % size : 0;
            pen_buf_fill(&a->vm->text, ' ', (size_t)n);
            column += n;
            continue;
        }
        pen_buf_byte(&a->vm->text, c);
        column = c == '\n' || c == '\r' ? 0 : column + (((unsigned char)c & 0xc0) != 0x80);
    }
    return pen_text_end(a->vm, mark, a->vm->text.failed, out);
}

// ---- join ----

pen_status pen_str_method_join(const pen_args *a, pen_value *out)
{
    pen_list *l;
    PEN_TRY(pen_items(a->vm, a->v[1], &l));
    size_t mark = a->vm->text.n;
    pen_status s = PEN_OK;
    for (uint32_t i = 0; i < l->n && s == PEN_OK; i++) {
        if (i) {
            pen_buf_add(&a->vm->text, self(a));
        }
        pen_buf_add(&a->vm->text, pen_value_str(l->items[i]));
        s = l->items[i].tag == PEN_T_STR ? a->vm->text.failed : PEN_E_TYPE;
    }
    return pen_text_end(a->vm, mark, s, out);
}

// ---- case ----

pen_status pen_str_method_lower(const pen_args *a, pen_value *out)
{
    return pen_case_lower(a->vm, a->v[0], out);
}

pen_status pen_str_method_upper(const pen_args *a, pen_value *out)
{
    return pen_case_upper(a->vm, a->v[0], out);
}

pen_status pen_str_method_casefold(const pen_args *a, pen_value *out)
{
    return pen_case_fold(a->vm, a->v[0], out);
}

pen_status pen_str_method_swapcase(const pen_args *a, pen_value *out)
{
    return pen_case_swap(a->vm, a->v[0], out);
}

pen_status pen_str_method_capitalize(const pen_args *a, pen_value *out)
{
    return pen_case_capitalize(a->vm, a->v[0], out);
}

pen_status pen_str_method_title(const pen_args *a, pen_value *out)
{
    return pen_case_title(a->vm, a->v[0], out);
}

// ---- format ----

pen_status pen_str_method_format(const pen_args *a, pen_value *out)
{
    return pen_brace_format(a->call, self(a), NULL, out);
}

pen_status pen_str_method_format_map(const pen_args *a, pen_value *out)
{
    if (a->v[1].tag != PEN_T_DICT) {
        return PEN_E_TYPE;
    }
    return pen_brace_format(a->call, self(a), a->v[1].u.dict, out);
}
