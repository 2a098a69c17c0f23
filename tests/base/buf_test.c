// SPDX-License-Identifier: Apache-2.0
#include "base/buf.h"
#include "fail_alloc.h"
#include "tap.h"

static void appends(void)
{
    pen_buf b;
    pen_buf_init(&b, NULL, SIZE_MAX);
    is_str(pen_buf_str(&b), "", "empty at birth");
    pen_buf_add(&b, PEN_EMPTY);
    pen_buf_fill(&b, 'x', 0);
    ok(b.room == 0, "adding nothing allocates nothing");
    PEN_BUF_LIT(&b, "ab");
    pen_buf_byte(&b, 'c');
    pen_buf_fill(&b, '-', 3);
    is_str(pen_buf_str(&b), "abc---", "text, byte, fill");
    pen_buf_clear(&b);
    pen_buf_fmt(&b, "%d of %s", 3, "four");
    is_str(pen_buf_str(&b), "3 of four", "formatted, without the NUL");
    pen_buf_fmt(&b, "%s", "");
    is_str(pen_buf_str(&b), "3 of four", "formatting nothing");
    char *to = pen_buf_need(&b, 1000);
    ok(to == b.p + b.n && b.room - b.n >= 1000, "room for what is needed");
    ok(b.n == 9, "which is not yet in use");
    pen_buf_free(&b);
    pen_buf_add(&b, PEN_LIT("again"));
    is_str(pen_buf_str(&b), "again", "used again after it was freed");
    pen_buf_free(&b);
}

static void numbers(void)
{
    static const struct {
        int64_t v;
        const char *text;
    } cases[] = {{0, "0"},
                 {-1, "-1"},
                 {10, "10"},
                 {INT64_MAX, "9223372036854775807"},
                 {INT64_MIN, "-9223372036854775808"}};
    pen_buf b;
    pen_buf_init(&b, NULL, 64);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        pen_buf_clear(&b);
        pen_buf_i64(&b, cases[i].v);
        is_str(pen_buf_str(&b), cases[i].text, cases[i].text);
    }
    pen_buf_clear(&b);
    pen_buf_u64(&b, UINT64_MAX);
    is_str(pen_buf_str(&b), "18446744073709551615", "the largest");
    pen_buf_free(&b);
}

static void caps(void)
{
    pen_buf b;
    pen_buf_init(&b, NULL, 10);
    PEN_BUF_LIT(&b, "0123456789");
    ok(b.failed == PEN_OK && b.n == 10, "full to the cap");
    pen_buf_byte(&b, 'x');
    ok(b.failed == PEN_E_LIMIT && b.n == 10, "one more fails and changes nothing");
    pen_buf_clear(&b);
    ok(b.failed == PEN_OK, "clear forgets the failure");
    PEN_BUF_LIT(&b, "01234567890");
    PEN_BUF_LIT(&b, "a");
    pen_buf_u64(&b, 1);
    ok(b.failed == PEN_E_LIMIT && b.n == 0,
       "after a failure nothing is added, even if it fits");
    pen_buf_clear(&b);
    ok(pen_buf_need(&b, SIZE_MAX) == NULL, "a size that overflows");
    pen_buf_clear(&b);
    pen_buf_byte(&b, 'a');
    ok(pen_buf_need(&b, SIZE_MAX) == NULL && b.failed == PEN_E_LIMIT, "or does so with n");
    pen_buf_clear(&b);
    pen_buf_fmt(&b, "%s", "0123456789");
    ok(b.failed == PEN_E_LIMIT, "formatting needs room for its NUL");
    ok(b.room <= 10, "never more room than the cap");
    pen_buf_free(&b);
    pen_buf_init(&b, NULL, 0);
    pen_buf_byte(&b, 'a');
    ok(b.failed == PEN_E_LIMIT, "a cap of nothing");
    pen_buf_free(&b);
}

static void fails(void)
{
    fail_alloc f;
    bool good = true;
    FAIL_EACH(f)
    {
        pen_buf b;
        pen_buf_init(&b, &f.alloc, SIZE_MAX);
        for (int i = 0; i < 1000; i++) {
            PEN_BUF_LIT(&b, "some text ");
        }
        good = good && b.failed == (f.failed ? PEN_E_NOMEM : PEN_OK);
        good = good && (f.failed || b.n == 10000);
        pen_buf_free(&b);
    }
    ok(good && f.fail_at > 5 && f.fail_at < 20,
       "each failed growth is kept; growth doubles");
    ok(fail_alloc_clean(&f), "and none leaks");
}

int main(void)
{
    appends();
    numbers();
    caps();
    fails();
    return tap_done();
}
