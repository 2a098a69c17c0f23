// SPDX-License-Identifier: Apache-2.0
#include "lang/lexer.h"

#include "base/limits.h"
#include "base/ublank.h"
#include "base/utf8.h"
#include "event/chars.h"

typedef struct lexer {
    pen_front *f;
    pen_str src;
    size_t at;
    bool strip; // the tag before ended with `-`: blanks that follow go
    pen_tokens *out;
    char closers[PEN_TEMPLATE_DEPTH_MAX]; // brackets that are open, as what closes them
    unsigned open;
} lexer;

const char *pen_tok_text(pen_tok kind)
{
    static const char *const texts[] = {
#define PEN_TOK(name, text) text,
#include "lang/tokens.def"
#undef PEN_TOK
    };
    return texts[kind];
}

static pen_status add(lexer *l, pen_token t)
{
    pen_tokens *out = l->out;
    if (out->n == out->room) {
        uint32_t room = out->room ? out->room * 2 : 32;
        pen_token *v = PEN_NEW_N(l->f->work, pen_token, room);
        if (!v) {
            return PEN_E_NOMEM;
        }
        if (out->n) {
            memcpy(v, out->v, out->n * sizeof *v);
        }
        out->v = v;
        out->room = room;
    }
    out->v[out->n++] = t;
    return PEN_OK;
}

static pen_status add_mark(lexer *l, pen_tok kind, size_t at)
{
    return add(l, (pen_token){.kind = kind, .at = (uint32_t)at});
}

static bool looking_at(const lexer *l, pen_str what)
{
    return pen_str_starts(pen_str_from(l->src, l->at), what);
}

static size_t blanks(pen_str s)
{
    return s.n - pen_ublank_ltrim(s).n;
}

// ---- outside of tags ----

// Adds the text from l->at to `end`; `strip`: the tag that follows begins with `-`.
static pen_status add_data(lexer *l, size_t end, bool strip)
{
    pen_str s = pen_str_of(l->src.p + l->at, end - l->at);
    size_t skip = l->strip ? blanks(s) : 0;
    size_t at = l->at + skip;
    s = pen_str_from(s, skip);
    s = strip ? pen_ublank_rtrim(s) : s;
    l->strip = false;
    l->at = end;
    pen_token t = {.kind = PEN_TOK_DATA, .at = (uint32_t)at, .text = s};
    return s.n ? add(l, t) : PEN_OK;
}

// The next "{{", "{%" or "{#", PEN_NPOS when there is none.
static size_t find_tag(pen_str s, size_t from)
{
    size_t at = pen_str_chr(s, '{', from);
    while (at != PEN_NPOS) {
        char c = at + 1 < s.n ? s.p[at + 1] : '\0';
        if (c == '{' || c == '%' || c == '#') {
            return at;
        }
        at = pen_str_chr(s, '{', at + 1);
    }
    return PEN_NPOS;
}

static bool is_sign(const lexer *l, size_t at)
{
    return at < l->src.n && (l->src.p[at] == '-' || l->src.p[at] == '+');
}

// `{#`: skips to after the comment's end.
static pen_status comment(lexer *l)
{
    size_t from = l->at + 2;
    from += is_sign(l, from);
    size_t end = pen_str_find(l->src, PEN_LIT("#}"), from);
    if (end == PEN_NPOS) {
        return pen_front_fail(l->f, l->at, "template-syntax",
                              "this comment is never closed (write #})");
    }
    l->strip = end > from && l->src.p[end - 1] == '-';
    l->at = end + 2;
    return PEN_OK;
}

// Whether a `{% word %}` tag stands at `at`. *end is set past its end, *strip_before and
// *strip_after say whether its edges have a `-`.
static bool bare_tag(const lexer *l, size_t at, pen_str word, size_t *end, bool strip[2])
{
    size_t i = at + 2;
    strip[0] = i < l->src.n && l->src.p[i] == '-';
    i += is_sign(l, i);
    i += blanks(pen_str_from(l->src, i));
    if (!pen_str_starts(pen_str_from(l->src, i), word)) {
        return false;
    }
    i += word.n;
    i += blanks(pen_str_from(l->src, i));
    strip[1] = i < l->src.n && l->src.p[i] == '-';
    i += is_sign(l, i);
    *end = i + 2;
    return pen_str_starts(pen_str_from(l->src, i), PEN_LIT("%}"));
}

// What stands between `{% raw %}`, which ends at l->at, and `{% endraw %}` is text.
static pen_status raw(lexer *l, size_t begin)
{
    size_t end;
    bool strip[2];
    for (size_t at = l->at; (at = pen_str_find(l->src, PEN_LIT("{%"), at)) != PEN_NPOS;
         at++) {
        if (bare_tag(l, at, PEN_LIT("endraw"), &end, strip)) {
            PEN_TRY(add_data(l, at, strip[0]));
            l->at = end;
            l->strip = strip[1];
            return PEN_OK;
        }
    }
    return pen_front_fail(l->f, begin, "template-syntax",
                          "this raw block is never closed (write {%% endraw %%})");
}

// ---- inside of tags ----

static size_t name_length(pen_str s)
{
    size_t at = 0;
    while (at < s.n) {
        size_t next = at;
        uint32_t cp = pen_utf8_next(s, &next);
        bool in = cp < 0x80 ? pen_is_alpha((char)cp) || pen_is_digit((char)cp) || cp == '_'
                            : pen_char_id_continue(cp);
        if (!in) {
            break;
        }
        at = next;
    }
    return at;
}

static pen_tok operator_at(const lexer *l)
{
    for (pen_tok k = PEN_TOK_FLOAT + 1; k < PEN_TOK_COUNT; k++) {
        if (looking_at(l, pen_str_c(pen_tok_text(k)))) {
            return k;
        }
    }
    return PEN_TOK_END;
}

static char closer_of(pen_tok k)
{
    return k == PEN_TOK_LPAREN     ? ')'
           : k == PEN_TOK_LBRACKET ? ']'
           : k == PEN_TOK_LBRACE   ? '}'
                                   : 0;
}

// Brackets must pair up, which also tells the `}}` of two dicts from the end of the tag.
static pen_status balance(lexer *l, pen_tok k)
{
    char c = l->src.p[l->at];
    if (closer_of(k)) {
        if (l->open == PEN_TEMPLATE_DEPTH_MAX) {
            return pen_front_fail(l->f, l->at, "template-limit",
                                  "brackets are nested too deeply");
        }
        l->closers[l->open++] = closer_of(k);
    } else if (k == PEN_TOK_RPAREN || k == PEN_TOK_RBRACKET || k == PEN_TOK_RBRACE) {
        if (l->open == 0 || l->closers[l->open - 1] != c) {
            return pen_front_fail(l->f, l->at, "template-syntax",
                                  "unexpected '%c' (no bracket is open that it closes)", c);
        }
        l->open--;
    }
    return PEN_OK;
}

static pen_status operator_token(lexer *l)
{
    pen_tok k = operator_at(l);
    if (k == PEN_TOK_END) {
        size_t next = l->at;
        (void)pen_utf8_next(l->src, &next);
        return pen_front_fail(l->f, l->at, "template-syntax", "unexpected character '%.*s'",
                              (int)(next - l->at), l->src.p + l->at);
    }
    PEN_TRY(balance(l, k));
    PEN_TRY(add_mark(l, k, l->at));
    l->at += strlen(pen_tok_text(k));
    return PEN_OK;
}

static pen_status expression_token(lexer *l)
{
    pen_token t = {.at = (uint32_t)l->at};
    size_t n = 0;
    char c = l->src.p[l->at];
    if (pen_is_digit(c)) {
        PEN_TRY(pen_lex_number(l->f, l->at, &t, &n));
    } else if (c == '\'' || c == '"') {
        PEN_TRY(pen_lex_string(l->f, l->at, &t, &n));
    } else if ((n = name_length(pen_str_from(l->src, l->at))) > 0) {
        t.kind = PEN_TOK_NAME;
        t.text = pen_str_of(l->src.p + l->at, n);
    } else {
        return operator_token(l);
    }
    l->at += n;
    return add(l, t);
}

// The end of the tag, with its sign: how many bytes, 0 when this is not the end.
static size_t tag_end(const lexer *l, pen_str end, bool *strip)
{
    char c = l->src.p[l->at];
    bool plus = end.p[0] == '%' && c == '+';
    *strip = c == '-';
    size_t sign = plus || *strip;
    bool found = l->open == 0 && pen_str_starts(pen_str_from(l->src, l->at + sign), end);
    return found ? sign + end.n : 0;
}

static pen_status tag(lexer *l, pen_tok first, pen_tok last)
{
    size_t begin = l->at;
    pen_str end = pen_str_c(pen_tok_text(last));
    PEN_TRY(add_mark(l, first, begin));
    l->at += 2;
    l->at += is_sign(l, l->at);
    for (;;) {
        l->at += blanks(pen_str_from(l->src, l->at));
        if (l->at >= l->src.n) {
            return pen_front_fail(l->f, begin, "template-syntax",
                                  "this tag is never closed (write %s)",
                                  pen_tok_text(last));
        }
        bool strip;
        size_t n = tag_end(l, end, &strip);
        if (n) {
            PEN_TRY(add_mark(l, last, l->at));
            l->at += n;
            l->strip = strip;
            return PEN_OK;
        }
        PEN_TRY(expression_token(l));
    }
}

static pen_status any_tag(lexer *l)
{
    size_t end;
    bool strip[2];
    size_t begin = l->at;
    char c = l->src.p[begin + 1];
    if (c == '#') {
        return comment(l);
    }
    if (c == '{') {
        return tag(l, PEN_TOK_OUT_BEGIN, PEN_TOK_OUT_END);
    }
    if (bare_tag(l, begin, PEN_LIT("raw"), &end, strip)) {
        l->at = end;
        l->strip = strip[1];
        return raw(l, begin);
    }
    return tag(l, PEN_TOK_TAG_BEGIN, PEN_TOK_TAG_END);
}

pen_status pen_lex(pen_front *f, pen_tokens *out)
{
    lexer l = {.f = f, .src = f->src, .out = out};
    *out = (pen_tokens){0};
    for (;;) {
        size_t at = find_tag(l.src, l.at);
        if (at == PEN_NPOS) {
            break;
        }
        PEN_TRY(add_data(&l, at, at + 2 < l.src.n && l.src.p[at + 2] == '-'));
        PEN_TRY(any_tag(&l));
    }
    PEN_TRY(add_data(&l, l.src.n, false));
    return add_mark(&l, PEN_TOK_END, l.src.n);
}
