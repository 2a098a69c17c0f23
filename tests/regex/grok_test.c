// SPDX-License-Identifier: Apache-2.0
// Grok: expansion, keys, types, precedence, the built-in patterns, errors; each match is
// made by the direct matcher and by RE2, and both must agree.
#include "regex/grok.h"

#include "base/limits.h"
#include "fail_alloc.h"
#include "regex/direct.h"
#include "regex/regex.h"
#include "tap.h"

#include <stdlib.h>

static const pen_grok_pattern custom[] = {
    {{"A", 1}, {"x%{INT:k}", 9}},
    {{"WORD", 4}, {"w+", 2}},
    {{"SELF", 4}, {"a%{SELF}", 8}},
    {{"BAD", 3}, {"(", 1}},
};

// What a run gives, as text: key=value pairs; None is ~, not wanted is !.
static void show(const pen_grok *g, const pen_value *v, pen_buf *out)
{
    size_t n;
    const pen_grok_key *keys = pen_grok_keys(g, &n);
    for (size_t i = 0; i < n; i++) {
        pen_buf_add(out, i ? PEN_LIT(" ") : PEN_EMPTY);
        pen_buf_add(out, keys[i].name);
        pen_buf_byte(out, '=');
        switch (v[i].tag) {
        case PEN_T_STR:
        case PEN_T_BIG:
            pen_buf_add(out, pen_value_str(v[i]));
            break;
        case PEN_T_INT:
            pen_buf_byte(out, '#');
            pen_buf_i64(out, v[i].u.i);
            break;
        case PEN_T_FLOAT:
            pen_buf_fmt(out, "%g", v[i].u.f);
            break;
        default:
            pen_buf_byte(out, v[i].tag == PEN_T_NONE ? '~' : '!');
        }
    }
}

static const char no_match[] = "(no match)";
static const char bad_number[] = "(bad number)";

// Runs one way and appends what it gives; the text lies in a block of its exact size.
static void run(const pen_grok *g, pen_str text, bool re2, pen_buf *out)
{
    pen_value v[300];
    char *block = malloc(text.n ? text.n : 1);
    memcpy(block, text.p, text.n);
    text.p = block;
    pen_status s = re2 ? pen_grok_run_re2(g, text, v) : pen_grok_run(g, text, v);
    if (s == PEN_OK) {
        show(g, v, out);
    } else {
        pen_buf_add(out, pen_str_c(s == PEN_NOMATCH ? no_match : bad_number));
    }
    free(block);
}

static void check(const char *pattern, size_t customs, pen_str text, const char *want)
{
    pen_arena a;
    pen_grok *g;
    pen_buf direct, re2;
    pen_grok_source source = {
        .pattern = pen_str_c(pattern), .custom = custom, .custom_count = customs};
    pen_arena_init(&a, NULL, PEN_PLAN_BYTES_MAX);
    pen_buf_init(&direct, NULL, 10000);
    pen_buf_init(&re2, NULL, 10000);
    if (ok(pen_grok_new(&a, &source, NULL, &g) == PEN_OK, pattern)) {
        run(g, text, false, &direct);
        run(g, text, true, &re2);
        is_str(pen_buf_str(&direct), want, pattern);
        is_str(pen_buf_str(&re2), want, "and so says RE2");
        pen_grok_free(g);
    }
    pen_buf_free(&direct);
    pen_buf_free(&re2);
    pen_arena_free(&a);
}

#define S(lit)                                                                             \
    {                                                                                      \
        lit, sizeof(lit) - 1                                                               \
    }

static const struct {
    const char *pattern;
    pen_str text;
    const char *want;
} cases[] = {
    {"%{WORD:w} %{NUMBER:n:int}( %{DATA:d})?", S("ab 12"), "w=ab n=#12 BASE10NUM=12 d=~"},
    {"%{WORD:w} %{NUMBER:n:int}( %{DATA:d})?", S("ab 12 x y"),
     "w=ab n=#12 BASE10NUM=12 d=x y"},
    {"%{WORD:w}", S("ab\n"), no_match},
    {"%{WORD:a}|%{INT:b}", S("-5"), "a=~ b=-5"},
    {"(?P<k>a)(?P<k>b)?", S("a"), "k=a"},
    {"(?P<k>a)(?P<k>b)?", S("ab"), "k=b"},
    {"(?P<k>a(?P<k>b))", S("ab"), "k=b"},
    {"%{INT:n:int}", S("+007"), "n=#7"},
    {"%{INT:n:int}", S("123456789012345678901"), "n=123456789012345678901"},
    {"%{INT:n:int}", S("-00123456789012345678901"), bad_number},
    {"%{DATA:n:int}", S("12a"), bad_number},
    {"%{DATA:n:int}", S(" 1_000 "), "n=#1000"},
    {"%{DATA:n:int}", S("1__0"), bad_number},
    {"%{DATA:n:float}", S("1e3"), "n=1000"},
    {"%{DATA:n:float}", S("-Infinity"), "n=-inf"},
    {"%{DATA:n:float}", S(""), bad_number},
    {"%{DATA:n:text}", S("1"), "n=1"},
    {"%{DATA:a-b.c}", S("1"), "a-b.c=1"},
    // A named pattern that is read once and used again: with other flags, in a class,
    // within itself, before the end and elsewhere.
    {"%{IP:a} %{IP:b},%{IP:c}", S("::1 10.0.0.1,fe80::1:2"),
     "a=::1 IPV6=fe80::1:2 IPV4=10.0.0.1 b=10.0.0.1 c=fe80::1:2"},
    {"(?:%{DAY:a} (?i)%{DAY:b}) %{DAY:c}", S("Mon TUE Wed"), "a=Mon b=TUE c=Wed"},
    {"(?:%{DAY:a} (?i)%{DAY:b}) %{DAY:c}", S("Mon TUE WED"), no_match},
    {"[%{NOTSPACE:a}]+ %{NOTSPACE:b} %{NOTSPACE:c}", S("W x y"), "b=x c=y"},
    {"%{HOUR:a}(?:%{HOUR:b}){2}%{HOUR:c}?", S("010203"), "a=01 b=03 c=~"},
    {"(?:a[x](?:b\\.c)d)+,(?:)*e", S("axb.cdaxb.cd,e"), ""},
    // Branches that are entered only when the text has their literals.
    {"(?:%{DATA:a} from %{WORD:b}|%{DATA:c} to %{WORD:d}|.*, (?P<e>.*)end)", S("x to y"),
     "a=~ b=~ c=x d=y e=~"},
    {"(?:%{DATA:a}, from, %{DATA:b}|.* to%{DATA:c})", S(", from to"), "a=~ b=~ c="},
    {"(?:%{DATA:a}, from, %{DATA:b}|.* to%{DATA:c})", S("x, from,  to"), "a=x b= to c=~"},
    {"(?:.*?(?:ab[xy]+bc)+|.*bc)", S("abxbc"), ""},
    {"(?:.*?abx?(?:bcd)+|.*bc)", S("abcd"), no_match},
    {"100% %{ %{}", S("100% %{ %{}"), ""},
    {"[)(]%{INT:n}\\(\\Q(\\E", S("(5(("), "n=5"},
    {"[[:alpha:])]+", S("a)b"), ""},
    {"(?i)error %{WORD:w}", S("ERROR x"), "w=x"},
    {"(?i)kelvin",
     S("\xE2\x84\xAA"
       "elvin"),
     ""},
    {"%{DATA:a},%{DATA:b},%{GREEDYDATA:c}", S("1,,2,3"), "a=1 b= c=2,3"},
    {"%{DATA:a},%{DATA:b},%{GREEDYDATA:c}", S("1\n,,2"), no_match},
    {"%{GREEDYDATA:a},%{GREEDYDATA:b}", S("1,2,3"), "a=1,2 b=3"},
    {"%{DATA:a} %{IP:ip}", S("at 10.0.0.255"), "a=at ip=10.0.0.255 IPV6=~ IPV4=10.0.0.255"},
    {"%{IP:ip}", S("10.0.0.256"), no_match},
    {"%{IP:ip}", S("fe80::1%eth0"), "ip=fe80::1%eth0 IPV6=fe80::1%eth0 IPV4=~"},
    {"%{IP:ip}", S("::ffff:1.2.3.4"), "ip=::ffff:1.2.3.4 IPV6=::ffff:1.2.3.4 IPV4=~"},
    {"%{DATA}%{IPV4}", S("x25.1.40.0"), no_match},
    {"%{NUMBER}.%{NUMBER}.%{NUMBER}.%{NUMBER}", S("25.1.40.0"), "NUMBER=0 BASE10NUM=0"},
    {"%{MONTH:m}", S("november"), "m=november"},
    {"%{MONTH:m}", S("M\xC3\xA4rz"), "m=M\xC3\xA4rz"},
    {"%{URIHOST:h}", S("a.b:80"),
     "h=a.b:80 IPORHOST=a.b IP=~ IPV6=~ IPV4=~ HOSTNAME=a.b POSINT=80"},
    {"%{QS:q}", S("\"a \\\" b\""), "q=\"a \\\" b\" QUOTEDSTRING=\"a \\\" b\""},
    {"%{MAC:m}", S("00-1B-44-11-3A-B7"),
     "m=00-1B-44-11-3A-B7 CISCOMAC=~ WINDOWSMAC=00-1B-44-11-3A-B7 COMMONMAC=~"},
    {"%{SYSLOGTIMESTAMP:t} %{GREEDYDATA:m}", S("Oct  4 22:14:15 x"),
     "t=Oct  4 22:14:15 MONTH=Oct MONTHDAY=4 TIME=22:14:15 HOUR=22 MINUTE=14 SECOND=15 "
     "m=x"},
    {".", S("\xE9"), no_match},
    {".*?(?P<x>.)", S("a\xC3\xA9"), "x=\xC3\xA9"},
    {"(?P<x>.*)(?P<y>.+)", S("a\xC3\xA9"), "x=a y=\xC3\xA9"},
    {"(?:(?P<a>a)|(?P<b>b))*", S("abab"), "a=a b=b"},
    {"(?P<x>a*)*b", S("aab"), "x=aa"},
    {"%{DATA}", S(""), "DATA="},
};

static void check_custom(void)
{
    check("%{A:k}", 1, PEN_LIT("x12"), "k=12");
    check("%{A}", 1, PEN_LIT("x12"), "A=x12 k=12");
    check("%{WORD:w}", 2, PEN_LIT("ww"), "w=ww");
    check("%{WORD:w}", 2, PEN_LIT("ab"), no_match);
}

static bool only_b(void *ctx, pen_str key)
{
    (void)ctx;
    return pen_str_eq(key, PEN_LIT("b"));
}

static void check_wanted(void)
{
    pen_arena a;
    pen_grok *g;
    pen_value v[8];
    size_t n;
    pen_grok_source source = {.pattern = PEN_LIT("(?P<a>a)%{WORD:b} (c)"),
                              .wanted = only_b};
    pen_arena_init(&a, NULL, PEN_PLAN_BYTES_MAX);
    ok(pen_grok_new(&a, &source, NULL, &g) == PEN_OK, "a wish");
    const pen_grok_key *keys = pen_grok_keys(g, &n);
    ok(n == 2 && !keys[0].wanted && keys[1].wanted, "all keys are listed");
    is_str(pen_grok_expression(g), "(?:a)(\\b\\w+\\b) (?:c)",
           "only the wanted one captures");
    ok(pen_grok_run(g, PEN_LIT("abc c"), v) == PEN_NOMATCH, "no boundary inside a word");
    ok(pen_grok_run(g, PEN_LIT("a c"), v) == PEN_NOMATCH, "no word");
    pen_grok_free(g);
    pen_arena_free(&a);
}

static const struct {
    const char *name, *pattern, *message;
} errors[] = {
    {"an unknown name", "%{NOPE:x}", "unknown grok pattern %{NOPE}"},
    {"a pattern in itself", "%{SELF}", "the grok pattern %{SELF} contains itself"},
    {"a bad custom pattern", "%{BAD}", "not a valid grok pattern"},
    {"look-behind", "(?<!a)b", "not a valid grok pattern"},
    {"(?<name>", "(?<n>b)", "not a valid grok pattern"},
    {"a repeated repetition", "a**", "not a valid grok pattern"},
};

static void check_errors(void)
{
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++) {
        pen_arena a;
        pen_diags d;
        pen_grok *g;
        pen_grok_source source = {
            .pattern = pen_str_c(errors[i].pattern), .custom = custom, .custom_count = 4};
        pen_arena_init(&a, NULL, PEN_PLAN_BYTES_MAX);
        pen_diags_init(&d, &a);
        pen_status s = pen_grok_new(&a, &source, &d, &g);
        ok(s == PEN_E_SYNTAX && !g && d.errors == 1 &&
               pen_str_starts(d.first->text, pen_str_c(errors[i].message)),
           errors[i].name);
        pen_arena_free(&a);
    }
}

// Every built-in pattern compiles, and RE2 accepts what the direct matcher reads.
static void check_builtins(void)
{
    size_t good = 0, direct = 0;
    for (size_t i = 0; i < pen_grok_builtin_count; i++) {
        pen_arena a;
        pen_grok *g;
        pen_buf pattern;
        pen_regex *re = NULL;
        pen_buf_init(&pattern, NULL, 1000);
        pen_arena_init(&a, NULL, PEN_PLAN_BYTES_MAX);
        pen_buf_fmt(&pattern, "%%{%.*s}", PEN_FMT(pen_grok_builtins[i].name));
        pen_grok_source source = {.pattern = pen_buf_str(&pattern)};
        if (pen_grok_new(&a, &source, NULL, &g) == PEN_OK) {
            good += pen_regex_new(pen_grok_expression(g), 0, &re, NULL) == PEN_OK;
            direct += pen_str_starts(pen_str_c(pen_grok_tier(g)), PEN_LIT("direct"));
            pen_regex_free(re);
            pen_grok_free(g);
        }
        pen_buf_free(&pattern);
        pen_arena_free(&a);
    }
    ok(pen_grok_builtin_count == 317, "317 built-in patterns");
    ok(good == pen_grok_builtin_count, "all compile");
    ok(direct + 5 > pen_grok_builtin_count, "nearly all are matched directly");
}

static void check_hostile(void)
{
    size_t n = 20000;
    char *text = malloc(n);
    memset(text, 'a', n);
    check("(a|aa)+(a|aa)+b", 0, pen_str_of(text, n), no_match);
    check("%{DATA}a%{DATA}a%{DATA}b", 0, pen_str_of(text, n), no_match);
    check("(%{GREEDYDATA}a){8}b", 0, pen_str_of(text, 2000), no_match);
    free(text);
}

// What is searched in vain counts, and is not searched again: where each of many choices
// would read all of the rest, these find that there is no match, or give up and ask RE2.
static void check_budget(void)
{
    static const char *const patterns[] = {
        "(.*) (.*?)\\|end",    // a literal that is nowhere
        "(.*) [a-z ]*?\\|end", // a byte that is nowhere
        "(.*) (.*?)\\|(.*?)\\|",
    };
    static const pen_status ends[] = {PEN_NOMATCH, PEN_E_BUDGET, PEN_E_BUDGET};
    size_t n = 200000;
    char *text = malloc(n);
    memset(text, ' ', n);
    for (size_t i = 0; i < sizeof patterns / sizeof patterns[0]; i++) {
        pen_arena a;
        pen_direct *d;
        const char *why;
        pen_str groups[8];
        pen_direct_source source = {.pattern = pen_str_c(patterns[i])};
        pen_arena_init(&a, NULL, PEN_PLAN_BYTES_MAX);
        bool good = pen_direct_new(&a, &source, &d, &why) == PEN_OK &&
                    pen_direct_run(d, pen_str_of(text, n), groups) == ends[i];
        ok(good, patterns[i]);
        pen_arena_free(&a);
    }
    free(text);
}

static void check_memory(void)
{
    fail_alloc f;
    bool good = true;
    FAIL_EACH(f)
    {
        pen_arena a;
        pen_grok *g;
        pen_grok_source source = {.pattern =
                                      PEN_LIT("%{SYSLOGTIMESTAMP:t} (a|%{INT:n:int})*,")};
        pen_arena_init(&a, &f.alloc, PEN_PLAN_BYTES_MAX);
        pen_status s = pen_grok_new(&a, &source, NULL, &g);
        good = good && s == (f.failed ? PEN_E_NOMEM : PEN_OK);
        pen_grok_free(g);
        pen_arena_free(&a);
    }
    ok(good && f.leaks == 0 && f.wrong == 0, "every allocation may fail");
}

int main(void)
{
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        check(cases[i].pattern, 0, cases[i].text, cases[i].want);
    }
    check_custom();
    check_wanted();
    check_errors();
    check_builtins();
    check_hostile();
    check_budget();
    check_memory();
    return tap_done();
}
