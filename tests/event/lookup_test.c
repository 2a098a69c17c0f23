// SPDX-License-Identifier: Apache-2.0
// What is looked up by name on the event path, beside a plain search: keys of dicts,
// hashes, methods, fields of the taxonomy.
#include "event/attr.h"
#include "event/hash.h"
#include "event/taxonomy.h"
#include "event/value.h"

#include "exact.h"
#include "tap.h"

enum { KEYS = 600, STEPS = 20000 };

static pen_arena arena;

static uint32_t random_below(uint32_t n)
{
    static uint32_t state = 12345;
    state = state * 1664525u + 1013904223u;
    return (state >> 8) % n;
}

// ---- dicts ----

// The plain twin of a dict: which keys there are, in order.
typedef struct plain {
    uint32_t keys[KEYS], n;
} plain;

static uint32_t plain_find(const plain *p, uint32_t key)
{
    uint32_t i = 0;
    while (i < p->n && p->keys[i] != key) {
        i++;
    }
    return i;
}

// Two of three keys are text, of a few lengths; one is a number.
static pen_value key_of(uint32_t key)
{
    static char texts[KEYS][24];
    (void)snprintf(texts[key], sizeof texts[key], "key-%0*u", (int)(1 + key % 17), key);
    return key % 3 ? pen_v_str(pen_str_c(texts[key])) : pen_v_int(key);
}

static void step(pen_dict *d, plain *p, uint32_t key)
{
    uint32_t at = plain_find(p, key);
    if (at < p->n && random_below(4) == 0) {
        (void)pen_dict_remove(d, key_of(key));
        memmove(p->keys + at, p->keys + at + 1, (p->n - at - 1) * sizeof *p->keys);
        p->n--;
        return;
    }
    pen_status s = at == p->n && random_below(2)
                       ? pen_dict_append(&arena, d, key_of(key), pen_v_int(key))
                       : pen_dict_put(&arena, d, key_of(key), pen_v_int(key));
    if (s == PEN_OK && at == p->n) {
        p->keys[p->n++] = key;
    }
}

static bool same(const pen_dict *d, const plain *p)
{
    bool good = d->n == p->n;
    for (uint32_t i = 0; good && i < p->n; i++) {
        good = d->pairs[i].value.u.i == (int64_t)p->keys[i];
    }
    for (uint32_t key = 0; good && key < KEYS; key++) {
        const pen_value *v = pen_dict_get(d, key_of(key));
        uint32_t at = plain_find(p, key);
        good = at < p->n ? v == &d->pairs[at].value : v == NULL;
    }
    return good;
}

static void test_dict(uint32_t keys)
{
    pen_dict *d = pen_dict_new(&arena, 0);
    plain p = {.n = 0};
    bool good = d != NULL;
    for (int i = 0; good && i < STEPS; i++) {
        step(d, &p, random_below(keys));
        good = i % 997 || same(d, &p);
    }
    ok(good && same(d, &p), "a dict and a list of keys go the same way");
}

static void test_dict_appended(void)
{
    pen_dict *d = pen_dict_new(&arena, 0);
    plain p = {.n = 0};
    bool good = true;
    for (uint32_t key = 0; key < KEYS; key++) {
        good = good && pen_dict_append(&arena, d, key_of(key), pen_v_int(key)) == PEN_OK;
        p.keys[p.n++] = key;
        good = good && (key % 31 || same(d, &p));
    }
    ok(good && same(d, &p), "keys that are new are appended");
    pen_value list = pen_v_list(pen_list_new(&arena, 0));
    ok(pen_dict_put(&arena, d, list, pen_v_none()) == PEN_E_TYPE && !pen_dict_get(d, list),
       "a list is no key of a large dict");
}

// ---- hashes ----

// Every length, no byte read behind the end (the address sanitizer sees to it), every byte
// counts.
static void test_hash(void)
{
    bool good = true;
    for (size_t n = 0; n < 40; n++) {
        char bytes[40] = {0};
        pen_str s = exact((pen_str){bytes, n});
        uint64_t h = pen_hash_bytes(s, 7);
        good = good && h == pen_hash_bytes((pen_str){bytes, n}, 7) &&
               h != pen_hash_bytes((pen_str){bytes, n + 1}, 7) && h != pen_hash_bytes(s, 8);
        exact_free(s);
        for (size_t i = 0; i < n; i++) {
            bytes[i] = 1;
            good = good && h != pen_hash_bytes((pen_str){bytes, n}, 7);
            bytes[i] = 0;
        }
    }
    ok(good, "hashes of short texts");
    ok(pen_hash_bytes(PEN_EMPTY, 1) != pen_hash_bytes(PEN_EMPTY, 2), "the seed counts");
}

// ---- methods ----

static const struct {
    uint8_t tag;
    const char *name;
} methods[] = {
#define TAG_str PEN_T_STR
#define TAG_list PEN_T_LIST
#define TAG_tuple PEN_T_TUPLE
#define TAG_dict PEN_T_DICT
#define TAG_int PEN_T_INT
#define TAG_float PEN_T_FLOAT
#define PEN_METHOD(type, name, least, parameters, doc) {TAG_##type, #name},
#include "event/methods.def"
#undef PEN_METHOD
};

static bool listed(uint8_t tag, const char *name)
{
    bool found = false;
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
        found = found || (methods[i].tag == tag && strcmp(methods[i].name, name) == 0);
    }
    return found;
}

static void test_methods(void)
{
    static const uint8_t tags[] = {PEN_T_STR,  PEN_T_LIST, PEN_T_TUPLE,
                                   PEN_T_DICT, PEN_T_INT,  PEN_T_FLOAT};
    bool good = true;
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
        const char *name = methods[i].name;
        for (size_t k = 0; k < sizeof tags; k++) {
            good = good && pen_attr_is_method((pen_value){.tag = tags[k]},
                                              pen_str_c(name)) == listed(tags[k], name);
        }
        good = good && pen_attr_is_any(pen_str_c(name));
    }
    ok(good, "every type has its methods and no other's");
    ok(!pen_attr_is_method(pen_v_none(), PEN_LIT("upper")) &&
           !pen_attr_is_any(PEN_LIT("uppe")) && pen_attr_is_any(PEN_LIT("denominator")) &&
           pen_attr_is_any(PEN_LIT("real")),
       "attributes of some value, and what is none");
}

// ---- the taxonomy ----

static bool plain_is_field(pen_str path)
{
    bool found = false;
    for (uint32_t i = 0; i < pen_core_field_count; i++) {
        found = found || pen_str_eq(pen_core_fields[i].name, path);
    }
    return found;
}

static bool plain_is_parent(pen_str path)
{
    bool found = pen_str_eq(path, PEN_LIT("ecs"));
    for (uint32_t i = 0; i < pen_core_field_count; i++) {
        pen_str name = pen_core_fields[i].name;
        found = found ||
                (pen_str_starts(name, path) && name.n > path.n && name.p[path.n] == '.');
    }
    return found;
}

static void test_core_fields(void)
{
    pen_taxonomy t;
    pen_taxonomy_init(&t, &arena);
    bool all = true, parts = true;
    for (uint32_t i = 0; i < pen_core_field_count; i++) {
        pen_str name = pen_core_fields[i].name;
        all = all && pen_taxonomy_find(&t, name) == &pen_core_fields[i];
        for (size_t n = i % 41; i % 7 == 0 && n <= name.n; n += 1 + n % 3) {
            pen_str path = pen_str_head(name, n);
            const pen_field *f = pen_taxonomy_find(&t, path);
            parts = parts && (f != NULL) == plain_is_field(path) &&
                    pen_taxonomy_is_parent(&t, path) == plain_is_parent(path);
        }
    }
    ok(all && pen_core_field_count > 1000, "every core field is found");
    ok(parts, "beginnings of names as a plain search has them");
    char longer[300];
    memset(longer, 'a', sizeof longer);
    ok(!pen_taxonomy_find(&t, (pen_str){longer, sizeof longer}) &&
           !pen_taxonomy_is_parent(&t, (pen_str){longer, 256}) &&
           !pen_taxonomy_find(&t, PEN_EMPTY) && !pen_taxonomy_is_parent(&t, PEN_EMPTY),
       "what no table can hold");
}

int main(void)
{
    pen_arena_init(&arena, NULL, (size_t)64 << 20);
    test_dict(20);
    test_dict(40);
    test_dict(KEYS);
    test_dict_appended();
    test_hash();
    test_methods();
    test_core_fields();
    pen_arena_free(&arena);
    return tap_done();
}
