// SPDX-License-Identifier: Apache-2.0
// Trees of names and writing them: numbers, assigning, dealing, reading, order of keys.
#include "event/writer.h"
#include "exact.h"
#include "tap.h"

#include "base/limits.h"

static pen_arena arena;
static pen_nodes tree;
static pen_value slots[64];
static uint32_t final, layer;

static uint32_t at(const char *path)
{
    uint32_t node = 0;
    pen_str rest = pen_str_c(path);
    while (rest.n) {
        size_t dot = pen_str_chr(rest, '.', 0);
        node = pen_nodes_find(&tree, node, pen_str_head(rest, dot));
        rest = dot == PEN_NPOS ? PEN_EMPTY : pen_str_from(rest, dot + 1);
    }
    return node;
}

static void build(void)
{
    static const char *const paths[] = {"final.user.name", "final.message", "layer.a.b", "final.event.kind",
                                        "final.@timestamp", "final.user.id", "layer.c", "final.user.deep.x"};
    uint32_t renumber[64], node;
    pen_arena_init(&arena, NULL, 1 << 24);
    bool good = pen_nodes_init(&tree, &arena) == PEN_OK;
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        good = good && pen_nodes_path(&tree, PEN_NODE_ROOT, pen_str_c(paths[i]), &node) == PEN_OK;
    }
    ok(good && pen_nodes_number(&tree, renumber) == PEN_OK, "a tree is built and numbered");
    bool order = true;
    for (uint32_t i = 1; i < tree.n; i++) {
        const pen_node *n = &tree.v[i];
        order = order && n->parent < i && n->end > i && n->end <= tree.v[n->parent].end;
    }
    ok(order && tree.v[0].end == tree.n, "subtrees are neighbours");
    final = at("final");
    layer = at("layer");
    ok(pen_nodes_path(&tree, 0, PEN_LIT("final.user"), &node) == PEN_OK && node == at("final.user"),
       "a path that is there is found");
}

static pen_value json(const char *text)
{
    pen_value v = pen_v_none();
    ok(pen_json_load(&arena, pen_str_c(text), &v) == PEN_OK, text);
    return v;
}

// Both writers into an output of that size: the same bytes, or nothing. The fast one may have
// room where the slow one has none.
static bool same_within(const pen_layout *l, size_t cap)
{
    pen_buf fast, slow;
    pen_buf_init(&fast, NULL, cap);
    pen_buf_init(&slow, NULL, cap);
    pen_status f = pen_layout_write(l, slots, &arena, &fast);
    pen_status s = pen_layout_write_plain(l, slots, &arena, &slow);
    bool same = f == PEN_OK && s == PEN_OK ? pen_str_eq(pen_buf_str(&fast), pen_buf_str(&slow))
                                           : s == PEN_E_LIMIT && slow.n == 0;
    same = same && (f == PEN_OK || (f == PEN_E_LIMIT && fast.n == 0));
    pen_buf_free(&fast);
    pen_buf_free(&slow);
    return same;
}

static void written(const char *want, const char *name)
{
    pen_layout l;
    pen_buf out;
    pen_buf_init(&out, NULL, 1 << 20);
    bool good = pen_layout_init(&l, &arena, &tree, final, NULL) == PEN_OK &&
                pen_layout_write(&l, slots, &arena, &out) == PEN_OK;
    ok(good, "written");
    is_str(pen_buf_str(&out), want, name);
    size_t most = out.n + 4096;
    pen_buf_free(&out);
    good = true;
    for (size_t cap = 1; cap < most; cap += 7) {
        good = good && same_within(&l, cap);
    }
    ok(good, "the slow way writes the same, whatever the room");
}

static void set(const char *path, pen_value v)
{
    ok(pen_node_assign(&tree, slots, &arena, at(path), v) == PEN_OK, path);
}

static void assign(void)
{
    memset(slots, 0, sizeof slots);
    slots[final] = (pen_value){.tag = PEN_T_OBJ};
    written("{}", "an empty object");
    set("final.user.deep.x", pen_v_int(1));
    set("final.message", pen_v_str(PEN_LIT("m\"\x01")));
    set("final.@timestamp", pen_v_str(PEN_LIT("t")));
    set("final.event.kind", pen_v_str(PEN_LIT("k")));
    written("{\"message\":\"m\\\"\\u0001\",\"event\":{\"kind\":\"k\"},\"@timestamp\":\"t\",\"user\":{\"deep\":{\"x\":1}}}",
            "message, event, @timestamp lead");
    set("final.user", json("{\"name\": \"n\", \"a\": [1, {\"z\": 1, \"b\": null}], \"zz\": {\"q\": 1.5}, \"deep\": {\"x\": 2, \"y\": 3}}"));
    written("{\"message\":\"m\\\"\\u0001\",\"event\":{\"kind\":\"k\"},\"@timestamp\":\"t\",\"user\":{\"a\":[1,{\"b\":null,\"z\":1}],"
            "\"deep\":{\"x\":2,\"y\":3},\"name\":\"n\",\"zz\":{\"q\":1.5}}}",
            "members without a node are merged in");
    set("final.user.deep", pen_v_str(PEN_LIT("text")));
    ok(slots[at("final.user.deep.x")].tag == PEN_T_UNDEF, "a scalar clears what was below");
    set("final.user.deep.x", pen_v_int(9));
    ok(slots[at("final.user.deep")].tag == PEN_T_OBJ, "and is replaced by an object");
    pen_node_clear(&tree, slots, at("final.user"));
    set("final.user", json("{}"));
    pen_value d = json("{\"k\": 1}");
    ok(pen_dict_put(&arena, d.u.dict, pen_v_int(5), pen_v_none()) == PEN_OK, "a key that is a number");
    set("final.user", d);
    set("final.message", pen_v_str(PEN_EMPTY));
    written("{\"message\":\"\",\"event\":{\"kind\":\"k\"},\"@timestamp\":\"t\",\"user\":{\"5\":null,\"k\":1}}",
            "is written in quotes");
}

static void read_back(void)
{
    pen_value v;
    pen_value raw = pen_v_span(PEN_T_RAWOBJ, "{\"a\":{\"b\":7},\"c\":\"\\u0041\"}", 26);
    ok(pen_node_deal(&tree, slots, &arena, layer, raw) == PEN_OK, "a lazy object is dealt");
    ok(pen_node_read(&tree, slots, &arena, at("layer.a.b"), &v) == PEN_OK && v.u.i == 7, "its members are read");
    ok(pen_node_read(&tree, slots, &arena, at("layer.c"), &v) == PEN_OK && pen_str_eq(pen_value_str(v), PEN_LIT("A")),
       "escapes resolved");
    pen_node_clear(&tree, slots, layer);
    ok(pen_node_read(&tree, slots, &arena, at("layer.c"), &v) == PEN_E_UNDEFINED ||
           v.tag == PEN_T_UNDEF, "nothing after clearing");
    ok(pen_node_read(&tree, slots, &arena, at("layer.a.b"), &v) == PEN_E_UNDEFINED, "an error below nothing");
    ok(pen_node_read(&tree, slots, &arena, final, &v) == PEN_OK && v.tag == PEN_T_DICT && v.u.dict->n == 4,
       "a tree as one dict");
}

static void bounds(void)
{
    uint32_t node = PEN_NODE_ROOT;
    pen_nodes t;
    pen_status s = pen_nodes_init(&t, &arena);
    unsigned depth = 0;
    for (; s == PEN_OK && depth < 10000; depth++) {
        s = pen_nodes_child(&t, node, PEN_LIT("a"), &node);
    }
    ok(s == PEN_E_LIMIT && depth == PEN_NODES_DEPTH_MAX + 1, "the depth is bounded");
    ok(pen_nodes_path(&t, 0, PEN_LIT("x."), &node) == PEN_OK && t.v[node].key.n == 0, "\"x.\" is x and the empty name");
    ok(pen_nodes_path(&t, 0, PEN_LIT(""), &node) == PEN_OK && node != 0, "the empty name is a child");
}

int main(void)
{
    build();
    assign();
    read_back();
    bounds();
    pen_arena_free(&arena);
    return tap_done();
}
