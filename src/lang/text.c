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
