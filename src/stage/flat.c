// SPDX-License-Identifier: Apache-2.0
#include "stage/stage.h"

#include "base/word.h"

// A key in two words: its first and its last eight bytes, which tell all of one of 8 to 16;
// a shorter one is all in the first.
typedef struct words {
    uint64_t head, tail;
} words;

static inline words words_of(pen_str key)
{
    if (key.n < 8) {
        return (words){pen_word_tail(key.p, key.n), 0};
    }
    return (words){pen_word_at(key.p), pen_word_at(key.p + key.n - 8)};
}

static inline uint32_t place(const pen_flat *f, words w, size_t n)
{
    return (uint32_t)((w.head + w.tail * 31 + n) * f->mix >> 32) & f->mask;
}

static inline bool match(const pen_flat_key *k, words w, pen_str key)
{
    return k->head == w.head && k->tail == w.tail && k->n == key.n &&
           (key.n <= 16 || memcmp(k->p, key.p, key.n) == 0);
}

// The node of a key, 0 when it has none. Nodes are few and known when the table is made, so
// that a log can make nobody look at more than all of them.
static uint32_t find(const pen_flat *f, pen_str key)
{
    words w = words_of(key);
    for (uint32_t at = place(f, w, key.n);; at++) {
        const pen_flat_key *k = &f->keys[at & f->mask];
        if (!k->node || match(k, w, key)) {
            return k->node;
        }
    }
}

// Fills the table; gives how many keys are not where they are looked for first.
static uint32_t fill(pen_flat *f, const pen_node *nodes)
{
    uint32_t away = 0;
    memset(f->keys, 0, (f->mask + 1) * sizeof *f->keys);
    for (uint32_t c = nodes[f->node].first; c; c = nodes[c].next) {
        pen_str key = nodes[c].key;
        words w = words_of(key);
        uint32_t at = place(f, w, key.n);
        away += f->keys[at].node != 0;
        while (f->keys[at].node) {
            at = (at + 1) & f->mask;
        }
        f->keys[at] = (pen_flat_key){w.head, w.tail, key.p, (uint32_t)key.n, c};
    }
    return away;
}

// Numbers to try as `mix`: multiples of 2^64 / the golden ratio, made odd.
enum { TRIES = 64 };

static uint64_t nth_mix(uint32_t i)
{
    return (uint64_t)(i + 1) * UINT64_C(0x9e3779b97f4a7c15) | 1;
}

pen_status pen_flat_init(pen_flat *f, const pen_stage_build *b)
{
    const pen_node *nodes = b->nodes->v;
    uint32_t n = 0, least = UINT32_MAX, best = 0;
    *f = (pen_flat){.node = b->node, .whole = b->whole};
    for (uint32_t c = nodes[b->node].first; c; c = nodes[c].next) {
        n++;
    }
    uint32_t size = 4;
    while (size < n * 4) {
        size *= 2;
    }
    f->keys = PEN_NEW_N(b->arena, pen_flat_key, size);
    f->mask = size - 1;
    if (!f->keys) {
        return PEN_E_NOMEM;
    }
    for (uint32_t i = 0; i < TRIES && least > 0; i++) {
        f->mix = nth_mix(i);
        uint32_t away = fill(f, nodes);
        best = away < least ? i : best;
        least = away < least ? away : least;
    }
    f->mix = nth_mix(best);
    (void)fill(f, nodes);
    return PEN_OK;
}

pen_status pen_flat_begin(pen_flat_run *fr, const pen_flat *f, const pen_stage_run *r)
{
    *fr = (pen_flat_run){.flat = f, .run = r};
    pen_node_clear(r->nodes, r->slots, f->node);
    if (f->whole) {
        fr->dict = pen_dict_new(r->arena, 16);
        return fr->dict ? PEN_OK : PEN_E_NOMEM;
    }
    return PEN_OK;
}

pen_status pen_flat_put(pen_flat_run *fr, pen_str key, pen_value v)
{
    const pen_stage_run *r = fr->run;
    uint32_t node = find(fr->flat, key);
    fr->pairs++;
    if (node && !r->nodes->v[node].first) {
        r->slots[node] = v;
    } else if (node) {
        PEN_TRY(pen_node_deal(r->nodes, r->slots, r->arena, node, v));
    }
    return fr->dict ? pen_dict_put_str(r->arena, fr->dict, key, v) : PEN_OK;
}

// An output that nobody reads as a whole is an object whose members are in their slots.
void pen_flat_end(pen_flat_run *fr)
{
    pen_value *out = &fr->run->slots[fr->flat->node];
    *out = fr->dict ? pen_v_dict(fr->dict) : (pen_value){.tag = PEN_T_OBJ};
    *fr->run->empty = fr->pairs == 0;
}
