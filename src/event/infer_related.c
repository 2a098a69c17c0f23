// SPDX-License-Identifier: Apache-2.0
// related.*: what the source fields hold, each once, sorted. The effect is the last field.
#include "event/infer_rules.h"

#include "base/order.h"

// Lists this short are searched, longer ones hashed.
enum { SHORT = 16 };

typedef struct collection {
    const pen_rule_run *run;
    pen_list *list; // NULL: no source was there
    pen_dict *seen; // once the list is long
} collection;

static bool holds(const pen_list *l, pen_value v)
{
    for (uint32_t i = 0; i < l->n; i++) {
        if (pen_value_eq(l->items[i], v)) {
            return true;
        }
    }
    return false;
}

static pen_status start_seen(collection *c)
{
    pen_arena *a = c->run->s->arena;
    c->seen = pen_dict_new(a, c->list->n * 2);
    if (!c->seen) {
        return PEN_E_NOMEM;
    }
    for (uint32_t i = 0; i < c->list->n; i++) {
        PEN_TRY(pen_dict_put(a, c->seen, c->list->items[i], pen_v_none()));
    }
    return PEN_OK;
}

static pen_status add(collection *c, pen_value v)
{
    pen_arena *a = c->run->s->arena;
    PEN_TRY(pen_value_force(a, &v));
    if (v.tag != PEN_T_STR && v.tag != PEN_T_INT && v.tag != PEN_T_BOOL) {
        return PEN_OK;
    }
    if (!c->seen && c->list->n == SHORT) {
        PEN_TRY(start_seen(c));
    }
    if (c->seen ? pen_dict_get(c->seen, v) != NULL : holds(c->list, v)) {
        return PEN_OK;
    }
    if (c->seen) {
        PEN_TRY(pen_dict_put(a, c->seen, v, pen_v_none()));
    }
    return pen_list_push(a, c->list, v);
}

static pen_status add_source(collection *c, pen_value v)
{
    c->list = c->list ? c->list : pen_list_new(c->run->s->arena, 4);
    if (!c->list) {
        return PEN_E_NOMEM;
    }
    if (v.tag != PEN_T_LIST) {
        return add(c, v);
    }
    for (uint32_t i = 0; i < v.u.list->n; i++) {
        PEN_TRY(add(c, v.u.list->items[i]));
    }
    return PEN_OK;
}

// Texts by code point; numbers, which stand here only for undeclared kinds, before them.
static int before(const void *x, const void *y)
{
    const pen_value *a = x, *b = y;
    if (a->tag == PEN_T_STR && b->tag == PEN_T_STR) {
        return pen_str_cmp(pen_value_str(*a), pen_value_str(*b));
    }
    if (a->tag != b->tag && (a->tag == PEN_T_STR || b->tag == PEN_T_STR)) {
        return a->tag == PEN_T_STR ? 1 : -1;
    }
    return a->u.i < b->u.i ? -1 : a->u.i > b->u.i;
}

static pen_status run_any(const pen_rule_run *r)
{
    collection c = {.run = r};
    for (size_t i = 0; i + 1 < r->n; i++) {
        pen_value v;
        PEN_TRY(pen_rule_get(r, i, &v));
        if (v.tag != PEN_T_UNDEF) {
            PEN_TRY(add_source(&c, v));
        }
    }
    if (!c.list) {
        return PEN_OK;
    }
    if (c.list->n > 1) {
        pen_order(c.list->items, c.list->n, sizeof *c.list->items, before);
    }
    return pen_rule_put(r, r->n - 1, pen_v_list(c.list));
}

// A few texts: put where they belong at once.
typedef struct few {
    const pen_value *v[SHORT];
    uint32_t n;
} few;

static void few_add(few *f, const pen_value *v)
{
    uint32_t at = f->n;
    while (at > 0) {
        int c = pen_str_cmp(pen_value_str(*f->v[at - 1]), pen_value_str(*v));
        if (c == 0) {
            return;
        }
        if (c < 0) {
            break;
        }
        at--;
    }
    memmove(f->v + at + 1, f->v + at, (f->n - at) * sizeof f->v[0]);
    f->v[at] = v;
    f->n++;
}

static pen_status few_put(const pen_rule_run *r, const few *f)
{
    pen_list *l = pen_arena_get(r->s->arena, sizeof *l + f->n * sizeof *l->items);
    if (!l) {
        return PEN_E_NOMEM;
    }
    *l = (pen_list){.items = (pen_value *)(l + 1), .n = f->n, .room = f->n};
    for (uint32_t i = 0; i < f->n; i++) {
        l->items[i] = *f->v[i];
    }
    return pen_rule_put(r, r->n - 1, pen_v_list(l));
}

// The commonest: not many sources, each a text or nothing. *done is false, and nothing was
// done, when they are not.
static pen_status run_few(const pen_rule_run *r, bool *done)
{
    few f = {.n = 0};
    *done = r->ncauses <= SHORT;
    for (size_t i = 0; *done && i < r->ncauses; i++) {
        const pen_value *v = &r->s->slots[r->causes[i]];
        if (v->tag == PEN_T_STR) {
            few_add(&f, v);
        } else {
            *done = v->tag <= PEN_T_NONE;
        }
    }
    return *done && f.n ? few_put(r, &f) : PEN_OK;
}

static pen_status run_related(const pen_rule_run *r)
{
    bool done = false;
    PEN_TRY(r->s->slow ? PEN_OK : run_few(r, &done));
    return done ? PEN_OK : run_any(r);
}

#define RELATED(kind, ...)                                                                 \
    static const pen_rule_field kind##_fields[] = {__VA_ARGS__,                            \
                                                   {"related." #kind, PEN_EFFECT},         \
                                                   {0}};                                   \
    const pen_rule pen_rule_related_##kind = {.fields = kind##_fields, .run = run_related};

#define FROM(name) {name, PEN_CAUSE}

RELATED(ip, FROM("source.ip"), FROM("source.nat.ip"), FROM("destination.ip"),
        FROM("destination.nat.ip"), FROM("client.ip"), FROM("client.nat.ip"),
        FROM("server.ip"), FROM("server.nat.ip"), FROM("host.ip"), FROM("observer.ip"),
        FROM("dns.resolved_ip"))

RELATED(user, FROM("user.name"), FROM("source.user.name"), FROM("destination.user.name"),
        FROM("client.user.name"), FROM("server.user.name"), FROM("user.target.name"),
        FROM("file.owner"))

RELATED(hosts, FROM("host.hostname"), FROM("source.domain"), FROM("destination.domain"),
        FROM("observer.hostname"), FROM("dns.question.name"), FROM("client.domain"),
        FROM("server.domain"), FROM("url.domain"))

#define HASHES(of)                                                                         \
    FROM(of ".md5"), FROM(of ".sha1"), FROM(of ".sha256"), FROM(of ".sha512"),             \
        FROM(of ".ssdeep")

RELATED(hash, HASHES("file.hash"), HASHES("process.hash"), HASHES("process.parent.hash"),
        HASHES("dll.hash"), HASHES("tls.server.hash"))
