// SPDX-License-Identifier: Apache-2.0
// Every rule about dates that the specification of the language states, one row each.
#include "codec/date.h"
#include "tap.h"

#include <math.h>
#include <stdlib.h>

#define NOW 1781524800 // 2026-06-15T12:00:00Z, a Monday

typedef struct row {
    const char *text, *want; // want NULL: no date
} row;

typedef struct format_row {
    const char *format, *text, *want;
} format_row;

// The date in `out`, or "FAIL". The text is read from a block of its exact size.
static pen_str parsed(pen_str text, const char *format, const char *zone_name, char *out)
{
    char *copy = malloc(text.n ? text.n : 1);
    pen_zone zone = pen_zone_find(pen_str_c(zone_name));
    int64_t us = 0;
    if (!copy) {
        return PEN_LIT("no memory");
    }
    if (text.n > 0) {
        memcpy(copy, text.p, text.n);
    }
    pen_status s =
        pen_date_parse_text(pen_str_of(copy, text.n), pen_str_c(format), &zone, NOW, &us);
    free(copy);
    return s == PEN_OK ? pen_str_of(out, pen_date_put(out, us, false)) : PEN_LIT("FAIL");
}

static void check(const char *format, const char *zone, const row *r)
{
    char out[PEN_DATE_TEXT_ROOM], name[256];
    (void)snprintf(name, sizeof name, "'%s' by '%s' in '%s'", r->text, format, zone);
    is_str(parsed(pen_str_c(r->text), format, zone, out), r->want ? r->want : "FAIL", name);
}

#define CHECK_ALL(format, zone, rows)                                                      \
    for (size_t i = 0; i < sizeof(rows) / sizeof *(rows); i++) {                           \
        check((format), (zone), &(rows)[i]);                                               \
    }

static void test_epochs(void)
{
    static const row rows[] = {
        {"1637681708", "2021-11-23T15:35:08Z"},
        {"1637681708541", "2021-11-23T15:35:08.541000Z"},
        {"1637681708541881", "2021-11-23T15:35:08.541881Z"},
        {"1637681708541881380", "2021-11-23T15:35:08.541882Z"}, // double arithmetic
        {"123456789", "2009-02-13T23:31:30Z"},                  // scaled up
        {"20240115", "2034-02-20T01:25:00Z"},                   // wrong on purpose
        {"1637681708.25", "2021-11-23T15:35:08.250000Z"},
        {"0", "1970-01-01T00:00:00Z"},
        {"-0", "1970-01-01T00:00:00Z"},
        {"0.0", "1970-01-01T00:00:00Z"},
        {"1", "2001-09-09T01:46:40Z"},
        {"-5", "1954-02-26T23:06:40Z"}, // the sign counts as a character
        {"-123456789", "1966-02-02T02:26:51Z"},
        {"133143986060000000",
         "2012-03-11T04:24:20.600000Z"}, // a FILETIME, wrong on purpose
        {" 1637681708 ", "2021-11-23T15:35:08Z"},
        {"99999999999999999999999999", "2286-11-20T17:46:40Z"}, // beyond 64 bits
        {"0001637681708", "2021-11-23T15:35:08Z"},
        {"+1637681708", NULL},
        {"1637681708.", NULL},
        {"-", NULL},
    };
    CHECK_ALL("", "", rows);
    CHECK_ALL("timestamp", "UTC", rows);
    CHECK_ALL("%Y-%m-%d", "", rows); // the epoch comes first whatever the format
}

static const row free_form[] = {
    {"Mon Aug  1 06:40:30 2022", "2022-08-01T06:40:30Z"},
    {"Oct 14 2024 11:33:57", "2024-10-14T11:33:57Z"},
    {"Mon, 01 Aug 2022 06:40:30 +0200", "2022-08-01T04:40:30Z"},
    {"2022-08-01T06:40:30Z", "2022-08-01T06:40:30Z"},
    {"2024-06-27T12:56:49.920281+0000", "2024-06-27T12:56:49.920281Z"},
    {"18:00:02 CEST", "2026-06-15T18:00:02Z"}, // other zone names say nothing
    {"Aug 1 06:40:30", "2026-08-01T06:40:30Z"},
    {"2024-01-15", "2024-01-15T00:00:00Z"},
    {"01/02/2024", "2024-01-02T00:00:00Z"}, // month first
    {"13/02/2024", "2024-02-13T00:00:00Z"},
    {"1.5.2024", "2024-01-05T00:00:00Z"},
    {"Sep.20.2009", "2009-09-20T00:00:00Z"},
    {"10:20:30,123", "2026-06-15T10:20:30.123000Z"},
    {"10:20:30.1234567", "2026-06-15T10:20:30.123456Z"}, // cut, not rounded
    // a
    {"2024-01-15T10", "2024-01-15T10:00:00Z"},
    {"2024-01-15T1030", "2024-01-15T10:30:00Z"},
    // b
    {"240115 10:20", "2015-01-24T10:20:00Z"}, // 24 > 12: a day, so the year is last
    {"2024-01-15 102030", "2024-01-15T10:20:30Z"},
    {"2024-01-15 102030.5", "2024-01-15T10:20:30.500000Z"},
    // c
    {"20240115T102030", "2024-01-15T10:20:30Z"},
    {"202401151020 Mon", "2024-01-15T10:20:00Z"},
    {"20240115102030 Mon", "2024-01-15T10:20:30Z"},
    // d
    {"10h20m30s", "2026-06-15T10:20:30Z"},
    {"10 h 20", "2026-06-15T10:20:00Z"},
    {"10h20", "2026-06-15T10:20:00Z"},
    {"10.5h", "2026-06-15T10:30:00Z"},
    {"2 hours 5 minutes 7.25 seconds", "2026-06-15T02:05:07.250000Z"},
    // e
    {"10:20.5", "2026-06-15T10:20:30Z"},
    {"10:20", "2026-06-15T10:20:00Z"},
    // f
    {"15-Jan-2024", "2024-01-15T00:00:00Z"},
    {"15/Jan/2024", "2024-01-15T00:00:00Z"},
    {"2024-01", "2024-01-15T00:00:00Z"}, // the day is today's
    {"1-2-3-4", NULL},
    {"1-foo", NULL},
    // g, h, i
    {"5 pm", "2026-06-15T17:00:00Z"},
    {"5pm", "2026-06-15T17:00:00Z"},
    {"12 am", "2026-06-15T00:00:00Z"},
    {"12:30 pm", "2026-06-15T12:30:00Z"},
    {"25pm", NULL},
    {"am", NULL},
    {"13:00 am", NULL},
    // months
    {"Jan-15-2024", "2024-01-15T00:00:00Z"},
    {"Sept 5 2024", "2024-09-05T00:00:00Z"},
    {"15 Jan of 24", "2024-01-15T00:00:00Z"},
    {"Jan of 99", "1999-01-15T00:00:00Z"},
    {"Jan Feb 2024", NULL},
    // zones
    {"10:20:30 GMT+3", "2026-06-15T13:20:30Z"}, // the sign is turned round
    {"10:20:30 UTC", "2026-06-15T10:20:30Z"},
    {"10:20:30 z", "2026-06-15T10:20:30Z"},
    {"10:20:30 +02:30", "2026-06-15T07:50:30Z"},
    {"10:20:30 -3", "2026-06-15T13:20:30Z"},
    {"10:20:30 +0200 (CEST)", "2026-06-15T08:20:30Z"},
    {"10:20:30 +123", NULL},
    {"10:20:30 +2400", NULL},
    {"10:20:30 +", NULL},
    {"10:20:30 NAN", NULL},
    // skip words and the rest
    {"on 15th of Jan 2024 at 10:20", "2024-01-15T10:20:00Z"},
    {"2024-01-15 foo", NULL},
    {"(UTC)", NULL},
    {"_", NULL},
    {"", NULL},
    {" ", NULL},
    {"None", NULL},
    // which is which
    {"2024 Jan 15", "2024-01-15T00:00:00Z"},
    {"Jan 2024 15", "2024-01-15T00:00:00Z"},
    {"15 2024 Jan", "2024-01-15T00:00:00Z"},
    {"99-01-02", "1999-01-02T00:00:00Z"},
    {"Jan 32", "2032-01-15T00:00:00Z"},
    {"Jan 31", "2026-01-31T00:00:00Z"},
    {"5/40", "2040-05-15T00:00:00Z"},
    {"1/2/75", "2075-01-02T00:00:00Z"}, // this year 2026: up to 49 years ahead
    {"1/2/76", "1976-01-02T00:00:00Z"},
    {"2024 2025", NULL},
    // missing parts
    {"Feb 2024", "2024-02-15T00:00:00Z"},
    {"Monday", "2026-06-15T00:00:00Z"},
    {"Sunday", "2026-06-21T00:00:00Z"},
    {"Fri 10:20", "2026-06-19T10:20:00Z"},
    {"Fri 1 Jun", "2026-06-01T00:00:00Z"}, // a day is known: the name changes nothing
    // ranges
    {"2024-13-13", NULL},
    {"2024-02-30", NULL},
    {"2023-02-29", NULL},
    {"2024-02-29", "2024-02-29T00:00:00Z"},
    {"2024-01-15 24:00", NULL},
    {"2024-01-15 23:60", NULL},
    {"2024-01-15 23:59:60", NULL},
    {"0000-01-15", NULL},
    {"10000-01-15", NULL},
    {"0001-01-01T00:00:00+01:00", NULL},
    {"9999-12-31T23:59:59-01:00", NULL},
    {"99999999999999999999:10", NULL},
    {"\xc2\xa0"
     "10:20\xe2\x80\xaf"
     "PM",
     "2026-06-15T22:20:00Z"}, // other blanks
    {"\xc3\xa9", NULL},
    {"\xff\xfe", NULL},
};

static void test_free_form(void)
{
    CHECK_ALL("", "", free_form);
    CHECK_ALL("timestamp", "nowhere", free_form);
}

static void test_formats(void)
{
    static const format_row rows[] = {
        {"%d/%b/%Y:%H:%M:%S %z", "27/Jun/2024:12:56:49 +0200", "2024-06-27T10:56:49Z"},
        {"%d/%b/%Y:%H:%M:%S %z", "27/JUN/2024:12:56:49 Z", "2024-06-27T12:56:49Z"},
        {"%Y-%m-%d %H:%M:%S%z", "2024-06-27 12:56:49-05:30", "2024-06-27T18:26:49Z"},
        {"%Y-%m-%d %H:%M:%S%z", "2024-06-27 12:56:49+01:00:30", "2024-06-27T11:56:19Z"},
        {"%Y-%m-%d %H:%M:%S%z", "2024-06-27 12:56:49+01:0030", NULL},
        {"%Y-%m-%d %H:%M:%S%z", "2024-06-27 12:56:49+2500", NULL},
        {"%a, %d %b %Y %H:%M:%S %Z", "Thu, 27 Jun 2024 12:56:49 PDT",
         "2024-06-27T19:56:49Z"},
        {"%a, %d %b %Y %H:%M:%S %Z", "Thu, 27 Jun 2024 12:56:49 XYZ",
         "2024-06-27T12:56:49Z"},
        {"%a, %d %b %Y %H:%M:%S %Z", "Thu, 27 Jun 2024 12:56:49", NULL},
        {"%b. %d %Y %H:%M:%S %Z", "Jun. 27 2024 12:56:49 Europe/Paris",
         "2024-06-27T10:56:49Z"},
        {"%y%m%d%H%M%S.%f", "240627125649.92", "2046-04-02T08:40:56.499200Z"}, // an epoch
        {"%d %y", "1 68", "2068-01-01T00:00:00Z"},
        {"%d %y", "1 69", "1969-01-01T00:00:00Z"},
        {"%H:%M", "10:20", "1900-01-01T10:20:00Z"},
        {"%I:%M %p", "12:20 am", "1900-01-01T00:20:00Z"},
        {"%I:%M %p", "1:20 PM", "1900-01-01T13:20:00Z"},
        {"%Y-%m-%d", "2024-02-30", NULL},
        {"%d %b", "29 Feb", NULL}, // 1900 had none
        {"%Y-%m-%d", "2024-6-2", "2024-06-02T00:00:00Z"},
        {"%Y %m", "2024  \t 06", "2024-06-01T00:00:00Z"}, // a blank stands for blanks
        {"%Y %m", "202406x", NULL},
        {"%y%m%dT%H%M%S.%f", "240627T125649.92", "2024-06-27T12:56:49.920000Z"},
        {"%A %d %B %Y", "thursday 27 JUNE 2024", "2024-06-27T00:00:00Z"},
        {"%Y %j", "2024 060", "2024-02-29T00:00:00Z"},
        {"%% %Y", "% 2024", "2024-01-01T00:00:00Z"},
        {"at %Y", "AT 2024", "2024-01-01T00:00:00Z"},
        {"T%H%M%S", "T12345", "1900-01-01T12:34:05Z"}, // gives back, left to right
        {"T%m%d", "T115", "1900-11-05T00:00:00Z"},
        {"%c", "Mon Aug  1 06:40:30 2022", "2022-08-01T06:40:30Z"},
        {"%x %X", "08/01/22 06:40:30", "2022-08-01T06:40:30Z"},
        {"%Y-%m-%d", "2024-06-27 ", "2024-06-27T00:00:00Z"}, // the text is trimmed
        {"%Y-%m-%d", "2024-06-27x", NULL},
        {"%f %Y", "1234567 2024", NULL},
        {"%S %Y", "60 2024", NULL},
        {"%Q %Y", "1 2024", NULL},
        {"%Y %Y", "2024 2024", NULL},
        {"%Y%", "2024%", NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        row r = {rows[i].text, rows[i].want};
        check(rows[i].format, "", &r);
    }
}

static void test_zones_of_stage(void)
{
    static const format_row rows[] = {
        {"Europe/Paris", "2024-06-27 12:00:00", "2024-06-27T10:00:00Z"},
        {"Europe/Paris", "2024-06-27 12:00:00Z", "2024-06-27T12:00:00Z"},
        {"Europe/Paris", "1719489600", "2024-06-27T10:00:00Z"}, // epochs are shifted too
        {"PDT", "2024-06-27 12:00:00 CEST", "2024-06-27T19:00:00Z"},
        {"UTC+2", "2024-06-27 12:00:00", "2024-06-27T10:00:00Z"},
        {"+0100", "27 Jun 2024 12:00", "2024-06-27T11:00:00Z"},
        {"Etc/GMT+12", "9999-12-31 12:00:00", NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        row r = {rows[i].text, rows[i].want};
        check("", rows[i].format, &r);
    }
}

static void test_numbers(void)
{
    static const struct {
        double v;
        const char *want;
    } rows[] = {
        {1637681708.5, "2021-11-23T15:35:08.500000Z"},
        {1637681708541.0, "2021-11-23T15:35:08.541000Z"},
        {0.5, "1985-11-05T00:53:20Z"},
        {-0.5, "1954-02-26T23:06:40Z"},
        {1e300, "2001-09-09T01:46:40Z"},
        {1700000000.0000005, "2023-11-14T22:13:20Z"},
        {-1e300, "1966-10-31T14:13:20Z"},
    };
    char out[PEN_DATE_TEXT_ROOM];
    int64_t us = 0;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        ok(pen_date_from_f64(rows[i].v, NULL, &us) == PEN_OK, "a double is an epoch");
        is_str(pen_str_of(out, pen_date_put(out, us, false)), rows[i].want,
               "of the moment");
    }
    ok(pen_date_from_f64((double)INFINITY, NULL, &us) == PEN_NOMATCH,
       "infinity is no date");
    ok(pen_date_from_f64((double)NAN, NULL, &us) == PEN_NOMATCH, "NaN is no date");
    ok(pen_date_from_i64(INT64_MAX, NULL, &us) == PEN_OK, "the largest integer is one");
    is_str(pen_str_of(out, pen_date_put(out, us, true)), "2262-04-11T23:47:16.854776Z",
           "so");
    ok(pen_date_from_i64(INT64_MIN, NULL, &us) == PEN_OK, "the smallest too");
    pen_zone zone = pen_zone_find(PEN_LIT("+01:00"));
    ok(pen_date_from_i64(1637681708541, &zone, &us) == PEN_OK, "with a zone");
    is_str(pen_str_of(out, pen_date_put(out, us, true)), "2021-11-23T14:35:08.541000Z",
           "numbers are shifted");
}

static void test_canonical(void)
{
    static const struct {
        const char *text;
        size_t keep; // 0: not canonical
    } rows[] = {
        {"2024-06-27T12:56:49Z", 19},
        {"2024-06-27T12:56:49", 19},
        {"2024-06-27T12:56:49.000000Z", 19},
        {"2024-06-27T12:56:49.920281+0000", 26},
        {"2024-06-27T12:56:49.920281-00:00", 26},
        {"2024-06-27T12:56:49.920281999Z", 26},
        {"2024-06-27T12:56:49.92Z", 0},
        {"2024-06-27 12:56:49Z", 0},
        {"2024-06-27T12:56:49+0100", 0},
        {"2024-02-30T12:56:49Z", 0},
        {"2024-06-27T12:56:49z", 0},
        {"2024-06-27T12:56:4", 0},
        {"2024-06-27T12:56:49.Z", 0},
        {"2024-06-27T12:56:49.000", 19},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        size_t keep = 0;
        bool yes = pen_date_is_canonical(pen_str_c(rows[i].text), &keep);
        ok(yes == (rows[i].keep > 0) && (!yes || keep == rows[i].keep), rows[i].text);
    }
}

static void test_put(void)
{
    char out[PEN_DATE_TEXT_ROOM];
    is_str(pen_str_of(out, pen_date_put(out, 0, true)), "1970-01-01T00:00:00.000000Z",
           "six");
    is_str(pen_str_of(out, pen_date_put(out, -1, false)), "1969-12-31T23:59:59.999999Z",
           "before 1970");
    is_str(pen_str_of(out, pen_date_put(out, INT64_C(-62135596800000000), false)),
           "0001-01-01T00:00:00Z", "the first moment");
    is_str(pen_str_of(out, pen_date_put(out, INT64_C(253402300799999999), false)),
           "9999-12-31T23:59:59.999999Z", "the last moment");
}

static void test_compile(void)
{
    pen_date_format f;
    char wide[PEN_DATE_STEPS_MAX + 2];
    memset(wide, 'x', sizeof wide);
    ok(pen_date_format_compile(PEN_LIT("%Y"), &f) == PEN_OK, "a good format");
    ok(pen_date_format_compile(PEN_LIT("%V"), &f) == PEN_E_SYNTAX, "an unknown directive");
    ok(pen_date_format_compile(PEN_LIT("%d%d"), &f) == PEN_E_SYNTAX, "one given twice");
    ok(pen_date_format_compile(PEN_LIT("%c %Y"), &f) == PEN_E_SYNTAX, "twice through %c");
    ok(pen_date_format_compile(PEN_LIT("a%"), &f) == PEN_E_SYNTAX, "a stray %");
    ok(pen_date_format_compile(pen_str_of(wide, sizeof wide), &f) == PEN_E_LIMIT,
       "too long");
    ok(f.style == PEN_DATE_NEVER, "and it matches nothing");
}

// Hostile: long runs, many choices, NUL bytes.
static void test_hostile(void)
{
    static char text[100000];
    char out[PEN_DATE_TEXT_ROOM];
    memset(text, '1', sizeof text);
    is_str(parsed(pen_str_of(text, sizeof text), "", "", out), "FAIL", "a long number");
    memset(text, ' ', sizeof text);
    is_str(parsed(pen_str_of(text, sizeof text), "", "", out), "FAIL", "blanks only");
    memcpy(text + 50000, "2024-01-15", 10);
    is_str(parsed(pen_str_of(text, sizeof text), "", "", out), "2024-01-15T00:00:00Z",
           "a date in many blanks");
    memset(text, '.', sizeof text);
    is_str(parsed(pen_str_of(text, 200), "", "", out), "FAIL", "dots");
    is_str(parsed(pen_str_of("2\0"
                             "02\0"
                             "4-01-15\0",
                             12),
                  "", "", out),
           "2024-01-15T00:00:00Z", "NUL is skipped");
    is_str(parsed(PEN_LIT("11111111111111111111-"), "%d%H%I%j%m%M%S%w%u%y%f%Y x", "", out),
           "FAIL", "a format with many choices ends");
}

int main(void)
{
    test_epochs();
    test_free_form();
    test_formats();
    test_zones_of_stage();
    test_numbers();
    test_canonical();
    test_put();
    test_compile();
    test_hostile();
    return tap_done();
}
