// SPDX-License-Identifier: Apache-2.0
#include "codec/mac.h"

enum { DIGITS = 12 };

bool pen_mac_put(pen_str s, char *to)
{
    int digits[DIGITS];
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        int d = pen_hex_digit(s.p[i]);
        if (d < 0) {
            continue;
        }
        if (n == DIGITS) {
            return false;
        }
        digits[n++] = d;
    }
    if (n != DIGITS) {
        return false;
    }
    for (size_t i = 0; i < DIGITS; i++) {
        to[i + i / 2] = "0123456789ABCDEF"[digits[i]];
        if (i % 2 == 1 && i + 1 < DIGITS) {
            to[i + i / 2 + 1] = ':';
        }
    }
    return true;
}
