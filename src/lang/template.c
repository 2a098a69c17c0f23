// SPDX-License-Identifier: Apache-2.0
#include "lang/template.h"

#include "base/limits.h"
#include "base/ublank.h"
#include "base/utf8.h"
#include "event/chars.h"
#include "lang/compile.h"
#include "lang/parser.h"
#include "lang/quick.h"

// What compiling one template may use on the way.
#define WORK_BYTES_MAX ((size_t)64 * 1024 * 1024)

bool pen_template_is(pen_str s)
{
    for (size_t at = pen_str_chr(s, '{', 0); at != PEN_NPOS;
         at = pen_str_chr(s, '{', at + 1)) {
        char next = at + 1 < s.n ? s.p[at + 1] : '\0';
        if (next == '{' || next == '%') {
            return true;
        }
    }
    return false;
}

// ---- source ----

// All line ends become LF, and one at the very end goes.
static pen_status normalised(pen_arena *work, pen_str source, pen_str *out)
{
    *out = source;
    if (pen_str_chr(source, '\r', 0) != PEN_NPOS) {
        char *to = pen_arena_get(work, source.n);
        if (!to) {
            return PEN_E_NOMEM;
        }
        *out = pen_str_of(to, 0);
        for (size_t i = 0; i < source.n; i++) {
            bool crlf = source.p[i] == '\r' && i + 1 < source.n && source.p[i + 1] == '\n';
            to[out->n++] = source.p[i] == '\r' ? '\n' : source.p[i];
            i += crlf;
        }
    }
    out->n -= pen_str_ends(*out, PEN_LIT("\n"));
    return PEN_OK;
}

// ---- plain references ----

// Whether the source is `{{ a.b.c }}` and nothing else: blanks, then name characters and
// points. Such a reference walks dicts only (SEMANTICS 3, `list.0.x`).
static bool is_plain(pen_str source)
{
    if (source.n < 4 || !pen_str_starts(source, PEN_LIT("{{")) ||
        !pen_str_ends(source, PEN_LIT("}}"))) {
        return false;
    }
    pen_str s = pen_str_head(source, source.n - 2);
    s = pen_ublank_trim(pen_str_from(s, 2));
    for (size_t at = 0; at < s.n;) {
        uint32_t cp = pen_utf8_next(s, &at);
        if (cp != '.' && !pen_char_id_continue(cp)) {
            return false;
        }
    }
    return s.n > 0;
}

// Whether a chain has a number that a name follows: `l.0.x`.
static bool steps_into_list(const pen_ast *e)
{
    for (; e->kind == PEN_AST_ATTR || e->kind == PEN_AST_ITEM; e = e->a) {
        char c = e->name.n ? e->name.p[0] : '\0';
        bool named = e->kind == PEN_AST_ATTR && (pen_is_alpha(c) || c == '_');
        if (named && e->a->kind == PEN_AST_ITEM) {
            return true;
        }
    }
    return false;
}

// ---- compiling ----

typedef struct job {
    const pen_template_env *env;
    pen_arena work;
    pen_front front;
    pen_compiler compiler;
    pen_template *t;
} job;

// The instructions that run when the value is there; the fifth is a jump to the sixth.
enum { GUARDED_STEPS = 6 };

// The node of {% if a %}{{a}}{% else %}…{% endif %}, 0 when it is another template.
static uint32_t find_guarded(const pen_code *c)
{
    const pen_insn *i = c->insns;
    bool read = c->ninsns >= GUARDED_STEPS &&
                (i[0].op == PEN_OP_NODE || i[0].op == PEN_OP_NODE_GET) &&
                i[1].op == PEN_OP_JUMP_FALSE && i[2].op == i[0].op && i[2].a == i[0].a;
    bool end = read && i[3].op == PEN_OP_OUT && i[4].op == PEN_OP_JUMP &&
               i[4].a < c->ninsns && c->insns[i[4].a].op == PEN_OP_RETURN;
    return end ? i[0].a : 0;
}

static void find_shape(pen_template *t)
{
    const pen_code *c = t->code;
    const pen_insn *i = c->insns;
    t->shape = PEN_SHAPE_CODE;
    t->guarded = find_guarded(c);
    if (i[0].op == PEN_OP_RETURN) {
        t->shape = PEN_SHAPE_CONST;
        t->value = pen_v_none();
    } else if (i[0].op == PEN_OP_OUT_CONST && i[1].op == PEN_OP_RETURN) {
        t->shape = PEN_SHAPE_CONST;
        t->value = c->consts[i[0].a];
    } else if (i[0].op == PEN_OP_NODE && i[1].op == PEN_OP_OUT &&
               i[2].op == PEN_OP_RETURN) {
        t->shape = PEN_SHAPE_NODE;
        t->node = i[0].a;
    }
}

// A template that always fails, of the one instruction for it.
static pen_status compile_failure(pen_compiler *c)
{
    PEN_TRY(pen_emit_op(&c->e, PEN_OP_FAIL, 0, 0, NULL));
    PEN_TRY(pen_emit_op(&c->e, PEN_OP_OUT, 0, 0, NULL));
    return pen_emit_op(&c->e, PEN_OP_RETURN, 0, 0, NULL);
}

static pen_status compile_tree(job *j, pen_str source, pen_ast *tree)
{
    pen_compiler *c = &j->compiler;
    c->f = &j->front;
    PEN_TRY(pen_emit_init(&c->e, &j->work, j->env->arena));
    bool fails = is_plain(source) && steps_into_list(tree->list);
    PEN_TRY(fails ? compile_failure(c) : pen_compile(c, tree));
    PEN_TRY(pen_emit_finish(&c->e, &j->t->code));
    j->t->mutates = c->mutates;
    pen_status st = pen_code_verify(j->t->code, &j->work);
    st = st == PEN_OK && !c->mutates ? pen_quick_make(j->t->code, j->env->arena) : st;
    return st == PEN_E_LIMIT ? pen_front_fail(&j->front, 0, "template-limit",
                                              "this template needs too many operands")
                             : st;
}

static pen_status compile(job *j, pen_str source, pen_loc at)
{
    pen_ast *tree;
    pen_tokens tokens;
    j->front = (pen_front){.env = j->env, .work = &j->work, .src = source, .at = at};
    if (source.n > PEN_TEMPLATE_MAX) {
        return pen_front_fail(&j->front, 0, "template-limit", "this template is too long");
    }
    PEN_TRY(normalised(&j->work, source, &j->front.src));
    PEN_TRY(pen_lex(&j->front, &tokens));
    PEN_TRY(pen_parse(&j->front, &tokens, &tree));
    pen_status st = compile_tree(j, source, tree);
    if (st == PEN_E_DEPTH) {
        return pen_front_fail(&j->front, 0, "template-limit",
                              "a constant is nested too deeply");
    }
    PEN_TRY(st);
    find_shape(j->t);
    return PEN_OK;
}

pen_status pen_template_compile(const pen_template_env *env, pen_str source, pen_loc at,
                                pen_template **out)
{
    pen_template *t = PEN_NEW(env->arena, pen_template);
    if (!t) {
        return PEN_E_NOMEM;
    }
    *out = t;
    if (!pen_template_is(source)) {
        t->shape = PEN_SHAPE_CONST;
        t->value = pen_v_str(source);
        return PEN_OK;
    }
    job j = {.env = env, .t = t};
    pen_arena_init(&j.work, env->arena->alloc, WORK_BYTES_MAX);
    pen_status st = compile(&j, source, at);
    pen_vm_free(&j.compiler.vm);
    pen_arena_free(&j.work);
    return st;
}

void pen_template_renumber(pen_template *t, const uint32_t *renumber)
{
    t->node = renumber[t->node];
    t->guarded = renumber[t->guarded];
    for (uint32_t i = 0; t->code && i < t->code->ninsns; i++) {
        pen_insn *insn = &t->code->insns[i];
        if (pen_op_infos[insn->op].a == PEN_OPERAND_NODE) {
            insn->a = renumber[insn->a];
        }
        if (t->code->quick) {
            t->code->quick[i].a = insn->a;
        }
    }
}

// ---- running ----

// The short way of a guarded value; false: nothing was done.
static bool run_guarded(pen_vm *vm, const pen_template *t, pen_value *out)
{
    if (!t->guarded || vm->slow || vm->steps < GUARDED_STEPS) {
        return false;
    }
    const pen_value *v = &vm->slots[t->guarded];
    if (v->tag != PEN_T_STR || v->n == 0) {
        return false;
    }
    vm->steps -= GUARDED_STEPS;
    *out = *v;
    return true;
}

pen_status pen_template_run(pen_vm *vm, const pen_template *t, pen_value *out)
{
    switch (t->shape) {
    case PEN_SHAPE_CONST:
        *out = t->value;
        return PEN_OK;
    case PEN_SHAPE_NODE:
        return pen_node_read(vm->nodes, vm->slots, vm->arena, t->node, out);
    case PEN_SHAPE_CODE:
        return run_guarded(vm, t, out)            ? PEN_OK
               : t->code->quick && !vm->slow ? pen_quick_run(vm, t->code, out)
                                              : pen_code_run(vm, t->code, out);
    }
    return PEN_E_INTERNAL;
}

bool pen_template_fatal(pen_status s)
{
    return s == PEN_E_BUDGET || s == PEN_E_LIMIT || s == PEN_E_DEPTH || s == PEN_E_NOMEM ||
           s == PEN_E_INTERNAL;
}
