// SPDX-License-Identifier: Apache-2.0
#include "base/num.h"
#include "exact.h"
#include "tap.h"

#include <locale.h>
#include <math.h>
#include <stdlib.h>

// An integer text, what reading it as int64 and as uint64 gives, and the values.
static const struct {
    const char *text;
    pen_status si, su;
    int64_t i;
    uint64_t u;
} integers[] = {
    {"0", PEN_OK, PEN_OK, 0, 0},
    {"007", PEN_OK, PEN_OK, 7, 7},
    {"-0", PEN_OK, PEN_E_SYNTAX, 0, 0},
    {"+12", PEN_OK, PEN_E_SYNTAX, 12, 0},
    {"9223372036854775807", PEN_OK, PEN_OK, INT64_MAX, INT64_MAX},
    {"9223372036854775808", PEN_E_RANGE, PEN_OK, 0, UINT64_C(1) << 63},
    {"-9223372036854775808", PEN_OK, PEN_E_SYNTAX, INT64_MIN, 0},
    {"-9223372036854775809", PEN_E_RANGE, PEN_E_SYNTAX, 0, 0},
    {"18446744073709551615", PEN_E_RANGE, PEN_OK, 0, UINT64_MAX},
    {"18446744073709551616", PEN_E_RANGE, PEN_E_RANGE, 0, 0},
    {"00000000000000000000000000000000001", PEN_OK, PEN_OK, 1, 1},
    {"99999999999999999999999999999999999", PEN_E_RANGE, PEN_E_RANGE, 0, 0},
    {"99999999999999999999999999999999999x", PEN_E_SYNTAX, PEN_E_SYNTAX, 0, 0},
    {"", PEN_E_SYNTAX, PEN_E_SYNTAX, 0, 0},
    {"-", PEN_E_SYNTAX, PEN_E_SYNTAX, 0, 0},
    {"+-1", PEN_E_SYNTAX, PEN_E_SYNTAX, 0, 0},
    {" 1", PEN_E_SYNTAX, PEN_E_SYNTAX, 0, 0},
    {"1 ", PEN_E_SYNTAX, PEN_E_SYNTAX, 0, 0},
    {"1.0", PEN_E_SYNTAX, PEN_E_SYNTAX, 0, 0},
    {"0x1", PEN_E_SYNTAX, PEN_E_SYNTAX, 0, 0},
};

static void reads_integers(void)
{
    for (size_t k = 0; k < sizeof integers / sizeof integers[0]; k++) {
        pen_str s = exact(pen_str_c(integers[k].text));
        int64_t i = 77;
        uint64_t u = 77;
        pen_status si = pen_num_i64(s, &i), su = pen_num_u64(s, &u);
        bool good = si == integers[k].si && su == integers[k].su;
        good = good && i == (si == PEN_OK ? integers[k].i : 77);
        good = good && u == (su == PEN_OK ? integers[k].u : 77);
        ok(good, integers[k].text);
        exact_free(s);
    }
}

static void writes_integers(void)
{
    char to[20], want[32];
    bool good = true;
    for (int bit = 0; bit < 64; bit++) {
        for (int off = -1; off <= 1; off++) {
            uint64_t u = (UINT64_C(1) << bit) + (uint64_t)off;
            size_t n = pen_num_put_u64(to, u);
            good = good && n == (size_t)snprintf(want, sizeof want, "%ju", (uintmax_t)u) &&
                   memcmp(to, want, n) == 0;
            n = pen_num_put_i64(to, (int64_t)u);
            good = good &&
                   n == (size_t)snprintf(want, sizeof want, "%jd", (intmax_t)(int64_t)u) &&
                   memcmp(to, want, n) == 0;
        }
    }
    ok(good, "integers around every power of two are written as printf does");
}

// A text, the double it must read as (as a hexadecimal constant), and how that is written.
static const struct {
    const char *text;
    double v;
    const char *written;
} doubles[] = {
    {"0", 0.0, "0.0"},
    {"-0.0", -0.0, "-0.0"},
    {"0e999999999999999999999", 0.0, "0.0"},
    {"1", 1.0, "1.0"},
    {"+7.", 7.0, "7.0"},
    {".5", 0.5, "0.5"},
    {"-.5e1", -5.0, "-5.0"},
    {"0.1", 0x1.999999999999ap-4, "0.1"},
    {"0.30000000000000004", 0x1.3333333333334p-2, "0.30000000000000004"},
    {"1e-4", 0x1.a36e2eb1c432dp-14, "0.0001"},
    {"0.00001", 0x1.4f8b588e368f1p-17, "1e-05"},
    {"123456789012345680", 0x1.b69b4ba630f35p+56, "1.2345678901234568e+17"},
    {"1e15", 1e15, "1000000000000000.0"},
    {"1E+16", 1e16, "1e+16"},
    {"9007199254740992.999", 0x1p53, "9007199254740992.0"},
    {"9007199254740993", 0x1p53, "9007199254740992.0"},
    {"9007199254740993.0000000000000000000000000000001", 0x1.0000000000001p+53,
     "9007199254740994.0"},
    {"1e22", 1e22, "1e+22"},
    {"1e23", 0x1.52d02c7e14af6p+76, "1e+23"},
    {"5.684341886080802e-14", 0x1p-44, "5.684341886080802e-14"}, // nearest 16 digits: …801
    {"1.7976931348623157e308", 0x1.fffffffffffffp+1023, "1.7976931348623157e+308"},
    {"1.7976931348623158e308", 0x1.fffffffffffffp+1023, "1.7976931348623157e+308"},
    {"1.7976931348623159e308", HUGE_VAL, "inf"},
    {"-1e400", -HUGE_VAL, "-inf"},
    {"1e99999999999999999999", HUGE_VAL, "inf"},
    {"1e-99999999999999999999", 0.0, "0.0"},
    {"2.2250738585072014e-308", 0x1p-1022, "2.2250738585072014e-308"},
    {"2.2250738585072011e-308", 0x0.fffffffffffffp-1022, "2.225073858507201e-308"},
    {"5e-324", 0x1p-1074, "5e-324"},
    {"2.4703282292062327e-324", 0.0, "0.0"},
    {"2.4703282292062328e-324", 0x1p-1074, "5e-324"},
    {"-2e-324", -0.0, "-0.0"},
};

static bool same_bits(double a, double b)
{
    return memcmp(&a, &b, sizeof a) == 0;
}

static void reads_and_writes_doubles(void)
{
    for (size_t k = 0; k < sizeof doubles / sizeof doubles[0]; k++) {
        pen_str s = exact(pen_str_c(doubles[k].text));
        char to[32];
        double v = 77;
        ok(pen_num_f64(s, &v) == PEN_OK && same_bits(v, doubles[k].v), doubles[k].text);
        is_str(pen_str_of(to, pen_num_put_f64(to, v)), doubles[k].written, "written back");
        exact_free(s);
    }
    char to[32];
    is_str(pen_str_of(to, pen_num_put_f64(to, (double)NAN)), "nan", "not a number");
}

static void refuses(void)
{
    static const char *const bad[] = {"",    ".",   "-",    "e5",  "1e",    "1e+", "1.2.3",
                                      " 1",  "1 ",  "--1",  "1_0", "0x1p3", "inf", "nan",
                                      ".e1", "1,5", "1e5x", "+",   "1e5.0", "-.e"};
    for (size_t k = 0; k < sizeof bad / sizeof bad[0]; k++) {
        pen_str s = exact(pen_str_c(bad[k]));
        double v = 77;
        ok(pen_num_f64(s, &v) == PEN_E_SYNTAX && v == 77, bad[k]);
        exact_free(s);
    }
}

// A number as text of `zeros` zeros between `head` and `tail`.
static double read_long(const char *head, size_t zeros, const char *tail)
{
    size_t h = strlen(head), t = strlen(tail);
    char *p = malloc(h + zeros + t);
    double v = 77;
    if (p) {
        memcpy(p, head, h);
        memset(p + h, '0', zeros);
        memcpy(p + h + zeros, tail, t);
        pen_status s = pen_num_f64(pen_str_of(p, h + zeros + t), &v);
        v = s == PEN_OK ? v : 77;
    }
    free(p);
    return v;
}

static void reads_long_texts(void)
{
    ok(read_long("0.", 5000, "1e5001") == 1.0, "zeros before and an exponent to match");
    ok(read_long("1", 5000, "e-5000") == 1.0, "zeros after and an exponent to match");
    ok(read_long("1.", 5000, "") == 1.0, "useless zeros");
    ok(read_long("", 5000, "1.5") == 1.5, "leading zeros");
    // 2^53 + 1 lies half way between two doubles: the even one, unless something follows,
    // however far away.
    ok(read_long("9007199254740993.", 5000, "") == 0x1p53, "half way is even");
    ok(read_long("9007199254740993.", 5000, "1") == 0x1.0000000000001p+53,
       "a bit more is not");
    ok(read_long("9007199254740993", 1000000, "1e-1000001") == 0x1.0000000000001p+53,
       "nor in a million digits");
}

static uint64_t next_random(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

// Whatever the bits: what is written reads back as the same double, one digit less does
// not, and strtod of the C locale agrees.
static void round_trips(void)
{
    uint64_t state = 88172645463325252u;
    bool back = true, agrees = true, shortest = true;
    for (int k = 0; k < 20000; k++) {
        uint64_t bits = next_random(&state) >> 1;
        char to[33], less[40];
        double v, again = 0;
        bits = k % 5 ? bits : bits & ~(UINT64_MAX >> 12); // some powers of two
        memcpy(&v, &bits, sizeof v);
        if (!isfinite(v)) {
            continue;
        }
        size_t n = pen_num_put_f64(to, v);
        to[n] = '\0';
        back = back && pen_num_f64(pen_str_of(to, n), &again) == PEN_OK && again == v;
        agrees = agrees && strtod(to, NULL) == v;
        size_t count = 0; // digits, but for the exponent's
        for (size_t i = 0; i < n && to[i] != 'e'; i++) {
            count += pen_is_digit(to[i]);
        }
        if (count > 2 && memchr(to, 'e', n)) { // the plain form may pad with zeros
            (void)snprintf(less, sizeof less, "%.*e", (int)count - 2, v);
            shortest = shortest && strtod(less, NULL) != v;
        }
    }
    ok(back, "every double reads back");
    ok(agrees, "as the C library reads it");
    ok(shortest, "from no more digits than needed");
}

static void ignores_the_locale(void)
{
    char to[32];
    double v = 0;
    const char *now = setlocale(LC_ALL, "de_DE.UTF-8"); // not there everywhere
    ok(pen_num_f64(PEN_LIT("1.5"), &v) == PEN_OK && v == 1.5,
       now ? "with commas" : "plain");
    is_str(pen_str_of(to, pen_num_put_f64(to, 0.30000000000000004)), "0.30000000000000004",
           "written with a point");
    (void)setlocale(LC_ALL, "C");
}

int main(void)
{
    reads_integers();
    writes_integers();
    reads_and_writes_doubles();
    refuses();
    reads_long_texts();
    round_trips();
    ignores_the_locale();
    return tap_done();
}
