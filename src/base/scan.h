// SPDX-License-Identifier: Apache-2.0
// Finding and escaping bytes, many at a time: what the hot loops of the engine stand on.
//
// A `pen_scan` is a constant table of functions, one table for each kind of processor, all
// with the same results; pen_scan_best() gives the fastest that this machine can run. Ask
// once, keep the pointer. Nothing here allocates, nothing reads a byte outside the range it
// was given, and ranges of length 0 may have a NULL pointer.
#ifndef PEN_BASE_SCAN_H
#define PEN_BASE_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Bytes that `escape` may write beyond what it reports, and how much room its target needs
// for `n` bytes of source: six for each ("\u00XX") and the slack.
#define PEN_SCAN_SLACK 32
#define PEN_SCAN_ESCAPE_ROOM(n) ((size_t)(n)*6 + PEN_SCAN_SLACK)

// Bytes that are marked at a time: large enough that a usual record is one window, small
// enough that the marks stay in the first-level cache.
#define PEN_SCAN_WINDOW 4096u

// Where the strings of one window of JSON text end. `mark` fills all but `carry` and
// `inside`, which are 0 before the first window of a text and handed on from each window to
// the next.
typedef struct pen_scan_marks {
    uint64_t special[PEN_SCAN_WINDOW / 64]; // bit i of word k: byte 64k+i is a backslash, or
                                            // a byte below 0x20 in a string
    uint64_t any;                           // all words of `special` or-ed together
    uint64_t carry;                         // 1: the next window's first byte is escaped
    uint64_t inside;                        // all ones: the next window starts in a string
    uint32_t base;                          // position of the window's first byte
    uint32_t count;                         // entries of `closes` before its last
    uint32_t closes[PEN_SCAN_WINDOW / 2 + 32]; // positions of the quotes that close strings,
                                               // rising, then UINT32_MAX, then scribbles
} pen_scan_marks;

// Where fields of delimited text end, in up to 64 bytes: bit i stands for byte i.
typedef struct pen_scan_cut {
    uint64_t ends;  // the byte is the delimiter
    uint64_t other; // it is '"', below 0x20, or may begin a line break of several bytes (0xc2,
                    // 0xe2), and is not the delimiter: nothing is known of what follows
} pen_scan_cut;

// A set of ASCII characters: `c` is in it when bit c >> 4 of row[c & 15] is set.
typedef struct pen_scan_set {
    unsigned char row[16];
} pen_scan_set;

// Kinds of bytes in up to a window of text: bit i of word k stands for byte 64k + i, bits of
// the last word past the text are 0.
typedef struct pen_scan_kinds {
    uint64_t equal[PEN_SCAN_WINDOW / 64];   // it is one given character
    uint64_t member[PEN_SCAN_WINDOW / 64];  // it is in a given set
    uint64_t special[PEN_SCAN_WINDOW / 64]; // it is '"', '\\' or below 0x20
} pen_scan_kinds;

typedef struct pen_scan {
    const char *name;

    // Offset of the first '"', '\\' or byte below 0x20; n when there is none.
    size_t (*special)(const char *p, size_t n);

    // Offset of the first '"' or '\\'; n when there is none.
    size_t (*quote)(const char *p, size_t n);

    // Writes the inside of a JSON string (no quotes around it) that stands for the text,
    // as Python's json.dumps(ensure_ascii=False) does: \" \\ \b \t \n \f \r, and \u00xx for
    // the other bytes below 0x20; everything else as it is. `to` has room for
    // PEN_SCAN_ESCAPE_ROOM(n) bytes and does not overlap. Gives the bytes written.
    size_t (*escape)(char *to, const char *p, size_t n);

    // Whether every byte is below 0x80.
    bool (*ascii)(const char *p, size_t n);

    // Marks a window of n <= PEN_SCAN_WINDOW bytes whose first byte has the position `at`
    // (at + n fits 32 bits). A backslash escapes the next byte wherever it stands; of the
    // quotes that none escapes, every second one closes a string.
    void (*mark)(pen_scan_marks *m, const char *p, size_t n, uint32_t at);

    // Looks for the delimiter `c` in the first n bytes, at most 64.
    pen_scan_cut (*cut)(const char *p, size_t n, char c);

    // Tells the kinds of the first n bytes, at most PEN_SCAN_WINDOW; words past the last one
    // are left alone. Gives whether every byte is below 0x80.
    bool (*kinds)(pen_scan_kinds *k, const char *p, size_t n, char c, const pen_scan_set *set);

    // Offset of the first occurrence of the m bytes at `needle`, 2 <= m <= n; n when there is
    // none. Linear time, whatever the bytes.
    size_t (*find)(const char *p, size_t n, const char *needle, size_t m);
} pen_scan;

// The fastest table for this machine; never NULL.
const pen_scan *pen_scan_best(void);

// The plain C table, the definition of right.
const pen_scan *pen_scan_scalar(void);

// Table number `k` (from 0) of those this machine can run, slowest first; NULL past the
// last. For tests and fuzzing, which compare them all.
const pen_scan *pen_scan_nth(unsigned k);

#endif
