// SPDX-License-Identifier: Apache-2.0
#include "base/map.h"
#include "fail_alloc.h"
#include "tap.h"

static pen_str key_of(uint32_t i, char *room)
{
    int n = snprintf(room, 32, "key.%u", (unsigned)i);
    return pen_str_of(room, (size_t)n);
}

static void holds(void)
{
    enum { COUNT = 5000 };
    pen_arena a;
    pen_map m;
    char room[32];
    uint32_t v = 77;
    pen_arena_init(&a, NULL, SIZE_MAX);
    pen_map_init(&m, &a);
    ok(!pen_map_get(&m, PEN_LIT("x"), &v) && v == 77, "an empty map has nothing");
    bool put = true, got = true, order = true;
    for (uint32_t i = 0; i < COUNT; i++) {
        put = put && pen_map_put(&m, key_of(i, room), i) == PEN_OK;
    }
    memset(room, 'x', sizeof room); // the map must have its own copies
    for (uint32_t i = 0; i < COUNT; i++) {
        got = got && pen_map_get(&m, key_of(i, room), &v) && v == i;
        order = order && m.entries[i].value == i;
    }
    ok(put && m.count == COUNT, "all are put");
    ok(got, "all are found");
    ok(order, "entries stand in the order of insertion");
    v = 77;
    ok(!pen_map_get(&m, PEN_LIT("key.5000"), &v) && v == 77, "what is not there is not");
    ok(pen_map_put(&m, PEN_LIT("key.7"), 1) == PEN_OK && m.count == COUNT,
       "a key put twice");
    ok(pen_map_get(&m, PEN_LIT("key.7"), &v) && v == 1, "has its last value");
    pen_arena_free(&a);
}

static void odd_keys(void)
{
    static const pen_str keys[] = {{NULL, 0}, {"\0", 1}, {"\0\0", 2}, {"a", 1}, {"A", 1}};
    pen_arena a;
    pen_map m;
    pen_arena_init(&a, NULL, SIZE_MAX);
    pen_map_init(&m, &a);
    bool good = true;
    for (uint32_t i = 0; i < 5; i++) {
        good = good && pen_map_put(&m, keys[i], i) == PEN_OK;
    }
    for (uint32_t i = 0; i < 5; i++) {
        uint32_t v = 9;
        good = good && pen_map_get(&m, keys[i], &v) && v == i;
    }
    ok(good, "the empty key, NUL bytes and case are told apart");
    pen_arena_free(&a);
}

static void fails(void)
{
    fail_alloc f;
    bool good = true;
    FAIL_EACH(f)
    {
        pen_arena a;
        pen_map m;
        char room[32];
        pen_status s = PEN_OK;
        pen_arena_init(&a, &f.alloc, SIZE_MAX);
        pen_map_init(&m, &a);
        uint32_t i = 0;
        for (; i < 40 && s == PEN_OK; i++) {
            s = pen_map_put(&m, key_of(i, room), i);
        }
        uint32_t v = 0, last = s == PEN_OK ? i - 1 : i - 2;
        good = good && s == (f.failed ? PEN_E_NOMEM : PEN_OK);
        good = good && (i < 2 || (pen_map_get(&m, key_of(last, room), &v) && v == last));
        pen_arena_free(&a);
    }
    ok(good && f.fail_at > 1, "a failed put is reported and leaves the map whole");
    ok(fail_alloc_clean(&f), "nothing leaks");
}

int main(void)
{
    holds();
    odd_keys();
    fails();
    return tap_done();
}
