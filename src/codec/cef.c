// SPDX-License-Identifier: Apache-2.0
#include "codec/cef.h"

#include "base/limits.h"
#include "base/map.h"
#include "base/scan_simd.h"
#include "base/ublank.h"
#include "codec/kv.h"

#include <utf8proc.h>

enum { HEADER_FIELDS = 7, TABLE_FIRST = 64 };

static const pen_str header_names[HEADER_FIELDS] = {
    {"CEFVersion", 10},    {"DeviceVendor", 12},       {"DeviceProduct", 13},
    {"DeviceVersion", 13}, {"DeviceEventClassID", 18}, {"Name", 4},
    {"Severity", 8},
};

// ---- header ----

static bool escaped(pen_str s, size_t at)
{
    return s.p[at] == '\\' && at + 1 < s.n && (s.p[at + 1] == '|' || s.p[at + 1] == '\\');
}

// Copies a header field without its escaping backslashes.
static pen_status unescape(pen_arena *a, pen_str raw, pen_str *out)
{
    char *to = pen_arena_get(a, raw.n);
    if (!to) {
        return PEN_E_NOMEM;
    }
    size_t n = 0;
    for (size_t i = 0; i < raw.n; i++) {
        i += escaped(raw, i);
        to[n++] = raw.p[i];
    }
    *out = (pen_str){to, n};
    return PEN_OK;
}

// Where the field at `at` ends, if it has a "|" and no backslash before that; else `at`.
static size_t plain_end(pen_str s, size_t at)
{
    const char *end = memchr(s.p + at, '|', s.n - at);
    bool plain = end && !memchr(s.p + at, '\\', (size_t)(end - s.p) - at);
    return plain ? (size_t)(end - s.p) : at;
}

pen_status pen_cef_split_header(pen_arena *a, pen_str text, pen_cef_header *h)
{
    size_t start = 0, at = 0;
    bool changed = false;
    h->n = 0;
    while (at < text.n && h->n < h->room) {
        at = at == start ? plain_end(text, at) : at;
        if (text.p[at] != '|') {
            bool esc = escaped(text, at);
            changed = changed || esc;
            at += esc ? 2 : 1;
            continue;
        }
        pen_str *field = &h->fields[h->n++];
        *field = (pen_str){text.p + start, at - start};
        if (changed) {
            PEN_TRY(unescape(a, *field, field));
        }
        changed = false;
        start = ++at;
    }
    h->rest = pen_str_from(text, at);
    return PEN_OK;
}

// ---- the pairs of the extension, first occurrence first ----

typedef struct entry {
    pen_str key;
    pen_value value;
    uint32_t hash;
} entry;

typedef struct table {
    pen_arena *arena;
    entry *entries;  // in order of appearance
    uint32_t *index; // entry number + 1, 0: free; at most half full
    uint32_t n, mask;
} table;

static pen_status table_grow(table *t)
{
    uint32_t size = t->index ? (t->mask + 1) * 2 : TABLE_FIRST;
    uint32_t *index = PEN_NEW_N(t->arena, uint32_t, size);
    entry *entries = pen_arena_get(t->arena, size / 2 * sizeof *entries);
    if (!index || !entries) {
        return PEN_E_NOMEM;
    }
    if (t->n) {
        memcpy(entries, t->entries, t->n * sizeof *entries);
    }
    t->entries = entries;
    t->index = index;
    t->mask = size - 1;
    for (uint32_t i = 0; i < t->n; i++) {
        uint32_t at = entries[i].hash & t->mask;
        while (index[at]) {
            at = (at + 1) & t->mask;
        }
        index[at] = i + 1;
    }
    return PEN_OK;
}

// The place of a key in the index: free, or holding its entry. PEN_E_LIMIT when too many
// keys are in the way.
static pen_status table_place(const table *t, pen_str key, uint32_t hash, uint32_t *place)
{
    uint32_t at = hash & t->mask;
    for (unsigned probes = 0; probes < PEN_CEF_PROBES_MAX; probes++) {
        uint32_t i = t->index[at];
        if (i == 0 ||
            (t->entries[i - 1].hash == hash && pen_str_eq(t->entries[i - 1].key, key))) {
            *place = at;
            return PEN_OK;
        }
        at = (at + 1) & t->mask;
    }
    return PEN_E_LIMIT;
}

// Adds a key; one that is there keeps its value unless `replace`.
static pen_status table_put(table *t, pen_str key, pen_value value, bool replace)
{
    if (!t->index || t->n >= (t->mask + 1) / 2) {
        PEN_TRY(table_grow(t));
    }
    uint32_t hash = pen_hash(key), place;
    PEN_TRY(table_place(t, key, hash, &place));
    if (t->index[place] == 0) {
        t->entries[t->n] = (entry){key, value, hash};
        t->index[place] = ++t->n;
    } else if (replace) {
        t->entries[t->index[place] - 1].value = value;
    }
    return PEN_OK;
}

// For each KEYLabel=L with KEY present: L is a key too, with KEY's value at that moment.
static pen_status add_labels(table *t)
{
    const pen_str suffix = PEN_LIT("Label");
    const uint32_t n = t->n;
    for (uint32_t i = 0; i < n; i++) {
        pen_str key = t->entries[i].key;
        if (!pen_str_ends(key, suffix)) {
            continue;
        }
        uint32_t place;
        key.n -= suffix.n;
        PEN_TRY(table_place(t, key, pen_hash(key), &place));
        if (t->index[place]) {
            pen_value value = t->entries[t->index[place] - 1].value;
            PEN_TRY(table_put(t, pen_value_str(t->entries[i].value), value, true));
        }
    }
    return PEN_OK;
}

// ---- keys of the extension: [\w.\[\]-]+ at the start or after a blank, before "=" ----

// What an ASCII character is: part of a key (letters, digits, _ . - [ ]), a blank.
enum { KEY = 1, BLANK = 2 };

static const unsigned char classes[128] = {
    [0x09] = BLANK, [0x0a] = BLANK, [0x0b] = BLANK, [0x0c] = BLANK, [0x0d] = BLANK,
    [0x1c] = BLANK, [0x1d] = BLANK, [0x1e] = BLANK, [0x1f] = BLANK, [' '] = BLANK,
    ['-'] = KEY,    ['.'] = KEY,    ['0'] = KEY,    ['1'] = KEY,    ['2'] = KEY,
    ['3'] = KEY,    ['4'] = KEY,    ['5'] = KEY,    ['6'] = KEY,    ['7'] = KEY,
    ['8'] = KEY,    ['9'] = KEY,    ['A'] = KEY,    ['B'] = KEY,    ['C'] = KEY,
    ['D'] = KEY,    ['E'] = KEY,    ['F'] = KEY,    ['G'] = KEY,    ['H'] = KEY,
    ['I'] = KEY,    ['J'] = KEY,    ['K'] = KEY,    ['L'] = KEY,    ['M'] = KEY,
    ['N'] = KEY,    ['O'] = KEY,    ['P'] = KEY,    ['Q'] = KEY,    ['R'] = KEY,
    ['S'] = KEY,    ['T'] = KEY,    ['U'] = KEY,    ['V'] = KEY,    ['W'] = KEY,
    ['X'] = KEY,    ['Y'] = KEY,    ['Z'] = KEY,    ['['] = KEY,    [']'] = KEY,
    ['_'] = KEY,    ['a'] = KEY,    ['b'] = KEY,    ['c'] = KEY,    ['d'] = KEY,
    ['e'] = KEY,    ['f'] = KEY,    ['g'] = KEY,    ['h'] = KEY,    ['i'] = KEY,
    ['j'] = KEY,    ['k'] = KEY,    ['l'] = KEY,    ['m'] = KEY,    ['n'] = KEY,
    ['o'] = KEY,    ['p'] = KEY,    ['q'] = KEY,    ['r'] = KEY,    ['s'] = KEY,
    ['t'] = KEY,    ['u'] = KEY,    ['v'] = KEY,    ['w'] = KEY,    ['x'] = KEY,
    ['y'] = KEY,    ['z'] = KEY,
};

// Length of the character of a key at s.p[at] that is not ASCII, 0 when it is none.
// Letters, digits and marks of any script count.
static size_t wide_key_char(pen_str s, size_t at)
{
    utf8proc_int32_t cp;
    utf8proc_ssize_t left = (utf8proc_ssize_t)(s.n - at);
    utf8proc_ssize_t k = utf8proc_iterate((const utf8proc_uint8_t *)s.p + at, left, &cp);
    const unsigned word = 1u << UTF8PROC_CATEGORY_LU | 1u << UTF8PROC_CATEGORY_LL |
                          1u << UTF8PROC_CATEGORY_LT | 1u << UTF8PROC_CATEGORY_LM |
                          1u << UTF8PROC_CATEGORY_LO | 1u << UTF8PROC_CATEGORY_MN |
                          1u << UTF8PROC_CATEGORY_MC | 1u << UTF8PROC_CATEGORY_ME |
                          1u << UTF8PROC_CATEGORY_ND | 1u << UTF8PROC_CATEGORY_NL |
                          1u << UTF8PROC_CATEGORY_PC;
    return k > 0 && (word >> utf8proc_category(cp) & 1) ? (size_t)k : 0;
}

static size_t key_char(pen_str s, size_t at)
{
    unsigned char c = (unsigned char)s.p[at];
    return c < 0x80 ? classes[c] & KEY : wide_key_char(s, at);
}

static size_t blank_char(pen_str s, size_t at)
{
    unsigned char c = (unsigned char)s.p[at];
    return c < 0x80 ? classes[c] >> 1 : pen_ublank_at(s, at);
}

// Whether s.p[at] may start a key: at the start of the extension or after a blank.
static bool key_may_start(pen_str s, size_t at)
{
    return at == 0 || pen_ublank_before(s, at) > 0;
}

// The next key that starts at or after `from`, true when there is one. Goes from blank to
// blank, looks at each stretch of key characters once and never back.
static bool next_key_plain(pen_str s, size_t from, pen_str *key)
{
    for (size_t at = from; at < s.n;) {
        size_t stop = at, k;
        while (stop < s.n && (k = key_char(s, stop)) > 0) {
            stop += k;
        }
        if (stop > at && stop < s.n && s.p[stop] == '=' && key_may_start(s, at)) {
            *key = (pen_str){s.p + at, stop - at};
            return true;
        }
        at = stop;
        while (at < s.n && blank_char(s, at) == 0) { // to the next blank
            at++;
        }
        while (at < s.n && (k = blank_char(s, at)) > 0) {
            at += k;
        }
    }
    return false;
}

// An extension, and where it is short and ASCII what its characters are: '=', none of a key.
typedef struct extension {
    pen_str text;
    bool marked;
    pen_scan_kinds kinds;
} extension;

static void read_marks(extension *e, const pen_scan *scan)
{
    // The ASCII characters whose class is not KEY.
    static const pen_scan_set others = {
        {0x57, 0x07, 0x07, 0x07, 0x07, 0x07, 0x07, 0x07,
     0x07, 0x07, 0x0f, 0x8f, 0xaf, 0x8b, 0xab, 0x8f}};
    e->marked = scan && e->text.n <= PEN_SCAN_WINDOW &&
                scan->kinds(&e->kinds, e->text.p, e->text.n, '=', &others);
}

// The same as next_key_plain: of each "=" in turn the key characters before it. One that ends
// a key ended no value, so that nothing is looked at twice.
static bool next_key(const extension *e, size_t from, pen_str *key)
{
    const pen_str s = e->text;
    if (!e->marked) {
        return next_key_plain(s, from, key);
    }
    size_t eq = pen_scan_next(e->kinds.equal, from, s.n);
    for (; eq < s.n; eq = pen_scan_next(e->kinds.equal, eq + 1, s.n)) {
        size_t at = pen_scan_after_last(e->kinds.member, eq);
        if (at < eq && (at == 0 || classes[(unsigned char)s.p[at - 1]] == BLANK)) {
            *key = (pen_str){s.p + at, eq - at};
            return true;
        }
    }
    return false;
}

// The text of a value that another key follows: without the one blank between them and the
// backslashes before it.
static pen_str inner_value(pen_str v)
{
    v.n -= pen_ublank_before(v, v.n);
    while (v.n && v.p[v.n - 1] == '\\') {
        v.n--;
    }
    return v;
}

// The text, marked CLEAN when that is known.
static pen_value value_of(const extension *e, pen_str text)
{
    pen_value v = pen_v_str(text);
    size_t from = (size_t)(text.p - e->text.p), to = from + text.n;
    if (e->marked && pen_scan_next(e->kinds.special, from, to) == to) {
        v.flags = PEN_F_CLEAN;
    }
    return v;
}

static pen_status read_extension(table *t, const extension *e)
{
    pen_str key, next, s = e->text;
    bool more = next_key(e, 0, &key);
    while (more) {
        size_t start = (size_t)(key.p - s.p) + key.n + 1;
        more = next_key(e, start, &next);
        size_t end = more ? (size_t)(next.p - s.p) : s.n;
        pen_str value = {s.p + start, end - start};
        value = pen_kv_value(more ? inner_value(value) : value);
        if (value.n) {
            PEN_TRY(table_put(t, key, value_of(e, value), false));
        }
        key = next;
    }
    return PEN_OK;
}

pen_status pen_cef_parse(pen_arena *a, pen_str text, const pen_cef_visitor *v)
{
    pen_str fields[HEADER_FIELDS];
    pen_cef_header h = {.fields = fields, .room = HEADER_FIELDS};
    table t = {.arena = a};
    size_t mark = pen_str_find(text, PEN_LIT("CEF:"), 0);
    PEN_TRY(
        pen_cef_split_header(a, pen_str_from(text, mark == PEN_NPOS ? 0 : mark + 4), &h));
    if (h.n < HEADER_FIELDS) {
        return PEN_E_SYNTAX;
    }
    extension e; // not zeroed: the marks are large
    e.text = h.rest;
    read_marks(&e, v->scan);
    PEN_TRY(read_extension(&t, &e));
    PEN_TRY(t.n ? add_labels(&t) : PEN_OK);
    for (size_t i = 0; i < HEADER_FIELDS; i++) {
        PEN_TRY(v->pair(v->ctx, header_names[i], pen_v_str(pen_ublank_trim(fields[i]))));
    }
    for (uint32_t i = 0; i < t.n; i++) {
        PEN_TRY(v->pair(v->ctx, t.entries[i].key, t.entries[i].value));
    }
    return PEN_OK;
}
