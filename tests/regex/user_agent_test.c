// SPDX-License-Identifier: Apache-2.0
// User agents: the three lists, versions, "Other", bounds of repetitions, the cache.
#include "regex/user_agent.h"

#include "tap.h"

#include <stdlib.h>

static const struct {
    const char *text, *name, *version, *os, *os_version, *device;
} cases[] = {
    {"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
     "Chrome/120.0.6099.71 Safari/537.36",
     "Chrome", "120.0.6099", "Windows", "10", "Other"},
    {"Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:109.0) Gecko/20100101 Firefox/115.0",
     "Firefox", "115.0", "Mac OS X", "10.15", "Mac"},
    {"Mozilla/5.0 (iPhone; CPU iPhone OS 16_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, "
     "like Gecko) Version/16.5 Mobile/15E148 Safari/604.1",
     "Mobile Safari", "16.5", "iOS", "16.5", "iPhone"},
    {"curl/7.88.1", "curl", "7.88.1", "Other", NULL, "Other"},
    {"", "Other", NULL, "Other", NULL, "Other"},
    {"nothing known", "Other", NULL, "Other", NULL, "Other"},
};

static void is_result(pen_str got, const char *want, const char *name)
{
    if (want) {
        is_str(got, want, name);
    } else {
        ok(got.p == NULL, name);
    }
}

static void check(const pen_user_agents *u, pen_ua_cache *cache, size_t i)
{
    pen_arena a;
    pen_user_agent r;
    pen_arena_init(&a, NULL, 1 << 20);
    ok(pen_ua_cache_find(cache, u, &a, pen_str_c(cases[i].text), &r) == PEN_OK,
       cases[i].text);
    is_result(r.name, cases[i].name, "name");
    is_result(r.version, cases[i].version, "version");
    is_result(r.os_name, cases[i].os, "os");
    is_result(r.os_version, cases[i].os_version, "os version");
    is_result(r.device, cases[i].device, "device");
    pen_arena_free(&a);
}

// A run longer than a rule's bound must not match, though the looser expression does.
static void check_bound(const pen_user_agents *u)
{
    char text[512];
    pen_arena a;
    pen_user_agent r;
    pen_arena_init(&a, NULL, 1 << 20);
    for (size_t fill = 90; fill <= 130; fill += 20) {
        memset(text, '-', sizeof text);
        memcpy(text + fill, "Nokia googlebot", 15);
        ok(pen_user_agents_find(u, &a, pen_str_of(text, fill + 15), &r) == PEN_OK,
           "a bound");
        bool spider = r.device.n == 6 && memcmp(r.device.p, "Spider", 6) == 0;
        ok(spider == (fill <= 100), "found up to the bound, not beyond");
    }
    pen_arena_free(&a);
}

static bool same(pen_str a, pen_str b)
{
    return (a.p == NULL) == (b.p == NULL) && pen_str_eq(a, b);
}

// A text made from a number: versions, and lengths up to beyond what is kept.
static pen_str made_text(char *to, size_t room, unsigned i)
{
    int n = snprintf(to, room, "curl/7.%u.%u%*s", i, i % 7, (int)(i * 37 % 1300), "");
    return pen_str_of(to, (size_t)n);
}

// More texts than there is room for, some again at once and some much later: the cache must
// give what the rules give.
static void check_turnover(const pen_user_agents *u, pen_ua_cache *cache)
{
    static char text[2048];
    pen_arena a;
    size_t bad = 0;
    pen_arena_init(&a, NULL, 1 << 20);
    for (unsigned i = 0; i < 6000; i++) {
        pen_user_agent got, want;
        pen_str s = made_text(text, sizeof text, i % 3 ? i * 7 % 1999 : i / 50);
        bool done = pen_ua_cache_find(cache, u, &a, s, &got) == PEN_OK &&
                    pen_user_agents_find(u, &a, s, &want) == PEN_OK;
        bad += !done || !same(got.name, want.name) || !same(got.version, want.version) ||
               !same(got.os_name, want.os_name) || !same(got.device, want.device) ||
               !same(got.os_version, want.os_version);
        pen_arena_reset(&a);
    }
    ok(bad == 0, "the cache gives what the rules give, whatever it has forgotten");
    pen_arena_free(&a);
}

int main(void)
{
    pen_user_agents *u = pen_user_agents_new(NULL);
    pen_ua_cache *cache = malloc(sizeof *cache);
    if (!ok(u && cache, "made")) {
        return tap_done();
    }
    pen_ua_cache_init(cache);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        check(u, cache, i); // computed
        check(u, cache, i); // from the cache
    }
    check_bound(u);
    check_turnover(u, cache);
    pen_user_agents_free(u);
    pen_user_agents_free(NULL);
    free(cache);
    return tap_done();
}
