// SPDX-License-Identifier: Apache-2.0
// A slice of text: pointer and length, passed by value. Nothing owns through a slice;
// whoever made it says how long the bytes live. NUL is an ordinary byte. An empty slice
// may have a NULL pointer, so never hand `p` to a function that forbids it when n is 0.
#ifndef PEN_BASE_STR_H
#define PEN_BASE_STR_H

#include "penstock.h" // pen_str itself

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#define PEN_LIT(s) ((pen_str){("" s), sizeof(s) - 1})
#define PEN_EMPTY ((pen_str){NULL, 0})

// The slice of a NUL-terminated string (operating-system edge only).
static inline pen_str pen_str_c(const char *s)
{
    return (pen_str){s, s ? strlen(s) : 0};
}

static inline pen_str pen_str_of(const char *p, size_t n)
{
    return (pen_str){p, n};
}

static inline bool pen_str_eq(pen_str a, pen_str b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

// From `from` to the end; past the end gives the empty slice at the end.
static inline pen_str pen_str_from(pen_str s, size_t from)
{
    size_t k = from < s.n ? from : s.n;
    return (pen_str){k ? s.p + k : s.p, s.n - k}; // NULL + 0 is not allowed
}

// The first `n` bytes, or all when there are fewer.
static inline pen_str pen_str_head(pen_str s, size_t n)
{
    return (pen_str){s.p, n < s.n ? n : s.n};
}

static inline bool pen_str_starts(pen_str s, pen_str prefix)
{
    return s.n >= prefix.n && (prefix.n == 0 || memcmp(s.p, prefix.p, prefix.n) == 0);
}

static inline bool pen_str_ends(pen_str s, pen_str suffix)
{
    return s.n >= suffix.n &&
           (suffix.n == 0 || memcmp(s.p + s.n - suffix.n, suffix.p, suffix.n) == 0);
}

#define PEN_NPOS ((size_t)-1)

// Offset of the first `c` at or after `from`, PEN_NPOS when there is none.
size_t pen_str_chr(pen_str s, char c, size_t from);

// Offset of the last `c`, PEN_NPOS when there is none.
size_t pen_str_rchr(pen_str s, char c);

// Offset of the first `needle` at or after `from`, PEN_NPOS when there is none. An empty
// needle is found at `from`.
size_t pen_str_find(pen_str s, pen_str needle, size_t from);

// Byte order, shorter first on a common prefix: <0, 0, >0. For valid UTF-8 this is the
// order of code points.
int pen_str_cmp(pen_str a, pen_str b);

// Equality with ASCII letters of either case alike.
bool pen_str_ieq(pen_str a, pen_str b);

// Without ASCII blanks (tab, LF, VT, FF, CR, space) at both ends.
pen_str pen_str_trim(pen_str s);

static inline bool pen_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static inline bool pen_is_alpha(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static inline char pen_to_lower(char c)
{
    return (c >= 'A' && c <= 'Z') ? (char)(c + ('a' - 'A')) : c;
}

static inline bool pen_is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

// 0-15 for a hexadecimal digit, -1 otherwise.
int pen_hex_digit(char c);

#endif
