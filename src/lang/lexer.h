// SPDX-License-Identifier: Apache-2.0
// Template source to tokens: text outside of tags, and what Jinja2 3.1 sees inside them.
// Comments are gone, `-` at a tag's edge has stripped the text beside it, numbers and
// strings have their values. Tokens refer to front->src; values lie in the work arena.
#ifndef PEN_LANG_LEXER_H
#define PEN_LANG_LEXER_H

#include "lang/front.h"

typedef enum pen_tok {
#define PEN_TOK(name, text) PEN_TOK_##name,
#include "lang/tokens.def"
#undef PEN_TOK
    PEN_TOK_COUNT
} pen_tok;

typedef struct pen_token {
    pen_tok kind;
    uint32_t at;     // byte offset in front->src
    pen_str text;    // DATA and NAME: the text
    pen_value value; // STRING, INT, FLOAT
} pen_token;

typedef struct pen_tokens {
    pen_token *v; // the last one is END
    uint32_t n, room;
} pen_tokens;

// PEN_E_SYNTAX (with a message), PEN_E_NOMEM.
pen_status pen_lex(pen_front *f, pen_tokens *out) PEN_MUST;

// How a token reads in messages, constant text.
const char *pen_tok_text(pen_tok kind);

// ---- lexer_literal.c: the literal at the start of `s` ----

// Length of the number at the start of s (0: none) and its value.
pen_status pen_lex_number(pen_front *f, size_t at, pen_token *t, size_t *n) PEN_MUST;

// The string literal whose opening quote is at `at`.
pen_status pen_lex_string(pen_front *f, size_t at, pen_token *t, size_t *n) PEN_MUST;

#endif
