// SPDX-License-Identifier: Apache-2.0
// Corrupted code: each instruction of some compiled templates is changed in many ways. What
// the verifier lets through must run without harm (the sanitizers watch); damage that it
// must see is listed one by one.
#include "lang/case_run.h"
#include "tap.h"

#include "lang/code.h"

static const char *const sources[] = {
    "{{ a.b ~ a.get('c', 5) }} {{ a.l[1:] | join('-') }}",
    "{% for x in a.l if x %}{{ loop.index }}{{ x }}{% else %}none{% endfor %}",
    "{% set x = [1] %}{% set _ = x.append(a.b) %}{{ x if a.b and a.c or 1 < a.d < 3 }}",
    "{% macro m(p, q=2) %}{{ p }}{{ q }}{% endmacro %}{{ m(a.b, q=3) }}",
    "{% for k, v in a.items() %}{{ loop.cycle(k, v) }}{{ loop.changed(v) }}{% endfor %}",
    "{% set s %}{{ a.b }}!{% endset %}{% filter upper %}{{ s }}{% endfilter %}",
};

typedef struct bed {
    case_runner r;
    pen_template *t;
    pen_arena work;
    bool ready;
} bed;

static bool bed_begin(bed *b, const char *source)
{
    pen_value layers;
    pen_arena_init(&b->work, NULL, (size_t)1 << 24);
    b->ready =
        case_begin(&b->r) == PEN_OK &&
        case_compile(&b->r, pen_str_c(source), &b->t) == PEN_OK &&
        pen_json_load(&b->r.event, PEN_LIT("{\"a\":{\"b\":\"x\",\"l\":[1,0,2],\"d\":2}}"),
                      &layers) == PEN_OK &&
        case_layers(&b->r, layers) == PEN_OK;
    b->r.vm.arena = &b->r.event;
    return b->ready;
}

static void bed_end(bed *b)
{
    pen_arena_free(&b->work);
    case_end(&b->r);
}

// Verifies, and runs what was accepted; nodes stay valid, the compiler vouches for them.
static pen_status try_code(bed *b)
{
    pen_value out;
    pen_arena_reset(&b->work);
    pen_status s = pen_code_verify(b->t->code, &b->work);
    if (s == PEN_OK) {
        b->r.vm.steps = 500;
        (void)!pen_code_run(&b->r.vm, b->t->code, &out);
    }
    return s;
}

static pen_insn changed(const pen_code *c, pen_insn i, uint32_t how)
{
    static const uint32_t values[] = {0,  1,  2,   3,   5,     8,
                                      63, 64, 255, 256, 65535, UINT32_MAX};
    uint32_t v = values[how / 3 % (sizeof values / sizeof *values)];
    if (how % 3 == 0) {
        i.op = (uint8_t)(how / 3 % (PEN_OP_COUNT + 2));
    } else if (how % 3 == 1) {
        i.n = (uint16_t)v;
    } else {
        i.a = v;
    }
    bool node = i.op < PEN_OP_COUNT && pen_op_infos[i.op].a == PEN_OPERAND_NODE;
    (void)c;
    i.a = node ? 1 : i.a;
    return i;
}

static void corrupt_everywhere(const char *source)
{
    bed b;
    unsigned refused = 0, accepted = 0;
    if (ok(bed_begin(&b, source), source)) {
        pen_code *c = b.t->code;
        for (uint32_t pc = 0; pc < c->ninsns; pc++) {
            pen_insn good = c->insns[pc];
            for (uint32_t how = 0; how < 3 * (PEN_OP_COUNT + 2); how++) {
                c->insns[pc] = changed(c, good, how);
                *(try_code(&b) == PEN_OK ? &accepted : &refused) += 1;
            }
            c->insns[pc] = good;
        }
        ok(refused > accepted / 4, "much damage is seen");
        ok(try_code(&b) == PEN_OK, "mended code is accepted again");
    }
    bed_end(&b);
}

// One instruction alone, with a RETURN after it.
static void refuse(pen_op op, uint16_t n, uint32_t a, const char *why)
{
    bed b;
    if (bed_begin(&b, "{{ a.b ~ a.c }}")) {
        pen_insn insns[] = {{(uint8_t)op, n, a}, {PEN_OP_RETURN, 0, 0}};
        b.t->code->insns = insns;
        b.t->code->ninsns = 2;
        ok(pen_code_verify(b.t->code, &b.work) == PEN_E_INTERNAL, why);
    }
    bed_end(&b);
}

static void refuse_each(void)
{
    refuse(PEN_OP_COUNT, 0, 0, "an unknown instruction");
    refuse(PEN_OP_CONST, 0, 99, "a constant that is not there");
    refuse(PEN_OP_FRESH, 0, 0, "a copy of no container");
    refuse(PEN_OP_LOCAL, 0, 0, "a local that is not there");
    refuse(PEN_OP_OUTER, 0, 7, "an outer local that is not there");
    refuse(PEN_OP_OUT, 0, 0, "a pop of nothing");
    refuse(PEN_OP_ADD, 0, 0, "an operator without operands");
    refuse(PEN_OP_LIST, 0, 3, "a list of values that are not there");
    refuse(PEN_OP_LIST, 0, UINT32_MAX, "a list of too many values");
    refuse(PEN_OP_FILTER, 0, 9, "a site that is not there");
    refuse(PEN_OP_JUMP, 0, 2, "a jump to outside");
    refuse(PEN_OP_NODE, 0, 1, "an operand left over at the end");
    refuse(PEN_OP_NEXT, 0, 1, "a loop without locals");
    refuse(PEN_OP_MACRO, 0, 0, "the template as a macro");
    refuse(PEN_OP_LOOP, 0, PEN_LOOP_COUNT, "an unknown field of loop");
    refuse(PEN_OP_CAPTURED, 0, 0, "the end of nothing caught");
}

int main(void)
{
    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++) {
        corrupt_everywhere(sources[i]);
    }
    refuse_each();
    return tap_done();
}
