// SPDX-License-Identifier: Apache-2.0
#include "base/status.h"

#include <stddef.h>

static const char *const texts[] = {
#define PEN_STATUS(name, text) [PEN_##name] = text,
#include "base/status.def"
#undef PEN_STATUS
};

const char *pen_status_text(pen_status s)
{
    size_t i = (size_t)s;
    return i < sizeof texts / sizeof texts[0] ? texts[i] : "unknown status";
}
