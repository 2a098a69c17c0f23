list(APPEND PEN_SOURCES
  src/base/alloc.c
  src/base/arena.c
  src/base/buf.c
  src/base/diag.c
  src/base/map.c
  src/base/num.c
  src/base/order.c
  src/base/scan.c
  src/base/scan_simd.c
  src/base/sort.c
  src/base/status.c
  src/base/str.c
  src/base/ublank.c
  src/base/ulower.c
  src/base/utf8.c
  )
