// SPDX-License-Identifier: Apache-2.0
#include "event/value.h"

enum { LIST_MIN = 4 };

pen_list *pen_list_new(pen_arena *a, uint32_t room)
{
    pen_list *l = PEN_NEW(a, pen_list);
    if (!l || room == 0) {
        return l;
    }
    l->items = pen_arena_get(a, (size_t)room * sizeof *l->items);
    l->room = room;
    return l->items ? l : NULL;
}

static pen_status grow(pen_arena *a, pen_list *l)
{
    if (l->room > UINT32_MAX / 2) {
        return PEN_E_LIMIT;
    }
    uint32_t room = l->room ? l->room * 2 : LIST_MIN;
    pen_value *items = pen_arena_get(a, (size_t)room * sizeof *items);
    if (!items) {
        return PEN_E_NOMEM;
    }
    if (l->n) {
        memcpy(items, l->items, l->n * sizeof *items);
    }
    l->items = items;
    l->room = room;
    return PEN_OK;
}

pen_status pen_list_push(pen_arena *a, pen_list *l, pen_value v)
{
    if (l->n == l->room) {
        PEN_TRY(grow(a, l));
    }
    l->items[l->n++] = v;
    return PEN_OK;
}
