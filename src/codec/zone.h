// SPDX-License-Identifier: Apache-2.0
// Time zones: a fixed offset, or an entry of the IANA table that is compiled in (made at
// build time from the system's tzdata by tools/gen_zones.py). A zone is a small value that
// refers to constant data only: copy it freely, it owns nothing, threads may share it.
#ifndef PEN_CODEC_ZONE_H
#define PEN_CODEC_ZONE_H

#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

struct pen_zone_data;

typedef struct pen_zone {
    const struct pen_zone_data *data; // NULL: the fixed offset below
    int32_t offset_s;                 // seconds east of UTC
} pen_zone;

// The zone of a name: `[UTC|GMT]±H[H][[:]MM]` (UTC+2 is ahead of UTC), an abbreviation in
// any case (PDT, CEST), an IANA name in its own case (Europe/Paris). Blanks and then double
// quotes at the ends are ignored. Anything else, the empty name included, is UTC.
pen_zone pen_zone_find(pen_str name);

// Seconds east of UTC when the wall clock of the zone shows `wall_s` (seconds since
// 1970-01-01T00:00:00 on that clock). A time that occurs twice is its first occurrence; one
// that the clock skips is read with the offset after the gap.
int64_t pen_zone_offset(const pen_zone *zone, int64_t wall_s);

#endif
