// SPDX-License-Identifier: Apache-2.0
#include "lang/casing.h"

#include "base/ulower.h"
#include "base/utf8.h"
#include "event/chars.h"
#include "lang/text.h"

static void put(pen_buf *out, const uint32_t *cps, unsigned n)
{
    for (unsigned i = 0; i < n; i++) {
        char *to = pen_buf_need(out, 4);
        if (!to) {
            return;
        }
        out->n += pen_utf8_put(to, cps[i]);
    }
}

typedef unsigned to_case(uint32_t cp, uint32_t *to);

static void put_all(pen_str s, to_case *convert, pen_buf *out)
{
    uint32_t cps[PEN_CHAR_CASE_MAX];
    for (size_t at = 0; at < s.n && out->failed == PEN_OK;) {
        put(out, cps, convert(pen_utf8_next(s, &at), cps));
    }
}

static pen_status lower(pen_vm *vm, pen_str s, pen_str *out)
{
    PEN_TRY(pen_spend_bytes(vm, s.n));
    return pen_ulower(vm->arena, s, out);
}

pen_status pen_case_lower(pen_vm *vm, pen_value s, pen_value *out)
{
    pen_str low;
    PEN_TRY(lower(vm, pen_value_str(s), &low));
    *out = pen_v_str(low);
    out->flags = s.flags & PEN_F_CLEAN;
    return PEN_OK;
}

// ASCII in one pass; false when there is something else.
static pen_status ascii_upper(pen_vm *vm, pen_str s, bool *done, pen_value *out)
{
    char *to = pen_arena_get(vm->arena, s.n + 1);
    if (!to) {
        return PEN_E_NOMEM;
    }
    unsigned char all = 0;
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        all |= c;
        to[i] = (char)(c >= 'a' && c <= 'z' ? c - ('a' - 'A') : c);
    }
    *done = all < 0x80;
    *out = pen_v_str(pen_str_of(to, s.n));
    return PEN_OK;
}

pen_status pen_case_upper(pen_vm *vm, pen_value v, pen_value *out)
{
    pen_str s = pen_value_str(v);
    bool done = false;
    PEN_TRY(pen_spend_bytes(vm, s.n));
    PEN_TRY(ascii_upper(vm, s, &done, out));
    if (done) {
        out->flags = v.flags & PEN_F_CLEAN;
        return PEN_OK;
    }
    size_t mark = vm->text.n;
    put_all(s, pen_char_to_upper, &vm->text);
    return pen_text_end(vm, mark, vm->text.failed, out);
}

pen_status pen_case_fold(pen_vm *vm, pen_value v, pen_value *out)
{
    size_t mark = vm->text.n;
    PEN_TRY(pen_spend_bytes(vm, v.n));
    put_all(pen_value_str(v), pen_char_fold, &vm->text);
    return pen_text_end(vm, mark, vm->text.failed, out);
}

// Walks the text and its lower case side by side. Lowering keeps the number of characters,
// but for U+0130, which becomes two.
typedef struct pair {
    pen_str from, low;
    size_t at, low_at;
} pair;

static uint32_t pair_next(pair *p, pen_str *low)
{
    uint32_t cp = pen_utf8_next(p->from, &p->at);
    size_t start = p->low_at;
    if (p->low_at < p->low.n) {
        (void)pen_utf8_next(p->low, &p->low_at);
    }
    if (cp == 0x130 && p->low_at < p->low.n) {
        (void)pen_utf8_next(p->low, &p->low_at);
    }
    *low = pen_str_of(p->low.p + start, p->low_at - start);
    return cp;
}

typedef enum cased { CASED_LOW, CASED_UPPER, CASED_TITLE, CASED_SAME } cased;

// What becomes of a character, given whether the one before it has case.
typedef cased choose(uint32_t cp, bool after_cased, bool first);

static bool has_case(uint32_t cp)
{
    return pen_char_lower(cp) || pen_char_upper(cp) || pen_char_title(cp);
}

static pen_status recase(pen_vm *vm, pen_value v, choose *how, pen_value *out)
{
    uint32_t cps[PEN_CHAR_CASE_MAX];
    pair p = {.from = pen_value_str(v)};
    PEN_TRY(lower(vm, p.from, &p.low));
    size_t mark = vm->text.n;
    bool after_cased = false;
    while (p.at < p.from.n && vm->text.failed == PEN_OK) {
        pen_str low;
        bool first = p.at == 0;
        uint32_t cp = pair_next(&p, &low);
        cased c = how(cp, after_cased, first);
        if (c == CASED_LOW) {
            pen_buf_add(&vm->text, low);
        } else {
            cps[0] = cp;
            unsigned n = c == CASED_UPPER   ? pen_char_to_upper(cp, cps)
                         : c == CASED_TITLE ? pen_char_to_title(cp, cps)
                                            : 1;
            put(&vm->text, cps, n);
        }
        after_cased = has_case(cp);
    }
    return pen_text_end(vm, mark, vm->text.failed, out);
}

static cased swapped(uint32_t cp, bool after_cased, bool first)
{
    (void)after_cased;
    (void)first;
    return pen_char_upper(cp) ? CASED_LOW : pen_char_lower(cp) ? CASED_UPPER : CASED_SAME;
}

static cased capital(uint32_t cp, bool after_cased, bool first)
{
    (void)cp;
    (void)after_cased;
    return first ? CASED_TITLE : CASED_LOW;
}

static cased titled(uint32_t cp, bool after_cased, bool first)
{
    (void)cp;
    (void)first;
    return after_cased ? CASED_LOW : CASED_TITLE;
}

pen_status pen_case_swap(pen_vm *vm, pen_value s, pen_value *out)
{
    return recase(vm, s, swapped, out);
}

pen_status pen_case_capitalize(pen_vm *vm, pen_value s, pen_value *out)
{
    return recase(vm, s, capital, out);
}

pen_status pen_case_title(pen_vm *vm, pen_value s, pen_value *out)
{
    return recase(vm, s, titled, out);
}

pen_status pen_case_key(pen_vm *vm, pen_value v, pen_value *out)
{
    if (v.tag == PEN_T_STR) {
        return pen_case_lower(vm, v, out);
    }
    *out = v;
    return PEN_OK;
}
