// SPDX-License-Identifier: Apache-2.0
// str.maketrans and str.translate: characters replaced one by one.
#include "base/utf8.h"
#include "lang/builtins.h"
#include "lang/text.h"

static pen_status put_code(pen_vm *vm, pen_dict *table, uint32_t cp, pen_value to)
{
    PEN_TRY(pen_vm_spend(vm, 1));
    return pen_dict_put(vm->arena, table, pen_v_int(cp), to);
}

// maketrans(dict): its keys are characters or code points.
static pen_status of_dict(pen_vm *vm, pen_value from, pen_dict *table)
{
    if (from.tag != PEN_T_DICT) {
        return PEN_E_TYPE;
    }
    for (uint32_t i = 0; i < from.u.dict->n; i++) {
        pen_pair p = from.u.dict->pairs[i];
        size_t at = 0;
        if (p.key.tag == PEN_T_STR) {
            pen_str key = pen_value_str(p.key);
            uint32_t cp = key.n ? pen_utf8_next(key, &at) : 0;
            if (at == 0 || at != key.n) {
                return PEN_E_EVAL;
            }
            p.key = pen_v_int(cp);
        } else if (p.key.tag != PEN_T_INT && p.key.tag != PEN_T_BOOL && p.key.tag != PEN_T_BIG) {
            return PEN_E_TYPE;
        }
        PEN_TRY(pen_vm_spend(vm, 1));
        PEN_TRY(pen_dict_put(vm->arena, table, p.key, p.value));
    }
    return PEN_OK;
}

// maketrans(from, to[, removed])
static pen_status of_texts(const pen_args *a, pen_dict *table)
{
    unsigned n = a->has[3] ? 3 : 2;
    for (unsigned i = 1; i <= n; i++) {
        if (a->v[i].tag != PEN_T_STR) {
            return PEN_E_TYPE;
        }
    }
    pen_str from = pen_value_str(a->v[1]), to = pen_value_str(a->v[2]);
    size_t i = 0, k = 0;
    while (i < from.n && k < to.n) {
        uint32_t cp = pen_utf8_next(from, &i);
        PEN_TRY(put_code(a->vm, table, cp, pen_v_int(pen_utf8_next(to, &k))));
    }
    if (i < from.n || k < to.n) {
        return PEN_E_EVAL; // not of the same length
    }
    pen_str removed = n == 3 ? pen_value_str(a->v[3]) : PEN_EMPTY;
    for (i = 0; i < removed.n;) {
        PEN_TRY(put_code(a->vm, table, pen_utf8_next(removed, &i), pen_v_none()));
    }
    return PEN_OK;
}

pen_status pen_str_method_maketrans(const pen_args *a, pen_value *out)
{
    pen_dict *table = pen_dict_new(a->vm->arena, 0);
    if (!table) {
        return PEN_E_NOMEM;
    }
    *out = pen_v_dict(table);
    return a->has[2] ? of_texts(a, table) : of_dict(a->vm, a->v[1], table);
}

// What the table has for a code point; lists and texts are tables too, by index.
static bool entry(pen_value table, uint32_t cp, pen_value *out)
{
    if (table.tag == PEN_T_DICT) {
        const pen_value *v = pen_dict_get(table.u.dict, pen_v_int(cp));
        *out = v ? *v : pen_v_undef();
        return v != NULL;
    }
    if (table.tag == PEN_T_STR) {
        pen_str s = pen_value_str(table);
        size_t from = pen_utf8_offset(s, cp), to = from;
        if (from < s.n) {
            (void)pen_utf8_next(s, &to);
        }
        *out = pen_v_str(pen_str_of(s.p + from, to - from));
        return to > from;
    }
    bool inside = cp < table.u.list->n;
    *out = inside ? table.u.list->items[cp] : pen_v_undef();
    return inside;
}

static pen_status put_entry(pen_value v, pen_buf *out)
{
    char text[4];
    if (v.tag == PEN_T_NONE) {
        return PEN_OK;
    }
    if (v.tag == PEN_T_STR) {
        pen_buf_add(out, pen_value_str(v));
        return out->failed;
    }
    if (v.tag != PEN_T_INT && v.tag != PEN_T_BOOL) {
        return PEN_E_TYPE;
    }
    if (v.u.i < 0 || v.u.i > 0x10ffff) {
        return PEN_E_RANGE;
    }
    pen_buf_add(out, pen_str_of(text, pen_utf8_put(text, (uint32_t)v.u.i)));
    return out->failed;
}

pen_status pen_str_method_translate(const pen_args *a, pen_value *out)
{
    pen_str s = pen_value_str(a->v[0]);
    pen_buf *buf = &a->vm->text;
    size_t mark = buf->n;
    pen_value table = a->v[1], v;
    // Each character is looked up; a text is walked for it.
    size_t look = table.tag == PEN_T_STR ? 8 + (size_t)table.n : 8;
    pen_status st = pen_vm_spend(a->vm, 1 + s.n * (uint64_t)look / PEN_BYTES_PER_STEP);
    bool known = table.tag == PEN_T_DICT || table.tag == PEN_T_LIST ||
                 table.tag == PEN_T_TUPLE || table.tag == PEN_T_STR;
    if (!known && s.n) {
        return PEN_E_TYPE;
    }
    for (size_t at = 0; at < s.n && st == PEN_OK;) {
        size_t start = at;
        uint32_t cp = pen_utf8_next(s, &at);
        if (entry(table, cp, &v)) {
            st = put_entry(v, buf);
        } else {
            pen_buf_add(buf, pen_str_of(s.p + start, at - start));
            st = buf->failed;
        }
    }
    return pen_text_end(a->vm, mark, st, out);
}
