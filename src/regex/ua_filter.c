// SPDX-License-Identifier: Apache-2.0
// Each text that rules need (an atom) is known by three bytes of it, those that are least
// common in user agents. Their hash at each place of the text is looked up in a table of
// bits small enough for the nearest cache; at most places that is all.
#include "regex/ua_filter.h"

#include "base/scan_simd.h"

// Bytes looked at in one go, and how many of them the next go sees again, so that an atom
// lies wholly in one.
#define CHUNK 1024
#define AGAIN 7

// Room that loads of eight bytes may touch behind a chunk.
#define PAD 8

static uint64_t word_at(const unsigned char *p)
{
    uint64_t w;
    memcpy(&w, p, sizeof w);
    return w;
}

// The first n of eight bytes.
static uint64_t first_bytes(uint64_t word, unsigned n)
{
    static const unsigned char ones[16] = {255, 255, 255, 255, 255, 255, 255, 255};
    return word & word_at(ones + 8 - n);
}

static void set_bit(uint64_t *bits, unsigned i)
{
    bits[i / 64] |= (uint64_t)1 << (i % 64);
}

static bool bit(const uint64_t *bits, unsigned i)
{
    return (bits[i / 64] >> (i % 64)) & 1;
}

// ---- atoms ----

static void bring_up(pen_ua_found *f, unsigned number)
{
    const pen_ua_atom *a = &pen_ua_atoms[number];
    set_bit(f->atoms, number);
    for (unsigned i = a->post; i < (unsigned)a->post + a->post_count; i++) {
        set_bit(f->rules, pen_ua_posts[i]);
    }
}

// The atoms of a hash, its three bytes standing at `at`.
static void try_chain(pen_ua_found *f, const unsigned char *chunk, size_t at, unsigned hash)
{
    for (unsigned i = pen_ua_grams[hash];; i++) {
        const pen_ua_atom *a = &pen_ua_atoms[i];
        if (at >= a->back && first_bytes(word_at(chunk + at - a->back), a->n) ==
                                 word_at(a->text)) {
            bring_up(f, i);
        }
        if (a->last) {
            return;
        }
    }
}

static void search_chunk(pen_ua_found *f, const unsigned char *chunk, size_t n)
{
    uint32_t gram = (uint32_t)chunk[0] << 8 | (uint32_t)chunk[1] << 16; // n may be below 2: PAD
    for (size_t at = 0; at + 3 <= n; at++) {
        gram = gram >> 8 | (uint32_t)chunk[at + 2] << 16;
        unsigned hash = (gram * PEN_UA_HASH) >> (32 - PEN_UA_GRAM_BITS);
        if (bit(pen_ua_gram_bits, hash)) {
            try_chain(f, chunk, at, hash);
        }
    }
}

// Copies in lower case; gives all bytes ORed.
static unsigned lower(unsigned char *restrict to, const unsigned char *restrict from, size_t n)
{
    unsigned char any = 0;
    for (size_t i = 0; i < n; i++) {
        unsigned char c = from[i];
        any |= c;
        to[i] = (unsigned char)(c + ((unsigned char)(c - 'A') < 26 ? 32 : 0));
    }
    memset(to + n, 0, PAD);
    return any;
}

// The only two characters outside ASCII that RE2 takes for letters of it: the long s
// (U+017F) and the Kelvin sign (U+212A).
static bool folds(pen_str text)
{
    return pen_str_find(text, PEN_LIT("\xC5\xBF"), 0) != PEN_NPOS ||
           pen_str_find(text, PEN_LIT("\xE2\x84\xAA"), 0) != PEN_NPOS;
}

static void bring_up_folding(pen_ua_found *f)
{
    for (unsigned i = 0; i < pen_ua_starts[3]; i++) {
        if (pen_ua_rules[i].icase) {
            set_bit(f->rules, i);
        }
    }
}

void pen_ua_filter(pen_str text, pen_ua_found *f)
{
    unsigned char chunk[CHUNK + PAD];
    unsigned any = 0;
    memset(f, 0, sizeof *f);
    for (const uint16_t *r = pen_ua_always; *r != PEN_UA_NONE; r++) {
        set_bit(f->rules, *r);
    }
    for (size_t at = 0; at < text.n; at += CHUNK - AGAIN) {
        size_t n = text.n - at < CHUNK ? text.n - at : CHUNK;
        any |= lower(chunk, (const unsigned char *)text.p + at, n);
        search_chunk(f, chunk, n);
    }
    f->ascii = any < 0x80;
    f->folds = !f->ascii && folds(text);
    if (f->folds) {
        bring_up_folding(f);
    }
}

// ---- rules ----

static bool any_member(const pen_ua_found *f, const pen_ua_set *s)
{
    for (unsigned i = s->member; i < (unsigned)s->member + s->count; i++) {
        if (bit(f->atoms, pen_ua_members[i])) {
            return true;
        }
    }
    return false;
}

static bool possible(const pen_ua_found *f, const pen_ua_rule *r)
{
    for (unsigned i = r->set; i < (unsigned)r->set + r->set_count; i++) {
        if (!any_member(f, &pen_ua_sets[i])) {
            return f->folds && r->icase;
        }
    }
    return true;
}

static size_t next_bit(const uint64_t *bits, size_t from, size_t end)
{
    while (from < end) {
        uint64_t w = bits[from / 64] >> (from % 64);
        if (w) {
            return from + pen_scan_low(w);
        }
        from = (from / 64 + 1) * 64;
    }
    return end;
}

size_t pen_ua_next(const pen_ua_found *f, size_t from, size_t end)
{
    for (size_t i = next_bit(f->rules, from, end); i < end; i = next_bit(f->rules, i + 1, end)) {
        if (possible(f, &pen_ua_rules[i])) {
            return i;
        }
    }
    return end;
}
