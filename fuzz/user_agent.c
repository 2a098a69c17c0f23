// SPDX-License-Identifier: Apache-2.0
// User agents. The first two bytes choose a rule, the rest is the text. The rule's program
// must find what RE2 finds, the filter must not leave out a rule that matches, and all
// three lists must give what their slow twin gives.
#include "regex/regex.h"
#include "regex/ua_filter.h"
#include "regex/ua_match.h"
#include "regex/user_agent.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

// Longer ones only cost time: the slow way asks RE2 about a thousand rules.
#define TEXT_MAX 400

static void check(bool good)
{
    if (!good) {
        abort();
    }
}

static bool same(pen_str a, pen_str b)
{
    return (a.p == NULL) == (b.p == NULL) && pen_str_eq(a, b);
}

static bool is_ascii(pen_str s)
{
    for (size_t i = 0; i < s.n; i++) {
        if ((unsigned char)s.p[i] >= 0x80) {
            return false;
        }
    }
    return true;
}

// Compiled when first needed and kept: that takes longer than a match.
static const pen_regex *regex_of(size_t i)
{
    static pen_regex *kept[PEN_UA_RULES_MAX];
    const pen_ua_rule *r = &pen_ua_rules[i];
    if (!kept[i]) {
        unsigned flags = r->icase ? PEN_REGEX_ICASE : 0;
        check(pen_regex_new(pen_ua_str(r->regex), flags, &kept[i], NULL) == PEN_OK);
    }
    return kept[i];
}

static void check_rule(size_t i, pen_str text)
{
    pen_str ours[PEN_UA_GROUPS], theirs[PEN_UA_GROUPS];
    pen_ua_found f;
    pen_ua_filter(text, &f);
    check(f.ascii == is_ascii(text));
    pen_status want =
        pen_regex_match(regex_of(i), text, PEN_ANCHOR_NONE, theirs, PEN_UA_GROUPS);
    check(want != PEN_OK || pen_ua_next(&f, i, i + 1) == i);
    if (!pen_ua_rules[i].has_program || (f.folds && pen_ua_rules[i].icase)) {
        return;
    }
    pen_status got = pen_ua_match(&pen_ua_rules[i], text, f.ascii, ours);
    check(got == want || got == PEN_E_BUDGET);
    for (size_t k = 1; got == PEN_OK && k < PEN_UA_GROUPS; k++) {
        check(!ours[k].p || (ours[k].p == theirs[k].p && ours[k].n == theirs[k].n));
    }
}

static void check_lists(pen_str text)
{
    static pen_user_agents *u;
    pen_user_agent x, y;
    pen_arena a;
    u = u ? u : pen_user_agents_new(NULL);
    pen_arena_init(&a, NULL, 1 << 20);
    check(u && pen_user_agents_find(u, &a, text, &x) == PEN_OK);
    check(pen_user_agents_find_slow(u, &a, text, &y) == PEN_OK);
    check(same(x.name, y.name) && same(x.version, y.version) && same(x.device, y.device));
    check(same(x.os_name, y.os_name) && same(x.os_version, y.os_version));
    pen_arena_free(&a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2 || size > TEXT_MAX) {
        return 0;
    }
    size_t rule = (size_t)(data[0] | data[1] << 8) % pen_ua_starts[3];
    pen_str text = {(const char *)data + 2, size - 2};
    check_rule(rule, text);
    if (data[0] % 8 == 0) {
        check_lists(text);
    }
    return 0;
}
