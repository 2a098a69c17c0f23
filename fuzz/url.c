// SPDX-License-Identifier: Apache-2.0
// URLs, domains, addresses. What a URL is cut into, put together again, must be cut the
// same way; an address printed must read as itself; a domain's parts must be its tails; short
// ways must give what the general ones give.
#include "base/buf.h"
#include "codec/domain.h"
#include "codec/ip.h"
#include "codec/mac.h"
#include "codec/url.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool good)
{
    if (!good) {
        abort();
    }
}

static void check_ip(pen_str text)
{
    pen_ip ip, again;
    char to[PEN_IP_TEXT_MAX], mac[PEN_MAC_TEXT], once_more[PEN_MAC_TEXT];
    bool good = pen_ip_parse(text, &ip);
    check(pen_ip_is_canon_v4(text) == (good && ip.version == 4));
    if (good) {
        pen_str canon = {to, pen_ip_put(to, &ip)};
        check(canon.n <= sizeof to && pen_ip_parse(canon, &again));
        check(ip.version == again.version && memcmp(ip.bytes, again.bytes, 16) == 0);
        check(ip.version == 6 || pen_str_eq(text, canon));
    }
    if (pen_mac_put(text, mac)) {
        check(pen_mac_put((pen_str){mac, sizeof mac}, once_more));
        check(memcmp(mac, once_more, sizeof mac) == 0);
    }
}

static void part(pen_buf *b, const char *before, pen_str s)
{
    if (s.n) {
        pen_buf_add(b, pen_str_c(before));
        pen_buf_add(b, s);
    }
}

// The short way gives what the general one does.
static void check_usual(pen_arena *a, pen_str text)
{
    pen_url u = {.port = 0}, v = {.port = 0};
    pen_status s = pen_url_split(a, text, &u);
    check(s == pen_url_split_slowly(a, text, &v));
    if (s == PEN_OK) {
        check(pen_str_eq(u.scheme, v.scheme) && pen_str_eq(u.netloc, v.netloc));
        check(pen_str_eq(u.username, v.username) && pen_str_eq(u.password, v.password));
        check(pen_str_eq(u.host, v.host) && u.port == v.port && pen_str_eq(u.path, v.path));
        check(pen_str_eq(u.query, v.query) && pen_str_eq(u.fragment, v.fragment));
    }
}

static void check_url(pen_str text)
{
    pen_arena a;
    pen_url u, v;
    pen_buf b;
    pen_arena_init(&a, NULL, 1 << 24);
    pen_buf_init(&b, NULL, 1 << 24);
    if (pen_url_split(&a, text, &u) == PEN_OK && u.scheme.n && u.netloc.n) {
        pen_buf_add(&b, u.scheme);
        part(&b, "://", u.netloc);
        part(&b, "", u.path);
        part(&b, "?", u.query);
        part(&b, "#", u.fragment);
        check(pen_url_split(&a, pen_buf_str(&b), &v) == PEN_OK && u.port == v.port);
        check(pen_str_eq(u.host, v.host) && pen_str_eq(u.username, v.username));
        check(pen_str_eq(u.path, v.path) && pen_str_eq(u.query, v.query));
        check(pen_str_eq(u.fragment, v.fragment) && pen_str_eq(u.password, v.password));
    }
    check_usual(&a, text);
    pen_str found = pen_url_find(text);
    check(found.n == 0 || (found.n > 6 && pen_str_find(found, PEN_LIT("://"), 0) <= 5));
    pen_buf_free(&b);
    pen_arena_free(&a);
}

static void check_domain(pen_str text)
{
    pen_domain d, again;
    check(pen_domain_split(text, &d) == pen_domain_split_slowly(text, &again));
    check(pen_str_eq(d.tld, again.tld) && pen_str_eq(d.registered, again.registered));
    check(pen_str_eq(d.subdomain, again.subdomain));
    if (pen_domain_split(text, &d) && d.registered.n) {
        check(d.tld.n > 0 && d.tld.n < d.registered.n && pen_str_ends(d.registered, d.tld));
        check(d.subdomain.n == 0 || d.subdomain.p + d.subdomain.n + 1 == d.registered.p);
        // Alone it may read otherwise only where something is trimmed off its start.
        if (pen_domain_split(d.registered, &again) && again.registered.n == d.registered.n) {
            check(pen_str_eq(again.tld, d.tld));
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    pen_str text = {(const char *)data, size};
    check_ip(text);
    check_url(text);
    check_domain(text);
    return 0;
}
