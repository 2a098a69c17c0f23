// SPDX-License-Identifier: Apache-2.0
// The documentation page of an integration, made from what the format says of itself:
// manifest, parser, tests, taxonomy. Fixed text and blank lines are the public pages'.
#ifndef PEN_FORMAT_DOCS_H
#define PEN_FORMAT_DOCS_H

#include "base/buf.h"
#include "event/taxonomy.h"
#include "format/definition.h"

typedef struct pen_docs {
    const pen_def *def;
    const pen_manifest *manifest;
    const pen_taxonomy *taxonomy;
    const pen_page *page;
    pen_arena *scratch;
} pen_docs;

// Appends the page. PEN_E_SYNTAX when a sample is no test file (*bad is its index), else what
// the buffer or the arena says.
pen_status pen_docs_write(const pen_docs *d, pen_buf *out, size_t *bad) PEN_MUST;

#endif
