// SPDX-License-Identifier: Apache-2.0
// The steps of a compiled strptime format, for date_format.c and date_strptime.c only: a
// step's kind is the letter of its directive or one of these.
#ifndef PEN_CODEC_DATE_STEPS_H
#define PEN_CODEC_DATE_STEPS_H

#include "codec/date_parts.h"

#define PEN_DATE_STEP_LIT '='    // the byte `lit`, ASCII letters in any case
#define PEN_DATE_STEP_BLANKS '_' // one or more blanks, as many as there are

#endif
