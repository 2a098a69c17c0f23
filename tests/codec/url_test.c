// SPDX-License-Identifier: Apache-2.0
// URLs: parts, what is refused, what is changed.
#include "codec/url.h"

#include "base/buf.h"

#include "exact.h"
#include "fail_alloc.h"
#include "tap.h"

// scheme|netloc|username|password|host|port|path|query|fragment; NULL: refused.
static const struct {
    const char *text, *want;
} cases[] = {
    {"http://u:p@Host.COM:8080/a?x=1#f", "http|u:p@Host.COM:8080|u|p|host.com|8080|/a|x=1|f"},
    {"HTTPS://h", "https|h|||h|-1|||"},
    {"host.com/path", "|||||-1|host.com/path||"},
    {"a:b", "a|||||-1|b||"},
    {"C:\\x", "c|||||-1|\\x||"},
    {"1a:b", "|||||-1|1a:b||"},
    {"http:///p", "http|||||-1|/p||"},
    {"//host/p", "|host|||host|-1|/p||"},
    {"http://h;a/b;c", "http|h;a|||h;a|-1|/b;c||"},
    {"http://h?q?r#f#g", "http|h|||h|-1||q?r|f#g"},
    {"http://h#f?q", "http|h|||h|-1|||f?q"},
    {"http://a@b:c@h:1/", "http|a@b:c@h:1|a@b|c|h|1|/||"},
    {"http://u@h", "http|u@h|u||h|-1|||"},
    {"http://@h:", "http|@h:|||h|-1|||"},
    {"http://h:0080", "http|h:0080|||h|80|||"},
    {"http://h:65536", "http|h:65536|||h|-2|||"},
    {"http://h:x", "http|h:x|||h|-2|||"},
    {"http://h:+1", "http|h:+1|||h|-2|||"},
    {"http://h:99999999999999999999999", "http|h:99999999999999999999999|||h|-2|||"},
    {"http://[::1]:80/", "http|[::1]:80|||::1|80|/||"},
    {"http://[FE80::1%Eth0]/", "http|[FE80::1%Eth0]|||fe80::1%Eth0|-1|/||"},
    {"http://[v1.X]", "http|[v1.X]|||v1.x|-1|||"},
    {"http://[1.2.3.4]", NULL},
    {"http://[::1", NULL},
    {"http://::1]", NULL},
    {"http://a[::1]", NULL},
    {"http://[::1]a", NULL},
    {"http://[v.x]", NULL},
    {"http://[]", NULL},
    {"http://h\xe2\x84\x80", NULL}, // U+2100 turns into "a/c"
    {"http://\xc3\x89.fr", "http|\xc3\x89.fr|||\xc3\xa9.fr|-1|||"},
    {" \x01http://h", "http|h|||h|-1|||"},
    {"ht\ntp:\t//h\r/", "http|h|||h|-1|/||"},
    {"http://h ", "http|h |||h |-1|||"},
    {"", "|||||-1|||"},
    {":", "|||||-1|:||"},
    {"http://%41b%C", "http|%41b%C|||%41b%C|-1|||"},
    {"http://A%41b%C", "http|A%41b%C|||a%41b%C|-1|||"},
};

static pen_status show(pen_arena *a, pen_str text, pen_buf *out)
{
    pen_url u;
    PEN_TRY(pen_url_split(a, text, &u));
    const pen_str first[] = {u.scheme, u.netloc, u.username, u.password, u.host};
    for (size_t i = 0; i < 5; i++) {
        pen_buf_add(out, first[i]);
        pen_buf_byte(out, '|');
    }
    pen_buf_i64(out, u.port);
    const pen_str last[] = {u.path, u.query, u.fragment};
    for (size_t i = 0; i < 3; i++) {
        pen_buf_byte(out, '|');
        pen_buf_add(out, last[i]);
    }
    return PEN_OK;
}

static void test_split(void)
{
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        pen_arena a;
        pen_buf out;
        pen_str text = exact(pen_str_c(cases[i].text));
        pen_arena_init(&a, NULL, 1 << 20);
        pen_buf_init(&out, NULL, 1 << 20);
        pen_status s = show(&a, text, &out);
        if (cases[i].want && ok(s == PEN_OK, "split")) {
            is_str(out, cases[i].want, cases[i].text);
        } else {
            ok(!cases[i].want && s == PEN_E_SYNTAX, cases[i].text);
        }
        pen_buf_free(&out);
        pen_arena_free(&a);
        exact_free(text);
    }
}

static void test_is(void)
{
    pen_arena a;
    pen_url u;
    pen_arena_init(&a, NULL, 1 << 20);
    ok(pen_url_split(&a, PEN_LIT("x://h:bad"), &u) == PEN_OK && pen_url_is(&u),
       "scheme and authority, whatever the port");
    ok(pen_url_split(&a, PEN_LIT("//h"), &u) == PEN_OK && !pen_url_is(&u), "no scheme");
    ok(pen_url_split(&a, PEN_LIT("x:h"), &u) == PEN_OK && !pen_url_is(&u), "no authority");
    pen_arena_free(&a);
}

static void test_find(void)
{
    static const struct {
        const char *text, *want;
    } texts[] = {
        {"curl -o x https://h/a?b=c, y", "https://h/a?b=c"},
        {"sftp://h \"http://i\"", "ftp://h"},
        {"'http://i'", "http://i"},
        {"http://, http://\" ftp://x", "ftp://x"},
        {"a://b ://c", ""},
        {"http://", ""},
        {"://http://x", "http://x"},
        {"http://a\xe2\x80\x83" "b", "http://a"},
        {"", ""},
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        pen_str text = exact(pen_str_c(texts[i].text));
        is_str(pen_url_find(text), texts[i].want, texts[i].text);
        exact_free(text);
    }
}

static void test_memory(void)
{
    fail_alloc f;
    bool good = true;
    FAIL_EACH(f) {
        pen_arena a;
        pen_url u;
        pen_arena_init(&a, &f.alloc, 1 << 20);
        pen_status s = pen_url_split(&a, PEN_LIT("HT\tTP://HOST%Z"), &u);
        good = good && s == (f.failed ? PEN_E_NOMEM : PEN_OK);
        pen_arena_free(&a);
    }
    ok(good && fail_alloc_clean(&f), "splitting without memory");
}

int main(void)
{
    test_split();
    test_is();
    test_find();
    test_memory();
    return tap_done();
}
