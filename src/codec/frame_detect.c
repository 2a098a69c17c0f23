// SPDX-License-Identifier: Apache-2.0
// What an input is, from its first bytes. Only the first JSON value is searched for
// flow-log keys, unless it is an empty list of records; so lines arriving slowly are told
// from the first of them.
#include "codec/frame_parts.h"

// Enough of a first line to know `N <PRI>`.
enum { SYSLOG_LOOK = 16 };

// What the first value of `text` looks like.
typedef struct first_value {
    size_t end;     // how far it is JSON
    bool done, bad; // complete; broken at `end`
    bool lines;     // a token lies beyond a line feed
    bool list;      // holds the key `records`, or nothing at all
} first_value;

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static pen_str skip_space(pen_str s)
{
    size_t k = 0;
    while (k < s.n && is_space(s.p[k])) {
        k++;
    }
    return pen_str_from(s, k);
}

// Whether the quoted text at s.p[at] is `name`, in any case; as a key: a colon follows.
static bool quoted_is(pen_str s, size_t at, pen_str name, bool key)
{
    pen_str rest = pen_str_from(s, at + 1);
    if (rest.n <= name.n || rest.p[name.n] != '"' ||
        !pen_str_ieq(pen_str_head(rest, name.n), name)) {
        return false;
    }
    pen_str after = skip_space(pen_str_head(pen_str_from(rest, name.n + 1), 64));
    return !key || (after.n && after.p[0] == ':');
}

// Keys that only flow logs have; or the list keys together with a category of theirs.
static bool has_flow_keys(pen_str s)
{
    static const pen_str category[] = {{"NetworkSecurityGroupFlowEvent", 29},
                                       {"NetworkSecurityGroupFlowEvents", 30},
                                       {"FlowLogFlowEvent", 16}};
    bool list = false, named = false;
    for (size_t k = pen_str_chr(s, '"', 0); k != PEN_NPOS; k = pen_str_chr(s, '"', k + 1)) {
        if (quoted_is(s, k, PEN_LIT("flowTuples"), true) ||
            quoted_is(s, k, PEN_LIT("flowRecords"), true)) {
            return true;
        }
        list = list || quoted_is(s, k, PEN_LIT("records"), true) ||
               quoted_is(s, k, PEN_LIT("flows"), true);
        for (size_t i = 0; i < sizeof category / sizeof category[0]; i++) {
            named = named || quoted_is(s, k, category[i], false);
        }
    }
    return list && named;
}

static first_value look(pen_str s)
{
    first_value v = {.list = true};
    pen_fscan scan;
    pen_fscan_init(&scan);
    const char *p = s.p, *end = s.p + s.n;
    size_t line = pen_str_chr(s, '\n', 0);
    pen_fscan_event e = PEN_FSCAN_OPEN;
    while (e != PEN_FSCAN_MORE && e != PEN_FSCAN_BAD && !pen_fscan_done(&scan)) {
        e = pen_fscan_next(&scan, &p, end);
        bool token = e != PEN_FSCAN_MORE && e != PEN_FSCAN_BAD;
        v.lines = v.lines || (token && scan.token > line);
        v.list = v.list && !(token && scan.at > 1 && e != PEN_FSCAN_CLOSE);
        if (e == PEN_FSCAN_KEY &&
            quoted_is(s, (size_t)scan.token, PEN_LIT("records"), false)) {
            v.list = true;
            break;
        }
    }
    v.end = (size_t)(p - s.p);
    v.done = pen_fscan_done(&scan);
    v.bad = e == PEN_FSCAN_BAD;
    return v;
}

// For text that begins with a bracket.
static pen_frame_kind detect_json(pen_str s, bool full)
{
    first_value v = look(s);
    bool whole_head = v.list || !v.done;
    if (has_flow_keys(whole_head ? s : pen_str_head(s, v.end))) {
        return PEN_FRAME_FLOW;
    }
    if (whole_head && !full) {
        return PEN_FRAME_AUTO;
    }
    if (s.p[0] == '{') {
        return v.lines ? PEN_FRAME_JSON : PEN_FRAME_LINES;
    }
    pen_str inside = skip_space(pen_str_from(s, 1));
    if (inside.n && inside.p[0] == '{') {
        return PEN_FRAME_JSON;
    }
    // `[error] text` and `[12] text` are lines.
    pen_str rest = pen_str_from(s, v.end);
    size_t line = pen_str_chr(rest, '\n', 0);
    if (v.done && line == PEN_NPOS && !full) {
        return PEN_FRAME_AUTO;
    }
    bool alone = skip_space(pen_str_head(rest, line == PEN_NPOS ? rest.n : line)).n == 0;
    return v.bad || (v.done && !alone) ? PEN_FRAME_LINES : PEN_FRAME_JSON;
}

pen_frame_kind pen_frame_detect(pen_str head, bool is_all)
{
    bool full = is_all || head.n >= PEN_FRAME_LOOK;
    pen_str s = pen_str_head(head, PEN_FRAME_LOOK);
    pen_str bom = PEN_LIT("\xEF\xBB\xBF");
    s = skip_space(pen_str_starts(s, bom) ? pen_str_from(s, bom.n) : s);
    // What is appended to a blob begins with a comma.
    pen_str json = s.n && s.p[0] == ',' ? skip_space(pen_str_from(s, 1)) : s;
    if (json.n && (json.p[0] == '{' || (json.p[0] == '[' && json.n == s.n))) {
        return detect_json(json, full);
    }
    bool enough = full || s.n >= SYSLOG_LOOK || pen_str_chr(s, '\n', 0) != PEN_NPOS;
    int16_t pri;
    uint32_t count;
    size_t length;
    if (pen_syslog_pri(s, &pri) || pen_frame_octets(s, &count, &length) == PEN_OK) {
        return PEN_FRAME_SYSLOG;
    }
    return enough ? PEN_FRAME_LINES : PEN_FRAME_AUTO;
}
