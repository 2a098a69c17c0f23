// SPDX-License-Identifier: Apache-2.0
// The only C++ file of the engine. Every function is a boundary: it catches what the C++
// library may throw (only std::bad_alloc is expected) and turns it into a status.
extern "C" {
#include "base/buf.h" // before regex.h, so that its functions are C's
}

#include "base/limits.h"
#include "regex/regex.h"

#include <re2/re2.h>

#include <memory>
#include <mutex>
#include <new>

struct pen_regex {
    re2::StringPiece pattern;
    RE2::Options options;
    mutable std::once_flag once; // guards `re`
    mutable std::unique_ptr<RE2> re;
};

namespace
{

// Groups kept on the stack of a match; more than this are allocated.
constexpr size_t FEW_GROUPS = 32;

RE2::Options options_for(unsigned flags)
{
    RE2::Options o;
    o.set_log_errors(false);
    o.set_max_mem(PEN_REGEX_BYTES_MAX);
    o.set_case_sensitive(!(flags & PEN_REGEX_ICASE));
    return o;
}

re2::StringPiece piece(pen_str s)
{
    return s.p ? re2::StringPiece(s.p, s.n) : re2::StringPiece("", 0);
}

RE2::Anchor anchor_of(pen_anchor a)
{
    switch (a) {
    case PEN_ANCHOR_START:
        return RE2::ANCHOR_START;
    case PEN_ANCHOR_BOTH:
        return RE2::ANCHOR_BOTH;
    case PEN_ANCHOR_NONE:
        break;
    }
    return RE2::UNANCHORED;
}

pen_status status_of(RE2::ErrorCode code)
{
    switch (code) {
    case RE2::NoError:
        return PEN_OK;
    case RE2::ErrorPatternTooLarge:
        return PEN_E_LIMIT;
    case RE2::ErrorInternal:
        return PEN_E_INTERNAL;
    default:
        return PEN_E_SYNTAX;
    }
}

void give(const re2::StringPiece *from, size_t have, pen_str *groups, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        groups[i] =
            i < have ? pen_str{from[i].data(), from[i].size()} : pen_str{nullptr, 0};
    }
}

pen_status match(const RE2 &re, pen_str text, RE2::Anchor anchor, pen_str *groups, size_t n)
{
    size_t have = static_cast<size_t>(re.NumberOfCapturingGroups()) + 1;
    have = n < have ? n : have;
    re2::StringPiece few[FEW_GROUPS];
    std::unique_ptr<re2::StringPiece[]> many;
    re2::StringPiece *at = few;
    if (have > FEW_GROUPS) {
        many.reset(new re2::StringPiece[have]);
        at = many.get();
    }
    if (!re.Match(piece(text), 0, piece(text).size(), anchor, at, static_cast<int>(have))) {
        return PEN_NOMATCH;
    }
    give(at, have, groups, n);
    return PEN_OK;
}

// The compiled expression, made now when it is not there yet. May throw std::bad_alloc.
const RE2 &compiled(const pen_regex *r)
{
    std::call_once(r->once, [r] { r->re.reset(new RE2(r->pattern, r->options)); });
    return *r->re;
}

pen_status check(const pen_regex *r, pen_buf *why)
{
    const RE2 &re = compiled(r);
    if (!re.ok() && why) {
        pen_buf_add(why, pen_str{re.error().data(), re.error().size()});
    }
    return status_of(re.error_code());
}

} // namespace

extern "C" pen_status pen_regex_new(pen_str pattern, unsigned flags, pen_regex **out,
                                    pen_buf *why)
{
    *out = nullptr;
    try {
        std::unique_ptr<pen_regex> r(new pen_regex{});
        r->pattern = piece(pattern);
        r->options = options_for(flags);
        pen_status s = flags & PEN_REGEX_LATER ? PEN_OK : check(r.get(), why);
        if (s == PEN_OK) {
            *out = r.release();
        }
        return s;
    } catch (...) {
        return PEN_E_NOMEM;
    }
}

extern "C" void pen_regex_free(pen_regex *re)
{
    delete re;
}

extern "C" size_t pen_regex_groups(const pen_regex *re)
{
    try {
        int n = compiled(re).NumberOfCapturingGroups();
        return n > 0 ? static_cast<size_t>(n) : 0;
    } catch (...) {
        return 0;
    }
}

extern "C" pen_status pen_regex_match(const pen_regex *re, pen_str text, pen_anchor anchor,
                                      pen_str *groups, size_t n)
{
    try {
        const RE2 &r = compiled(re);
        return r.ok() ? match(r, text, anchor_of(anchor), groups, n)
                      : status_of(r.error_code());
    } catch (...) {
        return PEN_E_NOMEM;
    }
}
