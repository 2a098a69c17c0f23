// SPDX-License-Identifier: Apache-2.0
// The dispatch loop, and the few instructions that are more than a call of src/lang/ops.
// Operands were checked by the verifier; what it cannot see (the types of locals) is
// checked where it is used.
#include "lang/vm.h"

#include "base/limits.h"
#include "lang/code.h"
#include "lang/ops.h"
#include "lang/quick.h"
#include "lang/regex_cache.h"

enum {
    STACK_VALUES = PEN_CALLS_MAX * (PEN_STACK_MAX + PEN_LOCALS_MAX) / 4,
    OUT_FIRST = 32
};

pen_status pen_vm_init(pen_vm *vm, const pen_alloc *alloc, const pen_nodes *nodes,
                       pen_value *slots)
{
    alloc = alloc ? alloc : pen_alloc_default();
    *vm = (pen_vm){.alloc = alloc, .nodes = nodes, .slots = slots};
    pen_buf_init(&vm->text, alloc, PEN_TEXT_MAX);
    vm->stack = pen_alloc_get(alloc, STACK_VALUES * sizeof *vm->stack);
    vm->out = pen_alloc_get(alloc, OUT_FIRST * sizeof *vm->out);
    vm->out_room = vm->out ? OUT_FIRST : 0;
    if (!vm->stack || !vm->out) {
        pen_vm_free(vm);
        return PEN_E_NOMEM;
    }
    return PEN_OK;
}

void pen_vm_free(pen_vm *vm)
{
    if (vm->alloc) {
        pen_alloc_free(vm->alloc, vm->stack, STACK_VALUES * sizeof *vm->stack);
        pen_alloc_free(vm->alloc, vm->out, vm->out_room * sizeof *vm->out);
        pen_buf_free(&vm->text);
        pen_regex_cache_free(vm);
    }
    *vm = (pen_vm){0};
}

pen_status pen_vm_take(pen_vm *vm, size_t mark, pen_value *out)
{
    pen_status st = vm->text.failed;
    if (st == PEN_OK) {
        pen_str s = {NULL, 0};
        st = pen_arena_str(vm->arena, pen_str_from(pen_buf_str(&vm->text), mark), &s);
        *out = pen_v_str(s);
    }
    vm->text.n = mark;
    vm->text.failed = PEN_OK;
    return st;
}

// ---- output ----

static pen_status put_out(pen_vm *vm, pen_value v)
{
    if (vm->out_n == vm->out_room) {
        size_t old = vm->out_room * sizeof v;
        pen_value *p = pen_alloc_resize(vm->alloc, vm->out, old, old * 2);
        if (!p) {
            return PEN_E_NOMEM;
        }
        vm->out = p;
        vm->out_room *= 2;
    }
    vm->out[vm->out_n++] = v;
    return PEN_OK;
}

// What was put out since `mark` as one value: None for nothing, a single thing as it is,
// else the texts of all.
static pen_status take_out(pen_vm *vm, uint32_t mark, pen_value *out)
{
    if (mark > vm->out_n) {
        return PEN_E_INTERNAL;
    }
    const pen_value *v = vm->out + mark;
    uint32_t n = vm->out_n - mark;
    vm->out_n = mark;
    if (n <= 1) {
        *out = n ? *v : pen_v_none();
        return PEN_OK;
    }
    return pen_op_concat(vm, v, n, out);
}

// ---- calls ----

typedef struct frame {
    const pen_insn *back; // where the caller goes on
    pen_value *locals;
    uint32_t mark; // output of the caller
} frame;

typedef struct run {
    pen_vm *vm;
    const pen_code *c;
    pen_value *locals; // of the frame that runs
    pen_value *sp;     // one past the top operand
    const pen_insn *pc;
    frame frames[PEN_CALLS_MAX];
    unsigned nframes;
} run;

static pen_value missing(void)
{
    return (pen_value){.tag = PEN_T_OPAQUE, .aux = PEN_OPAQUE_MISSING};
}

static bool is_missing(pen_value v)
{
    return v.tag == PEN_T_OPAQUE && v.aux == PEN_OPAQUE_MISSING;
}

// Puts the items of the last argument in its place.
static pen_status spread(pen_call *c)
{
    pen_value it;
    uint32_t plain = c->nargs - 1;
    PEN_TRY(pen_op_iter(c->vm, c->args[plain], &it));
    const pen_list *l = it.u.list;
    uint32_t n = l->n - l->at;
    PEN_TRY(pen_vm_spend(c->vm, n));
    pen_value *args = PEN_NEW_N(c->vm->arena, pen_value, (size_t)plain + n);
    if (!args) {
        return PEN_E_NOMEM;
    }
    memcpy(args, c->args, plain * sizeof *args);
    if (n) {
        memcpy(args + plain, l->items + l->at, n * sizeof *args);
    }
    c->args = args;
    c->nargs = plain + n;
    return PEN_OK;
}

// Puts the members of the last keyword argument in its place.
static pen_status spread2(pen_call *c)
{
    uint32_t named = c->nkw - 1;
    pen_value v = c->kwargs[named];
    if (v.tag != PEN_T_DICT) {
        return PEN_E_TYPE;
    }
    const pen_dict *d = v.u.dict;
    PEN_TRY(pen_vm_spend(c->vm, d->n));
    pen_str *kw = PEN_NEW_N(c->vm->arena, pen_str, (size_t)named + d->n);
    pen_value *kwargs = PEN_NEW_N(c->vm->arena, pen_value, (size_t)named + d->n);
    if (!kw || !kwargs) {
        return PEN_E_NOMEM;
    }
    for (uint32_t i = 0; i < named + d->n; i++) {
        const pen_pair *p = i < named ? NULL : &d->pairs[i - named];
        if (p && p->key.tag != PEN_T_STR) {
            return PEN_E_TYPE;
        }
        kw[i] = p ? pen_value_str(p->key) : c->kw[i];
        kwargs[i] = p ? p->value : c->kwargs[i];
    }
    c->kw = kw;
    c->kwargs = kwargs;
    c->nkw = named + d->n;
    return PEN_OK;
}

// The arguments of a site, which lie at `args`.
static pen_status arguments(run *r, const pen_site *s, pen_value *args, pen_call *c)
{
    *c = (pen_call){.vm = r->vm,
                    .args = args,
                    .nargs = s->nargs,
                    .nkw = s->nkw,
                    .kw = s->kw,
                    .kwargs = args + s->nargs,
                    .pattern = s->pattern};
    PEN_TRY(s->spread ? spread(c) : PEN_OK);
    return s->spread2 ? spread2(c) : PEN_OK;
}

static pen_status call_of(run *r, const pen_site *s, pen_call *c)
{
    r->sp -= s->nargs + s->nkw;
    return arguments(r, s, r->sp, c);
}

static pen_status call_builtin(run *r, const pen_site *s)
{
    pen_call c;
    pen_value out = pen_v_undef();
    PEN_TRY(call_of(r, s, &c));
    PEN_TRY(s->fn->fn(&c, &out));
    *r->sp++ = out;
    return PEN_OK;
}

static pen_status call_method(run *r, const pen_site *s)
{
    pen_call c;
    pen_value out = pen_v_undef();
    PEN_TRY(call_of(r, s, &c));
    PEN_TRY(pen_method_call(&c, s->name, s->methods, &out));
    *r->sp++ = out;
    return PEN_OK;
}

// The slot of a macro's parameter, PEN_LOCALS_MAX when it has none of that name.
static uint32_t parameter(const pen_macro *m, pen_str name)
{
    for (uint32_t i = 0; i < m->nparams; i++) {
        if (pen_str_eq(m->params[i], name)) {
            return i;
        }
    }
    return m->caller && pen_str_eq(name, PEN_LIT("caller")) ? m->nparams : PEN_LOCALS_MAX;
}

// An argument that is no parameter's: a member of `kwargs`.
static pen_status bind_other(const pen_macro *m, pen_call *c, uint32_t i, pen_value *kwargs)
{
    if (!m->kwargs || pen_dict_get_str(kwargs->u.dict, c->kw[i])) {
        return PEN_E_TYPE;
    }
    return pen_dict_put_str(c->vm->arena, kwargs->u.dict, c->kw[i], c->kwargs[i]);
}

// The arguments with names; the first `given` parameters have their values.
static pen_status bind_named(const pen_macro *m, pen_call *c, uint32_t given, pen_value *to)
{
    pen_value *kwargs = to + m->nparams + m->caller;
    for (uint32_t i = 0; i < c->nkw; i++) {
        uint32_t slot = parameter(m, c->kw[i]);
        if (slot < given || slot == PEN_LOCALS_MAX) {
            PEN_TRY(bind_other(m, c, i, kwargs));
        } else if (!is_missing(to[slot])) {
            return PEN_E_TYPE;
        } else {
            to[slot] = c->kwargs[i];
        }
    }
    return PEN_OK;
}

// What is more than the parameters.
static pen_status bind_rest(const pen_call *c, uint32_t given, pen_value *varargs)
{
    pen_list *l = pen_list_new(c->vm->arena, c->nargs - given);
    if (!l) {
        return PEN_E_NOMEM;
    }
    for (uint32_t i = given; i < c->nargs; i++) {
        PEN_TRY(pen_list_push(c->vm->arena, l, c->args[i]));
    }
    *varargs = (pen_value){.tag = PEN_T_TUPLE, .u.list = l};
    return PEN_OK;
}

// Puts the arguments of a call into `to`, which has room for the macro's own locals.
static pen_status bind(const pen_macro *m, pen_call *c, pen_value *to)
{
    uint32_t given = c->nargs < m->nparams ? c->nargs : m->nparams;
    uint32_t named = m->nparams + m->caller;
    if (c->nargs > given && !m->varargs) {
        return PEN_E_TYPE;
    }
    for (uint32_t i = 0; i < m->nlocals; i++) {
        to[i] = i < given ? c->args[i] : i < named ? missing() : pen_v_undef();
    }
    if (m->kwargs) {
        to[named] = pen_v_dict(pen_dict_new(c->vm->arena, 0));
        PEN_TRY(to[named].u.dict ? PEN_OK : PEN_E_NOMEM);
    }
    PEN_TRY(bind_named(m, c, given, to));
    if (m->caller && (is_missing(to[m->nparams]) || to[m->nparams].tag == PEN_T_NONE)) {
        to[m->nparams] = pen_v_undef();
    }
    return m->varargs ? bind_rest(c, given, &to[named + m->kwargs]) : PEN_OK;
}

static bool fits(const run *r, const pen_value *base, const pen_macro *m)
{
    return (size_t)(base - r->vm->stack) + m->nlocals + m->nstack <= STACK_VALUES;
}

static pen_status enter(run *r, const pen_site *s)
{
    pen_call c;
    pen_value *args = r->sp - s->nargs - s->nkw;
    pen_value callee = args[-1];
    if (callee.tag != PEN_T_OPAQUE || callee.aux != PEN_OPAQUE_MACRO || callee.u.i < 1 ||
        callee.u.i >= r->c->nmacros) {
        return callee.tag == PEN_T_UNDEF ? PEN_E_UNDEFINED : PEN_E_TYPE;
    }
    const pen_macro *m = &r->c->macros[callee.u.i];
    if (r->nframes == PEN_CALLS_MAX || !fits(r, r->sp, m)) {
        return PEN_E_EVAL; // as Python's recursion limit
    }
    PEN_TRY(arguments(r, s, args, &c));
    PEN_TRY(bind(m, &c, r->sp));
    r->frames[r->nframes++] = (frame){r->pc, r->locals, r->vm->out_n};
    r->locals = r->sp;
    r->sp += m->nlocals;
    r->pc = r->c->insns + m->pc;
    return PEN_OK;
}

// The end of a macro: its output is the value of the call. The site of the call is the
// instruction before the one to go on at.
static pen_status leave(run *r)
{
    frame f = r->frames[--r->nframes];
    const pen_site *s = &r->c->sites[f.back[-1].a];
    pen_value out;
    PEN_TRY(take_out(r->vm, f.mark, &out));
    r->sp = r->locals - s->nargs - s->nkw - 1;
    r->locals = f.locals;
    r->pc = f.back;
    *r->sp++ = out;
    return PEN_OK;
}

// ---- loops ----

static pen_status iter(run *r, uint32_t slot)
{
    pen_value it;
    PEN_TRY(pen_op_iter(r->vm, *--r->sp, &it));
    r->locals[slot] = it;
    r->locals[slot + 1] = pen_v_int(it.u.list->at);
    return PEN_OK;
}

static pen_value loop_item(const pen_list *l, uint32_t start, uint32_t at)
{
    return at >= start && at < l->n ? l->items[at] : pen_v_undef();
}

// `state` are the locals of the loop.
static pen_status loop_field(pen_loop_field field, const pen_value *state, pen_value *out)
{
    if (state[0].tag != PEN_T_ITER) {
        return PEN_E_INTERNAL;
    }
    const pen_list *l = state[0].u.list;
    uint32_t start = (uint32_t)state[1].u.i;
    int64_t index = (int64_t)l->at - start;
    int64_t length = (int64_t)l->n - start;
    switch (field) {
    case PEN_LOOP_index:
        *out = pen_v_int(index);
        break;
    case PEN_LOOP_index0:
        *out = pen_v_int(index - 1);
        break;
    case PEN_LOOP_first:
        *out = pen_v_bool(index == 1);
        break;
    case PEN_LOOP_last:
        *out = pen_v_bool(index == length);
        break;
    case PEN_LOOP_length:
        *out = pen_v_int(length);
        break;
    case PEN_LOOP_revindex:
        *out = pen_v_int(length - index + 1);
        break;
    case PEN_LOOP_revindex0:
        *out = pen_v_int(length - index);
        break;
    case PEN_LOOP_previtem:
        *out = l->at < 2 ? pen_v_undef() : loop_item(l, start, l->at - 2);
        break;
    case PEN_LOOP_nextitem:
        *out = loop_item(l, start, l->at);
        break;
    case PEN_LOOP_depth:
    case PEN_LOOP_depth0:
        *out = pen_v_int(field == PEN_LOOP_depth);
        break;
    case PEN_LOOP_COUNT:
        return PEN_E_INTERNAL;
    }
    return PEN_OK;
}

static pen_status cycle(run *r, uint32_t count, const pen_value *state)
{
    pen_value index;
    PEN_TRY(loop_field(PEN_LOOP_index0, state, &index));
    if (count == 0 || index.u.i < 0) { // a macro that outlived its loop finds other locals
        return PEN_E_TYPE;
    }
    r->sp -= count;
    *r->sp = r->sp[index.u.i % count];
    r->sp++;
    return PEN_OK;
}

static void changed(run *r, pen_value *state)
{
    pen_value *last = &state[2];
    bool same = last->tag == PEN_T_TUPLE && pen_value_eq(*last, r->sp[-1]);
    *last = r->sp[-1];
    r->sp[-1] = pen_v_bool(!same);
}

// ---- containers ----

static pen_status build_list(run *r, pen_tag tag, uint32_t n)
{
    PEN_TRY(pen_vm_spend(r->vm, n));
    pen_list *l = pen_list_new(r->vm->arena, n);
    if (!l) {
        return PEN_E_NOMEM;
    }
    r->sp -= n;
    for (uint32_t i = 0; i < n; i++) {
        PEN_TRY(pen_list_push(r->vm->arena, l, r->sp[i]));
    }
    *r->sp++ = (pen_value){.tag = (uint8_t)tag, .u.list = l};
    return PEN_OK;
}

static pen_status build_dict(run *r, uint32_t n)
{
    PEN_TRY(pen_vm_spend(r->vm, n));
    pen_dict *d = pen_dict_new(r->vm->arena, n);
    if (!d) {
        return PEN_E_NOMEM;
    }
    r->sp -= 2 * (size_t)n;
    for (uint32_t i = 0; i < n; i++) {
        PEN_TRY(pen_dict_put(r->vm->arena, d, r->sp[2 * i], r->sp[2 * i + 1]));
    }
    *r->sp++ = pen_v_dict(d);
    return PEN_OK;
}

// The items of the top value instead of it, the first one on top.
static pen_status unpack(run *r, uint32_t count)
{
    pen_value it;
    PEN_TRY(pen_op_iter(r->vm, *--r->sp, &it));
    const pen_list *l = it.u.list;
    if (l->n - l->at != count) {
        return PEN_E_EVAL;
    }
    for (uint32_t i = count; i-- > 0;) {
        *r->sp++ = l->items[l->at + i];
    }
    return PEN_OK;
}

// ---- operators ----

static pen_status slice(run *r)
{
    pen_value out;
    r->sp -= 3;
    PEN_TRY(pen_op_slice(r->vm, r->sp[-1], r->sp, &out));
    r->sp[-1] = out;
    return PEN_OK;
}

// Two operands become what `op` makes of them.
static pen_status binary(run *r, pen_op2 *op)
{
    pen_value out;
    r->sp--;
    PEN_TRY(op(r->vm, r->sp[-1], *r->sp, &out));
    r->sp[-1] = out;
    return PEN_OK;
}

static pen_status ordered(run *r, pen_op op)
{
    int order = 0;
    bool unordered = false;
    r->sp--;
    PEN_TRY(pen_value_cmp(r->sp[-1], *r->sp, &order, &unordered));
    bool holds = op == PEN_OP_LT   ? order < 0
                 : op == PEN_OP_LE ? order <= 0
                 : op == PEN_OP_GT ? order > 0
                                   : order >= 0;
    r->sp[-1] = pen_v_bool(holds && !unordered);
    return PEN_OK;
}

static pen_status contains(run *r, bool wanted)
{
    bool in = false;
    r->sp--;
    PEN_TRY(pen_op_contains(r->vm, r->sp[-1], *r->sp, &in));
    r->sp[-1] = pen_v_bool(in == wanted);
    return PEN_OK;
}

// Texts are what is compared nearly always: they are settled here.
static bool equal(pen_value a, pen_value b)
{
    if (a.tag == PEN_T_STR && b.tag == PEN_T_STR) {
        return a.n == b.n && (a.n == 0 || memcmp(a.u.p, b.u.p, a.n) == 0);
    }
    return pen_value_eq(a, b);
}

static bool truth(pen_value v)
{
    return v.tag == PEN_T_BOOL ? v.u.i != 0 : pen_value_truth(v);
}

static bool lazy(uint8_t tag)
{
    return tag == PEN_T_UNDEF || tag >= PEN_T_RAWSTR;
}

static pen_status read_node(run *r, uint32_t node)
{
    pen_vm *vm = r->vm;
    if (!lazy(vm->slots[node].tag)) {
        *r->sp++ = vm->slots[node];
        return PEN_OK;
    }
    return pen_node_read(vm->nodes, vm->slots, vm->arena, node, r->sp++);
}

// parent.get(key): the default (or None) takes the place of what is not there.
static pen_status get_node(run *r, uint32_t node, bool has_default)
{
    pen_vm *vm = r->vm;
    pen_value v;
    bool there = vm->slots[node].tag != PEN_T_UNDEF;
    PEN_TRY(pen_node_get(vm->nodes, vm->slots, vm->arena, node, &v));
    if (!has_default) {
        *r->sp++ = v;
    } else if (there) {
        r->sp[-1] = v;
    }
    return PEN_OK;
}

// ---- the loop ----

// An operation that may fail: its failure ends the run.
#define DO(expr)                                                                           \
    do {                                                                                   \
        st = (expr);                                                                       \
        if (st != PEN_OK) {                                                                \
            return st;                                                                     \
        }                                                                                  \
    } while (0)

static pen_status dispatch(run *r, pen_value *out)
{
    pen_vm *vm = r->vm;
    const pen_code *c = r->c;
    pen_status st;
    for (;;) {
        pen_insn i = *r->pc++;
        if (vm->steps-- == 0) {
            vm->steps = 0;
            return PEN_E_BUDGET;
        }
        switch ((pen_op)i.op) {
        case PEN_OP_CONST:
            *r->sp++ = c->consts[i.a];
            break;
        case PEN_OP_FRESH:
            DO(pen_op_fresh(vm, c->consts[i.a], r->sp++));
            break;
        case PEN_OP_NODE:
            DO(read_node(r, i.a));
            break;
        case PEN_OP_NODE_GET:
            DO(get_node(r, i.a, false));
            break;
        case PEN_OP_NODE_GET_OR:
            DO(get_node(r, i.a, true));
            break;
        case PEN_OP_LOCAL:
            *r->sp++ = r->locals[i.a];
            break;
        case PEN_OP_STORE:
            r->locals[i.a] = *--r->sp;
            break;
        case PEN_OP_OUTER:
            *r->sp++ = vm->stack[i.a];
            break;
        case PEN_OP_ATTR:
            DO(pen_op_getattr(vm, r->sp[-1], pen_value_str(c->consts[i.a]), &r->sp[-1]));
            break;
        case PEN_OP_ITEM:
            DO(binary(r, pen_op_getitem));
            break;
        case PEN_OP_SLICE:
            DO(slice(r));
            break;
        case PEN_OP_NEG:
            DO(pen_op_neg(vm, r->sp[-1], &r->sp[-1]));
            break;
        case PEN_OP_POS:
            DO(pen_op_pos(vm, r->sp[-1], &r->sp[-1]));
            break;
        case PEN_OP_NOT:
            r->sp[-1] = pen_v_bool(!truth(r->sp[-1]));
            break;
        case PEN_OP_ADD:
            DO(binary(r, pen_op_add));
            break;
        case PEN_OP_SUB:
            DO(binary(r, pen_op_sub));
            break;
        case PEN_OP_MUL:
            DO(binary(r, pen_op_mul));
            break;
        case PEN_OP_DIV:
            DO(binary(r, pen_op_div));
            break;
        case PEN_OP_FLOORDIV:
            DO(binary(r, pen_op_floordiv));
            break;
        case PEN_OP_MOD:
            DO(binary(r, pen_op_mod));
            break;
        case PEN_OP_POW:
            DO(binary(r, pen_op_pow));
            break;
        case PEN_OP_CONCAT:
            r->sp -= i.a;
            DO(pen_op_concat(vm, r->sp, i.a, r->sp));
            r->sp++;
            break;
        case PEN_OP_EQ:
            r->sp--;
            r->sp[-1] = pen_v_bool(equal(r->sp[-1], *r->sp));
            break;
        case PEN_OP_NE:
            r->sp--;
            r->sp[-1] = pen_v_bool(!equal(r->sp[-1], *r->sp));
            break;
        case PEN_OP_LT:
        case PEN_OP_LE:
        case PEN_OP_GT:
        case PEN_OP_GE:
            DO(ordered(r, (pen_op)i.op));
            break;
        case PEN_OP_IN:
            DO(contains(r, true));
            break;
        case PEN_OP_NOT_IN:
            DO(contains(r, false));
            break;
        case PEN_OP_JUMP:
            r->pc = c->insns + i.a;
            break;
        case PEN_OP_JUMP_FALSE:
            r->pc = truth(*--r->sp) ? r->pc : c->insns + i.a;
            break;
        case PEN_OP_AND:
        case PEN_OP_OR:
            if (truth(r->sp[-1]) == (i.op == PEN_OP_OR)) {
                r->pc = c->insns + i.a;
            } else {
                r->sp--;
            }
            break;
        case PEN_OP_LIST:
            DO(build_list(r, PEN_T_LIST, i.a));
            break;
        case PEN_OP_TUPLE:
            DO(build_list(r, PEN_T_TUPLE, i.a));
            break;
        case PEN_OP_DICT:
            DO(build_dict(r, i.a));
            break;
        case PEN_OP_FILTER:
        case PEN_OP_TEST:
            DO(call_builtin(r, &c->sites[i.a]));
            break;
        case PEN_OP_METHOD:
            DO(call_method(r, &c->sites[i.a]));
            break;
        case PEN_OP_CALL:
            DO(enter(r, &c->sites[i.a]));
            break;
        case PEN_OP_MACRO:
            *r->sp++ =
                (pen_value){.tag = PEN_T_OPAQUE, .aux = PEN_OPAQUE_MACRO, .u.i = i.a};
            break;
        case PEN_OP_DEFAULT:
            if (is_missing(r->locals[i.n])) {
                r->locals[i.n] = pen_v_undef();
            } else {
                r->pc = c->insns + i.a;
            }
            break;
        case PEN_OP_FAIL:
            return PEN_E_EVAL;
        case PEN_OP_ITER:
            DO(iter(r, i.n));
            break;
        case PEN_OP_NEXT:
            if (r->locals[i.n].tag != PEN_T_ITER) {
                return PEN_E_INTERNAL;
            }
            if (!pen_iter_next(r->locals[i.n].u.list, r->sp)) {
                r->pc = c->insns + i.a;
            } else {
                r->sp++;
            }
            break;
        case PEN_OP_APPEND:
            if (r->locals[i.a].tag != PEN_T_LIST) {
                return PEN_E_INTERNAL;
            }
            DO(pen_list_push(vm->arena, r->locals[i.a].u.list, *--r->sp));
            break;
        case PEN_OP_LOOP:
            DO(loop_field((pen_loop_field)i.a, r->locals + i.n, r->sp++));
            break;
        case PEN_OP_CYCLE:
            DO(cycle(r, i.a, r->locals + i.n));
            break;
        case PEN_OP_CHANGED:
            changed(r, r->locals + i.n);
            break;
        case PEN_OP_LOOP_OUTER:
            DO(loop_field((pen_loop_field)i.a, vm->stack + i.n, r->sp++));
            break;
        case PEN_OP_CYCLE_OUTER:
            DO(cycle(r, i.a, vm->stack + i.n));
            break;
        case PEN_OP_CHANGED_OUTER:
            changed(r, vm->stack + i.n);
            break;
        case PEN_OP_UNPACK:
            DO(unpack(r, i.a));
            break;
        case PEN_OP_OUT:
            DO(put_out(vm, *--r->sp));
            break;
        case PEN_OP_OUT_CONST:
            DO(put_out(vm, c->consts[i.a]));
            break;
        case PEN_OP_CAPTURE:
            *r->sp++ = pen_v_int(vm->out_n);
            break;
        case PEN_OP_CAPTURED:
            DO(take_out(vm, (uint32_t)r->sp[-1].u.i, &r->sp[-1]));
            break;
        case PEN_OP_RETURN:
            if (r->nframes == 0) {
                return take_out(vm, 0, out);
            }
            DO(leave(r));
            break;
        case PEN_OP_COUNT:
            return PEN_E_INTERNAL;
        }
    }
}

pen_status pen_code_run(pen_vm *vm, const pen_code *c, pen_value *out)
{
    if (c->quick && !vm->slow) {
        return pen_quick_run(vm, c, out);
    }
    run r; // frames stay unset until they are entered
    r.vm = vm;
    r.c = c;
    r.locals = vm->stack;
    r.pc = c->insns;
    r.nframes = 0;
    const pen_macro *m = &c->macros[0];
    for (uint32_t i = 0; i < m->nlocals; i++) {
        vm->stack[i] = pen_v_undef();
    }
    r.sp = vm->stack + m->nlocals;
    vm->out_n = 0;
    pen_status st = dispatch(&r, out);
    vm->out_n = 0;
    return st;
}
