// SPDX-License-Identifier: Apache-2.0
// Any tree of names with any values in it: the writer of events and its slow twin give the
// same bytes, what they give is JSON, and an output with too little room is left as it was.
#include "base/utf8.h"
#include "event/writer.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { NODES = 48, TEXTS = 256 };

typedef struct input {
    const uint8_t *p, *end;
    pen_arena arena;
    pen_nodes tree;
    pen_value slots[NODES + 2];
    char *texts[TEXTS]; // blocks of their own, so that an over-read is seen
    size_t ntexts;
} input;

static void check(bool good)
{
    if (!good) {
        abort();
    }
}

static unsigned byte(input *in)
{
    return in->p < in->end ? *in->p++ : 0;
}

// ---- texts ----

static pen_str block(input *in, const char *p, size_t n)
{
    if (in->ntexts == TEXTS) {
        return PEN_EMPTY;
    }
    char *to = malloc(n ? n : 1);
    check(to);
    memcpy(to, p, n);
    in->texts[in->ntexts++] = to;
    return pen_str_of(to, n);
}

// UTF-8 of up to 63 bytes, seldom as much again and again up to some 40 KiB.
static pen_str text(input *in)
{
    static char to[64 * 1024];
    size_t n = byte(in), times = n > 250 ? 4 * byte(in) : 1;
    n &= 63;
    n = n < (size_t)(in->end - in->p) ? n : (size_t)(in->end - in->p);
    size_t at = 0;
    for (size_t i = 0; i < times && at + n < 40 * 1024; i++, at += n) {
        memcpy(to + at, in->p, n);
    }
    in->p += n;
    if (pen_utf8_valid(pen_str_of(to, at)) != at) {
        for (size_t i = 0; i < at; i++) {
            to[i] = (char)(to[i] & 0x7f);
        }
    }
    return block(in, to, at);
}

static pen_value plain_text(input *in)
{
    pen_value v = pen_v_str(text(in));
    bool clean = v.n == 0 || pen_scan_scalar()->special(v.u.p, v.n) == v.n;
    v.flags = clean && byte(in) & 1 ? PEN_F_CLEAN : 0;
    return v;
}

// The inside of a JSON string; every other one keeps its control characters as they are.
static pen_value escaped_text(input *in)
{
    static char to[256];
    pen_str s = pen_str_head(text(in), 40);
    size_t n = 0;
    bool raw = byte(in) & 1;
    for (size_t i = 0; i < s.n; i++) {
        bool control = (unsigned char)s.p[i] < 0x20;
        if (raw && control) {
            to[n++] = s.p[i];
        } else {
            n += pen_scan_scalar()->escape(to + n, s.p + i, 1);
        }
    }
    s = block(in, to, pen_utf8_valid(pen_str_of(to, n)) == n ? n : 0);
    pen_value v = pen_v_span(PEN_T_RAWSTR, s.p, s.n);
    v.flags = !raw && byte(in) & 1 ? PEN_F_CLEAN : 0;
    return v;
}

static int64_t integer(input *in)
{
    uint64_t u = 0;
    unsigned bytes = byte(in) % 9;
    for (unsigned i = 0; i < bytes; i++) {
        u = u << 8 | byte(in);
    }
    return (int64_t)u;
}

static pen_value digits(input *in)
{
    pen_buf b;
    pen_buf_init(&b, NULL, 64);
    pen_buf_i64(&b, integer(in));
    pen_str s = block(in, b.p, b.n);
    pen_buf_free(&b);
    return pen_v_span(PEN_T_RAWINT, s.p, s.n);
}

// ---- values ----

static pen_value scalar(input *in)
{
    switch (byte(in) % 8) {
    case 0:
        return pen_v_none();
    case 1:
        return pen_v_bool(byte(in) & 1);
    case 2:
        return pen_v_int(integer(in));
    case 3:
        return pen_v_float((double)integer(in) / 7);
    default:
        return plain_text(in);
    }
}

static pen_dict *members(input *in)
{
    pen_dict *d = pen_dict_new(&in->arena, 2);
    check(d);
    unsigned n = byte(in) % 20;
    for (unsigned i = 0; i < n; i++) {
        pen_value key = byte(in) % 8 ? pen_v_str(text(in)) : pen_v_int(integer(in));
        check(pen_dict_put(&in->arena, d, key, scalar(in)) == PEN_OK);
    }
    return d;
}

static pen_value list(input *in)
{
    pen_list *l = pen_list_new(&in->arena, 2);
    check(l);
    unsigned n = byte(in) % 6;
    for (unsigned i = 0; i < n; i++) {
        unsigned kind = byte(in) % 8;
        pen_value v = kind == 0   ? pen_v_dict(members(in))
                      : kind == 1 ? (pen_value){.tag = PEN_T_OPAQUE}
                                  : scalar(in);
        check(pen_list_push(&in->arena, l, v) == PEN_OK);
    }
    const unsigned style = PEN_JSON_COMPACT | PEN_JSON_SORTED;
    pen_buf b;
    pen_buf_init(&b, NULL, 1 << 20);
    if (byte(in) & 1 && pen_json_dump(pen_v_list(l), style, &b) == PEN_OK) {
        pen_str s = block(in, b.p, b.n);
        l->json = s.n ? s.p : NULL;
        l->json_n = (uint32_t)s.n;
    }
    pen_buf_free(&b);
    return pen_v_list(l);
}

static pen_value value(input *in)
{
    switch (byte(in) % 12) {
    case 0:
    case 1:
        return pen_v_undef();
    case 2:
        return digits(in);
    case 3:
        return escaped_text(in);
    case 4:
        return list(in);
    case 5:
        return pen_v_dict(members(in));
    case 6:
        return scalar(in);
    case 7:
        return (pen_value){.tag = PEN_T_OBJ, .u.dict = members(in)};
    case 8:
    case 9:
    case 10:
        return (pen_value){.tag = PEN_T_OBJ};
    default:
        return plain_text(in);
    }
}

// ---- trees ----

static void grow_tree(input *in)
{
    uint32_t renumber[NODES + 2], node;
    check(pen_nodes_init(&in->tree, &in->arena) == PEN_OK);
    check(pen_nodes_child(&in->tree, 0, PEN_LIT("final"), &node) == PEN_OK);
    unsigned n = byte(in) % NODES;
    for (unsigned i = 0; i < n; i++) {
        static const pen_str known[] = {{"message", 7}, {"event", 5}, {"@timestamp", 10}};
        unsigned how = byte(in);
        uint32_t parent = how & 128 ? in->tree.n - 1 : 1 + how % (in->tree.n - 1);
        pen_str key = how % 11 < 3 ? known[how % 11] : text(in);
        check(pen_nodes_child(&in->tree, parent, key, &node) == PEN_OK);
    }
    check(pen_nodes_number(&in->tree, renumber) == PEN_OK);
}

// Below an object its members, below anything else nothing.
static void fill(input *in)
{
    in->slots[1] = (pen_value){.tag = PEN_T_OBJ, .u.dict = byte(in) & 1 ? members(in) : NULL};
    for (uint32_t i = 2; i < in->tree.n; i++) {
        bool object = in->slots[in->tree.v[i].parent].tag == PEN_T_OBJ;
        in->slots[i] = object ? value(in) : pen_v_undef();
    }
}

// ---- writing ----

static void compare(input *in, const pen_layout *l, size_t cap)
{
    pen_buf fast, slow;
    pen_buf_init(&fast, NULL, cap);
    pen_buf_init(&slow, NULL, cap);
    pen_buf_byte(&fast, '>');
    pen_buf_byte(&slow, '>');
    pen_status f = pen_layout_write(l, in->slots, &in->arena, &fast);
    pen_status s = pen_layout_write_plain(l, in->slots, &in->arena, &slow);
    if (f == PEN_OK && s == PEN_OK) {
        pen_value v;
        check(pen_str_eq(pen_buf_str(&fast), pen_buf_str(&slow)));
        check(pen_json_load(&in->arena, pen_str_from(pen_buf_str(&fast), 1), &v) == PEN_OK);
    } else {
        check(s == PEN_E_LIMIT && cap < 1 << 20 && slow.n == 1);
        check(f == PEN_OK || (f == PEN_E_LIMIT && fast.n == 1));
    }
    pen_buf_free(&fast);
    pen_buf_free(&slow);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    input in = {.p = data, .end = data + size};
    pen_layout all, part;
    pen_arena_init(&in.arena, NULL, 1u << 30);
    grow_tree(&in);
    uint32_t out[2] = {2 + byte(&in) % NODES, 2 + byte(&in) % NODES};
    pen_layout_omit omit = {out, 2, 2 + byte(&in) % NODES};
    check(pen_layout_init(&all, &in.arena, &in.tree, 1, NULL) == PEN_OK);
    check(pen_layout_init(&part, &in.arena, &in.tree, 1, &omit) == PEN_OK);
    size_t cap = 1 + byte(&in) * 16;
    fill(&in);
    compare(&in, &all, 1 << 26);
    compare(&in, &part, 1 << 26);
    compare(&in, &all, cap);
    for (size_t i = 0; i < in.ntexts; i++) {
        free(in.texts[i]);
    }
    pen_arena_free(&in.arena);
    return 0;
}
