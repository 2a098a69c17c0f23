// SPDX-License-Identifier: Apache-2.0
// The validation API without its server: answers, errors, caps, memory.
#include "penstock.h"

#include "base/diag.h"
#include "fail_alloc.h"
#include "tap.h"

static const char good[] =
    "{\"parser\": {\"pipeline\": [{\"name\": \"p\", \"external\": {\"name\": "
    "\"json.parse-json\"}}, {\"name\": \"s\"}], \"stages\": {\"s\": {\"actions\": [{\"set\": "
    "{\"source.ip\": \"{{p.message.ip}}\", \"t.x\": \"{{p.message.x | upper}}\"}}]}}}, "
    "\"taxonomy\": [{\"name\": \"t.x\", \"type\": \"keyword\"}], \"events\": [{\"message\": "
    "\"{\\\"ip\\\": \\\"192.0.2.1\\\", \\\"x\\\": \\\"a\\\"}\"}]}";

static const struct {
    const char *request;
    pen_status status;
    const char *holds;
} cases[] = {
    {good, PEN_OK, "\"related\":{\"ip\":[\"192.0.2.1\"]}"},
    {good, PEN_OK, "\"t\":{\"x\":\"A\"}"},
    {good, PEN_OK, "\"taxonomy\":{\"missing\":[],\"unused\":[]}}"},
    {"{\"parser\": {\"pipeline\": []}}", PEN_OK, "{\"parsed_messages\":[],\"coverage\":"},
    {"", PEN_E_SYNTAX, "\"bad-json\""},
    {"[]", PEN_E_SYNTAX, "\"bad-request\""},
    {"{\"parser\": {\"pipeline\": [}}", PEN_E_SYNTAX, "wrong at byte 25"},
    {"{\"parser\": {\"pipeline\": 1}}", PEN_E_USAGE, "\"bad-format\""},
    {"{\"parser\": {\"pipeline\": []}, \"events\": [{\"message\": \"a\"}, 1]}", PEN_E_SYNTAX,
     "events[1] must be"},
    {"{\"parser\": {\"pipeline\": []}, \"events\": [ [\"a\"] ]}", PEN_E_SYNTAX, "events[0]"},
    {"{\"p\\u0061rser\": {\"pipeline\": []}}", PEN_OK, "\"events\":0"},
};

static bool holds(pen_str text, const char *part)
{
    size_t n = strlen(part);
    for (size_t i = 0; i + n <= text.n; i++) {
        if (memcmp(text.p + i, part, n) == 0) {
            return true;
        }
    }
    return false;
}

static void test_cases(void)
{
    pen_output *out = pen_output_new(NULL, 1 << 20);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        pen_output_clear(out);
        pen_status s = pen_validate(pen_str_c(cases[i].request), 0, NULL, out);
        if (!ok(s == cases[i].status && holds(pen_output_str(out), cases[i].holds),
                cases[i].holds)) {
            printf("# %s: %.*s\n", pen_status_text(s), PEN_FMT(pen_output_str(out)));
        }
    }
    pen_output_free(out);
}

// Every prefix of a request, in a block of its own.
static void test_prefixes(void)
{
    bool refused = true;
    pen_output *out = pen_output_new(NULL, 1 << 20);
    for (size_t n = 0; n < sizeof good - 1; n++) {
        char *copy = malloc(n + !n);
        memcpy(copy, good, n);
        pen_output_clear(out);
        refused = refused && pen_validate(pen_str_of(copy, n), 0, NULL, out) == PEN_E_SYNTAX;
        free(copy);
    }
    ok(refused, "no prefix of a request is a request");
    pen_output_free(out);
}

static void test_caps(void)
{
    bool clean = true;
    for (size_t cap = 0; cap < 1200; cap += 7) {
        pen_output *out = pen_output_new(NULL, cap);
        pen_status s = pen_validate(pen_str_c(good), 0, NULL, out);
        pen_str text = pen_output_str(out);
        bool whole = text.n == 0 || (text.p[0] == '{' && text.p[text.n - 1] == '}');
        clean = clean && (s == PEN_OK || s == PEN_E_LIMIT) && (whole || s == PEN_E_LIMIT);
        pen_output_free(out);
    }
    ok(clean, "an answer that does not fit is a limit");
    pen_output *out = pen_output_new(NULL, 1 << 20);
    ok(pen_output_add(out, PEN_LIT("before")) == PEN_OK &&
           pen_validate(PEN_EMPTY, 0, NULL, out) == PEN_E_SYNTAX &&
           holds(pen_output_str(out), "before{\"error\""),
       "what was there before stays");
    pen_output_free(out);
}

static void test_memory(void)
{
    fail_alloc m;
    bool fine = true;
    FAIL_EACH(m) {
        pen_output *out = pen_output_new(NULL, 1 << 20);
        pen_status s = pen_validate(pen_str_c(good), 0, &m.alloc, out);
        fine = fine && (s == PEN_OK || (m.failed && s == PEN_E_NOMEM));
        pen_output_free(out);
    }
    ok(fine && fail_alloc_clean(&m), "nothing leaks when memory runs out");
}

int main(void)
{
    test_cases();
    test_prefixes();
    test_caps();
    test_memory();
    return tap_done();
}
