// SPDX-License-Identifier: Apache-2.0
#include "event/infer.h"

#include "base/map.h"
#include "event/infer_rules.h"

// In the order of the language: related.* are computed before URLs are taken apart,
// event.outcome comes last.
static const pen_rule *const rules[] = {
    &pen_rule_dns_answers,    &pen_rule_related_ip,    &pen_rule_related_user,
    &pen_rule_related_hosts,  &pen_rule_related_hash,  &pen_rule_file,
    &pen_rule_host_name,      &pen_rule_source_address, &pen_rule_destination_address,
    &pen_rule_client_address, &pen_rule_url,           &pen_rule_dns_question,
    &pen_rule_user_agent,     &pen_rule_windows_logon, &pen_rule_outcome,
};

enum { RULES = sizeof rules / sizeof rules[0] };

typedef struct active_rule {
    const pen_rule *rule;
    uint32_t *nodes;
    size_t n;
    uint32_t *causes; // those of its causes that can be set: without one it does nothing
    size_t ncauses;
    void *data;
} active_rule;

struct pen_infer {
    active_rule active[RULES];
    size_t n;
    uint32_t related; // what a parser sets here is thrown away, 0: none can
};

// ---- building ----

typedef struct builder {
    const pen_infer_env *env;
    pen_map made; // effects of the rules taken so far
} builder;

static bool reachable(const builder *b, const char *name)
{
    uint32_t one;
    pen_str field = pen_str_c(name);
    return pen_map_get(&b->made, field, &one) || b->env->reach(b->env->ctx, field);
}

static bool has_cause(const builder *b, const pen_rule *rule)
{
    for (const pen_rule_field *f = rule->fields; f->name; f++) {
        if (f->role == PEN_CAUSE && reachable(b, f->name)) {
            return true;
        }
    }
    return false;
}

static pen_status field_node(builder *b, const pen_rule_field *f, uint32_t *out)
{
    *out = 0;
    if (f->role != PEN_EFFECT && !reachable(b, f->name)) {
        return PEN_OK;
    }
    if (f->role == PEN_EFFECT) {
        PEN_TRY(pen_map_put(&b->made, pen_str_c(f->name), 1));
    }
    return pen_nodes_path(b->env->nodes, b->env->final, pen_str_c(f->name), out);
}

static pen_status take_rule(builder *b, const pen_rule *rule, active_rule *out)
{
    size_t n = 0;
    while (rule->fields[n].name) {
        n++;
    }
    *out = (active_rule){.rule = rule,
                         .nodes = PEN_NEW_N(b->env->arena, uint32_t, n),
                         .n = n,
                         .causes = PEN_NEW_N(b->env->arena, uint32_t, n)};
    if (!out->nodes || !out->causes) {
        return PEN_E_NOMEM;
    }
    for (size_t i = 0; i < n; i++) {
        PEN_TRY(field_node(b, &rule->fields[i], &out->nodes[i]));
        if (out->nodes[i] && rule->fields[i].role == PEN_CAUSE) {
            out->causes[out->ncauses++] = out->nodes[i];
        }
    }
    return rule->prepare ? rule->prepare(b->env, &out->data) : PEN_OK;
}

static pen_status find_related(const pen_infer_env *env, pen_infer *f)
{
    static const char *const names[] = {"related", "related.ip", "related.user",
                                        "related.hosts", "related.hash"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (env->reach(env->ctx, pen_str_c(names[i]))) {
            return pen_nodes_path(env->nodes, env->final, PEN_LIT("related"), &f->related);
        }
    }
    return PEN_OK;
}

pen_status pen_infer_build(const pen_infer_env *env, pen_infer **out)
{
    pen_infer *f = PEN_NEW(env->arena, pen_infer);
    *out = f;
    if (!f) {
        return PEN_E_NOMEM;
    }
    builder b = {.env = env};
    pen_map_init(&b.made, env->arena);
    PEN_TRY(find_related(env, f));
    for (size_t i = 0; i < RULES; i++) {
        if (has_cause(&b, rules[i])) {
            PEN_TRY(take_rule(&b, rules[i], &f->active[f->n++]));
        }
    }
    return PEN_OK;
}

void pen_infer_renumber(pen_infer *f, const uint32_t *renumber)
{
    f->related = renumber[f->related];
    for (size_t i = 0; i < f->n; i++) {
        for (size_t k = 0; k < f->active[i].n; k++) {
            f->active[i].nodes[k] = renumber[f->active[i].nodes[k]];
        }
        for (size_t k = 0; k < f->active[i].ncauses; k++) {
            f->active[i].causes[k] = renumber[f->active[i].causes[k]];
        }
    }
}

void pen_infer_free(pen_infer *f)
{
    for (size_t i = 0; f && i < f->n; i++) {
        const active_rule *a = &f->active[i];
        if (a->data && a->rule->release) {
            a->rule->release(a->data);
        }
    }
}

bool pen_infer_has(const pen_infer *f, const pen_rule *rule)
{
    for (size_t i = 0; i < f->n; i++) {
        if (f->active[i].rule == rule) {
            return true;
        }
    }
    return false;
}

static void describe_role(const active_rule *a, pen_role role, pen_buf *out)
{
    bool effect = role == PEN_EFFECT;
    for (size_t i = 0; i < a->n; i++) {
        const pen_rule_field *f = &a->rule->fields[i];
        if (a->nodes[i] && (f->role == PEN_EFFECT) == effect) {
            pen_buf_fmt(out, " %s", f->name);
        }
    }
}

void pen_infer_describe(const pen_infer *f, pen_buf *out)
{
    for (size_t i = 0; i < f->n; i++) {
        PEN_BUF_LIT(out, "    from");
        describe_role(&f->active[i], PEN_CAUSE, out);
        PEN_BUF_LIT(out, " to");
        describe_role(&f->active[i], PEN_EFFECT, out);
        pen_buf_byte(out, '\n');
    }
}

// ---- running ----

static bool has_reason(const active_rule *a, const pen_infer_state *s)
{
    for (size_t i = 0; i < a->ncauses; i++) {
        if (s->slots[a->causes[i]].tag != PEN_T_UNDEF) {
            return true;
        }
    }
    return s->slow;
}

pen_status pen_infer_run(const pen_infer *f, pen_infer_state *s)
{
    if (f->related) {
        pen_node_clear(s->nodes, s->slots, f->related);
    }
    for (size_t i = 0; i < f->n; i++) {
        const active_rule *a = &f->active[i];
        if (has_reason(a, s)) {
            pen_rule_run r = {s, a->nodes, a->n, a->causes, a->ncauses, a->data};
            PEN_TRY(a->rule->run(&r));
        }
    }
    return PEN_OK;
}

pen_status pen_rule_get(const pen_rule_run *r, size_t i, pen_value *out)
{
    *out = pen_v_undef();
    uint32_t node = r->nodes[i];
    if (!node || r->s->slots[node].tag == PEN_T_UNDEF) {
        return PEN_OK;
    }
    if (r->s->slots[node].tag == PEN_T_STR) {
        *out = r->s->slots[node];
        return PEN_OK;
    }
    PEN_TRY(pen_node_read(r->s->nodes, r->s->slots, r->s->arena, node, out));
    if (out->tag == PEN_T_NONE) {
        *out = pen_v_undef();
    }
    return PEN_OK;
}

bool pen_rule_text(const pen_rule_run *r, size_t i, pen_str *out)
{
    pen_value v;
    if (pen_rule_get(r, i, &v) != PEN_OK || v.tag != PEN_T_STR) {
        return false;
    }
    *out = pen_value_str(v);
    return v.n > 0;
}

bool pen_rule_has(const pen_rule_run *r, size_t i)
{
    uint8_t tag = r->nodes[i] ? r->s->slots[r->nodes[i]].tag : PEN_T_UNDEF;
    return tag != PEN_T_UNDEF && tag != PEN_T_NONE;
}

pen_status pen_rule_put(const pen_rule_run *r, size_t i, pen_value v)
{
    uint32_t node = r->nodes[i];
    const pen_node *n = &r->s->nodes->v[node];
    if (r->s->slow || n->first) {
        return pen_node_assign(r->s->nodes, r->s->slots, r->s->arena, node, v);
    }
    if (r->s->slots[n->parent].tag != PEN_T_OBJ) {
        pen_node_raise(r->s->nodes, r->s->slots, node);
    }
    r->s->slots[node] = v;
    return PEN_OK;
}

pen_status pen_rule_default(const pen_rule_run *r, size_t i, pen_value v)
{
    bool nothing = v.tag == PEN_T_UNDEF || v.tag == PEN_T_NONE || (v.tag == PEN_T_STR && !v.n);
    return nothing || pen_rule_has(r, i) ? PEN_OK : pen_rule_put(r, i, v);
}
