// SPDX-License-Identifier: Apache-2.0
#include "event/hash.h"

#include "base/limits.h"
#include "base/num.h"
#include "base/word.h"
#include "event/value.h"

typedef struct sip {
    uint64_t a, b, c, d;
} sip;

static inline uint64_t rotl(uint64_t x, unsigned n)
{
    return x << n | x >> (64 - n);
}

static inline void sip_round(sip *s)
{
    s->a += s->b;
    s->b = rotl(s->b, 13) ^ s->a;
    s->a = rotl(s->a, 32);
    s->c += s->d;
    s->d = rotl(s->d, 16) ^ s->c;
    s->a += s->d;
    s->d = rotl(s->d, 21) ^ s->a;
    s->c += s->b;
    s->b = rotl(s->b, 17) ^ s->c;
    s->c = rotl(s->c, 32);
}

static inline void sip_word(sip *s, uint64_t w)
{
    s->d ^= w;
    sip_round(s);
    s->a ^= w;
}

uint64_t pen_hash_bytes(pen_str t, uint64_t seed)
{
    sip s = {seed ^ 0x736f6d6570736575u, 0x646f72616e646f6du, seed ^ 0x6c7967656e657261u,
             0x7465646279746573u};
    size_t i = 0;
    for (; t.n - i >= 8; i += 8) {
        sip_word(&s, pen_word_at(t.p + i));
    }
    sip_word(&s, pen_word_tail(t.p, t.n) | (uint64_t)t.n << 56);
    s.c ^= 0xff;
    sip_round(&s);
    sip_round(&s);
    sip_round(&s);
    return s.a ^ s.b ^ s.c ^ s.d;
}

static uint64_t mix(uint64_t kind, uint64_t word, uint64_t seed)
{
    sip s = {seed ^ 0x736f6d6570736575u, 0x646f72616e646f6du ^ kind,
             seed ^ 0x6c7967656e657261u, 0x7465646279746573u};
    sip_word(&s, word);
    s.c ^= 0xff;
    sip_round(&s);
    sip_round(&s);
    return s.a ^ s.b ^ s.c ^ s.d;
}

// A float that is an integer of 64 bits hashes as that integer; an integer beyond 64 bits
// as the float nearest to it, which is the only float that can equal it.
static uint64_t hash_float(double f, uint64_t seed)
{
    if (f >= -9223372036854775808.0 && f < 9223372036854775808.0 &&
        (double)(int64_t)f == f) {
        return mix(1, (uint64_t)(int64_t)f, seed);
    }
    uint64_t bits;
    memcpy(&bits, &f, sizeof bits);
    return mix(2, bits, seed);
}

static uint64_t hash_big(pen_str digits, uint64_t seed)
{
    double f = 0;
    return pen_num_f64(digits, &f) == PEN_OK ? hash_float(f, seed) : mix(3, 0, seed);
}

static bool hash_at(pen_value v, uint64_t seed, unsigned depth, uint64_t *out);

static bool hash_tuple(const pen_list *l, uint64_t seed, unsigned depth, uint64_t *out)
{
    uint64_t h = mix(4, l->n, seed);
    for (uint32_t i = 0; i < l->n; i++) {
        uint64_t one = 0;
        if (!hash_at(l->items[i], seed, depth + 1, &one)) {
            return false;
        }
        h = mix(h, one, seed);
    }
    *out = h;
    return true;
}

static bool hash_at(pen_value v, uint64_t seed, unsigned depth, uint64_t *out)
{
    if (v.tag == PEN_T_TUPLE) {
        return depth < PEN_VALUE_DEPTH_MAX && hash_tuple(v.u.list, seed, depth, out);
    }
    if (v.tag == PEN_T_STR) {
        *out = pen_hash_bytes(pen_value_str(v), seed);
    } else if (v.tag == PEN_T_INT || v.tag == PEN_T_BOOL) {
        *out = mix(1, (uint64_t)v.u.i, seed);
    } else if (v.tag == PEN_T_FLOAT) {
        *out = hash_float(v.u.f, seed);
    } else if (v.tag == PEN_T_BIG) {
        *out = hash_big(pen_value_str(v), seed);
    } else if (v.tag == PEN_T_NONE || v.tag == PEN_T_UNDEF) {
        *out = mix(5, v.tag, seed);
    } else {
        return false;
    }
    return true;
}

bool pen_value_hash(pen_value v, uint64_t seed, uint64_t *out)
{
    return hash_at(v, seed, 0, out);
}
