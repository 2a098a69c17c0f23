// SPDX-License-Identifier: Apache-2.0
// Hashes of values that may be keys. The texts come from logs and are hostile, so the hash
// is SipHash-1-3 (Aumasson and Bernstein, 2012) under a seed of the caller's. Owns nothing,
// allocates nothing.
#ifndef PEN_EVENT_HASH_H
#define PEN_EVENT_HASH_H

#include "base/value.h"

// SipHash-1-3 of bytes.
uint64_t pen_hash_bytes(pen_str s, uint64_t seed);

// The hash of a value in *out: values equal under pen_value_eq have equal hashes (1, 1.0 and
// True are one). False for what Python cannot hash: lists, dicts, and tuples that hold one.
bool pen_value_hash(pen_value v, uint64_t seed, uint64_t *out);

#endif
