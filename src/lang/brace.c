// SPDX-License-Identifier: Apache-2.0
// str.format: `{}` `{0}` `{name}` with `.attribute`, `[index]`, `!s` `!r` and a format spec
// whose own fields may be replaced once.
#include "base/num.h"
#include "lang/builtins.h"
#include "lang/format_spec.h"
#include "lang/ops.h"
#include "lang/text.h"

typedef struct brace {
    const pen_call *call;
    const pen_dict *members; // format_map, or NULL
    uint32_t next;           // of the automatic numbers
    bool counted, named_number;
} brace;

static pen_status put_fields(brace *b, pen_str format, unsigned depth);

// ---- which value ----

static pen_status positional(brace *b, uint64_t i, pen_value *out)
{
    if (b->members || i + 1 >= b->call->nargs) {
        return PEN_E_EVAL;
    }
    *out = b->call->args[i + 1];
    return PEN_OK;
}

static pen_status by_name(const brace *b, pen_str name, pen_value *out)
{
    if (b->members) {
        const pen_value *v = pen_dict_get_str(b->members, name);
        *out = v ? *v : pen_v_undef();
        return v ? PEN_OK : PEN_E_EVAL;
    }
    for (uint32_t i = 0; i < b->call->nkw; i++) {
        if (pen_str_eq(b->call->kw[i], name)) {
            *out = b->call->kwargs[i];
            return PEN_OK;
        }
    }
    return PEN_E_EVAL;
}

// Numbers are given or counted, not both.
static pen_status first_value(brace *b, pen_str name, pen_value *out)
{
    uint64_t i = 0;
    if (name.n == 0) {
        b->counted = true;
        i = b->next++;
    } else if (pen_num_u64(name, &i) == PEN_OK) {
        b->named_number = true;
    } else {
        return by_name(b, name, out);
    }
    return b->counted && b->named_number ? PEN_E_EVAL : positional(b, i, out);
}

// Attributes are methods only, and those have no text: so an attribute is an error.
static pen_status step(brace *b, pen_str rest, size_t *at, pen_value *v)
{
    if (rest.p[*at] != '[') {
        return PEN_E_EVAL;
    }
    size_t close = pen_str_chr(rest, ']', *at);
    if (close == PEN_NPOS || close == *at + 1) {
        return PEN_E_SYNTAX;
    }
    pen_str key = pen_str_of(rest.p + *at + 1, close - *at - 1);
    uint64_t i = 0;
    bool number = pen_num_u64(key, &i) == PEN_OK && i < UINT32_MAX;
    *at = close + 1;
    pen_value box = *v;
    PEN_TRY(pen_op_getitem(b->call->vm, box, number ? pen_v_int((int64_t)i) : pen_v_str(key), v));
    return v->tag == PEN_T_UNDEF || v->tag == PEN_T_OPAQUE ? PEN_E_EVAL : PEN_OK;
}

static pen_status field_value(brace *b, pen_str field, pen_value *out)
{
    size_t end = 0;
    while (end < field.n && field.p[end] != '.' && field.p[end] != '[') {
        end++;
    }
    PEN_TRY(first_value(b, pen_str_head(field, end), out));
    while (end < field.n) {
        PEN_TRY(step(b, field, &end, out));
    }
    return PEN_OK;
}

// ---- a field ----

static pen_status convert(brace *b, char how, pen_value *v)
{
    if (how == 's') {
        return pen_op_text(b->call->vm, *v, v);
    }
    return how == 'r' || how == 'a' ? pen_text_repr(b->call->vm, *v, how == 'a', v) : PEN_E_SYNTAX;
}

// The spec with its own fields filled in.
static pen_status read_spec(brace *b, pen_str text, unsigned depth, pen_spec *out)
{
    pen_vm *vm = b->call->vm;
    pen_value filled;
    size_t mark = vm->text.n;
    if (pen_str_chr(text, '{', 0) == PEN_NPOS) {
        return pen_spec_parse(text, out);
    }
    PEN_TRY(pen_text_end(vm, mark, put_fields(b, text, depth + 1), &filled));
    return pen_spec_parse(pen_value_str(filled), out);
}

static pen_status put_field(brace *b, pen_str field, unsigned depth)
{
    size_t colon = 0, bang;
    pen_value v;
    pen_spec spec = {.precision = -1};
    bool bracket = false;
    while (colon < field.n && (bracket || field.p[colon] != ':')) {
        bracket = field.p[colon] == '[' || (bracket && field.p[colon] != ']');
        colon++;
    }
    pen_str name = pen_str_head(field, colon);
    bang = pen_str_chr(name, '!', 0);
    char how = 0;
    if (bang != PEN_NPOS) {
        how = bang + 2 == name.n ? name.p[bang + 1] : '?';
        name = pen_str_head(name, bang);
    }
    PEN_TRY(field_value(b, name, &v));
    if (how) {
        PEN_TRY(convert(b, how, &v));
    }
    if (colon < field.n) {
        PEN_TRY(read_spec(b, pen_str_from(field, colon + 1), depth, &spec));
    }
    return pen_spec_put(v, &spec, &b->call->vm->text);
}

// Where the field that starts at `at` ends: its brace, inner ones counted.
static size_t field_end(pen_str s, size_t at)
{
    unsigned open = 1;
    for (; at < s.n; at++) {
        open += s.p[at] == '{';
        open -= s.p[at] == '}';
        if (open == 0) {
            return at;
        }
    }
    return PEN_NPOS;
}

static pen_status put_fields(brace *b, pen_str s, unsigned depth)
{
    pen_vm *vm = b->call->vm;
    if (depth > 2) {
        return PEN_E_EVAL;
    }
    for (size_t at = 0; at < s.n;) {
        char c = s.p[at];
        bool twice = at + 1 < s.n && s.p[at + 1] == c;
        if ((c != '{' && c != '}') || twice) {
            pen_buf_byte(&vm->text, c);
            at += c == '{' || c == '}' ? 2 : 1;
            continue;
        }
        size_t end = c == '{' ? field_end(s, at + 1) : PEN_NPOS;
        if (end == PEN_NPOS) {
            return PEN_E_SYNTAX;
        }
        PEN_TRY(pen_vm_spend(vm, 4));
        PEN_TRY(put_field(b, pen_str_of(s.p + at + 1, end - at - 1), depth));
        at = end + 1;
    }
    return vm->text.failed;
}

pen_status pen_brace_format(const pen_call *c, pen_str format, const pen_dict *members,
                            pen_value *out)
{
    brace b = {.call = c, .members = members};
    size_t mark = c->vm->text.n;
    PEN_TRY(pen_vm_spend(c->vm, 1 + format.n / 8));
    return pen_text_end(c->vm, mark, put_fields(&b, format, 0), out);
}
