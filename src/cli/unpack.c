// SPDX-License-Identifier: Apache-2.0
#include "cli/unpack.h"

#define ZLIB_CONST // next_in points to constant bytes
#include <stdlib.h>
#include <string.h>
#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

// zstd's window: 8 MiB up to level 19; more would cost more memory than the program may
// take.
enum { WINDOW_LOG_MAX = 24, GZIP_WINDOW = 15 + 16, PIECE = 1 << 20 };

struct pen_cli_unpack {
    pen_cli_packing packing;
    z_stream gzip;
    ZSTD_DCtx *zstd;
    bool inside; // a member or frame has begun and not ended
    bool ended;  // one has ended
};

static const struct {
    pen_cli_packing packing;
    pen_str magic;
} magics[] = {
    {PEN_CLI_PACKING_GZIP, {"\x1f\x8b\x08", 3}},
    {PEN_CLI_PACKING_ZSTD, {"\x28\xb5\x2f\xfd", 4}},
};

pen_cli_packing pen_cli_packing_of(pen_str head)
{
    pen_cli_packing found = PEN_CLI_PACKING_NONE;
    for (size_t i = 0; i < sizeof magics / sizeof magics[0]; i++) {
        pen_str m = magics[i].magic;
        size_t n = head.n < m.n ? head.n : m.n;
        if (n && memcmp(head.p, m.p, n) == 0) {
            found = n == m.n ? magics[i].packing : PEN_CLI_PACKING_OPEN;
        }
    }
    return head.n ? found : PEN_CLI_PACKING_OPEN;
}

pen_cli_unpack *pen_cli_unpack_new(pen_cli_packing packing)
{
    pen_cli_unpack *u = calloc(1, sizeof *u);
    if (!u) {
        return NULL;
    }
    u->packing = packing;
    bool good;
    if (packing == PEN_CLI_PACKING_GZIP) {
        good = inflateInit2(&u->gzip, GZIP_WINDOW) == Z_OK;
    } else {
        u->zstd = ZSTD_createDCtx();
        good = u->zstd && !ZSTD_isError(ZSTD_DCtx_setParameter(u->zstd, ZSTD_d_windowLogMax,
                                                               WINDOW_LOG_MAX));
    }
    if (!good) {
        pen_cli_unpack_free(u);
        return NULL;
    }
    return u;
}

void pen_cli_unpack_free(pen_cli_unpack *u)
{
    if (u) {
        if (u->packing == PEN_CLI_PACKING_GZIP) {
            (void)inflateEnd(&u->gzip);
        }
        (void)ZSTD_freeDCtx(u->zstd);
        free(u);
    }
}

// After a member: another one, padding of zeros, or what does not belong there.
static bool next_member(pen_cli_unpack *u, pen_str *in, const char **why)
{
    while (in->n && in->p[0] == '\0') {
        *in = (pen_str){in->p + 1, in->n - 1};
    }
    if (!in->n) {
        return false;
    }
    if ((unsigned char)in->p[0] != 0x1f) {
        *why = "after the gzip data something else follows";
        return false;
    }
    u->ended = false;
    return inflateReset(&u->gzip) == Z_OK;
}

static size_t run_gzip(pen_cli_unpack *u, pen_str *in, char *to, size_t room,
                       const char **why)
{
    size_t n = 0;
    while (in->n && n < room && !*why) {
        if (u->ended && !next_member(u, in, why)) {
            break;
        }
        size_t give = in->n < PIECE ? in->n : PIECE,
               take = room - n < PIECE ? room - n : PIECE;
        u->gzip.next_in = (const Bytef *)in->p;
        u->gzip.avail_in = (uInt)give;
        u->gzip.next_out = (Bytef *)to + n;
        u->gzip.avail_out = (uInt)take;
        int result = inflate(&u->gzip, Z_NO_FLUSH);
        size_t used = give - u->gzip.avail_in;
        *in = (pen_str){in->p + used, in->n - used};
        n += take - u->gzip.avail_out;
        u->ended = result == Z_STREAM_END;
        u->inside = !u->ended;
        if (result == Z_MEM_ERROR) {
            *why = "out of memory";
        } else if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR) {
            *why = "the gzip data is broken here";
        }
    }
    return n;
}

static size_t run_zstd(pen_cli_unpack *u, pen_str *in, char *to, size_t room,
                       const char **why)
{
    ZSTD_inBuffer from = {in->p, in->n, 0};
    ZSTD_outBuffer out = {to, room, 0};
    size_t before = 1;
    // Goes on without input as long as the decoder holds back what it has unpacked.
    while (out.pos < room && (from.pos < from.size || out.pos != before) && !*why) {
        before = out.pos;
        if (from.pos == from.size && !u->inside) {
            break;
        }
        size_t left = ZSTD_decompressStream(u->zstd, &out, &from);
        if (ZSTD_isError(left)) {
            bool window =
                ZSTD_getErrorCode(left) == ZSTD_error_frameParameter_windowTooLarge;
            *why = window
                       ? "the zstd data needs a window of more than 16 MiB (unpack it with "
                         "zstd -dc --long=31)"
                       : "the zstd data is broken here";
        } else {
            u->inside = left != 0;
        }
    }
    *in = (pen_str){in->p + from.pos, in->n - from.pos};
    return out.pos;
}

size_t pen_cli_unpack_run(pen_cli_unpack *u, pen_str *in, char *to, size_t room,
                          const char **why)
{
    *why = NULL;
    return u->packing == PEN_CLI_PACKING_GZIP ? run_gzip(u, in, to, room, why)
                                              : run_zstd(u, in, to, room, why);
}

const char *pen_cli_unpack_end(const pen_cli_unpack *u)
{
    return u->inside ? "the packed data ends before its end" : NULL;
}
