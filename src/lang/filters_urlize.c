// SPDX-License-Identifier: Apache-2.0
// The filter urlize: words of a text that are URLs or mail addresses become links of HTML,
// everything else is escaped. Follows Jinja2 3.1 (utils.urlize, filters.do_urlize).
#include "base/ublank.h"
#include "base/utf8.h"
#include "lang/builtins.h"
#include "lang/links.h"
#include "lang/ops.h"
#include "lang/text.h"

typedef struct linking {
    pen_vm *vm;
    pen_value limit;     // of the characters that a link shows; None: no limit
    pen_str rel, target; // escaped; target may be empty: none
    const pen_list *schemes;
} linking;

// A word, cut into what stands before the link, the link, and what stands behind it.
typedef struct parts {
    pen_str head, middle, tail;
} parts;

// ---- words ----

static size_t opening_at(pen_str s)
{
    if (pen_str_starts(s, PEN_LIT("&lt;"))) {
        return 4;
    }
    return s.n && s.p[0] == '(';
}

static size_t closing_before(pen_str s)
{
    if (pen_str_ends(s, PEN_LIT("&gt;"))) {
        return 4;
    }
    return s.n && s.p[s.n - 1] && strchr(").,", s.p[s.n - 1]);
}

static size_t count(pen_str s, pen_str needle)
{
    size_t n = 0;
    for (size_t at = 0; (at = pen_str_find(s, needle, at)) != PEN_NPOS; at += needle.n) {
        n++;
    }
    return n;
}

// Where the link has more opening signs than closing ones, moves closing ones from the tail
// to its end (as many as it has opening ones), with all that stands before them.
static void balance(parts *p, pen_str opening, pen_str closing)
{
    size_t opened = count(p->middle, opening);
    if (opened <= count(p->middle, closing)) {
        return;
    }
    size_t end = 0;
    for (size_t at; opened && (at = pen_str_find(p->tail, closing, end)) != PEN_NPOS;
         opened--) {
        end = at + closing.n;
    }
    p->middle.n += end;
    p->tail = pen_str_from(p->tail, end);
}

static parts cut(pen_str word)
{
    parts p = {.middle = word};
    size_t n = 0, end = word.n;
    for (size_t k; (k = opening_at(pen_str_from(word, n))) > 0;) {
        n += k;
    }
    p.head = pen_str_head(word, n);
    for (size_t k; end > n && (k = closing_before(pen_str_of(word.p + n, end - n))) > 0;) {
        end -= k;
    }
    p.middle = pen_str_of(word.p + n, end - n);
    p.tail = pen_str_from(word, end);
    balance(&p, PEN_LIT("("), PEN_LIT(")"));
    balance(&p, PEN_LIT("&lt;"), PEN_LIT("&gt;"));
    return p;
}

// ---- links ----

// How many of `have` characters a link shows, as Python cuts a text; SIZE_MAX: all.
static pen_status shown(pen_value limit, int64_t have, size_t *keep)
{
    int64_t most = limit.u.i;
    *keep = SIZE_MAX;
    switch (limit.tag) {
    case PEN_T_NONE:
        return PEN_OK;
    case PEN_T_INT:
    case PEN_T_BOOL:
        if (have > most) {
            most = most < 0 ? most + have : most;
            *keep = most > 0 ? (size_t)most : 0;
        }
        return PEN_OK;
    case PEN_T_BIG:
        *keep = pen_str_starts(pen_value_str(limit), PEN_LIT("-")) ? 0 : SIZE_MAX;
        return PEN_OK;
    case PEN_T_FLOAT:
        return (double)have > limit.u.f ? PEN_E_TYPE : PEN_OK;
    default:
        return PEN_E_TYPE;
    }
}

static pen_status put_shown(const linking *l, pen_str s)
{
    size_t keep;
    PEN_TRY(shown(l->limit, (int64_t)pen_utf8_count(s), &keep));
    pen_buf_add(&l->vm->text, pen_str_head(s, pen_utf8_offset(s, keep)));
    pen_buf_add(&l->vm->text, keep == SIZE_MAX ? PEN_EMPTY : PEN_LIT("..."));
    return PEN_OK;
}

static void put_href(const linking *l, pen_str scheme, pen_str s)
{
    PEN_BUF_LIT(&l->vm->text, "<a href=\"");
    pen_buf_add(&l->vm->text, scheme);
    pen_buf_add(&l->vm->text, s);
    pen_buf_byte(&l->vm->text, '"');
}

static void put_attributes(const linking *l)
{
    PEN_BUF_LIT(&l->vm->text, " rel=\"");
    pen_buf_add(&l->vm->text, l->rel);
    pen_buf_byte(&l->vm->text, '"');
    if (l->target.n) {
        PEN_BUF_LIT(&l->vm->text, " target=\"");
        pen_buf_add(&l->vm->text, l->target);
        pen_buf_byte(&l->vm->text, '"');
    }
    pen_buf_byte(&l->vm->text, '>');
}

static pen_status put_web(const linking *l, pen_str s)
{
    bool whole =
        pen_str_starts(s, PEN_LIT("https://")) || pen_str_starts(s, PEN_LIT("http://"));
    put_href(l, whole ? PEN_EMPTY : PEN_LIT("https://"), s);
    put_attributes(l);
    PEN_TRY(put_shown(l, s));
    PEN_BUF_LIT(&l->vm->text, "</a>");
    return PEN_OK;
}

static void put_mail(const linking *l, pen_str scheme, pen_str address)
{
    put_href(l, scheme, address);
    pen_buf_byte(&l->vm->text, '>');
    pen_buf_add(&l->vm->text, address);
    PEN_BUF_LIT(&l->vm->text, "</a>");
}

static pen_status put_other(const linking *l, pen_str s)
{
    for (uint32_t i = 0; i < l->schemes->n; i++) {
        pen_str scheme = pen_value_str(l->schemes->items[i]);
        PEN_TRY(pen_spend_bytes(l->vm, scheme.n));
        if (s.n > scheme.n && pen_str_starts(s, scheme)) {
            put_href(l, PEN_EMPTY, s);
            put_attributes(l);
            pen_buf_add(&l->vm->text, s);
            PEN_BUF_LIT(&l->vm->text, "</a>");
            return PEN_OK;
        }
    }
    pen_buf_add(&l->vm->text, s);
    return PEN_OK;
}

static pen_status put_middle(const linking *l, pen_str s)
{
    static const pen_str mailto = {"mailto:", 7};
    if (pen_link_is_web(s)) {
        return put_web(l, s);
    }
    bool scheme = pen_str_starts(s, mailto);
    if (scheme && pen_link_is_mail(pen_str_from(s, mailto.n))) {
        put_mail(l, mailto, pen_str_from(s, mailto.n));
        return PEN_OK;
    }
    if (!pen_str_starts(s, PEN_LIT("www.")) && pen_str_chr(s, ':', 0) == PEN_NPOS &&
        pen_link_is_mail(s)) {
        put_mail(l, mailto, s);
        return PEN_OK;
    }
    return put_other(l, s);
}

static pen_status put_words(const linking *l, pen_str s)
{
    for (size_t at = 0, end; at < s.n; at = end) {
        size_t blank = pen_ublank_at(s, at);
        for (end = at + blank; end < s.n && !blank && !pen_ublank_at(s, end);) {
            end++;
        }
        pen_str word = pen_str_of(s.p + at, end - at);
        if (blank) {
            pen_buf_add(&l->vm->text, word);
            continue;
        }
        parts p = cut(word);
        pen_buf_add(&l->vm->text, p.head);
        PEN_TRY(put_middle(l, p.middle));
        pen_buf_add(&l->vm->text, p.tail);
        PEN_TRY(l->vm->text.failed);
    }
    return l->vm->text.failed;
}

// ---- arguments ----

// The words of `rel`, `nofollow` and `noopener` (Jinja's policy), sorted, each once.
static pen_status rel_words(const pen_args *a, pen_list **out)
{
    pen_value words = pen_v_str(PEN_EMPTY);
    if (a->has[4] && pen_value_truth(a->v[4])) {
        words = a->v[4];
    }
    if (words.tag != PEN_T_STR) {
        return PEN_E_TYPE;
    }
    PEN_TRY(pen_call_one(a->vm, pen_str_method_split, words, &words));
    if (pen_arg_truth(a, 2, false)) {
        PEN_TRY(pen_list_push(a->vm->arena, words.u.list, pen_v_str(PEN_LIT("nofollow"))));
    }
    PEN_TRY(pen_list_push(a->vm->arena, words.u.list, pen_v_str(PEN_LIT("noopener"))));
    return pen_sort_by(a->vm, words.u.list, words.u.list->items, false, out);
}

static pen_status make_rel(const pen_args *a, pen_str *out)
{
    pen_list *words;
    pen_value text;
    PEN_TRY(rel_words(a, &words));
    size_t mark = a->vm->text.n;
    for (uint32_t i = 0; i < words->n; i++) {
        pen_str word = pen_value_str(words->items[i]);
        if (!i || !pen_str_eq(word, pen_value_str(words->items[i - 1]))) {
            pen_buf_add(&a->vm->text, i ? PEN_LIT(" ") : PEN_EMPTY);
            pen_buf_add(&a->vm->text, word);
        }
    }
    PEN_TRY(pen_text_end(a->vm, mark, a->vm->text.failed, &text));
    PEN_TRY(pen_call_one(a->vm, pen_filter_escape, text, &text));
    *out = pen_value_str(text);
    return PEN_OK;
}

// Jinja goes through the schemes twice, so an iterator has none left for the second time.
static pen_status make_schemes(const pen_args *a, const pen_list **out)
{
    static const pen_list none;
    pen_list *given;
    *out = &none;
    if (!pen_arg_some(a, 5)) {
        return PEN_OK;
    }
    PEN_TRY(pen_items(a->vm, a->v[5], &given));
    for (uint32_t i = 0; i < given->n; i++) {
        if (given->items[i].tag != PEN_T_STR) {
            return PEN_E_TYPE;
        }
        if (!pen_link_is_scheme(pen_value_str(given->items[i]))) {
            return PEN_E_EVAL;
        }
    }
    *out = a->v[5].tag == PEN_T_ITER ? &none : given;
    return PEN_OK;
}

static pen_status settings(const pen_args *a, linking *l)
{
    l->vm = a->vm;
    l->limit = a->has[1] ? a->v[1] : pen_v_none();
    PEN_TRY(make_rel(a, &l->rel));
    if (a->has[3] && pen_value_truth(a->v[3])) {
        pen_value target;
        PEN_TRY(pen_call_one(a->vm, pen_filter_escape, a->v[3], &target));
        l->target = pen_value_str(target);
    }
    return make_schemes(a, &l->schemes);
}

pen_status pen_filter_urlize(const pen_args *a, pen_value *out)
{
    pen_value text;
    linking l = {0};
    PEN_TRY(settings(a, &l));
    PEN_TRY(pen_call_one(a->vm, pen_filter_escape, a->v[0], &text));
    PEN_TRY(
        pen_vm_spend(a->vm, 1 + text.n / 8)); // a character costs about an eighth of a step
    size_t mark = a->vm->text.n;
    return pen_text_end(a->vm, mark, put_words(&l, pen_value_str(text)), out);
}
