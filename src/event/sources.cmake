list(APPEND PEN_SOURCES
  src/event/attr.c
  src/event/chars.c
  src/event/dict.c
  src/event/hash.c
  src/event/json_dump.c
  src/event/json_load.c
  src/event/list.c
  src/event/number.c
  src/event/value.c
  src/event/value_text.c
  )
list(APPEND PEN_SOURCES src/event/xml_tree.c)
