// SPDX-License-Identifier: Apache-2.0
// What expressions may give, without running them: sets of types, paths of layers.
#include "lint/lint.h"

#include "base/limits.h"

enum { NOT_UNDEF = PEN_LINT_ANY & ~PEN_LINT_UNDEF };

// What filters and methods give; those not here give anything.
typedef struct result {
    const char *name;
    unsigned types;
} result;

static const result filter_results[] = {
    {"abs", PEN_LINT_NUMBER},       {"basename", PEN_LINT_TEXT | PEN_LINT_NONE},
    {"batch", PEN_LINT_LIST},       {"capitalize", PEN_LINT_TEXT},
    {"center", PEN_LINT_TEXT},      {"count", PEN_LINT_NUMBER},
    {"dictsort", PEN_LINT_LIST},    {"dirname", PEN_LINT_TEXT | PEN_LINT_NONE},
    {"escape", PEN_LINT_TEXT},      {"float", PEN_LINT_ANY & ~PEN_LINT_BOOL},
    {"int", PEN_LINT_ANY & ~PEN_LINT_BOOL},
    {"is_ipaddress", PEN_LINT_BOOL}, {"is_ipv4", PEN_LINT_BOOL},
    {"is_ipv6", PEN_LINT_BOOL},     {"is_url", PEN_LINT_BOOL},
    {"items", PEN_LINT_LIST},       {"join", PEN_LINT_TEXT},
    {"length", PEN_LINT_NUMBER},    {"list", PEN_LINT_LIST},
    {"lower", PEN_LINT_TEXT},       {"map", PEN_LINT_LIST},
    {"re_match", PEN_LINT_BOOL},    {"re_search", PEN_LINT_BOOL},
    {"reject", PEN_LINT_LIST},      {"rejectattr", PEN_LINT_LIST},
    {"replace", PEN_LINT_TEXT},     {"round", PEN_LINT_NUMBER},
    {"select", PEN_LINT_LIST},      {"selectattr", PEN_LINT_LIST},
    {"sort", PEN_LINT_LIST},        {"string", PEN_LINT_TEXT},
    {"strip", PEN_LINT_TEXT},       {"title", PEN_LINT_TEXT},
    {"to_json", PEN_LINT_TEXT},     {"to_rfc3339", PEN_LINT_TEXT | PEN_LINT_NONE},
    {"tojson", PEN_LINT_TEXT},      {"trim", PEN_LINT_TEXT},
    {"unique", PEN_LINT_LIST},      {"upper", PEN_LINT_TEXT},
    {"wordcount", PEN_LINT_NUMBER}, {NULL, 0},
};

static const result method_results[] = {
    {"capitalize", PEN_LINT_TEXT}, {"count", PEN_LINT_NUMBER},  {"endswith", PEN_LINT_BOOL},
    {"find", PEN_LINT_NUMBER},     {"format", PEN_LINT_TEXT},   {"index", PEN_LINT_NUMBER},
    {"isalpha", PEN_LINT_BOOL},    {"isdigit", PEN_LINT_BOOL},  {"isnumeric", PEN_LINT_BOOL},
    {"items", PEN_LINT_LIST},      {"join", PEN_LINT_TEXT},     {"keys", PEN_LINT_LIST},
    {"lower", PEN_LINT_TEXT},      {"lstrip", PEN_LINT_TEXT},   {"replace", PEN_LINT_TEXT},
    {"rfind", PEN_LINT_NUMBER},    {"rsplit", PEN_LINT_LIST},   {"rstrip", PEN_LINT_TEXT},
    {"split", PEN_LINT_LIST},      {"splitlines", PEN_LINT_LIST}, {"startswith", PEN_LINT_BOOL},
    {"strip", PEN_LINT_TEXT},      {"title", PEN_LINT_TEXT},    {"upper", PEN_LINT_TEXT},
    {"values", PEN_LINT_LIST},     {"append", PEN_LINT_NONE},   {"extend", PEN_LINT_NONE},
    {"update", PEN_LINT_NONE},     {NULL, 0},
};

static unsigned look_up(const result *rows, pen_str name)
{
    for (; rows->name; rows++) {
        if (pen_str_eq(name, pen_str_c(rows->name))) {
            return rows->types;
        }
    }
    return PEN_LINT_ANY;
}

// ---- paths ----

bool pen_lint_free_name(const pen_lint_template *t, const pen_ast *e)
{
    uint32_t one;
    return e->kind == PEN_AST_NAME && !pen_map_get(&t->locals, e->name, &one);
}

bool pen_lint_is_null(const pen_lint *l, const pen_lint_template *t, const pen_ast *e)
{
    static const char *const names[] = {"null", "Null", "NULL", "undefined"};
    bool is = false;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        is = is || (e->kind == PEN_AST_NAME && pen_str_eq(e->name, pen_str_c(names[i])));
    }
    return is && pen_lint_free_name(t, e) && !pen_lint_layer_find(l, e->name);
}

static bool is_text(const pen_ast *e)
{
    return e && e->kind == PEN_AST_CONST && e->value.tag == PEN_T_STR;
}

// `x.get('k')`: the key, or NULL.
static const pen_ast *got(const pen_ast *e)
{
    bool get = e->kind == PEN_AST_CALL && e->a->kind == PEN_AST_ATTR &&
               pen_str_eq(e->a->name, PEN_LIT("get"));
    return get && is_text(e->list) && !e->list->next ? e->list : NULL;
}

// Recursion is bounded by the height of the expression.
bool pen_lint_path(const pen_lint_template *t, const pen_ast *e, pen_buf *to)
{
    if (e->kind == PEN_AST_NAME) {
        pen_buf_add(to, e->name);
        return pen_lint_free_name(t, e);
    }
    const pen_ast *key = got(e);
    bool item = e->kind == PEN_AST_ITEM && is_text(e->b);
    if (!key && !item && e->kind != PEN_AST_ATTR) {
        return false;
    }
    bool good = pen_lint_path(t, key ? e->a->a : e->a, to);
    pen_buf_byte(to, '.');
    pen_buf_add(to, key ? pen_value_str(key->value) : item ? pen_value_str(e->b->value) : e->name);
    return good && to->failed == PEN_OK;
}

void pen_lint_path_end(pen_lint *l, pen_buf *path)
{
    pen_lint_fails(l, path->failed == PEN_E_NOMEM ? PEN_E_NOMEM : PEN_OK);
    pen_buf_free(path);
}

// layer.output.key of a stage that gives texts.
static unsigned path_types(pen_lint *l, const pen_lint_template *t, const pen_ast *e)
{
    pen_buf b;
    unsigned types = PEN_LINT_ANY;
    pen_buf_init(&b, l->alloc, PEN_PATH_MAX);
    if (pen_lint_path(t, e, &b)) {
        pen_str path = pen_buf_str(&b);
        size_t one = pen_str_chr(path, '.', 0);
        size_t two = one == PEN_NPOS ? one : pen_str_chr(path, '.', one + 1);
        bool three = two != PEN_NPOS && pen_str_chr(path, '.', two + 1) == PEN_NPOS;
        const pen_lint_layer *layer =
            three ? pen_lint_layer_find(l, pen_str_head(path, one)) : NULL;
        uint32_t text;
        if (layer && !layer->actions &&
            pen_map_get(&layer->texts, pen_str_of(path.p + one + 1, two - one - 1), &text) &&
            text) {
            types = PEN_LINT_TEXT | PEN_LINT_NONE | PEN_LINT_UNDEF;
        }
    }
    pen_lint_path_end(l, &b);
    return types;
}

// ---- types ----

static unsigned const_types(pen_value v)
{
    static const unsigned char types[PEN_T_COUNT] = {
        [PEN_T_UNDEF] = PEN_LINT_UNDEF,  [PEN_T_NONE] = PEN_LINT_NONE,
        [PEN_T_BOOL] = PEN_LINT_BOOL,    [PEN_T_INT] = PEN_LINT_NUMBER,
        [PEN_T_BIG] = PEN_LINT_NUMBER,   [PEN_T_FLOAT] = PEN_LINT_NUMBER,
        [PEN_T_STR] = PEN_LINT_TEXT,     [PEN_T_LIST] = PEN_LINT_LIST,
        [PEN_T_TUPLE] = PEN_LINT_LIST,   [PEN_T_DICT] = PEN_LINT_DICT,
    };
    return v.tag < PEN_T_COUNT && types[v.tag] ? types[v.tag] : PEN_LINT_ANY;
}

static unsigned call_types(pen_lint *l, const pen_lint_template *t, const pen_ast *e)
{
    if (got(e)) {
        return path_types(l, t, e) & NOT_UNDEF;
    }
    return e->a->kind == PEN_AST_ATTR ? look_up(method_results, e->a->name) : PEN_LINT_ANY;
}

static unsigned binary_types(pen_lint *l, const pen_lint_template *t, const pen_ast *e)
{
    if (e->op == PEN_TOK_SUB || e->op == PEN_TOK_DIV || e->op == PEN_TOK_FLOORDIV ||
        e->op == PEN_TOK_POW) {
        return PEN_LINT_NUMBER;
    }
    unsigned both = pen_lint_types(l, t, e->a) | pen_lint_types(l, t, e->b);
    return both == PEN_LINT_TEXT && e->op == PEN_TOK_ADD ? PEN_LINT_TEXT
                                                         : PEN_LINT_ANY & ~PEN_LINT_BOOL;
}

static unsigned default_types(pen_lint *l, const pen_lint_template *t, const pen_ast *e)
{
    bool is = pen_str_eq(e->name, PEN_LIT("default")) || pen_str_eq(e->name, PEN_LIT("d"));
    return is && e->a && e->list && pen_ast_positional(e->list)
               ? pen_lint_types(l, t, e->a) | pen_lint_types(l, t, e->list)
               : look_up(filter_results, e->name);
}

unsigned pen_lint_types(pen_lint *l, const pen_lint_template *t, const pen_ast *e)
{
    switch ((int)e->kind) {
    case PEN_AST_CONST:
        return const_types(e->value);
    case PEN_AST_NAME:
        return pen_lint_is_null(l, t, e) ? PEN_LINT_UNDEF : PEN_LINT_ANY;
    case PEN_AST_ATTR:
    case PEN_AST_ITEM:
        return path_types(l, t, e);
    case PEN_AST_CALL:
        return call_types(l, t, e);
    case PEN_AST_FILTER:
        return default_types(l, t, e);
    case PEN_AST_TEST:
    case PEN_AST_NOT:
    case PEN_AST_COMPARE:
        return PEN_LINT_BOOL;
    case PEN_AST_NEG:
    case PEN_AST_POS:
        return PEN_LINT_NUMBER;
    case PEN_AST_BINARY:
        return binary_types(l, t, e);
    case PEN_AST_CONCAT:
        return PEN_LINT_TEXT;
    case PEN_AST_AND:
    case PEN_AST_OR:
        return pen_lint_types(l, t, e->a) | pen_lint_types(l, t, e->b);
    case PEN_AST_COND:
        return pen_lint_types(l, t, e->b) |
               (e->c ? pen_lint_types(l, t, e->c) : (unsigned)PEN_LINT_UNDEF);
    case PEN_AST_TUPLE:
    case PEN_AST_LIST:
        return PEN_LINT_LIST;
    case PEN_AST_DICT:
        return PEN_LINT_DICT;
    default:
        return PEN_LINT_ANY;
    }
}
