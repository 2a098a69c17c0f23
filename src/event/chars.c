// SPDX-License-Identifier: Apache-2.0
#include "event/chars.h"

#include <stddef.h>
#include <utf8proc.h>

static unsigned class_of(uint32_t cp)
{
    return 1u << utf8proc_category((utf8proc_int32_t)cp);
}

#define CLASS(name) (1u << UTF8PROC_CATEGORY_##name)

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

bool pen_char_space(uint32_t cp)
{
    if (cp < 0x80) {
        return cp == ' ' || (cp >= 9 && cp <= 13) || (cp >= 0x1c && cp <= 0x1f);
    }
    return cp == 0x85 || cp == 0xa0 || cp == 0x1680 || (cp >= 0x2000 && cp <= 0x200a) ||
           cp == 0x2028 || cp == 0x2029 || cp == 0x202f || cp == 0x205f || cp == 0x3000;
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
