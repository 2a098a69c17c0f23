// SPDX-License-Identifier: Apache-2.0
#include "event/xml_tree.h"

#include "base/limits.h"
#include "base/ublank.h"
#include "codec/xml.h"

// An element that is open. Its text is the first piece itself when that lasts; else it
// grows in the arena, `own` being where. `dict` is made when there is an attribute or a
// child.
typedef struct frame {
    pen_str name;
    const char *text;
    char *own;
    size_t n, room;
    pen_dict *dict;
} frame;

enum { TEXT_FIRST = 64 };

// How an element is read.
typedef enum mode {
    MODE_TREE,   // into a value, attributes marked with "@"
    MODE_PLAIN,  // into a value, attributes as they are (System)
    MODE_ROOT,   // the root of a Windows event: its children are sections
    MODE_SEARCH, // a section: look for <Data Name="…"> below
} mode;

typedef struct builder {
    pen_arena *arena;
    mode mode;
    bool lasts;     // names and values need no copies
    unsigned depth; // open elements
    pen_value result;
    pen_dict *section; // MODE_SEARCH: where the data goes
    unsigned data;     // MODE_SEARCH: depth of the open Data element, 0 for none
    frame stack[PEN_XML_DEPTH_MAX];
} builder;

static frame *top(builder *b)
{
    return &b->stack[b->depth - 1];
}

static pen_status own(builder *b, pen_str prefix, pen_str s, pen_value *out)
{
    if (b->lasts && !prefix.n) {
        *out = pen_v_str(s);
        return PEN_OK;
    }
    char *to = pen_arena_get(b->arena, prefix.n + s.n);
    if (!to) {
        return PEN_E_NOMEM;
    }
    memcpy(to, prefix.n ? prefix.p : "", prefix.n);
    memcpy(to + prefix.n, s.n ? s.p : "", s.n);
    *out = pen_v_str((pen_str){to, prefix.n + s.n});
    return PEN_OK;
}

static pen_status need_dict(builder *b, pen_dict **d)
{
    if (!*d) {
        *d = pen_dict_new(b->arena, 4);
    }
    return *d ? PEN_OK : PEN_E_NOMEM;
}

static pen_status push(builder *b, pen_str name)
{
    pen_value key;
    if (b->depth == PEN_XML_DEPTH_MAX) {
        return PEN_E_DEPTH;
    }
    PEN_TRY(own(b, PEN_EMPTY, name, &key));
    b->stack[b->depth++] = (frame){.name = pen_value_str(key)};
    return PEN_OK;
}

// ---- elements that become values ----

static pen_status add_attrs(builder *b, const pen_xml_attr *attrs, size_t n)
{
    pen_str mark = b->mode == MODE_TREE ? PEN_LIT("@") : PEN_EMPTY;
    for (size_t i = 0; i < n; i++) {
        pen_value key, value;
        PEN_TRY(need_dict(b, &top(b)->dict));
        PEN_TRY(own(b, mark, attrs[i].name, &key));
        PEN_TRY(own(b, PEN_EMPTY, attrs[i].value, &value));
        PEN_TRY(pen_dict_put(b->arena, top(b)->dict, key, value));
    }
    return PEN_OK;
}

// Adds a child; a second one of the same name makes a list.
static pen_status add_child(builder *b, pen_dict **d, pen_str name, pen_value v)
{
    PEN_TRY(need_dict(b, d));
    pen_value *old = pen_dict_get_str(*d, name);
    if (!old) {
        return pen_dict_put_str(b->arena, *d, name, v);
    }
    if (old->tag != PEN_T_LIST) {
        pen_list *l = pen_list_new(b->arena, 4);
        if (!l) {
            return PEN_E_NOMEM;
        }
        PEN_TRY(pen_list_push(b->arena, l, *old));
        *old = pen_v_list(l);
    }
    return pen_list_push(b->arena, old->u.list, v);
}

static pen_status element_value(builder *b, frame *f, pen_value *out)
{
    pen_str text = pen_ublank_trim((pen_str){f->text, f->n});
    if (!f->dict) {
        *out = text.n ? pen_v_str(text) : pen_v_none();
        return PEN_OK;
    }
    *out = pen_v_dict(f->dict);
    return text.n ? pen_dict_put_str(b->arena, f->dict, PEN_LIT("#text"), pen_v_str(text))
                  : PEN_OK;
}

static pen_status grow_text(builder *b, frame *f, size_t n)
{
    size_t room = f->own ? (f->n + n) * 2 : f->n + n; // most elements have one piece
    char *grown = pen_arena_get(b->arena, room);
    if (!grown) {
        return PEN_E_NOMEM;
    }
    memcpy(grown, f->n ? f->text : "", f->n);
    f->text = f->own = grown;
    f->room = room;
    return PEN_OK;
}

static pen_status append_text(builder *b, pen_str piece, bool lasts)
{
    frame *f = top(b);
    if (f->n == 0 && lasts) {
        f->text = piece.p;
        f->n = piece.n;
        return PEN_OK;
    }
    if (!f->own || f->room - f->n < piece.n) {
        PEN_TRY(grow_text(b, f, piece.n));
    }
    memcpy(f->own + f->n, piece.p, piece.n);
    f->n += piece.n;
    return PEN_OK;
}

// ---- callbacks of xml.parse-xml ----

static pen_status tree_start(void *ctx, pen_str name, const pen_xml_attr *attrs, size_t n)
{
    builder *b = ctx;
    PEN_TRY(push(b, name));
    return add_attrs(b, attrs, n);
}

static pen_status tree_text(void *ctx, pen_str piece, bool lasts)
{
    builder *b = ctx;
    // Blanks before the first sign of an element's text will be trimmed anyway.
    return top(b)->n == 0 && pen_str_trim(piece).n == 0 ? PEN_OK
                                                        : append_text(b, piece, lasts);
}

static pen_status tree_end(void *ctx)
{
    builder *b = ctx;
    frame *f = top(b);
    pen_value v;
    PEN_TRY(element_value(b, f, &v));
    b->depth--;
    pen_dict *root = NULL;
    pen_dict **parent = b->depth ? &top(b)->dict : &root;
    PEN_TRY(add_child(b, parent, f->name, v));
    if (b->depth == 0) {
        b->result = pen_v_dict(root);
    }
    return PEN_OK;
}

// ---- callbacks of xml.parse-windows-event ----

// The dictionary of a section, the same for all sections of one name.
static pen_status open_section(builder *b)
{
    frame *root = &b->stack[0];
    pen_str name = top(b)->name;
    pen_value *old = pen_dict_get_str(root->dict, name);
    if (old && old->tag == PEN_T_DICT) {
        b->section = old->u.dict;
        return PEN_OK;
    }
    b->section = pen_dict_new(b->arena, 8);
    return b->section ? pen_dict_put_str(b->arena, root->dict, name, pen_v_dict(b->section))
                      : PEN_E_NOMEM;
}

// <Data Name="K">: its value is None until its text is known.
static pen_status open_data(builder *b, const pen_xml_attr *attrs, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (pen_str_eq(attrs[i].name, PEN_LIT("Name")) && attrs[i].value.n) {
            pen_value key;
            PEN_TRY(own(b, PEN_EMPTY, attrs[i].value, &key));
            top(b)->name = pen_value_str(key);
            b->data = b->depth;
            return pen_dict_put(b->arena, b->section, key, pen_v_none());
        }
    }
    return PEN_OK;
}

static pen_status windows_start(void *ctx, pen_str name, const pen_xml_attr *attrs,
                                size_t n)
{
    builder *b = ctx;
    PEN_TRY(push(b, name));
    if (b->depth == 1) {
        return need_dict(b, &top(b)->dict);
    }
    if (b->depth == 2) {
        b->mode = pen_str_eq(name, PEN_LIT("System")) ? MODE_PLAIN : MODE_SEARCH;
        if (b->mode == MODE_SEARCH) {
            return open_section(b);
        }
    }
    if (b->mode == MODE_PLAIN) {
        return add_attrs(b, attrs, n);
    }
    b->data = 0; // only the text before a Data element's first child is its value
    return pen_str_eq(name, PEN_LIT("Data")) ? open_data(b, attrs, n) : PEN_OK;
}

static pen_status windows_text(void *ctx, pen_str piece, bool lasts)
{
    builder *b = ctx;
    if (b->mode == MODE_PLAIN && b->depth > 1) {
        return tree_text(ctx, piece, lasts);
    }
    return b->mode == MODE_SEARCH && b->data ? append_text(b, piece, lasts) : PEN_OK;
}

static pen_status close_data(builder *b)
{
    frame *f = top(b);
    return f->n ? pen_dict_put_str(b->arena, b->section, f->name,
                                   pen_v_str((pen_str){f->text, f->n}))
                : PEN_OK;
}

static pen_status windows_end(void *ctx)
{
    builder *b = ctx;
    if (b->mode == MODE_PLAIN && b->depth > 2) {
        return tree_end(ctx);
    }
    frame *f = top(b);
    if (b->mode == MODE_SEARCH) {
        PEN_TRY(close_data(b));
        b->data = 0;
    } else if (b->depth == 2) {
        pen_value v;
        PEN_TRY(element_value(b, f, &v));
        PEN_TRY(pen_dict_put_str(b->arena, b->stack[0].dict, f->name, v));
    }
    b->depth--;
    b->mode = b->depth < 2 ? MODE_ROOT : b->mode;
    if (b->depth == 0) {
        b->result = pen_v_dict(f->dict);
    }
    return PEN_OK;
}

// ---- entry ----

static void begin(builder *b, pen_arena *a, const pen_xml_visitor *v, bool lasts)
{
    b->arena = a;
    b->mode = v->start == windows_start ? MODE_ROOT : MODE_TREE;
    b->lasts = lasts;
    b->depth = 0;
    b->data = 0;
}

static pen_status build(pen_arena *a, pen_str text, pen_xml_visitor *v, pen_xml_way way,
                        pen_value *out)
{
    builder *b = pen_arena_get(a, sizeof *b); // its frames are filled when they open
    if (!b) {
        return PEN_E_NOMEM;
    }
    v->ctx = b;
    begin(b, a, v, true);
    pen_status s = way == PEN_XML_FAST ? pen_xml_parse_plain(text, v) : PEN_NOMATCH;
    if (s == PEN_NOMATCH) {
        begin(b, a, v, false);
        s = pen_xml_parse(text, v);
    }
    PEN_TRY(s);
    *out = b->result;
    return PEN_OK;
}

pen_status pen_xml_tree(pen_arena *a, pen_str text, pen_xml_way way, pen_value *out)
{
    pen_xml_visitor v = {.start = tree_start, .text = tree_text, .end = tree_end};
    return build(a, text, &v, way, out);
}

pen_status pen_xml_windows_event(pen_arena *a, pen_str text, pen_xml_way way,
                                 pen_value *out)
{
    pen_xml_visitor v = {.start = windows_start, .text = windows_text, .end = windows_end};
    return build(a, text, &v, way, out);
}
