// SPDX-License-Identifier: Apache-2.0
// Small helpers of everything in the template language that makes texts: built in vm->text
// from a mark on, then copied into the event's arena.
#ifndef PEN_LANG_TEXT_H
#define PEN_LANG_TEXT_H

#include "lang/vm.h"

// Bytes that count as one step: scanning or copying that many costs about as much as one
// instruction of the machine.
enum { PEN_BYTES_PER_STEP = 64 };

static inline pen_status pen_spend_bytes(pen_vm *vm, size_t n)
{
    return pen_vm_spend(vm, 1 + n / PEN_BYTES_PER_STEP);
}

// The end of a text begun at `mark`: with `s` PEN_OK pen_vm_take and its steps, otherwise
// the buffer goes back to the mark and `s` is given.
pen_status pen_text_end(pen_vm *vm, size_t mark, pen_status s, pen_value *out) PEN_MUST;

// repr(v) as a text, or ascii(v).
pen_status pen_text_repr(pen_vm *vm, pen_value v, bool ascii, pen_value *out) PEN_MUST;

#endif
