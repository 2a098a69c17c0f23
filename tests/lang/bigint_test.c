// SPDX-License-Identifier: Apache-2.0
// Long integers: known results, and laws that must hold for many pairs of numbers.
#include "lang/bigint.h"

#include "base/limits.h"
#include "event/number.h"
#include "event/value.h"
#include "tap.h"

#include <stdio.h>

static pen_arena arena;

static pen_big big(const char *s)
{
    pen_big b = {0};
    ok(pen_big_from(&arena, pen_v_span(PEN_T_BIG, s, strlen(s)), &b) == PEN_OK, s);
    return b;
}

static void is_big(const pen_big *b, const char *want)
{
    pen_value v;
    char text[32];
    pen_str s = PEN_EMPTY;
    if (ok(pen_big_value(&arena, b, &v) == PEN_OK, want)) {
        (void)snprintf(text, sizeof text, "%lld", (long long)v.u.i);
        s = v.tag == PEN_T_INT ? pen_str_c(text) : pen_value_str(v);
    }
    is_str(s, want, want);
}

static void test_known(void)
{
    pen_big x = big("123456789012345678901234567890"), y = big("-987654321098765432109"), q, r;
    ok(pen_big_mul(&arena, &x, &y, &q) == PEN_OK, "multiply");
    is_big(&q, "-121932631137021795226076817523485749121223746380010");
    ok(pen_big_divmod(&arena, &x, &y, &q, &r) == PEN_OK, "divide");
    is_big(&q, "-124999999");
    is_big(&r, "-137345679013625000001");
    ok(pen_big_pow(&arena, &y, 3, &q) == PEN_OK, "power");
    is_big(&q, "-963418328982521107771806842159920442721518258546138810342071029");
    pen_big zero = big("0"), two = big("2");
    ok(pen_big_divmod(&arena, &x, &zero, &q, &r) == PEN_E_RANGE, "division by zero");
    ok(pen_big_pow(&arena, &two, 63, &q) == PEN_OK, "2**63");
    is_big(&q, "9223372036854775808");
    ok(pen_big_pow(&arena, &two, UINT64_MAX, &q) == PEN_E_LIMIT, "a power without end");
}

static uint64_t seed = 88172645463325252u;

static uint64_t next(void)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    return seed ^= seed << 17;
}

// Many limbs of 0 and of the highest value, where estimates of quotient digits go wrong.
static pen_big made_up(void)
{
    char text[200];
    size_t n = 1 + next() % 180;
    char run = '9';
    for (size_t i = 0; i < n; i++) {
        run = next() % 9 ? run : (char)('0' + next() % 10);
        text[i] = run;
    }
    text[0] = text[0] == '0' ? '1' : text[0];
    pen_big b = {0};
    if (pen_big_from(&arena, pen_v_span(PEN_T_BIG, text, n), &b) != PEN_OK) {
        ok(false, "a number");
    }
    b.negative = next() & 1;
    return b;
}

static bool same(const pen_big *x, const pen_big *y)
{
    return x->n == y->n && x->negative == y->negative &&
           (x->n == 0 || memcmp(x->limb, y->limb, x->n * sizeof *x->limb) == 0);
}

// x == q * y + r, and the remainder lies between 0 and y.
static bool division_holds(const pen_big *x, const pen_big *y)
{
    pen_big q, r, back, rest;
    if (pen_big_divmod(&arena, x, y, &q, &r) != PEN_OK ||
        pen_big_mul(&arena, &q, y, &back) != PEN_OK ||
        pen_big_add(&arena, &back, &r, &back) != PEN_OK ||
        pen_big_sub(&arena, y, &r, &rest) != PEN_OK) {
        return false;
    }
    bool sign = r.n == 0 || r.negative == y->negative;
    return same(x, &back) && sign && rest.n && rest.negative == y->negative;
}

static void test_laws(void)
{
    bool division = true, sums = true;
    for (int i = 0; i < 3000; i++) {
        pen_big x = made_up(), y = made_up(), s, d;
        division = division && division_holds(&x, &y);
        sums = sums && pen_big_add(&arena, &x, &y, &s) == PEN_OK &&
               pen_big_sub(&arena, &s, &y, &d) == PEN_OK && same(&d, &x);
        if (i % 100 == 0) {
            pen_arena_reset(&arena);
        }
    }
    ok(division, "quotient and remainder make the number again");
    ok(sums, "what was added can be taken away");
}

int main(void)
{
    pen_arena_init(&arena, NULL, (size_t)64 << 20);
    test_known();
    test_laws();
    pen_arena_free(&arena);
    return tap_done();
}
