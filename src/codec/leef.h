// SPDX-License-Identifier: Apache-2.0
// LEEF 1 and 2: five header fields cut at "|" and, behind them, key=value items. The visitor
// gets header fields under their names, then the items in order; a later pair replaces an
// earlier one of the same key. Texts are slices of the input, or of the arena where a header
// field has escapes. Linear in the text.
#ifndef PEN_CODEC_LEEF_H
#define PEN_CODEC_LEEF_H

#include "codec/cef.h"

// PEN_E_SYNTAX when "LEEF:" is not there, PEN_E_NOMEM, or what the visitor says. Header
// fields that lack are not delivered.
pen_status pen_leef_parse(pen_arena *a, pen_str text, const pen_cef_visitor *v) PEN_MUST;

#endif
