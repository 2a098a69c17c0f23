// SPDX-License-Identifier: Apache-2.0
#include "base/status.h"

static const char *const texts[] = {
#define TEXT(name, text) [PEN_##name] = (text),
    PEN_STATUS_LIST(TEXT)
#undef TEXT
};

const char *pen_status_text(pen_status s)
{
    size_t i = (size_t)s;
    return i < sizeof texts / sizeof texts[0] ? texts[i] : "unknown status";
}
