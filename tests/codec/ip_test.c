// SPDX-License-Identifier: Apache-2.0
// IP and hardware addresses: what is one, and how it is printed.
#include "codec/ip.h"
#include "codec/mac.h"

#include "exact.h"
#include "tap.h"

static const struct {
    const char *text, *want; // want NULL: no address
} cases[] = {
    {"1.2.3.4", "1.2.3.4"},
    {"255.255.255.255", "255.255.255.255"},
    {"0.0.0.0", "0.0.0.0"},
    {"10.20.30.101", "10.20.30.101"},
    {"256.1.1.1", NULL},
    {"01.2.3.4", NULL},
    {"1.2.3.00", NULL},
    {"1.2.3", NULL},
    {"1.2.3.", NULL},
    {"1.2.3.4.", NULL},
    {"1.2.3.4.5", NULL},
    {"1..2.3", NULL},
    {" 1.2.3.4", NULL},
    {"1.2.3.4 ", NULL},
    {"1.2.3.4/8", NULL},
    {"1.2.3.1000", NULL},
    {"-1.2.3.4", NULL},
    {"", NULL},
    {"::", "::"},
    {"::1", "::1"},
    {"1::", "1::"},
    {"2001:0db8:0000:0000:0000:ff00:0042:8329", "2001:db8::ff00:42:8329"},
    {"2001:DB8:0:1:0:0:0:1", "2001:db8:0:1::1"},
    {"1:0:0:2:0:0:3:4", "1::2:0:0:3:4"},
    {"1:0:2:0:3:0:4:0", "1:0:2:0:3:0:4:0"},
    {"0:0:1:2:3:4:5:6", "::1:2:3:4:5:6"},
    {"1:2:3:4:5:6:0:0", "1:2:3:4:5:6::"},
    {"::ffff:1.2.3.4", "::ffff:1.2.3.4"},
    {"::ffff:102:304", "::ffff:1.2.3.4"},
    {"::1.2.3.4", "::102:304"},
    {"1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:102:304"},
    {"fe80::1%eth0", "fe80::1%eth0"},
    {"::ffff:1.2.3.4%z", "::ffff:1.2.3.4%z"},
    {"1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"},
    {"::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"},
    {"1:2:3:4:5:6:7:8:9", NULL},
    {"1:2:3:4::5:6:7:8", NULL},
    {"1:2:3:4:5:6:7", NULL},
    {"1::2::3", NULL},
    {":::", NULL},
    {":", NULL},
    {":1::2", NULL},
    {"1::2:", NULL},
    {"12345::", NULL},
    {"g::", NULL},
    {"1.2.3.4::", NULL},
    {"::1.2.3.4:5", NULL},
    {"::1.2.3.256", NULL},
    {"1:2:3:4:5:6:7:1.2.3.4", NULL},
    {"fe80::1%", NULL},
    {"fe80::1%a%b", NULL},
    {"fe80::1%a/b", NULL},
    {"::/0", NULL},
    {"1.2.3.4%eth0", NULL},
};

static void test_addresses(void)
{
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        pen_str in = exact(pen_str_c(cases[i].text));
        pen_ip ip;
        char text[PEN_IP_TEXT_MAX];
        bool good = pen_ip_parse(in, &ip);
        if (good != (cases[i].want != NULL) || !good) {
            ok(good == (cases[i].want != NULL), cases[i].text);
        } else {
            pen_str got = {text, pen_ip_put(text, &ip)};
            is_str(got, cases[i].want, cases[i].text);
            ok(pen_ip_is_canon_v4(in) == (ip.version == 4), "IPv4 is told from IPv6");
        }
        exact_free(in);
    }
}

static void test_zone_length(void)
{
    char text[8 + PEN_IP_ZONE_MAX + 1];
    pen_ip ip;
    memset(text, 'z', sizeof text);
    memcpy(text, "fe80::1%", 8);
    ok(pen_ip_parse((pen_str){text, sizeof text - 1}, &ip), "the longest zone");
    ok(!pen_ip_parse((pen_str){text, sizeof text}, &ip), "a zone that is longer");
}

static void test_mac(void)
{
    static const struct {
        const char *text, *want;
    } macs[] = {
        {"00:1b:21:35:8b:98", "00:1B:21:35:8B:98"}, {"001B.2135.8b98", "00:1B:21:35:8B:98"},
        {"001b21358b98", "00:1B:21:35:8B:98"},      {"001b21358b9", NULL},
        {"001b21358b981", NULL},                    {"", NULL},
        {"x00-1b-21-35-8b-98 g", "00:1B:21:35:8B:98"},
    };
    for (size_t i = 0; i < sizeof macs / sizeof macs[0]; i++) {
        char to[PEN_MAC_TEXT];
        bool good = pen_mac_put(pen_str_c(macs[i].text), to);
        ok(good == (macs[i].want != NULL), macs[i].text);
        if (good && macs[i].want) {
            is_str(((pen_str){to, sizeof to}), macs[i].want, "its canonical form");
        }
    }
}

int main(void)
{
    test_addresses();
    test_zone_length();
    test_mac();
    return tap_done();
}
