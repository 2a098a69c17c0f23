// SPDX-License-Identifier: Apache-2.0
// Hardware addresses as text. No allocation.
#ifndef PEN_CODEC_MAC_H
#define PEN_CODEC_MAC_H

#include "base/str.h"

#define PEN_MAC_TEXT 17

// Takes the hexadecimal digits of `s`, whatever stands between them. When they are exactly
// twelve: writes "AA:BB:CC:DD:EE:FF" (PEN_MAC_TEXT bytes, upper case) into `to` and gives
// true.
bool pen_mac_put(pen_str s, char *to);

#endif
