// SPDX-License-Identifier: Apache-2.0
#include "lang/text.h"

pen_status pen_text_end(pen_vm *vm, size_t mark, pen_status s, pen_value *out)
{
    size_t n = vm->text.n > mark ? vm->text.n - mark : 0;
    if (s == PEN_OK) {
        s = pen_spend_bytes(vm, n);
    }
    if (s == PEN_OK) {
        return pen_vm_take(vm, mark, out);
    }
    vm->text.n = mark;
    vm->text.failed = PEN_OK;
    return s;
}

pen_status pen_text_repr(pen_vm *vm, pen_value v, bool ascii, pen_value *out)
{
    size_t mark = vm->text.n;
    PEN_TRY(pen_text_end(vm, mark, pen_value_repr(v, &vm->text), out));
    if (!ascii) {
        return PEN_OK;
    }
    pen_value_put_ascii(pen_value_str(*out), &vm->text);
    return pen_text_end(vm, mark, vm->text.failed, out);
}
