list(APPEND PEN_SOURCES)
list(APPEND PEN_SOURCES
  src/codec/cef.c
  src/codec/domain.c
  src/codec/dsv.c
  src/codec/ip.c
  src/codec/kv.c
  src/codec/kv_sep.c
  src/codec/leef.c
  src/codec/mac.c
  src/codec/url.c
  src/codec/xml.c
  )
