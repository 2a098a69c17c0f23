// SPDX-License-Identifier: Apache-2.0
// The tokens of a free-form date, for date_tokens.c and date_free.c only. They lie in the
// caller's pen_date_tokens and refer to the copy of the text in it.
#ifndef PEN_CODEC_DATE_TOKENS_H
#define PEN_CODEC_DATE_TOKENS_H

#include "codec/date_parts.h"

typedef enum pen_date_kind {
    PEN_DATE_TOK_END,    // what stands past the last token
    PEN_DATE_TOK_NUMBER, // digits, with at most one `.` between them
    PEN_DATE_TOK_WORD,   // a run that starts with a letter, or a number of no known form
    PEN_DATE_TOK_CHAR,   // one character; every blank is ' '
} pen_date_kind;

// What a word can mean; `m` means two things.
enum {
    PEN_DATE_WEEKDAY = 1,  // value 0-6, Monday first
    PEN_DATE_MONTH = 2,    // value 1-12
    PEN_DATE_HALF = 4,     // am (0) or pm (1)
    PEN_DATE_UNIT = 8,     // value 0 hours, 1 minutes, 2 seconds
    PEN_DATE_SKIP = 16,    // says nothing
    PEN_DATE_OF = 32,      // `Jan of 24`
    PEN_DATE_NOWHERE = 64, // a number that is none (nan): never allowed on its own
};

typedef struct pen_date_token {
    pen_str text;
    uint16_t whole; // a number's digits before the point
    uint8_t kind;   // pen_date_kind
    uint8_t means;  // PEN_DATE_WEEKDAY …
    uint8_t value;
} pen_date_token;

typedef struct pen_date_tokens {
    size_t count;
    pen_date_token item[PEN_DATE_TEXT_MAX + 1]; // a token has at least one byte
    char text[PEN_DATE_TEXT_MAX];
} pen_date_tokens;

// Cuts a text of at most PEN_DATE_TEXT_MAX bytes; one token of kind END follows the last.
void pen_date_tokenize(pen_str text, pen_date_tokens *out);

#endif
