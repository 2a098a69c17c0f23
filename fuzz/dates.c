// SPDX-License-Identifier: Apache-2.0
// Random text, format and zone (separated by LF). The fast path for ISO dates must agree
// with the free form, every short way with the general readers, a canonical text with what is written for it, and every date that is
// written must be read back as itself.
#include "codec/date.h"
#include "codec/date_parts.h"

#include "base/ublank.h"

#include <stdint.h>
#include <stdlib.h>

#define NOW 1781524800

static void expect(bool good)
{
    if (!good) {
        abort();
    }
}

static pen_str next_line(pen_str *rest)
{
    size_t end = pen_str_chr(*rest, '\n', 0);
    pen_str line = pen_str_head(*rest, end);
    *rest = end == PEN_NPOS ? PEN_EMPTY : pen_str_from(*rest, end + 1);
    return line;
}

static void check_round_trip(int64_t us)
{
    char text[PEN_DATE_TEXT_ROOM];
    for (int micros = 0; micros < 2; micros++) {
        int64_t again = 0;
        pen_str s = {text, pen_date_put(text, us, micros == 1)};
        expect(pen_date_parse_text(s, PEN_EMPTY, NULL, NOW, &again) == PEN_OK);
        expect(again == us);
    }
}

static void check_fast_path(pen_str text)
{
    pen_date_parts fast, slow;
    int64_t a = 0, b = 0;
    if (!pen_date_iso(text, &fast)) {
        return;
    }
    expect(pen_date_free_form(pen_ublank_trim(text), NOW, &slow) == PEN_OK);
    pen_status sa = pen_date_join(&fast, NULL, &a), sb = pen_date_join(&slow, NULL, &b);
    expect(sa == sb && a == b && fast.has_offset == slow.has_offset);
}

// Whatever is read in a short way must be what the general readers say. Formats that logs have
// are tried on every text, or the fuzzer would have to find them.
static void check_short_ways(pen_str text, pen_str format, const pen_zone *zone)
{
    static const char *const formats[] = {
        "", "%Y-%m-%d %H:%M:%S", "%d/%b/%Y:%H:%M:%S %z", "%b %d %Y %I:%M:%S.%f %p", "%y%m%dT%H%M%S",
        "%a %b %d %H:%M:%S %Y", "%m/%d/%Y-%H:%M:%S.%f%z", "%c",
    };
    pen_date_format f;
    for (size_t i = 0; i <= sizeof formats / sizeof *formats; i++) {
        int64_t a = 0, b = 0;
        (void)!pen_date_format_compile(i ? pen_str_c(formats[i - 1]) : format, &f);
        expect(pen_date_parse(text, &f, zone, NOW, &a) ==
               pen_date_parse_slowly(text, &f, zone, NOW, &b));
        expect(a == b);
    }
}

static void check_canonical(pen_str text)
{
    char wanted[PEN_DATE_TEXT_ROOM];
    size_t keep = 0;
    int64_t us = 0;
    if (pen_date_is_canonical(text, &keep)) {
        expect(pen_date_parse_text(text, PEN_EMPTY, NULL, NOW, &us) == PEN_OK);
        size_t n = pen_date_put(wanted, us, false);
        expect(n == keep + 1 && memcmp(wanted, text.p, keep) == 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    pen_str rest = {(const char *)data, size};
    pen_str text = next_line(&rest), format = next_line(&rest), name = next_line(&rest);
    pen_zone zone = pen_zone_find(name);
    int64_t us = 0;
    if (pen_date_parse_text(text, format, &zone, NOW, &us) == PEN_OK) {
        check_round_trip(us);
    }
    check_fast_path(text);
    check_short_ways(text, format, &zone);
    check_canonical(text);
    if (size >= sizeof(double)) {
        double v;
        memcpy(&v, data, sizeof v);
        if (pen_date_from_f64(v, &zone, &us) == PEN_OK) {
            check_round_trip(us);
        }
    }
    return 0;
}
