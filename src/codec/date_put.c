// SPDX-License-Identifier: Apache-2.0
// Rendering: always UTC, always `T` and `Z`.
#include "codec/date.h"

#include "codec/date_parts.h"

static char *put2(char *to, uint32_t v)
{
    static const char pairs[] = "00010203040506070809101112131415161718192021222324"
                                "25262728293031323334353637383940414243444546474849"
                                "50515253545556575859606162636465666768697071727374"
                                "75767778798081828384858687888990919293949596979899";
    memcpy(to, pairs + 2 * v, 2);
    return to + 2;
}

static char *put_micros(char *to, uint32_t us)
{
    *to++ = '.';
    to = put2(to, us / 10000);
    to = put2(to, us / 100 % 100);
    return put2(to, us % 100);
}

size_t pen_date_put(char *to, int64_t us, bool always_micros)
{
    const int64_t day_us = PEN_S_PER_DAY * PEN_US_PER_S;
    int64_t days = us / day_us - (us % day_us < 0);
    uint64_t rest = (uint64_t)(us - days * day_us);
    uint32_t s = (uint32_t)(rest / 1000000), micros = (uint32_t)(rest % 1000000);
    pen_date_parts p;
    pen_days_split(days, &p);
    char *at = put2(to, (uint32_t)p.year / 100);
    at = put2(at, (uint32_t)p.year % 100);
    *at++ = '-';
    at = put2(at, (uint32_t)p.month);
    *at++ = '-';
    at = put2(at, (uint32_t)p.day);
    *at++ = 'T';
    at = put2(at, s / 3600);
    *at++ = ':';
    at = put2(at, s / 60 % 60);
    *at++ = ':';
    at = put2(at, s % 60);
    if (always_micros || micros != 0) {
        at = put_micros(at, micros);
    }
    *at++ = 'Z';
    return (size_t)(at - to);
}
