// SPDX-License-Identifier: Apache-2.0
#include "stage/stage.h"

pen_status pen_flat_init(pen_flat *f, const pen_stage_build *b)
{
    *f = (pen_flat){.node = b->node, .whole = b->whole};
    pen_map_init(&f->keys, b->arena);
    for (uint32_t c = b->nodes->v[b->node].first; c; c = b->nodes->v[c].next) {
        PEN_TRY(pen_map_put(&f->keys, b->nodes->v[c].key, c));
    }
    return PEN_OK;
}

pen_status pen_flat_begin(pen_flat_run *fr, const pen_flat *f, const pen_stage_run *r)
{
    *fr = (pen_flat_run){.flat = f, .run = r};
    pen_node_clear(r->nodes, r->slots, f->node);
    if (f->whole) {
        fr->dict = pen_dict_new(r->arena, 16);
        return fr->dict ? PEN_OK : PEN_E_NOMEM;
    }
    return PEN_OK;
}

pen_status pen_flat_put(pen_flat_run *fr, pen_str key, pen_value v)
{
    const pen_stage_run *r = fr->run;
    uint32_t node;
    fr->pairs++;
    if (pen_map_get(&fr->flat->keys, key, &node)) {
        PEN_TRY(pen_node_deal(r->nodes, r->slots, r->arena, node, v));
    }
    return fr->dict ? pen_dict_put_str(r->arena, fr->dict, key, v) : PEN_OK;
}

// An output that nobody reads as a whole is an object whose members are in their slots.
void pen_flat_end(pen_flat_run *fr)
{
    pen_value *out = &fr->run->slots[fr->flat->node];
    *out = fr->dict ? pen_v_dict(fr->dict) : (pen_value){.tag = PEN_T_OBJ};
    *fr->run->empty = fr->pairs == 0;
}
