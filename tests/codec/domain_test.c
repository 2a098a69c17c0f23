// SPDX-License-Identifier: Apache-2.0
// Public suffixes: rules, wildcards, exceptions, what surrounds a name.
#include "codec/domain.h"

#include "exact.h"
#include "tap.h"

// want NULL for `sub`: an address, nothing at all.
static const struct {
    const char *name, *sub, *registered, *tld;
} cases[] = {
    {"www.example.co.uk", "www", "example.co.uk", "co.uk"},
    {"Example.COM", "", "Example.COM", "COM"},
    {"com", "", "", "com"},
    {"a.b.ck", "", "a.b.ck", "b.ck"},
    {"x.a.b.ck", "x", "a.b.ck", "b.ck"},
    {"b.ck", "", "", "b.ck"},
    {"ck", "", "", ""},
    {"www.ck", "", "www.ck", "ck"},
    {"x.www.ck", "x", "www.ck", "ck"},
    {"city.kobe.jp", "", "city.kobe.jp", "kobe.jp"},
    {"a.city.kobe.jp", "a", "city.kobe.jp", "kobe.jp"},
    {"a.b.c.kobe.jp", "a", "b.c.kobe.jp", "c.kobe.jp"},
    {"kobe.jp", "", "kobe.jp", "jp"},
    {"foo.bar.local", "foo.bar", "", ""},
    {"local", "", "", ""},
    {"", "", "", ""},
    {".", "", "", ""},
    {".com", "", ".com", "com"},
    {"a..com", "a", ".com", "com"},
    {"example.com.", "", "example.com", "com"},
    {"http://u:p@www.example.com:80/p?q#f", "www", "example.com", "com"},
    {"//www.example.com", "www", "example.com", "com"},
    {" www.example.com\xc2\xa0", "www", "example.com", "com"},
    {"example.com/a@b.org", "", "example.com", "com"},
    {"www.example.xn--p1ai", "www", "example.xn--p1ai", "xn--p1ai"},
    {"www.example.\xd1\x80\xd1\x84", "www", "example.\xd1\x80\xd1\x84", "\xd1\x80\xd1\x84"},
    {"www.example.\xd0\xa0\xd0\xa4", "www", "example.\xd0\xa0\xd0\xa4", "\xd0\xa0\xd0\xa4"},
    {"a.\xc4\xb0t", "a", "", ""}, // U+0130 is no "i"
    {"github.io", "", "github.io", "io"}, // private rules do not count
    {"10.20.30.40", NULL, "", ""},
    {"::1", NULL, "", ""},
    {"10.20.30.400", "10.20.30", "", ""},
    {"\xff\xfe.com", "", "\xff\xfe.com", "com"},
    {"com.\xff", "com", "", ""},
};

static void test_names(void)
{
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        pen_str name = exact(pen_str_c(cases[i].name));
        pen_domain d;
        bool good = pen_domain_split(name, &d);
        ok(good == (cases[i].sub != NULL), cases[i].name);
        is_str(d.subdomain, cases[i].sub ? cases[i].sub : "", "its subdomain");
        is_str(d.registered, cases[i].registered, "its registered domain");
        is_str(d.tld, cases[i].tld, "its suffix");
        exact_free(name);
    }
}

// Time is the check here: looking at every label of these would take minutes.
static void test_long_names(void)
{
    enum { SIZE = 4 << 20 };
    char *text = malloc(SIZE);
    pen_domain d;
    if (!text) {
        return;
    }
    memset(text, '.', SIZE);
    memcpy(text + SIZE - 3, "com", 3);
    ok(pen_domain_split((pen_str){text, SIZE}, &d) && d.tld.n == 3, "millions of labels");
    memset(text, 'a', SIZE - 4);
    ok(pen_domain_split((pen_str){text, SIZE}, &d) && d.tld.n == 3, "a label of megabytes");
    free(text);
}

int main(void)
{
    test_names();
    test_long_names();
    return tap_done();
}
