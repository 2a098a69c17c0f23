// SPDX-License-Identifier: Apache-2.0
// Layout of the zone table that tools/gen_zones.py writes. Constant data; only zone.c and
// the generated file include it.
//
// A zone is a list of changes by wall clock, then, where the zone still changes every
// year, a pair of rules for ever after. Change i says when, on the clock that is about to
// be set, the old offset ends, and the offset from then on; `first` holds before change 0.
#ifndef PEN_CODEC_ZONE_DATA_H
#define PEN_CODEC_ZONE_DATA_H

#include <stdint.h>

typedef struct pen_zone_change {
    int32_t wall_s;   // seconds since 1970 on the old clock (1901 to 2037)
    int32_t offset_s; // east of UTC, from then on
} pen_zone_change;

// "The week-th weekday of the month, at `second`"; week 5 is the last.
typedef struct pen_zone_rule {
    int32_t second; // on the old clock; may be negative or over a day
    uint8_t month, week;
    uint8_t weekday; // 0 is Sunday, as in POSIX
} pen_zone_rule;

typedef struct pen_zone_data {
    const pen_zone_change *change; // rising
    uint16_t count;
    uint8_t has_rules; // they hold from the last change on
    int32_t first, standard, summer;
    pen_zone_rule begin, end; // of summer time
} pen_zone_data;

typedef struct pen_zone_name {
    char name[35]; // the longest has 32 bytes
    uint8_t length;
    uint16_t zone; // index in pen_zone_table
} pen_zone_name;

extern const pen_zone_name pen_zone_index[]; // sorted by name, byte order
extern const uint16_t pen_zone_index_count;
extern const pen_zone_data pen_zone_table[];

#endif
