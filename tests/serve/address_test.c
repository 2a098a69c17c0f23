// SPDX-License-Identifier: Apache-2.0
// Addresses to listen on: what is one, what is not, which only this machine reaches.
#include "serve/listener.h"

#include "tap.h"

static const struct {
    const char *text;
    const char *shown; // NULL: no address
    bool loopback;
} cases[] = {
    {"127.0.0.1:8787", "127.0.0.1:8787", true},
    {"127.255.0.1:1", "127.255.0.1:1", true},
    {"localhost:80", "127.0.0.1:80", true},
    {":80", "127.0.0.1:80", true},
    {"[::1]:65535", "[::1]:65535", true},
    {"0.0.0.0:80", "0.0.0.0:80", false},
    {"[::]:80", "[::]:80", false},
    {"192.0.2.1:0", "192.0.2.1:0", false},
    {"128.0.0.1:80", "128.0.0.1:80", false},
    {"", NULL, false},
    {":", NULL, false},
    {"80", NULL, false},
    {"127.0.0.1", NULL, false},
    {"127.0.0.1:", NULL, false},
    {"127.0.0.1:65536", NULL, false},
    {"127.0.0.1:000080", NULL, false},
    {"127.0.0.1:+80", NULL, false},
    {"127.0.0.1:8 ", NULL, false},
    {"127.1:80", NULL, false},
    {"256.0.0.1:80", NULL, false},
    {"::1:80", NULL, false},
    {"[::1]80", NULL, false},
    {"[:80", NULL, false},
    {"[]:80", NULL, false},
    {"example.com:80", NULL, false},
    {"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa:80", NULL,
     false},
};

int main(void)
{
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        pen_serve_address a;
        char shown[80] = "";
        bool is = pen_serve_address_read(cases[i].text, &a);
        if (is) {
            pen_serve_address_text(&a, shown, sizeof shown);
        }
        bool good = is == (cases[i].shown != NULL) &&
                    (!is || (strcmp(shown, cases[i].shown) == 0 &&
                             a.loopback == cases[i].loopback));
        if (!ok(good, cases[i].text)) {
            printf("# got: %s\n", shown);
        }
    }
    return tap_done();
}
