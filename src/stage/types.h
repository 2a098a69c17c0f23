// SPDX-License-Identifier: Apache-2.0
// Every stage type there is; registry.c lists them.
#ifndef PEN_STAGE_TYPES_H
#define PEN_STAGE_TYPES_H

#include "stage/stage.h"

extern const pen_stage_type pen_stage_json;
extern const pen_stage_type pen_stage_grok;
extern const pen_stage_type pen_stage_case_match;
extern const pen_stage_type pen_stage_kv;
extern const pen_stage_type pen_stage_dsv;
extern const pen_stage_type pen_stage_date;
extern const pen_stage_type pen_stage_xml;
extern const pen_stage_type pen_stage_windows_event;
extern const pen_stage_type pen_stage_cef;
extern const pen_stage_type pen_stage_leef;
extern const pen_stage_type pen_stage_dict;

#endif
