// SPDX-License-Identifier: Apache-2.0
#include "event/chars.h"

#include "event/char_ranges.h"

#include <stddef.h>
#include <utf8proc.h>

static unsigned class_of(uint32_t cp)
{
    return 1u << utf8proc_category((utf8proc_int32_t)cp);
}

#define CLASS(name) (1u << UTF8PROC_CATEGORY_##name)

static bool in_ranges(const pen_char_range *r, size_t n, uint32_t cp)
{
    size_t low = 0, high = n;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (r[middle].last < cp) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < n && r[low].first <= cp;
}

#define IN(ranges, cp) in_ranges((ranges), sizeof(ranges) / sizeof *(ranges), (cp))

bool pen_char_printable(uint32_t cp)
{
    const unsigned hidden = CLASS(CN) | CLASS(CC) | CLASS(CF) | CLASS(CS) | CLASS(CO) |
                            CLASS(ZS) | CLASS(ZL) | CLASS(ZP);
    return cp < 0x7f ? cp >= ' ' : !(class_of(cp) & hidden);
}

bool pen_char_alpha(uint32_t cp)
{
    if (cp < 0x80) {
        return (cp | 0x20) >= 'a' && (cp | 0x20) <= 'z';
    }
    return class_of(cp) & (CLASS(LU) | CLASS(LL) | CLASS(LT) | CLASS(LM) | CLASS(LO));
}

// The digits of a script are ten neighbours, the first of them a zero; the blocks that hold
// several runs of ten end on a multiple of ten from their start (Unicode 4.6).
bool pen_char_decimal(uint32_t cp, unsigned *value)
{
    if (cp >= 0x80 && !(class_of(cp) & CLASS(ND))) {
        return false;
    }
    if (cp < 0x80 && (cp < '0' || cp > '9')) {
        return false;
    }
    if (value) {
        uint32_t first = cp;
        while (first > 0 && (class_of(first - 1) & CLASS(ND))) {
            first--;
        }
        *value = (cp - first) % 10;
    }
    return true;
}

bool pen_char_digit(uint32_t cp)
{
    return pen_char_decimal(cp, NULL) || (cp >= 0x80 && IN(digit_extra, cp));
}

bool pen_char_numeric(uint32_t cp)
{
    if (cp < 0x80) {
        return cp >= '0' && cp <= '9';
    }
    return (class_of(cp) & (CLASS(ND) | CLASS(NL) | CLASS(NO))) || IN(numeric_extra, cp);
}

bool pen_char_alnum(uint32_t cp)
{
    return pen_char_alpha(cp) || pen_char_numeric(cp);
}

bool pen_char_lower(uint32_t cp)
{
    if (cp < 0x80) {
        return cp >= 'a' && cp <= 'z';
    }
    return (class_of(cp) & CLASS(LL)) || IN(lower_extra, cp);
}

bool pen_char_upper(uint32_t cp)
{
    if (cp < 0x80) {
        return cp >= 'A' && cp <= 'Z';
    }
    return (class_of(cp) & CLASS(LU)) || IN(upper_extra, cp);
}

bool pen_char_title(uint32_t cp)
{
    return cp >= 0x80 && (class_of(cp) & CLASS(LT));
}

bool pen_char_id_start(uint32_t cp)
{
    return cp == '_' || pen_char_alpha(cp) || (cp >= 0x80 && (class_of(cp) & CLASS(NL)));
}

bool pen_char_id_continue(uint32_t cp)
{
    const unsigned marks = CLASS(MN) | CLASS(MC) | CLASS(ND) | CLASS(PC);
    return pen_char_id_start(cp) || pen_char_decimal(cp, NULL) ||
           (cp >= 0x80 && (class_of(cp) & marks));
}

// ---- case ----

typedef struct special {
    uint32_t cp;
    uint16_t upper[3], title[3];
} special;

#define PEN_SEQ(...) {__VA_ARGS__}
static const special specials[] = {
#define PEN_SPECIAL_CASE(cp, upper, title) {cp, upper, title},
#include "event/special_case.def"
#undef PEN_SPECIAL_CASE
};

static const special *special_of(uint32_t cp)
{
    size_t low = 0, high = sizeof specials / sizeof *specials;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (specials[middle].cp < cp) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    bool found = low < sizeof specials / sizeof *specials && specials[low].cp == cp;
    return found ? &specials[low] : NULL;
}

static unsigned copy_sequence(const uint16_t *from, uint32_t *to)
{
    unsigned n = 0;
    while (n < 3 && from[n]) {
        to[n] = from[n];
        n++;
    }
    return n;
}

unsigned pen_char_to_upper(uint32_t cp, uint32_t *to)
{
    const special *s = cp < 0x80 ? NULL : special_of(cp);
    to[0] = s ? 0 : (uint32_t)utf8proc_toupper((utf8proc_int32_t)cp);
    return s ? copy_sequence(s->upper, to) : 1;
}

unsigned pen_char_to_title(uint32_t cp, uint32_t *to)
{
    const special *s = cp < 0x80 ? NULL : special_of(cp);
    to[0] = s ? 0 : (uint32_t)utf8proc_totitle((utf8proc_int32_t)cp);
    return s ? copy_sequence(s->title, to) : 1;
}

unsigned pen_char_fold(uint32_t cp, uint32_t *to)
{
    utf8proc_int32_t folded[PEN_CHAR_CASE_MAX];
    int boundary = 0;
    utf8proc_ssize_t n = utf8proc_decompose_char((utf8proc_int32_t)cp, folded, PEN_CHAR_CASE_MAX,
                                                 UTF8PROC_CASEFOLD, &boundary);
    if (n < 1 || n > PEN_CHAR_CASE_MAX) {
        to[0] = cp;
        return 1;
    }
    for (utf8proc_ssize_t i = 0; i < n; i++) {
        to[i] = (uint32_t)folded[i];
    }
    return (unsigned)n;
}
