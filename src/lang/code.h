// SPDX-License-Identifier: Apache-2.0
// Compiled templates from inside: instructions and the tables they point into. Everything
// lies in the arena the template was compiled into. Code reaches the machine only after
// pen_code_verify has accepted it, so the machine checks no operand.
#ifndef PEN_LANG_CODE_H
#define PEN_LANG_CODE_H

#include "lang/call.h"

typedef enum pen_op {
#define PEN_OP(name, a, n, pops, pushes, doc) PEN_OP_##name,
#include "lang/opcodes.def"
#undef PEN_OP
    PEN_OP_COUNT
} pen_op;

typedef enum pen_operand {
    PEN_OPERAND_NONE,
    PEN_OPERAND_CONST,
    PEN_OPERAND_NAME,
    PEN_OPERAND_NODE,
    PEN_OPERAND_LOCAL,
    PEN_OPERAND_OUTER,
    PEN_OPERAND_JUMP,
    PEN_OPERAND_COUNT,
    PEN_OPERAND_SITE,
    PEN_OPERAND_FIELD,
    PEN_OPERAND_MACRO,
} pen_operand;

enum { PEN_OP_VARIES = -1 };

typedef struct pen_op_info {
    const char *name, *doc;
    pen_operand a, n;
    int pops, pushes;
} pen_op_info;

extern const pen_op_info pen_op_infos[PEN_OP_COUNT];

// Attributes of `loop`.
#define PEN_LOOP_FIELDS(X)                                                                 \
    X(index)                                                                               \
    X(index0) X(first) X(last) X(length) X(revindex) X(revindex0) X(previtem) X(nextitem)  \
        X(depth) X(depth0)

typedef enum pen_loop_field {
#define PEN_LOOP_FIELD(name) PEN_LOOP_##name,
    PEN_LOOP_FIELDS(PEN_LOOP_FIELD)
#undef PEN_LOOP_FIELD
        PEN_LOOP_COUNT
} pen_loop_field;

extern const char *const pen_loop_names[PEN_LOOP_COUNT];

typedef struct pen_insn {
    uint8_t op;
    uint16_t n;
    uint32_t a;
} pen_insn;

// One place that calls something: `nargs` values, then `nkw` ones with the names `kw`. With
// `spread` the last of the first is `*list`, with `spread2` the last of all is `**dict`.
typedef struct pen_site {
    const pen_builtin *fn; // of FILTER and TEST
    const struct pen_direct *pattern; // see pen_call
    pen_str name;
    const pen_str *kw;
    uint32_t nargs, nkw;
    bool spread, spread2;
    uint8_t methods[PEN_METHOD_KINDS]; // of METHOD: pen_method_rows
} pen_site;

// A macro: parameters are its first locals; after them `caller`, `kwargs` and `varargs`, those
// of them that it reads.
typedef struct pen_macro {
    pen_str name;
    const pen_str *params;
    uint32_t nparams, pc;
    uint32_t nlocals, nstack; // nstack: operands it needs, set by the verifier
    bool caller, kwargs, varargs;
} pen_macro;

typedef struct pen_code {
    pen_insn *insns;
    pen_insn *quick; // the same for the short way (quick.h), NULL when there is none
    pen_value *consts;
    pen_site *sites;
    pen_macro *macros; // macros[0] is the template itself: pc 0, no parameters
    uint32_t ninsns, nconsts, nsites, nmacros;
} pen_code;

// A parameter that the caller left out (the tag is PEN_T_OPAQUE).
enum { PEN_OPAQUE_MISSING = 1, PEN_OPAQUE_MACRO = 2 }; // pen_value.aux; u.i: which macro

// How many values an instruction takes and gives.
int pen_code_pops(const pen_code *c, pen_insn i);
int pen_code_pushes(pen_insn i);

// Checks every instruction that can be reached: operands in range, jumps inside, one
// stack depth at each place whatever the way there, nothing popped that is not there, a
// RETURN at each end; sets nstack. `work` holds notes. PEN_E_INTERNAL when something is
// wrong, PEN_E_LIMIT for more than PEN_STACK_MAX operands, PEN_E_NOMEM.
pen_status pen_code_verify(pen_code *c, pen_arena *work) PEN_MUST;

// Runs a verified code on a machine.
pen_status pen_code_run(pen_vm *vm, const pen_code *c, pen_value *out) PEN_MUST;

#endif
