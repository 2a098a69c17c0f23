// SPDX-License-Identifier: Apache-2.0
// The tables of base/scan.h for x86-64 (SSE2, AVX2) and for AArch64 (NEON).
#include "base/scan_simd.h"

#if defined(__x86_64__) && defined(__GNUC__)

#include <immintrin.h>

#define AVX2 __attribute__((target("avx2,bmi,bmi2,popcnt,pclmul")))

// ---- SSE2: every x86-64 has it ----

// What is looked for: '"' and '\\', and with `control` also bytes below 0x20.
PEN_SCAN_INLINE uint32_t found16(__m128i v, bool control)
{
    __m128i hit = _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8('"')),
                               _mm_cmpeq_epi8(v, _mm_set1_epi8('\\')));
    if (control) {
        __m128i low = _mm_cmpeq_epi8(_mm_min_epu8(v, _mm_set1_epi8(0x1f)), v);
        hit = _mm_or_si128(hit, low);
    }
    return (uint32_t)_mm_movemask_epi8(hit);
}

PEN_SCAN_INLINE __m128i load16(const char *p)
{
    return _mm_loadu_si128((const __m128i *)(const void *)p);
}

// The n < 16 bytes at `p`, zeros after them.
PEN_SCAN_INLINE __m128i load16_short(const char *p, size_t n)
{
    if (n < 8) {
        return _mm_cvtsi64_si128((long long)pen_scan_load_short(p, n));
    }
    uint64_t rest = pen_scan_load8(p + n - 8);
    rest = n == 8 ? 0 : rest >> (8 * (16 - n));
    return _mm_set_epi64x((long long)rest, (long long)pen_scan_load8(p));
}

// `find` from offset `i` on, sixteen bytes at a time and then the rest in one step.
PEN_SCAN_INLINE size_t find16(const char *p, size_t n, size_t i, bool control)
{
    for (; i + 16 <= n; i += 16) {
        uint32_t m = found16(load16(p + i), control);
        if (m) {
            return i + pen_scan_low(m);
        }
    }
    if (i == n) {
        return n;
    }
    uint32_t m = found16(load16_short(p + i, n - i), control) & ((1u << (n - i)) - 1);
    return m ? i + pen_scan_low(m) : n;
}

static size_t special_sse2(const char *p, size_t n)
{
    return find16(p, n, 0, true);
}

static size_t quote_sse2(const char *p, size_t n)
{
    return find16(p, n, 0, false);
}

PEN_SCAN_INLINE bool ascii16(const char *p, size_t n, size_t i)
{
    for (; i + 16 <= n; i += 16) {
        if (_mm_movemask_epi8(load16(p + i))) {
            return false;
        }
    }
    return i == n || _mm_movemask_epi8(load16_short(p + i, n - i)) == 0;
}

static bool ascii_sse2(const char *p, size_t n)
{
    return ascii16(p, n, 0);
}

static size_t escape_sse2(char *to, const char *p, size_t n)
{
    char *start = to;
    size_t i = 0;
    while (i + 16 <= n) {
        __m128i v = load16(p + i);
        uint32_t m = found16(v, true);
        _mm_storeu_si128((__m128i *)(void *)to, v);
        uint32_t clean = m ? pen_scan_low(m) : 16;
        to += clean;
        i += clean;
        if (m) {
            to += pen_scan_escape_plain(to, p + i, 1);
            i++;
        }
    }
    return (size_t)(to - start) + (i < n ? pen_scan_escape_plain(to, p + i, n - i) : 0);
}

// A needle is looked for where its first and its last byte stand. Such places may be many in
// vain: once comparing them has cost more than a few times the text, the linear way is taken.
typedef struct finder {
    const char *p, *needle;
    size_t n, m, work; // bytes that may be compared still
} finder;

PEN_SCAN_INLINE finder finder_of(const char *p, size_t n, const char *needle, size_t m)
{
    return (finder){p, needle, n, m, 4 * n + 1024};
}

// Looks at the places i + k for each bit k of `hits`: true when the search is over.
PEN_SCAN_INLINE bool found_at(finder *f, size_t i, uint32_t hits, size_t *out)
{
    for (; hits; hits &= hits - 1) {
        const char *at = f->p + i + pen_scan_low(hits);
        if (f->work < f->m) {
            size_t from = (size_t)(at - f->p);
            *out = from + pen_scan_scalar()->find(at, f->n - from, f->needle, f->m);
            return true;
        }
        if (memcmp(at + 1, f->needle + 1, f->m - 1) == 0) {
            *out = (size_t)(at - f->p);
            return true;
        }
        f->work -= f->m;
    }
    return false;
}

// The places from `i` on, sixteen at a time and then the rest in one step.
PEN_SCAN_INLINE size_t find_from16(finder *f, size_t i)
{
    __m128i first = _mm_set1_epi8(f->needle[0]), last = _mm_set1_epi8(f->needle[f->m - 1]);
    size_t places = f->n - f->m + 1, out;
    for (; i < places; i += 16) {
        size_t left = places - i;
        const char *a = f->p + i, *b = a + f->m - 1;
        __m128i x = left < 16 ? load16_short(a, left) : load16(a);
        __m128i y = left < 16 ? load16_short(b, left) : load16(b);
        __m128i hit = _mm_and_si128(_mm_cmpeq_epi8(x, first), _mm_cmpeq_epi8(y, last));
        uint32_t hits = (uint32_t)_mm_movemask_epi8(hit);
        hits &= left < 16 ? (1u << left) - 1 : 0xffff;
        if (found_at(f, i, hits, &out)) {
            return out;
        }
    }
    return f->n;
}

static size_t find_sse2(const char *p, size_t n, const char *needle, size_t m)
{
    finder f = finder_of(p, n, needle, m);
    return find_from16(&f, 0);
}

PEN_SCAN_INLINE uint64_t eq64_sse2(const __m128i *v, char c)
{
    uint64_t m = 0;
    for (unsigned k = 0; k < 4; k++) {
        __m128i hit = _mm_cmpeq_epi8(v[k], _mm_set1_epi8(c));
        m |= (uint64_t)(uint32_t)_mm_movemask_epi8(hit) << (16 * k);
    }
    return m;
}

PEN_SCAN_INLINE pen_scan_bits bits_sse2(const char *p)
{
    __m128i v[4], low[4];
    for (unsigned k = 0; k < 4; k++) {
        v[k] = load16(p + 16 * (size_t)k);
        low[k] = _mm_max_epu8(v[k], _mm_set1_epi8(0x1f));
    }
    return (pen_scan_bits){eq64_sse2(v, '"'), eq64_sse2(v, '\\'), eq64_sse2(low, 0x1f)};
}

static void mark_sse2(pen_scan_marks *m, const char *p, size_t n, uint32_t at)
{
    pen_scan_marking k = pen_scan_mark_begin(m, at);
    size_t i = 0;
    for (; i + 64 <= n; i += 64) {
        (void)pen_scan_mark_block(&k, bits_sse2(p + i));
    }
    if (i < n) {
        char pad[64];
        pen_scan_bits b = i ? pen_scan_down(bits_sse2(p + n - 64), n - i)
                            : bits_sse2(pen_scan_pad(pad, p, n));
        k.carry = pen_scan_mark_block(&k, b) >> (n - i) & 1;
    }
    pen_scan_mark_end(m, &k);
}

// The masks of one block, and of it moved to its place: up by `at`, the bytes that an earlier
// block had (`known` of them) left out.
PEN_SCAN_INLINE pen_scan_cut cut16(__m128i v, char c)
{
    __m128i end = _mm_cmpeq_epi8(v, _mm_set1_epi8(c));
    __m128i hit = _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8('"')),
                               _mm_cmpeq_epi8(_mm_min_epu8(v, _mm_set1_epi8(0x1f)), v));
    // 0xc2 and 0xe2 differ in one bit.
    __m128i upper = _mm_or_si128(v, _mm_set1_epi8(0x20));
    hit = _mm_or_si128(hit, _mm_cmpeq_epi8(upper, _mm_set1_epi8((char)0xe2)));
    return (pen_scan_cut){(uint32_t)_mm_movemask_epi8(end),
                          (uint32_t)_mm_movemask_epi8(_mm_andnot_si128(end, hit))};
}

PEN_SCAN_INLINE void cut_add(pen_scan_cut *to, pen_scan_cut part, size_t known, size_t at)
{
    to->ends |= part.ends >> known << at;
    to->other |= part.other >> known << at;
}

// The bytes from `i` on, fewer than 64; `i` of them were looked at.
PEN_SCAN_INLINE pen_scan_cut cut_rest(pen_scan_cut cut, const char *p, size_t n, size_t i,
                                      char c)
{
    for (; i + 16 <= n; i += 16) {
        cut_add(&cut, cut16(load16(p + i), c), 0, i);
    }
    if (i == n) {
        return cut;
    }
    if (i) {
        cut_add(&cut, cut16(load16(p + n - 16), c), 16 - (n - i), i);
        return cut;
    }
    pen_scan_cut last = cut16(load16_short(p, n), c);
    uint64_t there = ((uint64_t)1 << n) - 1;
    return (pen_scan_cut){last.ends & there, last.other & there};
}

static pen_scan_cut cut_sse2(const char *p, size_t n, char c)
{
    return cut_rest((pen_scan_cut){0, 0}, p, n < 64 ? n : 64, 0, c);
}

static const pen_scan sse2 = {
    "sse2",     special_sse2, quote_sse2, escape_sse2,
    ascii_sse2, mark_sse2,    cut_sse2,   pen_scan_kinds_plain,
    find_sse2,
};

// ---- AVX2, with the bit instructions that came before or with it ----

PEN_SCAN_INLINE AVX2 __m256i load32(const char *p)
{
    return _mm256_loadu_si256((const __m256i *)(const void *)p);
}

PEN_SCAN_INLINE AVX2 uint32_t eq32(__m256i v, char c)
{
    return (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(v, _mm256_set1_epi8(c)));
}

PEN_SCAN_INLINE AVX2 uint32_t control32(__m256i v)
{
    return eq32(_mm256_max_epu8(v, _mm256_set1_epi8(0x1f)), 0x1f);
}

PEN_SCAN_INLINE AVX2 uint32_t quote32(__m256i v)
{
    __m256i hit = _mm256_or_si256(_mm256_cmpeq_epi8(v, _mm256_set1_epi8('"')),
                                  _mm256_cmpeq_epi8(v, _mm256_set1_epi8('\\')));
    return (uint32_t)_mm256_movemask_epi8(hit);
}

static AVX2 size_t special_avx2(const char *p, size_t n)
{
    size_t i = 0;
    for (; i + 32 <= n; i += 32) {
        __m256i v = load32(p + i);
        uint32_t m = quote32(v) | control32(v);
        if (m) {
            return i + pen_scan_low(m);
        }
    }
    return find16(p, n, i, true);
}

static AVX2 size_t quote_avx2(const char *p, size_t n)
{
    size_t i = 0;
    for (; i + 32 <= n; i += 32) {
        uint32_t m = quote32(load32(p + i));
        if (m) {
            return i + pen_scan_low(m);
        }
    }
    return find16(p, n, i, false);
}

static AVX2 bool ascii_avx2(const char *p, size_t n)
{
    size_t i = 0;
    for (; i + 128 <= n; i += 128) {
        __m256i a = _mm256_or_si256(load32(p + i), load32(p + i + 32));
        __m256i b = _mm256_or_si256(load32(p + i + 64), load32(p + i + 96));
        if (_mm256_movemask_epi8(_mm256_or_si256(a, b))) {
            return false;
        }
    }
    for (; i + 32 <= n; i += 32) {
        if (_mm256_movemask_epi8(load32(p + i))) {
            return false;
        }
    }
    return i && i < n ? _mm256_movemask_epi8(load32(p + n - 32)) == 0 : ascii16(p, n, i);
}

// Which of eight source bytes goes where when each byte of a set gets a backslash in front:
// row m of `spread` is for the set m (bit i: byte i), made of the rows of its two halves.
// 8-15 are source bytes, those below stand for a backslash. N<h> is the row of a half, least
// byte first, L<h> its length.
#define N0 0x0b0a0908u
#define N1 UINT64_C(0x0b0a090800)
#define N2 UINT64_C(0x0b0a090008)
#define N3 UINT64_C(0x0b0a09000800)
#define N4 UINT64_C(0x0b0a000908)
#define N5 UINT64_C(0x0b0a00090800)
#define N6 UINT64_C(0x0b0a00090008)
#define N7 UINT64_C(0x0b0a0009000800)
#define N8 UINT64_C(0x0b000a0908)
#define N9 UINT64_C(0x0b000a090800)
#define N10 UINT64_C(0x0b000a090008)
#define N11 UINT64_C(0x0b000a09000800)
#define N12 UINT64_C(0x0b000a000908)
#define N13 UINT64_C(0x0b000a00090800)
#define N14 UINT64_C(0x0b000a00090008)
#define N15 UINT64_C(0x0b000a0009000800)
#define L0 4
#define L1 5
#define L2 5
#define L3 6
#define L4 5
#define L5 6
#define L6 6
#define L7 7
#define L8 5
#define L9 6
#define L10 6
#define L11 7
#define L12 6
#define L13 7
#define L14 7
#define L15 8
// The upper half's row, shifted past the lower one's in steps that never reach 64 bits. It
// names bytes 4-7, hence the added fours (a backslash becomes 4, which is one too).
#define UP(hi) ((uint64_t)N##hi + UINT64_C(0x0404040404040404))
#define ROW(lo, hi)                                                                        \
    {                                                                                      \
        (uint64_t) N##lo | UP(hi) << (4 * L##lo) << (4 * L##lo),                           \
            UP(hi) >> (4 * (8 - L##lo)) >> (4 * (8 - L##lo))                               \
    }
#define ROWS(hi)                                                                           \
    ROW(0, hi), ROW(1, hi), ROW(2, hi), ROW(3, hi), ROW(4, hi), ROW(5, hi), ROW(6, hi),    \
        ROW(7, hi), ROW(8, hi), ROW(9, hi), ROW(10, hi), ROW(11, hi), ROW(12, hi),         \
        ROW(13, hi), ROW(14, hi), ROW(15, hi)
static const uint64_t spread[256][2] = {
    ROWS(0), ROWS(1), ROWS(2),  ROWS(3),  ROWS(4),  ROWS(5),  ROWS(6),  ROWS(7),
    ROWS(8), ROWS(9), ROWS(10), ROWS(11), ROWS(12), ROWS(13), ROWS(14), ROWS(15),
};

// Writes eight bytes, the upper half of `v`, with a backslash before those in the set whose
// row begins `at` bytes into the table (sixteen times the set); sixteen are stored. The lower
// half is backslashes. Gives where the next go.
PEN_SCAN_INLINE AVX2 char *spread8(char *to, __m128i v, uint64_t at)
{
    __m128i row = load16((const char *)spread + at);
    _mm_storeu_si128((__m128i *)(void *)to, _mm_shuffle_epi8(v, row));
    return to + 8 + (size_t)__builtin_popcountll(at);
}

PEN_SCAN_INLINE AVX2 __m128i with_slashes(const char *p)
{
    __m128 slashes = _mm_castsi128_ps(_mm_set1_epi8('\\'));
    return _mm_castps_si128(_mm_loadh_pi(slashes, (const __m64 *)(const void *)p));
}

// One block of 32 bytes that has something to escape: no branch depends on where.
PEN_SCAN_INLINE AVX2 char *escape32(char *to, const char *p, uint64_t quotes)
{
    to = spread8(to, with_slashes(p), quotes << 4 & 0xff0);
    to = spread8(to, with_slashes(p + 8), quotes >> 4 & 0xff0);
    to = spread8(to, with_slashes(p + 16), quotes >> 12 & 0xff0);
    return spread8(to, with_slashes(p + 24), quotes >> 20 & 0xff0);
}

// The same for one that also has control characters.
PEN_SCAN_INLINE AVX2 char *escape32_rare(char *to, const char *p, uint32_t quotes,
                                         uint32_t controls)
{
    for (unsigned k = 0; k < 32; k += 8) {
        if (controls >> k & 255) {
            to += pen_scan_escape_plain(to, p + k, 8);
        } else {
            to = spread8(to, with_slashes(p + k), (quotes >> k & 255) * 16);
        }
    }
    return to;
}

// The last n < 32 bytes.
PEN_SCAN_INLINE AVX2 char *escape_rest(char *to, const char *p, size_t n)
{
    for (size_t i = 0; i < n; i += 8) {
        size_t rest = n - i < 8 ? n - i : 8;
        uint64_t bytes = rest < 8 ? pen_scan_load_short(p + i, rest) : pen_scan_load8(p + i);
        __m128i v = _mm_set_epi64x((long long)bytes, 0x5c5c5c5c5c5c5c5c);
        uint32_t m = found16(v, true) >> 8 & ((1u << rest) - 1);
        if (m & ~(found16(v, false) >> 8)) {
            to += pen_scan_escape_plain(to, p + i, rest);
        } else {
            to = spread8(to, v, m * 16) - (8 - rest);
        }
    }
    return to;
}

static AVX2 size_t escape_avx2(char *to, const char *p, size_t n)
{
    char *start = to;
    for (; n >= 32; p += 32, n -= 32) {
        __m256i v = load32(p);
        uint32_t quotes = quote32(v), controls = control32(v);
        if (controls) {
            to = escape32_rare(to, p, quotes, controls);
        } else if (quotes) {
            to = escape32(to, p, quotes);
        } else {
            _mm256_storeu_si256((__m256i *)(void *)to, v);
            to += 32;
        }
    }
    return (size_t)(escape_rest(to, p, n) - start);
}

PEN_SCAN_INLINE AVX2 pen_scan_bits bits_avx2(const char *p)
{
    __m256i a = load32(p), b = load32(p + 32);
    return (pen_scan_bits){
        eq32(a, '"') | (uint64_t)eq32(b, '"') << 32,
        eq32(a, '\\') | (uint64_t)eq32(b, '\\') << 32,
        control32(a) | (uint64_t)control32(b) << 32,
    };
}

// pen_scan_put_low for four.
PEN_SCAN_INLINE AVX2 uint64_t put4(uint32_t *to, uint64_t m, uint32_t at)
{
    to[0] = at + (uint32_t)_tzcnt_u64(m);
    m = _blsr_u64(m);
    to[1] = at + (uint32_t)_tzcnt_u64(m);
    m = _blsr_u64(m);
    to[2] = at + (uint32_t)_tzcnt_u64(m);
    m = _blsr_u64(m);
    to[3] = at + (uint32_t)_tzcnt_u64(m);
    return _blsr_u64(m);
}

// pen_scan_parity: a carry-less product with all ones.
PEN_SCAN_INLINE AVX2 uint64_t parity_avx2(uint64_t m)
{
    __m128i ones = _mm_set1_epi8((char)0xff);
    __m128i product = _mm_clmulepi64_si128(_mm_cvtsi64_si128((long long)m), ones, 0);
    return (uint64_t)_mm_cvtsi128_si64(product);
}

// Writes where strings end. Eight positions are written without a look at how many there
// are: few blocks of logs have more, and a branch that cannot be foretold costs more than
// the stores.
PEN_SCAN_INLINE AVX2 void put_closes(pen_scan_marking *k, uint64_t closes)
{
    uint32_t *to = k->to;
    k->to += _mm_popcnt_u64(closes);
    closes = put4(to, closes, k->at);
    closes = put4(to + 4, closes, k->at);
    while (closes) {
        to += 4;
        closes = put4(to + 4, closes, k->at);
    }
    k->at += 64;
}

// Adds a block, as pen_scan_mark_block does.
PEN_SCAN_INLINE AVX2 uint64_t mark_bits_avx2(pen_scan_marking *k, pen_scan_bits b)
{
    uint64_t escaped, quotes = pen_scan_mark_quotes(k, b, &escaped);
    uint64_t inside = pen_scan_mark_inside(k, b, parity_avx2(quotes));
    put_closes(k, quotes & ~inside);
    return escaped;
}

// The same for the block at `p`. Most have neither a backslash nor a control character: one
// test for both, and for one that was carried, saves the bits of either.
PEN_SCAN_INLINE AVX2 void mark_block_avx2(pen_scan_marking *k, const char *p)
{
    const __m256i slash = _mm256_set1_epi8('\\'), control = _mm256_set1_epi8(0x1f);
    __m256i a = load32(p), b = load32(p + 32);
    __m256i low = _mm256_min_epu8(a, b);
    __m256i odd = _mm256_or_si256(_mm256_cmpeq_epi8(a, slash), _mm256_cmpeq_epi8(b, slash));
    odd = _mm256_or_si256(odd, _mm256_cmpeq_epi8(_mm256_max_epu8(low, control), control));
    if ((uint32_t)_mm256_movemask_epi8(odd) | k->carry) {
        (void)mark_bits_avx2(k, bits_avx2(p));
        return;
    }
    uint64_t quotes = eq32(a, '"') | (uint64_t)eq32(b, '"') << 32;
    uint64_t inside = parity_avx2(quotes) ^ k->inside;
    k->inside = (uint64_t)0 - (inside >> 63);
    *k->special++ = 0;
    put_closes(k, quotes & ~inside);
}

static AVX2 void mark_avx2(pen_scan_marks *m, const char *p, size_t n, uint32_t at)
{
    pen_scan_marking k = pen_scan_mark_begin(m, at);
    size_t i = 0;
    for (; i + 64 <= n; i += 64) {
        mark_block_avx2(&k, p + i);
    }
    if (i < n) {
        char pad[64];
        pen_scan_bits b = i ? pen_scan_down(bits_avx2(p + n - 64), n - i)
                            : bits_avx2(pen_scan_pad(pad, p, n));
        k.carry = mark_bits_avx2(&k, b) >> (n - i) & 1;
    }
    pen_scan_mark_end(m, &k);
}

PEN_SCAN_INLINE AVX2 pen_scan_cut cut32(__m256i v, char c)
{
    __m256i end = _mm256_cmpeq_epi8(v, _mm256_set1_epi8(c));
    __m256i low = _mm256_cmpeq_epi8(_mm256_min_epu8(v, _mm256_set1_epi8(0x1f)), v);
    __m256i hit = _mm256_or_si256(_mm256_cmpeq_epi8(v, _mm256_set1_epi8('"')), low);
    __m256i upper = _mm256_or_si256(v, _mm256_set1_epi8(0x20));
    hit = _mm256_or_si256(hit, _mm256_cmpeq_epi8(upper, _mm256_set1_epi8((char)0xe2)));
    return (pen_scan_cut){(uint32_t)_mm256_movemask_epi8(end),
                          (uint32_t)_mm256_movemask_epi8(_mm256_andnot_si256(end, hit))};
}

static AVX2 pen_scan_cut cut_avx2(const char *p, size_t n, char c)
{
    n = n < 64 ? n : 64;
    if (n < 32) {
        return cut_rest((pen_scan_cut){0, 0}, p, n, 0, c);
    }
    pen_scan_cut cut = cut32(load32(p), c);
    if (n > 32) {
        cut_add(&cut, cut32(load32(p + n - 32), c), 64 - n, 32);
    }
    return cut;
}

// What `kinds` compares with.
typedef struct seek {
    __m256i equal, row;
} seek;

// The masks of 32 bytes: shuffles look up the row of each byte's lower half and the bit of its
// upper half; a byte above 0x7f gets neither.
PEN_SCAN_INLINE AVX2 uint32_t members32(__m256i v, __m256i row)
{
    const __m256i bits = _mm256_broadcastsi128_si256(_mm_setr_epi8(
        1, 2, 4, 8, 16, 32, 64, (char)0x80, 0, 0, 0, 0, 0, 0, 0, 0));
    __m256i upper = _mm256_and_si256(_mm256_srli_epi16(v, 4), _mm256_set1_epi8(15));
    __m256i rows = _mm256_shuffle_epi8(row, _mm256_and_si256(v, _mm256_set1_epi8((char)0x8f)));
    __m256i hit = _mm256_and_si256(rows, _mm256_shuffle_epi8(bits, upper));
    return ~eq32(hit, 0);
}

PEN_SCAN_INLINE AVX2 uint64_t kinds64(pen_scan_kinds *k, size_t word, const char *p, seek s)
{
    __m256i a = load32(p), b = load32(p + 32);
    uint32_t low = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(a, s.equal));
    uint32_t high = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(b, s.equal));
    k->equal[word] = low | (uint64_t)high << 32;
    k->member[word] = members32(a, s.row) | (uint64_t)members32(b, s.row) << 32;
    k->special[word] = (quote32(a) | control32(a)) |
                       (uint64_t)(quote32(b) | control32(b)) << 32;
    return (uint32_t)_mm256_movemask_epi8(_mm256_or_si256(a, b));
}

// The last block has n < 64 bytes: read as one that ends with the text, or padded.
PEN_SCAN_INLINE AVX2 uint64_t kinds_rest(pen_scan_kinds *k, size_t word, const char *p,
                                         size_t n, seek s)
{
    char pad[64];
    bool alone = word == 0;
    uint64_t wide = kinds64(k, word, alone ? pen_scan_pad(pad, p, n) : p + n - 64, s);
    uint64_t there = ((uint64_t)1 << n) - 1;
    unsigned gone = alone ? 0 : (unsigned)(64 - n);
    k->equal[word] = k->equal[word] >> gone & there;
    k->member[word] = k->member[word] >> gone & there;
    k->special[word] = k->special[word] >> gone & there;
    return wide; // of bytes that were read before, too
}

static AVX2 bool kinds_avx2(pen_scan_kinds *k, const char *p, size_t n, char c,
                            const pen_scan_set *set)
{
    seek s = {_mm256_set1_epi8(c),
              _mm256_broadcastsi128_si256(load16((const char *)set->row))};
    uint64_t wide = 0;
    size_t i = 0;
    for (; i + 64 <= n; i += 64) {
        wide |= kinds64(k, i / 64, p + i, s);
    }
    if (i < n) {
        wide |= kinds_rest(k, i / 64, p + i, n - i, s);
    }
    return wide == 0;
}

static AVX2 size_t find_avx2(const char *p, size_t n, const char *needle, size_t m)
{
    finder f = finder_of(p, n, needle, m);
    __m256i first = _mm256_set1_epi8(needle[0]), last = _mm256_set1_epi8(needle[m - 1]);
    size_t i = 0, out;
    for (; i + m + 31 <= n; i += 32) {
        __m256i hit = _mm256_and_si256(_mm256_cmpeq_epi8(load32(p + i), first),
                                       _mm256_cmpeq_epi8(load32(p + i + m - 1), last));
        if (found_at(&f, i, (uint32_t)_mm256_movemask_epi8(hit), &out)) {
            return out;
        }
    }
    return find_from16(&f, i);
}

static const pen_scan avx2 = {
    "avx2",     special_avx2, quote_avx2, escape_avx2,
    ascii_avx2, mark_avx2,    cut_avx2,   kinds_avx2,
    find_avx2,
};

const pen_scan *pen_scan_simd_best(void)
{
    bool can = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
               __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("popcnt") &&
               __builtin_cpu_supports("pclmul");
    return can ? &avx2 : &sse2;
}

const pen_scan *pen_scan_simd(unsigned k)
{
    const pen_scan *best = pen_scan_simd_best();
    return k == 0 ? &sse2 : k == 1 && best != &sse2 ? best : NULL;
}

#elif defined(__aarch64__)

#include <arm_neon.h>

PEN_SCAN_INLINE uint8x16_t load16(const char *p)
{
    return vld1q_u8((const uint8_t *)p);
}

// Four vectors of 0 or 255 as 64 bits: pairwise additions of one bit a byte.
PEN_SCAN_INLINE uint64_t movemask64(uint8x16_t a, uint8x16_t b, uint8x16_t c, uint8x16_t d)
{
    static const uint8_t bit[16] = {1, 2, 4, 8, 16, 32, 64, 128,
                                    1, 2, 4, 8, 16, 32, 64, 128};
    uint8x16_t w = vld1q_u8(bit);
    uint8x16_t ab = vpaddq_u8(vandq_u8(a, w), vandq_u8(b, w));
    uint8x16_t cd = vpaddq_u8(vandq_u8(c, w), vandq_u8(d, w));
    uint8x16_t all = vpaddq_u8(ab, cd);
    all = vpaddq_u8(all, all);
    return vgetq_lane_u64(vreinterpretq_u64_u8(all), 0);
}

PEN_SCAN_INLINE pen_scan_bits bits_neon(const char *p)
{
    uint8x16_t a = load16(p), b = load16(p + 16), c = load16(p + 32), d = load16(p + 48);
    uint8x16_t q = vdupq_n_u8('"'), s = vdupq_n_u8('\\'), low = vdupq_n_u8(0x20);
    return (pen_scan_bits){
        movemask64(vceqq_u8(a, q), vceqq_u8(b, q), vceqq_u8(c, q), vceqq_u8(d, q)),
        movemask64(vceqq_u8(a, s), vceqq_u8(b, s), vceqq_u8(c, s), vceqq_u8(d, s)),
        movemask64(vcltq_u8(a, low), vcltq_u8(b, low), vcltq_u8(c, low), vcltq_u8(d, low)),
    };
}

// Four bits a byte: nibble i is set when byte i is one that is looked for.
PEN_SCAN_INLINE uint64_t found16(uint8x16_t v, bool control)
{
    uint8x16_t hit = vorrq_u8(vceqq_u8(v, vdupq_n_u8('"')), vceqq_u8(v, vdupq_n_u8('\\')));
    if (control) {
        hit = vorrq_u8(hit, vcltq_u8(v, vdupq_n_u8(0x20)));
    }
    uint8x8_t narrow = vshrn_n_u16(vreinterpretq_u16_u8(hit), 4);
    return vget_lane_u64(vreinterpret_u64_u8(narrow), 0);
}

PEN_SCAN_INLINE size_t find_neon(const char *p, size_t n, bool control)
{
    size_t i = 0;
    for (; i + 16 <= n; i += 16) {
        uint64_t m = found16(load16(p + i), control);
        if (m) {
            return i + pen_scan_low(m) / 4;
        }
    }
    const pen_scan *plain = pen_scan_scalar();
    return i == n ? n : i + (control ? plain->special : plain->quote)(p + i, n - i);
}

static size_t special_neon(const char *p, size_t n)
{
    return find_neon(p, n, true);
}

static size_t quote_neon(const char *p, size_t n)
{
    return find_neon(p, n, false);
}

static bool ascii_neon(const char *p, size_t n)
{
    size_t i = 0;
    for (; i + 16 <= n; i += 16) {
        if (vmaxvq_u8(load16(p + i)) >= 0x80) {
            return false;
        }
    }
    return i == n || pen_scan_scalar()->ascii(p + i, n - i);
}

static size_t escape_neon(char *to, const char *p, size_t n)
{
    char *start = to;
    size_t i = 0;
    while (i + 16 <= n) {
        uint8x16_t v = load16(p + i);
        uint64_t m = found16(v, true);
        vst1q_u8((uint8_t *)to, v);
        uint32_t clean = m ? pen_scan_low(m) / 4 : 16;
        to += clean;
        i += clean;
        if (m) {
            to += pen_scan_escape_plain(to, p + i, 1);
            i++;
        }
    }
    return (size_t)(to - start) + (i < n ? pen_scan_escape_plain(to, p + i, n - i) : 0);
}

static void mark_neon(pen_scan_marks *m, const char *p, size_t n, uint32_t at)
{
    pen_scan_marking k = pen_scan_mark_begin(m, at);
    size_t i = 0;
    for (; i + 64 <= n; i += 64) {
        (void)pen_scan_mark_block(&k, bits_neon(p + i));
    }
    if (i < n) {
        char pad[64];
        pen_scan_bits b = bits_neon(pen_scan_pad(pad, p + i, n - i));
        k.carry = pen_scan_mark_block(&k, b) >> (n - i) & 1;
    }
    pen_scan_mark_end(m, &k);
}

static pen_scan_cut cut_neon(const char *p, size_t n, char c)
{
    if (n < 64) {
        return pen_scan_scalar()->cut(p, n, c);
    }
    uint8x16_t end[4], other[4];
    for (unsigned k = 0; k < 4; k++) {
        uint8x16_t v = load16(p + 16 * (size_t)k);
        uint8x16_t upper = vorrq_u8(v, vdupq_n_u8(0x20));
        uint8x16_t hit = vorrq_u8(vceqq_u8(v, vdupq_n_u8('"')), vcltq_u8(v, vdupq_n_u8(0x20)));
        end[k] = vceqq_u8(v, vdupq_n_u8((uint8_t)c));
        other[k] = vbicq_u8(vorrq_u8(hit, vceqq_u8(upper, vdupq_n_u8(0xe2))), end[k]);
    }
    return (pen_scan_cut){movemask64(end[0], end[1], end[2], end[3]),
                          movemask64(other[0], other[1], other[2], other[3])};
}

static size_t find_as_plain(const char *p, size_t n, const char *needle, size_t m)
{
    return pen_scan_scalar()->find(p, n, needle, m);
}

static const pen_scan neon = {
    "neon",     special_neon, quote_neon, escape_neon,
    ascii_neon, mark_neon,    cut_neon,   pen_scan_kinds_plain,
    find_as_plain,
};

const pen_scan *pen_scan_simd(unsigned k)
{
    return k == 0 ? &neon : NULL;
}

const pen_scan *pen_scan_simd_best(void)
{
    return &neon;
}

#else

const pen_scan *pen_scan_simd(unsigned k)
{
    (void)k;
    return NULL;
}

const pen_scan *pen_scan_simd_best(void)
{
    return NULL;
}

#endif
