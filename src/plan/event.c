// SPDX-License-Identifier: Apache-2.0
// What can be asked of the event that a worker holds.
#include "plan/output.h"
#include "plan/plan.h"
#include "plan/smart.h"

// ---- JSON ----

pen_status pen_event_json(pen_worker *w, unsigned flags, pen_output *out)
{
    const pen_format *f = w->format;
    const pen_layout *l = flags & PEN_WRITE_META ? &f->layout : &f->usual;
    pen_status s = w->slow ? pen_layout_write_plain(l, w->slots, &w->arena, &out->buf)
                           : pen_layout_write(l, w->slots, &w->arena, &out->buf);
    out->buf.failed = PEN_OK; // the write left nothing behind
    return s == PEN_E_NOMEM && w->arena.capped ? PEN_E_LIMIT : s; // the event's cap
}

pen_status pen_event_sentence(pen_worker *w, pen_output *out)
{
    size_t mark = out->buf.n;
    return pen_output_settle(out, mark, pen_smart_write(w->format->smart, w, &out->buf));
}

// ---- fields ----

static pen_status describe(pen_worker *w, pen_value *v, pen_field_value *out)
{
    PEN_TRY(pen_value_force(&w->arena, v));
    *out = (pen_field_value){.kind = PEN_VALUE_ABSENT};
    switch (v->tag) {
    case PEN_T_NONE:
        out->kind = PEN_VALUE_NULL;
        break;
    case PEN_T_BOOL:
        out->kind = PEN_VALUE_BOOL;
        out->boolean = v->u.i != 0;
        break;
    case PEN_T_INT:
        out->kind = PEN_VALUE_INT;
        out->integer = v->u.i;
        break;
    case PEN_T_FLOAT:
        out->kind = PEN_VALUE_FLOAT;
        out->number = v->u.f;
        break;
    case PEN_T_STR:
    case PEN_T_BIG:
        out->kind = PEN_VALUE_TEXT;
        out->text = pen_value_str(*v);
        break;
    case PEN_T_LIST:
        out->kind = PEN_VALUE_LIST;
        out->items = v->u.list->n;
        out->opaque = v->u.list;
        break;
    case PEN_T_DICT:
        out->kind = PEN_VALUE_OBJECT;
        out->items = v->u.dict->n;
        break;
    default:
        break;
    }
    return PEN_OK;
}

// Steps down by one key: through nodes as far as they go, then through dicts.
static void step_down(const pen_worker *w, pen_str key, uint32_t *node, pen_value *v)
{
    const pen_nodes *t = &w->format->nodes;
    uint32_t child = *node ? pen_nodes_find(t, *node, key) : 0;
    const pen_dict *members = v->tag == PEN_T_OBJ || v->tag == PEN_T_DICT ? v->u.dict : NULL;
    const pen_value *member = members && !child ? pen_dict_get_str(members, key) : NULL;
    *node = child;
    *v = child ? w->slots[child] : member ? *member : pen_v_undef();
}

pen_status pen_event_get(pen_worker *w, pen_str field, pen_field_value *out)
{
    uint32_t node = w->format->at.final;
    pen_value v = w->slots[node];
    while (field.n) {
        size_t dot = pen_str_chr(field, '.', 0);
        PEN_TRY(v.tag == PEN_T_RAWOBJ ? pen_value_force(&w->arena, &v) : PEN_OK);
        step_down(w, pen_str_head(field, dot), &node, &v);
        field = dot == PEN_NPOS ? PEN_EMPTY : pen_str_from(field, dot + 1);
    }
    if (v.tag == PEN_T_OBJ) {
        PEN_TRY(pen_node_read(&w->format->nodes, w->slots, &w->arena, node, &v));
    }
    return describe(w, &v, out);
}

pen_status pen_event_item(pen_worker *w, const pen_field_value *list, uint32_t i,
                          pen_field_value *out)
{
    const pen_list *l = list->opaque;
    if (list->kind != PEN_VALUE_LIST || i >= l->n) {
        return PEN_END;
    }
    pen_value v = l->items[i];
    return describe(w, &v, out);
}

pen_status pen_event_warning(const pen_worker *w, size_t i, pen_str *field, const char **why)
{
    if (w->repaired && i-- == 0) {
        *field = PEN_LIT("message");
        *why = "bytes that are not UTF-8 were replaced by U+FFFD";
        return PEN_OK;
    }
    if (w->gave_up != PEN_OK && i-- == 0) {
        *field = PEN_LIT("message");
        *why = pen_status_text(w->gave_up);
        return PEN_OK;
    }
    const pen_warning *m = w->warnings;
    while (m && i-- > 0) {
        m = m->next;
    }
    if (!m) {
        return PEN_END;
    }
    *field = m->field;
    *why = m->why;
    return PEN_OK;
}
