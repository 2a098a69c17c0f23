// SPDX-License-Identifier: Apache-2.0
// The fast way through the user-agent rules against its slow twin, RE2 on each rule in turn:
// texts of ours, mutated, and uap-core's test texts where they are installed.
#include "regex/user_agent.h"

#include "regex/ua_filter.h"
#include "regex/ua_match.h"
#include "tap.h"

#include <stdlib.h>

#define TEXT_MAX 700
#define MUTATIONS 12
#define STRIDE 90 // of the installed texts one in so many is tried

static const char *const texts[] = {
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/120.0.6099.71 Safari/537.36 Edg/120.0.2210.61",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 16_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, "
    "like Gecko) Version/16.5 Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (Linux; U; Android 4.4.2; de-de; SAMSUNG GT-I9195 Build/KOT49H) "
    "AppleWebKit/537.36 (KHTML, like Gecko) Version/1.5 Chrome/28.0.1500.94 Mobile Safari/537.36",
    "Mozilla/5.0 (Linux; Android 12; CPH2211) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/103.0.5060.71 Mobile Safari/537.36",
    "Mozilla/5.0 (Linux; Android 10; VOG-L29) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/88.0.4324.93 Mobile Safari/537.36",
    "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:109.0) Gecko/20100101 Firefox/115.0",
    "Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 6.1; Trident/4.0; .NET CLR 2.0.50727)",
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 (compatible; my-own Crawler/3.2.1; like SPIDER the Scraper/1.0)",
    "Mozilla/5.0 (Windows Phone 10.0; Android 6.0.1; Microsoft; Lumia 950) AppleWebKit/537.36 "
    "(KHTML, like Gecko) Chrome/52.0.2743.116 Mobile Safari/537.36 Edge/15.15063",
    "Opera/9.80 (J2ME/MIDP; Opera Mini/7.1.32052/29.3709; U; en) Presto/2.8.119 Version/11.10",
    "BlackBerry9700/5.0.0.862 Profile/MIDP-2.1 Configuration/CLDC-1.1 VendorID/120",
    "SonyEricssonK750i/R1CA Browser/SEMC-Browser/4.2 Profile/MIDP-2.0 Configuration/CLDC-1.1",
    "LG-GT540f NokiaN70/5.0; samsung-sgh-e250i UP.Browser/6.2.3.3.c.1.101 (GUI) MMP/2.0",
    "Windows-Update-Agent/10.0 curl/7.88.1 python-requests/2.31.0 Go-http-client/2.0",
    "sgh-i900 \xE2\x84\xAAindle \xC5\xBF" "amsung \xC3\xA9t\xC3\xA9/1.0 \xFF\xC3 Bot/2",
    "",
    ";",
};

static uint32_t random_state = 20240607;

static uint32_t below(uint32_t n)
{
    random_state = random_state * 1664525u + 1013904223u;
    return (random_state >> 8) % n;
}

static bool same(pen_str a, pen_str b)
{
    return (a.p == NULL) == (b.p == NULL) && pen_str_eq(a, b);
}

static bool same_results(const pen_user_agents *u, pen_str text)
{
    pen_arena a;
    pen_user_agent x, y;
    pen_arena_init(&a, NULL, 1 << 20);
    pen_status s = pen_user_agents_find(u, &a, text, &x);
    bool good = s == pen_user_agents_find_slow(u, &a, text, &y);
    good = good && (s != PEN_OK || (same(x.name, y.name) && same(x.version, y.version) &&
                                    same(x.os_name, y.os_name) && same(x.device, y.device) &&
                                    same(x.os_version, y.os_version)));
    pen_arena_free(&a);
    if (!good) {
        printf("# differs: %.*s\n", (int)text.n, text.p);
    }
    return good;
}

// Some bytes taken out, put in from elsewhere, or in the other case.
static size_t mutate(char *text, size_t n)
{
    size_t at = below((uint32_t)n + 1), len = 1 + below(12);
    len = len < n - at ? len : n - at;
    switch (below(3)) {
    case 0:
        memmove(text + at, text + at + len, n - at - len);
        return n - len;
    case 1: {
        const char *from = texts[below(sizeof texts / sizeof *texts)];
        size_t m = strlen(from), start = below((uint32_t)m + 1);
        size_t take = m - start < TEXT_MAX - at ? m - start : TEXT_MAX - at;
        memcpy(text + at, from + start, take);
        return at + take > n ? at + take : n;
    }
    default:
        for (size_t i = at; i < at + len; i++) {
            text[i] = (char)(pen_is_alpha(text[i]) ? text[i] ^ 32 : text[i]);
        }
        return n;
    }
}

static void check_ours(const pen_user_agents *u)
{
    char text[TEXT_MAX];
    size_t bad = 0;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        for (int k = 0; k < MUTATIONS; k++) {
            size_t n = strlen(texts[i]);
            memcpy(text, texts[i], n);
            for (int m = 0; m < k; m++) {
                n = mutate(text, n);
            }
            bad += !same_results(u, pen_str_of(text, n));
        }
    }
    ok(bad == 0, "texts of ours, mutated");
}

// Long texts: chunks of the filter, and the places where a run gives up.
static void check_long(const pen_user_agents *u)
{
    enum { LONG = 40000 };
    char *text = malloc(LONG);
    size_t bad = 0;
    for (size_t n = 1000; text && n <= 1100; n += 7) {
        memset(text, '-', n);
        memcpy(text + n - 14, "Firefox/115.0 ", 14);
        bad += !same_results(u, pen_str_of(text, n));
    }
    for (size_t i = 0; text && i < 3; i++) {
        const char *fill[] = {"; ", "Bot ", "Android 4; Build/"};
        for (size_t at = 0; at < LONG; at++) {
            text[at] = fill[i][at % strlen(fill[i])];
        }
        bad += !same_results(u, pen_str_of(text, i == 1 ? 2000 : LONG));
    }
    ok(text && bad == 0, "long texts");
    free(text);
}

// What stands in a line behind "user_agent_string:", quotes off.
static pen_str text_of(char *line)
{
    char *p = strstr(line, "user_agent_string:");
    pen_str s = pen_str_trim(pen_str_c(p ? p + strlen("user_agent_string:") : ""));
    bool quoted = s.n >= 2 && (s.p[0] == '\'' || s.p[0] == '"');
    return quoted ? pen_str_of(s.p + 1, s.n - 2) : s;
}

static void check_known(const pen_user_agents *u, const char *path)
{
    char line[4096];
    size_t lines = 0, bad = 0;
    FILE *f = fopen(path, "r");
    if (!f) {
        printf("# not installed: %s\n", path);
        return;
    }
    while (fgets(line, sizeof line, f)) {
        pen_str text = text_of(line);
        bad += text.n > 0 && lines++ % STRIDE == 0 && !same_results(u, text);
    }
    fclose(f);
    ok(lines > 0 && bad == 0, path);
}

// Every rule of the data this was built from has a program, and none of them needs RE2 for
// an ordinary text.
static void check_programs(void)
{
    size_t without = 0, gave_up = 0;
    for (size_t i = 0; i < pen_ua_starts[3]; i++) {
        pen_str groups[PEN_UA_GROUPS];
        without += !pen_ua_rules[i].has_program;
        for (size_t k = 0; k < sizeof texts / sizeof *texts; k++) {
            gave_up += pen_ua_rules[i].has_program &&
                       pen_ua_match(&pen_ua_rules[i], pen_str_c(texts[k]), false, groups) ==
                           PEN_E_BUDGET;
        }
    }
    ok(without * 20 <= pen_ua_starts[3], "nearly every rule has a program");
    ok(gave_up == 0, "no run gives up on ordinary texts");
}

int main(void)
{
    pen_user_agents *u = pen_user_agents_new(NULL);
    if (!ok(u != NULL, "made")) {
        return tap_done();
    }
    check_programs();
    check_ours(u);
    check_long(u);
    check_known(u, "/usr/share/uap-core/tests/test_ua.yaml");
    check_known(u, "/usr/share/uap-core/tests/test_os.yaml");
    check_known(u, "/usr/share/uap-core/tests/test_device.yaml");
    pen_user_agents_free(u);
    return tap_done();
}
