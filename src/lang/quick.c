// SPDX-License-Identifier: Apache-2.0
#include "lang/quick.h"

#include "codec/json.h"
#include "lang/ops.h"

// Instructions that stand for several. Each replaces only the first of its sequence: the
// others stay behind it, where it finds its further operands.
enum {
    NODE_EQ_CONST = PEN_OP_COUNT + 1,
    NODE_NE_CONST,
    NODE_EQ_NODE,
    NODE_NE_NODE,
    NODE_IN_CONST,
    NODE_NOT_IN_CONST,
    NODE_OR,
    NODE_AND,
    NODE_JUMP_FALSE,
    NODE_TEST,
    NODE_ITEM,
    OUT_RETURN,
    LONGEST = 3 // instructions of a sequence
};

static const struct {
    uint8_t n, ops[LONGEST], op;
} sequences[] = {
    {3, {PEN_OP_NODE, PEN_OP_CONST, PEN_OP_EQ}, NODE_EQ_CONST},
    {3, {PEN_OP_NODE, PEN_OP_CONST, PEN_OP_NE}, NODE_NE_CONST},
    {3, {PEN_OP_NODE, PEN_OP_NODE, PEN_OP_EQ}, NODE_EQ_NODE},
    {3, {PEN_OP_NODE, PEN_OP_NODE, PEN_OP_NE}, NODE_NE_NODE},
    {3, {PEN_OP_NODE, PEN_OP_CONST, PEN_OP_IN}, NODE_IN_CONST},
    {3, {PEN_OP_NODE, PEN_OP_CONST, PEN_OP_NOT_IN}, NODE_NOT_IN_CONST},
    {3, {PEN_OP_NODE, PEN_OP_CONST, PEN_OP_ITEM}, NODE_ITEM},
    {2, {PEN_OP_NODE, PEN_OP_OR}, NODE_OR},
    {2, {PEN_OP_NODE, PEN_OP_AND}, NODE_AND},
    {2, {PEN_OP_NODE, PEN_OP_JUMP_FALSE}, NODE_JUMP_FALSE},
    {2, {PEN_OP_NODE, PEN_OP_TEST}, NODE_TEST},
    {2, {PEN_OP_OUT, PEN_OP_RETURN}, OUT_RETURN},
};

// ---- compiling ----

// What the loop below knows besides the sequences.
static const bool known[PEN_OP_COUNT] = {
    [PEN_OP_CONST] = true,  [PEN_OP_FRESH] = true,  [PEN_OP_NODE] = true,
    [PEN_OP_ATTR] = true,   [PEN_OP_ITEM] = true,   [PEN_OP_NOT] = true,
    [PEN_OP_ADD] = true,    [PEN_OP_EQ] = true,     [PEN_OP_NE] = true,
    [PEN_OP_IN] = true,     [PEN_OP_NOT_IN] = true, [PEN_OP_JUMP] = true,
    [PEN_OP_JUMP_FALSE] = true, [PEN_OP_AND] = true, [PEN_OP_OR] = true,
    [PEN_OP_CONCAT] = true, [PEN_OP_NODE_GET] = true, [PEN_OP_FILTER] = true,
    [PEN_OP_TEST] = true,   [PEN_OP_METHOD] = true, [PEN_OP_OUT] = true,
    [PEN_OP_RETURN] = true,
};

static bool is_known(const pen_code *c, pen_insn i)
{
    bool calls = i.op == PEN_OP_FILTER || i.op == PEN_OP_TEST || i.op == PEN_OP_METHOD;
    return known[i.op] && !(calls && (c->sites[i.a].spread || c->sites[i.a].spread2));
}

// One thing is put out on each way, right before the end.
static bool is_quick(const pen_code *c)
{
    if (c->nmacros != 1 || c->macros[0].nlocals) {
        return false;
    }
    for (uint32_t i = 0; i < c->ninsns; i++) {
        pen_insn in = c->insns[i];
        bool last = in.op == PEN_OP_RETURN;
        if (!is_known(c, in) || (last && (i == 0 || c->insns[i - 1].op != PEN_OP_OUT))) {
            return false;
        }
        if (in.op == PEN_OP_OUT && (i + 1 == c->ninsns || c->insns[i + 1].op != PEN_OP_RETURN)) {
            return false;
        }
        bool jump = pen_op_infos[in.op].a == PEN_OPERAND_JUMP;
        if (jump && (in.a <= i || c->insns[in.a].op == PEN_OP_RETURN)) {
            return false;
        }
    }
    return true;
}

// What `is name` asks of a tag alone.
enum { TEST_STRING, TEST_DEFINED, TEST_UNDEFINED, TEST_NONE, TEST_OTHER };

static uint16_t test_kind(const pen_site *s)
{
    static const char *const names[] = {"string", "defined", "undefined", "none"};
    for (uint16_t i = 0; i < TEST_OTHER && s->nargs == 1 && s->nkw == 0; i++) {
        if (s->fn == pen_test_find(pen_str_c(names[i]))) {
            return i;
        }
    }
    return TEST_OTHER;
}

static uint8_t sequence_at(const pen_code *c, uint32_t at)
{
    for (size_t k = 0; k < sizeof sequences / sizeof sequences[0]; k++) {
        bool same = c->ninsns - at >= sequences[k].n;
        for (uint32_t i = 0; same && i < sequences[k].n; i++) {
            same = c->insns[at + i].op == sequences[k].ops[i];
        }
        if (same) {
            return sequences[k].op;
        }
    }
    return c->insns[at].op;
}

pen_status pen_quick_make(pen_code *c, pen_arena *arena)
{
    if (!is_quick(c)) {
        return PEN_OK;
    }
    c->quick = PEN_NEW_N(arena, pen_insn, c->ninsns);
    if (!c->quick) {
        return PEN_E_NOMEM;
    }
    for (uint32_t i = 0; i < c->ninsns; i++) {
        pen_insn *q = &c->quick[i];
        *q = c->insns[i];
        q->op = sequence_at(c, i);
        if (q->op == NODE_TEST) {
            q->n = test_kind(&c->sites[c->insns[i + 1].a]);
            q->op = q->n == TEST_OTHER ? PEN_OP_NODE : q->op;
        }
    }
    return PEN_OK;
}

// ---- values ----

static bool is_nothing(const pen_vm *vm, uint32_t node)
{
    return vm->slots[node].tag == PEN_T_UNDEF && vm->nodes->v[node].parent == PEN_NODE_ROOT;
}

static inline pen_status read(pen_vm *vm, uint32_t node, pen_value *to)
{
    const pen_value *v = &vm->slots[node];
    if (v->tag != PEN_T_UNDEF && v->tag < PEN_T_RAWSTR) {
        *to = *v;
        return PEN_OK;
    }
    return pen_node_read(vm->nodes, vm->slots, vm->arena, node, to);
}

static inline bool equal(const pen_value *a, const pen_value *b)
{
    if (a->tag == PEN_T_STR && b->tag == PEN_T_STR) {
        return a->n == b->n && (a->n == 0 || memcmp(a->u.p, b->u.p, a->n) == 0);
    }
    return pen_value_eq(*a, *b);
}

static inline bool truth(const pen_value *v)
{
    return v->tag == PEN_T_BOOL ? v->u.i != 0 : pen_value_truth(*v);
}

// Whether a lazy value surely differs from a scalar, whatever is in it.
static bool differs(uint8_t lazy, uint8_t scalar)
{
    bool container = lazy >= PEN_T_RAWOBJ && scalar < PEN_T_LIST;
    bool number = (lazy == PEN_T_RAWINT || lazy == PEN_T_RAWNUM) && scalar == PEN_T_STR;
    return container || number || (lazy >= PEN_T_RAWSTR && scalar <= PEN_T_NONE);
}

static pen_status node_is(pen_vm *vm, uint32_t node, const pen_value *k, bool *same)
{
    pen_value v;
    *same = false;
    if (differs(vm->slots[node].tag, k->tag)) {
        return PEN_OK;
    }
    PEN_TRY(read(vm, node, &v));
    *same = equal(&v, k);
    return PEN_OK;
}

static pen_status nodes_equal(pen_vm *vm, uint32_t a, uint32_t b, bool *same)
{
    pen_value x, y;
    *same = false;
    if (is_nothing(vm, b) && vm->slots[a].tag != PEN_T_UNDEF) {
        vm->steps -= 2;
        return PEN_OK;
    }
    PEN_TRY(read(vm, a, &x));
    vm->steps--; // each instruction is paid before it can fail
    PEN_TRY(read(vm, b, &y));
    vm->steps--;
    *same = equal(&x, &y);
    return PEN_OK;
}

static pen_status node_in(pen_vm *vm, uint32_t node, const pen_value *box, bool *in)
{
    pen_value v;
    PEN_TRY(read(vm, node, &v));
    vm->steps -= 2;
    bool list = box->tag == PEN_T_LIST || box->tag == PEN_T_TUPLE;
    bool text = v.tag == PEN_T_STR, one = list && (text || v.tag == PEN_T_INT);
    if (!one) {
        return pen_op_contains(vm, v, *box, in);
    }
    const pen_list *l = box->u.list;
    PEN_TRY(pen_vm_spend(vm, l->n));
    *in = false;
    for (uint32_t i = 0; i < l->n && !*in; i++) {
        const pen_value *k = &l->items[i];
        if (text) {
            *in = k->n == v.n && k->tag == PEN_T_STR && memcmp(k->u.p, v.u.p, v.n) == 0;
        } else {
            *in = k->tag == PEN_T_INT ? k->u.i == v.u.i : pen_value_eq(*k, v);
        }
    }
    return PEN_OK;
}

static pen_status node_test(pen_vm *vm, uint32_t node, uint16_t kind, bool *holds)
{
    uint8_t tag = vm->slots[node].tag;
    if (tag == PEN_T_UNDEF) {
        pen_value v;
        PEN_TRY(read(vm, node, &v));
        tag = v.tag;
    }
    *holds = kind == TEST_STRING    ? tag == PEN_T_STR || tag == PEN_T_RAWSTR
             : kind == TEST_DEFINED ? tag != PEN_T_UNDEF
             : kind == TEST_NONE    ? tag == PEN_T_NONE
                                    : tag == PEN_T_UNDEF;
    return PEN_OK;
}

// The first item of a JSON array when it is a text without escapes right behind the bracket.
static bool first_text(pen_str array, pen_value *to)
{
    const char *p = array.p + 2, *end = array.p + array.n;
    if (array.n < 4 || array.p[1] != '"') {
        return false;
    }
    while (p < end && *p != '"' && *p != '\\' && (unsigned char)*p >= ' ') {
        p++;
    }
    *to = (pen_value){PEN_T_STR, PEN_F_CLEAN, 0, (uint32_t)(p - array.p - 2), {array.p + 2}};
    return p < end && *p == '"';
}

// The first item of a JSON array that is a scalar, without the others; undefined when there is
// none. *container: it is a list or an object, whose reading is worth keeping in the slot.
static pen_status first_item(pen_vm *vm, pen_str array, pen_value *to, bool *container)
{
    *container = false;
    if (first_text(array, to)) {
        return PEN_OK;
    }
    pen_json_iter it;
    pen_json_event ev = PEN_JSON_END;
    *to = pen_v_undef();
    pen_json_iter_init(&it, NULL, array);
    PEN_TRY(pen_json_next(&it, &ev, to));
    PEN_TRY(pen_json_next(&it, &ev, to));
    *container = ev == PEN_JSON_OBJECT || ev == PEN_JSON_ARRAY;
    if (ev != PEN_JSON_VALUE) {
        *to = pen_v_undef();
        return PEN_OK;
    }
    return pen_value_force(vm->arena, to);
}

static pen_status node_item(pen_vm *vm, uint32_t node, const pen_value *key, pen_value *to)
{
    const pen_value *v = &vm->slots[node];
    if (v->tag == PEN_T_RAWARR && key->tag == PEN_T_INT && key->u.i == 0) {
        bool container;
        PEN_TRY(first_item(vm, pen_value_str(*v), to, &container));
        if (!container) {
            vm->steps -= 2;
            return PEN_OK;
        }
    }
    pen_value box;
    PEN_TRY(read(vm, node, &box));
    vm->steps -= 2;
    return pen_op_getitem(vm, box, *key, to);
}

static pen_status call(pen_vm *vm, const pen_site *s, pen_value *args, bool method)
{
    pen_value out = pen_v_undef();
    pen_call c = {.vm = vm,
                  .args = args,
                  .nargs = s->nargs,
                  .nkw = s->nkw,
                  .kw = s->kw,
                  .kwargs = args + s->nargs,
                  .pattern = s->pattern};
    PEN_TRY(method ? pen_method_call(&c, s->name, s->methods, &out) : s->fn->fn(&c, &out));
    *args = out;
    return PEN_OK;
}

// The instructions that are rarer.
static pen_status rarely(pen_vm *vm, const pen_code *c, pen_insn i, pen_value **stack)
{
    pen_value *sp = *stack;
    bool in = false;
    switch (i.op) {
    case PEN_OP_ATTR:
        return pen_op_getattr(vm, sp[-1], pen_value_str(c->consts[i.a]), &sp[-1]);
    case PEN_OP_ITEM:
        *stack = --sp;
        return pen_op_getitem(vm, sp[-1], *sp, &sp[-1]);
    case PEN_OP_ADD:
        *stack = --sp;
        return pen_op_add(vm, sp[-1], *sp, &sp[-1]);
    case PEN_OP_IN:
    case PEN_OP_NOT_IN:
        *stack = --sp;
        PEN_TRY(pen_op_contains(vm, sp[-1], *sp, &in));
        sp[-1] = pen_v_bool(in == (i.op == PEN_OP_IN));
        return PEN_OK;
    case PEN_OP_FRESH:
        *stack = sp + 1;
        return pen_op_fresh(vm, c->consts[i.a], sp);
    case PEN_OP_NODE_GET:
        *stack = sp + 1;
        return pen_node_get(vm->nodes, vm->slots, vm->arena, i.a, sp);
    case PEN_OP_CONCAT:
        sp -= i.a;
        *stack = sp + 1;
        return pen_op_concat(vm, sp, i.a, sp);
    default:
        return PEN_E_INTERNAL;
    }
}

// ---- the loop ----

#define DO(expr)                                                                           \
    do {                                                                                   \
        pen_status st_ = (expr);                                                           \
        if (st_ != PEN_OK) {                                                               \
            return st_;                                                                    \
        }                                                                                  \
    } while (0)

// A sequence of `n`: its first instruction was paid.
#define REST(n)                                                                            \
    do {                                                                                   \
        vm->steps -= (n) - 1;                                                              \
        pc += (n) - 1;                                                                     \
    } while (0)

static pen_status dispatch(pen_vm *vm, const pen_code *c, pen_value *out)
{
    const pen_insn *pc = c->quick;
    pen_value *sp = vm->stack;
    bool yes;
    for (;;) {
        const pen_insn *i = pc++;
        uint8_t op = i->op;
        if (vm->steps < LONGEST) { // what a sequence does before its steps are spent
            op = c->insns[i - c->quick].op;
        }
        if (vm->steps-- == 0) {
            vm->steps = 0;
            return PEN_E_BUDGET;
        }
        switch (op) {
        case NODE_EQ_CONST:
        case NODE_NE_CONST:
            DO(node_is(vm, i->a, &c->consts[pc->a], &yes));
            *sp++ = pen_v_bool(yes == (op == NODE_EQ_CONST));
            REST(3);
            break;
        case NODE_EQ_NODE:
        case NODE_NE_NODE:
            DO(nodes_equal(vm, i->a, pc->a, &yes));
            *sp++ = pen_v_bool(yes == (op == NODE_EQ_NODE));
            pc += 2;
            break;
        case NODE_IN_CONST:
        case NODE_NOT_IN_CONST:
            DO(node_in(vm, i->a, &c->consts[pc->a], &yes));
            *sp++ = pen_v_bool(yes == (op == NODE_IN_CONST));
            pc += 2;
            break;
        case NODE_TEST:
            DO(node_test(vm, i->a, i->n, &yes));
            *sp++ = pen_v_bool(yes);
            REST(2);
            break;
        case NODE_ITEM:
            DO(node_item(vm, i->a, &c->consts[pc->a], sp++));
            pc += 2;
            break;
        case NODE_OR:
        case NODE_AND:
            DO(read(vm, i->a, sp));
            REST(2);
            if (truth(sp) == (op == NODE_OR)) {
                sp++;
                pc = c->quick + i[1].a;
            }
            break;
        case NODE_JUMP_FALSE:
            DO(read(vm, i->a, sp));
            REST(2);
            pc = truth(sp) ? pc : c->quick + i[1].a;
            break;
        case OUT_RETURN:
            vm->steps--;
            *out = sp[-1];
            return PEN_OK;
        case PEN_OP_OUT: // RETURN follows
            if (vm->steps-- == 0) {
                vm->steps = 0;
                return PEN_E_BUDGET;
            }
            *out = sp[-1];
            return PEN_OK;
        case PEN_OP_CONST:
            *sp++ = c->consts[i->a];
            break;
        case PEN_OP_NODE:
            DO(read(vm, i->a, sp++));
            break;
        case PEN_OP_NOT:
            sp[-1] = pen_v_bool(!truth(&sp[-1]));
            break;
        case PEN_OP_EQ:
        case PEN_OP_NE:
            sp--;
            sp[-1] = pen_v_bool(equal(&sp[-1], sp) == (op == PEN_OP_EQ));
            break;
        case PEN_OP_JUMP:
            pc = c->quick + i->a;
            break;
        case PEN_OP_JUMP_FALSE:
            pc = truth(--sp) ? pc : c->quick + i->a;
            break;
        case PEN_OP_AND:
        case PEN_OP_OR:
            if (truth(&sp[-1]) == (op == PEN_OP_OR)) {
                pc = c->quick + i->a;
            } else {
                sp--;
            }
            break;
        case PEN_OP_FILTER:
        case PEN_OP_TEST:
        case PEN_OP_METHOD:
            sp -= c->sites[i->a].nargs + c->sites[i->a].nkw;
            DO(call(vm, &c->sites[i->a], sp++, op == PEN_OP_METHOD));
            break;
        default:
            DO(rarely(vm, c, *i, &sp));
        }
    }
}

pen_status pen_quick_run(pen_vm *vm, const pen_code *c, pen_value *out)
{
    vm->out_n = 0;
    return dispatch(vm, c, out);
}
