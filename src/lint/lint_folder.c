// SPDX-License-Identifier: Apache-2.0
// What stands around the parser: the manifest, smart descriptions, tests.
#include "lint/lint.h"

#include "base/limits.h"

// ---- manifest ----

static bool is_uuid(pen_str s)
{
    bool good = s.n == 36;
    for (size_t i = 0; good && i < s.n; i++) {
        bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        good = dash ? s.p[i] == '-' : pen_hex_digit(s.p[i]) >= 0;
    }
    return good;
}

static void check_manifest(pen_lint *l)
{
    static const char *const needed[] = {"uuid", "name", "slug", "data_sources"};
    pen_loc top = {l->in->files->manifest.name, 1, 1};
    if (!top.file.n || !l->manifest) {
        return;
    }
    for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++) {
        const pen_yaml *y = pen_yaml_get(l->manifest, needed[i]);
        if (pen_yaml_is_null(y) || (y->kind == PEN_YAML_SCALAR && !y->text.n)) {
            pen_lint_say(l, PEN_LINT_MANIFEST, y ? y->at : top, "the manifest has no '%s'",
                         needed[i]);
        }
    }
    const pen_yaml *uuid = pen_yaml_get(l->manifest, "uuid");
    if (uuid && pen_yaml_text(uuid).n && !is_uuid(pen_yaml_text(uuid))) {
        pen_lint_say(l, PEN_LINT_MANIFEST, uuid->at,
                     "'%.*s' is no uuid (8-4-4-4-12 hexadecimal digits)",
                     PEN_FMT(pen_yaml_text(uuid)));
    }
    const pen_yaml *sources = pen_yaml_get(l->manifest, "data_sources");
    if (!pen_yaml_is_null(sources) && sources->kind != PEN_YAML_MAP) {
        pen_lint_say(l, PEN_LINT_MANIFEST, sources->at,
                     "'data_sources' must be a map from name to text");
    }
}

// ---- smart descriptions ----

// Whether the text in quotes that ends at `end` is the key of a member.
static bool is_key(pen_str text, size_t end)
{
    while (end < text.n && pen_is_blank(text.p[end])) {
        end++;
    }
    return end < text.n && text.p[end] == ':';
}

// The place of the first `"name"` or `{name}` of the file.
static pen_loc find_name(pen_str text, pen_str name, pen_str file)
{
    pen_loc at = {file, 1, 1};
    size_t found = PEN_NPOS;
    for (size_t i = pen_str_find(text, name, 0); i != PEN_NPOS && found == PEN_NPOS;
         i = pen_str_find(text, name, i + 1)) {
        char before = i ? text.p[i - 1] : '\0';
        char after = i + name.n < text.n ? text.p[i + name.n] : '\0';
        bool quoted = before == '"' && after == '"' && !is_key(text, i + name.n + 1);
        bool whole = quoted || (before == '{' && after == '}');
        found = whole ? i : found;
    }
    for (size_t i = 0; found != PEN_NPOS && i < found; i++) {
        at.line += text.p[i] == '\n';
        at.col = text.p[i] == '\n' ? 1 : at.col + ((text.p[i] & 0xc0) != 0x80);
    }
    return at;
}

static bool brought(pen_str field)
{
    static const char *const names[] = {"message", "@timestamp", "log", "sekoiaio", "event.id"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        pen_str n = pen_str_c(names[i]);
        if (pen_str_starts(field, n) && (field.n == n.n || field.p[n.n] == '.')) {
            return true;
        }
    }
    return false;
}

static bool below(pen_str field, pen_str above)
{
    return pen_str_starts(field, above) && field.n > above.n && field.p[above.n] == '.';
}

// Whether some action sets the field, what holds it or a member of it, or inference can:
// what inference may write has a node below `final`.
static bool can_be_set(const pen_lint *l, pen_str field)
{
    const pen_nodes *nodes = &l->format->nodes;
    uint32_t node = l->format->at.final;
    for (uint32_t i = 0; i < l->targets.count; i++) {
        pen_str t = l->targets.entries[i].key;
        if (pen_str_eq(t, field) || below(t, field) || below(field, t)) {
            return true;
        }
    }
    for (size_t from = 0; node && from <= field.n;) {
        size_t dot = pen_str_chr(field, '.', from);
        size_t end = dot == PEN_NPOS ? field.n : dot;
        node = pen_nodes_find(nodes, node, pen_str_of(field.p + from, end - from));
        from = end + 1;
    }
    return node || brought(field);
}

typedef struct smart {
    pen_lint *l;
    pen_map seen;
} smart;

static void check_field(smart *s, pen_str field)
{
    uint32_t one;
    pen_lint_hint hint;
    const pen_text *file = &s->l->in->files->smart;
    if (!field.n || can_be_set(s->l, field) || pen_map_get(&s->seen, field, &one)) {
        return;
    }
    pen_lint_fails(s->l, pen_map_put(&s->seen, field, 1));
    pen_lint_near near = pen_lint_near_to(s->l, field);
    for (uint32_t i = 0; i < s->l->targets.count; i++) {
        pen_lint_offer(&near, s->l->targets.entries[i].key);
    }
    pen_lint_say(s->l, PEN_LINT_SMART_FIELD, find_name(file->text, field, file->name),
                 "the format never sets '%.*s'%s", PEN_FMT(field), pen_lint_mean(&near, &hint));
}

static bool path_like(pen_str s)
{
    for (size_t i = 0; i < s.n; i++) {
        bool good = pen_is_alpha(s.p[i]) || pen_is_digit(s.p[i]) || s.p[i] == '_' ||
                    s.p[i] == '.' || s.p[i] == '-' || s.p[i] == '@';
        if (!good) {
            return false;
        }
    }
    return s.n > 0;
}

static void check_placeholders(smart *s, pen_str text)
{
    for (size_t at = pen_str_chr(text, '{', 0); at != PEN_NPOS;
         at = pen_str_chr(text, '{', at + 1)) {
        size_t end = pen_str_chr(text, '}', at);
        pen_str name = end == PEN_NPOS ? PEN_EMPTY : pen_str_of(text.p + at + 1, end - at - 1);
        if (path_like(name)) {
            check_field(s, name);
        }
    }
}

static pen_str member_text(pen_value v, const char *key)
{
    const pen_value *m = v.tag == PEN_T_DICT ? pen_dict_get_str(v.u.dict, pen_str_c(key)) : NULL;
    return m && m->tag == PEN_T_STR ? pen_value_str(*m) : PEN_EMPTY;
}

static const pen_list *member_list(pen_value v, const char *key)
{
    static const pen_list none = {.n = 0};
    const pen_value *m = v.tag == PEN_T_DICT ? pen_dict_get_str(v.u.dict, pen_str_c(key)) : NULL;
    return m && m->tag == PEN_T_LIST ? m->u.list : &none;
}

static void check_description(smart *s, pen_value v)
{
    check_placeholders(s, member_text(v, "value"));
    const pen_list *conditions = member_list(v, "conditions");
    for (uint32_t i = 0; i < conditions->n; i++) {
        check_field(s, member_text(conditions->items[i], "field"));
    }
    const pen_list *relations = member_list(v, "relationships");
    for (uint32_t i = 0; i < relations->n; i++) {
        check_field(s, member_text(relations->items[i], "source"));
        check_field(s, member_text(relations->items[i], "target"));
    }
}

static void check_smart(pen_lint *l)
{
    pen_value v;
    smart s = {.l = l};
    pen_str text = l->in->files->smart.text;
    if (!text.n || !l->format->usable || pen_json_load(&l->arena, text, &v) != PEN_OK ||
        v.tag != PEN_T_LIST) {
        return; // the load has said so
    }
    pen_map_init(&s.seen, &l->arena);
    for (uint32_t i = 0; i < v.u.list->n; i++) {
        check_description(&s, v.u.list->items[i]);
    }
}

// ---- tests ----

static bool has_dict(pen_value v, const char *key)
{
    const pen_value *m = v.tag == PEN_T_DICT ? pen_dict_get_str(v.u.dict, pen_str_c(key)) : NULL;
    return m && m->tag == PEN_T_DICT;
}

static void check_test(pen_lint *l, const pen_text *t)
{
    pen_value v;
    pen_arena work; // tests are large, and nothing of them is kept
    pen_arena_init(&work, l->alloc, PEN_PLAN_BYTES_MAX);
    pen_loc top = {t->name, 1, 1};
    pen_status s = pen_json_load(&work, t->text, &v);
    if (s == PEN_E_NOMEM) {
        pen_lint_fails(l, s);
    } else if (s != PEN_OK || v.tag != PEN_T_DICT) {
        pen_lint_say(l, PEN_LINT_TEST, top, "a test is a JSON object with 'input' and 'expected'");
    } else if (!has_dict(v, "input")) {
        pen_lint_say(l, PEN_LINT_TEST, top, "this test has no 'input' object");
    } else if (!member_text(*pen_dict_get_str(v.u.dict, PEN_LIT("input")), "message").p) {
        pen_lint_say(l, PEN_LINT_TEST, top, "the input of this test has no 'message' text");
    } else if (!has_dict(v, "expected")) {
        pen_lint_say(l, PEN_LINT_TEST, top,
                     "this test has no 'expected' object (penstock test --update writes it)");
    }
    pen_arena_free(&work);
}

void pen_lint_folder(pen_lint *l)
{
    check_manifest(l);
    check_smart(l);
    for (size_t i = 0; i < l->in->count; i++) {
        check_test(l, &l->in->tests[i]);
    }
}
