// SPDX-License-Identifier: Apache-2.0
#include "base/status.h"
#include "tap.h"

int main(void)
{
    ok(PEN_OK == 0, "OK is zero");
    ok(strcmp(pen_status_text(PEN_E_NOMEM), "out of memory") == 0, "the text of a status");
    ok(strcmp(pen_status_text((pen_status)9999), "unknown status") == 0, "of no status");
    bool all = true;
    for (int s = PEN_OK; s <= PEN_E_INTERNAL; s++) {
        all = all && pen_status_text((pen_status)s)[0] != '\0';
    }
    ok(all, "every status has a text");
    return tap_done();
}
