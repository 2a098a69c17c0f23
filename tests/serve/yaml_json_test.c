// SPDX-License-Identifier: Apache-2.0
// Definitions that arrive as JSON: types exact, places right, what is wrong refused.
#include "format/yaml.h"

#include "base/limits.h"
#include "exact.h"
#include "fail_alloc.h"
#include "tap.h"

typedef struct fixture {
    pen_arena arena;
    pen_diags diags;
    pen_yaml *root;
    pen_status status;
} fixture;

static fixture load(pen_str text)
{
    static pen_arena arena; // diags refer to it; one text at a time
    fixture f;
    pen_arena_free(&arena);
    pen_arena_init(&arena, NULL, 64u << 20);
    pen_diags_init(&f.diags, &arena);
    char *copy = malloc(text.n + !text.n); // exact, and gone before the tree is looked at
    memcpy(copy, text.n ? text.p : "", text.n);
    f.status = pen_yaml_load_json(&arena, pen_str_of(copy, text.n), PEN_LIT("f"), &f.diags,
                                  &f.root);
    memset(copy, '?', text.n);
    free(copy);
    f.arena = arena;
    return f;
}

static const struct {
    const char *json;
    pen_tag tag;
    const char *text; // pen_yaml_text
    const char *name;
} scalars[] = {
    {"\"1\"", PEN_T_STR, "1", "text of digits"},
    {"\"true\"", PEN_T_STR, "true", "text that reads true"},
    {"\"null\"", PEN_T_STR, "null", "text that reads null"},
    {"\"~\"", PEN_T_STR, "~", "a tilde"},
    {"\"\"", PEN_T_STR, "", "empty text"},
    {"\"a\\/b\\tc\\u00e9\\ud83d\\ude00\"", PEN_T_STR, "a/b\tc\xc3\xa9\xf0\x9f\x98\x80",
     "escapes"},
    {"\"2024-01-01\"", PEN_T_STR, "2024-01-01", "a date"},
    {"17", PEN_T_INT, "17", "an integer"},
    {"-0", PEN_T_INT, "-0", "minus zero"},
    {"123456789012345678901234567890", PEN_T_BIG, "123456789012345678901234567890",
     "a long integer"},
    {"1.5", PEN_T_FLOAT, "1.5", "a float"},
    {"1e5", PEN_T_FLOAT, "1e5", "an exponent without a point"},
    {"true", PEN_T_BOOL, "True", "true"},
    {" false ", PEN_T_BOOL, "False", "false"},
    {"null", PEN_T_NONE, "", "null"},
};

static void test_scalars(void)
{
    for (size_t i = 0; i < sizeof scalars / sizeof scalars[0]; i++) {
        fixture f = load(pen_str_c(scalars[i].json));
        if (ok(f.status == PEN_OK && f.root->value.tag == scalars[i].tag, scalars[i].name)) {
            is_str(pen_yaml_text(f.root), scalars[i].text, scalars[i].name);
        }
    }
    fixture f = load(PEN_LIT("{\"a\":[123456789012345678901234567890]}"));
    pen_value big = f.root->first->first->value;
    is_str(pen_value_str(big), "123456789012345678901234567890", "it is the tree's own");
}

static void test_tree(void)
{
    fixture f = load(PEN_LIT("{\"a\": [1, \"x\"],\n  \"b\" : {},\r\n\t\"c\": {\"d\": null}}"));
    ok(f.status == PEN_OK && f.root->kind == PEN_YAML_MAP && f.root->n == 3, "a map of three");
    const pen_yaml *a = pen_yaml_get(f.root, "a"), *b = pen_yaml_get(f.root, "b");
    const pen_yaml *c = pen_yaml_get(f.root, "c");
    ok(a && a->kind == PEN_YAML_SEQ && a->n == 2 && !a->last->plain && a->first->plain,
       "a list of two");
    ok(a && a->at.line == 1 && a->at.col == 7 && a->last->at.col == 11, "places in line 1");
    ok(b && b->n == 0 && b->at.line == 2 && b->at.col == 9 && b->key->at.col == 3,
       "places in line 2");
    ok(c && c->at.line == 3 && pen_yaml_is_null(pen_yaml_get(c, "d")), "places in line 3");
    f = load(PEN_EMPTY);
    ok(f.status == PEN_OK && f.root->kind == PEN_YAML_MAP && f.root->n == 0, "nothing");
}

static const struct {
    const char *json, *name;
    uint32_t line;
} wrong[] = {
    {"{", "an open map", 1},
    {"[1,\n]", "a comma too many", 2},
    {"{\"a\": 1,\n \"a\": 2}", "a key twice", 2},
    {"{a: 1}", "a key without quotes", 1},
    {"'a'", "single quotes", 1},
    {"1 2", "two values", 1},
    {"*a", "an alias", 1},
    {"\"\\x\"", "an escape of YAML", 1},
    {"a: 1", "YAML", 1},
    {" ", "blanks", 1},
};

static void test_wrong(void)
{
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        fixture f = load(pen_str_c(wrong[i].json));
        const pen_diag *d = f.diags.first;
        bool refused = f.status == PEN_E_SYNTAX && !f.root;
        if (!ok(refused && d && d->at.line == wrong[i].line, wrong[i].name)) {
            printf("# %s, line %u\n", pen_status_text(f.status), d ? d->at.line : 0);
        }
    }
}

static void test_limits(void)
{
    enum { DEEP = PEN_YAML_DEPTH_MAX + 1, MANY = PEN_YAML_NODES_MAX + 10 };
    char deep[2 * DEEP];
    memset(deep, '[', DEEP);
    memset(deep + DEEP, ']', DEEP);
    ok(load(pen_str_of(deep, sizeof deep)).status == PEN_E_DEPTH, "one level too many");
    fixture f = load(pen_str_of(deep + 1, sizeof deep - 2));
    ok(f.status == PEN_OK, "the deepest");
    char *many = malloc(2 * MANY + 1);
    for (size_t i = 0; i < MANY; i++) {
        memcpy(many + 2 * i, i ? ",1" : "[1", 2);
    }
    many[2 * (size_t)MANY] = ']';
    ok(load(pen_str_of(many, 2 * (size_t)MANY + 1)).status == PEN_E_LIMIT, "too many nodes");
    free(many);
    size_t large = PEN_YAML_BYTES_MAX + 1;
    char *blank = malloc(large);
    memset(blank, ' ', large);
    ok(load(pen_str_of(blank, large)).status == PEN_E_LIMIT, "too many bytes");
    free(blank);
}

static void test_memory(void)
{
    fail_alloc m;
    bool good = true;
    FAIL_EACH(m) {
        pen_arena a;
        pen_diags d;
        pen_yaml *root;
        pen_arena_init(&a, &m.alloc, 1u << 20);
        pen_diags_init(&d, &a);
        pen_status s = pen_yaml_load_json(&a, PEN_LIT("{\"a\": [1, \"\\u0041\", {\"b\": 1e3}]}"),
                                          PEN_LIT("f"), &d, &root);
        good = good && s == (m.failed ? PEN_E_NOMEM : PEN_OK);
        pen_arena_free(&a);
    }
    ok(good && fail_alloc_clean(&m), "nothing leaks when memory runs out");
}

int main(void)
{
    test_scalars();
    test_tree();
    test_wrong();
    test_limits();
    test_memory();
    fixture f = load(PEN_EMPTY);
    pen_arena_free(&f.arena);
    return tap_done();
}
