// SPDX-License-Identifier: Apache-2.0
#include "codec/zone.h"
#include "tap.h"

static int64_t offset_of(const char *name, int64_t wall_s)
{
    pen_zone zone = pen_zone_find(pen_str_c(name));
    return pen_zone_offset(&zone, wall_s);
}

static void test_names(void)
{
    static const struct {
        const char *name;
        int64_t seconds; // at 2024-07-01T00:00:00 local
    } rows[] = {
        {"", 0},
        {"nowhere", 0},
        {"UTC", 0},
        {"+0100", 3600},
        {"-01:30", -5400},
        {"UTC+2", 7200},
        {"GMT-08:00", -28800},
        {"+5", 18000},
        {"+530", 19800},
        {"+5:", 18000},
        {"+0575", 22500},
        {"+2400", 0}, // a day or more is no offset
        {"+123456", 0},
        {"+", 0},
        {"+1x", 0},
        {"utc+2", 0}, // capitals only, as the pattern has it
        {"PDT", -25200},
        {"cest", 7200},
        {"IST", 19800},
        {"BRT", -10800},
        {"EST", -18000}, // the table comes before the IANA name
        {"Europe/Paris", 7200},
        {"europe/paris", 0},
        {"America/New_York", -14400},
        {"America/New York", -14400},
        {" \"Asia/Kolkata\" ", 19800},
        {"US/Pacific", -25200}, // a link
        {"Australia/Lord_Howe", 37800},
        {"Africa/Abidjan", 0},
        {"Etc/GMT+5", -18000}, // POSIX's sign, as IANA has it
        {"Zulu", 0},
        {"Europe/Pari", 0},
        {"Europe/Pariss", 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        ok(offset_of(rows[i].name, 1719792000) == rows[i].seconds, rows[i].name);
    }
}

static void test_changes(void)
{
    static const struct {
        const char *zone, *what;
        int64_t wall_s, seconds;
    } rows[] = {
        {"Europe/Paris", "winter", 1704067200, 3600},
        {"Europe/Paris", "last second of winter", 1711850399, 3600},
        {"Europe/Paris", "in the gap: the offset after it", 1711852200, 7200},
        {"Europe/Paris", "twice: the first", 1729996200, 7200},
        {"Europe/Paris", "after the second time", 1729998000, 3600},
        {"Europe/Paris", "1945, double summer time", -771000000, 7200},
        {"Europe/Paris", "local mean time", -2145916800, 561},
        {"Europe/Paris", "summer 2100, by the rule", 4118083200, 7200},
        {"Europe/Paris", "winter 2100, by the rule", 4102444800, 3600},
        {"America/Sao_Paulo", "summer time until 2019", 1546300800, -7200},
        {"America/Sao_Paulo", "none since", 1704067200, -10800},
        {"Australia/Sydney", "southern summer 2060", 2840140800, 39600},
        {"Australia/Sydney", "southern winter 2060", 2855865600, 36000},
        {"Asia/Kolkata", "no rule", 4102444800, 19800},
        {"Europe/Dublin", "standard time is summer's", 4118083200, 3600},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        ok(offset_of(rows[i].zone, rows[i].wall_s) == rows[i].seconds, rows[i].what);
    }
}

int main(void)
{
    test_names();
    test_changes();
    return tap_done();
}
